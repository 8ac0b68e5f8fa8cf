"""Several processes are one house: what happens in one is heard, ended and counted in the others."""

import contextlib
import time
import uuid

import pytest

from chalou.server.front import KEPT_S
from tests.house import OpenedHouse
from tests.split.conftest import BURST, POSTS_PER_MINUTE, Split, settings
from tests.sweep.visitors import PATIENCE_S, Seat, Visited, Web, seat

pytestmark = pytest.mark.postgres

MOST_LINES = 50
REFILLED_PER_S = POSTS_PER_MINUTE / 60


def test_what_is_posted_by_form_in_one_process_is_heard_live_in_the_others(split: Split):
    room = split.world.public
    web, _ = split.webs
    one, other = split.lives
    with one.seat("seated") as here, other.seat("host") as there:
        here.opens(room)
        there.opens(room)
        text = f"从网页来的 {uuid.uuid4().hex[:8]}"
        assert web.web("seated").post(f"/rooms/{room}/post/", {"text": text}).status == 302
        first, second = here.hears("message", text=text), there.hears("message", text=text)
        assert first == second
        seq = first["seq"]
        web.web("seated").post(f"/rooms/{room}/{seq}/edit/", {"text": f"{text}。"})
        there.hears("message", seq=seq, text=f"{text}。")


def test_numbers_given_by_several_processes_are_one_row_without_gaps(split: Split):
    room = split.world.public
    with contextlib.ExitStack() as stack:
        seats = [stack.enter_context(live.seat(who)) for live in split.lives for who in ("seated", "host")]
        acks = [each.posts(room, f"{number} {uuid.uuid4()}") for number in range(2) for each in seats]
    seqs = sorted(ack["seq"] for ack in acks)
    assert seqs == list(range(seqs[0], seqs[0] + len(acks)))


def test_a_place_that_is_taken_back_on_one_page_is_gone_on_every_line(split: Split):
    room, person = split.world.members, split.world.people["seated"]
    web, _ = split.webs
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(live.seat("seated")).opens(room) for live in split.lives]
        web.web("host").post(f"/rooms/{room}/people/{person}/remove/")
        for line in lines:
            line.hears("gone", room=room, why="removed")
    web.web("host").post(f"/rooms/{room}/people/{person}/lift/")
    web.web("seated").post(f"/rooms/{room}/join/")


def test_a_sign_in_that_is_ended_on_one_page_is_ended_on_every_line(split: Split):
    web, _ = split.webs
    cookie = web.signed_in("house-person")
    browser = web.web("house")
    browser.cookies["chalou_session"] = cookie.partition("=")[2]
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(seat(process, cookie)) for process in split.house.lives]
        assert browser.post("/me/sign-out-everywhere/").status == 302
        assert [line.ends_with() for line in lines] == [4401, 4401]


def test_everybody_is_counted_once_in_whichever_processes_they_sit(split: Split):
    room = split.world.public
    one, other = split.lives
    with one.seat("seated") as here, other.seat("seated") as again, other.seat("host") as there:
        for line in (here, again, there):
            line.opens(room)
        here.hears("here", room=room, count=2)
        there.hears("here", room=room, count=2)


def test_who_writes_at_one_is_seen_at_the_other_until_they_hide_on_a_page(split: Split):
    room, world = split.world.members, split.world
    one, other = split.lives
    web, _ = split.webs
    both = sorted(world.people[who] for who in ("seated", "host"))
    with one.seat("seated") as here, other.seat("host") as there:
        here.opens(room)
        there.opens(room)
        there.say(do="writing", room=room)
        assert [one["person"] for one in here.hears("writing", room=room)["people"]] == [world.people["host"]]
        here.hears("here", room=room, people=both)
        try:
            assert web.web("host").post("/me/shown/", {"here": "no"}).status == 302
            here.hears("here", room=room, people=[world.people["seated"]])
        finally:
            web.web("host").post("/me/shown/", {"here": "yes"})
        here.hears("here", room=room, people=both)


def test_a_process_that_was_killed_is_forgotten_with_its_people(split: Split):
    room = split.world.public
    survivor, dying = split.lives
    with survivor.seat("seated") as here, dying.seat("host") as there:
        here.opens(room)
        there.opens(room)
        here.hears("here", room=room, count=2)
        dying.house.kill()
        try:
            here.hears("here", room=room, count=1, within_s=30)
        finally:
            dying.house.open()


def test_one_person_holds_no_more_lines_in_several_processes_than_in_one(split: Split):
    one, other = split.lives
    with contextlib.ExitStack() as stack:
        for _ in range(MOST_LINES // 2):
            for live in (one, other):
                stack.enter_context(live.seat("moderator"))
        refused = _until_refused(split)
    assert refused == 429


def _until_refused(split: Split) -> int | None:
    """The processes tell each other every second: the first tries may still be let in."""
    last = time.monotonic() + PATIENCE_S
    while time.monotonic() < last:
        for live in split.lives:
            try:
                with live.seat("moderator"):
                    pass
            except Exception as refused:
                response = getattr(refused, "response", None)
                return response.status_code if response is not None else None
    return None


def test_the_limits_of_one_person_hold_in_all_processes_together(split: Split):
    room = split.world.public
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(live.seat("keeper")) for live in split.lives]
        web, _ = split.webs
        assert web.web("keeper").post(f"/rooms/{room}/join/").status == 302
        begun = time.monotonic()
        allowed = sum(_is_acknowledged(line, room) for _ in range(BURST) for line in lines)
        assert allowed >= BURST
        # Whoever got more than a bucket out of two processes waits for it in both, as soon as they told each other.
        owed = allowed - BURST - REFILLED_PER_S * (time.monotonic() - begun)
    for live in split.lives:
        _waits(live, room, at_least_s=owed / REFILLED_PER_S)


def _is_acknowledged(line: Seat, room: int) -> bool:
    return bool(line.posts(room, uuid.uuid4().hex)["is"] == "ack")


def _waits(live: Visited, room: int, *, at_least_s: float) -> None:
    begun = time.monotonic()
    waits_s = 0.0
    while waits_s < at_least_s - (spent_s := time.monotonic() - begun):
        assert spent_s < PATIENCE_S, f"told to wait {waits_s} s, and not the {at_least_s} s that all processes say"
        with live.seat("keeper") as line:  # a line that only asks for more is closed: each try on its own
            answer = line.posts(room, uuid.uuid4().hex)
        waits_s = answer["wait_s"] if answer["is"] == "refused" else 0.0


def test_a_page_kept_for_strangers_is_dropped_by_what_happens_in_another_process(split: Split):
    room = split.world.public
    one, other = split.webs
    stranger = other.web()
    before = stranger.get(f"/rooms/{room}/").text
    text = f"刚说的 {uuid.uuid4().hex[:8]}"
    assert text not in before
    assert one.web("host").post(f"/rooms/{room}/post/", {"text": text}).status == 302
    # Sooner than it would have grown old by itself.
    last = time.monotonic() + KEPT_S / 2
    while text not in stranger.get(f"/rooms/{room}/").text:
        assert time.monotonic() < last
    assert text in one.web().get(f"/rooms/{room}/").text


def test_each_process_has_only_its_own_duty(split: Split):
    live, relay, web = split.lives[0], split.house.relay, split.webs[0]
    assert live.web("seated").get("/rooms/").status == 404
    assert live.web("seated").get("/live/").json["person"] == split.world.people["seated"]
    assert Web(relay).get("/").status == 404
    with pytest.raises(Exception, match="403"), web.seat("seated"):
        pass


def test_the_others_wait_for_the_relay_to_bring_the_database_up_to_date(tmp_path):
    chosen = settings()
    web = OpenedHouse(tmp_path / "data", chosen, command="web")
    relay = OpenedHouse(tmp_path / "data", chosen, command="relay")
    try:
        web.start()
        last = time.monotonic() + 30
        while "waits for `chalou relay`" not in web.log.read_text(encoding="utf-8"):
            assert time.monotonic() < last
            time.sleep(0.05)
        relay.open()
        web.wait()
    finally:
        web.kill()
        relay.kill()
