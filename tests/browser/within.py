"""The other end of `beside.py`: a second process with the database of an open house, but without its hub.

It answers one JSON line for each it reads: `{"verb": "post", "with": {…}}`. What it writes is on disk, told to nobody.
"""

import json
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django

django.setup()

from chalou.chat import actions as chat  # noqa: E402  # the tables are there only now
from chalou.chat.models import Access, Message, Room  # noqa: E402
from chalou.desk import actions as desk  # noqa: E402
from chalou.desk.models import Case  # noqa: E402
from chalou.exchange.person import actions as leaving  # noqa: E402
from chalou.foundation.clock import now  # noqa: E402
from chalou.foundation.ids import ClientId, PersonId, RoomId, ThreadId  # noqa: E402
from chalou.foundation.subjects import Subject  # noqa: E402
from chalou.foundation.throttle import the_throttle  # noqa: E402
from chalou.help import actions as help_actions  # noqa: E402
from chalou.house.actions import change_customs  # noqa: E402
from chalou.house.models import House, WayIn  # noqa: E402
from chalou.house.queries import newest_version, ready_set  # noqa: E402
from chalou.house.rules.customs import Seat  # noqa: E402
from chalou.people import actions as people  # noqa: E402
from chalou.people.models import Asking, Person, Role, Tea  # noqa: E402
from chalou.people.rules.codes import code_at  # noqa: E402
from chalou.people.sessions import SessionStore  # noqa: E402
from tests import making  # noqa: E402
from tests.browser.within_manners import (  # noqa: E402
    asks_about_rules,
    asks_for_seat,
    end_floor,
    let_in,
    listens,
    measures,
    open_floor,
    put_aside,
    raise_hand,
    set_mode,
    stage,
)

Answer = dict[str, Any] | None  # what JSON holds


def person(sign_in_name: str, name: str, cup: str, role: str, password: str | None, seat: str) -> Answer:
    """Somebody new; with a password where signing in is what the test is about."""
    # Furniture, because whoever joins by the door may not be called as somebody else, and these pages need two 阿福.
    made = people.join_without_password(sign_in_name=sign_in_name, name=name, cup=Tea(cup), at=now())
    if password is not None:
        made.set_password(password)
        made.save(update_fields=["password"])
    people.seat_at(people=[made], seat=Seat(seat), at=now())
    if role != Role.MEMBER:
        keeper = Person.objects.filter(role=Role.KEEPER).get()
        people.give_role(by=keeper, person=made, role=Role(role), at=now())
    return {"id": made.id}


def sign_in(person: int) -> Answer:
    """A session of their own; answers the value of its cookie."""
    [(_, key)] = people.sign_in_many([Person.objects.get(id=person)], at=now())
    session = SessionStore(key)
    # As by the door: since a moment ago, on a telephone.
    session["fresh_until"] = now().timestamp() + 3600
    session["began"] = {"at": now().timestamp(), "browser": "wechat", "system": "android"}
    session.save()
    return {"key": key}


def two_steps(person: int) -> Answer:
    """They choose two steps, with an app."""
    chooser, secret = Person.objects.get(id=person), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    code = code_at(secret, int(now().timestamp() // 30))
    people.set_up_code_app(by=chooser, secret=secret, code=code, at=now())
    return {"codes": people.choose_two_steps(by=chooser, at=now())}


def number(sign_in_name: str) -> Answer:
    found = Person.objects.get(sign_in_name=sign_in_name)
    return {"id": found.id, "name": found.name}


def room(name: str, purpose: str, access: str, host: PersonId, seated: list[PersonId]) -> Answer:
    """A room with its host and whoever else sits in it."""
    keeper = Person.objects.get(role=Role.KEEPER)
    opened = chat.open_room(by=keeper, name=name, purpose=purpose, access=Access(access), at=now())
    the_throttle.forget()
    for one in dict.fromkeys([host, *seated]):
        if one != keeper.id:
            making.sit(Person.objects.get(id=one), opened)
            the_throttle.forget()
    if host != keeper.id:
        chat.name_host(by=keeper, room_id=opened.id, person_id=host, at=now())
        chat.leave(by=keeper, room_id=opened.id, at=now())
    return {"id": opened.id}


def invitation(by: int, room: RoomId, uses: int) -> Answer:
    """An invitation to a room by invitation: its token."""
    return {"token": making.invitation(by=Person.objects.get(id=by), room=Room.objects.get(id=room), uses=uses)}


def open_talk(by: int, others: list[PersonId]) -> Answer:
    """A direct talk."""
    return {"room": chat.open_talk(by=Person.objects.get(id=by), others=others, at=now())}


def block(by: int, person: PersonId) -> Answer:
    people.block(by=Person.objects.get(id=by), person=person, at=now())
    return None


def open_thread(by: int, room: RoomId, title: str, tags: str) -> Answer:
    opened = chat.open_thread(by=Person.objects.get(id=by), room_id=room, title=title, tags=tags, at=now())
    the_throttle.forget()
    return {"thread": opened}


def move(by: int, room: RoomId, seqs: list[int], thread: ThreadId) -> Answer:
    chat.move(by=Person.objects.get(id=by), room_id=room, seqs=seqs, thread_id=thread, at=now())
    return None


def post(by: int, room: RoomId, text: str, thread: ThreadId | None) -> Answer:
    given = ClientId(uuid4())
    posted = chat.post(by=Person.objects.get(id=by), room_id=room, text=text, client_id=given, at=now(), thread=thread)
    the_throttle.forget()
    return {"seq": posted.message.seq}


def talk(by: list[int], room: RoomId, messages: int) -> Answer:
    """Many messages, by these people in turn, each after the other."""
    speakers = list(Person.objects.filter(id__in=by))
    chat.write_down(
        room_id=room,
        said=[chat.Said(speakers[n % len(speakers)], f"第 {n + 1} 泡", now()) for n in range(messages)],
    )
    return None


def edit(by: int, room: RoomId, seq: int, text: str) -> Answer:
    chat.edit(by=Person.objects.get(id=by), room_id=room, seq=seq, text=text, at=now())
    the_throttle.forget()
    return None


def forward(by: int, room: RoomId, seq: int, to: RoomId, text: str) -> Answer:
    posted = chat.forward(
        by=Person.objects.get(id=by), room_id=room, seq=seq, to=to, text=text, client_id=ClientId(uuid4()), at=now()
    )
    the_throttle.forget()
    return {"seq": posted.message.seq}


def announce(by: int, room: RoomId, text: str) -> Answer:
    posted = chat.post(
        by=Person.objects.get(id=by), room_id=room, text=text, client_id=ClientId(uuid4()), at=now(), announces=True
    )
    the_throttle.forget()
    return {"seq": posted.message.seq}


def change_access(by: int, room: RoomId, access: str) -> Answer:
    found = Room.objects.get(id=room)
    chat.change_room(
        by=Person.objects.get(id=by),
        room_id=room,
        name=found.name,
        purpose=found.purpose,
        access=Access(access),
        at=now(),
        knows_it_opens=True,
    )
    return None


def bring(by: int, room: RoomId, text: str) -> Answer:
    """A message with a picture and a file; and another picture, not sent."""
    person, there = Person.objects.get(id=by), Room.objects.get(id=room)
    picture = making.picture(by=person, room=there, size=(900, 600))
    message = making.message(by=person, room=there, text=text, brought=[picture, making.text(by=person, room=there)])
    making.picture(by=person, room=there, size=(300, 500))
    the_throttle.forget()
    return {"seq": message.seq}


def take_back(by: int, room: RoomId, seq: int) -> Answer:
    chat.take_back(by=Person.objects.get(id=by), room_id=room, seq=seq, at=now())
    return None


def react(by: int, room: RoomId, seq: int, kind: str) -> Answer:
    chat.react(by=Person.objects.get(id=by), room_id=room, seq=seq, kind=kind, on=True, at=now())
    return None


def poll(by: int, room: RoomId, text: str, choices: list[str], more: dict[str, Any]) -> Answer:
    """Ask for votes; `more` is what else a poll has."""
    made = making.poll(by=Person.objects.get(id=by), room=Room.objects.get(id=room), text=text, choices=choices, **more)
    return {"seq": made.seq}


def vote(by: int, room: RoomId, seq: int, chosen: list[int]) -> Answer:
    chat.vote(by=Person.objects.get(id=by), room_id=room, seq=seq, chosen=chosen, at=now())
    the_throttle.forget()
    return None


def close_poll(by: int, room: RoomId, seq: int) -> Answer:
    chat.close_poll(by=Person.objects.get(id=by), room_id=room, seq=seq, at=now())
    return None


def remove(by: int, room: RoomId, person: PersonId) -> Answer:
    chat.remove(by=Person.objects.get(id=by), room_id=room, person_id=person, at=now())
    return None


def mute(by: int, room: RoomId, person: PersonId, reason: str) -> Answer:
    chat.mute(by=Person.objects.get(id=by), room_id=room, person_id=person, hours=24, reason=reason, at=now())
    return None


def pin(by: int, room: RoomId, seq: int) -> Answer:
    chat.pin(by=Person.objects.get(id=by), room_id=room, seq=seq, at=now())
    return None


def report(by: int, room: RoomId, seq: int, kind: str, words: str) -> Answer:
    return _reported(by, Subject("message", Message.objects.get(room=room, seq=seq).id), kind, words)


def report_thanks(by: int, thanks: int, words: str) -> Answer:
    return _reported(by, Subject("thanks", thanks), "soliciting", words)


def _reported(by: int, about: Subject, kind: str, words: str) -> Answer:
    desk.report(by=Person.objects.get(id=by), about=about, kind=kind, words=words, at=now())
    case = Case.objects.get(about_kind=about.kind, about_number=about.number, decided_at=None)
    return {"case": case.pk, "about": str(about)}


def decide(by: int, case: int, act: str, reason: str) -> Answer:
    {"warn": desk.warn, "dismiss": desk.dismiss, "send_away": desk.send_away}[act](
        by=Person.objects.get(id=by), case=case, reason=reason, at=now()
    )
    return None


def speak_of_oneself(by: int, words: str, reads: list[str]) -> Answer:
    """Words, languages and a picture on somebody's page."""
    who = Person.objects.get(id=by)
    people.set_profile(by=who, words=words, reads=reads, is_listed=True, at=now())
    people.set_picture(by=who, data=making.picture_bytes(size=(600, 800)), at=now())
    return None


def write_help(by: int, slug: str, language: str, title: str, text: str) -> Answer:
    """What the help says in this house."""
    keeper = Person.objects.get(id=by)
    help_actions.write_help(by=keeper, slug=slug, language=language, title=title, text=text, at=now())
    return {}


def add_question(by: int, section: str, language: str, title: str, text: str) -> Answer:
    keeper = Person.objects.get(id=by)
    return {
        "slug": help_actions.add_question(
            by=keeper, section=section, language=language, title=title, text=text, at=now()
        )
    }


def leave_for_good(by: int, keeps_words: bool) -> Answer:
    """Somebody leaves the house, and all that follows from it."""
    leaving.leave(by=Person.objects.get(id=by), keeps_words=keeps_words, at=now())
    chat.settle_departures(at=now())
    return None


def bundle(by: int) -> Answer:
    """Somebody's things, put together."""
    leaving.ask_for_bundle(by=Person.objects.get(id=by), at=now())
    leaving.make_bundles(at=now())
    return None


def thank_for(by: int, room: RoomId, seq: int, words: str) -> Answer:
    """They thank for a message."""
    return {"thanks": chat.thank_for(by=Person.objects.get(id=by), room_id=room, seq=seq, words=words, at=now())}


def texts(room: int) -> Answer:
    """What is on disk, in order."""
    return {"texts": list(Message.objects.filter(room=Room(room)).order_by("seq").values_list("text", flat=True))}


def asks_in(sign_in_name: str, name: str, answer: str) -> Answer:
    """Somebody asks to be let in, while the house is one where one asks; answers the token of their page."""
    way_in = House.objects.values_list("way_in", flat=True).get()
    House.objects.update(way_in=WayIn.APPROVAL, question="谁带你来的？平常喝什么茶？")
    token = people.ask(
        sign_in_name=sign_in_name, name=name, password=making.PASSWORD, answer=answer, address=name, at=now()
    )
    House.objects.update(way_in=way_in)
    return {"token": token, "asking": Asking.objects.get(sign_in_name=sign_in_name).pk}


def decides_at_the_door(by: int, asking: int, reason: str) -> Answer:
    """Let in, or decline where there is a reason."""
    keeper = Person.objects.get(id=by)
    if reason:
        desk.decline(by=keeper, asking=asking, reason=reason, at=now())
    else:
        desk.let_in(by=keeper, asking=asking, at=now())
    return None


def invites(by: int, label: str) -> Answer:
    return {"token": people.invite(by=Person.objects.get(id=by), days=300, uses=900, label=label, at=now())}


def changes_customs(by: int, name: str, note: str) -> Answer:
    """The customs of the house are those of a ready set."""
    before = newest_version().number
    change_customs(customs=ready_set(name), instead_of=before, by=PersonId(by), note=note, at=now())
    return {}


VERBS: dict[str, Callable[..., Answer]] = {
    verb.__name__: verb
    for verb in (
        *(person, sign_in, number, room, invitation, open_talk, block, open_thread),
        *(move, post, talk, edit, forward, announce, change_access, take_back, react, poll, vote, close_poll),
        *(remove, mute, pin, report, decide, write_help, add_question, texts, bring, speak_of_oneself, two_steps),
        *(leave_for_good, bundle, listens, measures, set_mode, asks_for_seat, let_in, report_thanks),
        changes_customs,
        *(asks_in, decides_at_the_door, invites, thank_for),
        *(open_floor, raise_hand, put_aside, end_floor, stage, asks_about_rules),
    )
}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(VERBS[asked["verb"]](**asked["with"])), flush=True)


if __name__ == "__main__":
    main()
