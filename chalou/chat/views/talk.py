"""The talk of a room: its page, its messages, and what people do with their words."""

import contextlib
from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.attaching import Brought
from chalou.chat.forms import EditForm
from chalou.chat.live.frames import ack, catch_up_values, message_frame, mine_values, votes_values
from chalou.chat.live.readers import tell_readers
from chalou.chat.models import Access
from chalou.chat.queries import AttachmentShown, MessageShown, Quoted, ReadTo, RoomPage, RoomSeen
from chalou.chat.rules import REACTIONS, SLOW_S, excerpt, why_not_edit, why_not_take_back
from chalou.chat.turns import talk
from chalou.chat.views.asked import (
    TOO_LARGE,
    address_of,
    alts_given,
    brought_given,
    client_id_given,
    done,
    here_now,
    is_prefetch,
    may_change,
    may_use,
    number,
    room_id,
    seq_number,
    tell_read,
    thread_given,
    thread_id,
    wants_html,
)
from chalou.chat.views.heard import heard_on
from chalou.foundation import subjects
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.ids import RoomId, ThreadId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.subjects import Subject
from chalou.foundation.web.answers import page, status_of, wants_json
from chalou.foundation.web.offline import may_be_kept
from chalou.foundation.web.outside import Outside
from chalou.people.actions import be_here
from chalou.people.http import MemberRequest, members_only, viewer
from chalou.people.models import Person


@require_safe
def room(request: HttpRequest, room: int) -> HttpResponse:
    return room_page(request, room_id(room))


@require_safe
def thread(request: HttpRequest, room: int, thread: int) -> HttpResponse:
    return room_page(request, room_id(room), thread=thread_id(thread))


def room_page(
    request: HttpRequest,
    room: RoomId,
    *,
    thread: ThreadId | None = None,
    draft: str = "",
    reply_to: int | None = None,
    refusal: Refused | None = None,
    client_id: UUID | None = None,
    unsent: tuple[AttachmentShown, ...] = (),
    announces: bool = False,
    wrong_answers: tuple[int, ...] | None = None,
) -> HttpResponse:
    """The page of a room, or of one of its threads. After a refusal with what was typed, and `unsent`: what was brought
    along and is here already; `wrong_answers`: to which of the questions about the house rules.
    """
    person = viewer(request)
    shown = queries.page_of(
        person,
        room,
        thread=thread,
        at_seq=number(request.GET.get("at")),
        before=number(request.GET.get("before")),
        now=now(),
    )
    if (
        person is not None
        and shown.messages
        and shown.messages[-1].seq > (shown.read_to or 0)
        and not is_prefetch(request)
    ):
        # The one write that a GET may make: who is shown a page has read it. Without scripts nothing else could say so.
        # On a disk that takes nothing the page is shown all the same; the next one marks it.
        with contextlib.suppress(Error):
            actions.mark_read(marks={(person.id, room, shown.thread.id): shown.messages[-1].seq}, at=now())
            if shown.readers is not None:
                tell_readers({(room, shown.thread.id)})
    is_settled = False
    if person is not None and shown.listens is not None and not is_prefetch(request):
        shown, is_settled = heard_on(person, shown)
    about = shown.thread.about_kind and Subject(shown.thread.about_kind, shown.thread.about_id or 0)
    answer = page(
        request,
        "chat/room.html",
        status=status_of(refusal) if refusal else 200,
        room=shown,
        talk_at=address_of(room, shown.thread),
        about=subjects.shown(person, [about]).get(about) if about else None,
        may_change=may_change(person, shown),
        may=shown.may,
        present=here_now(person, shown),
        talk=talk,
        reaction_kinds=REACTIONS,
        draft=draft,
        answered=_answered(shown, reply_to or number(request.GET.get("reply"))),
        refusal=refusal,
        client_id=client_id or uuid4(),
        unsent=unsent,
        announces=announces,
        wrong_answers=wrong_answers,
        is_settled=is_settled,
        paces=SLOW_S[1:],
        next_named=_next_named(request, shown),
        outside=_outside(request, shown),
        upload_mb=settings.CHALOU.upload_mb,
    )
    if shown.access != Access.DIRECT:
        may_be_kept(request, answer)
    return answer


def _outside(request: HttpRequest, room: RoomPage) -> Outside:
    """Older messages, and those around one, are a part of the page and have no address of their own outside."""
    is_part = "before" in request.GET or "at" in request.GET
    name = {"room": room.name}
    about = room.purpose or _("The talk of “%(room)s”, open to be read by everybody.") % name
    if not room.thread.is_main:
        about = _("A table in “%(room)s”, open to be read by everybody.") % name
    return Outside("" if is_part else address_of(room.id, room.thread), about, is_listed=room.is_listed)


def _next_named(request: HttpRequest, room: RoomPage) -> int | None:
    """The message that names the reader to which this page leads: the first they have not read, or the one after that
    to which they were led.
    """
    person, came_to = viewer(request), number(request.GET.get("named"))
    if person is not None and came_to is not None:
        return queries.next_mention(person.id, room.id, came_to)
    return min((seq for seq in (room.named_here, room.named_elsewhere) if seq is not None), default=None)


def _answered(room: RoomPage, seq: int | None) -> Quoted | None:
    """The message that is answered by what somebody is about to write."""
    if not seq:
        return None
    try:
        found = queries.message_in(room.id, seq, room.unheard)
    except NotFound:
        return None
    words = excerpt(found.html)
    return None if found.is_gone else Quoted(found.id, room.id, seq, found.author, found.name, words, is_gone=False)


@require_POST
@members_only
def post(request: MemberRequest, room: int) -> HttpResponse:
    """The slow way to the same writer: a form that waits for the commit."""
    seen = queries.room_for(request.person, room_id(room), thread_given(request.POST.get("thread")))
    by = request.person
    be_here(by=by.id, known_day=by.last_day, time_zone=by.time_zone, at=now())
    return posted(request, seen, brought=brought_given(request))


def posted(
    request: MemberRequest, seen: RoomSeen, *, brought: Sequence[Brought], refusal: Refused | None = None
) -> HttpResponse:
    """What the composer's form holds is posted; or, where that or something it brought was refused, it is shown again
    with all that was typed.
    """
    text, client_id = request.POST.get("text", ""), client_id_given(request)
    reply_to = number(request.POST.get("reply_to"))
    announces = request.POST.get("announce") == "yes"
    if refusal is None:
        try:
            made = actions.post(
                by=request.person,
                room_id=seen.id,
                text=text,
                client_id=client_id,
                at=now(),
                thread=seen.thread.id,
                attachments=brought,
                reply_to=reply_to,
                announces=announces,
            )
        except Refused as wrong:
            if wants_json(request):
                raise
            refusal = wrong
        else:
            if wants_json(request):
                return JsonResponse(ack(made))
            return HttpResponseRedirect(f"{address_of(seen.id, seen.thread)}#m{made.message.seq}")
    # The same id again: should this one have been written after all, it stays one message.
    return room_page(
        request,
        seen.id,
        thread=None if seen.thread.is_main else seen.thread.id,
        draft=text,
        reply_to=reply_to,
        refusal=refusal,
        client_id=client_id,
        unsent=queries.not_yet_sent(request.person.id, seen.id, [one.id for one in brought]),
        announces=announces,
    )


@require_POST
@members_only
def read(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room), thread_given(request.POST.get("thread")))
    seq = min(number(request.POST.get("seq")) or 0, seen.thread.last_seq)
    actions.mark_read(marks={(request.person.id, seen.id, seen.thread.id): seq}, at=now())
    tell_read(seen)
    unread = next((line.unread for line in queries.rooms_for(request.person) if line.id == seen.id), 0)
    return done(request, seen.id, {"room": room, "seq": seq, "unread": unread})


@require_safe
def since(request: HttpRequest, room: int, change: int) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room_id(room))
    caught = queries.catch_up(seen.id, min(change, TOO_LARGE), person=person.id if person else None)
    caught = caught.without(seen.unheard)
    return JsonResponse(catch_up_values(caught, html=wants_html(request)))


@require_safe
def before(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room_id(room), thread_given(request.GET.get("thread")))
    messages, has_earlier = queries.messages_before(seen.thread.id, min(seq, TOO_LARGE), seen.unheard)
    html = wants_html(request)
    return JsonResponse(
        {
            "messages": [message_frame(one).spelled(html=html) for one in messages],
            "has_earlier": has_earlier,
            "mine": mine_values(queries.mine_among(person.id if person else None, messages)),
            "votes": votes_values(queries.votes_among(person.id if person else None, messages)),
        }
    )


@require_safe
def on_day(request: HttpRequest, room: int) -> HttpResponse:
    """To where a day begins in the talk, in the reader's zone; on a day without words, to what came next."""
    seen = queries.room_for(viewer(request), room_id(room), thread_given(request.GET.get("thread")))
    try:
        begins = datetime.combine(date.fromisoformat(request.GET.get("day", "")), time(), get_current_timezone())
        seq = queries.first_seq_since(seen.thread.id, begins)
    except (ValueError, OverflowError):
        seq = None
    there = address_of(seen.id, seen.thread)
    return HttpResponseRedirect(f"{there}?at={seq}#m{seq}" if seq is not None else there)


@require_safe
def message(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    return _message_page(request, room_id(room), seq)


def _message_page(
    request: HttpRequest, room: RoomId, seq: int, *, form: EditForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room)
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    if wants_json(request):
        return JsonResponse(message_frame(shown).spelled(html=wants_html(request)))
    seen = queries.room_for(person, room, shown.thread)
    if "talk" in request.GET:
        # Where a quote leads: to wherever its source stands by now.
        return HttpResponseRedirect(f"{address_of(room, seen.thread)}?at={shown.seq}#m{shown.seq}")
    earlier, later = queries.around(shown, seen.unheard)
    is_mine = person is not None and person.id == shown.author
    may_take_back = person is not None and not why_not_take_back(
        by=person.id,
        author=shown.author,
        is_host=seen.is_host,
        keeps_order=seen.keeps_order,
        is_gone=shown.is_gone,
    )
    may_edit = person is not None and not why_not_edit(
        by=person.id, author=shown.author, is_member=seen.is_member, is_gone=shown.is_gone
    )
    return page(
        request,
        "chat/message.html",
        status=status_of(refusal) if refusal else 200,
        message=shown,
        room=seen,
        talk_at=address_of(room, seen.thread),
        is_pinned=any(one.seq == shown.seq for one in queries.pins_of(seen.id)),
        threads_about=queries.threads_about("message", shown.id, [seen.id], seen.unheard),
        before=earlier,
        after=later,
        mark=queries.mark_of(seen.id, shown.author),
        is_mine=is_mine,
        may_take_back=may_take_back,
        may=may_use(person, is_host=seen.is_host),
        read_by=_read_by(person, seen, shown) if is_mine else (),
        wordings=queries.wordings_of(person, seen, shown),
        form=(form or EditForm({"text": shown.text})) if may_edit else None,
        alts=alts_given(request),
        refusal=refusal,
    )


@require_safe
def history(request: HttpRequest, room: int, seq: int) -> HttpResponse:
    """What a message said before it was edited; for people it stands on the message's own page."""
    person = viewer(request)
    seen = queries.room_for(person, room_id(room))
    shown = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    wordings = queries.wordings_of(person, seen, shown)
    if wordings is None:
        raise NotFound
    if not wants_json(request):
        return HttpResponseRedirect(f"{reverse('chat:message', args=[room, seq])}#earlier")
    return JsonResponse(
        {
            "room": seen.id,
            "seq": shown.seq,
            "wordings": [{"text": one.text, "at": moment(one.said_at)} for one in wordings],
        }
    )


def _read_by(person: Person | None, room: RoomSeen, message: MessageShown) -> tuple[ReadTo, ...]:
    """The others who have read a message of one's own, where they show it."""
    if person is None or message.is_gone or not (room.shows_readers or room.access == Access.DIRECT):
        return ()
    readers = queries.readers_for(person.id, room.id, room.thread.id, room.unheard)
    if readers is None:
        return ()
    return tuple(one for one in readers.people if one.person != person.id and one.seq >= message.seq)


@require_POST
@members_only
def edit(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    try:
        actions.edit(
            by=request.person,
            room_id=seen.id,
            seq=seq_number(seq),
            text=request.POST.get("text", ""),
            alts=alts_given(request),
            at=now(),
        )
    except Refused as refusal:
        if wants_json(request):
            raise
        return _message_page(request, seen.id, seq, form=EditForm(request.POST), refusal=refusal)
    return _altered(request, seen.id, seq)


@require_POST
@members_only
def take_back(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    # Whom one does not hear one cannot take back either: others keep order there too.
    queries.message_in(seen.id, seq_number(seq), seen.unheard)
    actions.take_back(by=request.person, room_id=seen.id, seq=seq_number(seq), at=now())
    return _altered(request, seen.id, seq)


@require_POST
@members_only
def pin(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    verb = actions.unpin if request.POST.get("pinned") == "no" else actions.pin
    verb(by=request.person, room_id=seen.id, seq=seq_number(seq), at=now())
    return _altered(request, seen.id, seq)


def _altered(request: HttpRequest, room: RoomId, seq: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(message_frame(queries.message_in(room, seq)).spelled(html=wants_html(request)))
    there = queries.room_for(viewer(request), room, queries.message_in(room, seq).thread)
    return HttpResponseRedirect(f"{address_of(room, there.thread)}?at={seq}#m{seq}")
