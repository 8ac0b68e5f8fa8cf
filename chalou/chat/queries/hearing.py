"""Leaving out what is of people whom a reader does not hear."""

from collections.abc import Collection

from chalou.foundation.ids import PersonId

NOBODY: frozenset[PersonId] = frozenset()


def but_of(column: str, unheard: Collection[PersonId]) -> str:
    """The end of a condition that leaves these people out; nothing where there are none."""
    return f" AND {column} NOT IN ({', '.join(str(int(one)) for one in sorted(unheard))})" if unheard else ""
