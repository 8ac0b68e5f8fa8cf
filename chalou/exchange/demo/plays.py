"""The rooms of the demo house, in the order in which they are opened."""

from functools import cache
from importlib.resources import files

from chalou.exchange.demo.script import Play, Unclear, read

ORDER = ("front", "rock", "english", "clay", "puer", "poems", "back", "wan-gu", "marta-tom", "three")


@cache
def plays() -> tuple[Play, ...]:
    return tuple(play(name) for name in ORDER)


@cache
def play(name: str) -> Play:
    """One of them, as `talk/` has it."""
    try:
        return read((files("chalou.exchange.demo") / "talk" / f"{name}.txt").read_text(encoding="utf-8"))
    except Unclear as error:
        raise Unclear(f"{name}.txt, {error}") from error
