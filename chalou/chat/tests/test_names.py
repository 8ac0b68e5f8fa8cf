"""What rooms may be called."""

import pytest

from chalou.chat import actions
from chalou.chat.models import Access, Room
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from tests import making as make


def opened(name: str, purpose: str = "") -> Room:
    return actions.open_room(by=make.keeper(), name=name, purpose=purpose, access=Access.PUBLIC, at=now())


def test_a_name_is_one_line_without_what_nobody_sees(db):
    room = opened(" 大\u200b堂\n\u3000茶 ", "\u200b")
    assert (room.name, room.purpose) == ("大堂 茶", "")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "empty"),
        ("\u200b\u200b", "empty"),
        ("茶" * 41, "too_long"),
        # Composed, these become two and three characters each: more than the column of the database takes.
        ("\u0958" * 40, "too_long"),
        ("\ufb2c" * 14, "too_long"),
        ("茶\u202e堂", "name_unseen_characters"),
        ("\u2800\u2800", "name_unseen_characters"),
        ("a" + "\u0301" * 20, "name_piled_marks"),
        ("大堂\x07", "name_unseen_characters"),
    ],
)
def test_what_is_no_name_is_refused(db, name, why):
    with pytest.raises(Refused) as refused:
        opened(name, purpose="谁都可以读")
    assert refused.value.why == why
    assert not Room.objects.exists()


def test_a_purpose_never_takes_the_place_of_a_name(db):
    """Cleaned as one text, a name that nobody sees would vanish, and the purpose would become the name."""
    with pytest.raises(Refused):
        opened("\u2060", purpose="谁都可以读")
