"""When a sign-in ends, everything of it ends at once: pages, and connections in this browser and in all others."""

import re
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.making import PASSWORD
from tests.sweep.visitors import Seat, Visited, Web, seat

HOUSE, ENDED = "house-person", 4401


def browser(place: Visited) -> Web:
    return Web(place.house, place.signed_in(HOUSE))


def line_of(web: Web, **headers: str):
    return seat(web.house, f"chalou_session={web.cookies['chalou_session']}", **headers)


def is_alive(line: Seat) -> bool:
    line.say(do="ping")
    return bool(line.hears("pong"))


def test_signing_out_ends_the_lines_of_this_browser_and_no_others(place):
    one, other = browser(place), browser(place)
    key = one.cookies["chalou_session"]
    with line_of(one) as first, line_of(one) as second, line_of(other) as elsewhere:
        one.post("/signout/")
        assert (first.ends_with(within_s=2), second.ends_with(within_s=2)) == (ENDED, ENDED)
        assert is_alive(elsewhere)
    assert Web(place.house, f"chalou_session={key}").get("/live/").status == 401


def test_ending_one_sign_in_or_all_others_closes_their_lines_at_once(place):
    here, there, third = browser(place), browser(place), browser(place)
    with line_of(here) as mine, line_of(there) as one, line_of(third) as another:
        listed = here.get("/me/sign-ins/", Accept="application/json").json["sign_ins"]
        assert len([line for line in listed if line["here"]]) == 1
        theirs = there.get("/me/sign-ins/", Accept="application/json").json["sign_ins"]
        (session,) = [line["session"] for line in theirs if line["here"]]
        assert here.post(f"/me/sign-ins/{session}/end/").status == 302
        assert one.ends_with(within_s=2) == ENDED
        assert is_alive(another)
        here.post("/me/sign-ins/end-others/")
        assert another.ends_with(within_s=2) == ENDED
        assert is_alive(mine)
    place.world.cookies["house"] = place.signed_in(HOUSE)


@pytest.fixture
def _signed_in_again(place: Visited) -> Iterator[None]:
    """For tests that end all sign-ins of the one who tries them."""
    yield
    place.world.cookies["house"] = place.signed_in(HOUSE)


@pytest.mark.usefixtures("_signed_in_again")
def test_signing_out_everywhere_ends_all(place):
    one, other = browser(place), browser(place)
    key = other.cookies["chalou_session"]
    with line_of(one) as here, line_of(other) as there, place.seat("seated") as somebody_else:
        one.post("/me/sign-out-everywhere/")
        assert (here.ends_with(within_s=2), there.ends_with(within_s=2)) == (ENDED, ENDED)
        assert is_alive(somebody_else)
    assert other.get("/live/").status == 401
    with pytest.raises(InvalidStatus) as refused, seat(place.house, f"chalou_session={key}"):
        pass
    assert refused.value.response.status_code == 401


@pytest.mark.usefixtures("_signed_in_again")
def test_a_new_password_ends_all_sign_ins_but_the_one_that_chose_it(place):
    one, other = browser(place), browser(place)
    before = dict(one.cookies)
    fields = {"oldpassword": PASSWORD, "password1": "eight cups of old-tree tea"}
    with line_of(one) as here, line_of(other) as there:
        assert one.post("/me/password/", {**fields, "oldpassword": "wrong wrong wrong"}).status == 200
        assert is_alive(there)
        assert one.post("/me/password/", fields).status == 200
        assert there.ends_with(within_s=2) == ENDED
        # This browser's key is new too, so its lines connect again.
        assert here.ends_with(within_s=2) == ENDED
    try:
        assert one.cookies["chalou_session"] != before["chalou_session"]
        assert one.get("/live/").status == 200
        assert other.get("/live/").status == 401
        assert Web(place.house, f"chalou_session={before['chalou_session']}").get("/live/").status == 401
        assert place.tried(HOUSE, PASSWORD).status == 200, "the old password opens nothing"
    finally:
        one.post("/me/password/", {"oldpassword": fields["password1"], "password1": PASSWORD})


def test_a_sign_in_has_a_key_that_nobody_could_have_planted(place):
    planted = Web(place.house, "chalou_session=" + "a" * 32)
    signed_in = place.tried(HOUSE, PASSWORD, web=planted)
    assert signed_in.status == 302
    assert planted.cookies["chalou_session"] != "a" * 32
    assert Web(place.house, "chalou_session=" + "a" * 32).get("/live/").status == 401


def test_a_link_signs_in_once_and_only_by_its_button(place):
    keeper = place.web("keeper")
    made = keeper.post(f"/house/people/{place.world.people['house']}/link/")
    token = re.search(r"/link/([\w-]+)/", made.text)
    assert token is not None
    path = f"/link/{token.group(1)}/"
    robot = Web(place.house)
    for _ in range(3):
        looked = robot.get(path)
        assert looked.status == 200
        assert "chalou_session" not in looked.cookies()
    pressed = Web(place.house)
    assert pressed.post(path).status == 302
    assert pressed.get("/live/").json["person"] == place.world.people["house"]
    again = Web(place.house)
    assert again.post(path).status == 410
    assert again.get("/live/").status == 401
    assert token.group(1) not in keeper.get("/house/people/").text, "it is shown once"


def test_a_new_link_voids_the_one_before(place):
    keeper, path = place.web("keeper"), f"/house/people/{place.world.people['house']}/link/"
    first, second = (re.findall(r"/link/[\w-]+/", keeper.post(path).text)[0] for _ in range(2))
    assert Web(place.house).post(first).status == 410
    assert Web(place.house).post(second).status == 302


def test_nobody_but_the_keeper_makes_links_and_none_for_the_keeper(place):
    people = place.world.people
    for who in ("house", "host", "moderator", "removed"):
        assert place.web(who).post(f"/house/people/{people['seated']}/link/").status == 404
    assert place.web("keeper").post(f"/house/people/{people['keeper']}/link/").status == 409


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://evil.example", 403), ("null", 403), ("https://127.0.0.1:{port}", 101), ("http://127.0.0.1:1", 403),
     ("http://127.0.0.1:{port}.evil.example", 403), ("http://evil.example/127.0.0.1:{port}", 403), ("", 403),
     ("http://user@127.0.0.1:{port}", 403), ("file://", 403), ("http://127.0.0.1:{port}", 101), (None, 101)],
)  # fmt: skip
def test_only_pages_of_this_house_may_connect_and_programs_that_name_no_page(place, origin, status):
    headers = {} if origin is None else {"Origin": origin.format(port=place.house.port)}
    try:
        with place.seat("seated", **headers):
            came = 101
    except InvalidStatus as refused:
        came = refused.response.status_code
    assert came == status


def test_a_role_that_is_taken_away_is_gone_from_the_next_request_on(place):
    keeper, raised = place.web("keeper"), place.web("house")
    role = f"/house/people/{place.world.people['house']}/role/"
    settings = f"/rooms/{place.world.members}/settings/"
    assert raised.get(settings).status == 409
    keeper.post(role, {"role": "moderator"})
    try:
        assert raised.get(settings).status == 200
        assert raised.get("/desk/").status == 200
        assert raised.get("/house/people/").status == 404
    finally:
        keeper.post(role, {"role": "member"})
    assert raised.get(settings).status == 409
    assert raised.get("/desk/").status == 404
    assert raised.post(f"/rooms/{place.world.members}/1/take-back/").status == 409
    assert raised.post(role, {"role": "moderator"}).status == 404


def test_nobody_becomes_keeper_by_a_form(place):
    keeper = place.web("keeper")
    for role in ("keeper", "", "KEEPER", "owner"):
        assert keeper.post(f"/house/people/{place.world.people['house']}/role/", {"role": role}).status == 404
    me = {"name": "小满", "cup": "green"}
    assert place.web("house").post("/me/table/", {**me, "role": "keeper", "is_active": "", "id": "1"}).status == 302
    assert place.web("house").get("/house/").status == 404
    joined = Web(place.house)
    form = {"sign_in_name": "shei-jialai", "name": "谁", "password": "a kettle that sings", "role": "keeper"}
    assert joined.post("/join/", form).status == 302
    assert joined.get("/house/").status == 404


def test_the_setup_page_is_shut_once_there_is_a_keeper(place):
    for web in (place.web(), place.web("keeper")):
        answer = web.post("/setup/", {"key": "", "sign_in_name": "second", "name": "二掌柜", "password": "p" * 20})
        assert (answer.status, answer.headers["Location"]) == (302, "/")
