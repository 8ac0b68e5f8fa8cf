"""Who may do what in a room: every combination, without a database."""

import inspect
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import rules
from chalou.chat.refusals import _SAYS, refuse, refused
from chalou.chat.rules import Refusal
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused

yes_or_no = st.booleans()
somebody = st.integers(min_value=1, max_value=3).map(PersonId)


def combinations(rule):
    names = [name for name, parameter in inspect.signature(rule).parameters.items()]
    for values in itertools.product([False, True], repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def test_who_may_read():
    for case in combinations(rules.may_read):
        expected = case["is_public"] or (case["is_signed_in"] and not case["is_removed"])
        assert rules.may_read(**case) == expected, case


def test_nobody_follows_what_they_may_not_read_and_nobody_removed_follows_at_all():
    for case in combinations(rules.why_not_follow):
        refusal = rules.why_not_follow(**case)
        if refusal is None:
            assert rules.may_read(**case)
            assert not case["is_removed"]
        elif case["is_removed"] and case["is_public"]:
            assert refusal is Refusal.REMOVED
        else:
            assert refusal is Refusal.NOT_FOUND, "that there is such a room is not said"


def test_only_who_sits_there_and_was_not_removed_posts():
    for case in combinations(rules.why_not_post):
        may = case["room_exists"] and case["is_member"] and not case["is_removed"]
        assert (rules.why_not_post(**case) is None) == may, case
    assert rules.why_not_post(room_exists=False, is_member=True, is_removed=True) is Refusal.NOT_FOUND


@given(somebody, somebody, yes_or_no, yes_or_no)
def test_only_the_author_who_still_sits_there_edits_what_is_still_there(by, author, is_member, is_gone):
    refusal = rules.why_not_edit(by=by, author=author, is_member=is_member, is_gone=is_gone)
    assert (refusal is None) == (by == author and is_member and not is_gone)
    if by != author:
        assert refusal is Refusal.NOT_YOURS, "whether it was taken back is no business of theirs"


@given(somebody, somebody, yes_or_no, yes_or_no, yes_or_no)
def test_the_author_a_host_or_who_keeps_order_takes_back_once(by, author, is_host, keeps_order, is_gone):
    refusal = rules.why_not_take_back(by=by, author=author, is_host=is_host, keeps_order=keeps_order, is_gone=is_gone)
    assert (refusal is None) == (not is_gone and (by == author or is_host or keeps_order))


def test_hosts_remove_guests_and_those_who_keep_order_also_hosts():
    for case in combinations(rules.why_not_remove):
        may = (case["is_host"] or case["keeps_order"]) and not case["is_self"] and not case["target_keeps_order"]
        if case["target_is_host"]:
            may = may and case["keeps_order"]
        assert (rules.why_not_remove(**case) is None) == may, case


def test_a_room_keeps_a_host():
    assert rules.why_not_leave(is_host=True, other_hosts=0) is Refusal.LAST_HOST
    assert rules.why_not_leave(is_host=True, other_hosts=1) is None
    assert rules.why_not_leave(is_host=False, other_hosts=0) is None


def test_the_others():
    assert rules.why_not_join(is_removed=True) is Refusal.REMOVED
    assert rules.why_not_join(is_removed=False) is None
    assert rules.why_not_open_room(keeps_order=False) is Refusal.ONLY_ORDER_KEEPERS
    assert rules.why_not_open_room(keeps_order=True) is None
    for case in combinations(rules.why_not_host):
        assert (rules.why_not_host(**case) is None) == any(case.values())


def test_every_refusal_is_said_in_words_and_what_is_not_found_is_not_refused():
    assert set(_SAYS) == set(Refusal)
    refuse(None)
    with pytest.raises(NotFound):
        refuse(Refusal.NOT_FOUND)
    for refusal in set(Refusal) - {Refusal.NOT_FOUND}:
        with pytest.raises(Refused, match=f"^{refusal.value}$|.") as raised:
            refuse(refusal)
        assert raised.value.why == refusal.value
        assert str(refused(refusal)).strip()
