"""Houses, people and rooms for tests, made with the real verbs: `from tests import making as make`.

What happens while something is made is not what a test is about: `happened()` leaves it out.
"""

import functools
import io
import itertools
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar
from uuid import uuid4

from PIL import Image

from chalou.chat import actions as chat
from chalou.chat.attaching import Brought
from chalou.chat.models import Access, Floor, Membership, Room, Thread
from chalou.chat.queries import AttachmentShown, MessageShown
from chalou.chat.rules import Asked
from chalou.events.models import Event
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId, ThreadId
from chalou.foundation.throttle import the_throttle
from chalou.house import actions as house_actions
from chalou.house.models import House, WayIn
from chalou.house.queries import the_house
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Person, Role, Tea

PASSWORD = "seven cups of old-tree tea"

P = ParamSpec("P")
T = TypeVar("T")

_made: list[range] = []
_number = itertools.count(1)
NAMES = ("阿明", "秋月", "老顾", "小满", "陆羽", "芳芳", "德生", "惠珍")


def _last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def arranged(make: Callable[P, T]) -> Callable[P, T]:
    """Mark what is recorded meanwhile as made, not happened."""

    @functools.wraps(make)
    def marked(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _last_event()
        try:
            return make(*args, **kwargs)
        finally:
            _made.append(range(before + 1, _last_event() + 1))

    return marked


def was_made(event: int) -> bool:
    """Whether the event of this number was recorded while something was made."""
    return any(event in numbers for numbers in _made)


def forget() -> None:
    """Another test begins."""
    _made.clear()


@arranged
def house(*, name: str = "九曲茶楼", way_in: WayIn = WayIn.OPEN, language: str = "zh-hans") -> House:
    """The house, open, with its keeper. Asked twice it is the same one."""
    standing = the_house()
    return standing or house_actions.open_house(
        name=name, language=language, way_in=way_in, keeper=keeper().id, at=now()
    )


@arranged
def keeper() -> Person:
    """The keeper of the house. There is only one."""
    return Person.objects.filter(role=Role.KEEPER).first() or people.make_keeper(
        sign_in_name="keeper", name="掌柜", password=PASSWORD, at=now()
    )


@arranged
def person(
    *,
    role: Role = Role.MEMBER,
    name: str | None = None,
    sign_in_name: str | None = None,
    password: str | None = None,
    cup: Tea = Tea.OOLONG,
    language: str = "",
    joins: Room | Iterable[Room] = (),
    seat: Seat = Seat.REGULAR,
) -> Person:
    """Somebody of the house, sitting in the rooms of `joins`, one who has come far enough for most things. Signing in
    by password takes time: only where given.
    """
    if role == Role.KEEPER:
        return keeper()
    number = next(_number)
    # Whoever joins by the door may not be called as somebody else; furniture may.
    name = name or NAMES[number % len(NAMES)] + (f"·{number}" if password is not None else "")
    sign_in_name = sign_in_name or f"guest{number}"
    if password is None:
        made = people.join_without_password(sign_in_name=sign_in_name, name=name, cup=cup, language=language, at=now())
    else:
        house()
        made = people.join(
            sign_in_name=sign_in_name, name=name, password=password, address="127.0.0.1", language=language, at=now()
        )
    if made.seat != seat:
        made.seat = seat.value
        made.save(update_fields=["seat"])
    if role == Role.MODERATOR:
        people.give_role(by=keeper(), person=made, role=role, at=now())
        made.refresh_from_db()
    for taken in (joins,) if isinstance(joins, Room) else joins:
        sit(made, taken)
    return made


@arranged
def sit(person: Person, room: Room) -> None:
    """Sit down in a room; where one is invited, by an invitation of its first host."""
    if room.access != Access.INVITATION:
        chat.join(by=person, room_id=room.id, at=now())
        return
    host = Person.objects.get(pk=Membership.objects.filter(room=room, is_host=True).earliest("id").person_id)
    chat.take_invitation(by=person, token=invitation(by=host, room=room), at=now())


@arranged
def talk_of(*people: Person) -> Room:
    """The direct talk of these people, opened by the first; they need not share a room, as they might have before."""
    together = room()
    for one in people:
        if one != keeper():
            sit(one, together)
    opened = chat.open_talk(by=people[0], others=[one.id for one in people[1:]], at=now())
    the_throttle.forget()
    return Room.objects.get(id=opened)


@arranged
def invitation(*, by: Person, room: Room, days: int = 7, uses: int = 1) -> str:
    """The token of an invitation to a room by invitation."""
    token = chat.invite(by=by, room_id=room.id, days=days, uses=uses, at=now())
    the_throttle.forget()
    return token


@arranged
def room(*, access: Access = Access.MEMBERS, name: str = "大堂", purpose: str = "", host: Person | None = None) -> Room:
    """A room. Its host is `host`, or else the keeper."""
    opener = host if host is not None and host.keeps_order else keeper()
    made = chat.open_room(by=opener, name=name, purpose=purpose, access=access, at=now())
    if host is not None and host != opener:
        sit(host, made)
        chat.name_host(by=opener, room_id=made.id, person_id=host.id, at=now())
        chat.leave(by=opener, room_id=made.id, at=now())
    made.refresh_from_db()
    return made


def main(room: Room) -> ThreadId:
    """The main thread of a room."""
    return Thread.objects.get(room=room, is_main=True).id


@arranged
def floor(*, by: Person, room: Room, teller: Person, title: str = "十六铺的老虎灶") -> Floor:
    """A telling that has begun; of whom it is for, in a room where both sit."""
    opened = chat.open_floor(by=by, room_id=room.id, teller=teller.id, title=title, at=now())
    the_throttle.forget()
    return opened


@arranged
def hand(*, by: Person, room: Room) -> None:
    """Somebody raises their hand for the floor."""
    chat.raise_hand(by=by, room_id=room.id, at=now())
    the_throttle.forget()


@arranged
def thread(*, by: Person, room: Room, title: str = "岩茶怎么存", tags: str = "") -> ThreadId:
    """A thread that somebody who sits in the room has opened."""
    opened = chat.open_thread(by=by, room_id=room.id, title=title, tags=tags, at=now())
    the_throttle.forget()
    return opened


@arranged
def message(
    *,
    by: Person,
    room: Room,
    text: str = "水开了。",
    thread: ThreadId | None = None,
    brought: Iterable[AttachmentShown] = (),
    reply_to: int | None = None,
    announces: bool = False,
) -> MessageShown:
    """A message of somebody who sits in the room, with what they brought along."""
    posted = chat.post(
        by=by,
        room_id=room.id,
        text=text,
        client_id=ClientId(uuid4()),
        at=now(),
        thread=thread,
        attachments=[Brought(one.id) for one in brought],
        reply_to=reply_to,
        announces=announces,
    )
    return posted.message


@arranged
def poll(
    *,
    by: Person,
    room: Room,
    choices: Iterable[str] = ("龙井", "岩茶", "普洱"),
    several: bool = False,
    secret: bool = False,
    hours: int | None = None,
    thread: ThreadId | None = None,
    text: str = "明天喝什么？",
) -> MessageShown:
    """A message that asks the room for votes."""
    asked = Asked(tuple(choices), is_several=several, is_secret=secret, hours=hours)
    posted = chat.post(
        by=by, room_id=room.id, text=text, client_id=ClientId(uuid4()), at=now(), thread=thread, poll=asked
    )
    the_throttle.forget()
    return posted.message


@arranged
def talk(*, by: Person, room: Room, messages: int) -> None:
    """As many messages as are wanted, without the limits of the door."""
    for number in range(1, messages + 1):
        chat.post(by=by, room_id=room.id, text=f"第 {number} 泡", client_id=ClientId(uuid4()), at=now())
        the_throttle.forget()


def picture_bytes(*, size: tuple[int, int] = (64, 48), form: str = "JPEG", **more: object) -> bytes:
    """A picture as a telephone might send it: of no size to speak of, so that it costs a test nothing."""
    into = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(into, form, **more)
    return into.getvalue()


@arranged
def picture(*, by: Person, room: Room, size: tuple[int, int] = (64, 48)) -> AttachmentShown:
    """A picture that somebody has brought into the room and not sent yet."""
    brought = chat.bring(by=by, room_id=room.id, data=picture_bytes(size=size), at=now())
    the_throttle.forget()
    return brought


@arranged
def text(*, by: Person, room: Room, name: str = "茶单.txt", words: str = "一两银针") -> AttachmentShown:
    """A file that somebody has brought into the room and not sent yet."""
    return chat.bring(by=by, room_id=room.id, data=words.encode(), name=name, at=now())
