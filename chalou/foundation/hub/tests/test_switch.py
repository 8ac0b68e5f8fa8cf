"""Who hears what: after a right is taken back nobody hears another word, however asking and taking back interleave."""

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from chalou.foundation.hub.switch import Listener, Switch, Ticket
from chalou.foundation.ids import PersonId

TOPICS = ("room:1", "room:2", "room:3")
topics = st.sampled_from(TOPICS)
people = st.integers(min_value=1, max_value=3).map(PersonId)


class Silent:
    """A line on which nothing is ever said."""

    def write(self, data: bytes) -> bool:
        raise AssertionError("the switch says nothing by itself")

    def end(self, code: int, reason: str) -> None:
        raise AssertionError("the switch closes nothing by itself")


def listener_of(person: PersonId, session: str) -> Listener:
    return Listener(person=person, session=session, line=Silent(), wants_html=False, language="en")


@dataclass(eq=False)  # two equal questions are still two
class Question:
    """An open ticket, and what we ourselves remember of it."""

    ticket: Ticket
    is_void: bool = False


@dataclass
class Known:
    """Who is here and what each may hear, by the simplest account."""

    hears: dict[Listener, set[str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


class Interleaving(RuleBasedStateMachine):
    listeners = Bundle("listeners")
    questions = Bundle("questions")

    def __init__(self) -> None:
        super().__init__()
        self.switch = Switch()
        self.known = Known()

    def void(self, person: PersonId) -> None:
        for question in self.known.questions:
            if question.ticket.listener.person == person:
                question.is_void = True

    @rule(target=listeners, person=people, session=st.sampled_from("abc"))
    def enter(self, person, session):
        listener = listener_of(person, session)
        self.switch.enter(listener)
        self.known.hears[listener] = set()
        return listener

    @rule(listener=consumes(listeners))
    def leave(self, listener):
        self.switch.leave(listener)
        self.known.hears.pop(listener, None)

    @rule(target=questions, listener=listeners, topic=topics)
    def ask(self, listener, topic):
        question = Question(self.switch.ask(listener, topic), is_void=listener not in self.known.hears)
        self.known.questions.append(question)
        return question

    @rule(question=consumes(questions))
    def the_answer_comes(self, question):
        self.known.questions.remove(question)
        listener, topic = question.ticket.listener, question.ticket.topic
        may = listener in self.known.hears and not question.is_void
        assert self.switch.grant(question.ticket) == may
        if may:
            self.known.hears[listener].add(topic)

    @rule(listener=listeners, topic=topics)
    def unfollow(self, listener, topic):
        self.switch.unfollow(listener, topic)
        self.known.hears.get(listener, set()).discard(topic)

    @rule(person=people, topic=topics)
    def revoke(self, person, topic):
        expected = {one for one, heard in self.known.hears.items() if one.person == person and topic in heard}
        assert set(self.switch.revoke(person, topic)) == expected
        for one in expected:
            self.known.hears[one].discard(topic)
        self.void(person)

    @rule(kept=st.sets(people), topic=topics)
    def keep_only(self, kept, topic):
        expected = {one for one, heard in self.known.hears.items() if one.person not in kept and topic in heard}
        assert set(self.switch.keep_only(kept, topic)) == expected
        for one in expected:
            self.known.hears[one].discard(topic)
        for person in {PersonId(1), PersonId(2), PersonId(3)} - kept:
            self.void(person)

    @rule(person=people, session=st.sampled_from("abc"))
    def expel(self, person, session):
        expected = {one for one in self.known.hears if one.person == person and one.session == session}
        assert set(self.switch.expel(person, is_over=lambda one: one.session == session)) == expected
        for one in expected:
            del self.known.hears[one]
        self.void(person)

    @invariant()
    def each_hears_what_they_may_and_no_more(self):
        for topic in TOPICS:
            expected = {one for one, heard in self.known.hears.items() if topic in heard}
            assert set(self.switch.followers(topic)) == expected
            assert self.switch.is_followed(topic) == bool(expected)
        assert set(self.switch.listeners()) == set(self.known.hears)
        for one, heard in self.known.hears.items():
            assert one.following == heard
            assert one in self.switch.of_person(one.person)

    @invariant()
    def nothing_is_left_behind(self):
        here = {one.person for one in self.known.hears}
        assert set(self.switch._of_person) == here
        assert all(self.switch._of_person.values())
        assert all(self.switch._followers.values())
        assert set(self.switch._revocations) <= here


TestInterleaving = Interleaving.TestCase
TestInterleaving.settings = settings(max_examples=150, stateful_step_count=40)


def test_a_late_answer_grants_nothing_that_was_taken_back_meanwhile():
    switch, ming = Switch(), listener_of(PersonId(1), "a")
    switch.enter(ming)
    ticket = switch.ask(ming, "room:1")
    switch.revoke(PersonId(1), "room:1")
    assert not switch.grant(ticket)
    assert switch.followers("room:1") == ()
    assert switch.grant(switch.ask(ming, "room:1")), "who asks again is answered anew"


def test_the_followers_are_a_copy():
    switch, ming = Switch(), listener_of(PersonId(1), "a")
    switch.enter(ming)
    switch.grant(switch.ask(ming, "room:1"))
    for one in switch.followers("room:1"):
        switch.leave(one)
    assert switch.topics() == ()
