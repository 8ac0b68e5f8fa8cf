"""The house itself: its words, its sign, its languages, who may come in, and how much it takes."""

from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chalou.chat import queries as chat
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page
from chalou.house.models import WayIn
from chalou.house.queries import languages_of, whole_house
from chalou.people.forms import HouseForm, put, status_of
from chalou.people.http import MemberRequest
from chalou.server.keeper import actions
from chalou.server.keeper.forms import LanguagesForm, LimitsForm, SignForm, WayInForm, WordsForm
from chalou.server.keeper.views.gate import GET_OR_POST, keeper_only, saved


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def words(request: MemberRequest) -> HttpResponse:
    """The name, the line below it, and the word of welcome."""
    house = whole_house()
    form = WordsForm(
        request.POST or None, initial={"name": house.name, "tagline": house.tagline, "welcome": house.welcome}
    )
    if _is_kept(form, lambda: actions.change_words(by=request.person, house=house, **form.cleaned_data, at=now())):
        return redirect(saved("keeper_words"))
    return _words_page(request, form, SignForm(initial={"alt": house.sign_alt}))


@never_cache
@require_POST
@keeper_only
def sign(request: MemberRequest) -> HttpResponse:
    """Hang another sign, or describe the one that hangs there."""
    house = whole_house()
    form = SignForm(request.POST, request.FILES, may_stay=bool(house.sign))

    def keep() -> None:
        picture, alt = form.cleaned_data["picture"], form.cleaned_data["alt"]
        if isinstance(picture, UploadedFile):
            actions.hang_sign(by=request.person, house=house, data=picture.read(), alt=alt, at=now())
        else:
            actions.describe_sign(by=request.person, house=house, alt=alt, at=now())

    if _is_kept(form, keep):
        return redirect(saved("keeper_words"))
    now_hanging = whole_house()
    initial = {"name": now_hanging.name, "tagline": now_hanging.tagline, "welcome": now_hanging.welcome}
    return _words_page(request, WordsForm(initial=initial), form)


@never_cache
@require_POST
@keeper_only
def take_sign_down(request: MemberRequest) -> HttpResponse:
    """Our own drawing hangs there again."""
    actions.take_sign_down(by=request.person, house=whole_house(), at=now())
    return redirect(saved("keeper_words"))


def _words_page(request: MemberRequest, form: WordsForm, sign_form: SignForm) -> HttpResponse:
    return page(
        request,
        "server/keeper_words.html",
        status=max(status_of(form), status_of(sign_form)),
        form=form,
        sign_form=sign_form,
        is_saved="saved" in request.GET,
        most_mb=settings.CHALOU.upload_mb,
    )


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def languages(request: MemberRequest) -> HttpResponse:
    """In which languages the house can be read, and which is its own."""
    house = whole_house()
    chosen = [code for code, _name in languages_of(house)]
    form = LanguagesForm(request.POST or None, initial={"language": house.language, "languages": chosen})
    if _is_kept(form, lambda: actions.choose_languages(by=request.person, house=house, **form.cleaned_data, at=now())):
        return redirect(saved("keeper_languages"))
    return _form_page(request, "server/keeper_languages.html", form)


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def way_in(request: MemberRequest) -> HttpResponse:
    """Who may come in, what is asked at the door, and whether search engines may list the house."""
    house = whole_house()
    form = WayInForm(
        request.POST or None,
        initial={"way_in": house.way_in, "question": house.question, "is_listed": house.is_listed},
    )

    def keep() -> None:
        typed = form.cleaned_data
        actions.choose_way_in(
            by=request.person,
            house=house,
            way_in=WayIn(typed["way_in"]),
            question=typed["question"],
            is_listed=typed["is_listed"],
            at=now(),
        )

    if _is_kept(form, keep):
        return redirect(saved("keeper_way_in"))
    return _form_page(request, "server/keeper_way_in.html", form)


@never_cache
@require_http_methods(GET_OR_POST)
@keeper_only
def storage(request: MemberRequest) -> HttpResponse:
    """How much room pictures and files take, whose, and how much they may: how much, never what or where."""
    house = whole_house()
    form = LimitsForm(
        request.POST or None, initial={"media_mb_person": house.media_mb_person, "media_mb_house": house.media_mb_house}
    )

    def keep() -> None:
        actions.set_limits(
            by=request.person,
            house=house,
            person_mb=form.cleaned_data["media_mb_person"],
            house_mb=form.cleaned_data["media_mb_house"],
            at=now(),
        )

    if _is_kept(form, keep):
        return redirect(saved("keeper_storage"))
    return _form_page(
        request,
        "server/keeper_storage.html",
        form,
        use=chat.use_of_house(),
        most=chat.most_kept(),
        largest=chat.largest_uses(),
        chalou=settings.CHALOU,
    )


def _is_kept(form: HouseForm, keep: Callable[[], None]) -> bool:
    """Whether what was typed is kept now. What is refused stands beside its field, and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        keep()
    except Refused as refused:
        put(form, refused)
        return False
    return True


def _form_page(request: MemberRequest, template: str, form: HouseForm, **shown: object) -> HttpResponse:
    return page(request, template, status=status_of(form), form=form, is_saved="saved" in request.GET, **shown)
