"""Rooms, their threads and messages, who sits in them and how far everybody has read.

A room has two numbers, both given inside a transaction that holds its row: `seq`, one for each message (order, paging,
unread, permalinks), and `change`, one for everything that alters what the room shows. A message carries the `change`
of its last alteration, so "what is new since change N" is one index read of the present state.
"""

from chalou.chat.models.attachments import Attachment, AttachmentKind, Storage
from chalou.chat.models.departures import Departure
from chalou.chat.models.floor import Aside, EarlierTelling, Floor, Hand, Telling, TellingState
from chalou.chat.models.messages import Hidden, Mention, Message, Pin, QuotesDue, Reaction, Wording
from chalou.chat.models.polls import BallotKey, Choice, Poll, Vote
from chalou.chat.models.rooms import CLOSED, Access, Membership, Mute, Removal, Room, RoomInvitation
from chalou.chat.models.threads import NEVER, ReadMark, Stance, Thread, ThreadTag

__all__ = [
    "CLOSED",
    "NEVER",
    "Access",
    "Aside",
    "Attachment",
    "AttachmentKind",
    "BallotKey",
    "Choice",
    "Departure",
    "EarlierTelling",
    "Floor",
    "Hand",
    "Hidden",
    "Membership",
    "Mention",
    "Message",
    "Mute",
    "Pin",
    "Poll",
    "QuotesDue",
    "Reaction",
    "ReadMark",
    "Removal",
    "Room",
    "RoomInvitation",
    "Stance",
    "Storage",
    "Telling",
    "TellingState",
    "Thread",
    "ThreadTag",
    "Vote",
    "Wording",
]
