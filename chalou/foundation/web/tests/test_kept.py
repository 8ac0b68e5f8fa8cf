"""Parts that are kept for all: what they may know, and what tells one from another."""

from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup

from chalou.foundation.web.kept import kept


@pytest.fixture
def parts(monkeypatch):
    """Templates by name, beside those of the house."""

    def give(**sources: str) -> None:
        jinja2: Any = engines["jinja2"]  # the stubs know only what all engines have
        monkeypatch.setattr(
            jinja2.env, "loader", DictLoader({f"{name}.html": source for name, source in sources.items()})
        )

    return give


def test_a_part_sees_what_it_is_given_and_nothing_of_the_page_around_it(parts):
    parts(outer_1="{% set reader = '阿福' %}{{ kept('inner_1.html', name='x') }}", inner_1="{{ name }}{{ reader }}")
    with pytest.raises(UndefinedError, match="reader"):
        engines["jinja2"].get_template("outer_1.html").render({"csrf_input": "secret"})


def test_a_part_is_drawn_once_for_the_same_and_anew_for_another(parts):
    parts(inner_2="<b>{{ name }}</b>")
    assert kept("inner_2.html", name="阿福") == "<b>阿福</b>"
    parts(inner_2="<i>{{ name }}</i>")
    assert kept("inner_2.html", name="阿福") == "<b>阿福</b>"
    assert kept("inner_2.html", name="老顾") == "<i>老顾</i>"


def test_each_language_has_its_own():
    with translation.override("zh-hans"):
        chinese = kept("web/_foot.html", is_demo=True)
    with translation.override("en"):
        assert "About this house" in kept("web/_foot.html", is_demo=True)
    assert "About this house" not in chinese


def test_text_that_is_safe_does_not_make_the_same_text_safe_that_is_not(parts):
    parts(inner_3="{{ text }}")
    assert kept("inner_3.html", text=Markup("<i>")) == "<i>"
    assert kept("inner_3.html", text="<i>") == "&lt;i&gt;"


def test_what_could_change_unnoticed_is_not_kept():
    with pytest.raises(TypeError, match="unhashable"):
        kept("web/_foot.html", is_demo=[])  # type: ignore[arg-type]  # that is the point
