"""What stands beside a name is told where they sit, as soon as it is another."""

from functools import partial

from chalou.foundation.clock import now
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Role
from tests import making as make


def test_who_is_marked_beside_their_name_is_fetched_anew_where_they_sit(table):
    room, keeper = make.room(), make.keeper()
    ming, gu = make.person(joins=room), make.person(joins=room)
    listening = table.guest(ming)
    listening.opens(room)
    for change in (
        partial(people.name_elder, person_id=gu.id),
        partial(people.set_back, person_id=gu.id, seat=Seat.REGULAR),
        partial(people.give_role, person=gu, role=Role.MODERATOR),
        partial(people.send_away, person_id=gu.id, reason=""),
        partial(people.let_back, person_id=gu.id),
    ):
        listening.forgets()
        change(by=keeper, at=now())
        listening.hears("seats", room=room.id)
