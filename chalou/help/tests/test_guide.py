"""The keeper's guide: the same in both languages, and whole when it is shown inside."""

import re

import pytest

from chalou.help.guide import FILES, GUIDE, PICTURES, anchor, guide, opening

TEXTS = {code: (GUIDE / name).read_text(encoding="utf-8") for code, name in FILES.items()}
WORDS_FOR_READERS = {
    "本仓库的地址": "ADDRESS-OF-THE-REPOSITORY",
    "你的域名": "YOUR-NAME",
    "你的登录名": "YOUR-SIGN-IN-NAME",
}


def commands(text: str) -> list[str]:
    """What is to be typed, with what stands for something of the reader's own in English."""
    found = [line.strip() for line in re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)]
    for chinese, english in WORDS_FOR_READERS.items():
        found = [line.replace(chinese, english) for line in found]
    return found


def shape(text: str) -> list[str]:
    """Headings by their depth, pictures by their name, tables by their lines."""
    marks = re.compile(r'^(#{1,4}) |<img src="pictures/([\w-]+)\.|^(\|) ', re.MULTILINE)
    return [head or picture or row for head, picture, row in marks.findall(text)]


def test_both_languages_have_the_same_chapters_pictures_and_tables():
    assert shape(TEXTS["zh-hans"]) == shape(TEXTS["en"])


def test_both_languages_have_the_same_commands():
    assert commands(TEXTS["en"])
    assert commands(TEXTS["zh-hans"]) == commands(TEXTS["en"])


@pytest.mark.parametrize("language", FILES)
def test_links_within_it_lead_to_a_heading(language):
    headings = {anchor(heading) for heading in re.findall(r"^#{1,4} (.+)$", TEXTS[language], re.MULTILINE)}
    linked = set(re.findall(r"\]\(#([^)]+)\)", TEXTS[language]))
    assert linked
    assert linked - headings == set()


@pytest.mark.parametrize("language", FILES)
def test_every_picture_is_there_in_its_language(language):
    named = re.findall(r'<img src="pictures/([^"]+)"', TEXTS[language])
    assert named
    assert [name for name in named if not (PICTURES / name).is_file()] == []
    ending = {"en": ".en.webp", "zh-hans": ".zh.webp"}[language]
    assert [name for name in named if not name.endswith(ending)] == []


@pytest.mark.parametrize("language", FILES)
def test_inside_nothing_is_left_of_how_it_was_written(language):
    chapters = guide(language)
    assert len(chapters) == len(re.findall("^## ", TEXTS[language], re.MULTILINE))
    assert "<p>" in opening(language)
    for one in chapters:
        assert "PICTURE-" not in one.html
        assert "&lt;img" not in one.html
        assert "&lt;br" not in one.html
        assert "style=" not in one.html, "the Content-Security-Policy would refuse it"
        leads = re.findall(r'<a href="(/help/keeper/([a-z-]+)/(?:#[^"]+)?)"', one.html)
        assert {slug for _, slug in leads} <= {other.slug for other in chapters}
        assert not re.search(r'href="(?!/help/keeper/|https?:)', one.html)
