"""How long readings and verbs take that no page alone shows: `python -m benchmarks.asked ROOM`. No house is open.

Called directly, in this process, on a room that `benchmarks.furnish` has made. Answers medians of the processor time
that each takes, in milliseconds, as JSON: what others do on the machine, and what the disk takes, is not in it.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from chalou.chat import actions, queries  # noqa: E402  # the settings must be read first
from chalou.chat.models import Membership, Message, Room, Thread  # noqa: E402
from chalou.foundation.clock import now  # noqa: E402
from chalou.foundation.ids import PersonId, RoomId, ThreadId  # noqa: E402
from chalou.foundation.throttle import the_throttle  # noqa: E402
from chalou.people.models import Person, Role  # noqa: E402

MANY, SOME = 60, 20
LISTENERS = 50
MOVED = 50


def median_ms(deed: Callable[[int], object], times: int) -> float:
    found = []
    for number in range(times):
        the_throttle.forget()  # the limits of the door are another matter
        began = time.process_time()
        deed(number)
        found.append(time.process_time() - began)
    return round(statistics.median(found) * 1000, 2)


def main() -> None:
    room = Room.objects.get(id=int(sys.argv[1]))
    keeper = Person.objects.get(role=Role.KEEPER)
    main_thread = Thread.objects.get(room=room, is_main=True)
    seats = Membership.objects.filter(room=room, person__sign_in_name__startswith="member-").order_by("person_id")
    people = [PersonId(person) for person in seats.values_list("person_id", flat=True)[:LISTENERS]]
    reader = Person.objects.get(id=people[0])
    rooms = [RoomId(one) for one in Room.objects.values_list("id", flat=True)]
    table = Thread.objects.filter(room=room, is_main=False).order_by("-last_seq", "-id")[0]
    at_main = Message.objects.filter(thread=main_thread).order_by("-seq").values_list("seq", flat=True)
    moved = list(at_main[:MOVED])
    # Of a hundred in a row one was taken back; these are others.
    middle = room.seq // 2 // 200 * 200
    own = Message.objects.filter(room=room, author=keeper, taken_back_at=None).earliest("seq").seq
    targets = [ThreadId(table.id), ThreadId(main_thread.id)]
    print(json.dumps({
        "unread": median_ms(lambda _: queries.rooms_for(reader), MANY),
        "digest": median_ms(lambda _: queries.unread_of(people, rooms), SOME),
        "named": median_ms(lambda _: queries.unread_mentions([reader.id]), MANY),
        "on_day": median_ms(lambda _: queries.first_seq_since(ThreadId(main_thread.id), now()), MANY),
        # There and back: after an even number of times everything is where it was.
        "move": median_ms(
            lambda n: actions.move(by=keeper, room_id=room.id, seqs=moved, thread_id=targets[n % 2], at=now()), SOME
        ),
        "react": median_ms(
            lambda n: actions.react(
                by=reader, room_id=room.id, seq=middle - n // 2 * 2, kind="more", on=n % 2 == 0, at=now()
            ),
            SOME,
        ),
        "edit": median_ms(
            lambda n: actions.edit(by=keeper, room_id=room.id, seq=own, text=f"改 {n}", at=now()), SOME
        ),
        "bring": median_ms(lambda _: actions.bring(by=reader, room_id=room.id, data=b"tea", name="a", at=now()), SOME),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
