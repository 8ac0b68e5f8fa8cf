"""Not hearing somebody: the verbs, the list of whom one does not hear, and that nobody else is told."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.people import queries
from chalou.people.actions import block, sign_in_many, unblock
from chalou.people.models import Block, Person, Role
from chalou.people.rules import BLOCKS, NoBlock, why_not_block
from chalou.screening.admit import pace_of
from chalou.screening.rules import Deed
from tests import making as make


@given(st.booleans(), st.integers(0, 2 * BLOCKS))
def test_everybody_but_oneself_and_not_without_end(is_oneself, blocked):
    refusal = why_not_block(is_oneself=is_oneself, blocked=blocked)
    if is_oneself:
        assert refusal is NoBlock.ONESELF
    else:
        assert (refusal is NoBlock.TOO_MANY) == (blocked >= BLOCKS)


@pytest.mark.django_db
class TestBlocking:
    def test_it_is_a_row_an_event_and_a_flag_and_twice_is_once(self, happened):
        ming, zhang = make.person(), make.person()
        block(by=ming, person=zhang.id, at=now())
        block(by=ming, person=zhang.id, at=now())
        assert happened() == [("Blocked", {"person": ming.id, "blocked": zhang.id})]
        again = Person.objects.get(pk=ming.pk)
        assert again.blocks_somebody
        assert queries.unheard_by(again) == {zhang.id}
        assert queries.unheard_by(zhang) == frozenset(), "it goes one way"

    def test_hearing_again(self, happened):
        ming, zhang, guo = make.person(), make.person(), make.person()
        block(by=ming, person=zhang.id, at=now())
        block(by=ming, person=guo.id, at=now())
        unblock(by=ming, person=zhang.id, at=now())
        assert queries.unheard_by(Person.objects.get(pk=ming.pk)) == {guo.id}
        unblock(by=ming, person=guo.id, at=now())
        assert not Person.objects.get(pk=ming.pk).blocks_somebody
        assert [kind for kind, _ in happened()] == ["Blocked", "Blocked", "Unblocked", "Unblocked"]
        with pytest.raises(NotFound):
            unblock(by=ming, person=guo.id, at=now())

    def test_nobody_blocks_themselves_nor_who_is_not_there(self, happened):
        ming = make.person()
        with pytest.raises(Refused, match="自己"):
            block(by=ming, person=ming.id, at=now())
        with pytest.raises(NotFound):
            block(by=ming, person=PersonId(10**9), at=now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Block.objects.create(person=ming, blocked=ming, at=now())
        assert happened() == []
        assert not Person.objects.get(pk=ming.pk).blocks_somebody

    def test_keeper_and_moderators_can_be_blocked_like_anybody(self):
        ming = make.person()
        for other in (make.keeper(), make.person(role=Role.MODERATOR)):
            block(by=ming, person=other.id, at=now())
        assert len(queries.unheard_by(ming)) == 2

    @pytest.mark.usefixtures("no_time_passes")
    def test_its_pace_is_limited(self):
        ming, zhang = make.person(), make.person()
        _, burst = pace_of(Deed.CHOOSE)
        with pytest.raises(Refused) as refused:
            for _ in range(int(burst) + 1):
                block(by=ming, person=zhang.id, at=now())
        assert refused.value.why == "too_fast"
        the_throttle.forget()

    def test_who_blocks_nobody_is_not_asked_about(self, django_assert_num_queries):
        ming = make.person()
        with django_assert_num_queries(0):
            assert queries.unheard_by(ming) == frozenset()

    def test_the_comparison_notices_whatever_happens(self):
        ming, zhang, guo = make.person(), make.person(), make.person()
        seen = [queries.blocks_mark()]
        for act, who in ((block, zhang), (block, guo), (unblock, zhang), (block, zhang), (unblock, guo)):
            act(by=ming, person=who.id, at=now())
            seen.append(queries.blocks_mark())
        assert len(set(seen)) == len(seen)


@pytest.mark.django_db
def test_the_list_is_ones_own_and_leads_back():
    make.house()
    ming, zhang = make.person(name="阿明"), make.person(name="张扬")
    block(by=ming, person=zhang.id, at=now())
    mine, theirs = Client(), Client()
    for client, (_, key) in zip((mine, theirs), sign_in_many([ming, zhang], at=now()), strict=True):
        client.cookies["chalou_session"] = key
    assert "张扬" in mine.get("/me/blocked/").content.decode()
    page = theirs.get("/me/blocked/").content.decode()
    assert "阿明" not in page, "who is blocked is not told"
    assert theirs.post(f"/me/blocked/{zhang.id}/hear/").status_code == 404
    assert mine.get("/me/blocked/", headers={"Accept": "application/json"}).json() == {
        "people": [{"person": zhang.id, "name": "张扬", "cup": "oolong"}]
    }
    assert mine.post(f"/me/blocked/{zhang.id}/hear/").status_code == 302
    assert "张扬" not in mine.get("/me/blocked/").content.decode()
    assert mine.post(f"/me/blocked/{2**60}/hear/").status_code == 404
