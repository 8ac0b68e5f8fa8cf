"""Messages become safe HTML; whatever somebody types, nothing legible gets lost and nothing else gets in."""

import re
import time
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.foundation.text.characters import cleaned, trouble_in
from chalou.foundation.text.markdown import to_html, to_words

ALLOWED = {
    **{tag: set() for tag in ("p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "li")},
    "ol": {"start"},
    "a": {"href", "rel"},
}
REL = "nofollow noopener noreferrer ugc"
GENEROUS_S = 1.5
"""Twenty times what the slowest needs on an idle machine; what grows with the square took as long at half the size."""


class Read(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def addresses(self) -> list[str]:
        return [attributes["href"] or "" for _, attributes in self.tags if "href" in attributes]


def legible(text: str) -> Counter[str]:
    """Letters, numbers and signs; the ASCII marks are Markdown's own, and ASCII digits may number a list."""
    return Counter(sign for sign in text if sign.isalpha() or (not sign.isascii() and not sign.isspace()))


# What Markdown and browsers are sensitive to, in pieces that are easily put together wrong.
pieces = st.one_of(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "```",
            "~~~",
            "[",
            "]",
            "(",
            ")",
            "[a](b)",
            "![x](y)",
            "<",
            ">",
            "<>",
            "&",
            "&amp;",
            "&lt;",
            "&#x202e;",
            "\\",
            "|",
            "#",
            "-",
            "+",
            "1.",
            "1)",
            ">",
            ">>",
            ":",
            "://",
            "http://",
            "https://a.b/c",
            "javascript:",
            "data:text/html,x",
            "vbscript:x",
            "mailto:a@b.cc",
            "ftp://f.g",
            "www.a.bc",
            "//e.fg",
            "%E2%80%AE",
            "<script>",
            "</p>",
            "<a/href=x>",
            "<!--",
            "-->",
            "<img/src=x/onerror=y>",
            "<svg/onload=z>",
            "'\"",
            '"t"',
            "=",
            "茶",
            "é",
            "𠮷",
            "🫖",
            "a",
            "b",
            "c",
        ]
    ),
    st.sampled_from(
        [" ", "  ", "    ", "\n", "\n\n", "\t", "\\\n", "  \n", "\u3000", "\n> ", "\n- ", "\n```\n", "\n1. "]
    ),
    st.text(max_size=4),
)
typed = st.lists(pieces, max_size=60).map("".join).map(cleaned).filter(lambda text: trouble_in(text) is None)


def assert_is_safe_and_whole(text: str) -> Read:
    read = Read(to_html(text))
    assert read.open == []
    for tag, attributes in read.tags:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        assert attributes.get("rel", REL) == REL
        assert (attributes.get("start") or "1").isdigit()
    for address in read.addresses:
        assert urlsplit(address).scheme in {"", "http", "https", "mailto"}
    found = legible(read.text + "".join(address + unquote(address) for address in read.addresses))
    # The name of a language behind a fence is form, too; only where code follows.
    languages = legible("".join(line for line in text.splitlines() if "```" in line or "~~~" in line))
    assert legible(text) - languages <= found, "words were lost"
    assert set(read.text) - set(text) <= set("\n "), "signs came in that nobody typed"
    return read


@settings(max_examples=400)
@given(typed)
def test_no_text_breaks_out_or_loses_words(text):
    assert_is_safe_and_whole(text)


@given(st.lists(st.tuples(st.text("> \t-*1.", max_size=45), st.sampled_from(["甲", "乙", "丙", "丁"])), max_size=40))
def test_however_deep_it_is_nested_every_word_is_there(lines):
    assert_is_safe_and_whole(cleaned("\n".join(before + word for before, word in lines)) or "甲")


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t" * depth + f"- 甲{depth}" for depth in range(60)),
        "\n".join("> " + "  " * depth + f"- 乙{depth}" for depth in range(60)),
        "\n".join(">" * depth + "丙" for depth in range(90)),
        "- " * 6 + "\n" + " " * 12 + "- " * 6 + "\n" + " " * 24 + "- " * 6 + "丁",
    ],
)
def test_what_the_parser_would_drop_for_its_depth_is_shown_plainly(text):
    assert_is_safe_and_whole(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("水开了。", "<p>水开了。</p>"),
        ("一\n二\n\n三", "<p>一<br>二</p><p>三</p>"),
        ("**好** *茶* ~~没了~~", "<p><strong>好</strong> <em>茶</em> <s>没了</s></p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("&#x202e;", "<p>&amp;#x202e;</p>"),
        ("3. 三\n4. 四", '<ol start="3">\n<li>三</li>\n<li>四</li>\n</ol>'),
        ("> 引", "<blockquote>\n<p>引</p>\n</blockquote>"),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        # Words behind a fence that are no language, and a fence with nothing in it, belong to the text.
        ("```今天 喝什么\n茶\n```", "<pre><code>今天 喝什么\n茶\n</code></pre>"),
        ("```hi", "<pre><code>hi\n</code></pre>"),
        ("puer.cha 和 a@b.cc", "<p>puer.cha 和 a@b.cc</p>"),
        ("https://a.b/?x=1&y=2", f'<p><a href="https://a.b/?x=1&amp;y=2" rel="{REL}">https://a.b/?x=1&amp;y=2</a></p>'),
        ("<https://a.b>", f'<p><a href="https://a.b" rel="{REL}">https://a.b</a></p>'),
        ("[壶](https://a.b/茶)", f'<p><a href="https://a.b/%E8%8C%B6" rel="{REL}">壶</a></p>'),
        ("[壶](https://茶.example/)", f'<p><a href="https://%E8%8C%B6.example/" rel="{REL}">壶</a></p>'),
        # What leads nowhere that we let it lead stays as it was typed.
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](JaVaScRiPt:y)", "<p>[x](JaVaScRiPt:y)</p>"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>"),
        ("[x](ftp://a.b)", "<p>[x](ftp://a.b)</p>"),
        ("![壶](https://a.b)", f'<p>!<a href="https://a.b" rel="{REL}">壶</a></p>'),
        # The title of a link is shown to nobody, so it may not hide words.
        ('[x](https://a.b "暗语")', '<p>[x](https://a.b "暗语")</p>'),
    ],
)
def test_a_small_part_of_markdown(text, html):
    assert to_html(text) == html


def test_an_address_reads_as_it_was_typed():
    """Decoded, it would turn the direction of writing behind the back of the door."""
    html = to_html("http://a.b/%E2%80%AEgpj.exe")
    assert "\u202e" not in html
    assert ">http://a.b/%E2%80%AEgpj.exe<" in html


LONGEST = 8000


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "*",
            "_",
            "`",
            "~~",
            "[",
            "]",
            "(",
            "<",
            ">",
            "&",
            "\\",
            "#",
            "-",
            "://",
            "[](",
            "[a](",
            "![",
            "[a]",
            "*a ",
            "_a_",
        ),
        *(
            "*_~~`[a](b)",
            "`a",
            "~~a",
            "**a ",
            "> ",
            ">\n",
            "> a\nb\n",
            "- ",
            "- a\n",
            "1. a\n",
            "1.",
            "```\n",
            "~~~\n",
            "\\\n",
        ),
        *("http://", "http://a.b ", "http://[::", "<http://", "xhttp://a", "mailto:a@", "www.", "a@b.c ", "<a", "a<b"),
        *(
            "&amp;",
            "a  \n",
            "\n ",
            "x\n\n\n\n\n\n\n\n\n",
            '[a](b "',
            "\t",
            "\ta\n",
            "    a\n",
            "111111111.",
            "{",
            "|",
            "茶",
        ),
    ],
)
def test_hostile_repetition_costs_little(piece):
    """Rendering happens on the way of every message: what takes long for one holds up everybody."""
    text = (piece * LONGEST)[:LONGEST]
    before = time.thread_time()
    to_html(text)
    assert time.thread_time() - before < GENEROUS_S


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * (LONGEST - 2) + "b",
        "[a](" + "(" * (LONGEST - 4),
        "http://a.b/" + "()" * 3990,
        "http://" + "a." * 3990,
        " ".join("`" * length for length in range(1, 125)),
        "\n".join(" " * (depth % 24) + "- a" for depth in range(500)),
        "\n".join(">" * (depth % 9) + " a" for depth in range(1000)),
    ],
)
def test_other_hostile_texts_cost_little(text):
    before = time.thread_time()
    to_html(text[:LONGEST])
    assert time.thread_time() - before < GENEROUS_S


def test_cost_grows_with_the_length_and_not_with_its_square():
    def cost(length: int) -> float:
        text = "a" + "\n" * length + "b"
        before = time.thread_time()
        to_html(text)
        return time.thread_time() - before

    assert cost(400_000) < GENEROUS_S  # with the square it would be minutes


WORDS = st.text(
    st.characters(blacklist_characters="*_`~[]<>&#|\\:+-.)\t\r@", blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"))
)


@given(st.lists(st.lists(WORDS.filter(bool), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6))
def test_the_short_way_means_what_the_long_one_means(lines):
    text = cleaned("\n".join(lines))
    # A code span at the end makes the whole text go the long way.
    short, long = Read(to_html(text)), Read(to_html(f"{text} `q`"))
    assert "".join(long.text.split()) == "".join(short.text.split()) + "q"
    assert [tag for tag, _ in long.tags] == [*(tag for tag, _ in short.tags or [("p", {})]), "code"]


@pytest.mark.parametrize(
    "before",
    ["> " * 9, "- " * 9, " " * 30, "http://a.example " * 120, "[" * 600, "[words](http://a.example 'lost title') "],
    ids=["deep quotes", "deep lists", "deep space", "many addresses", "many brackets", "a title nobody would see"],
)
def test_what_is_shown_as_it_was_typed_is_escaped_too(before):
    html = to_html(f"{before}<img src=x onerror=alert(1)> & <script>alert(2)</script>")
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(2)" in html


def test_elements_that_talk_may_have_are_text_between_fences_too():
    """The cleaning would let them pass: only the escaping keeps them what was typed."""
    shown = "<pre><code>&lt;em&gt;茶&lt;/em&gt;\n</code></pre>"
    assert to_html("```\n<em>茶</em>\n```") == shown
    assert to_html("``` 茶 <em>\n<em>茶</em>\n```") == shown.replace("<code>", "<code>茶 &lt;em&gt;\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("水开了。", "水开了。"),
        ("**快**进*快*出，~~不~~停", "快进快出，不停"),
        ("看[这一页](https://example.org/a?b=1&c=2)", "看这一页"),
        ("https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("一\n二\n\n三", "一 二 三"),
        ("> 谁问的？\n\n我问的。", "我问的。"),
        ("> 外\n>\n> > 里\n\n答", "答"),
        ("> 只有 **引** 的话", "只有 引 的话"),
        ("问：\n\n1. 水温\n2. 投茶", "问：1. 水温 2. 投茶"),
        ("3. 第三泡\n4. 第四泡", "3. 第三泡 4. 第四泡"),
        ("- 杯子\n- 盖碗", "· 杯子 · 盖碗"),
        ("`快` 和\n```\n慢\n```", "快 和 慢"),
        ("2 * 3 < 7 & <b>", "2 * 3 < 7 & <b>"),
        ("\\*不斜\\*", "*不斜*"),
        ("", ""),
    ],
)
def test_words_are_what_is_read_without_the_marks(text, words):
    assert to_words(to_html(text)) == words


@given(st.text(alphabet="茶a1 \n>*_`-.[]()&<#", max_size=60))
def test_words_hold_every_letter_that_is_shown_outside_quotes(text):
    html = to_html(text)
    shown = re.sub("<[^>]*>", " ", html)
    words = to_words(html)
    if "<blockquote>" not in html:
        assert [sign for sign in unescape(shown) if sign.isalpha()] == [sign for sign in words if sign.isalpha()]
    assert "\n" not in words
