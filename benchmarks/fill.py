"""Fill a room with messages, by the house's own writer: `python -m benchmarks.fill ROOM UP_TO`. No house is open."""

import sys
import uuid

import django

django.setup()

from chalou.chat import writer  # noqa: E402  # the settings must be read first
from chalou.chat.models import Membership, Room  # noqa: E402
from chalou.foundation.clock import now  # noqa: E402
from chalou.foundation.ids import ClientId, PersonId, RoomId  # noqa: E402
from chalou.foundation.text.markdown import to_html  # noqa: E402

TEXTS = tuple(
    f"{text} {number}"
    for number in range(20)
    for text in (
        "水开了，先温杯。今天喝去年的明前龙井，三克，八十五度，不盖盖子。",
        "The second steep is **sweeter**, and the *qi* comes late.",
        "这饼存了十年，汤色红浓。",
        "- 投茶五克\n- 注水一百度\n- 第一泡十秒",
    )
)


def main() -> None:
    room, upto = RoomId(int(sys.argv[1])), int(sys.argv[2])
    authors = [
        PersonId(person)
        for person in Membership.objects.filter(room=room).order_by("id").values_list("person_id", flat=True)
    ]
    said = [(text, to_html(text)) for text in TEXTS]
    seq = Room.objects.get(id=room).seq
    while seq < upto:
        group = [
            writer.Draft(
                client_id=ClientId(uuid.uuid4()),
                room=room,
                author=authors[number % len(authors)],
                text=said[number % len(said)][0],
                html=said[number % len(said)][1],
                at=now(),
            )
            for number in range(seq, min(upto, seq + writer.MOST_IN_A_GROUP))
        ]
        writer.write_group(group)
        seq += len(group)


if __name__ == "__main__":
    main()
