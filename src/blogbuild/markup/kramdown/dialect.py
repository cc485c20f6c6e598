"""The nouns of the dialect: what one asks for, and what one gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

CodeRenderer = Callable[[str, str, Mapping[str, str]], str]
MathRenderer = Callable[[str, bool], str]


class Dialect(Struct, frozen=True, kw_only=True):
    """How Markdown is read: kramdown-GFM as Jekyll uses it, and the improvements upon it.

    The first four switches are the improvements; with all of them off the result is kramdown's.
    """

    paren_lists: bool = True
    bare_links: bool = True
    underscore_particles: bool = True
    footnote_labels: bool = True
    smart_quotes: bool = True
    hard_wrap: bool = False
    auto_ids: bool = True
    gfm: bool = True
    toc_levels: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    footnote_nr: int = 1
    dollar_math: bool = False

    @property
    def improves(self) -> bool:
        """Whether the dialect departs from kramdown where readers gain by it."""
        return self.paren_lists or self.bare_links or self.underscore_particles or self.footnote_labels


class Heading(Struct, frozen=True):
    """A heading as contents lists want it; `listed` is False under `{:.no_toc}`."""

    level: int
    id: str
    text: str
    listed: bool


class Footnote(Struct, frozen=True):
    """A footnote; `html` is what stands inside its list item, back links at the end of the last paragraph."""

    number: int
    name: str
    html: str
    references: int


class Rendered(Struct, frozen=True):
    """A text as HTML, what layouts place apart from it, and what could not be read as it was meant.

    A problem is the line within the text, what is wrong, and what to write instead.
    """

    html: str
    headings: tuple[Heading, ...]
    footnotes: tuple[Footnote, ...]
    problems: tuple[tuple[int, str, str], ...]
