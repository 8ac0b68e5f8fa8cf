"""A small house with everybody in it: one of each kind of person, a public room, one for members, one by
invitation, and a direct talk of two.

Also a program, `python -m tests.sweep.world`: it fills the house of its environment and prints who is there as JSON,
each with the value of a Cookie header, so that a house in a process of its own can be visited by all of them.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chalou.server.settings")
    django.setup()

from django.conf import settings  # the settings must be read first
from django.core.management import call_command

from chalou.chat import actions as chat
from chalou.chat.models import Access, Message, Room, Telling
from chalou.desk import actions as desk
from chalou.desk.models import Case
from chalou.foundation.clock import now
from chalou.foundation.subjects import Subject
from chalou.people import actions as people_actions
from chalou.people.actions import sign_in_many
from chalou.people.models import Person, Role
from tests import making as make

WHO = ("stranger", "house", "seated", "removed", "host", "moderator", "keeper")
"""Everybody: nobody signed in, a member of the house, one who sits in all rooms, one who was removed from all …"""

ROOMS = ("public", "members", "closed", "direct")

SECRET_NAME = "后院雅间"
SECRET_PURPOSE = "只谈银针的分量"
SECRET_WORDS = "二两银针藏在柜子后面"
SECRETS = (SECRET_NAME, SECRET_PURPOSE, SECRET_WORDS)
"""What nobody may read who may not read the room for members."""

CLOSED_NAME = "后楼密室"
CLOSED_PURPOSE = "只请几位老茶客"
CLOSED_WORDS = "金瓜贡茶在第三个抽屉里"
"""The room by invitation: that it exists is also for those who keep order, what is said there is not."""

POLL = 3
"""The seq of the message of `seated`, in every room, that asks for votes."""

DIRECT_WORDS = "这话只说给你一个人听"
"""Said in the direct talk of `seated` and `host`: for nobody else."""


@dataclass
class World:
    """By number, so that it can be told to another process."""

    public: int
    members: int
    closed: int
    direct: int
    people: dict[str, int]
    guests: list[int]
    """Two more who sit in the public room, and talk while others try things."""
    threads: dict[str, int]
    """By room (as JSON has its keys): a thread that `seated` opened there."""
    message: int
    """The first message of the public room, of `seated`; a guest has told of it, which is `case`."""
    case: int
    away: int
    """Somebody who was sent out of the house."""
    pictures: dict[str, int]
    """As above: the one that stands in its first message."""
    floors: dict[str, int]
    """As above: a telling that is over; in `tellings`, the part of `seated`, who told it."""
    tellings: dict[str, int]
    cookies: dict[str, str] = field(default_factory=dict)
    guest_cookies: list[str] = field(default_factory=list)

    def room(self, which: str) -> int:
        return {"public": self.public, "members": self.members, "closed": self.closed, "direct": self.direct}[which]


def inhabit(*, password: str | None = None) -> World:
    """Make everybody and the rooms. The first message of each room is of `seated`, the second of `removed`, before."""
    make.house()
    people: dict[str, Person] = {"keeper": make.keeper()}
    people["moderator"] = make.person(role=Role.MODERATOR, name="德生", sign_in_name="desheng", password=password)
    for who, name in (("house", "小满"), ("seated", "秋月"), ("removed", "老顾"), ("host", "惠珍")):
        people[who] = make.person(name=name, sign_in_name=f"{who}-person", password=password)
    people_actions.set_picture(by=people["seated"], data=make.picture_bytes(), at=now())
    public = make.room(access=Access.PUBLIC, name="大堂", purpose="谁都可以读", host=people["host"])
    members = make.room(access=Access.MEMBERS, name=SECRET_NAME, purpose=SECRET_PURPOSE, host=people["host"])
    closed = make.room(access=Access.INVITATION, name=CLOSED_NAME, purpose=CLOSED_PURPOSE, host=people["host"])
    pictures: dict[str, int] = {}
    for room, words in ((public, "水开了。"), (members, SECRET_WORDS), (closed, CLOSED_WORDS)):
        for who in ("seated", "removed"):
            make.sit(people[who], room)
            brought = make.picture(by=people[who], room=room)
            pictures.setdefault(str(room.id), brought.id)
            make.message(by=people[who], room=room, text=words, brought=[brought])
        chat.remove(by=people["host"], room_id=room.id, person_id=people["removed"].id, at=now())
    others = [people["host"].id]
    direct = Room.objects.get(id=chat.open_talk(by=people["seated"], others=others, at=now()))
    brought = make.picture(by=people["seated"], room=direct)
    pictures[str(direct.id)] = brought.id
    make.message(by=people["seated"], room=direct, text=DIRECT_WORDS, brought=[brought])
    make.message(by=people["host"], room=direct, text=DIRECT_WORDS)
    titles = ((public, "岩茶怎么存"), (members, SECRET_WORDS), (closed, CLOSED_WORDS), (direct, DIRECT_WORDS))
    threads: dict[str, int] = {
        str(room.id): make.thread(by=people["seated"], room=room, title=title) for room, title in titles
    }
    for room, words in titles:
        asked = make.poll(by=people["seated"], room=room, text=words, choices=(words, "都不是"))
        assert asked.seq == POLL
    floors: dict[str, int] = {}
    tellings: dict[str, int] = {}
    for room, words in titles[:3]:
        floor = make.floor(by=people["host"], room=room, teller=people["seated"], title=words)
        make.message(by=people["seated"], room=room, text=words)
        chat.end_floor(by=people["host"], room_id=room.id, at=now())
        floors[str(room.id)] = floor.pk
        tellings[str(room.id)] = Telling.objects.get(floor=floor).pk
    guests = [make.person(joins=public), make.person(joins=public)]
    message = Message.objects.get(room=public, seq=1).id
    desk.report(by=guests[0], about=Subject("message", message), kind="hoax", at=now())
    case = Case.objects.get().pk
    away = make.person()
    people_actions.send_away(by=people["keeper"], person_id=away.id, reason="茶馆不谈这个", at=now())
    numbers: dict[str, int] = {who: one.id for who, one in people.items()}
    talkers: list[int] = [one.id for one in guests]
    return World(
        *(public.id, members.id, closed.id, direct.id, numbers, talkers, threads, message, case, away.id, pictures),
        floors,
        tellings,
    )


def cookies_of(people: Iterable[int]) -> list[str]:
    """Sign them in without a browser; answers the value of a Cookie header for each."""
    found = Person.objects.in_bulk(list(people))
    made = sign_in_many([found[person] for person in people], at=now())
    return [f"{settings.SESSION_COOKIE_NAME}={key}" for _, key in made]


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    world = inhabit(password=make.PASSWORD)
    world.cookies = dict(zip(world.people, cookies_of(world.people.values()), strict=True))
    world.guest_cookies = cookies_of(world.guests)
    assert Room.objects.count() == len(ROOMS)
    print(json.dumps(asdict(world)))


if __name__ == "__main__":
    main()
