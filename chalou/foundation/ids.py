"""Typed identifiers, so that a room's number is never passed where a person's is meant.

Below `people` a person is only a `PersonId`; nothing there holds a foreign key to them.
"""

from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", int)
RoomId = NewType("RoomId", int)
ThreadId = NewType("ThreadId", int)
MessageId = NewType("MessageId", int)
AttachmentId = NewType("AttachmentId", int)

ClientId = NewType("ClientId", UUID)
"""What the author's own program called a message before the house knew it; unique per author."""

SessionKey = NewType("SessionKey", str)
