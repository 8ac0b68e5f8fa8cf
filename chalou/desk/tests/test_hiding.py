"""Out of sight and back; tables and rooms that are reported; what was settled otherwise."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalou.chat import actions as chat
from chalou.chat import queries as rooms
from chalou.chat.live.frames import fragment, message_frame
from chalou.chat.models import Access, Attachment, Hidden, Message, Reaction, Wording
from chalou.desk import actions, queries
from chalou.desk.models import Case, Notice
from chalou.desk.rules import KEPT_FOR
from chalou.foundation.clock import now
from chalou.foundation.ids import ClientId
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.people.models import Role
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()
WORDS = "加我，有好价"


class Reported:
    """A message with a picture, a cup, an earlier wording and an answer, which `ming` has reported."""

    def __init__(self, access=Access.MEMBERS):
        self.moderator = make.person(role=Role.MODERATOR)
        self.room = make.room(access=access, host=make.person())
        self.ming, self.bad = make.person(joins=self.room), make.person(joins=self.room)
        brought = make.picture(by=self.bad, room=self.room)
        self.message = make.message(by=self.bad, room=self.room, text="原来的话", brought=[brought])
        chat.edit(by=self.bad, room_id=self.room.id, seq=1, text=WORDS, at=TODAY)
        chat.react(by=self.ming, room_id=self.room.id, seq=1, kind="cup", on=True, at=TODAY)
        mine = ClientId(uuid4())
        chat.post(by=self.ming, room_id=self.room.id, text="不要信", client_id=mine, at=TODAY, reply_to=1)
        actions.report(by=self.ming, about=Subject("message", self.message.id), kind="soliciting", at=TODAY)
        self.case = Case.objects.get().pk

    def row(self) -> Message:
        return Message.objects.get(id=self.message.id)

    def as_read(self) -> list[str]:
        """The talk as everybody reads it, without the numbers of its changes."""
        main = make.main(self.room)
        return [fragment(message_frame(one._replace(change=0))) for one in rooms.messages_before(main, 2**40)[0]]

    def act(self, verb, *, at=TODAY) -> None:
        verb(by=self.moderator, case=self.case, reason="茶馆不卖货", at=at)


@pytest.mark.parametrize("access", [Access.MEMBERS, Access.INVITATION])
def test_out_of_sight_and_shown_again_it_is_as_it_was(happened, access):
    talk = Reported(access)
    before, reading = talk.as_read(), rooms.attachment_for(talk.ming, talk.room.id, Attachment.objects.get().id)
    so_far = len(happened())
    talk.act(actions.hide)
    hidden = talk.as_read()
    assert all(WORDS not in one and "/attachments/" not in one for one in hidden)
    assert talk.row().text == talk.row().html == talk.row().reactions == ""
    with pytest.raises(NotFound):
        rooms.attachment_for(talk.bad, talk.room.id, reading.shown.id)
    assert queries.case_for(talk.moderator, talk.case).is_hidden
    assert [kind for kind, _ in happened()][so_far:] == ["MessageHidden", "MessageRequoted", "CaseDecided"]
    with refuses("hidden"):
        talk.act(actions.hide)
    talk.act(actions.show)
    assert talk.as_read() == before
    assert [kind for kind, _ in happened()][so_far + 3 :] == ["MessageShownAgain", "MessageRequoted", "CaseDecided"]
    assert [one.act for one in Notice.objects.filter(person=talk.bad).order_by("id")] == ["hide", "show"]
    with refuses("not_hidden"):
        talk.act(actions.show)


def test_its_author_may_still_take_it_back_and_then_it_stays_away(happened):
    talk = Reported()
    talk.act(actions.hide)
    chat.take_back(by=talk.bad, room_id=talk.room.id, seq=1, at=TODAY)
    assert not any(table.objects.exists() for table in (Hidden, Wording, Reaction, Attachment))
    with refuses("not_hidden"):
        talk.act(actions.show)


def test_taken_back_by_the_desk_after_it_was_out_of_sight():
    talk = Reported()
    talk.act(actions.hide)
    talk.act(actions.take_back)
    assert not any(table.objects.exists() for table in (Hidden, Wording, Reaction, Attachment))
    with refuses("taken_back"):
        talk.act(actions.take_back)


def test_what_nobody_shows_again_is_gone_with_its_case():
    talk = Reported()
    talk.act(actions.hide)
    actions.forget_cases(at=TODAY + KEPT_FOR - timedelta(seconds=1))
    assert Hidden.objects.exists()
    actions.forget_cases(at=TODAY + KEPT_FOR + timedelta(seconds=1))
    assert not any(table.objects.exists() for table in (Hidden, Wording, Reaction, Attachment, Case))
    assert talk.row().taken_back_at is not None


def test_what_was_hidden_later_than_its_case_was_closed_can_be_shown_as_long_as_all_else():
    talk = Reported()
    talk.act(actions.settle)
    talk.act(actions.hide, at=TODAY + timedelta(days=80))
    actions.forget_cases(at=TODAY + timedelta(days=100))
    talk.act(actions.show, at=TODAY + timedelta(days=100))
    assert talk.row().text == WORDS
    actions.forget_cases(at=TODAY + timedelta(days=101))
    assert not Case.objects.exists()


def test_only_the_desk_may():
    talk = Reported()
    for verb in (chat.hide_reported, chat.show_reported, chat.take_back_reported):
        with refuses("not_yours"):
            verb(by=talk.ming, message_id=talk.message.id, at=TODAY)


def test_a_table_is_reported_and_settled_otherwise():
    talk = Reported()
    thread = make.thread(by=talk.bad, room=talk.room, title="便宜卖茶")
    actions.report(by=talk.ming, about=Subject("thread", thread), kind="soliciting", at=TODAY)
    line = queries.queue_for(talk.moderator).cases[-1]
    assert (line.about_kind, line.words) == ("thread", "便宜卖茶")
    shown = queries.case_for(talk.moderator, line.number)
    assert (shown.person, shown.acts[:3]) == (talk.bad.id, ("dismiss", "settle", "warn"))
    assert "take_back" not in shown.acts
    actions.settle(by=talk.moderator, case=line.number, reason="改了名字", at=TODAY)
    assert [(one.person_id, one.act, one.reason) for one in Notice.objects.all()] == [(talk.ming.id, "settle", "")]
    with refuses("own"):
        actions.report(by=talk.bad, about=Subject("thread", thread), kind="other", at=TODAY)


def test_a_room_is_reported_and_a_direct_talk_is_not():
    talk = Reported()
    actions.report(by=talk.ming, about=Subject("room", talk.room.id), kind="other", at=TODAY)
    line = queries.queue_for(talk.moderator).cases[-1]
    assert (line.about_kind, line.name) == ("room", "")
    assert queries.case_for(talk.moderator, line.number).acts == ("dismiss", "settle")
    direct = chat.open_talk(by=talk.ming, others=[talk.bad.id], at=TODAY)
    with pytest.raises(NotFound):
        actions.report(by=talk.ming, about=Subject("room", direct), kind="other", at=TODAY)


def test_of_a_direct_talk_the_desk_sees_what_was_reported_and_nothing_else():
    talk = Reported()
    direct = rooms.room_for(talk.ming, chat.open_talk(by=talk.ming, others=[talk.bad.id], at=TODAY))
    for text in ("前一句", "骂人的话", "后一句"):
        made = chat.post(by=talk.bad, room_id=direct.id, text=text, client_id=ClientId(uuid4()), at=TODAY).message
        if text == "骂人的话":
            actions.report(by=talk.ming, about=Subject("message", made.id), kind="insult", at=TODAY)
    shown = queries.case_for(talk.moderator, queries.queue_for(talk.moderator).cases[-1].number)
    assert [one.seen for one in shown.reports] == ["骂人的话"]
    assert (shown.is_closed_room, shown.message, shown.before, shown.after, shown.room_name) == (True, None, (), (), "")
    assert not {"mute", "send_out"} & set(shown.acts)
    assert direct.id not in {line.id for line in rooms.rooms_for(talk.moderator)}
