import pytest

from chalou.foundation.text.readings import hard_readings, is_hard


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("曦瓜茶舍", "曦xī"),
        ("岕茶与婺绿", "岕jiè 婺wù"),
        ("霍山黄芽", "霍huò"),
        ("碾茶夜话", "碾niǎn"),
        ("罍罍罍", "罍léi"),
        # The usual reading of the character is not that of the place.
        ("歙县", "歙shè"),
        ("莞香", "莞guǎn"),
    ],
)
def test_a_character_that_many_do_not_read_has_its_pinyin_once(name, read):
    assert " ".join(one + sound for one, sound in hard_readings(name)) == read


@pytest.mark.parametrize(
    "name",
    [
        "前厅",
        "正岩和半岩",
        "鳳凰單叢",
        "雲霧茶",
        "品茗",
        "茉莉花茶",
        "嘎讪胡",
        "Marta Lind",
        "お茶",
        "차",
        "2008",
        "🍵",
        "",
    ],
)
def test_what_everybody_here_reads_has_none(name):
    assert hard_readings(name) == ()


def test_a_character_whose_sound_nobody_has_written_down_stays_alone():
    assert is_hard("㐂")
    assert hard_readings("㐂") == ()
