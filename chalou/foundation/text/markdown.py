"""Messages as safe HTML: a small part of Markdown. Pure: no Django, no database.

Paragraphs, line breaks as typed, emphasis, strong, strikethrough, code, quotes, lists and links. No headings, pictures,
tables or HTML: a message is talk, not a page. Most messages use none of it; they take the short way, which escapes
and breaks lines and is some twenty times as fast.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Anything that could mean something to Markdown, or look like an address (a dot between letters, "://", "@").
_SPECIAL = re.compile(r"[*_`~\[\]<>&#|\\]|^[^\S\n]*(?:[-+]|\d{1,9}[.)])\s|^ {2,}|\t|://|www\.", re.MULTILINE)

# More marks at a line's beginning than anybody means: the parser would stop at its depth and drop the words behind.
_TOO_DEEP = re.compile(r"^(?:[^\S\n]*(?:>|[-+*]|\d{1,9}[.)])){7}|^[^\S\n]{25}", re.MULTILINE)

# More than anybody means, too: here the parser's cost grows with the square (8,000 characters took half a second).
_MOST_ADDRESSES, _MOST_BRACKETS = 100, 500

_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

# What may stand in an address as it is; the rest is escaped.
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"

_LANGUAGE = r"[A-Za-z0-9+#.-]{1,20}"
_FENCE_WITH_LANGUAGE = re.compile(rf"^[ \t>*+\-\d.)]*(?:`{{3,}}|~{{3,}})[ \t]*{_LANGUAGE}[ \t]*$", re.MULTILINE)
_TAG = re.compile("<[^>]*>")
_LEADS_TO = re.compile('href="([^"]*)"')
_ENDS_OF_LINES = frozenset({"<p>", "</p>", "<br>", "</li>", "<pre>", "</pre>", "<blockquote>", "</blockquote>"})
# Full-width signs bring their own gap.
_AFTER_SIGN = re.compile("(?<=[，。：；！？、」）]) ")
_HAS_PARTS = re.compile("<(?:blockquote|[uo]l|pre)")
# Tags and what stands between them, in turn.
_APART = re.compile("(<[^>]*>)")
_AWAY = re.compile(r'://|href="(?://|mailto:|[^"/]*@)|\bwww\.', re.IGNORECASE)


class _Talk(MarkdownIt):
    """Addresses as they were typed, and only those that we let lead somewhere; the others stay what they are: text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the name is theirs
        try:
            return urlsplit(url).scheme.lower() in {"", *_SCHEMES}
        except ValueError:
            return False

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return quote(url, safe=_IN_ADDRESSES)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        # Theirs decodes: "%E2%80%AE" would bring in behind the door what the door turns away.
        return link


# No rule "entity", for the same reason: "&#x202e;".
_markdown = (
    _Talk("zero", {"html": False, "linkify": True, "breaks": True, "maxNesting": 60})
    .enable(["emphasis", "strikethrough", "backticks", "escape", "newline", "link", "linkify", "autolink"])
    .enable(["blockquote", "list", "fence", "text_join", "balance_pairs", "fragments_join"])
)
assert _markdown.linkify is not None
# Only what is written as an address becomes one: "puer.cha" is a slip of the finger more often than a link.
_markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


def _fence(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:  # a rule of theirs
    """Code between fences. What stands behind the first fence is the name of a language, or else part of the text."""
    first, content = tokens[place].info.strip(), tokens[place].content
    if first and not (content and re.fullmatch(_LANGUAGE, first)):
        content = f"{first}\n{content}"
    return f"<pre><code>{escape(content, quote=False)}</code></pre>\n"


_markdown.add_render_rule("fence", _fence)


def to_html(text: str) -> str:
    """Safe HTML for a text that `characters.cleaned` has seen. Nothing legible is lost, and the cost grows linearly."""
    if (
        not _SPECIAL.search(text)
        or _TOO_DEEP.search(text)
        or text.count("://") > _MOST_ADDRESSES
        or text.count("[") > _MOST_BRACKETS
    ):
        return _plain(text)
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        # nofollow: nobody gains rank by writing here. noopener: the page that opens cannot steer this one.
        link_rel="nofollow noopener noreferrer ugc",
    ).strip()
    # Markdown has ways to say things that are not shown (titles of links, depths past the parser's): then all of it
    # is shown as it was typed.
    return _plain(text) if _legible(_FENCE_WITH_LANGUAGE.sub("", text)) - _legible(_read_from(html)) else html


def leads_away(html: str, *, own: str = "") -> bool:
    """Whether there is a web address in it, as `to_html` made it, a link or not, that is not of this house (`own`)."""
    return _AWAY.search(html.replace(f"{own}/", "/") if own else html) is not None


def to_words(html: str) -> str:
    """What `to_html` made, as words in one line: no marks, no addresses behind words. What is quoted in it is left out,
    unless it says nothing else. Points of a list keep their number or a dot.

    1. Most messages are lines, with a few marks in them; they take the short way.
    2. Else it is read from tag to tag: what stands in quotes goes aside, lists count, what ends a line leaves a gap.
    """
    words = html.replace("<p>", " ").replace("</p>", " ").replace("<br>", " ")
    if "<" in words and not _HAS_PARTS.search(words):
        words = _TAG.sub("", words)
    elif "<" in words:
        own, quoted, depth, points = list[str](), list[str](), 0, list[int | None]()
        for place, piece in enumerate(_APART.split(html)):
            depth += (piece == "<blockquote>") - (piece == "</blockquote>")
            into = quoted if depth else own
            if place % 2 == 0:
                into.append(piece)
            elif piece == "<ul>":
                points.append(None)
            elif piece.startswith("<ol"):
                points.append(int(piece[len('<ol start="') : -2] or 1) if "start" in piece else 1)
            elif piece in ("</ul>", "</ol>"):
                points.pop()
            elif piece == "<li>":
                into.append(" · " if points[-1] is None else f" {points[-1]}. ")
                points[-1] = None if points[-1] is None else points[-1] + 1
            elif piece in _ENDS_OF_LINES:
                into.append(" ")
        words = "".join(own) if "".join(own).strip() else "".join(quoted)
    return _AFTER_SIGN.sub("", " ".join(unescape(words).split()))


def _legible(text: str) -> Counter[str]:
    """Letters and signs, without the ASCII marks and numbers that Markdown turns into form."""
    return Counter(sign for sign in text if sign.isalpha() or (sign > "\x7f" and not sign.isspace()))


def _read_from(html: str) -> str:
    """What a reader finds in it: the text, and where links lead."""
    addresses = unescape(" ".join(_LEADS_TO.findall(html)))
    return f"{unescape(_TAG.sub(' ', html))} {unquote(addresses)} {addresses}"


def _plain(text: str) -> str:
    # Quotes need no escaping in text; escaping them would only make the rows longer.
    paragraphs = re.split(r"\n{2,}", escape(text, quote=False))
    return "".join(f"<p>{'<br>'.join(paragraph.split(chr(10)))}</p>" for paragraph in paragraphs if paragraph.strip())
