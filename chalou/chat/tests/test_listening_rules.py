"""Listening first, by the thousand and without a database: what counts as heard, and that nobody comes past it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalou.chat import rules
from chalou.chat.rules import A_MESSAGE_S, Measure, Refusal
from chalou.house.rules.customs import Customs, Listening, Mode, Question, Seat

BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)
COUNTS = st.integers(0, 200)
SECONDS = st.integers(-100, 4000)
MEASURES = st.builds(Measure, messages=st.integers(0, 100), minutes=st.integers(0, 30))


def far(measure: Measure, *, read: int, said: int, after_s: int, asks: bool = False) -> rules.Progress:
    at = BEGAN + timedelta(seconds=after_s)
    return rules.progress(measure, began_at=BEGAN, read=read, said=said, asks=asks, at=at)


@given(measure=MEASURES, read=COUNTS, said=COUNTS, after_s=SECONDS)
def test_at_most_one_message_in_two_seconds_is_heard(measure, read, said, after_s):
    so_far = far(measure, read=read, said=said, after_s=after_s)
    assert 0 <= so_far.heard <= max(0, after_s) / A_MESSAGE_S
    assert so_far.heard <= read
    assert so_far.heard <= so_far.wanted <= measure.messages


@given(measure=MEASURES, read=COUNTS, said=COUNTS, after_s=SECONDS, more=COUNTS, later_s=st.integers(0, 4000))
def test_reading_and_waiting_never_take_anything_away(measure, read, said, after_s, more, later_s):
    before = far(measure, read=read, said=said, after_s=after_s)
    after = far(measure, read=read + more, said=said, after_s=after_s + later_s)
    assert after.heard >= before.heard
    assert not before.is_reached or far(measure, read=read, said=said, after_s=after_s + later_s).is_reached


@given(measure=MEASURES, said=COUNTS, after_s=SECONDS)
def test_whoever_has_heard_all_there_is_is_never_locked_out(measure, said, after_s):
    so_far = far(measure, read=said, said=said, after_s=after_s)
    assert far(measure, read=said, said=said, after_s=max(0, after_s) + so_far.wait_s).is_reached


@given(measure=MEASURES, read=COUNTS, said=COUNTS, after_s=SECONDS)
def test_nobody_comes_to_the_end_before_their_time(measure, read, said, after_s):
    if far(measure, read=read, said=said, after_s=after_s).is_reached:
        assert after_s >= measure.minutes * 60 or measure.minutes == 0
        assert min(measure.messages, said) <= min(read, max(0, after_s) // A_MESSAGE_S)
    assert not far(measure, read=read, said=said, after_s=after_s, asks=True).is_reached


def test_a_room_that_asks_for_nothing_lets_everybody_speak():
    assert far(Measure(0, 0), read=0, said=50, after_s=0).is_reached


def test_the_measure_is_the_rooms_own_or_the_houses():
    house = Listening(messages=20, minutes=3)
    assert rules.measure_of(house, messages=None, minutes=None) == Measure(20, 3)
    assert rules.measure_of(house, messages=0, minutes=10) == Measure(0, 10)


class TestQuestions:
    ASKED = (Question("谁先喝？", ("长辈", "自己"), 0, "长辈先请"), Question("盖碗翻过来？", ("添水", "走人"), 0))

    def test_all_of_them_are_to_be_right(self):
        assert rules.wrong_among(self.ASKED, {0: 0, 1: 0}) == ()
        assert rules.wrong_among(self.ASKED, {0: 1}) == (0, 1)

    def test_other_questions_are_another_set(self):
        assert rules.digest_of(self.ASKED) == rules.digest_of(tuple(self.ASKED))
        assert rules.digest_of(self.ASKED) != rules.digest_of(self.ASKED[:1])


@given(seat=st.sampled_from(Seat), is_settled=st.booleans(), may_vouch=st.booleans(), spared=st.sampled_from(Seat))
def test_who_vouches_has_the_seat_and_a_place_in_the_talk(seat, is_settled, may_vouch, spared):
    customs = Customs(listening=Listening(spared=spared))
    refusal = rules.why_not_let_in(
        is_host=False, keeps_order=False, is_settled=is_settled, seat=seat, may_vouch=may_vouch, customs=customs
    )
    if refusal is None:
        assert seat is Seat.ELDER
        assert may_vouch
        assert is_settled or seat.reaches(spared)


@dataclass
class Row:
    """What is kept of them: models.Hearing."""

    began_at: datetime
    heard: int = 0
    answers: int = 0
    answered_seq: int = 0
    is_settled: bool = False


class Newcomer(RuleBasedStateMachine):
    """One newcomer, and what can happen in a room. The house is modelled as its rows are; beside it stands the truth:
    what was really read and when, who really let them in. Whenever they are heard in a listening room, the truth says
    why they might be.
    """

    MEASURE = Measure(messages=4, minutes=1)
    CUSTOMS = Customs()

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGAN
        self.mode = Mode.LISTENING
        self.mode_before = Mode.LISTENING
        self.holds = False  # the floor, while somebody tells
        # The rows.
        self.said: list[str] = []  # who said what, in order: a seq is a place in it
        self.is_member = False
        self.settled = False
        self.mark = 0
        self.hearing: Row | None = None
        self.asked_at_seq = 0
        # The truth.
        self.read: set[int] = set()
        self.began: datetime | None = None
        self.was_let_in = False
        self.spoke_freely = False
        self.asked_and_silent = False
        self.has_listened = False

    def _theirs(self) -> rules.Manners:
        return rules.Manners(seat=Seat.NEWCOMER, is_host=False, is_settled=self.settled)

    @property
    def beside(self) -> Mode:
        """How the room talks but for a telling."""
        return rules.talks_beside(mode=self.mode, before=self.mode_before)

    def _row(self) -> Row:
        if self.hearing is None:
            self.hearing = Row(self.at)
            self.began = self.at
        return self.hearing

    def _progress(self) -> rules.Progress:
        row = self.hearing or Row(self.at)
        others = sum(one != "newcomer" for one in self.said[: self.mark])
        return rules.progress(
            self.MEASURE,
            began_at=row.began_at,
            read=max(row.heard, others),
            said=sum(one != "newcomer" for one in self.said),
            asks=False,
            at=self.at,
        )

    def _look(self) -> None:
        """The truth, independent of the marks: distinct messages of others, and the time since they began."""
        if self.began is None:
            return
        elapsed_s = (self.at - self.began).total_seconds()
        there = {seq for seq, one in enumerate(self.said, start=1) if one != "newcomer"}
        enough = min(self.MEASURE.messages, len(there))
        if len(self.read & there) >= enough and elapsed_s >= self.MEASURE.minutes * 60:
            self.has_listened = True

    def _settle_known(self) -> None:
        """As `settling.settle_known`, when a room begins to listen or somebody sits down in one."""
        row = self.hearing or Row(self.at)
        theirs = sum(one == "newcomer" for one in self.said)
        if self.is_member and rules.was_settled(messages=theirs, answers=row.answers, has_settled=row.is_settled):
            self.settled = True

    @rule()
    def others_speak(self) -> None:
        self.said.append("host")

    @rule(seconds=st.integers(1, 90))
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)
        self._look()

    @precondition(lambda self: not self.is_member)
    @rule()
    def sits_down(self) -> None:
        self.is_member, self.settled = True, False
        if self.beside is Mode.LISTENING:
            self._settle_known()

    @precondition(lambda self: self.is_member)
    @rule()
    def gets_up(self) -> None:
        self.is_member = self.holds = False

    @precondition(lambda self: self.is_member)
    @rule(to=st.integers(0, 30))
    def reads(self, to: int) -> None:
        self.mark = max(self.mark, min(to, len(self.said)))
        self.read |= set(range(1, self.mark + 1))
        if self.beside is Mode.LISTENING and not self.settled:
            row = self._row()
            self._look()
            row.heard = max(row.heard, sum(one != "newcomer" for one in self.said[: self.mark]))
            if self._progress().is_reached:
                row.is_settled = self.settled = True

    @rule(seq=st.integers(1, 30))
    def marks_as_new(self, seq: int) -> None:
        self.mark = min(self.mark, seq - 1)

    @precondition(lambda self: self.mode is not Mode.STORY)
    @rule(mode=st.sampled_from([Mode.OPEN, Mode.SLOW, Mode.LISTENING, Mode.QUIET]))
    def the_host_changes_the_mode(self, mode: Mode) -> None:
        if mode is Mode.LISTENING and self.mode is not Mode.LISTENING:
            self._settle_known()
        self.mode = mode

    @precondition(lambda self: self.mode is not Mode.STORY)
    @rule()
    def the_host_begins_to_tell(self) -> None:
        self.mode_before, self.mode = self.mode, Mode.STORY

    @precondition(lambda self: self.mode is Mode.STORY and self.is_member)
    @rule()
    def the_host_passes_them_the_floor(self) -> None:
        self.holds = True

    @precondition(lambda self: self.mode is Mode.STORY)
    @rule()
    def the_floor_moves_on(self) -> None:
        self.holds = False

    @precondition(lambda self: self.mode is Mode.STORY)
    @rule()
    def the_telling_is_over(self) -> None:
        """As `modes.take_up`: the room listens again, and looks who has spoken."""
        if self.mode_before is Mode.LISTENING:
            self._settle_known()
        self.mode, self.holds = self.mode_before, False

    @precondition(lambda self: self.mode is Mode.STORY and self.is_member)
    @rule()
    def raises_a_hand_or_puts_words_aside(self) -> None:
        """As `floor.refuse_unless_may_speak`; who is let do either has a place in the talk."""
        refusal = rules.why_not_speak(mode=self.beside, theirs=self._theirs(), customs=self.CUSTOMS)
        if refusal is Refusal.LISTEN_FIRST and self._progress().is_reached:
            self._row().is_settled = self.settled = True
            refusal = None
        if refusal is None and self.beside is Mode.LISTENING:
            self._look()
            assert self.has_listened or self.was_let_in or self.spoke_freely
        assert refusal is None or self.beside in (Mode.LISTENING, Mode.QUIET)

    @precondition(lambda self: self.is_member)
    @rule(by_settled=st.booleans())
    def is_named(self, by_settled: bool) -> None:
        self.said.append("host")
        if by_settled:  # by anybody else it asks nobody anything
            self.asked_at_seq = len(self.said)
            self.asked_and_silent = True

    @precondition(lambda self: self.is_member and self.beside is Mode.LISTENING and not self.settled)
    @rule()
    def asks_for_a_seat(self) -> None:
        assert rules.why_not_ask_in(listens=True, has_asked=False) is None
        self._row()

    @precondition(lambda self: self.is_member and self.beside is Mode.LISTENING and not self.settled)
    @rule(is_host=st.booleans(), seat=st.sampled_from(Seat), may_vouch=st.booleans())
    def somebody_lets_them_in(self, is_host: bool, seat: Seat, may_vouch: bool) -> None:
        refusal = rules.why_not_let_in(
            is_host=is_host,
            keeps_order=False,
            is_settled=True,
            seat=seat,
            may_vouch=may_vouch,
            customs=self.CUSTOMS,
        )
        if refusal is None:
            self._row().is_settled = self.settled = True
            self.was_let_in = True

    @rule(at_main=st.booleans())
    def speaks(self, at_main: bool) -> None:
        """As the writer judges it; whatever it lets pass the truth must explain."""
        if not self.is_member:
            return
        mode = self.mode if at_main else self.beside
        refusal = rules.why_not_speak(
            mode=mode, theirs=self._theirs(), customs=self.CUSTOMS, has_floor=self.mode is not Mode.STORY or self.holds
        )
        is_answer = False
        if refusal is Refusal.LISTEN_FIRST:
            if self._progress().is_reached:
                self._row().is_settled = self.settled = True
                refusal = None
            else:
                answered = self.hearing.answered_seq if self.hearing else 0
                if rules.may_answer(asked_at_seq=self.asked_at_seq, answered_seq=answered):
                    refusal, is_answer = None, True
        if refusal is not None:
            return
        self.said.append("newcomer")
        if is_answer:
            row = self._row()
            row.answers += 1
            row.answered_seq = len(self.said)
        if mode is Mode.LISTENING:
            self._look()
            assert self.has_listened or self.was_let_in or self.spoke_freely or self.asked_and_silent
            if is_answer:
                assert self.asked_and_silent, "one answer for each time of being asked"
            self.asked_and_silent = self.asked_and_silent and not is_answer
        else:
            assert mode in (Mode.OPEN, Mode.SLOW) or (mode is Mode.STORY and self.holds)
            self.spoke_freely = True
            self.asked_and_silent = False

    @invariant()
    def nobody_is_settled_without_a_reason(self) -> None:
        if self.settled:
            self._look()
            assert self.has_listened or self.was_let_in or self.spoke_freely


Newcomer.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestNewcomer = Newcomer.TestCase
