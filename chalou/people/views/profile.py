"""What somebody says of themselves, and the list of everybody in the house."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chalou.foundation.clock import now
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import Refused
from chalou.foundation.web.answers import page, wants_json
from chalou.people import actions, queries
from chalou.people.forms import AboutMeForm, PictureForm, put, status_of
from chalou.people.http import MemberRequest, members_only
from chalou.people.rules import NAME_LENGTH

GET_OR_POST = ["GET", "HEAD", "POST"]
LARGEST_NUMBER = 2**53  # what is larger is nobody's


@never_cache
@require_http_methods(GET_OR_POST)
@members_only
def about_me(request: MemberRequest) -> HttpResponse:
    """What one says of oneself: with `preview` it is shown as others will see it, and not kept yet."""
    return _about_me(request, AboutMeForm(request.POST or None) if request.method == "POST" else None)


def _about_me(
    request: MemberRequest, form: AboutMeForm | None, picture_form: PictureForm | None = None
) -> HttpResponse:
    person = request.person
    kept = queries.profile_of(person.id)
    listed = queries.is_listed(person.id)
    shown = kept
    if form is None:
        form = AboutMeForm(
            initial={"words": kept.words, "reads": [code for code, _name in kept.reads], "is_listed": listed}
        )
    elif form.is_valid():
        if "preview" in request.POST:
            shown = queries.as_shown(form.cleaned_data["words"], form.cleaned_data["reads"], kept)
        else:
            try:
                actions.set_profile(by=person, **form.cleaned_data, at=now())
            except Refused as refused:
                put(form, Refused(refused.why, refused.say, field=refused.field or "words"))
            else:
                return redirect(f"{reverse('people:about_me')}?saved")
    return page(
        request,
        "people/about_me.html",
        status=status_of(picture_form if picture_form is not None else form),
        form=form,
        picture_form=picture_form or PictureForm(),
        shown=shown,
        is_preview="preview" in request.POST,
        is_saved="saved" in request.GET,
    )


@never_cache
@require_POST
@members_only
def my_picture(request: MemberRequest) -> HttpResponse:
    """Show a picture on one's page, or with `remove` none any more."""
    if "remove" in request.POST:
        actions.remove_picture(by=request.person, at=now())
        return redirect(f"{reverse('people:about_me')}?saved")
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["picture"]
        try:
            actions.set_picture(
                by=request.person, data=file.read(), quarter_turns=form.cleaned_data["turns"] or 0, at=now()
            )
        except Refused as refused:
            put(form, Refused(refused.why, refused.say, field="picture"))
        else:
            return redirect(f"{reverse('people:about_me')}?saved")
    return _about_me(request, None, form)


@never_cache
@require_safe
@members_only
def everybody(request: MemberRequest) -> HttpResponse:
    """Who belongs to the house, for its members."""
    words, after = request.GET.get("name", "").strip()[:NAME_LENGTH], request.GET.get("after", "")
    place = PersonId(int(after)) if after.isascii() and after.isdigit() and int(after) < LARGEST_NUMBER else None
    listed = queries.everybody(request.person, words=words, after=place)
    if wants_json(request):
        people = [
            {"person": one.id, "name": one.name, "cup": one.cup, "role": one.role, "unheard": one.is_unheard}
            for one in (*listed.of_order, *listed.people)
        ]
        return JsonResponse({"people": people, "after": listed.after})
    is_first = place is None and not words
    newcomers = queries.newcomers(request.person, at=now()) if is_first else ()
    return page(request, "people/everybody.html", listed=listed, newcomers=newcomers, sought=words, is_first=is_first)
