"""Whatever is typed becomes harmless HTML of a bounded size; the texts are in corpus/markdown.jsonl."""

import nh3
import pytest
from hypothesis import given

from chalou.foundation.text.characters import cleaned, trouble_in
from chalou.foundation.text.markdown import to_html
from chalou.foundation.text.tests.test_markdown import REL, Read, assert_is_safe_and_whole
from tests.fuzz.corpus import bent_text, kept, much
from tests.hostile.samples import HOSTILE
from tests.hostile.test_texts import assert_inert

KEPT = kept("markdown")
SEEDS = [*KEPT, *HOSTILE]

MOST_TIMES_AS_LONG, MOST_MORE = 40, 200
"""A quote is one sign and becomes thirty; an address of eight becomes eighty. What grows faster is no form of talk."""
LONGEST = 4000


def assert_harmless(typed: str) -> None:
    text = cleaned(typed)
    html = to_html(text)
    assert len(html) <= MOST_TIMES_AS_LONG * len(text) + MOST_MORE
    assert_inert(f'<div class="turn__said">{html}</div>')
    if text and trouble_in(text) is None:
        assert_is_safe_and_whole(text)
        # Cleaned once more it is the same: nothing in it was harmless only by how it was written.
        once, again = Read(html), Read(nh3.clean(html, link_rel=REL))
        assert (once.tags, once.text) == (again.tags, again.text)


@pytest.mark.parametrize("typed", KEPT)
def test_what_is_kept_is_harmless_alone_and_again_and_again(typed):
    assert_harmless(typed)
    assert_harmless((typed * (LONGEST // len(typed)))[:LONGEST])


@much
@given(bent_text(SEEDS))
def test_what_is_made_of_it_is_harmless(typed):
    assert_harmless(typed[:LONGEST])
