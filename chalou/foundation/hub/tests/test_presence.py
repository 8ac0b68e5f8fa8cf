"""Who is connected, as the processes tell each other: over a bus that loses, doubles and reorders."""

from hypothesis import given
from hypothesis import strategies as st

from chalou.foundation.hub.presence import BEAT_S, LEASE_S, WHOLE_S, Presence
from chalou.foundation.ids import PersonId

TEA, PORCH = "room:1", "room:2"


def people(*numbers: int) -> frozenset[PersonId]:
    return frozenset(PersonId(number) for number in numbers)


def told(presence: Presence, topics: dict[str, frozenset[PersonId]], lines: dict[PersonId, int], *, at: float):
    digest = presence.digest(topics, lines, at=at)
    assert digest is not None, "there is nothing to tell"
    return digest


def test_everybody_is_counted_once_whichever_processes_they_are_connected_to():
    mine, theirs = Presence(), Presence()
    mine.hear("them", told(theirs, {TEA: people(1, 2)}, {PersonId(1): 1, PersonId(2): 3}, at=0), at=0)
    assert mine.here(TEA, people(2, 3)) == people(1, 2, 3)
    assert mine.here(PORCH, people()) == people()
    assert mine.lines_elsewhere(PersonId(2)) == 3
    assert mine.process_count(at=0) == 2


def test_only_what_changed_is_told_and_nothing_at_all_until_the_next_beat():
    presence = Presence()
    assert told(presence, {TEA: people(1)}, {PersonId(1): 1}, at=0)["whole"]
    assert presence.digest({TEA: people(1)}, {PersonId(1): 1}, at=1) is None
    moved = told(presence, {TEA: people(1), PORCH: people(1)}, {PersonId(1): 1}, at=2)
    assert (moved["topics"], moved["lines"], moved["whole"]) == ({PORCH: [1]}, {}, False)
    gone = told(presence, {TEA: people(1)}, {PersonId(1): 1}, at=2.5)
    assert gone["topics"] == {PORCH: []}
    assert told(presence, {TEA: people(1)}, {PersonId(1): 1}, at=2.5 + BEAT_S)["topics"] == {}
    assert told(presence, {TEA: people(1)}, {PersonId(1): 1}, at=WHOLE_S + 1)["topics"] == {TEA: [1]}


def test_a_process_that_says_nothing_more_is_forgotten_with_its_people():
    presence, other = Presence(), Presence()
    presence.hear("them", told(other, {TEA: people(1)}, {PersonId(1): 1}, at=0), at=0)
    assert presence.forget(at=LEASE_S - 1) == set()
    assert presence.forget(at=LEASE_S + 1) == {TEA}
    assert presence.here(TEA, people()) == people()
    assert presence.lines_elsewhere(PersonId(1)) == 0


def test_a_newcomer_to_the_bus_is_told_everything():
    presence = Presence()
    told(presence, {TEA: people(1)}, {}, at=0)
    presence.tell_all_again()
    assert told(presence, {TEA: people(1)}, {}, at=1)["topics"] == {TEA: [1]}


rooms = st.dictionaries(
    st.sampled_from([TEA, PORCH, "room:3"]), st.frozensets(st.integers(1, 6).map(PersonId)), max_size=3
)


@given(st.lists(rooms, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_after_the_next_whole_digest_everything_is_right_whatever_the_bus_did(states, random):
    """Digests are lost, doubled and come late; the last whole one arrives."""
    states = [{topic: here for topic, here in state.items() if here} for state in states]
    speaker, listener = Presence(), Presence()
    sent = [speaker.digest(state, {}, at=number * BEAT_S) for number, state in enumerate(states)]
    arriving = [digest for digest in sent if digest and random.random() < 0.7]
    arriving += [digest for digest in arriving if random.random() < 0.3]
    random.shuffle(arriving)
    for digest in arriving:
        listener.hear("speaker", digest, at=0)
    speaker.tell_all_again()
    last = told(speaker, states[-1], {}, at=1000)
    listener.hear("speaker", last, at=0)
    for digest in arriving:
        listener.hear("speaker", digest, at=0)
    for topic in (TEA, PORCH, "room:3"):
        assert listener.here(topic, ()) == states[-1].get(topic, frozenset())
