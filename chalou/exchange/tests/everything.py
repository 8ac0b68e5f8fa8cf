"""Somebody with one of everything that this house keeps of a person, among others whose things are nobody else's."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.apps import apps
from django.db import models

from chalou.chat import actions as chat
from chalou.chat.models import Access, Room, RulesKnown, Telling
from chalou.desk import actions as desk
from chalou.desk.models import Case
from chalou.exchange.person.declared import FATES
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId, MessageId
from chalou.foundation.subjects import Subject
from chalou.foundation.throttle import the_throttle
from chalou.help import actions as house_help
from chalou.house.rules.customs import Mode
from chalou.people import actions as people
from chalou.people.models import Asking, Person, Role
from chalou.people.passkeys import NewKey
from chalou.people.rules.codes import code_at
from tests import making as make

NAME, SIGN_IN_NAME = "行云客", "xingyun"
SECRET = "what-only-their-device-answers-to"
MINE, TOLD, OTHERS = "我的话", "告诉我的", "别人的话"
"""In all that they wrote, in all that the house told them, and in all that others wrote or are called."""


@dataclass
class Everything:
    person: Person
    friend: Person
    wary: Person
    """Who does not hear them."""
    keeper: Person
    hall: Room
    """Where everybody sits; public."""
    closed: Room
    """By invitation; they are its only host, and the friend sits there."""
    direct: Room
    mine: list[str]
    """All their words; those of messages first, as many as `said`."""
    said: int


def make_everything() -> Everything:
    """With the real verbs, as a moderator: they keep order, and it is kept with them."""
    make.house()
    keeper = make.keeper()
    people.receive_newcomers(by=keeper, on=True, at=now())
    token = people.invite(by=keeper, days=7, uses=1, at=now())
    one = people.join(
        sign_in_name=SIGN_IN_NAME,
        name=NAME,
        password=make.PASSWORD,
        address="127.0.0.1",
        invitation=token,
        language="zh-hans",
        time_zone="Asia/Shanghai",
        at=now(),
    )
    people.welcome_people(at=now())
    people.give_role(by=keeper, person=one, role=Role.MODERATOR, at=now())
    one.refresh_from_db()
    people.receive_newcomers(by=one, on=True, at=now())
    friend = make.person(name=f"{OTHERS}甲", sign_in_name="others-a")
    wary = make.person(name=f"{OTHERS}乙", sign_in_name="others-b")
    hall = make.room(access=Access.PUBLIC, name="大堂")
    hall_two = make.room(name="偏厅")
    for who in (one, friend, wary):
        make.sit(who, hall)
        make.sit(who, hall_two)
    closed = make.room(access=Access.INVITATION, name="后院", host=one)
    make.sit(friend, closed)
    direct = Room.objects.get(id=chat.open_talk(by=one, others=[friend.id], at=now()))
    mine: list[str] = []

    def words(what: str) -> str:
        mine.append(f"{MINE}：{what}")
        return mine[-1]

    # What they said, in every way.
    at = now()
    theirs = make.message(by=friend, room=hall, text=f"{OTHERS}：问个事")
    make.message(by=one, room=hall, text=words("先前的说法"))
    chat.edit(by=one, room_id=hall.id, seq=2, text=words("改过的说法"), at=at)
    chat.post(by=one, room_id=hall.id, text=words("答一句"), client_id=_id(), at=at, reply_to=theirs.seq)
    chat.forward(by=one, room_id=hall.id, seq=theirs.seq, to=hall_two.id, text=words("转过来"), client_id=_id(), at=at)
    make.message(by=one, room=direct, text=words("悄悄话"))
    make.message(by=friend, room=direct, text=f"{OTHERS}：也是悄悄话")
    make.message(by=one, room=closed, text=words("后院里讲"))
    picture, paper = make.picture(by=one, room=hall), make.text(by=one, room=hall, words=words("写在文件里"))
    make.message(by=one, room=hall, text=words("看图"), brought=[picture, paper])
    make.picture(by=one, room=hall)
    mine_asks = make.poll(by=one, room=hall, text=words("投票"), choices=(words("选项一"), words("选项二")))
    hidden = make.message(by=one, room=hall, text=words("看不见了"))
    taken = make.message(by=one, room=hall, text="收回去的")
    chat.take_back(by=one, room_id=hall.id, seq=taken.seq, at=at)
    tell_stories(one, friend, closed, words)
    said = len(mine)
    table = make.thread(by=one, room=hall, title=words("开一桌"), tags="岩茶")
    # What they did, and what was done with them.
    the_throttle.forget()
    chat.react(by=one, room_id=hall.id, seq=theirs.seq, kind="cup", on=True, at=at)
    chat.react(by=friend, room_id=hall.id, seq=2, kind="leaf", on=True, at=at)
    asked = make.poll(by=friend, room=hall, text=f"{OTHERS}：喝什么", choices=(f"{OTHERS}一", f"{OTHERS}二"))
    chat.vote(by=one, room_id=hall.id, seq=asked.seq, chosen=[1], at=at)
    chat.vote(by=friend, room_id=hall.id, seq=mine_asks.seq, chosen=[2], at=at)
    secret = make.poll(by=friend, room=hall, text=f"{OTHERS}：密投", choices=("一", "二"), secret=True)
    chat.vote(by=one, room_id=hall.id, seq=secret.seq, chosen=[1], at=at)
    make.message(by=friend, room=hall, text=f"{OTHERS}：@{NAME} 你说呢")
    chat.forward(by=friend, room_id=hall.id, seq=2, to=hall_two.id, text=f"{OTHERS}：转他的", client_id=_id(), at=at)
    chat.pin(by=one, room_id=hall.id, seq=theirs.seq, at=at)
    chat.mark_read(marks={(one.id, hall.id, None): 3, (one.id, hall.id, table): 3}, at=at)
    nuisance = make.person(name=f"{OTHERS}丙", sign_in_name="others-c", joins=[hall, hall_two])
    chat.mute(by=one, room_id=hall.id, person_id=nuisance.id, hours=1, reason=words("先听听"), at=at)
    chat.remove(by=one, room_id=hall_two.id, person_id=nuisance.id, reason=words("请出去"), at=at)
    chat.invite(by=one, room_id=closed.id, days=7, uses=2, at=at)
    people.join(
        sign_in_name="others-d",
        name=f"{OTHERS}丁",
        password=make.PASSWORD,
        address="127.0.0.1",
        invitation=people.invite(by=one, days=7, uses=2, at=at),
        at=at,
    )
    listen(one, friend, keeper, words)
    people.block(by=one, person=nuisance.id, at=at)
    people.thank(by=one, to=friend.id, about=None, words=words("谢一声"), at=at)
    people.thank(by=friend, to=one.id, about=Subject("person", one.id), words=f"{OTHERS}：也谢你", at=at)
    people.block(by=wary, person=one.id, at=at)
    people.make_signin_link(person=one, by=keeper, at=at)
    # Whoever was let in after asking has one; this person came by an invitation, which is wanted too.
    Asking.objects.create(digest="x", sign_in_name="xingyun", asked_at=at, decided_at=at, person=one)
    people.sign_in_many([one], at=at)
    the_throttle.forget()
    say_and_keep(one, keeper, words)
    # The desk: they report and decide, and are reported and told.
    desk.report(by=one, about=Subject("message", theirs.id), kind="hoax", words=words("看着不对"), at=at)
    desk.dismiss(by=keeper, case=_case(theirs.id), reason=f"{TOLD}：没什么", at=at)
    rude = make.message(by=wary, room=hall, text=f"{OTHERS}：不客气的")
    desk.report(by=friend, about=Subject("message", rude.id), kind="insult", words=f"{OTHERS}：太凶", at=at)
    desk.warn(by=one, case=_case(rude.id), reason=words("慢慢讲"), at=at)
    desk.report(by=friend, about=Subject("message", hidden.id), kind="other", words=f"{OTHERS}：看看", at=at)
    desk.hide(by=keeper, case=_case(hidden.id), reason=f"{TOLD}：先收起来", at=at)
    desk.report(by=friend, about=Subject("person", one.id), kind="other", words=f"{OTHERS}：他呀", at=at)
    about = Case.objects.get(about_kind="person", about_number=one.id)
    desk.warn(by=keeper, case=about.pk, reason=f"{TOLD}：都好", at=at)
    # Last, or nothing of the above could be done: they may not speak in one room and are out of another.
    away = make.room(access=Access.PUBLIC, name="偏院")
    make.sit(one, away)
    one.role = Role.MEMBER
    people.give_role(by=keeper, person=one, role=Role.MEMBER, at=at)
    chat.remove(by=keeper, room_id=away.id, person_id=one.id, reason=f"{TOLD}：请先回去", at=at)
    chat.mute(by=keeper, room_id=hall_two.id, person_id=one.id, hours=1, reason=f"{TOLD}：听一会儿", at=at)
    people.give_role(by=keeper, person=one, role=Role.MODERATOR, at=at)
    one.refresh_from_db()
    people.invite(by=one, days=7, uses=2, at=at)
    the_throttle.forget()
    listen_to_a_story(one, friend, closed, words)
    return Everything(one, friend, wary, keeper, hall, closed, direct, mine, said)


def tell_stories(one: Person, friend: Person, room: Room, words: Callable[[str], str]) -> None:
    """They tell and keep it; somebody else does, and they take it down as a host."""
    for teller, text in ((one, words("讲的")), (friend, f"{OTHERS}：讲的")):
        make.floor(by=one, room=room, teller=teller)
        make.message(by=teller, room=room, text=text)
        floor = chat.end_floor(by=one, room_id=room.id, at=now())
        told = Telling.objects.get(floor=floor)
        chat.keep_telling(by=teller, room_id=room.id, telling_id=told.pk, at=now())
        the_throttle.forget()
    chat.withdraw_telling(by=one, room_id=room.id, telling_id=told.pk, at=now())


def listen_to_a_story(one: Person, friend: Person, room: Room, words: Callable[[str], str]) -> None:
    """In one room they hold the floor, in another they ask for it and say something at the side."""
    make.floor(by=one, room=room, teller=one)
    hall = make.room(name="书场")
    for who in (one, friend):
        make.sit(who, hall)
    make.floor(by=make.keeper(), room=hall, teller=friend)
    make.hand(by=one, room=hall)
    chat.put_aside(by=one, room_id=hall.id, text=words("插一句"), is_question=False, client_id=_id(), at=now())
    the_throttle.forget()


def listen(one: Person, friend: Person, keeper: Person, words: Callable[[str], str]) -> None:
    """They listen in a room and ask for a seat; let somebody speak, and are asked not to; and say so to another."""
    at = now()
    hall, yard = (make.room(name=name) for name in ("听雨", "后廊"))
    for room in (hall, yard):
        chat.set_mode(by=keeper, room_id=room.id, mode=Mode.LISTENING, at=at)
        for who in (one, friend):
            make.sit(who, room)
    # Those who keep order are not asked to listen: meanwhile they keep none.
    people.give_role(by=keeper, person=one, role=Role.MEMBER, at=at)
    one.refresh_from_db()
    chat.ask_for_seat(by=one, room_id=hall.id, at=at)
    chat.put_off(by=keeper, room_id=hall.id, person_id=one.id, word=f"{TOLD}：讲完这段", at=at)
    people.give_role(by=keeper, person=one, role=Role.MODERATOR, at=at)
    one.refresh_from_db()
    chat.name_host(by=keeper, room_id=yard.id, person_id=one.id, at=at)
    chat.let_in(by=one, room_id=yard.id, person_id=friend.id, at=at)
    chat.withdraw_vouching(by=one, person_id=friend.id, reason=words("先不作保"), at=at)
    chat.withdraw_vouching(by=keeper, person_id=one.id, reason=f"{TOLD}：你也先不作保", at=at)
    RulesKnown.objects.create(person=one, digest="0" * 64, at=at)
    the_throttle.forget()


def say_and_keep(one: Person, keeper: Person, words: Callable[[str], str]) -> None:
    """What they say of themselves, the ways in that they chose, and what they wrote for the house."""
    at = now()
    people.set_profile(by=one, words=words("说说自己"), reads=["zh"], is_listed=True, at=at)
    people.set_picture(by=one, data=make.picture_bytes(size=(300, 300)), at=at)
    people.add_passkey(by=one, key=NewKey("credential", SECRET, 0), name=words("手机"), at=at)
    secret = base64.b32encode(b"a secret of twenty b").decode()
    code = code_at(secret, int(at.timestamp()) // 30)
    people.set_up_code_app(by=one, secret=secret, code=code, at=at)
    people.choose_two_steps(by=one, at=at)
    people.confirm_mail_address(token=people.give_mail_address(by=one, address="xingyun@tea.example", at=at), at=at)
    people.give_mail_address(by=one, address="elsewhere@tea.example", at=at)
    house_help.give_care(by=keeper, by_moderators=True, at=at)
    house_help.write_help(by=one, slug="manners", language="zh-hans", title="规矩", text="先听听。", at=at)
    the_throttle.forget()


def _id() -> ClientId:
    return ClientId(uuid4())


def _case(message: MessageId) -> int:
    return Case.objects.get(about_kind="message", about_number=message).pk


def rows_of(person: Person, column: str) -> int:
    """In how many rows this column holds them."""
    app, table, name = column.split(".")
    model = apps.get_model(app, table)
    if name == "direct_key":
        return sum(
            str(person.pk) in key.split(",")
            for key in Room.objects.exclude(direct_key=None).values_list(name, flat=True)
        )
    rows = model._default_manager.filter(**{name: person.pk})
    if name == "about_number":
        rows = rows.filter(about_kind="person")
    return int(rows.count())


def columns_without(person: Person) -> list[str]:
    """Columns of which this person has none: of somebody with one of everything there is none but these few."""
    return [column for column in FATES if not rows_of(person, column)]


def where_it_says(words: str) -> set[str]:
    """All columns of the house, by name, that hold these words."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                kept = model._default_manager.values_list(field.name, flat=True)
                if any(words in str(value) for value in kept):
                    found.add(f"{model._meta.label}.{field.name}")
    return found
