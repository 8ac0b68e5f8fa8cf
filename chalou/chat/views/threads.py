"""The threads of a room: their list, opening and naming one, following it, moving messages into it."""

import re
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.request import HttpRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat import actions, queries
from chalou.chat.forms import MoveForm, ThreadForm
from chalou.chat.models import Access, Stance
from chalou.chat.queries import RoomSeen, ThreadLine
from chalou.chat.refusals import refuse, refuse_use, refused
from chalou.chat.rules import Refusal, why_not_change_thread, why_not_open_thread
from chalou.chat.views.asked import GET_OR_POST, address_of, done, room_id, seq_number, tell_read, thread_id
from chalou.foundation import subjects
from chalou.foundation.clock import now
from chalou.foundation.hub.frames import moment
from chalou.foundation.ids import ThreadId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.foundation.web.offline import may_be_kept
from chalou.house.rules.customs import Right
from chalou.people.http import MemberRequest, members_only, viewer

_PLACE_IN_LIST = re.compile(r"(\d{1,15})-(\d{1,15})", re.ASCII)


@require_safe
def threads(request: HttpRequest, room: int) -> HttpResponse:
    person = viewer(request)
    seen = queries.room_for(person, room_id(room))
    place = _PLACE_IN_LIST.fullmatch(request.GET.get("before", ""))
    word, with_archived = request.GET.get("tag", "")[:20].casefold(), request.GET.get("archived") == "yes"
    found = queries.threads_of(
        person,
        seen.id,
        seen.unheard,
        word=word,
        with_archived=with_archived,
        before=(int(place[1]), int(place[2])) if place else None,
        named=queries.unread_mentions_of(person.id) if person else None,
    )
    if wants_json(request):
        return JsonResponse(
            {"room": seen.id, "threads": [_values(line) for line in found.threads], "before": found.before}
        )
    answer = page(request, "chat/threads.html", room=seen, found=found, word=word, with_archived=with_archived)
    if seen.access != Access.DIRECT:
        may_be_kept(request, answer)
    return answer


def _values(line: ThreadLine) -> dict[str, Any]:  # JSON
    return {
        "thread": line.id,
        "title": line.title,
        "tags": list(line.tags),
        "archived": line.is_archived,
        "at": moment(line.last_at),
        "unread": line.unread,
        "stance": line.stance,
        "named_at": line.named_at,
    }


@require_http_methods(GET_OR_POST)
@members_only
def open_thread(request: MemberRequest, room: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room))
    refuse(why_not_open_thread(is_member=seen.is_member, is_removed=seen.is_removed, keeps_order=seen.keeps_order))
    refuse_use(Right.THREADS, seat=request.person.sits_as, is_host=seen.is_host)
    named = request.GET.get("about") or request.POST.get("about") or ""
    about = subjects.subject_named(request.person, named) if named else None
    form = ThreadForm(request.POST or None)
    if form.is_valid():
        try:
            opened = actions.open_thread(
                by=request.person,
                room_id=seen.id,
                title=form.cleaned_data["title"],
                tags=form.cleaned_data["tags"],
                about=about,
                at=now(),
            )
            if wants_json(request):
                return JsonResponse({"room": seen.id, "thread": opened})
            return redirect("chat:thread", room=room, thread=opened)
        except Refused as refusal:
            if wants_json(request):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return page(
        request,
        "chat/open_thread.html",
        status=400 if form.errors else 200,
        room=seen,
        form=form,
        about=about,
        about_shown=subjects.shown(request.person, [about]).get(about) if about else None,
    )


@require_http_methods(GET_OR_POST)
@members_only
def settings(request: MemberRequest, room: int, thread: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room), thread_id(thread))
    _may_change(request, seen)
    tags = queries.tags_of([seen.thread.id]).get(seen.thread.id, ())
    form = ThreadForm(request.POST or None, initial={"title": seen.thread.title, "tags": " ".join(tags)})
    if form.is_valid():
        try:
            actions.change_thread(
                by=request.person,
                room_id=seen.id,
                thread_id=seen.thread.id,
                title=form.cleaned_data["title"],
                tags=form.cleaned_data["tags"],
                at=now(),
            )
            return _to_thread(request, seen)
        except Refused as refusal:
            if wants_json(request):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return page(request, "chat/thread_settings.html", status=400 if form.errors else 200, room=seen, form=form)


def _may_change(request: MemberRequest, seen: RoomSeen) -> None:
    refuse(
        why_not_change_thread(
            is_main=seen.thread.is_main,
            is_member=seen.is_member,
            is_opener=seen.thread.opened_by == request.person.id,
            is_host=seen.is_host,
            keeps_order=seen.keeps_order,
        )
    )


@require_POST
@members_only
def archive(request: MemberRequest, room: int, thread: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room), thread_id(thread))
    is_archived = request.POST.get("archived") == "yes"
    actions.archive_thread(
        by=request.person, room_id=seen.id, thread_id=seen.thread.id, is_archived=is_archived, at=now()
    )
    return _to_thread(request, seen)


@require_POST
@members_only
def stance(request: MemberRequest, room: int, thread: int) -> HttpResponse:
    seen = queries.room_for(request.person, room_id(room), thread_id(thread))
    chosen = request.POST.get("stance", "")
    if chosen not in Stance.values:
        raise NotFound
    actions.take_stance(by=request.person, room_id=seen.id, thread_id=seen.thread.id, stance=Stance(chosen), at=now())
    return _to_thread(request, seen)


def _to_thread(request: MemberRequest, seen: RoomSeen) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"room": seen.id, "thread": seen.thread.id})
    return redirect(address_of(seen.id, seen.thread))


@require_POST
@members_only
def unread(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    """From this message on it is new again, on every device."""
    seen = queries.room_for(request.person, room_id(room))
    thread = actions.mark_unread(by=request.person, room_id=seen.id, seq=seq_number(seq), at=now())
    tell_read(queries.room_for(request.person, seen.id, thread))
    if wants_json(request):
        return done(request, seen.id, {"room": seen.id, "seq": seq})
    # Not back to the talk: whoever is shown it has read it.
    return redirect("chat:rooms")


@require_http_methods(GET_OR_POST)
@members_only
def move(request: MemberRequest, room: int, seq: int) -> HttpResponse:
    """Move a message, and if one likes those after it in its thread, to another thread or a new one."""
    seen = queries.room_for(request.person, room_id(room))
    if not seen.may_keep_order:
        raise refused(Refusal.NOT_A_HOST)
    message = queries.message_in(seen.id, seq_number(seq), seen.unheard)
    main = seen.thread
    others = queries.threads_of(request.person, seen.id, seen.unheard).threads
    form = MoveForm(request.POST or None, threads=others, main=None if message.thread == main.id else main.id)
    if form.is_valid():
        try:
            seqs = queries.seqs_from(message) if form.cleaned_data["with_later"] else (message.seq,)
            by, at, to = request.person, now(), form.cleaned_data["to"]
            if to == "new":
                title = form.cleaned_data["title"]
                thread = actions.move_to_new(by=by, room_id=seen.id, seqs=seqs, title=title, at=at)
            else:
                thread = ThreadId(int(to))
                actions.move(by=by, room_id=seen.id, seqs=seqs, thread_id=thread, at=at)
            there = queries.room_for(request.person, seen.id, thread)
            if wants_json(request):
                return JsonResponse({"room": seen.id, "thread": thread, "moved": len(seqs)})
            return redirect(f"{address_of(seen.id, there.thread)}?at={seq}#m{seq}")
        except Refused as refusal:
            if wants_json(request):
                raise
            form.add_error("title" if form.cleaned_data["to"] == "new" else None, str(refusal))
    return page(request, "chat/move.html", status=400 if form.errors else 200, room=seen, message=message, form=form)
