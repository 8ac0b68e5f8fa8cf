"""Who may do what in a room: every combination, without a database."""

import inspect
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalou.chat import rules
from chalou.chat.refusals import _SAYS, refuse, refused
from chalou.chat.rules import Refusal
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.house.rules.customs import Customs, Listening, Right, Seat

yes_or_no = st.booleans()
somebody = st.integers(min_value=1, max_value=3).map(PersonId)


def combinations(rule):
    names = [name for name, parameter in inspect.signature(rule).parameters.items()]
    for values in itertools.product([False, True], repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def test_who_may_read():
    for case in combinations(rules.may_read):
        if case["is_by_invitation"]:
            expected = case["is_member"] and case["is_signed_in"] and not case["is_removed"]
        else:
            expected = case["is_public"] or (case["is_signed_in"] and not case["is_removed"])
        assert rules.may_read(**case) == expected, case
        if not case["is_by_invitation"]:
            assert rules.may_read(**{**case, "is_member": not case["is_member"]}) == expected, "a seat opens no door"


def test_of_a_room_by_invitation_who_keeps_order_knows_and_nobody_else_outside():
    for case in combinations(rules.may_know_of):
        expected = case["may_read"] or (case["is_by_invitation"] and case["keeps_order"])
        assert rules.may_know_of(**case) == expected, case


@given(yes_or_no, yes_or_no)
def test_in_a_room_by_invitation_only_a_host_keeps_order(keeps_order, is_host):
    def keeps(**case):
        return rules.keeps_order_in(keeps_order=keeps_order, **case)

    assert keeps(is_by_invitation=True, is_host=is_host) == (keeps_order and is_host)
    assert keeps(is_by_invitation=False, is_host=is_host) == keeps_order


def test_nobody_follows_what_they_may_not_read_and_nobody_removed_follows_at_all():
    for case in combinations(rules.why_not_follow):
        refusal = rules.why_not_follow(**case)
        if refusal is None:
            assert rules.may_read(**case)
            assert not case["is_removed"]
        elif case["is_removed"] and case["is_public"] and not case["is_by_invitation"]:
            assert refusal is Refusal.REMOVED
        else:
            assert refusal is Refusal.NOT_FOUND, "that there is such a room is not said"


def test_only_who_sits_there_and_was_not_removed_posts():
    for case in combinations(rules.why_not_post):
        there = case["room_exists"] and case["thread_exists"]
        kept = case["is_archived"] or case["is_muted"] or case["has_to_wait"]
        may = there and case["is_member"] and not case["is_removed"] and not kept
        assert (rules.why_not_post(**case) is None) == may, case
        if case["is_by_invitation"] and not case["is_member"]:
            assert rules.why_not_post(**case) is Refusal.NOT_FOUND, "that there is such a room is not said"
    nowhere = {
        "room_exists": False,
        "is_by_invitation": False,
        "is_archived": True,
        "is_muted": True,
        "has_to_wait": True,
    }
    assert rules.why_not_post(**nowhere, thread_exists=True, is_member=True, is_removed=True) is Refusal.NOT_FOUND


@given(st.sampled_from(rules.SLOW_S), yes_or_no, st.none() | st.integers(0, 2000))
def test_in_a_slow_room_guests_wait_and_hosts_do_not(slow_s, is_host, since_s):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    posted_at = None if since_s is None else at - timedelta(seconds=since_s)
    wait_s = rules.wait_in_slow_room(slow_s=slow_s, is_host=is_host, posted_at=posted_at, at=at)
    assert wait_s == (0 if is_host or since_s is None else max(0, slow_s - since_s))


def test_whoever_sits_in_a_room_opens_tables_and_changes_their_own():
    for case in combinations(rules.why_not_open_thread):
        may = (case["is_member"] or case["keeps_order"]) and not case["is_removed"]
        assert (rules.why_not_open_thread(**case) is None) == may, case
    for case in combinations(rules.why_not_change_thread):
        keeps = case["is_host"] or case["keeps_order"]
        may = not case["is_main"] and (keeps or (case["is_opener"] and case["is_member"]))
        assert (rules.why_not_change_thread(**case) is None) == may, case


@given(yes_or_no, yes_or_no, yes_or_no, yes_or_no, st.integers(0, 2 * rules.MOVED_AT_ONCE))
def test_only_who_keeps_order_moves_within_one_room_and_to_what_is_open(is_host, keeps_order, same, is_archived, count):
    refusal = rules.why_not_move(
        is_host=is_host, keeps_order=keeps_order, same_room=same, is_archived=is_archived, count=count
    )
    may = (is_host or keeps_order) and same and not is_archived and count <= rules.MOVED_AT_ONCE
    assert (refusal is None) == may


@given(st.integers(0, 40), st.none() | st.integers(0, 40), st.sets(st.integers(1, 40)))
def test_what_was_not_read_before_a_move_is_not_read_after_it(marked, source_marked, moved):
    after = rules.mark_after_move(marked=marked, source_marked=source_marked, moved=sorted(moved))
    assert after <= marked, "nothing is read by being moved"
    for seq in moved:
        assert seq > after or seq <= (source_marked or 0), "what was unread is not lost"
    if all(seq <= (source_marked or 0) or seq > marked for seq in moved):
        assert after == marked, "and nothing is new again without need"


def test_the_main_table_counts_for_all_and_others_for_who_follows_them():
    assert rules.counts(is_main=True, stance="")
    assert not rules.counts(is_main=False, stance="")
    assert rules.counts(is_main=False, stance="follows")
    assert not rules.counts(is_main=True, stance="muted")


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
        is_guest = case["is_by_invitation"] and not case["target_is_host"]
        is_safe = case["is_self"] or (case["target_keeps_order"] and not is_guest)
        may = (case["is_host"] or case["keeps_order"]) and not is_safe
        if case["target_is_host"]:
            may = may and case["keeps_order"]
        assert (rules.why_not_remove(**case) is None) == may, case


def test_only_a_host_brings_a_room_into_and_out_of_by_invitation_and_opens_it_knowingly():
    for case in combinations(rules.why_not_change_access):
        refusal = rules.why_not_change_access(**case)
        opens = case["was_by_invitation"] and not case["becomes_by_invitation"]
        if case["was_by_invitation"] == case["becomes_by_invitation"]:
            assert refusal is None
        elif not case["is_host"]:
            assert refusal is Refusal.NOT_A_HOST
        else:
            assert refusal is (Refusal.OPENS_TALK if opens and not case["knows_it_opens"] else None)


@given(yes_or_no, yes_or_no, yes_or_no, yes_or_no)
def test_nobody_who_only_keeps_order_in_the_house_comes_to_read_a_room_by_invitation(
    sits_there, knows, keeps_order, other_hosts
):
    """Whatever somebody who is no host tries: none of the deeds that lead to reading is open to them."""
    here = {
        "is_host": False,
        "keeps_order": rules.keeps_order_in(is_by_invitation=True, keeps_order=keeps_order, is_host=False),
    }
    assert rules.why_not_host(**here) is Refusal.NOT_A_HOST, "nor names a host, nor lifts a removal"
    assert rules.why_not_invite(is_by_invitation=True, is_host=False, standing=0) is Refusal.NOT_A_HOST
    assert (
        rules.why_not_change_access(
            is_host=False, was_by_invitation=True, becomes_by_invitation=False, knows_it_opens=knows
        )
        is Refusal.NOT_A_HOST
    )
    for target_is_host in (True, False):
        target = {"target_is_host": target_is_host, "target_keeps_order": False, "is_self": False}
        assert rules.why_not_remove(is_by_invitation=True, **here, **target) is Refusal.NOT_A_HOST
    assert not rules.may_read_wordings(is_author=False, **here)
    reads = rules.may_read(
        is_public=False, is_by_invitation=True, is_signed_in=True, is_member=sits_there, is_removed=False
    )
    assert reads == sits_there


@given(yes_or_no, yes_or_no, st.integers(min_value=0, max_value=200))
def test_hosts_write_some_invitations_to_rooms_by_invitation(is_by_invitation, is_host, standing):
    refusal = rules.why_not_invite(is_by_invitation=is_by_invitation, is_host=is_host, standing=standing)
    assert (refusal is None) == (is_by_invitation and is_host and standing < rules.INVITATIONS_AT_ONCE)


@given(yes_or_no, yes_or_no, st.integers(min_value=0, max_value=3), yes_or_no)
def test_an_invitation_lets_in_until_it_is_over_and_then_says_why(is_known, is_withdrawn, uses_left, is_past):
    over = rules.why_over(is_known=is_known, is_withdrawn=is_withdrawn, uses_left=uses_left, is_past=is_past)
    assert (over is None) == (is_known and not is_withdrawn and uses_left > 0 and not is_past)
    if is_known and is_withdrawn:
        assert over is Refusal.INVITATION_WITHDRAWN


def test_earlier_wordings_are_for_the_author_and_for_whoever_may_take_the_message_back():
    for case in combinations(rules.may_read_wordings):
        assert rules.may_read_wordings(**case) == any(case.values())


def test_a_room_keeps_a_host():
    assert rules.why_not_leave(is_host=True, other_hosts=0) is Refusal.LAST_HOST
    assert rules.why_not_leave(is_host=True, other_hosts=1) is None
    assert rules.why_not_leave(is_host=False, other_hosts=0) is None


def test_the_others():
    assert rules.why_not_join(is_removed=True) is Refusal.REMOVED
    assert rules.why_not_join(is_removed=False) is None
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


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_who_can_be_asked(is_there, shares_room, receives_them, is_door_closed):
    asked = rules.reaches(
        is_there=is_there, shares_room=shares_room, receives_them=receives_them, is_door_closed=is_door_closed
    )
    assert asked == (is_there and (shares_room or receives_them) and not is_door_closed)


@given(st.sets(st.integers(1, 5)), st.none() | st.integers(1, 5))
def test_with_whoever_receives_one_is_a_talk_of_these_two_alone(others, receiver):
    assert rules.is_with_receiver(others=others, receiver=receiver) == (len(others) == 1 and receiver in others)


@given(yes_or_no, yes_or_no, yes_or_no, st.sampled_from(Seat), yes_or_no, st.sampled_from(Seat), st.sampled_from(Seat))
def test_who_lets_others_in(is_host, keeps_order, is_settled, seat, may_vouch, from_seat, spared):
    customs = Customs(listening=Listening(spared=spared), rights={**Customs().rights, Right.VOUCH: from_seat})
    refusal = rules.why_not_let_in(
        is_host=is_host,
        keeps_order=keeps_order,
        is_settled=is_settled,
        seat=seat,
        may_vouch=may_vouch,
        customs=customs,
    )
    has_a_place = is_settled or seat.reaches(spared)
    vouches = seat.reaches(from_seat) and may_vouch and has_a_place
    assert (refusal is None) == (is_host or keeps_order or vouches)
    if refusal is Refusal.LISTEN_FIRST:
        assert not has_a_place
    if refusal is Refusal.NO_VOUCHING:
        assert not may_vouch
