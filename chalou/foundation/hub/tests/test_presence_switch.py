"""Who is counted and named in a topic: whoever hides is in neither, whoever merely looks on is not named."""

from chalou.foundation.hub.frames import Frame, decode, without
from chalou.foundation.hub.presence import ASIDE, LEASE_S, Presence
from chalou.foundation.hub.switch import Listener, Switch
from chalou.foundation.hub.tests.test_presence import PORCH, TEA, people, told
from chalou.foundation.hub.tests.test_switch import listener_of
from chalou.foundation.ids import PersonId

MING, FANG = PersonId(1), PersonId(2)


def sits_down(switch: Switch, person: PersonId, *topics: str, **how: bool) -> Listener:
    listener = listener_of(person, "a")
    switch.enter(listener)
    for topic in topics:
        assert switch.grant(switch.ask(listener, topic), **how)
    return listener


def test_whoever_looks_on_is_counted_and_not_named_until_they_belong_there():
    switch = Switch()
    sits_down(switch, MING, TEA)
    sits_down(switch, FANG, TEA, is_aside=True)
    assert (switch.people_of(TEA), switch.aside_of(TEA)) == (people(1, 2), people(2))
    switch.moved()
    switch.come_in(FANG, TEA)
    assert switch.aside_of(TEA) == people()
    assert switch.moved() == {TEA}


def test_one_window_that_belongs_there_is_enough_and_the_last_one_that_goes_takes_it_along():
    switch = Switch()
    first = sits_down(switch, FANG, TEA, is_aside=True)
    second = sits_down(switch, FANG, TEA, is_aside=True)
    switch.leave(first)
    assert switch.aside_of(TEA) == people(2)
    switch.leave(second)
    assert (switch.people_of(TEA), switch.aside_of(TEA)) == (people(), people())
    sits_down(switch, FANG, TEA)
    assert switch.aside_of(TEA) == people()


def test_whoever_hides_is_nowhere_and_still_connected():
    switch = Switch()
    listener = sits_down(switch, MING, TEA, PORCH)
    switch.moved()
    switch.hide(MING, is_hidden=True)
    assert (switch.people_of(TEA), switch.people_of(PORCH)) == (people(), people())
    assert switch.moved() == {TEA, PORCH}
    assert listener in switch.followers(TEA)
    assert switch.line_counts() == {MING: 1}
    switch.hide(MING, is_hidden=False)
    assert switch.people_of(TEA) == people(1)


def test_an_answer_that_is_older_than_the_choice_to_hide_is_void():
    switch = Switch()
    listener = sits_down(switch, MING)
    asked = switch.ask(listener, TEA)
    switch.hide(MING, is_hidden=True)
    assert not switch.grant(asked, is_hidden=False)
    assert switch.grant(switch.ask(listener, TEA), is_hidden=True)
    assert switch.people_of(TEA) == people()


def test_another_process_tells_who_looks_on_and_its_people_go_with_its_lease():
    mine, theirs = Presence(), Presence()
    mine.hear("them", told(theirs, {TEA: people(1, 2), ASIDE + TEA: people(2)}, {}, at=0), at=0)
    assert mine.here(TEA, people(3)) == people(1, 2, 3)
    assert mine.named(TEA, people(3)) == people(1, 3)
    assert mine.elsewhere(TEA) == 2
    mine.forget(at=LEASE_S + 1)
    assert mine.named(TEA, people(3)) == people(3)


def test_somebody_who_looks_on_here_and_sits_there_is_named():
    """Two windows in two processes, one older than the seat."""
    mine, theirs = Presence(), Presence()
    mine.hear("them", told(theirs, {TEA: people(1), ASIDE + TEA: people(1)}, {}, at=0), at=0)
    assert mine.named(TEA, people(1)) == people(1)


def test_whom_one_does_not_hear_is_left_out_of_a_frame_that_tells_of_many():
    frame = Frame({"is": "here", "room": 1, "count": 3, "people": [1, 2, 3]})
    data = without([frame], people(2, 9), html=True)
    assert decode(data[2:]) == {"is": "here", "room": 1, "count": 2, "people": [1, 3]}
    entries = Frame({"is": "writing", "room": 1, "people": [{"person": 2, "name": "芳"}, {"person": 3, "name": "明"}]})
    assert decode(without([entries], people(2), html=False)[2:])["people"] == [{"person": 3, "name": "明"}]
    assert without([frame], people(9), html=False) == frame.for_programs
