"""The parts of pages: every macro renders, fields are wired for those who listen to a page."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import engines

from chalou.foundation import web

FOLDER = Path(web.__file__).parent
SPRITE = (FOLDER / "static" / "web" / "icons.svg").read_text(encoding="utf-8")
PACKAGE = FOLDER.parent.parent


def made(source: str, **shown: object) -> str:
    """A piece of a template, with all parts at hand."""
    parts = (FOLDER / "templates" / "web" / "parts.html").read_text(encoding="utf-8")
    names = ", ".join(re.findall(r"macro ([a-z]\w+)\(", parts))
    return str(engines["jinja2"].from_string(f'{{% from "web/parts.html" import {names} %}}{source}').render(shown))


class Joining(forms.Form):
    name = forms.CharField(label="Name", help_text="As others see it.")
    story = forms.CharField(label="Story", widget=forms.Textarea, required=False)
    way = forms.ChoiceField(label="Way in", choices=[("a", "open"), ("b", "invited")], widget=forms.RadioSelect)
    stay = forms.BooleanField(label="Stay signed in", required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Both cannot <be>.")


def test_a_field_is_named_by_its_label_and_described_by_its_hint():
    html = made("{{ field(form['name']) }}", form=Joining())
    assert '<label for="id_name">Name</label>' in html
    assert '<span class="hint" id="id_name_helptext">As others see it.</span>' in html
    assert re.search(r'<input[^>]*id="id_name"', html)
    assert re.search(r'<input[^>]*aria-describedby="id_name_helptext"', html)
    assert "aria-invalid" not in html


def test_a_wrong_field_says_so_and_points_to_the_reason():
    html = made("{{ field(form['name']) }}", form=Joining({}))
    assert re.search(r'<input[^>]*aria-invalid="true"', html)
    assert re.search(r'<input[^>]*aria-describedby="id_name_helptext id_name_error"', html)
    assert re.search(r'<span class="wrong" id="id_name_error"><svg.*#alert"/></svg>', html)


def test_a_choice_is_a_group_with_a_name():
    html = made("{{ field(form['way']) }}", form=Joining({}))
    assert re.search(r'<fieldset[^>]*aria-describedby="id_way_error"', html)
    assert "<legend>Way in</legend>" in html
    assert html.count('<label class="tick" for="id_way_') == 2


def test_a_tick_stands_before_its_label():
    html = made("{{ field(form['stay']) }}", form=Joining())
    assert re.search(r'<label class="tick" for="id_stay"><input type="checkbox"[^>]*><span>Stay signed in</span>', html)


def test_what_may_stay_empty_says_so():
    html = made("{{ field(form['story']) }}", form=Joining())
    assert "field__free" in html
    assert "required" not in html


def test_a_hidden_field_has_no_label():
    assert "label" not in made("{{ field(form['next']) }}", form=Joining())


def test_what_is_wrong_with_the_whole_form_is_escaped():
    assert "Both cannot &lt;be&gt;." in made("{{ wrongs(form) }}", form=Joining({}))
    assert not made("{{ wrongs(form) }}", form=Joining()).strip()


@pytest.mark.parametrize(
    "source",
    [
        "{{ icon('fan') }}",
        "{{ cup(text, 'black') }}",
        "{{ cup(text, 'empty', small=True) }}",
        "{{ seal(text) }}",
        "{{ button(text) }}",
        "{{ button(text, kind='grave', icon='alert', name='a', value=text, large=True) }}",
        "{{ link_button(text, '/rooms/', kind='main', icon='hall') }}",
        "{{ notice('plain', text) }}",
        "{{ notice('good', text, text) }}",
        "{% call notice('grave', text) %}<a href='/'>again</a>{% endcall %}",
        "{{ empty('hall', text, text) }}",
        "{% call empty('hall', text) %}{{ button('b') }}{% endcall %}",
        "{{ section_head(text, gloss=text, link=('/', text)) }}",
    ],
)
def test_every_part_renders_and_escapes_its_text(source):
    html = made(source, text="<b>")
    assert html.strip()
    assert "<b>" not in html.replace("<b>&lt;", "")  # a notice's own title is a <b>
    assert "style=" not in html


def test_every_icon_that_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    asked = set()
    for file in PACKAGE.glob("*/**/templates/**/*.html"):
        asked |= set(re.findall(r"""\bicon(?:\(|=)["']([\w-]+)["']""", file.read_text(encoding="utf-8")))
    assert asked <= drawn


def test_no_template_has_code_or_style_in_its_attributes():
    """The Content-Security-Policy forbids both; they would silently do nothing."""
    for file in sorted(PACKAGE.glob("*/**/templates/**/*.html")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""\s(?:style|on[a-z]+)=["']""", text), file.name
        assert not re.search(r"<style|<script(?![^>]*(?:\bsrc=|application/json))", text), file.name
