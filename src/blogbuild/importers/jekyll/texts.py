"""What the texts of a blog tell: their language, and what their Liquid asks of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from blogbuild.content import read_text
from blogbuild.errors import BlogError
from blogbuild.importers.jekyll.plan import Copy, source_file
from blogbuild.text import syllables

# So many syllables in a text are more than a name or a quotation.
_SOME_KOREAN: Final = 20
_LIQUID: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NAMES: Final = re.compile(r"""\bsite\.([\w-]+)|\bsite\[\s*["']([^"']+)["']\s*\]""")
_INCLUDES: Final = re.compile(r"\{%-?\s*include(?:_cached)?\s+([^\s%}]+)")


class Told(Struct, frozen=True, kw_only=True):
    """What the texts told."""

    is_korean: bool
    asked: frozenset[str]
    """The names that Liquid asks for as `site.NAME`, in bodies and in the partials that these include."""


class _Liquid(Struct, frozen=True):
    """What the Liquid of one text asks for."""

    names: frozenset[str]
    partials: frozenset[str]


def listen(bodies: Iterable[Copy], partials: Iterable[Copy]) -> Told:
    """What the bodies tell, with the partials that they include."""
    read = [(_text(copy)) for copy in bodies]
    korean = sum(syllables(text) >= _SOME_KOREAN for text in read)
    liquids = [_liquid(text) for text in read if "{" in text]
    by_name = {copy.destination.partition("/_includes/")[2]: copy for copy in partials}
    return Told(is_korean=korean * 2 >= len(read), asked=_asked(liquids, by_name))


def _text(copy: Copy) -> str:
    try:
        return read_text(source_file(copy))[0]
    except BlogError:  # it is set aside later, with the reason
        return ""


def _liquid(text: str) -> _Liquid:
    tags = _LIQUID.findall(text)
    names = {first or second for tag in tags for first, second in _NAMES.findall(tag)}
    partials = {match[1] for tag in tags if (match := _INCLUDES.match(tag))}
    return _Liquid(frozenset(names), frozenset(partials))


def _asked(liquids: Iterable[_Liquid], by_name: Mapping[str, Copy]) -> frozenset[str]:
    names: set[str] = set()
    seen: set[str] = set()
    waiting = list(liquids)
    while waiting:
        liquid = waiting.pop()
        names |= liquid.names
        for partial in (liquid.partials - seen) & by_name.keys():
            seen.add(partial)
            waiting.append(_liquid(_text(by_name[partial])))
    return frozenset(names)
