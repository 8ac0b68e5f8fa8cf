"""What is read, as values that do not change.

Frozen dataclasses; of what a page has fifty, named tuples, which are made and compared several times as fast.
"""

from chalou.chat.queries.values.floor import (
    AsideShown,
    FloorShown,
    FloorWords,
    OnFloor,
    PartShown,
    PieceShown,
    StoryLine,
    StoryShown,
)
from chalou.chat.queries.values.lines import ClosedRoom, InvitationLine, InvitationShown, RoomLine, TableOpened
from chalou.chat.queries.values.listening import LetIn, Listens, Voucher, Waiting
from chalou.chat.queries.values.messages import (
    AttachmentShown,
    EarlierWording,
    MessageShown,
    Mine,
    MyVotes,
    PinLine,
    Quoted,
    ReactionBy,
    heard,
)
from chalou.chat.queries.values.people import (
    Companion,
    MutedPerson,
    PersonMet,
    PersonSeen,
    Reached,
    Removed,
    SaidLine,
    SeatedPerson,
)
from chalou.chat.queries.values.readers import Readers, ReadTo
from chalou.chat.queries.values.rooms import CatchUp, RoomNumbers, RoomPage, RoomSeen
from chalou.chat.queries.values.threads import ThreadKnown, ThreadLine, ThreadList, ThreadSeen, ThreadWords

__all__ = [
    "AsideShown",
    "AttachmentShown",
    "CatchUp",
    "ClosedRoom",
    "Companion",
    "EarlierWording",
    "FloorShown",
    "FloorWords",
    "InvitationLine",
    "InvitationShown",
    "LetIn",
    "Listens",
    "MessageShown",
    "Mine",
    "MutedPerson",
    "MyVotes",
    "OnFloor",
    "PartShown",
    "PersonMet",
    "PersonSeen",
    "PieceShown",
    "PinLine",
    "Quoted",
    "Reached",
    "ReactionBy",
    "ReadTo",
    "Readers",
    "Removed",
    "RoomLine",
    "RoomNumbers",
    "RoomPage",
    "RoomSeen",
    "SaidLine",
    "SeatedPerson",
    "StoryLine",
    "StoryShown",
    "TableOpened",
    "ThreadKnown",
    "ThreadLine",
    "ThreadList",
    "ThreadSeen",
    "ThreadWords",
    "Voucher",
    "Waiting",
    "heard",
]
