"""The page about the software: true for what is installed, and with every licence that came with it."""

import re
import tomllib
from email.message import Message
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import Client

from chalou.server import made_of
from tests import making as make
from tests.contracts.source import ROOT


def asked_for() -> set[str]:
    """What pyproject.toml asks for at run time."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {made_of.plain_name(re.split(r"[\[<>=;!~ ]", line)[0]) for line in project["dependencies"]}


def test_it_lists_what_the_house_runs_on_and_nothing_that_only_makers_need():
    named = {one.slug for one in made_of.libraries()}
    assert asked_for() <= named
    assert {"asgiref", "psycopg-binary", "hiredis"} <= named, "what those ask for in turn"
    assert named & {"chalou", "pytest", "mypy", "ruff", "playwright", "hypothesis"} == set()


def test_every_library_has_a_version_and_a_licence():
    assert [one.name for one in made_of.libraries() if not one.version or not one.licence] == []


def test_a_licence_is_named_in_whichever_way_it_is_told():
    def licence(**told: str) -> str:
        metadata = Message()
        for name, value in told.items():
            metadata[name.replace("_", "-")] = value
        return made_of.licence_of(cast(Any, SimpleNamespace(metadata=metadata)))  # all that is read of it

    assert licence(License_Expression="MIT", License="other") == "MIT"
    assert licence(Classifier="License :: OSI Approved :: BSD License", License="a\nwhole\ntext") == "BSD License"
    assert licence(Classifier="License :: OSI Approved", License="LGPL") == "LGPL"
    assert licence(License="a\nwhole\ntext") == ""


@pytest.mark.django_db
def test_the_pages_show_it_and_lead_to_the_texts():
    make.house()
    stranger = Client(headers={"accept-language": "en"})
    page = stranger.get("/about/software/").content.decode()
    texts = re.findall(r'href="(/about/software/[a-z0-9-]+/)"', page)
    assert "/about/software/chalou/" in texts
    assert len(texts) > len(asked_for())
    assert "Permission is hereby granted" in stranger.get("/about/software/redis/").content.decode()
    assert "Apache License" in stranger.get("/about/software/chalou/").content.decode()
    assert stranger.get("/about/software/pytest/").status_code == 404


@pytest.mark.django_db
def test_the_page_about_the_house_names_who_keeps_it():
    make.house()
    page = Client(headers={"accept-language": "en"}).get("/about/").content.decode()
    assert make.keeper().name in page
