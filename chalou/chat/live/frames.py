"""Rooms and messages in the words of the protocol (docs/protocol.md)."""

from datetime import datetime
from typing import Any

from chalou.chat import turns
from chalou.chat.queries import CatchUp, MessageShown, SeatedPerson, ThreadWords
from chalou.chat.writer import Posted
from chalou.foundation.hub.frames import Frame, moment
from chalou.foundation.ids import RoomId
from chalou.foundation.web.signs import cup_sign
from chalou.foundation.web.tongues import tongue


def topic_of(room: RoomId) -> str:
    return f"room:{room}"


def room_of(topic: str) -> RoomId:
    return RoomId(int(topic.removeprefix("room:")))


def message_frame(message: MessageShown) -> Frame:
    """A message that is new or has been altered; the same for everybody who hears its author."""
    return Frame(message_values(message), text=message.text, body=message.html, of=message.author)


def message_values(message: MessageShown) -> dict[str, Any]:
    return {
        "is": "message",
        "room": message.room,
        "thread": message.thread,
        "message": message.id,
        "seq": message.seq,
        "change": message.change,
        "author": message.author,
        "name": message.name,
        "cup": message.cup,
        "at": moment(message.posted_at),
        "edited": moment(message.edited_at) if message.edited_at else None,
        "gone": message.is_gone,
    }


def member_values(member: SeatedPerson) -> dict[str, Any]:
    """Somebody's name and cup as they are now; `sign` is the character in the cup, `lang` the language of the name."""
    return {
        "person": member.id,
        "name": member.name,
        "cup": member.cup,
        "sign": cup_sign(member.name),
        "lang": tongue(member.name),
    }


def thread_values(thread: ThreadWords) -> dict[str, Any]:
    """What a thread is called, and whether one can still speak there."""
    return {"thread": thread.id, "title": thread.title, "tags": list(thread.tags), "archived": thread.is_archived}


def ack(posted: Posted) -> dict[str, Any]:
    message = posted.message
    values = {
        "is": "ack",
        "room": message.room,
        "thread": message.thread,
        "id": str(posted.client_id),
        "message": message.id,
        "seq": message.seq,
        "change": message.change,
        "at": moment(message.posted_at),
    }
    return {**values, "again": True} if posted.again else values


def catch_up_values(caught: CatchUp, *, html: bool) -> dict[str, Any]:
    """The answer to `since`."""
    if caught.messages is None:
        return {"is": "afresh", "room": caught.room, "change": caught.change}
    return {
        "is": "since",
        "room": caught.room,
        "since": caught.since,
        "change": caught.change,
        "seq": caught.seq,
        "name": caught.name,
        "purpose": caught.purpose,
        "access": caught.access,
        "people": [member_values(member) for member in caught.people],
        "threads": [thread_values(thread) for thread in caught.threads],
        "messages": [message_frame(message).spelled(html=html) for message in caught.messages],
    }


def fragment(frame: Frame) -> str:
    """The one HTML fragment of a message, from its frame: page, catch-up and push share the template."""
    values = frame.values
    message = MessageShown(
        id=values["message"],
        room=values["room"],
        thread=values["thread"],
        seq=values["seq"],
        change=values["change"],
        author=values["author"],
        name=values["name"],
        cup=values["cup"],
        posted_at=datetime.fromisoformat(values["at"]),
        edited_at=datetime.fromisoformat(values["edited"]) if values["edited"] else None,
        is_gone=values["gone"],
        html=frame.body or "",
        text=frame.text or "",
    )
    return turns.fragment(message)
