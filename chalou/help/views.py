"""The help: for everybody to read, for the keeper (and moderators, where the keeper likes) to change; and the keeper's
guide, for those who keep order.
"""

from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.languages import FALLBACK, LANGUAGES, html_lang
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.markdown import to_html
from chalou.foundation.web.answers import page
from chalou.foundation.web.offline import may_be_kept
from chalou.foundation.web.outside import ABOUT, Outside
from chalou.help import actions, queries, rules
from chalou.help import guide as guides
from chalou.help.forms import NewQuestionForm, QuestionForm, SectionForm, put, status_of
from chalou.help.models import Kind
from chalou.people.http import MemberRequest, members_only, viewer

P = ParamSpec("P")
GET_OR_POST = ["GET", "HEAD", "POST"]


def order_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For the keeper and the moderators."""
    return _only(lambda request: request.person.keeps_order, view)


def changers_only(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For those who may change the help."""
    return _only(lambda request: queries.may_change(request.person), view)


def _only(
    may: Callable[[MemberRequest], bool], view: Callable[Concatenate[MemberRequest, P], HttpResponseBase]
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def gate(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may(request):
            raise NotFound
        return view(request, *args, **kwargs)

    return members_only(gate)


def _language() -> str:
    return get_language() or FALLBACK


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All questions by sections; with `?q=` those in which the words stand."""
    asked = request.GET.get("q", "")[: rules.LONGEST_SEARCH]
    sections = queries.help_for(_language())
    words = rules.sought(asked)
    about = _(
        "Questions people ask in this house, and plain answers: coming in, first steps, talking, privacy, phones,"
        " words of tea."
    )
    made = page(
        request,
        "help/index.html",
        sections=queries.finding(sections, asked) if words else sections,
        asked=asked if words else "",
        may_change=queries.may_change(viewer(request)),
        outside=Outside(reverse("help:index"), about, is_listed=not words),
    )
    may_be_kept(request, made)
    return made


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with its answer, to be linked to."""
    found = queries.answer_for(_language(), slug)
    if found is None:
        return redirect("help:index")
    section, said = found
    made = page(
        request,
        "help/answer.html",
        section=section,
        said=said,
        may_change=queries.may_change(viewer(request)),
        outside=Outside(
            reverse("help:answer", args=[said.slug]),
            Truncator(unescape(strip_tags(said.html))).chars(ABOUT),
            is_listed=True,
        ),
    )
    may_be_kept(request, made)
    return made


@require_safe
@order_only
def guide(request: MemberRequest) -> HttpResponse:
    language = _language()
    return page(request, "help/guide.html", opening=guides.opening(language), chapters=guides.guide(language))


@require_safe
@order_only
def chapter(request: MemberRequest, chapter: str) -> HttpResponse:
    """A chapter of the guide, and the ways to its neighbours."""
    chapters = guides.guide(_language())
    for at, one in enumerate(chapters):
        if one.slug == chapter:
            before, after = chapters[at - 1 : at], chapters[at + 1 : at + 2]
            return page(request, "help/chapter.html", chapter=one, before=before, after=after)
    raise NotFound


@require_safe
@order_only
def picture(request: MemberRequest, name: str) -> HttpResponse:  # noqa: ARG001  # the gate has looked at it
    """A picture of the guide."""
    shown = guides.picture(name)
    if shown is None:
        raise NotFound
    answer = HttpResponse(shown, content_type="image/webp")
    patch_cache_control(answer, private=True, max_age=24 * 60 * 60)
    return answer


@require_http_methods(GET_OR_POST)
@changers_only
def change(request: MemberRequest) -> HttpResponse:
    """Everything, hidden things too, with what can be done to it."""
    refusal = None
    if request.method == "POST":
        try:
            _arrange(request)
        except Refused as refused:
            refusal = refused
        else:
            return redirect(f"{reverse('help:change')}#at-{request.POST['slug']}")
    return page(
        request,
        "help/change.html",
        status=409 if refusal else 200,
        refusal=refusal,
        sections=queries.help_for(_language(), with_hidden=True),
        code=_language(),
        by_moderators=queries.is_by_moderators(),
    )


def _arrange(request: MemberRequest) -> None:
    slug, how = request.POST.get("slug", ""), request.POST.get("how", "")
    if how == "drop":
        actions.drop(by=request.person, slug=slug, at=now())
    elif how in [one.value for one in actions.Arrangement]:
        actions.arrange(by=request.person, slug=slug, how=actions.Arrangement(how), at=now())
    else:
        raise NotFound


@require_POST
@changers_only
def care(request: MemberRequest) -> HttpResponse:
    """Whether moderators may change the help."""
    actions.give_care(by=request.person, by_moderators=request.POST.get("moderators") == "yes", at=now())
    return redirect("help:change")


@require_http_methods(GET_OR_POST)
@changers_only
def new(request: MemberRequest, kind: str) -> HttpResponse:
    """A question or a section of the house's own."""
    if kind not in Kind.values:
        raise NotFound
    sections = [(one.head.slug, one.head.title) for one in queries.help_for(_language(), with_hidden=True)]
    form: SectionForm | QuestionForm = (
        SectionForm(request.POST or None)
        if kind == Kind.SECTION
        else NewQuestionForm(
            request.POST or None, sections=sections, initial={"section": request.GET.get("section", "")}
        )
    )
    if form.is_valid() and not _is_preview(request):
        typed = form.cleaned_data
        try:
            if kind == Kind.SECTION:
                slug = actions.add_section(by=request.person, language=_language(), title=typed["title"], at=now())
            else:
                slug = actions.add_question(by=request.person, language=_language(), at=now(), **typed)
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('help:change')}#at-{slug}")
    return page(request, "help/new.html", status=status_of(form), form=form, kind=kind, preview=_preview(request, form))


@require_http_methods(GET_OR_POST)
@changers_only
def edit(request: MemberRequest, slug: str, language: str) -> HttpResponse:
    """The words of one entry in one language: now, ours, and earlier."""
    editing = queries.editing(request.person, slug, language)
    kept = editing.said if editing.is_written else None
    initial = {"title": kept.title, "text": kept.text} if kept else {}
    makes = SectionForm if editing.kind == Kind.SECTION else QuestionForm
    form: SectionForm | QuestionForm = makes(request.POST or None, initial=initial)
    for field in form.fields.values():
        field.widget.attrs["lang"] = html_lang(language)
    if form.is_valid() and not _is_preview(request):
        title, text = form.cleaned_data["title"], form.cleaned_data.get("text", "")
        try:
            actions.write_help(by=request.person, slug=slug, language=language, title=title, text=text, at=now())
        except Refused as refused:
            put(form, refused)
        else:
            return redirect(f"{reverse('help:edit', args=[slug, language])}?saved")
    return page(
        request,
        "help/edit.html",
        status=status_of(form),
        form=form,
        editing=editing,
        spoken=LANGUAGES,
        sections=queries.help_for(_language(), with_hidden=True) if editing.section else (),
        tongue_of_words=html_lang(language),
        is_saved="saved" in request.GET,
        preview=_preview(request, form),
    )


@require_POST
@changers_only
def again(request: MemberRequest, slug: str, language: str) -> HttpResponse:
    """An earlier wording, or ours; none of the earlier; another section."""
    how, number = request.POST.get("how", ""), request.POST.get("wording", "")
    by, at = request.person, now()
    if how == "ours":
        actions.say_as_before(by=by, slug=slug, language=language, wording=None, at=at)
    elif how == "earlier" and number.isdecimal() and len(number) < 19:
        actions.say_as_before(by=by, slug=slug, language=language, wording=int(number), at=at)
    elif how == "forget":
        actions.forget_earlier(by=by, slug=slug, language=language, at=at)
    elif how == "section":
        actions.put_into(by=by, slug=slug, section=request.POST.get("section", ""), at=at)
    else:
        raise NotFound
    return redirect(f"{reverse('help:edit', args=[slug, language])}?saved")


def _is_preview(request: HttpRequest) -> bool:
    return "look" in request.POST


def _preview(request: HttpRequest, form: SectionForm | QuestionForm) -> tuple[str, str] | None:
    """The question and its answer as they would stand there."""
    if not (_is_preview(request) and form.is_valid() and "text" in form.cleaned_data):
        return None
    return form.cleaned_data["title"], to_html(form.cleaned_data["text"])
