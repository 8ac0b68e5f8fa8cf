"""Messages as safe HTML: a small part of Markdown. Pure: no Django, no database.

Paragraphs, line breaks as typed, emphasis, strong, strikethrough, code, quotes, lists and links. No headings, pictures,
tables or HTML: a message is talk, not a page. Most messages use none of it; they take the short way, which escapes
and breaks lines and is some twenty times as fast.
"""

import re
from html import escape

import nh3
from markdown_it import MarkdownIt

# Anything that could mean something to Markdown, or look like an address (a dot between letters, "://", "@").
_SPECIAL = re.compile(r"[*_`~\[\]<>&#|\\]|^[^\S\n]*(?:[-+]|\d{1,9}[.)])\s|^ {2,}|\t|://|www\.", re.MULTILINE)

# More marks at a line's beginning than anybody means: the parser would stop at its depth and drop the words behind.
_TOO_DEEP = re.compile(r"^(?:[^\S\n]*(?:>|[-+*]|\d{1,9}[.)])){7}|^[^\S\n]{25}", re.MULTILINE)

# For each bracket that opens, and each address that is none, the parser looks through the rest of the text. A message
# is rendered on its way to everybody, so a page of nothing else (three seconds, we measured) would hold up the house.
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MOST_WORK = 3_000_000  # some 30 ms

_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

# No rule "entity": "&#x202e;" would bring in behind the door what the door turns away.
_markdown = (
    MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True, "maxNesting": 60})
    .enable(["emphasis", "strikethrough", "backticks", "escape", "newline", "link", "linkify", "autolink"])
    .enable(["blockquote", "list", "fence", "text_join", "balance_pairs", "fragments_join"])
)
assert _markdown.linkify is not None
# Only what is written as an address becomes one: "puer.cha" is a slip of the finger more often than a link.
_markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


def to_html(text: str) -> str:
    """Safe HTML for a text that `characters.cleaned` has seen. The cost is bounded; what would cost more stays plain."""
    if not _SPECIAL.search(text) or _TOO_DEEP.search(text) or _work(text) > _MOST_WORK:
        return _plain(text)
    return nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        # nofollow: nobody gains rank by writing here. noopener: the page that opens cannot steer this one.
        link_rel="nofollow noopener noreferrer ugc",
    ).strip()


def _work(text: str) -> int:
    addresses = len(_ADDRESS.findall(text))
    return (text.count("[") + addresses + 8 * (text.count("://") - addresses)) * len(text)


def _plain(text: str) -> str:
    # Quotes need no escaping in text; escaping them would only make the rows longer.
    paragraphs = re.split(r"\n{2,}", escape(text, quote=False))
    return "".join(f"<p>{'<br>'.join(paragraph.split(chr(10)))}</p>" for paragraph in paragraphs if paragraph.strip())
