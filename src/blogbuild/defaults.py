"""`[[defaults]]` under the front matter of a file (Jekyll 4.3, lib/jekyll/frontmatter_defaults.rb)."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Final

from blogbuild.config import Defaults, Value
from blogbuild.model import SourceFile

_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"post", "draft", "page"}),
    "posts": frozenset({"post", "draft"}),
    "drafts": frozenset({"draft"}),
    "pages": frozenset({"page"}),
}


def with_defaults(
    source: SourceFile, values: Mapping[str, Value], defaults: tuple[Defaults, ...]
) -> Mapping[str, Value]:
    """The front matter of a file over the defaults whose scope it is in; the narrower scope wins."""
    if not defaults:
        return values
    merged: Mapping[str, Value] = {}
    for entry in sorted((entry for entry in defaults if _applies(entry, source)), key=_precedence):
        merged = _merged(merged, entry.values)
    return _merged(merged, values)


def _applies(entry: Defaults, source: SourceFile) -> bool:
    content, _, path = source.path.partition("/")
    scope = entry.scope.path.removeprefix(f"{content}/").lstrip("/")
    is_below = fnmatch.fnmatchcase(path, scope + "*") if "*" in scope else path.startswith(scope)
    return is_below and source.kind in _KINDS[entry.scope.type]


def _precedence(entry: Defaults) -> tuple[int, bool]:
    return len(entry.scope.path), bool(entry.scope.type)


def _merged(under: Mapping[str, Value], over: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values of both, deep in mappings; `over` wins, also with nothing."""
    return {**under, **dict(_deep(under, over))}


def _deep(under: Mapping[str, Value], over: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for key, value in over.items():
        below = under.get(key)
        yield key, _merged(below, value) if isinstance(value, Mapping) and isinstance(below, Mapping) else value
