"""A Document → its Body: Markdown, highlighting, references, the list of contents, the excerpt."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from blogbuild.config import MarkdownSettings
from blogbuild.content import CONTENT
from blogbuild.errors import Problem, warning
from blogbuild.markup.highlight import CodeBlocks, code_block
from blogbuild.markup.images import Sizes, with_sizes
from blogbuild.markup.kramdown import Dialect, Heading, Markdown
from blogbuild.markup.links import Addresses, Noted, replace_references
from blogbuild.markup.liquid import LiquidSite, asks_for_liquid, render_liquid
from blogbuild.markup.math import UNREAD, mathml
from blogbuild.markup.strays import strays
from blogbuild.model import Body, ContentsEntry, Document, Note
from blogbuild.text import other_words, plain_text, shorten, syllables
from blogbuild.trace import Key
from blogbuild.values import as_switch, as_text

LONGEST_SUMMARY: Final = 180
CONTENTS_DEPTH: Final = 2

_SHOWN_FORMULA: Final = 40
_DOLLAR_MATH: Final = ("math", "use_math", "mathjax")
"""Front matter that asks for `$…$`, as themes name it."""
_MEDIA_FOLDER: Final = ("media_subpath", "img_path")
"""Front matter that says where the pictures of a post lie, as Chirpy names it."""
_MORE: Final = re.compile(r"<!--\s*more\s*-->")
_PARAGRAPH: Final = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)


class Made(Struct, frozen=True):
    """A body, its plain text without code, what had to be read as it was meant, and keys of what it asked the site."""

    body: Body
    text: str
    problems: tuple[Problem, ...]
    asks: tuple[Key, ...]


class Markup(Struct, frozen=True, kw_only=True):
    """How the bodies of one site are made."""

    settings: MarkdownSettings
    addresses: Addresses
    sizes: Sizes = field(default_factory=dict)
    liquid: LiquidSite | None = None
    """None where no body asks for Liquid."""

    def make(self, document: Document) -> Made:
        """The document's body; fatal problems among those found end the build."""
        asks: dict[Key, None] = {}

        def note(key: Key) -> None:
            asks[key] = None

        filled = document
        problems: tuple[Problem, ...] = ()
        if self.liquid and asks_for_liquid(document):
            note("liquid *")
            text, problems = render_liquid(document, self.liquid, note)
            filled = replace(document, body=text)
        making = _Making(self, filled, note)
        body, text, found = making.from_html() if document.markup == "html" else making.from_markdown()
        strayed = strays(document, body.html, making.unresolved, making.addresses)
        return Made(body, text, (*problems, *found, *strayed), tuple(asks))


class _Making:
    """One body in the making; `note` is told the keys of what it asks the site for."""

    def __init__(self, markup: Markup, document: Document, note: Callable[[Key], None]) -> None:
        self.markup = markup
        self.document = document
        self.addresses = markup.addresses.noted(note)
        self.unresolved: dict[str, None] = {}
        self._sizes = Noted("size", markup.sizes, note)
        self._folder = posixpath.dirname(document.source.removeprefix(f"{CONTENT}/"))
        extra = document.meta.extra
        self._media = next(filter(None, (as_text(extra.get(key)) for key in _MEDIA_FOLDER)), "")

    def from_html(self) -> tuple[Body, str, tuple[Problem, ...]]:
        """The body of a document that is HTML."""
        html = self._resolved(self.document.body)
        text = plain_text(html)
        summary = _stated(self.document) or shorten(text, LONGEST_SUMMARY)
        body = Body(html=html, summary=summary, image=self._image(), syllables=syllables(text), words=other_words(text))
        return body, text, ()

    def from_markdown(self) -> tuple[Body, str, tuple[Problem, ...]]:
        """The body of a document that is Markdown."""
        code = CodeBlocks(line_numbers=self.markup.settings.line_numbers)
        rendered = self._markdown.render(self.document.body, code.frame)
        frame = self._resolved(rendered.html)
        html = code.filled(frame)
        text = plain_text(frame)
        body = Body(
            html=html,
            contents=contents([heading for heading in rendered.headings if heading.listed and heading.id]),
            footnotes=tuple(
                Note(note.number, note.name, code.filled(self._resolved(note.html))) for note in rendered.footnotes
            ),
            summary=self._summary(html, frame),
            image=self._image(),
            headings=tuple(heading.text for heading in rendered.headings),
            syllables=syllables(text),
            words=other_words(text),
        )
        problems = (
            warning(self.document.source, what, mend, line=self.document.body_line + line - 1)
            for line, what, mend in rendered.problems
        )
        return body, text, (*problems, *_unread_formulas(self.document, html))

    @property
    def _markdown(self) -> Markdown:
        extra = self.document.meta.extra
        wanted = any(as_switch(extra.get(key), default=False) for key in _DOLLAR_MATH)
        return _markdown(self.markup.settings, dollar_math=wanted)

    def _resolved(self, html: str) -> str:
        return with_sizes(replace_references(html, self._address_of), self._sizes.get)

    def _address_of(self, reference: str) -> str | None:
        address = self.addresses.of(reference, self._folder, self._media)
        if address is None:
            self.unresolved[reference] = None
        return address

    def _image(self) -> str:
        image = self.document.meta.image
        return self._address_of(image) or image

    def _summary(self, html: str, frame: str) -> str:
        """The excerpt as one line: as stated, else what stands before the separator, else the first paragraph.

        `frame` is the HTML before its code was put in.
        """
        if stated := _stated(self.document):
            return stated
        if separator := _separator(self.document):
            above, found, _ = html.partition(separator)
            if not found:
                above = self._markdown.render(self.document.body.split(separator)[0]).html
            return plain_text(above)
        paragraphs = (plain_text(match[1]) for match in _PARAGRAPH.finditer(frame))
        return shorten(next(filter(None, paragraphs), "") or plain_text(frame), LONGEST_SUMMARY)


def contents(headings: Sequence[Heading]) -> tuple[ContentsEntry, ...]:
    """The headings as a list of contents two levels deep, whichever level they begin at."""
    if not headings:
        return ()
    top = min(heading.level for heading in headings)
    found: list[tuple[Heading, list[ContentsEntry]]] = []
    for heading in headings:
        if heading.level >= top + CONTENTS_DEPTH:
            continue
        if heading.level == top or not found:
            found.append((heading, []))
        else:
            found[-1][1].append(ContentsEntry(heading.id, heading.text))
    return tuple(ContentsEntry(heading.id, heading.text, tuple(below)) for heading, below in found)


@functools.cache
def _markdown(settings: MarkdownSettings, *, dollar_math: bool) -> Markdown:
    """The renderer of a dialect; its switches have the names of the settings."""
    shared = set(Dialect.__struct_fields__) & set(settings.__struct_fields__)
    switches = {name: getattr(settings, name) for name in shared}
    return Markdown(Dialect(**switches, dollar_math=dollar_math), code_block, mathml)


def _unread_formulas(document: Document, html: str) -> tuple[Problem, ...]:
    """One warning a document for formulas that stand as their TeX, at the first of them."""
    count = html.count(UNREAD)
    if not count:
        return ()
    formula = plain_text(html[html.index(UNREAD) + len(UNREAD) + 1 :].split("</", 1)[0])
    # Its TeX stands between two marks of two characters each.
    at = max(0, document.body.find(formula[2:-2]))
    line = document.body_line + document.body.count("\n", 0, at)
    what = f"{count} formula(s) could not be read and stand as TeX, first {shorten(formula, _SHOWN_FORMULA)}"
    return (warning(document.source, what, "write it with commands that MathML has", line=line),)


def _stated(document: Document) -> str:
    """The excerpt that the front matter gives."""
    stated = document.meta.excerpt or document.meta.description
    return plain_text(stated) if stated else ""


def _separator(document: Document) -> str:
    """The excerpt's separator as it stands in the text, or `<!--more-->`; none where neither is there."""
    separator = document.meta.excerpt_separator
    if separator.strip() and separator in document.body:
        return separator
    more = _MORE.search(document.body)
    return more[0] if more else ""
