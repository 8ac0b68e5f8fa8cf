"""How messages are shown where something else points at them: a thread that was opened from one."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from chalou.chat import queries, rules
from chalou.foundation.subjects import SubjectShown, subject
from chalou.people.models import Person


@subject("message")
def messages(viewer: Person | None, numbers: Collection[int]) -> Mapping[int, SubjectShown]:
    """By their numbers in the house, in rooms that the viewer may read; what was taken back is not shown."""
    return {
        one.id: SubjectShown(
            title=one.name,
            address=reverse("chat:message", args=[one.room, one.seq]),
            words=rules.excerpt(one.html),
        )
        for one in queries.messages_readable(viewer, numbers)
    }
