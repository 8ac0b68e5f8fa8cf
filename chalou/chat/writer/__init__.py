"""The writer: puts messages on disk, many in one transaction, and only then says so.

The one named exception to "an action is a transaction". One thread a process takes what is waiting and writes it in
groups, because a durable commit costs as much for one message as for a hundred. On SQLite exactly one process writes;
on PostgreSQL each process has a writer and the room's row, locked for the group, gives the numbers. Numbers are never
kept in memory. No ORM on this path.

A group, step by step, in one transaction:

1. Lock and read the rooms of the group (ordered by id, so that two writers never wait for each other in a circle).
2. Find out which messages are on disk already: the same id of the same author is one message.
3. Read afresh who sits in those rooms, and what messages bring along (`attaching`); rules judge each message again.
4. Give `seq` and `change`, insert messages and events, write the rooms' numbers.
5. Commit, durably. Only then are the authors and the listeners told.
"""

from chalou.chat.writer.group import write_group
from chalou.chat.writer.mentions import bind, keep
from chalou.chat.writer.running import MOST_IN_A_GROUP, Writer, open_writer, submit, the_writer
from chalou.chat.writer.values import Draft, Outcome, Posted, Reply

__all__ = [
    "MOST_IN_A_GROUP",
    "Draft",
    "Outcome",
    "Posted",
    "Reply",
    "Writer",
    "bind",
    "keep",
    "open_writer",
    "submit",
    "the_writer",
    "write_group",
]
