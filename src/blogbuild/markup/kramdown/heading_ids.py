"""Ids of headings: GitHub's way, and kramdown's own where that applies."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from blogbuild.markup.kramdown.elements import Element, raw_text

_DOUBTFUL: Final = re.compile(r"[^a-z0-9_\- \t가-힣]")
_BLANK: Final = str.maketrans(" \t", "--")
_BEFORE_LETTER: Final = re.compile(r"^[^a-zA-Z]+", re.MULTILINE)
_NOT_IN_ID: Final = re.compile(r"[^a-zA-Z0-9 -]")
_KEPT_CATEGORIES: Final = frozenset({"L", "M"})
_KEPT_EXACTLY: Final = frozenset({"Nd", "Nl", "Pc"})
# Letters in circles and squares count as letters, though Unicode calls them symbols.
_CIRCLED: Final = re.compile(r"[Ⓐ-ⓩ🄰-🅉🅐-🅩🅰-🆉]")


class GithubIds:
    """Ids as GitHub makes them; the second of a kind gets `-1`."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, text: str) -> str:
        """The id of a heading with this text; it may be empty."""
        name = _DOUBTFUL.sub(_kept, text.lower()).translate(_BLANK)
        times = self._used[name] = self._used.get(name, -1) + 1
        return f"{name}-{times}" if times else name


class KramdownIds:
    """Ids of ASCII letters and digits, `section` where nothing of that is left."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, text: str) -> str:
        """The id of a heading with this text."""
        name = plain_id(text) or "section"
        if name not in self._used:
            self._used[name] = 0
            return name
        self._used[name] += 1
        return f"{name}-{self._used[name]}"


def plain_id(text: str) -> str:
    """What kramdown keeps of a text for an id."""
    return _NOT_IN_ID.sub("", _BEFORE_LETTER.sub("", text)).replace(" ", "-").lower()


def give_github_ids(root: Element) -> None:
    """Give every heading outside of HTML its id."""
    ids = GithubIds()
    for heading in _headings(root):
        if "id" not in heading.attributes:
            heading.attributes["id"] = ids.of(raw_text(heading.nodes))


def _headings(element: Element) -> Iterator[Element]:
    for node in element.nodes:
        if isinstance(node, str) or node.type in ("p", "html"):
            continue
        if node.type == "heading":
            yield node
        elif node.nodes:
            yield from _headings(node)


def _kept(match: re.Match[str]) -> str:
    return match[0] if _is_word_character(match[0]) else ""


@functools.lru_cache(maxsize=4096)
def _is_word_character(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _KEPT_CATEGORIES or category in _KEPT_EXACTLY or bool(_CIRCLED.match(character))
