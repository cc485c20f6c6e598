"""YAML by libyaml, where it is there: any text → our values."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import yaml
from frontmatter.default_handlers import YAMLHandler

from blogbuild.config import Value
from blogbuild.schema import freeze

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without libyaml is slower and otherwise the same
    from yaml import SafeLoader  # type: ignore[assignment]

UNREADABLE: Final = (yaml.YAMLError, ValueError, TypeError, RecursionError)
"""What is raised for a text that is no YAML."""

_DEEPEST: Final = 200


def load(text: str) -> Value:
    """The data in the text, frozen. Raises one of UNREADABLE."""
    if _depth(text) > _DEEPEST:
        raise ValueError("it is nested too deeply")
    return freeze(_handler().load(text, Loader=_Loader))  # type: ignore[no-any-return] # freeze gives what it is given


def load_bare(line: str) -> None:
    """Try to read one line. Raises one of UNREADABLE."""
    yaml.load(line, Loader=_Loader)  # noqa: S506 - a safe loader


class _Loader(SafeLoader):
    """YAML with dates left as texts (dates.py reads them) and without numbers to the base 60 (`12:30`)."""


def _resolvers() -> Iterator[tuple[str, list[tuple[str, re.Pattern[str]]]]]:
    for first, pairs in SafeLoader.yaml_implicit_resolvers.items():
        named = ((tag, pattern, tag.rsplit(":", 1)[-1]) for tag, pattern in pairs)
        yield first, [(tag, _NUMBERS.get(name, pattern)) for tag, pattern, name in named if name not in _LEFT_AS_TEXT]


_LEFT_AS_TEXT: Final = frozenset({"timestamp", "value"})
_NUMBERS: Final = {
    "int": re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"),
    "float": re.compile(
        r"^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
}


_Loader.yaml_implicit_resolvers = dict(_resolvers())


@functools.cache
def _handler() -> YAMLHandler:
    return YAMLHandler()


def _depth(text: str) -> int:
    """How deep brackets are nested, at most; on a hostile depth libyaml overflows the stack and ends the process."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return 0
    deepest = depth = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest
