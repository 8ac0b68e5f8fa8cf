"""Our own words: whole in both languages, safe, and leading somewhere."""

import re

import pytest
from django.urls import resolve

from chalou.help.first import BadText, first, languages, read
from chalou.help.rules import OWN, TEXT_LENGTH, TITLE_LENGTH, why_not_title
from tests.contracts.source import PACKAGE

ALL = [one for language in languages() for one in first(language).values()]
RESERVED = {"keeper", "change"}


def test_every_language_has_the_same_questions_in_the_same_order():
    assert languages() == ("zh-hans", "en")
    ours, theirs = first("zh-hans"), first("en")
    assert [(one.slug, one.section) for one in ours.values()] == [(one.slug, one.section) for one in theirs.values()]
    assert sum(1 for one in ours.values() if one.section) >= 30


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.slug}-{one.digest[:4]}")
def test_a_question_is_as_one_that_somebody_typed_may_be(one):
    assert why_not_title(one.title) is None
    assert len(one.title) <= TITLE_LENGTH
    assert len(one.text) <= TEXT_LENGTH
    assert not one.slug.startswith(OWN)
    assert one.slug not in RESERVED
    shown = re.sub(r"<code>.*?</code>", "", one.html)
    assert "**" not in shown, "strong was meant, and is shown as stars"


def test_links_in_it_lead_to_pages_of_the_house():
    led = {address for one in ALL for address in re.findall(r'href="([^"]*)"', one.html)}
    assert led
    for address in led:
        found = resolve(address)
        if found.view_name == "help:answer":
            assert found.kwargs["slug"] in first("en")


def test_pages_that_lead_to_a_question_name_one_that_there_is():
    named = {
        slug
        for file in PACKAGE.rglob("templates/**/*.html")
        for slug in re.findall(r"help:answer['\"], slug=['\"]([a-z-]+)['\"]", file.read_text(encoding="utf-8"))
    }
    assert {"password-lost", "manners"} <= named
    assert [slug for slug in named if not first("en")[slug].section] == []


@pytest.mark.parametrize(
    "text",
    [
        "words before\n# A section {#one}\n## A question? {#two}\nan answer\n",
        "# A section {#one}\nwith words\n",
        "# A section {#one}\n## A question {#two}\n",
        "## A question {#one}\nwithout a section\n",
        "# A section {#one}\n## A question\nwithout a slug\n",
        "# A section {#one}\n## A question {#one}\ntwice the same\n",
    ],
)
def test_a_file_that_does_not_follow_the_form_is_refused(text):
    with pytest.raises(BadText):
        read(text)
