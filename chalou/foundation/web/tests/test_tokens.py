"""The colours of the house: both lists of the evening are one, and what is written can be read."""

import re
from pathlib import Path

import pytest

from chalou.foundation import web

FOLDER = Path(web.__file__).parent
TOKENS = (FOLDER / "static" / "web" / "tokens.css").read_text(encoding="utf-8")
LAYOUT = (FOLDER / "templates" / "web" / "layout.html").read_text(encoding="utf-8")

INKS = ("ink", "ink-2", "ink-3", "celadon", "clay", "cinnabar")
PAPERS = ("paper", "paper-raised", "paper-sunk", "celadon-wash", "clay-wash")
FILLS = (
    ("on-celadon", "celadon"),
    ("on-celadon", "celadon-strong"),
    ("on-clay", "clay"),
    ("on-cinnabar", "cinnabar"),
    ("on-seal", "seal"),
    *(("on-liquor-pale", f"liquor-{tea}") for tea in ("green", "yellow", "white", "oolong")),
    *(("on-liquor-deep", f"liquor-{tea}") for tea in ("black", "dark")),
)


def tokens(selector: str) -> dict[str, str]:
    """The custom properties set by the first rule with this selector."""
    plain = re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.DOTALL)
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", plain, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", found[1]))


DAY = tokens(":root")
BY_SYSTEM = tokens(':root:not([data-theme="day"])')
BY_CHOICE = tokens(':root[data-theme="evening"]')


def light(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_evening_is_the_same_whether_chosen_or_by_the_system():
    assert BY_SYSTEM == BY_CHOICE


def test_the_evening_knows_only_tokens_of_the_day():
    assert BY_SYSTEM.keys() <= DAY.keys()


@pytest.mark.parametrize("theme", [DAY, DAY | BY_SYSTEM], ids=["day", "evening"])
def test_everything_written_can_be_read(theme):
    pairs = [(ink, paper) for ink in INKS for paper in PAPERS] + list(FILLS)
    too_faint = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in too_faint.items() if ratio < 4.6}


@pytest.mark.parametrize("theme", [DAY, DAY | BY_SYSTEM], ids=["day", "evening"])
def test_the_edge_of_a_control_and_the_focus_can_be_seen(theme):
    for paper in ("paper", "paper-raised", "paper-sunk"):
        assert contrast(theme["edge"], theme[paper]) >= 3
        assert contrast(theme["focus"], theme[paper]) >= 3


def test_the_browser_s_own_frame_has_the_colour_of_the_paper():
    assert re.findall(r'theme-color" content="(#\w+)"', LAYOUT) == [DAY["paper"], BY_SYSTEM["paper"]]


def test_no_style_uses_a_token_that_is_not_there():
    made = {"--pour", "--on"}  # set on a cup, for that cup
    known = {f"--{name}" for name in re.findall(r"--([\w-]+)\s*:", TOKENS)} | made
    for file in sorted(FOLDER.parent.parent.glob("*/**/static/**/*.css")):
        text = file.read_text(encoding="utf-8")
        own = {f"--{name}" for name in re.findall(r"--([\w-]+)\s*:", text)}
        used = set(re.findall(r"var\((--[\w-]+)", text))
        assert used <= known | own, file.name
