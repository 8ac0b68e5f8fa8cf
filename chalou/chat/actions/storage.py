"""Counting what people keep here, inside the transaction that brings it or lets it go."""

from collections.abc import Iterable

from django.db import connection

from chalou.chat.models import Attachment, AttachmentKind, Storage
from chalou.chat.queries.storage import uses_by_attachments
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId

_COUNT = """
    INSERT INTO chat_storage (person_id, pictures, files, bytes) VALUES (%s, %s, %s, %s)
    ON CONFLICT (person_id) DO UPDATE SET pictures = chat_storage.pictures + excluded.pictures,
        files = chat_storage.files + excluded.files, bytes = chat_storage.bytes + excluded.bytes
"""


def count_in(attachment: Attachment) -> None:
    """Something was brought."""
    is_picture = attachment.kind == AttachmentKind.PICTURE
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [attachment.brought_by_id, int(is_picture), int(not is_picture), attachment.bytes])


def count_out(gone: Iterable[tuple[PersonId, str, int]]) -> None:
    """Of these people something is gone: (whose, its kind, its bytes)."""
    sums: dict[PersonId, list[int]] = {}
    for person, kind, size in gone:
        of_person = sums.setdefault(person, [0, 0, 0])
        of_person[0 if kind == AttachmentKind.PICTURE else 1] += 1
        of_person[2] += size
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE chat_storage SET pictures = pictures - %s, files = files - %s, bytes = bytes - %s"
            " WHERE person_id = %s",
            # In one order everywhere, so that two of them never wait for each other in a circle.
            [(*of_person, person) for person, of_person in sorted(sums.items())],
        )


def recount() -> None:
    """Set right what does not agree with the attachments themselves. It should find nothing."""
    with write():
        # Held first: what is being brought at this moment is added after this, to what is found here.
        held = {PersonId(row.person_id): row for row in Storage.objects.select_for_update().order_by("person")}
        found = uses_by_attachments()
        for person, row in held.items():
            use = found.get(person)
            right = (use.pictures, use.files, use.bytes) if use else (0, 0, 0)
            if (row.pictures, row.files, row.bytes) != right:
                row.pictures, row.files, row.bytes = right
                row.save()
        Storage.objects.bulk_create(
            [
                Storage(person_id=person, pictures=use.pictures, files=use.files, bytes=use.bytes)
                for person, use in found.items()
                if person not in held
            ],
            ignore_conflicts=True,
        )
