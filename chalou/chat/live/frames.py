"""Rooms and messages in the words of the protocol (docs/protocol.md)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chalou.chat import turns
from chalou.chat.queries import (
    CLOSED_SOURCE,
    AttachmentShown,
    CatchUp,
    FloorWords,
    MessageShown,
    Mine,
    MyVotes,
    Quoted,
    SeatedPerson,
    ThreadWords,
)
from chalou.chat.rules import ChoiceShown, PollShown, counted, spelled
from chalou.chat.writer import Posted
from chalou.events.vocabulary.chat import Reacted, VoteCast, Voted
from chalou.foundation.hub.frames import Frame, moment
from chalou.foundation.ids import RoomId
from chalou.foundation.text.readings import hard_readings
from chalou.foundation.web.signs import cup_sign
from chalou.foundation.web.tongues import tongue


def topic_of(room: RoomId) -> str:
    return f"room:{room}"


def room_of(topic: str) -> RoomId:
    return RoomId(int(topic.removeprefix("room:")))


def seats(room: RoomId) -> Frame:
    """A hint that what stands beside the talk is another."""
    # Without names: a list for each who comes would be a square of them when a full house opens.
    return Frame({"is": "seats", "room": room})


def message_frame(message: MessageShown) -> Frame:
    """A message that is new or has been altered; the same for everybody who hears its author."""
    quotes = message.reply_to.author if message.reply_to and not message.reply_to.is_closed else None
    return Frame(message_values(message), text=message.text, body=message.html, of=message.author, quotes=quotes)


def unquoted(frame: Frame) -> Frame:
    """A message that quotes somebody, for those who do not hear them."""
    if "forwarded" in frame.values:
        values = {**frame.values, "forwarded": _quoted_values(_forwarded(frame.values["forwarded"]).unheard())}
    else:
        quoted = _quoted(frame.values["reply_to"])
        values = {**frame.values, "reply_to": _quoted_values(quoted and quoted.unheard())}
    return Frame(values, text=frame.text, body=frame.body, of=frame.of)


def message_values(message: MessageShown) -> dict[str, Any]:
    values = {
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
        "reactions": message.reaction_counts,
        "reply_to": None,
    }
    # What there is not, and that is nearly always, nobody is told of.
    if message.reply_to is not None:
        is_forward = message.reply_to.is_forward
        values["forwarded" if is_forward else "reply_to"] = _quoted_values(message.reply_to)
    if message.is_announcement:
        values["announcement"] = True
    if message.attachments:
        values["attachments"] = [attachment_values(one) for one in message.attachments]
    if message.poll is not None:
        values["poll"] = poll_values(message.poll)
    return values


def attachment_values(attachment: AttachmentShown) -> dict[str, Any]:
    """A picture (with its size) or a file (with its name)."""
    values = {"attachment": attachment.id, "kind": attachment.kind, "type": attachment.type, "bytes": attachment.bytes}
    if attachment.width is None:
        return {**values, "name": attachment.name, "alt": attachment.alt}
    return {**values, "width": attachment.width, "height": attachment.height, "alt": attachment.alt}


def _attachment(values: dict[str, Any]) -> AttachmentShown:
    return AttachmentShown(
        id=values["attachment"],
        kind=values["kind"],
        name=values.get("name", ""),
        type=values["type"],
        bytes=values["bytes"],
        width=values.get("width"),
        height=values.get("height"),
        alt=values["alt"],
    )


def poll_values(poll: PollShown) -> dict[str, Any]:
    """What a message asks, and how it stands."""
    return {
        "several": poll.is_several,
        "secret": poll.is_secret,
        "closes": moment(poll.closes_at) if poll.closes_at else None,
        "closed": moment(poll.closed_at) if poll.closed_at else None,
        "voters": poll.voters,
        "choices": [{"words": one.words, "votes": one.votes} for one in poll.choices],
    }


def _poll(values: dict[str, Any] | None) -> PollShown | None:
    if values is None:
        return None
    return PollShown(
        is_several=values["several"],
        is_secret=values["secret"],
        closes_at=datetime.fromisoformat(values["closes"]) if values["closes"] else None,
        closed_at=datetime.fromisoformat(values["closed"]) if values["closed"] else None,
        voters=values["voters"],
        choices=tuple(ChoiceShown(one["words"], one["votes"]) for one in values["choices"]),
    )


def _quoted_values(quoted: Quoted | None) -> dict[str, Any] | None:
    if quoted is None:
        return None
    if quoted.is_closed:
        return {"closed": True}
    values = {
        "message": quoted.message,
        "room": quoted.room,
        "seq": quoted.seq,
        "author": quoted.author,
        "name": quoted.name,
        "words": quoted.words,
        "gone": quoted.is_gone,
    }
    if quoted.is_forward:
        values |= {"pictures": quoted.pictures, "files": quoted.files}
    return {**values, "unheard": True} if quoted.is_unheard else values


def reacted_values(event: Reacted) -> dict[str, Any]:
    """What somebody did at a message without words. `was` is its change before: whoever holds it at that one needs no
    more than this.
    """
    return {
        "is": "reacted",
        "room": event.room,
        "seq": event.seq,
        "was": event.was,
        "change": event.change,
        "kind": event.kind,
        "person": event.by,
        "on": event.on,
        "reactions": counted(event.counts),
    }


def voted_values(event: Voted, poll: PollShown) -> dict[str, Any]:
    """The figures of a poll as they are now. `was` as in `reacted_values`. Who it was is in no frame."""
    return {
        "is": "voted",
        "room": event.room,
        "seq": event.seq,
        "was": event.was,
        "change": event.change,
        "voters": poll.voters,
        "votes": [one.votes for one in poll.choices],
    }


def vote_cast_values(event: VoteCast) -> dict[str, Any]:
    """For the windows of whoever voted: what they have chosen now."""
    return {
        "is": "vote",
        "room": event.room,
        "seq": event.seq,
        "change": event.change,
        "choices": list(event.choices),
    }


def votes_values(votes: MyVotes) -> dict[str, list[int]]:
    """What whoever asks voted for, by seq: places of choices."""
    return {str(seq): list(places) for seq, places in votes.items()}


def mine_values(mine: Mine) -> dict[str, list[str]]:
    """What whoever asks did themself, by seq."""
    return {str(seq): list(kinds) for seq, kinds in mine.items()}


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
    values = {"thread": thread.id, "title": thread.title, "tags": list(thread.tags), "archived": thread.is_archived}
    return {**values, **pinyin_of(thread.title)}


def pinyin_of(name: str) -> dict[str, dict[str, str]]:
    """How the characters of a name are read that many do not know; nothing where there is none."""
    hard = dict(hard_readings(name))
    return {"pinyin": hard} if hard else {}


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
        "readers": caught.readers,
        "people": [member_values(member) for member in caught.people],
        "threads": [thread_values(thread) for thread in caught.threads],
        "messages": [message_frame(message).spelled(html=html) for message in caught.messages],
        "mine": mine_values(caught.mine),
        "votes": votes_values(caught.votes),
        "floor": floor_values(caught.floor),
        **pinyin_of(caught.name),
    }


def floor_values(floor: FloorWords | None) -> dict[str, Any] | None:
    """Who tells in a room (place 0) and who waits, in order; None where nobody does."""
    if floor is None:
        return None
    people = [{"person": one.person, "name": one.name, "cup": one.cup, "place": one.place} for one in floor.people]
    return {"floor": floor.floor, "title": floor.title, "people": people}


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
        attachments=tuple(_attachment(one) for one in values.get("attachments", ())),
        reactions=spelled(values["reactions"]),
        reply_to=_quoted(values["reply_to"]) if "forwarded" not in values else _forwarded(values["forwarded"]),
        is_announcement=values.get("announcement", False),
        poll=_poll(values.get("poll")),
    )
    return turns.fragment(message)


def _quoted(values: dict[str, Any] | None) -> Quoted | None:
    if values is None:
        return None
    return Quoted(
        message=values["message"],
        room=values["room"],
        seq=values["seq"],
        author=values["author"],
        name=values["name"],
        words=values["words"],
        is_gone=values["gone"],
        is_unheard=values.get("unheard", False),
    )


def _forwarded(values: dict[str, Any]) -> Quoted:
    if "closed" in values:
        return CLOSED_SOURCE
    found = _quoted(values)
    assert found is not None
    return replace(found, is_forward=True, pictures=values["pictures"], files=values["files"])
