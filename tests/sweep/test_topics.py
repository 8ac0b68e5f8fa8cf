"""Who hears what, in a house that runs: every room × everybody, and what becomes of those whose place is taken."""

from contextlib import ExitStack
from uuid import uuid4

import pytest
from websockets.exceptions import InvalidStatus

from tests.environment import POSTGRES, REDIS
from tests.house import OpenedHouse
from tests.sweep.visitors import SILENCE_S, seat, visited
from tests.sweep.world import CLOSED_WORDS, DIRECT_WORDS, ROOMS, SECRETS, WHO

OPENED = {
    #             public     members      closed       direct
    "house": ("opened", "opened", "not_found", "not_found"),
    "seated": ("opened", "opened", "opened", "opened"),
    "removed": ("removed", "not_found", "not_found", "not_found"),
    "host": ("opened", "opened", "opened", "opened"),
    "moderator": ("opened", "opened", "not_found", "not_found"),
    "keeper": ("opened", "opened", "not_found", "not_found"),
}
FLOOR = {
    # Somebody tells in the room: who hears that, and who is hinted to that words were put aside ("both").
    #             public   members  closed
    "house": ("floor", "floor", ""),
    "seated": ("both", "both", "both"),  # who tells
    "removed": ("", "", ""),
    "host": ("both", "both", "both"),
    "moderator": ("floor", "floor", ""),
    "keeper": ("floor", "floor", ""),
}
COMPARED_S = 2.6
"""A round of the comparison, which tells everybody what they may have missed, lies within."""


def test_the_table_names_everybody_who_can_have_a_connection():
    assert {*OPENED, "stranger"} == {*FLOOR, "stranger"} == set(WHO)


@pytest.mark.parametrize("which", ROOMS)
@pytest.mark.parametrize("who", OPENED)
def test_a_room_is_opened_to_those_who_may_hear_it(place, who, which):
    gets = OPENED[who][ROOMS.index(which)]
    room = place.world.room(which)
    with place.seat(who) as line:
        line.say(do="open", room=room, since=0)
        if gets == "opened":
            line.hears("opened", room=room)  # who is here may be told before
            assert line.next()["is"] == "since"
            return
        assert line.next() == {"is": "gone", "room": room, "why": gets}
        # Nor by asking in other ways, each refused as a room that does not exist would be.
        for asked in ({"do": "since", "since": 0}, {"do": "read", "seq": 1}, {"do": "writing"}, {"do": "close"}):
            line.say(room=room, **asked)
        assert line.hears("refused", about="since", room=room)["why"] == "not_found"
        line.say(room=room, do="readers")
        assert line.hears("refused", about="readers", room=room)["why"] == "not_found"
        with place.seat("seated") as speaker:
            speaker.opens(room)
            speaker.say(do="writing", room=room)
            assert speaker.posts(room, "只有坐着的人听得见")["is"] == "ack"
        heard = line.frames_for(1.0)
        assert [frame for frame in heard if frame["is"] not in ("pong", "digest")] == []
        assert not any(secret in str(heard) for secret in (*SECRETS, CLOSED_WORDS, DIRECT_WORDS))


def test_a_stranger_has_no_connection(place):
    with pytest.raises(InvalidStatus) as refused, place.seat("stranger"):
        pass
    assert refused.value.response.status_code == 401


@pytest.mark.parametrize(
    ("who", "which"),
    [
        ("removed", "members"),
        *((who, "closed") for who, gets in OPENED.items() if gets[2] == "not_found"),
        ("keeper", "direct"),
    ],
)
def test_a_room_that_is_hidden_is_gone_as_one_that_does_not_exist(place, who, which):
    with place.seat(who) as line:
        answers = []
        for room in (place.world.room(which), 999_999):
            line.say(do="open", room=room)
            line.say(do="since", room=room, since=0)
            came = [line.next(), line.next()]
            if which in ("closed", "direct"):
                line.say(do="post", room=room, id="00000000-0000-4000-8000-000000000000", text="有人吗")
                came.append(line.next())
            answers.append(sorted(str({**frame, "room": 0}) for frame in came))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("which", ROOMS[:3])
def test_of_a_telling_those_hear_who_may_hear_the_room(place, which):
    """All at once, and each asked when there is nothing more to come. What was put aside is in no frame."""
    world, room = place.world, place.world.room(which)
    host, words = place.web("host"), "放在旁边的话，别在线上讲"
    with ExitStack() as stack:
        lines = {who: stack.enter_context(place.seat(who)) for who in FLOOR}
        for line in lines.values():
            line.say(do="open", room=room)
        opened = {"do": "open", "title": "十六铺的老虎灶", "teller": str(world.people["seated"])}
        assert host.post(f"/rooms/{room}/floor/", opened).status == 302
        try:
            put = {"text": words, "kind": "question", "id": str(uuid4())}
            assert host.post(f"/rooms/{room}/floor/aside/", put).status == 302
            assert lines["seated"].hears("floor", room=room)["mode"] == "story"
            lines["seated"].hears("asides", room=room)
            for who, line in lines.items():
                heard = line.frames_for(SILENCE_S)
                kinds = {frame["is"] for frame in heard if frame.get("room") == room} & {"floor", "asides"}
                kinds |= {"floor", "asides"} if who == "seated" else set()
                expected = {"": set(), "floor": {"floor"}, "both": {"floor", "asides"}}[FLOOR[who][ROOMS.index(which)]]
                assert kinds == expected, who
                assert words not in str(heard)
        finally:
            assert host.post(f"/rooms/{room}/floor/", {"do": "end"}).status == 302
        for who, line in lines.items():
            told = [one for one in line.frames_for(SILENCE_S) if one["is"] == "floor" and one["room"] == room]
            over = [(None, "open")] if FLOOR[who][ROOMS.index(which)] else []
            assert [(one["floor"], one["mode"]) for one in told] == over, who


def but_for_other_rooms(frames, room: int):
    """Without the figures of rooms that somebody read in another test: those they hear of rightly."""
    return [one for one in frames if one["is"] != "digest" or any(line["room"] == room for line in one["rooms"])]


def test_who_follows_nothing_hears_nothing(place):
    with place.seat("house") as idle, place.seat("seated") as speaker:
        speaker.posts(place.world.members, "这话只给坐着的人")
        speaker.posts(place.world.public, "这话也是")
        assert idle.frames_for(COMPARED_S) == []


def test_somebody_removed_hears_so_and_then_nothing_more(place):
    """In both their windows, from this moment: neither what is said, nor digests, nor the round that compares."""
    world, room = place.world, place.world.members
    theirs, host = place.web("house"), place.web("host")
    assert theirs.post(f"/rooms/{room}/join/").status == 302
    try:
        with (
            place.seat("house") as one,
            place.seat("house", query="?frames=html") as other,
            place.seat("host") as seated,
        ):
            seated.opens(room)
            for line in (one, other):
                line.opens(room)
            assert host.post(f"/rooms/{room}/people/{world.people['house']}/remove/").status == 302
            for n in range(3):
                assert seated.posts(room, f"他走了以后 {n}")["is"] == "ack"
            for line in (one, other):
                heard = line.frames_for(COMPARED_S)
                assert heard.count({"is": "gone", "room": room, "why": "removed"}) == 1
                after = heard[heard.index({"is": "gone", "room": room, "why": "removed"}) + 1 :]
                assert but_for_other_rooms(after, room) == []
                assert "他走了以后" not in str(heard)
            one.say(do="since", room=room, since=0)
            assert one.hears("refused", about="since")["why"] == "not_found"
            one.say(do="open", room=room, since=0)
            assert one.hears("gone")["why"] == "not_found"
            assert one.posts(room, "我还在吗")["is"] == "refused"
            seated.hears("message", text="他走了以后 2")
    finally:
        host.post(f"/rooms/{room}/people/{world.people['house']}/lift/")


def test_somebody_who_leaves_hears_no_more_until_asking_again(place):
    room = place.world.members
    theirs = place.web("house")
    theirs.post(f"/rooms/{room}/join/")
    with place.seat("house") as line, place.seat("seated") as speaker:
        line.opens(room)
        assert theirs.post(f"/rooms/{room}/leave/").status == 302
        line.hears("gone", room=room, why="left")
        speaker.posts(room, "人走茶凉")
        assert but_for_other_rooms(line.frames_for(COMPARED_S), room) == []
        assert line.posts(room, "等等")["why"] == "not_a_member"
        line.say(do="open", room=room)
        line.hears("opened", room=room)


def test_a_public_room_that_is_closed_to_strangers_is_closed_at_once(place):
    room, host, stranger = place.world.public, place.web("host"), place.web()
    assert stranger.get(f"/rooms/{room}/").status == 200
    words = {"name": "大堂", "purpose": "谁都可以读"}
    try:
        assert host.post(f"/rooms/{room}/settings/", {**words, "access": "members"}).status == 302
        assert stranger.get(f"/rooms/{room}/").status == 404
        assert stranger.get(f"/rooms/{room}/since/0/").status == 404
        assert f"/rooms/{room}/" not in stranger.get("/").text
        assert place.web("removed").get(f"/rooms/{room}/").status == 404
    finally:
        host.post(f"/rooms/{room}/settings/", {**words, "access": "public"})


def test_a_room_that_becomes_one_by_invitation_is_closed_at_once(place):
    """Whoever follows it and does not sit there hears so and then nothing more, the keeper like everybody."""
    world, room, host = place.world, place.world.members, place.web("host")
    words = {"name": SECRETS[0], "purpose": SECRETS[1]}
    outsiders = ("house", "moderator", "keeper")
    with ExitStack() as stack:
        lines = {who: stack.enter_context(place.seat(who)).opens(room) for who in (*outsiders, "seated")}
        seated = lines.pop("seated")
        try:
            changed = host.post(f"/rooms/{room}/settings/", {**words, "name": "改名换姓", "access": "invitation"})
            assert changed.status == 302
            seated.hears("room", access="invitation")
            assert seated.posts(room, "关起门来讲")["is"] == "ack"
            for who, line in lines.items():
                assert line.hears("gone", room=room)["why"] == "not_found"
                heard = line.frames_for(COMPARED_S if who == "keeper" else SILENCE_S)
                assert but_for_other_rooms(heard, room) == [], who
                assert place.web(who).get(f"/rooms/{room}/").status == 404
            # Nobody but a host opens it again, and not without having been asked.
            assert place.web("keeper").post(f"/rooms/{room}/settings/", {**words, "access": "members"}).status == 404
            assert host.post(f"/rooms/{room}/settings/", {**words, "access": "members"}).status == 409
            assert place.web("house").get(f"/rooms/{room}/").status == 404
        finally:
            opened = host.post(f"/rooms/{room}/settings/", {**words, "access": "members", "opens": "yes"})
        assert opened.status == 302
        assert place.web("house").get(f"/rooms/{world.members}/").status == 200


def test_leaving_a_room_by_invitation_ends_hearing_it_and_its_page(place):
    room, host, theirs = place.world.closed, place.web("host"), place.web("house")
    made = host.post(f"/rooms/{room}/invitations/", {"uses": "1", "days": "1"}, Accept="application/json").json
    path = "/rooms/" + made["link"].partition("/rooms/")[2]
    assert theirs.post(path).status == 302
    with place.seat("house") as line, place.seat("seated") as speaker:
        line.opens(room)
        assert theirs.post(f"/rooms/{room}/leave/").status == 302
        line.hears("gone", room=room, why="left")
        assert speaker.posts(room, "走了就听不见了")["is"] == "ack"
        assert but_for_other_rooms(line.frames_for(COMPARED_S), room) == []
        line.say(do="open", room=room)
        assert line.hears("gone")["why"] == "not_found"
        assert line.posts(room, "等等")["why"] == "not_found"
    assert theirs.get(f"/rooms/{room}/").status == 404
    assert theirs.post(path).status == 410, "used up"


@pytest.mark.postgres
def test_rights_end_in_every_process_of_the_house(place, tmp_path):
    """Two processes on one database: what one ends is over for those who sit at the other."""
    key = {"CHALOU_SECRET_KEY": (place.house.data / "secret-key").read_text(encoding="ascii")}
    chosen = {name: place.house.environ[name] for name in ("CHALOU_DATABASE_URL", "CHALOU_REDIS_URL")}
    world, room = place.world, place.world.members
    theirs, host = place.web("house"), place.web("host")
    theirs.post(f"/rooms/{room}/join/")
    with OpenedHouse(tmp_path / "second", chosen | key) as second, seat(second, world.cookies["house"]) as line:
        line.opens(room)
        try:
            host.post(f"/rooms/{room}/people/{world.people['house']}/remove/")
            line.hears("gone", room=room, why="removed")
            with place.seat("seated") as speaker:
                speaker.posts(room, "那边还听得见吗")
            assert but_for_other_rooms(line.frames_for(COMPARED_S), room) == []
        finally:
            host.post(f"/rooms/{room}/people/{world.people['house']}/lift/")
        theirs.post("/me/sign-out-everywhere/")
        assert line.ends_with() == 4401
    world.cookies["house"] = place.signed_in("house-person")


@pytest.mark.postgres
def test_houses_on_one_bus_do_not_hear_each_other(place, tmp_path):
    """A server of Redis has one space of channels, whatever number its database has."""
    assert POSTGRES is not None
    assert REDIS is not None
    with visited(tmp_path / "neighbour") as neighbour:
        room = place.world.members
        assert neighbour.world.members == room
        with place.seat("seated") as line, neighbour.seat("seated") as elsewhere:
            line.opens(room)
            elsewhere.opens(room)
            assert elsewhere.posts(room, "隔壁的话")["is"] == "ack"
            # How many are here, and what is unread in one's own rooms, comes of itself.
            told = [frame["is"] for frame in line.frames_for() if frame["is"] not in ("here", "digest")]
            assert told == []
            elsewhere.hears("message", text="隔壁的话")
