"""Whatever comes over a line is answered or left alone, and costs nobody else theirs; see corpus/frames.jsonl."""

import json
import logging

from hypothesis import given
from hypothesis import strategies as st

from chalou.chat.models import Access
from chalou.chat.tests.conftest import table  # noqa: F401  # a fixture
from chalou.chat.tests.table import Guest, Table
from chalou.foundation.throttle import the_throttle
from tests import making as make
from tests.fuzz.corpus import as_bytes, bent_bytes, kept, much
from tests.hostile.test_frames import FRAMES, UNREADABLE

KEPT = [as_bytes(written) for written in kept("frames")]
SEEDS = KEPT + [frame.encode() for frame in UNREADABLE if len(frame) < 1000]


class Gathering:
    """Somebody who sends anything at all, and one who listens and must not mind."""

    def __init__(self, table: Table):  # noqa: F811
        self.table = table
        self.room = make.room(access=Access.PUBLIC)
        self.hidden = make.room()
        self.loud = make.person(joins=self.room)
        self.quiet = table.guest(make.person(joins=self.room))
        self.quiet.opens(self.room)
        self.line = self._sits_down()

    def _sits_down(self) -> Guest:
        return self.table.guest(self.loud, html=True, session="b")

    def thrown(self, data: bytes) -> None:
        the_throttle.forget()  # the limits have tests of their own; here everything is to get past them
        line = self.line
        line.sends(data)
        line.do("ping")
        if line.ended() is None:
            line.hears("pong")
        else:
            # Too many in a row that are none: this line is closed, and only this one.
            assert line.ended() == 4429
            self.table.on_loop(self.table.hub.switch.leave, line.listener)
            self.line = self._sits_down()
        for frame in line.frames:
            assert isinstance(frame["is"], str)
            assert frame.get("room") != self.hidden.id or frame["is"] in ("gone", "refused")
        line.forgets()

    def over(self, caplog) -> None:
        self.quiet.posts(self.room, "还在")
        assert self.quiet.ended() is None
        assert not [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]


def test_what_is_kept_is_answered(table, caplog):  # noqa: F811
    gathering = Gathering(table)
    for data in KEPT:
        gathering.thrown(data.replace(b"ROOM", str(gathering.room.id).encode()))
    gathering.over(caplog)


def test_what_is_made_of_it_is_answered(table, caplog):  # noqa: F811
    gathering = Gathering(table)

    @much
    @given(st.one_of(bent_bytes(SEEDS), FRAMES.map(lambda frame: json.dumps(frame).encode())))
    def thrown(data):
        gathering.thrown(data.replace(b"ROOM", str(gathering.room.id).encode()))

    thrown()
    gathering.over(caplog)
