"""What the log may say: of addresses, of errors, of what errors quote."""

import json
import logging
import sys

import pytest
from django.db import DataError, IntegrityError

from chalou.server.discretion import Discretion, told, without_keys
from chalou.server.seeing.logs import Json, Line, name_process, process_name, request_id

SAID = "这句话不该进日志"
ROW = f"""null value in column "room_id" of relation "chat_message" violates not-null constraint
DETAIL:  Failing row contains (1, {SAID}, <p>{SAID}</p>, eight cups of old-tree tea)."""


def record(*args: object, said: str = "it failed", **values: object) -> logging.LogRecord:
    made = logging.LogRecord("chalou.chat.writer", logging.ERROR, __file__, 1, said, args, None)
    made.__dict__.update(values)
    return made


def raised(error: Exception, cause: Exception | None = None) -> logging.LogRecord:
    try:
        words = SAID  # noqa: F841  # a variable beside the error, as in a view
        if cause is None:
            raise error
        raise error from cause
    except Exception:
        return record(exc_info=sys.exc_info())


def written(one: logging.LogRecord, form: logging.Formatter) -> str:
    assert Discretion().filter(one)
    return form.format(one)


@pytest.fixture(params=[Line, Json])
def form(request: pytest.FixtureRequest) -> logging.Formatter:
    made: logging.Formatter = request.param()
    return made


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(ROW),
        DataError(f'invalid input syntax for type integer: "{SAID}"'),
        ValueError(f"invalid literal for int() with base 10: '{SAID}'"),
        KeyError("a kettle that sings"),
        RuntimeError("cannot open /link/Zm9vYmFyYmF6cXV4MTIzNDU2/"),
        RuntimeError(f"first line\n{SAID}"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_tells_where_and_not_what_was_said(form, error):
    for one in (raised(error), raised(LookupError("outside"), cause=error), record(error, said="it failed: %s")):
        text = written(one, form)
        text += json.dumps(text, ensure_ascii=False)
        for secret in (SAID, "eight cups", "kettle that sings", "Zm9v"):
            assert secret not in text
            assert secret.encode("unicode_escape").decode() not in text
        assert "test_discretion.py" in text or "it failed" in text


def test_a_fault_names_its_kind_its_cause_and_its_line(form):
    text = written(raised(LookupError("outside"), cause=IntegrityError(ROW)), form)
    for part in ("LookupError: outside", "django.db.utils.IntegrityError", "chat_message", "in raised", "the cause of"):
        assert part in text


def test_names_in_an_error_are_left_standing():
    assert told(AttributeError("'NoneType' object has no attribute 'name'")) == (
        "'NoneType' object has no attribute 'name'"
    )
    assert 'constraint "chat_message_once"' in told(IntegrityError('violates unique constraint "chat_message_once"'))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/link/abc/", "/link/…/"),
        ("/join/abc/?next=/x", "/join/…/?next=/x"),
        ("/setup/?key=gzuby-gkh6d", "/setup/?key=…"),
        ("/some/new/Zm9vYmFyYmF6cXV4MTIzNDU2/way", "/some/new/…/way"),
        ("/rooms/invitation/short/", "/rooms/invitation/…/"),
        ("/house/invitations/3/withdraw/", "/house/invitations/3/withdraw/"),
        ("/rooms/12/messages/1/", "/rooms/12/messages/1/"),
        ("/me/new-password/", "/me/new-password/"),
    ],
)
def test_keys_in_addresses_are_cut_out(address, shown):
    assert without_keys(address) == shown


def test_an_object_a_line_with_what_belongs_to_it():
    was = process_name()
    name_process("web")
    token = request_id.set("0123abcd")
    try:
        one = record(
            "GET", said="%s failed", method="GET", route="rooms/", status=500, ms=12, request="the whole of it"
        )
        line = json.loads(written(one, Json()))
    finally:
        request_id.reset(token)
        name_process(was)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "error",
        "logger": "chalou.chat.writer",
        "event": "GET failed",
        "process": "web",
        "request": "0123abcd",
        "method": "GET",
        "route": "rooms/",
        "status": 500,
        "ms": 12,
    }
