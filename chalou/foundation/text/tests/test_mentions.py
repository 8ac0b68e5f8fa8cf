"""Names after an @ in safe HTML: found where they are meant, and nothing else is touched."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.text.lines import line_key
from chalou.foundation.text.markdown import to_html
from chalou.foundation.text.mentions import MOST_LOOKED_AT, bound, keys_in

PEOPLE = {"林小满": 12, "林小": 13, "mrs lin": 14, "<b>明</b>": 15, "lin": 16, "阿福": 17}


def named(text: str) -> tuple[int, ...]:
    return bound(to_html(text), PEOPLE, line_key)[1]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@林小满 来了", (12,)),
        ("@林小满你来", (12,)),
        ("@林小，来", (13,)),
        ("＠林小满", (12,)),
        ("@Mrs\u00a0Lin @mrs\u3000LIN", (14,)),
        ("@Lin! @Linda", (16,)),
        ("@Linda", ()),
        ("me@lin.example @ lin", ()),
        ("`@林小满` 和 [@林小满](https://example.org)", ()),
        ("```\n@林小满\n```", ()),
        ("**@林小满**", (12,)),
        ("@<b>明</b> 好", (15,)),
        ("@阿福@林小满", (17, 12)),
        ("https://example.org/@林小满", ()),
    ],
)
def test_who_is_named(text, people):
    assert named(text) == people


def test_a_name_with_markup_stays_text():
    html, people = bound(to_html("@<b>明</b> & 你"), PEOPLE, line_key)
    assert html == '<p><a class="mention" data-person="15">@&lt;b&gt;明&lt;/b&gt;</a> &amp; 你</p>'
    assert people == (15,)


@given(st.text(st.sampled_from("@＠林小满LinMrs \u00a0<b>明/&*_`[]()阿福\n"), max_size=60))
def test_what_is_read_is_what_was_written_and_only_people_are_bound(text):
    plain = to_html(text)
    html, people = bound(plain, PEOPLE, line_key)
    without = re.sub(r'<a class="mention" data-person="\d+">(.*?)</a>', r"\1", html)
    assert unescape(without) == unescape(plain)
    assert set(people) <= set(PEOPLE.values())
    assert html.count('class="mention"') >= len(people)
    assert not people or keys_in(plain, line_key) & PEOPLE.keys()


def test_a_thousand_signs_cost_what_thirty_do():
    keys = keys_in(to_html("@林小满 " * 1000), line_key)
    assert len(keys) < 40
    html, people = bound(to_html("@林小满 " * 1000), PEOPLE, line_key)
    assert (html.count("data-person"), people) == (MOST_LOOKED_AT, (12,))
