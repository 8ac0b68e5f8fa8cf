"""Furnishing the demo house, by the same verbs as people use, with the moments of other days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings

from chalou.chat import actions as chat
from chalou.chat.actions import Asked, Brought, Done, Said
from chalou.chat.models import Access, Message, Room, Telling
from chalou.desk import actions as desk
from chalou.desk.models import Case
from chalou.exchange.demo import drawings
from chalou.exchange.demo.cast import DAYS_HERE, GUESTS, KEEPER, MODERATOR, PEOPLE
from chalou.exchange.demo.plays import plays
from chalou.exchange.demo.script import LET_IN, Line, Play, Scene
from chalou.foundation.database import write
from chalou.foundation.ids import ClientId, PersonId, RoomId, ThreadId
from chalou.foundation.subjects import Subject
from chalou.house.rules.customs import Seat
from chalou.people import actions as people_actions
from chalou.people.models import Person, Role

OPEN_FOR = timedelta(days=23)
"""The house was opened so long before somebody looks at it."""

AWAY_FOR = timedelta(hours=27)
"""The two guests were here last before that; what was said since is new to them."""

# Every demo house has had one case on its desk, so that the keeper sees what that is: somebody spoke of his own shop at
# a table for tea, was told where that belongs, and took it well.
REPORTED = ("front", "shop-talk")
REPORTER = "gusongnian"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A room of the house under way: where its messages stand."""

    id: RoomId
    play: Play
    timed: list[tuple[datetime, Scene, Line]]
    threads: dict[str, ThreadId | None]

    def seq(self, label: str) -> int:
        return next(seq for seq, (_, _, line) in enumerate(self.timed, start=1) if line.label == label)


def fill(*, keeper: Person, first_room: Room, at: datetime) -> None:
    """Furnish a house that was set up `OPEN_FOR` ago: people, rooms, and talk that ended a few minutes before `at`. All
    of it or nothing.
    """
    opened_at, at = at - OPEN_FOR, at.astimezone(ZoneInfo(settings.TIME_ZONE))
    # Drawn before anything is held.
    pictures = {name: drawings.drawn(name) for name in sorted(_pictures())}
    with write():
        people = _people(keeper, at=opened_at)
        rooms: dict[str, _Opened] = {}
        for number, play in enumerate(plays()):
            room = _room(play, people, first_room if number == 0 else None, at=opened_at + timedelta(minutes=number))
            rooms[play.key] = _open(room, play, people, at=at)
            _speak(rooms[play.key], rooms, people, pictures)
            _answer(rooms[play.key], people)
            _keep(rooms[play.key], people)
            _read(rooms[play.key], people, at=at)
        _settle_a_case(rooms, people)
        _seat(rooms, people, at=at)


def _pictures() -> set[str]:
    return {name for play in plays() for _, line in play.spoken() for name, _ in line.pictures}


def _people(keeper: Person, *, at: datetime) -> dict[str, Person]:
    people = {KEEPER[0]: keeper}
    for number, one in enumerate(PEOPLE):
        people[one.key] = people_actions.join_without_password(
            sign_in_name=one.key,
            name=one.name,
            cup=one.cup,
            language=one.language,
            at=at + timedelta(minutes=20 + 7 * number),
        )
    for one in PEOPLE:
        people_actions.set_profile(
            by=people[one.key], words=one.words, reads=one.reads.split(), is_listed=True, at=at + timedelta(hours=3)
        )
    # Until all is said: whoever has just come in by the door may do less.
    people_actions.seat_at(people=[people[one.key] for one in PEOPLE], seat=Seat.REGULAR, at=at + timedelta(hours=3))
    people_actions.give_role(by=keeper, person=people[MODERATOR], role=Role.MODERATOR, at=at + timedelta(hours=4))
    people[MODERATOR].refresh_from_db()
    return people


def _room(play: Play, people: Mapping[str, Person], first: Room | None, *, at: datetime) -> RoomId:
    if play.access == Access.DIRECT:
        one, *others = (people[key] for key in play.seated)
        return chat.open_talk(by=one, others=[other.id for other in others], at=at)
    keeper = people[KEEPER[0]]
    room = first or chat.open_room(by=keeper, name=play.name, purpose=play.purpose, access=Access(play.access), at=at)
    seated = [people[key] for key in dict.fromkeys((*play.hosts, *play.seated)) if key != KEEPER[0]]
    chat.join_many(people=seated, room_id=room.id, at=at + timedelta(hours=3))
    for key in play.hosts:
        chat.name_host(by=keeper, room_id=room.id, person_id=people[key].id, at=at + timedelta(hours=4))
    if play.shows_readers:
        chat.change_room(
            by=keeper,
            room_id=room.id,
            name=play.name,
            purpose=play.purpose,
            access=Access(play.access),
            shows_readers=True,
            at=at + timedelta(hours=4),
        )
    return room.id


def _open(room: RoomId, play: Play, people: Mapping[str, Person], *, at: datetime) -> _Opened:
    """Its tables too: whoever spoke first at one has opened it, a minute before."""
    timed = play.timed(at)
    threads: dict[str, ThreadId | None] = {"": None}
    for moment, scene, line in timed:
        if scene.table not in threads:
            threads[scene.table] = chat.open_thread(
                by=people[line.who],
                room_id=room,
                title=scene.table,
                tags=scene.tags,
                at=moment - timedelta(minutes=1),
            )
    return _Opened(room, play, timed, threads)


def _speak(
    room: _Opened, rooms: Mapping[str, _Opened], people: Mapping[str, Person], pictures: Mapping[str, bytes]
) -> None:
    said: list[Said] = []
    told: list[Scene] = []
    for at, scene, line in room.timed:
        if not scene.story:
            said.append(_said(room, at, scene, line, rooms, people, pictures))
        elif scene not in told:
            chat.write_down(room_id=room.id, said=said)
            said = []
            told.append(scene)
            _tell(room, scene, rooms, people, pictures)
    chat.write_down(room_id=room.id, said=said)


def _tell(
    room: _Opened,
    scene: Scene,
    rooms: Mapping[str, _Opened],
    people: Mapping[str, Person],
    pictures: Mapping[str, bytes],
) -> None:
    """Somebody tells from the floor, and keeps it. What others wrote meanwhile comes into the talk when it is over."""
    telling = [one for one in room.timed if one[1] is scene and not scene.is_aside(one[2])]
    host, teller = people[scene.opened_by], people[scene.lines[0].who]
    at = telling[0][0]
    floor = chat.open_floor(by=host, room_id=room.id, teller=teller.id, title=scene.story, at=at)
    chat.write_down(room_id=room.id, said=[_said(room, *one, rooms, people, pictures) for one in telling])
    for line in scene.lines[1:]:
        at += timedelta(minutes=line.minutes)
        if scene.is_aside(line):
            chat.put_aside(
                by=people[line.who],
                room_id=room.id,
                text=line.text,
                is_question=line.is_question,
                client_id=ClientId(uuid4()),
                at=at,
            )
    chat.end_floor(by=host, room_id=room.id, at=at + timedelta(minutes=1))
    chat.release_asides(by=host, room_id=room.id, floor_id=floor.pk, at=at + LET_IN)
    for kept in Telling.objects.filter(floor=floor, person=teller):
        chat.keep_telling(by=teller, room_id=room.id, telling_id=kept.pk, at=at + timedelta(minutes=20))


def _said(
    room: _Opened,
    at: datetime,
    scene: Scene,
    line: Line,
    rooms: Mapping[str, _Opened],
    people: Mapping[str, Person],
    pictures: Mapping[str, bytes],
) -> Said:
    by = people[line.who]
    brought = [chat.bring(by=by, room_id=room.id, data=pictures[name], alt=alt, at=at) for name, alt in line.pictures]
    brought += [chat.bring(by=by, room_id=room.id, data=text.encode(), name=name, at=at) for name, text in line.files]
    asked = line.poll
    return Said(
        by=by,
        text=line.text,
        at=at,
        thread=room.threads[scene.table],
        reply_to=room.seq(line.answers) if line.answers else None,
        attachments=tuple(Brought(one.id) for one in brought),
        forwards=(rooms[line.passes[0]].id, rooms[line.passes[0]].seq(line.passes[1])) if line.passes else None,
        announces=line.is_announced,
        poll=Asked(asked.choices, asked.is_several, asked.is_secret, asked.hours) if asked else None,
    )


def _answer(room: _Opened, people: Mapping[str, Person]) -> None:
    """What others did at what was said: cups, votes."""
    done = [
        Done(seq, people[who], kind, at + timedelta(minutes=1 + place))
        for seq, (at, _, line) in enumerate(room.timed, start=1)
        for place, (kind, who) in enumerate(line.reactions)
    ]
    if done:
        chat.react_many(room_id=room.id, done=done)
    for seq, (at, _, line) in enumerate(room.timed, start=1):
        if line.poll is None:
            continue
        votes = [(chosen, who) for chosen, everybody in line.poll.votes for who in everybody]
        for place, (chosen, who) in enumerate(votes):
            chat.vote(by=people[who], room_id=room.id, seq=seq, chosen=chosen, at=at + timedelta(minutes=2 + 3 * place))
        if line.poll.closed_after is not None:
            closed_at = at + timedelta(minutes=line.poll.closed_after)
            chat.close_poll(by=people[line.who], room_id=room.id, seq=seq, at=closed_at)


def _keep(room: _Opened, people: Mapping[str, Person]) -> None:
    """What became of what was said: put differently, taken back, kept in sight."""
    for seq, (at, _, line) in enumerate(room.timed, start=1):
        by = people[line.who]
        if line.edited is not None:
            minutes, text = line.edited
            chat.edit(by=by, room_id=room.id, seq=seq, text=text, at=at + timedelta(minutes=minutes))
        if line.taken_back is not None:
            chat.take_back(by=by, room_id=room.id, seq=seq, at=at + timedelta(minutes=line.taken_back))
        if line.pinned_by:
            chat.pin(by=people[line.pinned_by], room_id=room.id, seq=seq, at=at + timedelta(minutes=30))


def _read(room: _Opened, people: Mapping[str, Person], *, at: datetime) -> None:
    """Everybody has read all of it, but the two guests, to whom what was said since yesterday is new."""
    reached: dict[ThreadId | None, int] = {}
    before: dict[ThreadId | None, int] = {}
    for seq, (moment, scene, _) in enumerate(room.timed, start=1):
        reached[room.threads[scene.table]] = seq
        if moment < at - AWAY_FOR:
            before[room.threads[scene.table]] = seq
    seated = {*room.play.hosts, *room.play.seated}
    if room.play.access != Access.DIRECT:
        seated.add(KEEPER[0])
    marks: dict[tuple[PersonId, RoomId, ThreadId | None], int] = {}
    for key in seated:
        for thread, seq in (before if key in GUESTS else reached).items():
            marks[people[key].id, room.id, thread] = seq
    chat.mark_read(marks=marks, at=at)


def _seat(rooms: Mapping[str, _Opened], people: Mapping[str, Person], *, at: datetime) -> None:
    """Who sits where by now, and who thanked for what. Only after the talk: for newcomers much is not open yet."""
    for seat in (Seat.NEWCOMER, Seat.GUEST, Seat.REGULAR):
        people_actions.seat_at(people=[people[one.key] for one in PEOPLE if one.seat is seat], seat=seat, at=at)
    for one in PEOPLE:
        if one.seat is Seat.ELDER:
            people_actions.name_elder(by=people[KEEPER[0]], person_id=people[one.key].id, at=at - timedelta(days=9))
            people_actions.receive_newcomers(by=people[one.key], on=True, at=at - timedelta(days=8))
    for number, one in enumerate(one for one in PEOPLE if one.seat in (Seat.NEWCOMER, Seat.GUEST)):
        received_at = at - timedelta(days=7, hours=number)
        people_actions.give_receiver(person_id=people[one.key].id, at=received_at)
    for key, days in DAYS_HERE.items():
        for day in range(days, 0, -1):
            people_actions.be_here(
                by=people[key].id, known_day=None, time_zone=settings.TIME_ZONE, at=at - timedelta(days=day)
            )
    for room in rooms.values():
        for seq, (said_at, _, line) in enumerate(room.timed, start=1):
            for who, words in line.thanked:
                thanked_at = said_at + timedelta(minutes=50)
                chat.thank_for(by=people[who], room_id=room.id, seq=seq, words=words, at=thanked_at)
    for key in people.keys() - set(GUESTS):
        desk.read_notices(by=people[key], at=at)


def _settle_a_case(rooms: Mapping[str, _Opened], people: Mapping[str, Person]) -> None:
    room, label = rooms[REPORTED[0]], REPORTED[1]
    seq = room.seq(label)
    said_at = room.timed[seq - 1][0]
    message = Message.objects.get(room=room.id, seq=seq)
    desk.report(
        by=people[REPORTER],
        about=Subject("message", message.id),
        kind="other",
        words="大桌是讲茶的，铺子的事另有地方讲。老彭人是好人，提醒一声就好。",
        at=said_at + timedelta(minutes=12),
    )
    desk.settle(
        by=people[MODERATOR],
        case=Case.objects.get(about_kind="message", about_number=message.id).pk,
        reason="跟老彭讲过了：店里的事，人家问了再讲。他当场应下，这一桩就算结了。",
        at=said_at + timedelta(minutes=40),
    )
