"""Inputs that were found worth keeping, and new ones made of them.

`corpus/<target>.jsonl` holds one input a line, as a JSON string. Whatever is found to break something is added there,
and is tried in every run from then on. Bytes that are no UTF-8 are written as Python writes them in file names: \\udcff
is the byte ff.
"""

import json
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.environment import FUZZ

CORPUS = Path(__file__).with_name("corpus")

# Nothing is replayed from a database of its own: what is worth keeping is kept in the corpus, for everybody.
much = settings(
    max_examples=FUZZ, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def kept(target: str) -> list[str]:
    lines = (CORPUS / f"{target}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert found
    assert all(isinstance(one, str) for one in found)
    return found


def as_bytes(written: str) -> bytes:
    return written.encode("utf-8", "surrogateescape")


@st.composite
def bent_text(draw: st.DrawFn, seeds: list[str]) -> str:
    """Pieces of seeds, cut anywhere, put together, repeated, with something else in between."""
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        seed = draw(st.sampled_from(seeds))
        start, end = sorted((draw(st.integers(0, len(seed))), draw(st.integers(0, len(seed)))))
        parts.append(draw(st.sampled_from([seed, seed[start:end], seed[:start], seed[end:]])))
        parts.append(
            draw(st.one_of(st.just(""), st.sampled_from(["\n", "\n\n", " ", "\t", "\0"]), st.text(max_size=3)))
        )
    return "".join(parts) * draw(st.sampled_from([1, 1, 1, 2, 40]))


@st.composite
def bent_bytes(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed in which some bytes have turned, were taken out or put in."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.sampled_from(["turn", "turn", "set", "take", "put", "end"])):
            case "turn" if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "set":
                value = draw(st.sampled_from([b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x80"]))
                content[at : at + len(value)] = value
            case "take":
                del content[at : at + draw(st.integers(1, 8))]
            case "put":
                content[at:at] = draw(st.binary(max_size=6))
            case _:
                del content[len(content) - draw(st.integers(0, 30)) :]
    return bytes(content)
