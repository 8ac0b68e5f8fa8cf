"""The house speaks Simplified Chinese in full and Shanghainese as far as it goes, and what it says is compiled."""

import gettext
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.contracts.source import ROOT, named
from tools import shanghainese, translations

CATALOGUES = sorted((ROOT / "chalou" / "server" / "locale").glob("*/LC_MESSAGES/*.po"))
UNFINISHED = [path for path in CATALOGUES if "wuu" in path.parts]


def forms(entry: Message) -> tuple[str, ...]:
    """What stands for a text: one sentence, or one for each plural."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def test_there_is_a_catalogue_for_pages_and_one_for_scripts():
    assert [named(path) for path in CATALOGUES] == [
        f"chalou/server/locale/{language}/LC_MESSAGES/{domain}.po"
        for language in ("wuu", "zh_Hans")
        for domain in ("django", "djangojs")
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
    assert not empty or (path in UNFINISHED and len(empty) < len(entries) / 2)
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
            # What is empty is not there at all, so that it is looked for in Chinese.
            assert said == entry.string or (path in UNFINISHED and not entry.string and said == entry.id)


@pytest.mark.parametrize("path", UNFINISHED, ids=named)
def test_shanghainese_counts_as_chinese_does(path):
    """Babel does not know the language; gettext would ask for a second form."""
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in path.read_text(encoding="utf-8")
    with path.with_suffix(".mo").open("rb") as compiled:
        assert "nplurals=1" in gettext.GNUTranslations(compiled).info()["plural-forms"]


@pytest.mark.parametrize(
    ("mandarin", "found"),
    [
        ("侬的名字", "的"),
        ("不要紧", "不"),
        ("拨他们看", "他"),
        ("搿搭没有人", "没"),
        ("辣厅里说话", "说"),
        ("在搿搭坐下来", "在"),
        ("掌柜和管事", "和"),
        ("揩掉", "掉"),
        ("把门打开", "把"),
        ("格个厅", "格个"),
    ],
)
def test_a_word_that_only_mandarin_writes_is_found(mandarin, found):
    assert any(f"“{found}”" in slip for slip in shanghainese.slips(mandarin))


@pytest.mark.parametrize(
    "said",
    [
        "搿搭呒没人在座",
        "选“在浏览器打开”",
        "%(num)s把",
        "一把通行密钥",
        "现在寻勿着",
        "别人也读得着",
        "%(name)s讲明白了",
    ],
)
def test_what_only_looks_like_it_is_left_alone(said):
    assert list(shanghainese.slips(said)) == []


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
