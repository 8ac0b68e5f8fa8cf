"""The page of components: every part that pages are made of, with its states and how it is written.

For those who change the code. It is there in a demo house only, so that no house shows its workshop to guests.
"""

import re
from functools import cache
from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chalou.foundation.refusals import NotFound
from chalou.foundation.web.answers import page
from chalou.house.queries import the_house
from chalou.people.models import Tea

COLOURS = (
    *("paper", "paper-raised", "paper-sunk", "ink", "ink-2", "ink-3", "rule", "edge"),
    *("celadon", "celadon-glaze", "celadon-wash", "clay", "clay-body", "clay-wash", "cinnabar", "seal"),
)


class SampleForm(forms.Form):
    """One field of each kind, and one that was not filled in well."""

    place = forms.CharField(label="这只茶从哪里来", help_text="写到山头最好；不晓得就空着，不要猜。", required=False)
    grams = forms.IntegerField(
        label="带来多少克", error_messages={"invalid": "这里要一个数，比如 30。"}, widget=forms.TextInput
    )
    words = forms.CharField(label="两句话", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    room = forms.ChoiceField(label="坐哪间厅", choices=[("rock", "岩茶厅"), ("clay", "泥壶间")])
    tell = forms.BooleanField(label="有人提到我，告诉我一声", required=False)
    when = forms.ChoiceField(
        label="什么时候告诉我",
        choices=[("evening", "每天傍晚一次"), ("now", "马上")],
        widget=forms.RadioSelect,
        required=False,
    )


def sample_form() -> SampleForm:
    """Filled in: one field as one would wish, one with a word where a number belongs."""
    return SampleForm(
        {"place": "福建武夷山，马头岩", "grams": "三十来克", "words": "", "room": "rock", "when": "evening"}
    )


@cache
def icons() -> tuple[str, ...]:
    """The names of all line drawings."""
    path = finders.find("web/icons.svg")
    assert path is not None
    return tuple(re.findall(r'<symbol[^>]* id="([a-z-]+)"', Path(path).read_text(encoding="utf-8")))


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The parts, in a demo house; elsewhere there is no such page."""
    house = the_house()
    if house is None or not house.is_demo:
        raise NotFound
    return page(request, "server/components.html", colours=COLOURS, form=sample_form(), icons=icons(), teas=Tea.values)
