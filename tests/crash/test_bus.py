"""The bus of a split house loses, doubles and reorders, hangs, or is away: people notice nothing."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.browser.beside import Beside
from tests.crash.conftest import Grown
from tests.crash.gathering import assert_kept, promised_s, talk
from tests.crash.lying_redis import HONEST, Lies
from tests.crash.visitor import Visitor

pytestmark = [pytest.mark.crash, pytest.mark.postgres]

SIGN_INS_S = 10
"""Sign-ins that ended are looked for more seldom than what was said."""


@contextmanager
def lying(grown: Grown, lies: Lies) -> Iterator[None]:
    grown.bus.lies = lies
    try:
        yield
    finally:
        grown.bus.lies = HONEST


@pytest.mark.parametrize(
    "lies", [Lies(lost=0.3, doubled=0.3, late=0.3), Lies(lost=1)], ids=["some of everything", "nothing arrives"]
)
def test_everybody_has_everything_though_the_bus_lies(grown: Grown, lies: Lies):
    talkers, writers = grown.talkers(f"lies{lies.lost}-"), grown.writers(f"lies{lies.lost}-")
    before = grown.bus.told

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            with lying(grown, lies):
                await gathering.talks(2)
                # The last message before the silence arrives too, while the bus goes on lying.
                await gathering.falls_silent()
            assert not gathering.refusals

    asyncio.run(live_through_it())
    assert grown.bus.told > before + 10, "hardly anything was lied about: nothing was tested"
    assert_kept(talkers, talkers[0].whole_room(), writers)


@pytest.mark.parametrize("fault", ["stopped", "hanging"])
def test_people_go_on_while_the_bus_is_away(grown: Grown, fault: str):
    talkers, writers = grown.talkers(f"{fault}-"), grown.writers(f"{fault}-")
    web = grown.house.webs[0]
    guest = Visitor(web.address)
    link = urlsplit(web.run("signin-link", "afu").split()[-1]).path
    assert guest.get(link).status == 200

    async def live_through_it() -> None:
        async with talk(talkers, writers) as gathering:
            await gathering.talks(0.3)
            if fault == "stopped":
                grown.redis.stop()
            else:
                grown.redis.freeze()
            try:
                await gathering.talks(4, at_least=5)
                signing_in = await asyncio.to_thread(guest.post, link)
                assert signing_in.status == 302
                wrong = Visitor(web.address)
                await asyncio.to_thread(wrong.get, "/signin/")
                answer = await asyncio.to_thread(wrong.post, "/signin/", login="afu", password="not the right one")
                assert answer.status == 200
            finally:
                if fault == "stopped":
                    await asyncio.to_thread(grown.redis.stop)
                    grown.redis.start()
                else:
                    grown.redis.thaw()
            await gathering.talks(0.3)
            await gathering.falls_silent()
            assert not gathering.refusals

    asyncio.run(live_through_it())
    assert_kept(talkers, talkers[0].whole_room(), writers)


def test_whoever_is_sent_out_or_signed_out_hears_nothing_more_though_the_bus_lost_the_word(grown: Grown):
    beside = Beside(grown.house.relay)
    try:
        keeper, ming = beside.known("zhanggui"), beside.person("阿明")
        room = beside.room(ming)
        keys = {one: beside.key(one) for one in (keeper, ming)}
    finally:
        beside.close()
    web, live = grown.house.webs[0], grown.house.lives[1]
    host, himself = (Visitor(web.address, f"chalou_session={keys[one]}") for one in (keeper, ming))
    for visitor in (host, himself):
        assert visitor.get(f"/rooms/{room}/").status == 200

    async def live_through_it() -> None:
        async with connect(
            f"ws://{live.host}:{live.port}/live/",
            additional_headers={"Cookie": f"chalou_session={keys[ming]}"},
            proxy=None,
        ) as line:
            await line.send(json.dumps({"do": "open", "room": room}))
            await _hears(line, "opened", seconds=10)
            with lying(grown, Lies(lost=1)):
                sent = await asyncio.to_thread(host.post, f"/rooms/{room}/people/{ming.id}/remove/")
                assert sent.status == 302
                gone = await _hears(line, "gone", seconds=promised_s())
                assert (gone["room"], gone["why"]) == (room, "removed")
                ended = await asyncio.to_thread(himself.post, "/me/sign-out-everywhere/")
                assert ended.status == 302
                with pytest.raises(ConnectionClosed) as closed:
                    await _hears(line, "never said", seconds=SIGN_INS_S)
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 4401

    asyncio.run(live_through_it())


async def _hears(line: ClientConnection, what: str, *, seconds: float) -> dict[str, object]:
    async with asyncio.timeout(seconds):
        while True:
            frame: dict[str, object] = json.loads(await line.recv())
            if frame["is"] == what:
                return frame
