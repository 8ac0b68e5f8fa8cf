"""The storyteller's floor as values: whatever people do and in whatever order, and however time passes."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalou.chat.rules import Manners, Refusal, floor, why_not_speak
from chalou.chat.rules.floor import Fate, Step
from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.house.rules.customs import Customs, Mode, Seat
from chalou.house.rules.customs import Floor as Times

TODAY = now()
TIMES = Times(grace_s=120, silence_s=600)
PEOPLE = [PersonId(number) for number in range(1, 7)]
HOST, TELLER = PEOPLE[0], PEOPLE[1]
ANYBODY = st.sampled_from(PEOPLE)
SECONDS = st.sampled_from([0, 1, 60, 119, 121, 599, 601])


class Telling(RuleBasedStateMachine):
    """One telling. Beside the machine stands what a person would note on paper: who asked, in which order, and what
    became of it.
    """

    @initialize()
    def begin(self):
        self.at = TODAY
        self.stage = floor.opened(TELLER, at=self.at)
        self.here = set(PEOPLE)
        self.up: list[PersonId] = []
        self.raised = self.ended = 0
        self.lost: dict[PersonId, datetime] = {}  # since which look they were not there, of those who once were
        self.sign = self.at  # the last of the holder, or since when nobody holds the floor

    def take(self, step, *, may_jump=False):
        if isinstance(step, Refusal):
            return
        if step.stage.holder is None or not self.stage.is_held_by(step.stage.holder.person):
            self.sign = self.at if step.stage.holder or self.stage.holder else self.sign
        assert isinstance(step, Step)
        assert step.stage.since >= self.stage.since, "time only goes forward"
        assert not self.stage.is_over or step.stage == self.stage, "what is over stays over"
        for person, fate in step.fates:
            assert person in self.up, f"{fate} of a hand that was not up"
            ahead = self.up[: self.up.index(person)]
            if fate is Fate.SERVED:
                assert step.stage.is_held_by(person)
                away = {one.person for one in self.stage.hands if one.is_away} | (set(PEOPLE) - self.here)
                assert may_jump or set(ahead) <= away, "only who is not there is passed over"
            self.up.remove(person)
            self.ended += 1
        self.stage = step.stage

    @rule(person=ANYBODY)
    def raises(self, person):
        step = floor.raise_hand(self.stage, person, at=self.at)
        if self.stage.is_over:
            assert step is Refusal.FLOOR_OVER
        elif isinstance(step, Step) and person not in self.up:
            self.up.append(person)
            self.raised += 1
        self.take(step)

    @rule(person=ANYBODY)
    def lowers(self, person):
        self.take(floor.lower_hand(self.stage, person))
        assert person not in self.up

    @rule(by=ANYBODY, to=st.none() | ANYBODY)
    def passes(self, by, to):
        held = self.stage.is_held_by(by)
        step = floor.pass_on(self.stage, by=by, manages=by == HOST, to=to, sits=PEOPLE, at=self.at)
        if not held and by != HOST:
            assert isinstance(step, Refusal)
        self.take(step, may_jump=to is not None)

    @rule(person=ANYBODY)
    def gets_up(self, person):
        self.take(floor.drop(self.stage, person, at=self.at))
        assert not self.stage.is_held_by(person)
        assert person not in self.up

    @rule(person=ANYBODY)
    def loses_the_line(self, person):
        self.here.discard(person)

    @rule(person=ANYBODY)
    def is_back(self, person):
        self.here.add(person)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds):
        self.at += timedelta(seconds=seconds)
        before, sign = self.stage, self.sign
        taking_part = [*before.hands, *([before.holder] if before.holder else [])]
        # Who was never seen, as whoever reads without scripts, is not missed.
        missed = {one.person for one in taking_part if one.had_line} - self.here
        self.lost = {person: self.lost.get(person, self.at) for person in missed}
        gone = {one for one, since in self.lost.items() if self.at - since > timedelta(seconds=TIMES.grace_s)}
        self.take(floor.look(self.stage, here=self.here, times=TIMES, at=self.at))
        if not before.is_over:
            expired = {one.person for one in before.hands} & gone
            now_up = {one.person for one in self.stage.hands}
            assert expired.isdisjoint(now_up), "who stays away for longer than the grace time has lost their place"
            served = {self.stage.holder.person} if self.stage.holder else set()
            assert {one.person for one in before.hands} - expired - served <= now_up or self.stage.is_over
            is_silent = self.at - sign > timedelta(seconds=TIMES.silence_s)
            waits = bool({one.person for one in before.hands} - missed)
            if before.holder is not None:
                moves = before.holder.person in gone or (is_silent and waits)
                assert self.stage.is_held_by(before.holder.person) != moves, "by grace and silence, and by nothing else"
            else:
                assert self.stage.is_over == (is_silent and not waits)
        again = floor.look(self.stage, here=self.here, times=TIMES, at=self.at)
        assert again == Step(self.stage), "looking twice is looking once"

    @rule()
    def the_holder_speaks(self):
        if self.stage.holder is not None:
            self.stage, self.sign = floor.Stage(self.stage.holder, self.stage.hands, self.at), self.at

    @rule(by=ANYBODY)
    def ends(self, by):
        may = floor.may_end(by=by, opener=HOST, teller=TELLER, manages=by == HOST, is_member=True)
        step = floor.end(self.stage, may_end=may)
        assert isinstance(step, Step) == (may and not self.stage.is_over)
        self.take(step)

    @invariant()
    def what_must_always_hold(self):
        stage = self.stage
        assert [one.person for one in stage.hands] == self.up, "in the order of raising, none lost, none doubled"
        assert self.raised == self.ended + len(self.up), "served, lowered, expired or let go"
        assert stage.holder is None or stage.holder.person not in self.up
        if stage.is_over:
            assert stage.holder is None
            assert not stage.hands
        elif stage.holder is None:
            assert all(one.is_away for one in stage.hands), "who is there need not wait for nobody"

    @invariant()
    def only_the_holder_speaks_at_the_main_table(self):
        for person in PEOPLE:
            theirs = Manners(seat=Seat.ELDER, is_host=person == HOST, is_settled=True)
            mode = Mode.OPEN if self.stage.is_over else Mode.STORY
            verdict = why_not_speak(
                mode=mode, theirs=theirs, customs=Customs(), has_floor=self.stage.is_held_by(person)
            )
            assert (verdict is None) == (self.stage.is_over or self.stage.is_held_by(person))


Telling.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestTelling = Telling.TestCase


def at(seconds):
    return TODAY + timedelta(seconds=seconds)


def after(step) -> floor.Stage:
    assert isinstance(step, Step)
    return step.stage


def looked(stage, seconds, here=()):
    return floor.look(stage, here=set(here), times=TIMES, at=at(seconds))


def with_hands(*people):
    stage = floor.opened(TELLER, at=TODAY)
    for person in people:
        stage = after(floor.raise_hand(stage, person, at=TODAY))
    return looked(stage, 0, PEOPLE).stage


class TestLines:
    def test_who_loses_the_line_keeps_the_floor_for_the_grace_time(self):
        stage = looked(with_hands(PEOPLE[3]), 10, [PEOPLE[3]]).stage
        assert looked(stage, 130, [PEOPLE[3]]).stage.is_held_by(TELLER)
        step = looked(stage, 131, [PEOPLE[3]])
        assert step.stage.is_held_by(PEOPLE[3])
        assert step.fates == ((PEOPLE[3], Fate.SERVED),)

    def test_who_is_back_in_time_has_lost_nothing(self):
        stage = looked(with_hands(PEOPLE[3], PEOPLE[4]), 10, []).stage
        stage = looked(stage, 100, PEOPLE).stage
        stage = looked(stage, 300, PEOPLE).stage
        assert stage.is_held_by(TELLER)
        assert [one.person for one in stage.hands] == [PEOPLE[3], PEOPLE[4]]

    def test_a_hand_whose_line_stays_away_expires(self):
        stage = looked(with_hands(PEOPLE[3], PEOPLE[4]), 10, [TELLER, PEOPLE[4]]).stage
        step = looked(stage, 131, [TELLER, PEOPLE[4]])
        assert step.fates == ((PEOPLE[3], Fate.EXPIRED),)
        assert [one.person for one in step.stage.hands] == [PEOPLE[4]]

    @given(seconds=st.integers(0, 10_000))
    def test_a_teller_without_a_line_ever_is_not_missed(self, seconds):
        assert looked(floor.opened(TELLER, at=TODAY), seconds).stage.is_held_by(TELLER)


class TestSilence:
    def test_a_silent_holder_gives_way_to_who_waits(self):
        stage = with_hands(PEOPLE[3])
        assert looked(stage, 600, PEOPLE).stage.is_held_by(TELLER)
        assert looked(stage, 601, PEOPLE).stage.is_held_by(PEOPLE[3])

    def test_where_nobody_waits_they_may_think_as_long_as_they_like(self):
        assert looked(with_hands(), 9000, PEOPLE).stage.is_held_by(TELLER)

    def test_nobodys_floor_is_over_after_a_while(self):
        free = after(floor.pass_on(with_hands(), by=TELLER, manages=False, to=None, sits=PEOPLE, at=TODAY))
        assert free.holder is None
        assert not looked(free, 600, PEOPLE).stage.is_over
        assert looked(free, 601, PEOPLE).stage.is_over

    def test_nobodys_floor_goes_to_who_asks(self):
        free = after(floor.pass_on(with_hands(), by=TELLER, manages=False, to=None, sits=PEOPLE, at=TODAY))
        assert floor.raise_hand(free, PEOPLE[4], at=at(5)) == Step(
            floor.Stage(floor.Line(PEOPLE[4]), (), at(5)), ((PEOPLE[4], Fate.SERVED),)
        )


class TestHands:
    def test_so_many_are_up_at_once_and_no_more(self):
        stage = floor.opened(TELLER, at=TODAY)
        for number in range(floor.MOST_HANDS):
            stage = after(floor.raise_hand(stage, PersonId(100 + number), at=TODAY))
        assert floor.raise_hand(stage, PersonId(99), at=TODAY) is Refusal.TOO_MANY_HANDS
        assert after(floor.raise_hand(stage, PersonId(100), at=TODAY)) == stage, "theirs is up already"


class TestPassing:
    def test_the_holder_passes_to_a_hand_they_name(self):
        step = floor.pass_on(
            with_hands(PEOPLE[3], PEOPLE[4]), by=TELLER, manages=False, to=PEOPLE[4], sits=PEOPLE, at=at(1)
        )
        assert after(step).is_held_by(PEOPLE[4])
        assert [one.person for one in after(step).hands] == [PEOPLE[3]]

    def test_but_to_nobody_whose_hand_is_down(self):
        passing = {"stage": with_hands(), "to": PEOPLE[4], "at": at(1)}
        assert floor.pass_on(by=TELLER, manages=False, sits=PEOPLE, **passing) is Refusal.NO_HAND
        assert floor.pass_on(by=HOST, manages=True, sits=[], **passing) is Refusal.NO_HAND
        assert after(floor.pass_on(by=HOST, manages=True, sits=PEOPLE, **passing)).is_held_by(PEOPLE[4])
