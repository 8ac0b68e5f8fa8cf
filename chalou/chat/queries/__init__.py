"""Reading rooms: always for a viewer; what they may not see is not found. Values, not model objects."""

from chalou.chat.queries.following import (
    MOST_TO_CATCH_UP,
    barred_among,
    catch_up,
    numbers_of_rooms,
    room_for_follower,
    seqs_of_rooms_of,
    unread_of,
)
from chalou.chat.queries.messages import (
    PAGE,
    around,
    message_by_id,
    message_in,
    messages_before,
    messages_with_client_ids,
)
from chalou.chat.queries.rooms import members_altered, page_of, people_of, removed_from, room_for, rooms_for, unread
from chalou.chat.queries.values import CatchUp, MessageShown, RoomLine, RoomNumbers, RoomPage, RoomSeen, SeatedPerson

__all__ = [
    "MOST_TO_CATCH_UP",
    "PAGE",
    "CatchUp",
    "MessageShown",
    "RoomLine",
    "RoomNumbers",
    "RoomPage",
    "RoomSeen",
    "SeatedPerson",
    "around",
    "barred_among",
    "catch_up",
    "members_altered",
    "message_by_id",
    "message_in",
    "messages_before",
    "messages_with_client_ids",
    "numbers_of_rooms",
    "page_of",
    "people_of",
    "removed_from",
    "room_for",
    "room_for_follower",
    "rooms_for",
    "seqs_of_rooms_of",
    "unread",
    "unread_of",
]
