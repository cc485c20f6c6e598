"""Ids of headings: GitHub's way, and kramdown's own where that applies."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from blogbuild.markup.kramdown.elements import Element, raw_text

_DOUBTFUL: Final = re.compile(r"[^a-z0-9_\- \t가-힣]")
_BEFORE_LETTER: Final = re.compile(r"^[^a-zA-Z]+", re.MULTILINE)
_NOT_IN_ID: Final = re.compile(r"[^a-zA-Z0-9 -]")
_KEPT_CATEGORIES: Final = frozenset({"L", "M"})
_KEPT_EXACTLY: Final = frozenset({"Nd", "Nl", "Pc"})
# Letters in circles and squares count as letters, though Unicode calls them symbols.
_CIRCLED: Final = re.compile(r"[Ⓐ-ⓩ🄰-🅉🅐-🅩🅰-🆉]")
# Elements in which a heading may stand; what is within HTML gets no id.
_HOLD_BLOCKS: Final = frozenset({"blockquote", "ul", "ol", "li", "dl", "dd"})


class HeadingIds:
    """Counts equal ids; the second of a kind gets `-1`.

    kramdown does not look whether that one is taken; with `unique` we do.
    """

    def __init__(self, *, unique: bool) -> None:
        self._times: dict[str, int] = {}
        self._taken: set[str] = set()
        self._unique = unique

    def reserve(self, identifier: str) -> None:
        """An author has chosen this id."""
        self._taken.add(identifier)

    def github(self, text: str) -> str:
        """The id that GitHub gives a heading with this text; it may be empty."""
        return self._counted(_DOUBTFUL.sub(_kept, _downcased(text)).replace(" ", "-").replace("\t", "-"))

    def kramdown(self, text: str) -> str:
        """Kramdown's own: ASCII letters and digits, `section` where nothing of that is left."""
        return self._counted(plain_id(text) or "section")

    def _counted(self, name: str) -> str:
        while True:
            times = self._times[name] = self._times.get(name, -1) + 1
            identifier = f"{name}-{times}" if times else name
            if not self._unique or identifier not in self._taken:
                self._taken.add(identifier)
                return identifier


def plain_id(text: str) -> str:
    """What kramdown keeps of a text for an id."""
    return _NOT_IN_ID.sub("", _BEFORE_LETTER.sub("", text)).replace(" ", "-").lower()


def _downcased(text: str) -> str:
    """As Ruby has it: `Σ` at the end of a word is the letter that it is elsewhere."""
    return "".join(map(str.lower, text)) if "Σ" in text else text.lower()


def give_github_ids(root: Element, ids: HeadingIds) -> None:
    """Give every heading outside of HTML its id."""
    headings: list[Element] = []
    _gather(root, headings)
    for heading in headings:
        if "id" in heading.attributes:
            ids.reserve(heading.attributes["id"])
    for heading in headings:
        if "id" not in heading.attributes:
            heading.attributes["id"] = ids.github(raw_text(heading.nodes))


def _gather(element: Element, headings: list[Element]) -> None:
    for node in element.nodes:
        if isinstance(node, str):
            continue
        if node.type == "heading":
            headings.append(node)
        elif node.type in _HOLD_BLOCKS:
            _gather(node, headings)


def _kept(match: re.Match[str]) -> str:
    return match[0] if _is_word_character(match[0]) else ""


@functools.lru_cache(maxsize=4096)
def _is_word_character(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _KEPT_CATEGORIES or category in _KEPT_EXACTLY or bool(_CIRCLED.match(character))
