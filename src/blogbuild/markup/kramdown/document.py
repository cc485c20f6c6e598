"""What is known about a text while it is read: definitions, options, problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from blogbuild.markup.kramdown.dialect import Dialect
from blogbuild.markup.kramdown.elements import AttributeList, Element, Place, line_of
from blogbuild.markup.kramdown.grammar import Grammar
from blogbuild.markup.kramdown.heading_ids import HeadingIds

# A text with more of them is no text.
MOST_PROBLEMS: Final = 100


class Options(Struct):
    """What a text may change for itself with `{::options …/}`."""

    auto_ids: bool
    toc_levels: tuple[int, ...]
    footnote_nr: int
    parse_block_html: bool = False
    parse_span_html: bool = True


class Definition(Struct, frozen=True):
    """`[id]: address "title"`, `*[abbr]: title` or `[^name]: content`, and the mark that stands for it in the tree."""

    mark: Element
    value: str = ""
    title: str = ""


class Document(Struct):
    """A text on its way from source to HTML."""

    dialect: Dialect
    grammar: Grammar
    options: Options
    root: Element
    ids: HeadingIds
    links: dict[str, Definition] = field(default_factory=dict)
    abbreviations: dict[str, Definition] = field(default_factory=dict)
    footnotes: dict[str, Element] = field(default_factory=dict)
    footnote_marks: dict[str, Element] = field(default_factory=dict)
    attribute_lists: dict[str, AttributeList] = field(default_factory=dict)
    found: dict[tuple[Place | None, str, str], None] = field(default_factory=dict)

    def report(self, place: Place | None, what: str, mend: str) -> None:
        """Remember that something could not be read as it was surely meant."""
        if len(self.found) < MOST_PROBLEMS:
            self.found[place, what, mend] = None

    def problems(self) -> tuple[tuple[int, str, str], ...]:
        """The problems with their lines, each once."""
        return tuple(sorted({(line_of(place), what, mend) for place, what, mend in self.found}))


def new_document(dialect: Dialect, grammar: Grammar) -> Document:
    """An empty document."""
    options = Options(auto_ids=dialect.auto_ids, toc_levels=dialect.toc_levels, footnote_nr=dialect.footnote_nr)
    return Document(dialect, grammar, options, Element("root"), HeadingIds(unique=dialect.improves))


SetOption = Callable[[Options, str], None]


def set_options(options: Options, wanted: Mapping[str, str]) -> None:
    """Change the options that a text names; what we do not know or cannot read is left alone."""
    for name, value in wanted.items():
        change = _CHANGES.get(name)
        if change is not None:
            change(options, value)


def _flag(name: str) -> SetOption:
    def change(options: Options, value: str) -> None:
        setattr(options, name, value.strip().lower() not in ("false", "no", "nil", ""))

    return change


def _toc_levels(options: Options, value: str) -> None:
    first, dots, last = value.partition("..")
    levels = range(int(first), int(last) + 1) if dots and first.isdigit() and last.isdigit() else ()
    named = tuple(int(part) for part in value.replace(",", " ").split() if part.isdigit())
    options.toc_levels = tuple(levels) or named or options.toc_levels


def _footnote_nr(options: Options, value: str) -> None:
    if value.isdigit():
        options.footnote_nr = int(value)


_CHANGES: Mapping[str, SetOption] = {
    "auto_ids": _flag("auto_ids"),
    "parse_block_html": _flag("parse_block_html"),
    "parse_span_html": _flag("parse_span_html"),
    "toc_levels": _toc_levels,
    "footnote_nr": _footnote_nr,
}
