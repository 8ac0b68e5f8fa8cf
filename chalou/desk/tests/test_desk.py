"""Reporting and deciding: rows, events, notices, and what the database itself keeps."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from chalou.chat import queries as rooms
from chalou.chat.models import Access, Message, Mute, Removal
from chalou.desk import actions, queries
from chalou.desk.models import Case, Decision, Notice, Report
from chalou.desk.rules import KEPT_FOR
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.foundation.throttle import the_throttle
from chalou.people import actions as people
from chalou.people.models import Person, Role, Session
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()


def told(by, message, kind="soliciting", words="", at=TODAY) -> int:
    actions.report(by=by, about=Subject("message", message.id), kind=kind, words=words, at=at)
    return Case.objects.get(about_number=message.id, decided_at=None).pk


class Talk:
    """A room in which `bad` wrote something that `ming` does not like."""

    def __init__(self, access=Access.MEMBERS):
        self.moderator, self.host = make.person(role=Role.MODERATOR), make.person()
        self.room = make.room(access=access, host=self.host, name="岩茶间")
        self.ming, self.bad = make.person(joins=self.room), make.person(joins=self.room, name="老顾")
        self.before = make.message(by=self.ming, room=self.room, text="这句不相干")
        self.message = make.message(by=self.bad, room=self.room, text="加我，有好价")

    def now(self) -> Message:
        return Message.objects.get(id=self.message.id)


class TestReporting:
    def test_what_was_seen_is_kept_though_it_is_edited(self, happened):
        talk = Talk()
        case = told(talk.ming, talk.message, words=" <b>广告</b> ")
        Message.objects.filter(id=talk.message.id).update(text="你好")
        told(talk.host, talk.message, kind="other")
        shown = queries.case_for(talk.moderator, case)
        assert [(one.kind, one.words, one.seen) for one in shown.reports] == [
            ("soliciting", "<b>广告</b>", "加我，有好价"),
            ("other", "", "你好"),
        ]
        assert (shown.person, shown.room_name, [one.text for one in shown.before]) == (
            talk.bad.id,
            "岩茶间",
            ["这句不相干"],
        )
        assert [kind for kind, _ in happened()] == ["ThingReported", "ThingReported"]

    def test_twice_by_one_person_is_once_until_it_is_decided(self):
        talk = Talk()
        case = told(talk.ming, talk.message)
        assert told(talk.ming, talk.message) == case
        assert Report.objects.count() == 1
        actions.dismiss(by=talk.moderator, case=case, reason="不要紧", at=TODAY)
        assert told(talk.ming, talk.message) != case

    def test_what_one_may_not_see_is_not_there_and_oneself_one_does_not_report(self):
        talk, stranger = Talk(Access.INVITATION), make.person()
        people.set_profile(by=talk.bad, words="", reads=[], is_listed=False, at=TODAY)
        with pytest.raises(NotFound):
            told(stranger, talk.message)
        with pytest.raises(NotFound):
            actions.report(by=stranger, about=Subject("person", talk.bad.id), kind="insult", at=TODAY)
        for kind, number in (("room", talk.room.id), ("thread", make.main(talk.room))):
            with pytest.raises(NotFound):
                actions.report(by=stranger, about=Subject(kind, number), kind="insult", at=TODAY)
        for about in (Subject("message", talk.message.id), Subject("person", talk.bad.id)):
            with refuses("own"):
                actions.report(by=talk.bad, about=about, kind="insult", at=TODAY)
        with refuses("unknown_kind"):
            told(talk.ming, talk.message, kind="dull")
        assert not Case.objects.exists()

    def test_a_person_is_reported_by_who_meets_them(self):
        talk = Talk()
        about = Subject("person", talk.bad.id)
        actions.report(by=talk.ming, about=about, kind="other", room_id=talk.room.id, at=TODAY)
        actions.report(by=talk.host, about=about, kind="other", room_id=make.room().id, at=TODAY)
        (line,) = queries.queue_for(talk.moderator).cases
        assert (line.name, line.reports) == ("老顾", 2)
        assert queries.case_for(talk.moderator, line.number).room == talk.room.id

    @pytest.mark.usefixtures("no_time_passes")
    def test_a_flood_of_reports_is_slowed_down(self):
        talk = Talk()
        make.talk(by=talk.bad, room=talk.room, messages=30)
        the_throttle.forget()
        numbers = Message.objects.filter(room=talk.room, author=talk.bad).values_list("id", flat=True)
        with refuses("too_fast"):
            for number in numbers:
                actions.report(by=talk.ming, about=Subject("message", number), kind="other", at=TODAY)
        assert Case.objects.count() == 12

    def test_a_thousand_reports_are_a_page_of_fifty(self, django_assert_num_queries):
        talk = Talk()
        Case.objects.bulk_create(
            Case(about_kind="message", about_number=number, person=talk.bad, opened_at=TODAY) for number in range(1000)
        )
        with django_assert_num_queries(2):
            first = queries.queue_for(talk.moderator)
        assert (len(first.cases), queries.open_count(queries.waiting_for(talk.moderator))) == (50, queries.MOST_COUNTED)
        assert first.after is not None
        second = queries.queue_for(talk.moderator, after=first.after)
        assert second.cases[0].number == first.cases[-1].number + 1


class TestDeciding:
    def test_left_as_it_is(self, happened):
        talk = Talk()
        case = told(talk.ming, talk.message)
        actions.dismiss(by=talk.moderator, case=case, reason=" 只是  玩笑 ", at=TODAY)
        assert [(one.person_id, one.is_mine, one.reason) for one in Notice.objects.all()] == [
            (talk.ming.id, True, "只是 玩笑")
        ]
        assert Person.objects.get(pk=talk.ming.pk).unread_notices == 1
        assert [one.reason for one in queries.audit(talk.moderator).decisions] == ["只是 玩笑"]
        assert [kind for kind, _ in happened()] == ["ThingReported", "CaseDecided"]
        with refuses("decided"):
            actions.dismiss(by=talk.moderator, case=case, reason="又来", at=TODAY)

    def test_a_message_is_taken_back_and_its_author_reads_why(self, happened):
        talk = Talk()
        case = told(talk.ming, talk.message)
        actions.take_back(by=talk.moderator, case=case, reason="不谈这个", at=TODAY)
        assert talk.now().text == ""
        assert queries.case_for(talk.moderator, case).reports[0].seen == "加我，有好价"
        notices = {one.person_id: (one.is_mine, one.reason) for one in Notice.objects.all()}
        assert notices == {talk.bad.id: (False, "不谈这个"), talk.ming.id: (True, "")}
        assert [kind for kind, _ in happened()] == ["ThingReported", "MessageTakenBack", "CaseDecided"]
        with refuses("taken_back"):
            actions.take_back(by=talk.moderator, case=case, reason="再来", at=TODAY)
        assert Decision.objects.count() == 1

    def test_in_a_room_by_invitation_only_what_was_reported(self):
        talk = Talk(Access.INVITATION)
        case = told(talk.ming, talk.message)
        shown = queries.case_for(talk.moderator, case)
        assert (shown.is_closed_room, shown.message, shown.before, shown.after) == (True, None, (), ())
        assert "这句不相干" not in str(shown)
        for verb, given in ((actions.mute, {"hours": 1}), (actions.send_out, {})):
            with refuses("closed_room"):
                verb(by=talk.moderator, case=case, reason="不行", at=TODAY, **given)
        with pytest.raises(NotFound):
            rooms.room_for(talk.moderator, talk.room.id)
        actions.take_back(by=talk.moderator, case=case, reason="不谈这个", at=TODAY)
        assert talk.now().text == ""
        assert Message.objects.get(id=talk.before.id).text == "这句不相干"

    def test_asked_to_listen_and_sent_out_also_after_the_first_decision(self):
        talk = Talk()
        case = told(talk.ming, talk.message)
        actions.mute(by=talk.moderator, case=case, hours=24, reason="先听听", at=TODAY)
        assert Mute.objects.get(person=talk.bad).reason == "先听听"
        actions.send_out(by=talk.moderator, case=case, reason="又来了", at=TODAY)
        assert Removal.objects.get(person=talk.bad).reason == "又来了"
        with refuses("not_there"):
            actions.mute(by=talk.moderator, case=case, hours=24, reason="先听听", at=TODAY)
        assert Notice.objects.filter(person=talk.ming).count() == 1
        assert [one.act for one in queries.case_for(talk.moderator, case).decisions] == ["mute", "send_out"]

    def test_sent_out_of_the_house_and_let_back(self, happened, client):
        talk = Talk()
        client.force_login(talk.bad, backend="allauth.account.auth_backends.AuthenticationBackend")
        case = told(talk.ming, talk.message)
        actions.send_away(by=talk.moderator, case=case, reason="茶馆不谈这个", at=TODAY)
        assert not Session.objects.filter(person=talk.bad).exists()
        assert [one.reason for one in queries.away(talk.moderator)] == ["茶馆不谈这个"]
        with refuses("nobody"):
            actions.send_away(by=talk.moderator, case=case, reason="再来", at=TODAY)
        actions.let_back(by=talk.moderator, person_id=talk.bad.id, reason="再试试", at=TODAY)
        assert Person.objects.get(pk=talk.bad.pk).is_active
        assert [one.reason for one in queries.notices_of(talk.bad)] == ["再试试"]
        kinds = [kind for kind, _ in happened()]
        assert kinds == [
            *("ThingReported", "PersonSentAway", "SessionsEnded", "CaseDecided"),
            *("PersonLetBack", "CaseDecided"),
        ]

    def test_by_those_who_keep_order_and_never_in_their_own_case(self):
        talk = Talk()
        case = told(talk.ming, talk.message)
        Case.objects.filter(pk=case).update(person=talk.moderator)
        assert queries.open_count(queries.waiting_for(talk.moderator)) == 0
        for who in (talk.moderator, talk.host, talk.ming):
            with pytest.raises(NotFound):
                actions.warn(by=who, case=case, reason="试试", at=TODAY)
            with pytest.raises(NotFound):
                queries.case_for(who, case)
        other = make.person(role=Role.MODERATOR)
        with refuses("keeps_order"):
            actions.send_away(by=other, case=case, reason="出去", at=TODAY)
        assert not Decision.objects.exists()
        actions.send_away(by=make.keeper(), case=case, reason="出去", at=TODAY)
        Case.objects.filter(pk=case).update(person=make.keeper())
        with refuses("keeps_order"):
            actions.send_away(by=other, case=case, reason="出去", at=TODAY)

    @pytest.mark.parametrize(("reason", "why"), [("  ", "empty"), ("长" * 201, "too_long")])
    def test_never_without_a_reason(self, reason, why):
        talk = Talk()
        case = told(talk.ming, talk.message)
        with refuses(why):
            actions.warn(by=talk.moderator, case=case, reason=reason, at=TODAY)
        assert (Notice.objects.count(), Decision.objects.count()) == (0, 0)


def test_the_database_lets_no_decision_be_altered_or_deleted():
    talk = Talk()
    actions.warn(by=talk.moderator, case=told(talk.ming, talk.message), reason="慢慢来", at=TODAY)
    for statement in ("UPDATE desk_decision SET reason = 'x'", "DELETE FROM desk_decision"):
        with pytest.raises(Error, match="decisions stay"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Decision.objects.get().reason == "慢慢来"


def test_what_was_reported_is_forgotten_after_a_while_and_the_decision_stays():
    talk = Talk()
    case = told(talk.ming, talk.message)
    assert actions.forget_cases(at=TODAY + 2 * KEPT_FOR) == 0, "an open case waits for ever"
    actions.warn(by=talk.moderator, case=case, reason="慢慢来", at=TODAY)
    assert actions.forget_cases(at=TODAY + KEPT_FOR - timedelta(seconds=1)) == 0
    assert actions.forget_cases(at=TODAY + KEPT_FOR) == 1
    assert not Report.objects.exists()
    assert len(queries.audit(talk.moderator).decisions) == 1


def test_whoever_decides_is_not_told_of_it():
    talk = Talk()
    case = told(make.keeper(), talk.message)
    actions.dismiss(by=make.keeper(), case=case, reason="不要紧", at=TODAY)
    assert not Notice.objects.exists()


def test_notices_are_read_once():
    talk = Talk()
    actions.warn(by=talk.moderator, case=told(talk.ming, talk.message), reason="慢慢来", at=TODAY)
    (one,) = queries.notices_of(talk.bad)
    assert (one.act, one.reason, one.room_name, one.is_read) == ("warn", "慢慢来", "岩茶间", False)
    actions.read_notices(by=talk.bad, at=TODAY)
    assert queries.notices_of(talk.bad)[0].is_read
    assert Person.objects.get(pk=talk.bad.pk).unread_notices == 0
