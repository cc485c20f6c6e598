"""A Document → its Body: Markdown, highlighting, references, the list of contents, the excerpt."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final

from blogbuild.config import MarkdownSettings
from blogbuild.content import CONTENT
from blogbuild.errors import Problem, warning
from blogbuild.markup.highlight import code_block
from blogbuild.markup.images import Sizes, with_sizes
from blogbuild.markup.kramdown import Dialect, Heading, Markdown
from blogbuild.markup.links import Addresses, resolve
from blogbuild.markup.liquid import LiquidSite, render_liquid
from blogbuild.markup.math import UNREAD, mathml
from blogbuild.model import Body, ContentsEntry, Document, Note
from blogbuild.text import other_words, plain_text, shorten, syllables
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """How the bodies of one site are made."""

    settings: MarkdownSettings
    addresses: Addresses
    sizes: Sizes = field(default_factory=dict)
    liquid: LiquidSite | None = None
    """None where no body asks for Liquid."""

    def body(self, document: Document) -> tuple[Body, tuple[Problem, ...]]:
        """The document's body, and what had to be read as it was meant; fatal problems among it end the build."""
        filled, problems = render_liquid(document, self.liquid) if self.liquid else (document.body, ())
        if problems or filled is not document.body:
            document = replace(document, body=filled)
        body, found = self._body(document)
        return body, (*problems, *found)

    def _body(self, document: Document) -> tuple[Body, tuple[Problem, ...]]:
        if document.markup == "html":
            html = self._resolved(document, document.body)
            text = plain_text(html)
            summary = _stated(document) or shorten(text, LONGEST_SUMMARY)
            return Body(html=html, summary=summary, text=text, syllables=syllables(text), words=other_words(text)), ()
        rendered = self._markdown(document).render(document.body)
        html = self._resolved(document, rendered.html)
        notes = tuple(Note(note.number, note.name, self._resolved(document, note.html)) for note in rendered.footnotes)
        text = plain_text(html)
        body = Body(
            html=html,
            contents=contents([heading for heading in rendered.headings if heading.listed and heading.id]),
            footnotes=notes,
            summary=self._summary(document, html),
            headings=tuple(heading.text for heading in rendered.headings),
            text=text,
            syllables=syllables(text),
            words=other_words(text),
        )
        problems = (
            warning(document.source, what, mend, line=document.body_line + line - 1)
            for line, what, mend in rendered.problems
        )
        return body, (*problems, *_unread_formulas(document, html))

    def _markdown(self, document: Document) -> Markdown:
        wanted = any(as_switch(document.meta.extra.get(key), default=False) for key in _DOLLAR_MATH)
        return _markdown(self.settings, dollar_math=wanted)

    def _resolved(self, document: Document, html: str) -> str:
        below = document.source.removeprefix(f"{CONTENT}/")
        extra = document.meta.extra
        media = next(filter(None, (as_text(extra.get(key)) for key in _MEDIA_FOLDER)), "")
        return with_sizes(resolve(html, self.addresses, posixpath.dirname(below), media), self.sizes)

    def _summary(self, document: Document, html: str) -> str:
        """The excerpt as one line: as stated, else what stands before the separator, else the first paragraph."""
        if stated := _stated(document):
            return stated
        if separator := _separator(document):
            above, found, _ = html.partition(separator)
            if not found:
                above = self._markdown(document).render(document.body.split(separator)[0]).html
            return plain_text(above)
        paragraphs = (plain_text(match[1]) for match in _PARAGRAPH.finditer(html))
        return shorten(next(filter(None, paragraphs), "") or plain_text(html), LONGEST_SUMMARY)


def contents(headings: Sequence[Heading]) -> tuple[ContentsEntry, ...]:
    """The headings as a list of contents two levels deep, whichever level they begin at."""
    if not headings:
        return ()
    top = min(heading.level for heading in headings)
    shown = [heading for heading in headings if heading.level < top + CONTENTS_DEPTH]
    entries: list[ContentsEntry] = []
    for heading in shown:
        entry = ContentsEntry(heading.id, heading.text)
        if heading.level > top and entries:
            last = entries[-1]
            entries[-1] = ContentsEntry(last.id, last.text, (*last.children, entry))
        else:
            entries.append(entry)
    return tuple(entries)


@functools.cache
def _markdown(settings: MarkdownSettings, *, dollar_math: bool) -> Markdown:
    """The renderer of a dialect; its switches have the names of the settings."""
    shared = {field.name for field in fields(Dialect)} & {field.name for field in fields(settings)}
    switches = {name: getattr(settings, name) for name in shared}
    code = functools.partial(code_block, line_numbers=settings.line_numbers)
    return Markdown(Dialect(**switches, dollar_math=dollar_math), code, mathml)


def _unread_formulas(document: Document, html: str) -> tuple[Problem, ...]:
    """One warning a document for formulas that stand as their TeX."""
    count = html.count(UNREAD)
    if not count:
        return ()
    formula = plain_text(html[html.index(UNREAD) + len(UNREAD) + 1 :].split("</", 1)[0])
    what = f"{count} formula(s) could not be read and stand as TeX, first {shorten(formula, _SHOWN_FORMULA)}"
    return (warning(document.source, what, "write it with commands that MathML has", line=document.body_line),)


def _stated(document: Document) -> str:
    """The excerpt that the front matter gives."""
    return plain_text(document.meta.excerpt or document.meta.description)


def _separator(document: Document) -> str:
    """The excerpt's separator as it stands in the text, or `<!--more-->`; none where neither is there."""
    separator = document.meta.excerpt_separator
    if separator.strip() and separator in document.body:
        return separator
    more = _MORE.search(document.body)
    return more[0] if more else ""
