"""Only actions write. Everybody who reads the code may rely on it: a page that is looked at changes nothing."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.contracts.source import modules

ACTIONS = re.compile(r"^chalou/\w+/(\w+/)?actions(/\w+)?\.py$")
EXCEPTIONS = {
    "chalou/chat/writer/group.py",  # commits messages in groups
    "chalou/chat/attaching.py",  # what those messages bring along, in the same transaction
    "chalou/chat/writer/mentions.py",  # who is named in them
    "chalou/chat/writer/announcing.py",  # that they are kept in sight
    "chalou/chat/writer/polls.py",  # what they ask
    "chalou/chat/writer/floor.py",  # that whoever tells has spoken
    "chalou/events/chores.py",  # how repeated work stands
    "chalou/events/record.py",  # the row of an event
    "chalou/foundation/pictures/making.py",  # what a picture saves is itself, as bytes
    "chalou/exchange/demo/drawings/sheet.py",  # the same
    "chalou/exchange/whole/load.py",  # a whole house as it was: restored, or moved to another database
    "chalou/exchange/whole/migrating.py",  # where the numbers of its tables stand
    "chalou/exchange/whole/unfinished.py",  # the mark on a database that holds half a house
    "chalou/people/sessions.py",  # the session store, which Django calls
}
ALWAYS = {
    *("save", "asave", "bulk_create", "abulk_create", "bulk_update", "abulk_update", "get_or_create", "aget_or_create"),
    *("update_or_create", "aupdate_or_create", "create", "acreate", "create_user"),
}
ON_ROWS = {"update", "aupdate", "delete", "adelete"}
ROWS = re.compile(r"\.(objects|filter|exclude|all|select_for_update)\b")
STATEMENT = re.compile(
    r"^\s*(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b", re.IGNORECASE
)


def writes(tree: ast.Module) -> Iterator[int]:
    """The lines that write rows. A set's `update` or a cache's `delete(key)` is none of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield node.lineno
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, receiver = node.func.attr, ast.unparse(node.func.value)
        is_row = (
            name in ("delete", "adelete") and not node.args and isinstance(node.func.value, ast.Name | ast.Attribute)
        )
        if name in ALWAYS or (name in ON_ROWS and (is_row or ROWS.search(f".{receiver}"))):
            yield node.lineno


def test_only_actions_write():
    found = [
        f"{name}:{line}"
        for name, tree in modules()
        if not ACTIONS.match(name) and name not in EXCEPTIONS
        for line in writes(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "room.save()",
        "Room.objects.create(name='x')",
        "Room.objects.filter(id=1).update(seq=2)",
        "room.delete()",
        "self.room.delete()",
        "Room.objects.all().delete()",
        "cursor.execute('INSERT INTO chat_room VALUES (1)')",
        "cursor.execute(f'UPDATE chat_room SET seq = {seq}')",
    ],
)
def test_a_write_is_seen(line):
    assert list(writes(ast.parse(line))), line


@pytest.mark.parametrize("line", ["digest.update(b'x')", "seen.update(other)", "cache.delete('key')", "path.unlink()"])
def test_other_things_are_not_taken_for_one(line):
    assert list(writes(ast.parse(line))) == [], line


def test_there_are_no_signals_and_no_save_overrides():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".signals"))
        or (
            isinstance(node, ast.FunctionDef)
            and node.name in ("save", "delete")
            and ("/models/" in name or name.endswith("/models.py"))
        )
    ]
    assert found == []


def test_one_module_asks_for_the_time():
    """Everything else is told; so a test can be at any moment."""
    asks = re.compile(r"^(datetime\.now|datetime\.utcnow|timezone\.now|date\.today|time\.time)$")
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name != "chalou/foundation/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and asks.match(ast.unparse(node.func))
    ]
    assert found == []
