"""What is wrong with how a page looks or is told, found in a browser: lines, and none where all is well.

`python -m tests.browser.shots` and the tests of all pages ask the same questions.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()

THUMB_PX = 44
"""What a thumb hits: the house's measure for buttons, fields and ways. WCAG 2.2 asks for 24."""


def faults(page: Page, *, only: str | None = None) -> list[str]:
    """What axe finds, a line each; `only` by this rule of its."""
    asked: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    # Half a megabyte: brought once to each page that was loaded, and not at all where it comes by itself.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("asked => axe.run(asked).then((told) => told.violations)", asked)
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]


_TOO_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => `reaches over the edge: ${one.localName}.${one.className}`)"""


def too_wide(page: Page) -> list[str]:
    """What reaches beyond the right edge of a page that scrolls sideways."""
    return list(page.evaluate(_TOO_WIDE))


# A text is cut off where its box hides what does not fit. What is only heard is hidden on purpose, and a line that
# ends in "…" says that there is more.
_CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((one) => {
    const hasWords = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!hasWords || !one.checkVisibility?.()) return false;
    if (one.closest(".unseen, svg, textarea, select")) return false;
    const style = getComputedStyle(one);
    if (style.clipPath !== "none") return false;
    if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
    const hides = (way) => way === "hidden" || way === "clip";
    return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
  }).map((one) => `cut off: ${one.localName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""


def cut_off(page: Page) -> list[str]:
    """Texts of which a part cannot be seen."""
    return list(page.evaluate(_CUT_OFF))


# Whose language is not said beside it is in the page's. A Chinese name is no sentence. Drawn
# characters (cups, the seal) are silent, and what people said or typed into a field is theirs.
_OTHER_LANGUAGE = """(asked) => {
  const found = [];
  const isOther = asked.chinese
    ? (text) => /[A-Za-z]{2,}/.test(text) && !/[\\u3400-\\u9fff]/.test(text) && text.split(/\\s+/).length >= 3
    : (text) => /[\\u3400-\\u9fff].*[，。？！：]|[\\u3400-\\u9fff]{9}/.test(text) && !/[A-Za-z]{2,}/.test(text);
  const tongue = (one) => one.closest("[lang]")?.lang ?? "";
  const isOurs = (one) => (asked.chinese ? /^(zh|wuu)/ : /^en/).test(tongue(one));
  const isQuiet = (one) => one.closest("[aria-hidden=true], svg, [hidden]");
  const isTheirs = (one) => one.closest("script, style, code, textarea, select, noscript, .turn__said, .turn__quote");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim(), one = node.parentElement;
    if (text && isOurs(one) && !isQuiet(one) && !isTheirs(one) && isOther(text)) found.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const one of document.querySelectorAll(`body [${name}]`)) {
      const text = one.getAttribute(name).trim();
      const left = asked.names.reduce((rest, known) => rest.replaceAll(known, ""), text);
      if (isOurs(one) && !isQuiet(one) && isOther(left)) found.push(`${name}="${text}"`);
    }
  }
  return [...new Set(found)].map((text) => `not in the page's language: ${text.slice(0, 80)}`);
}"""


def in_another_language(page: Page, *, chinese: bool, names: tuple[str, ...] = ()) -> list[str]:
    """Sentences in the other language than the page's which do not say so: not translated, or not marked with `lang`.
    `names`: what people and rooms are called, which may stand in a label.
    """
    return list(page.evaluate(_OTHER_LANGUAGE, {"chinese": chinese, "names": list(names)}))


# A tick is hit by its label, and a link within a sentence by its line.
_TOO_SMALL = """(thumb) => [...document.querySelectorAll(
    "button, summary, select, input:not([type=hidden]), textarea, .btn, nav a, .menu--dotted a:not(p a)")]
  .filter((one) => one.checkVisibility?.({ checkVisibilityCSS: true, checkOpacity: true }) && !one.closest(".unseen"))
  .map((one) => [one, (one.matches("[type=checkbox], [type=radio]") && one.closest("label")) || one])
  .map(([one, hit]) => [one, hit.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < thumb - 0.5 || box.width < 24))
  .map(([one, box]) => [one, `${Math.round(box.width)} × ${Math.round(box.height)}`])
  .map(([one, size]) => `too small for a thumb (${size}): ${one.localName}.${one.className}`)"""


def too_small(page: Page) -> list[str]:
    """Controls that a thumb misses."""
    return list(dict.fromkeys(page.evaluate(_TOO_SMALL, THUMB_PX)))


def known_names(page: Page) -> tuple[str, ...]:
    """What this page marks as of another language: the names that may stand in its labels."""
    return tuple(
        page.evaluate(
            """() => [...new Set([...document.querySelectorAll("body [lang]")].map((one) => one.textContent.trim()))]
              .filter((text) => text && text.length <= 60)"""
        )
    )


def examined(page: Page, *, chinese: bool, phone: bool) -> list[str]:
    """Everything that can be asked of a page as it stands there."""
    return [
        *faults(page),
        *too_wide(page),
        *cut_off(page),
        *in_another_language(page, chinese=chinese, names=known_names(page)),
        *(too_small(page) if phone else ()),
    ]
