"""The house speaks Simplified Chinese in full, and what it says is compiled."""

import gettext
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.contracts.source import ROOT, named
from tools import translations

CATALOGUES = sorted((ROOT / "chalou" / "server" / "locale").glob("*/LC_MESSAGES/*.po"))


def forms(entry: Message) -> tuple[str, ...]:
    """What stands for a text: one sentence, or one for each plural."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def test_there_is_a_catalogue_for_pages_and_one_for_scripts():
    assert [named(path) for path in CATALOGUES] == [
        f"chalou/server/locale/zh_Hans/LC_MESSAGES/{domain}.po" for domain in ("django", "djangojs")
    ]


def test_every_sentence_is_translated_once_and_surely():
    assert translations.problems() == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_no_entry_is_empty_doubtful_or_left_over(path):
    """Read here without our own tool, so that a fault of that tool does not hide one of the catalogue."""
    with path.open("rb") as source:
        catalogue = read_po(source)
    entries = [entry for entry in catalogue if entry.id]
    assert entries
    empty = [entry.id for entry in entries if not all(forms(entry))]
    assert empty == []
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_what_is_compiled_is_what_is_written(path):
    with path.open("rb") as source:
        catalogue = read_po(source)
    with path.with_suffix(".mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    for entry in catalogue:
        if entry.id and isinstance(entry.id, str):
            said = spoken.pgettext(entry.context, entry.id) if entry.context else spoken.gettext(entry.id)
            assert said == entry.string


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("水开了,坐", "half-width punctuation beside Chinese"),
        ("开门(钥匙)", "half-width punctuation beside Chinese"),
        ('叫"茶友"', "half-width punctuation beside Chinese"),
        ("2 条新的", "a gap is typed beside Chinese"),
        ("用 Chrome打开", "a gap is typed beside Chinese"),
        ("正在送…", "an ellipsis is ……"),
    ],
)
def test_chinese_that_is_set_like_english_is_found(text, wrong):
    assert translations.ill_set(text) == [wrong]


@pytest.mark.parametrize(
    "text",
    ["水开了，坐。", "“茶友”（3位）……", "最多%(mb)s MB（CHALOU_UPLOAD_MB）。", "打开Chrome：看https://x.y/", "1. 一"],
)
def test_chinese_that_is_set_well_is_left_alone(text):
    assert translations.ill_set(text) == []


def test_our_help_is_set_as_the_interface_is():
    lines = (ROOT / "chalou/help/texts/zh-hans.md").read_text(encoding="utf-8").splitlines()
    assert {
        line: wrong for line in lines if (wrong := translations.ill_set(re.sub(r"`[^`]*`|\]\([^)]*\)|^\W+ ", "", line)))
    } == {}
