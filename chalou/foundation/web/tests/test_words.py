"""The words of scripts, as a page carries them."""

import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils import translation

from chalou.foundation.web import words
from chalou.foundation.web.environment import led


@pytest.fixture
def translated(tmp_path: Path, settings):
    """Catalogues of scripts as a test says them."""

    def put(texts: dict[str | tuple[str, str], str | tuple[str, ...]]) -> None:
        catalogue = Catalog(locale="zh_Hans")
        for text, said in texts.items():
            catalogue.add(text, said)
        folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "djangojs.mo").open("wb") as file:
            write_mo(file, catalogue)
        settings.LOCALE_PATHS = [tmp_path]
        words._catalogue.cache_clear()

    yield put
    words._catalogue.cache_clear()


def test_a_page_carries_the_words_of_its_language(translated):
    translated({"Send": "送出", ("{count} new", "{count} new ones"): ("{count} 条新的",)})
    with translation.override("zh-hans"):
        assert json.loads(words.catalogue()) == {"Send": "送出", "{count} new": ["{count} 条新的"]}


def test_english_needs_no_catalogue(translated):
    translated({"Send": "送出"})
    with translation.override("en"):
        assert words.catalogue() == "{}"


def test_no_word_can_end_the_script_it_stands_in(translated):
    translated({"Send": "</script><!-- & \u2028"})
    with translation.override("zh-hans"):
        carried = words.catalogue()
    assert not set("<>&\u2028") & set(carried)
    assert json.loads(carried) == {"Send": "</script><!-- & \u2028"}


def test_what_follows_a_sentence_has_the_gap_that_latin_needs_and_chinese_brings():
    assert [led(one) for one in ("Hosts:", "厅主：", "Been here before?", "来过吗？")] == [
        "Hosts: ",
        "厅主：",
        "Been here before? ",
        "来过吗？",
    ]
