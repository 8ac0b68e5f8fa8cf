"""What the house puts out of sight and shows again, on pages that are open."""

from chalou.chat import actions
from chalou.foundation.clock import now
from chalou.people.models import Role
from tests import making as make

WORDS = "加我，有好价"


def test_open_pages_follow(table):
    moderator, room = make.person(role=Role.MODERATOR), make.room()
    bad, ming = make.person(joins=room), make.person(joins=room)
    number = make.message(by=bad, room=room, text=WORDS).id
    table.guest(ming).posts(room, "不要信", reply_to=1)
    guest = table.guest(ming)
    change = guest.opens(room)["change"]
    actions.hide_reported(by=moderator, message_id=number, at=now())
    hidden = guest.hears("message", seq=1, change=change + 1)
    assert (hidden["gone"], hidden["text"]) == (True, "")
    assert guest.hears("message", seq=2, change=change + 2)["reply_to"]["gone"]
    actions.show_reported(by=moderator, message_id=number, at=now())
    assert guest.hears("message", seq=1, change=change + 3)["text"] == WORDS
    assert guest.hears("message", seq=2, change=change + 4)["reply_to"]["words"] == WORDS
