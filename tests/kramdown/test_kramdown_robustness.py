"""No text makes the reader raise or hang, and its work grows no faster than the text."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogbuild.markup.kramdown import Dialect, Markdown

MARKDOWN = Markdown(Dialect(dollar_math=True), lambda text, _language, _attributes: f"<pre>{len(text)}</pre>")
EXACT = Markdown(
    Dialect(paren_lists=False, bare_links=False, underscore_particles=False, footnote_labels=False, gfm=False),
    lambda text, _language, _attributes: f"<pre>{len(text)}</pre>",
)

PIECES = (
    "a",
    "가",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "*",
    "**",
    "_",
    "__",
    "`",
    "```",
    "~~",
    "~~~",
    "[",
    "]",
    "](",
    ")",
    "(",
    "![",
    "!",
    '"',
    "'",
    "$$",
    "$",
    "\\",
    "<b>",
    "</b>",
    "<br>",
    "<div>",
    "</div>",
    '<div markdown="1">',
    "<u>",
    "<!--",
    "-->",
    "<?",
    "{:",
    "}",
    "{: .c}",
    "{:toc}",
    "{::comment}",
    "{:/}",
    "{:r: .z}",
    "{: r}",
    "&lt;",
    "&x;",
    "--",
    "...",
    "<<",
    ">>",
    "^\n",
    "> ",
    "- ",
    "* ",
    "1. ",
    "1) ",
    ": ",
    "# ",
    "|",
    "|--|",
    "=",
    "===\n",
    "---\n",
    "[^1]",
    "[^1]: ",
    "[a]: u\n",
    "[a]",
    "*[b]: t\n",
    "http://x.y",
    "[ ] ",
    "\0",
    "\r",
    "\f",
    "\u00a0",
    "\u3000",
    "💡",
    "\ud7ff",
)
HOSTILE = (
    "**a ",
    "*a **b ",
    "***a ",
    "*****a ",
    "__a ",
    "_a __b *c **d ",
    "**_`",
    "[a **b *c ",
    "[",
    "![",
    "[a](",
    "![a](b ",
    '[a](b "',
    "[a] ",
    "`a``b",
    "$$a",
    "$a",
    "~~a ",
    "<b>",
    "**a <b>",
    "<b>*a <i>**b ",
    '<x a="',
    "{:",
    "{: .x ",
    "&a",
    "[^a]",
    "http://",
    '"a',
    ">",
    "> ",
    "> - ",
    "- ",
    "1. ",
    "- a\n\n",
    "a\n: b\n",
    "|",
    "a|b\n",
    "```\na\n",
    "<div>\n",
    '<div markdown="1">\n',
    '<p markdown="1">**a ',
    "<script>\n",
    "<!-- ",
    "{::comment}\n",
    "[a]: b\n",
    "*[a]: b\n",
    "\\",
)


class Tags(HTMLParser):
    """Whether tags nest."""

    VOID = frozenset({"br", "hr", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_raises(text: str) -> None:
    assert MARKDOWN.render(text).html is not None
    assert EXACT.render(text).html is not None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([piece for piece in PIECES if "<" not in piece and "{::" not in piece]), max_size=40))
def test_without_raw_html_tags_nest(pieces: list[str]) -> None:
    tags = Tags()
    tags.feed(MARKDOWN.render("".join(pieces)).html)

    assert tags.open == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["a", "A", "a-1", "a-2", "가", "✅", "section", "a {#a-1}"]), max_size=12))
def test_no_two_headings_share_an_id(titles: list[str]) -> None:
    rendered = MARKDOWN.render("".join(f"# {title}\n" for title in titles if "{" not in title))
    ids = [heading.id for heading in rendered.headings if heading.id]

    assert len(ids) == len(set(ids))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_rendering_twice_gives_the_same(text: str) -> None:
    assert MARKDOWN.render(text) == MARKDOWN.render(text)


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = _calls(piece * 100), _calls(piece * 400)

    # Four times the text; a growth by squares would need sixteen times the calls.
    assert long < 6 * short


@pytest.mark.parametrize(
    "text",
    ["*" * 1_000_000, "`" * 1_000_000, "가" * 1_000_000, ">" * 5_000, "[" * 100_000, "<b>" * 20_000, "- " * 100_000],
    ids=lambda text: f"{text[:3]} {len(text)}",
)
def test_large_texts_of_one_sign_come_to_an_end(text: str) -> None:
    assert MARKDOWN.render(text).html != ""


def test_deeply_nested_lists_are_read() -> None:
    html = MARKDOWN.render("\n".join("  " * depth + "- a" for depth in range(300))).html

    assert html.count("<ul>") > 40


def _calls(text: str) -> int:
    """How many functions are called to render the text: the same number on every machine."""
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counting)
    try:
        MARKDOWN.render(text)
    finally:
        sys.setprofile(None)
    return count
