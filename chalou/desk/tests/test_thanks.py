"""Words of thanks that are none: told of by themselves, put out of sight, shown again, taken away."""

from datetime import timedelta

import pytest

from chalou.chat import actions as chat
from chalou.chat.models import Access
from chalou.desk import actions, queries
from chalou.desk.models import Case, Notice
from chalou.desk.rules import KEPT_FOR
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.foundation.subjects import Subject
from chalou.house.rules.customs import Seat
from chalou.people import actions as people
from chalou.people.models import Role, Thanks
from chalou.people.queries import thanks_for, thanks_of, words_of
from tests import making as make
from tests.refusing import refuses

pytestmark = pytest.mark.django_db
TODAY = now()
WORDS = "谢谢你，加我有好价"


class Thanked:
    """`bad` thanks `ming` for a message in words that are no thanks."""

    def __init__(self, access: Access = Access.MEMBERS):
        self.moderator = make.person(role=Role.MODERATOR)
        self.room = make.room(access=access, host=make.person())
        self.ming, self.bad, self.other = (make.person(joins=self.room) for _ in range(3))
        self.message = make.message(by=self.ming, room=self.room, text="水开了。")
        self.thanks = chat.thank_for(by=self.bad, room_id=self.room.id, seq=self.message.seq, words=WORDS, at=TODAY)
        self.about = Subject("thanks", self.thanks)

    def reported(self) -> int:
        actions.report(by=self.other, about=self.about, kind="soliciting", at=TODAY)
        return Case.objects.get().pk

    def act(self, verb, case: int, *, at=TODAY) -> None:
        verb(by=self.moderator, case=case, reason="茶馆不卖货", at=at)

    def read(self) -> list[str]:
        """The words wherever somebody reads them."""
        on_page = [line.words for line in thanks_of(self.other, self.ming.id).lines]
        there = [line.words for line in thanks_for(self.other, Subject("message", self.message.id))]
        return [*on_page, *there, *(word.words for word in words_of(self.ming) if word.kind == "thanks")]


def test_the_desk_sees_them_with_whom_and_what_they_are_for(happened):
    thanked = Thanked()
    assert queries.seen(thanked.other, thanked.about).text == WORDS
    so_far = len(happened())
    case = queries.case_for(thanked.moderator, thanked.reported())
    assert [kind for kind, _ in happened()][so_far:] == ["ThingReported"]
    assert (case.person, case.reports[0].seen, case.thanks_to) == (thanked.bad.id, WORDS, thanked.ming.name)
    assert case.thanks is not None
    assert (case.thanks.words, case.thanks.about) == (WORDS, Subject("message", thanked.message.id))
    assert {"hide", "take_back", "warn", "send_away"} <= set(case.acts)
    assert not {"show", "mute", "send_out"} & set(case.acts)


def test_out_of_sight_nobody_reads_them_and_they_are_thanks_all_the_same(happened):
    thanked = Thanked()
    case, so_far = thanked.reported(), len(happened())
    thanked.act(actions.hide, case)
    assert [kind for kind, _ in happened()][so_far + 0 :] == ["ThanksHidden", "CaseDecided"]
    assert thanked.read() == ["", "", ""]
    assert thanks_of(thanked.other, thanked.ming.id).people == 1
    with refuses("hidden"):
        thanked.act(actions.hide, case)
    with pytest.raises(NotFound):
        queries.seen(thanked.other, thanked.about)
    assert list(Notice.objects.order_by("id").values_list("person", "act", "is_mine")) == [
        (thanked.other.id, "hide", True),
        (thanked.bad.id, "hide", False),
    ]
    thanked.act(actions.show, case)
    assert thanked.read() == [WORDS] * 3
    with refuses("not_hidden"):
        thanked.act(actions.show, case)


def test_taken_back_the_thanks_are_gone():
    thanked = Thanked()
    case = thanked.reported()
    thanked.act(actions.take_back, case)
    assert not Thanks.objects.exists()
    assert words_of(thanked.ming) == ()
    shown = queries.case_for(thanked.moderator, case)
    assert (shown.thanks, shown.reports[0].seen) == (None, WORDS)
    with refuses("no_message"):
        thanked.act(actions.take_back, case)


def test_one_tells_of_words_that_one_can_read_and_are_not_ones_own():
    thanked = Thanked(Access.INVITATION)
    outside, wordless = make.person(), Thanked()
    with refuses("own"):
        actions.report(by=thanked.bad, about=thanked.about, kind="other", at=TODAY)
    for by in (outside, thanked.moderator):
        with pytest.raises(NotFound):
            actions.report(by=by, about=thanked.about, kind="other", at=TODAY)
    Thanks.objects.filter(pk=wordless.thanks).update(words="")
    with pytest.raises(NotFound):
        actions.report(by=wordless.other, about=wordless.about, kind="other", at=TODAY)
    people.block(by=thanked.other, person=thanked.bad.id, at=TODAY)
    thanked.other.refresh_from_db()
    with pytest.raises(NotFound):
        actions.report(by=thanked.other, about=thanked.about, kind="other", at=TODAY)
    actions.report(by=thanked.ming, about=thanked.about, kind="other", at=TODAY)
    assert Case.objects.get().person_id == thanked.bad.id


def test_one_tells_of_nothing_on_the_page_of_somebody_whom_one_does_not_meet():
    thanked = Thanked(Access.INVITATION)
    people.set_profile(by=thanked.ming, words="", reads=[], is_listed=False, at=TODAY)
    deed = people.thank(by=thanked.other, to=thanked.ming.id, about=None, words="多谢照应", at=TODAY)
    with pytest.raises(NotFound):
        queries.seen(make.person(), Subject("thanks", deed))
    assert queries.seen(thanked.bad, Subject("thanks", deed)).text == "多谢照应"


def test_after_ninety_days_what_was_put_out_of_sight_is_gone_and_so_is_the_case():
    thanked = Thanked()
    case = thanked.reported()
    thanked.act(actions.warn, case)
    late = TODAY + KEPT_FOR - timedelta(days=1)
    thanked.act(actions.hide, case, at=late)
    assert actions.forget_cases(at=TODAY + KEPT_FOR) == 0, "it can be shown again as long"
    assert Thanks.objects.get().words == WORDS
    assert actions.forget_cases(at=late + KEPT_FOR + timedelta(seconds=1)) == 1
    assert Thanks.objects.get().words == ""


def test_those_who_keep_no_order_put_nothing_out_of_sight():
    thanked = Thanked()
    for by in (thanked.ming, thanked.other, make.person(seat=Seat.ELDER)):
        for verb in (people.hide_words, people.show_words):
            with pytest.raises(NotFound):
                verb(by=by, thanks=thanked.thanks, at=TODAY)


def test_two_taps_lead_from_the_words_to_the_desk(client):
    thanked = Thanked()
    client.force_login(thanked.other)
    way = f"/report/thanks:{thanked.thanks}/"
    for page in (f"/people/{thanked.ming.id}/thanks/", f"/rooms/{thanked.room.id}/1/thanks/"):
        assert f'href="{way}"' in client.get(page).content.decode(), page
    assert WORDS in client.get(way).content.decode()
    assert client.post(way, {"kind": "soliciting"}).status_code == 302
    client.force_login(thanked.bad)
    assert f'href="{way}"' not in client.get(f"/people/{thanked.ming.id}/thanks/").content.decode()
    client.force_login(thanked.moderator)
    case = Case.objects.get().pk
    for act in ("hide", "take_back"):
        assert WORDS in client.get(f"/desk/{case}/").content.decode()
        assert client.post(f"/desk/{case}/", {"act": act, "reason": "茶馆不卖货"}).status_code == 302
    assert f"/people/{thanked.ming.id}/thanks/" not in client.get(f"/desk/{case}/").content.decode()
