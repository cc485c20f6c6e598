"""Regular expressions mean the same on every Python that the project allows."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined] # there is no public parser of expressions

import blogbuild

ONE_CHARACTER = (_constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(blogbuild.__path__, "blogbuild."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                yield from ((f"{module.name}.{name}", one) for one in each(value))


def each(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from each(one)
    elif isinstance(value, dict):
        yield from each(list(value.values()))


def parts(value: object) -> Iterator[tuple[object, object]]:
    """All parts of a parsed expression, however deep."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], type(_constants.LITERAL)):
        yield value
    if isinstance(value, tuple | list | _parser.SubPattern):
        for one in list(value):
            yield from parts(one)


def is_misread(kind: object, held: object) -> bool:
    """Whether Python 3.11.0 to 3.11.4 may read on behind where the part ends (gh-106052)."""
    if kind is _constants.ATOMIC_GROUP:
        return True
    return kind is _constants.POSSESSIVE_REPEAT and (len(held[2]) > 1 or held[2][0][0] not in ONE_CHARACTER)  # type: ignore[index]


def test_no_more_than_one_character_is_repeated_possessively() -> None:
    misread = [
        name
        for name, pattern in patterns()
        if any(is_misread(*part) for part in parts(_parser.parse(pattern.pattern, pattern.flags)))
    ]

    assert misread == []


def test_a_group_repeated_possessively_would_be_found() -> None:
    tree = _parser.parse("(x|(?:ab?c)++)")

    assert any(is_misread(*part) for part in parts(tree))
    assert not any(is_misread(*part) for part in parts(_parser.parse("(x|(?:ab?+c)+)")))
