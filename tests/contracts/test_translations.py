"""The house speaks Simplified Chinese in full, and what it says is compiled."""

import gettext
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.contracts.source import ROOT, named
from tools import translations

CATALOGUES = sorted((ROOT / "chalou" / "server" / "locale").glob("*/LC_MESSAGES/*.po"))
HAN = re.compile(r"[\u3400-\u9fff]")


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


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_chinese_is_written_with_chinese_punctuation(path):
    """A comma, a full stop or a question mark of the Latin kind between Chinese characters is a slip of the hand."""
    with path.open("rb") as source:
        catalogue = read_po(source)
    slip = re.compile(rf"{HAN.pattern}[,.;:?!]({HAN.pattern}|$)")
    said = [text for entry in catalogue for text in forms(entry)]
    assert [text for text in said if slip.search(text)] == []
