"""The keeper's pages of customs, and the page of customs for everybody.

Whatever leads to other customs (the form, a ready set, a file, an earlier version) goes by one page: what would be
another, and what it would have meant last month. Only from there it is saved.
"""

from dataclasses import dataclass
from itertools import pairwise

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.chat.queries import judged
from chalou.foundation.clock import now
from chalou.foundation.languages import FALLBACK
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.answers import page
from chalou.foundation.web.outside import Outside
from chalou.house.queries import (
    READY_SETS,
    VERSIONS_PAGE,
    Version,
    languages_of,
    newest_version,
    ready_set,
    the_customs,
    the_house,
    version,
    versions,
    whole_house,
)
from chalou.house.refusals import accept_customs
from chalou.house.rules.customs import Customs, Text
from chalou.house.rules.document import MOST_BYTES, read, to_document, written
from chalou.people.forms import put, status_of
from chalou.people.http import MemberRequest
from chalou.people.queries import names_of
from chalou.server.customs import words
from chalou.server.customs.forms import CustomsForm, FileForm, SaveForm
from chalou.server.customs.sentences import Change, changes, customary
from chalou.server.keeper import actions
from chalou.server.keeper.views.gate import GET_OR_POST, keeper_only, number_in, saved

LATEST = 3
"""Versions that the overview shows; the log has all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A version of the customs in the log, who made it, and what it changed."""

    version: Version
    by: str
    changes: tuple[Change, ...]


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    """What is customary here, for everybody who comes."""
    if the_house() is None:
        raise NotFound
    customs = the_customs()
    about = _("What is customary in this house: how one talks, how one becomes known, and what one may do.")
    return page(
        request,
        "server/house_rules.html",
        parts=customary(customs),
        own=to_html(_own_words(customs, Text.FIRST)),
        name=customs.called(_language()),
        outside=Outside(reverse("house_rules"), about, is_listed=True),
    )


@never_cache
@require_safe
@keeper_only
def customs(request: MemberRequest) -> HttpResponse:
    """What counts now, and the ways to change it."""
    return _overview(request, FileForm())


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def change(request: MemberRequest) -> HttpResponse:
    """The customs as a form. What is sent goes on to the page that tells what it would mean. It may begin with other
    customs than those that count: with `document`, which comes back from there.
    """
    newest = newest_version()
    begun, begun_at = newest.customs, newest.number
    if request.method == "POST":
        begun = accept_customs(lambda: read(request.POST.get("document", "")))
        begun_at = number_in(request.POST.get("instead_of", "")) or 0
    is_filled_in = "change" in request.POST
    form = CustomsForm(request.POST if is_filled_in else None, customs=begun, languages=_languages())
    if is_filled_in and form.is_valid() and form.customs is not None:
        return _tried(request, form.customs, newest, begun_at=begun_at)
    return page(
        request,
        "server/customs_change.html",
        status=status_of(form),
        form=form,
        document=_carried(begun),
        instead_of=begun_at,
        sections=tuple(form.sections()),
        questions=tuple(form.questions()),
        seats=words.SEATS,
    )


@never_cache
@require_POST
@keeper_only
def attempt(request: MemberRequest) -> HttpResponse:
    """Customs that come from elsewhere, looked at before they count: a ready set, a version, a file."""
    newest = newest_version()
    if "set" in request.POST:
        return _tried(request, ready_set(request.POST["set"]), newest)
    if "version" in request.POST:
        number = number_in(request.POST["version"])
        if number is None:
            raise NotFound
        return _tried(request, version(number).customs, newest, back_to=number)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, form)
    sent = form.cleaned_data["file"]
    data = sent.read(MOST_BYTES + 1) if isinstance(sent, UploadedFile) else form.cleaned_data["text"]
    try:
        if not data:
            raise Refused("nothing", _("Choose a file, or paste what stands in it."), field="file")
        brought = accept_customs(lambda: read(data))
    except Refused as refused:
        put(form, refused)
        return _overview(request, form)
    return _tried(request, brought, newest)


@never_cache
@require_POST
@keeper_only
def save(request: MemberRequest) -> HttpResponse:
    """Let the customs count that were looked at. Who was overtaken looks at them again."""
    form = SaveForm(request.POST)
    wanted = accept_customs(lambda: read(request.POST.get("document", "")))
    if not form.is_valid():
        return _tried(request, wanted, newest_version(), form=form)
    try:
        actions.change_customs(
            by=request.person,
            customs=wanted,
            instead_of=form.cleaned_data["instead_of"],
            note=form.cleaned_data["note"],
            at=now(),
        )
    except Refused as refused:
        put(form, refused)
        return _tried(request, wanted, newest_version(), form=form)
    return redirect(saved("keeper_customs"))


@never_cache
@require_safe
@keeper_only
def log(request: MemberRequest) -> HttpResponse:
    """Who changed what, and when; each line leads back."""
    before = number_in(request.GET.get("before", ""))
    lines, goes_on = _log(before=before)
    return page(request, "server/customs_log.html", lines=lines, before=goes_on, newest=newest_version().number)


@never_cache
@require_safe
@keeper_only
def export(request: MemberRequest) -> HttpResponse:
    """The customs as a file; with `?version=` those of an earlier one."""
    number = number_in(request.GET.get("version", ""))
    found = newest_version() if number is None else version(number)
    answer = HttpResponse(written(found.customs), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="chalou-customs-{found.number}.json"'
    return answer


def _overview(request: MemberRequest, form: FileForm) -> HttpResponse:
    lines, _goes_on = _log(most=LATEST)
    newest = newest_version()
    return page(
        request,
        "server/customs.html",
        status=status_of(form),
        newest=newest,
        name=newest.customs.called(_language()),
        parts=customary(newest.customs),
        sets=[(name, ready_set(name).called(_language()), _SETS[name]) for name in READY_SETS],
        lines=lines,
        form=form,
        is_saved="saved" in request.GET,
    )


def _tried(
    request: MemberRequest,
    wanted: Customs,
    newest: Version,
    *,
    form: SaveForm | None = None,
    back_to: int | None = None,
    begun_at: int | None = None,
) -> HttpResponse:
    """What would be another, what it would have meant, and the way to let it count. `begun_at`: the version from which
    somebody began to change; if another counts by now, they are told so.
    """
    initial = {"document": _carried(wanted), "instead_of": newest.number}
    initial["note"] = form.data.get("note", "") if form is not None else _note(back_to)
    return page(
        request,
        "server/customs_try.html",
        status=200 if form is None else 409,
        refusals=[] if form is None else [str(error) for errors in form.errors.values() for error in errors],
        is_overtaken=begun_at is not None and begun_at != newest.number,
        changes=changes(newest.customs, wanted),
        judged=judged(request.person, before=newest.customs, after=wanted, at=now()),
        form=SaveForm(initial=initial),
        name=wanted.called(_language()),
    )


def _carried(customs: Customs) -> str:
    """The customs as pages carry them on: the file without its line breaks."""
    return msgspec.json.encode(to_document(customs)).decode()


def _note(back_to: int | None) -> str:
    return "" if back_to is None else _("Back to version %(number)s") % {"number": back_to}


def _log(*, before: int | None = None, most: int = VERSIONS_PAGE) -> tuple[tuple[Line, ...], int | None]:
    """The log from there on, the newest first, and where it goes on."""
    found = versions(before=before)
    names = names_of({one.by for one in found if one.by is not None})
    lines = tuple(
        Line(new, names.get(new.by, "") if new.by is not None else "", changes(old.customs, new.customs))
        for new, old in pairwise(found)
    )
    goes_on = found[-2].number if found[-1].number and len(found) > 1 else None
    return lines[:most], goes_on


def _own_words(customs: Customs, text: Text) -> str:
    """The keeper's words in the reader's language, or in the house's own: there are none of ours for this."""
    said = customs.words.get(text, {})
    return said.get(_language()) or next(iter(said.values()), "")


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in languages_of(whole_house()))


def _language() -> str:
    return get_language() or FALLBACK


_SETS = dict(zip(READY_SETS, words.SETS, strict=True))
