"""Events of rooms as frames: found by one search for `@live(`. Each runs after the commit, in the thread that acted."""

from functools import partial

from chalou.chat import actions, queries
from chalou.chat.live.frames import (
    listening_values,
    member_values,
    message_frame,
    pinyin_of,
    reacted_values,
    seats,
    thread_values,
    topic_of,
    vote_cast_values,
    voted_values,
)
from chalou.chat.live.readers import tell_to_ask
from chalou.chat.models import Pin, Removal, Room
from chalou.events.record import live
from chalou.events.vocabulary.chat import (
    HeardOn,
    HostNamed,
    MemberAltered,
    MemberMuted,
    MemberSettled,
    MembershipBegan,
    MembershipEnded,
    MessageEdited,
    MessageHidden,
    MessageMoved,
    MessagePinned,
    MessageRequoted,
    MessageShownAgain,
    MessagesTakenBack,
    MessageTakenBack,
    MessageUnpinned,
    MuteLifted,
    PollClosed,
    Reacted,
    RoomChanged,
    RoomSetAnew,
    SeatAsked,
    SeatPutOff,
    ThreadChanged,
    ThreadOpened,
    VoteCast,
    Voted,
)
from chalou.events.vocabulary.people import (
    Blocked,
    ElderNamed,
    PersonChanged,
    PersonLetBack,
    PersonSentAway,
    RoleGiven,
    SessionsEnded,
    SetBack,
    ShownSet,
    Unblocked,
)
from chalou.foundation.clock import now
from chalou.foundation.hub import hub
from chalou.foundation.hub.frames import Frame
from chalou.foundation.ids import MessageId, PersonId, RoomId


@live(MessageEdited)
def message_edited(event: MessageEdited) -> None:
    _tell_message(event.room, event.message)
    _tell_if_pinned(event.room, event.message)


@live(MessageTakenBack)
def message_taken_back(event: MessageTakenBack) -> None:
    _tell_message(event.room, event.message)
    _tell_seats(event.room)  # it may have been kept in sight


@live(MessagesTakenBack)
def messages_taken_back(event: MessagesTakenBack) -> None:
    for message in event.messages:
        _tell_message(event.room, message)
    _tell_seats(event.room)


@live(RoomSetAnew)
def room_set_anew(event: RoomSetAnew) -> None:
    """A number that nobody can have: whoever hears it asks for the rest, and is told to load anew."""
    _tell_moved(event.room, event.change)


@live(MessageHidden)
def message_hidden(event: MessageHidden) -> None:
    _tell_message(event.room, event.message)
    _tell_seats(event.room)


@live(MessageShownAgain)
def message_shown_again(event: MessageShownAgain) -> None:
    _tell_message(event.room, event.message)
    _tell_seats(event.room)


@live(MessagePinned)
def message_pinned(event: MessagePinned) -> None:
    _tell_moved(event.room, event.change)


@live(MessageUnpinned)
def message_unpinned(event: MessageUnpinned) -> None:
    _tell_moved(event.room, event.change)


def _tell_moved(room: RoomId, change: int) -> None:
    """Something beside the talk is another: it is fetched, and the change counted."""
    if hub.the_hub is not None:
        moved = Frame({"is": "moved", "room": room, "change": change})
        hub.the_hub.call(hub.the_hub.tell, topic_of(room), [moved, seats(room)])


def _tell_if_pinned(room: RoomId, message: MessageId) -> None:
    if hub.the_hub is not None and Pin.objects.filter(message=message).exists():
        _tell_seats(room)


@live(MemberMuted)
def member_muted(event: MemberMuted) -> None:
    _tell_seats(event.room)


@live(MuteLifted)
def mute_lifted(event: MuteLifted) -> None:
    _tell_seats(event.room)


@live(MessageRequoted)
def message_requoted(event: MessageRequoted) -> None:
    _tell_message(event.room, event.message)


@live(MessageMoved)
def message_moved(event: MessageMoved) -> None:
    """Pages of the thread it was in see that it is in another, those of the other that it is there; and what is new in
    each counts otherwise, which stands beside the talk.
    """
    _tell_message(event.room, event.message)
    _tell_seats(event.room)


@live(Reacted)
def reacted(event: Reacted) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell, topic_of(event.room), [Frame(reacted_values(event))])


@live(Voted)
def voted(event: Voted) -> None:
    """A few figures and not the whole message: two hundred may vote within a minute."""
    if hub.the_hub is None:
        return
    message = queries.message_by_id(event.message)
    if message.poll is None:
        # Taken back meanwhile, which is told by itself.
        _tell_moved(event.room, event.change)
        return
    frame = Frame(voted_values(event, message.poll), of=message.author)
    hub.the_hub.call(hub.the_hub.tell, topic_of(event.room), [frame])


@live(VoteCast)
def vote_cast(event: VoteCast) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell_only, [event.by], topic_of(event.room), vote_cast_values(event))


@live(PollClosed)
def poll_closed(event: PollClosed) -> None:
    _tell_message(event.room, event.message)


@live(ThreadOpened)
def thread_opened(event: ThreadOpened) -> None:
    _tell_thread(event.room, event.change)


@live(ThreadChanged)
def thread_changed(event: ThreadChanged) -> None:
    _tell_thread(event.room, event.change)


def _tell_thread(room: RoomId, change: int) -> None:
    if hub.the_hub is not None:
        for thread in queries.threads_altered(room, change - 1):
            values = {"is": "thread", "room": room, "change": thread.change, **thread_values(thread)}
            hub.the_hub.call(hub.the_hub.tell, topic_of(room), [Frame(values, of=thread.opened_by)])


def _tell_message(room: RoomId, message: MessageId) -> None:
    if hub.the_hub is not None:
        frame = message_frame(queries.message_by_id(message))
        hub.the_hub.call(hub.the_hub.tell, topic_of(room), [frame])


@live(RoomChanged)
def room_altered(event: RoomChanged) -> None:
    """Those a room is closed to by this change hear no more of it, its new name included; the others hear the words."""
    if hub.the_hub is not None:
        room = Room.objects.get(id=event.room)
        members = queries.members_of_closed(event.room)
        if members is not None:
            gone = {"is": "gone", "room": event.room, "why": "not_found"}
            hub.the_hub.call(hub.the_hub.keep_only, members, topic_of(event.room), gone)
        values = {
            "is": "room",
            "room": room.id,
            "change": event.change,
            "name": room.name,
            "purpose": room.purpose,
            "access": room.access,
            "readers": room.shows_readers,
            "mode": room.mode,
            "slow_s": room.slow_s,
            **pinyin_of(room.name),
        }
        hub.the_hub.call(hub.the_hub.tell, topic_of(event.room), [Frame(values)])


@live(MembershipEnded)
def membership_over(event: MembershipEnded) -> None:
    """Whoever left or was removed hears nothing from this moment; the others only count the change."""
    if hub.the_hub is not None:
        gone = {"is": "gone", "room": event.room, "why": "left" if event.by == event.person else "removed"}
        reason = Removal.objects.filter(room=event.room, person=event.person).values_list("reason", flat=True).first()
        if reason:
            gone["reason"] = reason
        moved = Frame({"is": "moved", "room": event.room, "change": event.change})
        hub.the_hub.call(hub.the_hub.revoke, event.person, topic_of(event.room), gone)
        hub.the_hub.call(hub.the_hub.tell, topic_of(event.room), [moved, seats(event.room)])


@live(MembershipBegan)
def membership_new(event: MembershipBegan) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.come_in, event.person, topic_of(event.room))
    _tell_seats(event.room)


@live(HostNamed)
def host_named(event: HostNamed) -> None:
    _tell_seats(event.room)


def _tell_seats(room: RoomId) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.tell, topic_of(room), [seats(room)])


@live(PersonChanged)
def person_altered(event: PersonChanged) -> None:
    if event.is_seen:
        actions.alter_member(person_id=event.person, at=event.at)


def mark_altered(event: RoleGiven | ElderNamed | SetBack | PersonSentAway | PersonLetBack) -> None:
    """Beside their name stands another word, or none any more, in every room they sit in."""
    if hub.the_hub is not None:
        for room in queries.rooms_of(event.person):
            _tell_seats(room)


live(RoleGiven)(mark_altered)
live(ElderNamed)(mark_altered)
live(SetBack)(mark_altered)
live(PersonSentAway)(mark_altered)
live(PersonLetBack)(mark_altered)


@live(MemberAltered)
def member_altered(event: MemberAltered) -> None:
    if hub.the_hub is not None:
        for member in queries.members_altered(event.room, event.change - 1):
            values = {"is": "person", "room": event.room, "change": event.change, **member_values(member)}
            frame = Frame(values, of=event.person)
            hub.the_hub.call(hub.the_hub.tell, topic_of(event.room), [frame])


@live(SessionsEnded)
def sessions_over(event: SessionsEnded) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(hub.the_hub.expel, event.person, event.kept, event.ended)


@live(ShownSet)
def shown_set(event: ShownSet) -> None:
    if hub.the_hub is not None:
        hub.the_hub.call(partial(hub.the_hub.hide, event.person, is_hidden=not event.here))
        tell_to_ask(event.person)


@live(Blocked)
def person_blocked(event: Blocked) -> None:
    _tell_silence(event.person, event.blocked, is_silent=True)


@live(Unblocked)
def person_unblocked(event: Unblocked) -> None:
    _tell_silence(event.person, event.blocked, is_silent=False)


def _tell_silence(person: PersonId, other: PersonId, *, is_silent: bool) -> None:
    """For the one who does not want to hear, in all their windows. The other is told nothing."""
    if hub.the_hub is not None:
        hub.the_hub.call(partial(hub.the_hub.silence, person, other, is_silent=is_silent))


# Of listening: whoever listens hears how far they have come, hosts who asks them for a seat, and nobody else.


@live(HeardOn)
def heard_on(event: HeardOn) -> None:
    _tell_progress(event.room, event.person)


@live(MemberSettled)
def member_settled(event: MemberSettled) -> None:
    _tell_progress(event.room, event.person)
    _tell_hosts(event.room)


@live(SeatAsked)
def seat_asked(event: SeatAsked) -> None:
    _tell_progress(event.room, event.person)
    _tell_hosts(event.room)


@live(SeatPutOff)
def seat_put_off(event: SeatPutOff) -> None:
    _tell_progress(event.room, event.person)
    _tell_hosts(event.room)


def _tell_progress(room: RoomId, person: PersonId) -> None:
    if hub.the_hub is not None:
        values = listening_values(room, queries.listening_for(person, room, at=now()))
        hub.the_hub.call(hub.the_hub.tell_only, [person], topic_of(room), values)


def _tell_hosts(room: RoomId) -> None:
    """Those who let in have a list of who waits beside their talk: it is to be fetched anew."""
    if hub.the_hub is not None:
        hosts = queries.hosts_of(room)
        if hosts:
            hub.the_hub.call(hub.the_hub.tell_only, hosts, topic_of(room), seats(room).values)
