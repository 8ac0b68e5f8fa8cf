"""What of our scripts and styles is laid out to be served."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from chalou.server import static_tree

WRITTEN = sorted(
    path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.suffix in (".js", ".css")
)
COMMENT_LINES = ("//", "/*", "*")  # how they begin; in a style they go on with any word

SOURCE = """// What it is for.
import { say } from "./words.js";

/**
 * Why.
 * @param {string} text
 */
export function told(text) {
  // A remark.
  const there = /** @type {HTMLElement} */ (document.querySelector(text)); // and one beside
  /* another */ return say("see https://example.org/*no comment*/", there);
}
"""
SERVED = """
import { say } from "./words.js";





export function told(text) {

  const there = /** @type {HTMLElement} */ (document.querySelector(text)); // and one beside
  /* another */ return say("see https://example.org/*no comment*/", there);
}
"""


def test_a_script_is_served_without_its_comment_lines_and_every_line_stays_where_it_was():
    assert static_tree.served(SOURCE, ".js") == SERVED


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
def test_nothing_but_comments_is_taken_for_a_comment(file):
    source = file.read_text(encoding="utf-8")
    served = static_tree.served(source, file.suffix)
    for before, after in zip(source.split("\n"), served.split("\n"), strict=True):
        is_comment = before.lstrip().startswith(COMMENT_LINES) or (
            file.suffix == ".css" and "{" not in before and "@import" not in before
        )
        assert after == before or (not after and is_comment), before
        # A text over several lines could hold a line that looks like a comment.
        assert after.count("`") % 2 == 0, after


def test_a_style_is_laid_out_with_those_it_brings_along_in_their_order(tmp_path):
    (tmp_path / "one.css").write_text("a { color: red; }\n")
    (tmp_path / "two.css").write_text('@import "three.css";\nb { color: red; }\n')
    (tmp_path / "three.css").write_text("/* Three. */\nc { color: red; }\n")
    whole = tmp_path / "whole.css"
    whole.write_text('/* All. */\n@import "one.css";\n@import "two.css";\nd { color: red; }\n')
    laid_out = static_tree.served(static_tree.joined(whole), ".css")
    assert [line for line in laid_out.splitlines() if line] == [f"{one} {{ color: red; }}" for one in "acbd"]


def test_no_style_asks_the_browser_for_another(tmp_path):
    static_tree.finish([Path(folder) for folder in settings.STATICFILES_DIRS], tmp_path / "static" / "one")
    sheets = list((tmp_path / "static" / "one").rglob("*.css"))
    assert len(sheets) > 20
    assert not [sheet.name for sheet in sheets if "@import" in sheet.read_text(encoding="utf-8")]


def test_what_is_laid_out_is_what_is_served_also_compressed(tmp_path):
    static_tree.finish([Path(folder) for folder in settings.STATICFILES_DIRS], tmp_path / "static" / "one")
    room = tmp_path / "static" / "one" / "chat" / "room.js"
    laid_out = room.read_text(encoding="utf-8")
    assert "class Room extends HTMLElement" in laid_out
    assert "// What comes in" not in laid_out
    assert gzip.decompress(room.with_name("room.js.gz").read_bytes()).decode() == laid_out
