"""A talk on a page: kept for those who are shown the same, and for nobody else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from chalou.chat.queries import MessageShown
from chalou.chat.turns import talk
from chalou.foundation.ids import MessageId, PersonId, RoomId, ThreadId

EVENING = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)


def said(seq: int, text: str = "水开了。", *, name: str = "阿福") -> MessageShown:
    return MessageShown(
        id=MessageId(seq),
        room=RoomId(1),
        thread=ThreadId(1),
        seq=seq,
        change=seq,
        author=PersonId(7),
        name=name,
        cup="green",
        posted_at=EVENING,
        edited_at=None,
        is_gone=False,
        html=f"<p>{text}</p>",
        text=text,
    )


def read_in(zone: str, language: str, *, new_from: int | None = None, new_count: int = 0) -> str:
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        return talk((said(1), said(2)), new_from=new_from, new_count=new_count)


def test_each_zone_has_its_own_clock_and_its_own_day():
    shanghai, lisbon = read_in("Asia/Shanghai", "zh-hans"), read_in("Europe/Lisbon", "zh-hans")
    assert ">01:30</time>" in shanghai
    assert "三月六日" in shanghai
    assert ">17:30</time>" in lisbon
    assert "三月五日" in lisbon


def test_each_language_has_its_own_day():
    assert "三月五日" in read_in("UTC", "zh-hans")
    assert "5 March" in read_in("UTC", "en")


def test_the_line_before_what_is_new_stands_where_this_reader_stopped():
    assert read_in("UTC", "en", new_from=2, new_count=1).count('class="new"') == 1
    assert 'class="new"' not in read_in("UTC", "en")
    assert 'class="new"' not in read_in("UTC", "en", new_from=9, new_count=1), "it is on another page"
    assert "from here: 3" in read_in("UTC", "en", new_from=2, new_count=3)


def test_another_name_or_another_wording_is_another_talk():
    with translation.override("en"):
        assert "阿福" in talk((said(1),), new_from=None, new_count=0)
        assert "老顾" in talk((said(1, name="老顾"),), new_from=None, new_count=0)
        assert "再泡一次" in talk((said(1, "再泡一次"),), new_from=None, new_count=0)
