"""Furnish a room with the talk of years: `python -m benchmarks.furnish ROOM UP_TO [TABLES]`.

The rows are put into the database beside the verbs, so that a million messages take a minute; living with them is what
is measured. Half of the talk is at the main table, the rest spread over the others. Of all messages

    10 %  answer one said shortly before        20 %  have cups raised to them, or the like, by one to three people
     4 %  hold a picture, some of them two        4 %  name somebody
     2 %  were edited                             1 %  were taken back

The pictures of the newest messages have files; older ones are rows only. Everybody has read up to a hundred messages
before the end. The member who is measured (the first who is no demo person) follows one table in ten and has looked
into all of them. Answers, as JSON, what there is to be asked for.
"""

import hashlib
import io
import json
import sys
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # the settings must be read first
from django.db.models import Model  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402

from chalou.chat.actions.storage import recount  # noqa: E402
from chalou.chat.models import (  # noqa: E402
    Attachment,
    Membership,
    Mention,
    Message,
    Reaction,
    ReadMark,
    Room,
    Stance,
    Thread,
    ThreadTag,
)
from chalou.foundation import media  # noqa: E402
from chalou.foundation.clock import now  # noqa: E402
from chalou.foundation.database import is_postgres  # noqa: E402
from chalou.foundation.pictures.making import made_of  # noqa: E402
from chalou.foundation.text.markdown import to_html  # noqa: E402
from chalou.people.models import Person  # noqa: E402

TABLES = 1000
AUTHORS = 50
CHUNK = 20_000
WITH_FILES = 200
UNREAD = 100
SAID = tuple(
    (text, to_html(text))
    for number in range(20)
    for text in (
        f"水开了，先温杯。今天喝去年的明前龙井，三克，八十五度，不盖盖子。{number}",
        f"The second steep is **sweeter**, and the *qi* comes late. {number}",
        f"这饼存了十年，汤色红浓。{number}",
        f"- 投茶五克\n- 注水一百度\n- 第一泡十秒\n\n{number}",
    )
)
DONE = ("cup:1", "cup:2,leaf:1", "thanks:1", "cup:1,smile:1", "leaf:2")
Row = tuple[Any, ...]  # values of a table's columns


class Furnished:
    """One room, and what is put into it."""

    def __init__(self, room: int, tables: int) -> None:
        self.room = Room.objects.get(id=room)
        seats = Membership.objects.filter(room=room, person__sign_in_name__startswith="member-").order_by("person_id")
        self.people = list(seats.values_list("person_id", flat=True)[:AUTHORS])
        self.names = dict(Person.objects.filter(id__in=self.people).values_list("id", "name"))
        self.main = Thread.objects.get(room=room, is_main=True)
        self.tables = self._tables(tables)
        self.last: dict[type[Model], int] = {}
        self.first = 0
        self.beyond = self.room.change - self.room.seq

    def _tables(self, count: int) -> list[int]:
        there = Thread.objects.filter(room=self.room, is_main=False).count()
        for number in range(there, count):
            self.room.change += 1
            table = Thread.objects.create(
                room=self.room, title=f"第 {number} 桌", opened_by_id=self.people[number % AUTHORS], opened_at=now(),
                change=self.room.change,
            )  # fmt: skip
            ThreadTag.objects.create(thread=table, word=f"茶{number % 30}")
        self.room.save()
        return list(Thread.objects.filter(room=self.room, is_main=False).order_by("id").values_list("id", flat=True))

    def grow(self, upto: int) -> None:
        for table in (Message, Reaction, Mention, Attachment):
            self.last[table] = table._default_manager.order_by("-id").values_list("id", flat=True).first() or 0
        self.first = self.room.seq + 1
        # The newest page is of this talk, whatever was said by others meanwhile.
        upto = max(upto, self.room.seq + WITH_FILES)
        for start in range(self.first, upto + 1, CHUNK):
            with transaction.atomic():
                self._write(range(start, min(upto + 1, start + CHUNK)), upto)
        with transaction.atomic():
            self._settle(upto)
        recount()

    def _write(self, seqs: range, upto: int) -> None:
        messages: list[Row] = []
        reactions: list[Row] = []
        mentions: list[Row] = []
        pictures: list[Row] = []
        at = _stored(now() - timedelta(seconds=upto - seqs[0]))
        for seq in seqs:
            number = self._next(Message)
            n, author = seq // 2, self.people[seq * 7 % len(self.people)]
            thread = self.main.id if seq % 2 == 0 else self.tables[seq * 7919 % len(self.tables)]
            text, html = SAID[n % len(SAID)]
            is_gone, has_picture = n % 100 == 90, n % 25 == 7
            done = DONE[n // 5 % len(DONE)] if n % 5 == 1 else ""
            if n % 25 == 4:
                named = self.people[n % len(self.people)]
                html = (
                    f'<p><a class="mention" data-person="{named}">@{self.names[named]}</a> {html.removeprefix("<p>")}'
                )
                mentions.append((self._next(Mention), number, named))
            for kind, count in (one.split(":") for one in done.split(",") if one):
                who = [self.people[(n + place) % len(self.people)] for place in range(int(count))]
                reactions += [(self._next(Reaction), number, person, kind) for person in who]
            if has_picture:
                is_new, several = upto - seq < WITH_FILES, range(1 + n // 25 % 2)
                pictures += [self._picture(number, place, author, at, with_files=is_new) for place in several]
            answered = number - 8 if n % 10 == 3 and seq - 8 >= self.first else None
            messages.append((
                number, self.room.id, thread, author, _uuid(), seq, seq + self.beyond,
                "" if is_gone else text, "" if is_gone else html, at, at if n % 50 == 20 else None,
                at if is_gone else None, has_picture, answered, done,
            ))  # fmt: skip
        _insert("chat_message", "id, room_id, thread_id, author_id, client_id, seq, change, text, html, posted_at,"
                " edited_at, taken_back_at, has_attachments, reply_to_id, reactions", messages)  # fmt: skip
        _insert("chat_reaction", "id, message_id, person_id, kind", reactions)
        _insert("chat_mention", "id, message_id, person_id", mentions)
        _insert("chat_attachment", "id, room_id, brought_by_id, message_id, place, kind, name, type, bytes, width,"
                " height, alt, made_at, token", pictures)  # fmt: skip

    def _next(self, table: type[Model]) -> int:
        self.last[table] += 1
        return self.last[table]

    def _picture(self, message: int, place: int, author: int, at: Any, *, with_files: bool) -> Row:  # at: as stored
        number = self._next(Attachment)
        token = hashlib.sha1(f"{self.room.id} {number}".encode(), usedforsecurity=False).hexdigest()
        if with_files:
            media.keep(token, "large", PHOTO.large)
            media.keep(token, "small", PHOTO.small)
        size = len(PHOTO.large) + len(PHOTO.small)
        alt = "一饼老茶，边上有虫眼" if place == 0 else ""
        return (number, self.room.id, author, message, place + 1, "picture", "", "image/jpeg", size,
                PHOTO.width, PHOTO.height, alt, at, token)  # fmt: skip

    def _settle(self, upto: int) -> None:
        self.room.seq, self.room.change = upto, upto + self.beyond
        self.room.save()
        marks = [
            ReadMark(
                person_id=person, thread_id=thread, seq=0, read_at=now(),
                stance=Stance.FOLLOWS if thread != self.main.id and place % 10 == 0 else Stance.NONE,
            )
            for who, person in enumerate(self.people)
            for place, thread in enumerate([self.main.id, *self.tables][: None if who == 0 else 21])
        ]  # fmt: skip
        ReadMark.objects.bulk_create(marks, ignore_conflicts=True, batch_size=500)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chat_thread SET last_seq = (SELECT COALESCE(MAX(m.seq), 0) FROM chat_message m"
                " WHERE m.thread_id = chat_thread.id) WHERE room_id = %s",
                [self.room.id],
            )
            cursor.execute(
                "UPDATE chat_readmark SET seq = %s WHERE thread_id IN (SELECT id FROM chat_thread WHERE room_id = %s)",
                [max(0, upto - UNREAD), self.room.id],
            )
            if is_postgres():
                for table in ("chat_message", "chat_reaction", "chat_mention", "chat_attachment"):
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}")
        if is_postgres():
            connection.cursor().execute("ANALYZE")


def _photo() -> bytes:
    """As large as one from a telephone when it is made anew, and about as hard to press."""
    grain = Image.effect_noise((1600, 1200), 24)
    shade = Image.radial_gradient("L").resize((1600, 1200))
    shape = Image.effect_mandelbrot((1600, 1200), (-2.2, -1.2, 0.8, 1.2), 60)
    picture = Image.merge("RGB", (ImageChops.overlay(shade, grain), ImageChops.overlay(shape, grain), shade))
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=92)
    return into.getvalue()


PHOTO = made_of(_photo())


def _insert(table: str, columns: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def _uuid() -> Any:  # as this database keeps it
    return uuid.uuid4() if is_postgres() else uuid.uuid4().hex


def _stored(at: Any) -> Any:  # as above
    return connection.ops.adapt_datetimefield_value(at)


def main() -> None:
    room, upto, *more = map(int, sys.argv[1:])
    furnished = Furnished(room, more[0] if more else TABLES)
    furnished.grow(upto)
    busiest = Thread.objects.filter(room=room, is_main=False).order_by("-last_seq", "-id").values_list("last_seq", "id")
    rows = list(busiest[:50])
    found = {"seq": furnished.room.seq, "change": furnished.room.change, "thread": rows[0][1]}
    print(json.dumps(found | {"page": f"{rows[-1][0]}-{rows[-1][1]}"}))


if __name__ == "__main__":
    main()
