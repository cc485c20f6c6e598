"""Markup that Liquid's grammar refuses → what Ruby's lax reading takes from it, written so that the grammar accepts it.

Source of the rules: Shopify Liquid 4.0, the `lax_parse` of lib/liquid/variable.rb and tags/*.rb, expression.rb,
variable_lookup.rb. There patterns pick what they know out of the markup and pass over the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_QUOTED: Final = r""""[^"]*"|'[^']*'"""
_FRAGMENT: Final = re.compile(rf"""{_QUOTED}|(?:[^\s,|'"]|{_QUOTED})+""")
_FILTER: Final = re.compile(rf"""(?:\s+|{_QUOTED}|(?:[^\s,|'"]|{_QUOTED})+|,)+""")
_ARGUMENT: Final = re.compile(rf"""[:,]\s*((?:\w+\s*:\s*)?(?:{_FRAGMENT.pattern}))""", re.ASCII)
_NAMED: Final = re.compile(rf"""(\w+)\s*:\s*({_FRAGMENT.pattern})""", re.ASCII)
_SEGMENT: Final = re.compile(r"\[[^\]]+\]|[\w\-]+\??", re.ASCII)
_NAME: Final = re.compile(r"[A-Za-z_][\w\-]*\??|\d+[A-Za-z_][\w\-]*\??", re.ASCII)
_INTEGER: Final = re.compile(r"-?\d+", re.ASCII)
_NUMBER: Final = re.compile(r"(-?\d+(?:\.\d+)?)[\d.]*", re.ASCII)
_RANGE: Final = re.compile(r"\((\S+)\.\.(\S+)\)")
_LOOP: Final = re.compile(rf"""([\w\-]+)\s+in\s+((?:{_FRAGMENT.pattern})+)\s*(reversed)?""", re.ASCII)
_ASSIGNMENT: Final = re.compile(r"([\w\-.\[\]()]+)\s*=\s*(.*)", re.DOTALL | re.ASCII)
_CYCLE: Final = re.compile(rf"""({_FRAGMENT.pattern})\s*:\s*(.*)""", re.DOTALL)
_OPERATOR: Final = re.compile(r"==|!=|<>|<=?|>=?|contains")
_LITERALS: Final = frozenset({"nil", "null", "true", "false", "blank", "empty"})
# Names that the library's grammar takes for words of its own.
_WORDS: Final = frozenset(
    "and or contains not in offset limit reversed cols continue with for as if else required".split()
)


class UnreadableError(ValueError):
    """Not even lax reading makes anything of it."""


def relaxed(tag: str, markup: str, is_filter: Callable[[str], bool]) -> str:
    """The markup of a tag (`output` for `{{ }}`) as lax reading takes it; unknown filters are passed over.

    Raises UnreadableError where Ruby's Liquid gives up.
    """
    if tag == "output":
        return _output(markup, is_filter)
    if tag == "assign":
        return _assignment(markup, is_filter)
    return _READINGS[tag](markup) if tag in _READINGS else markup


def _output(markup: str, is_filter: Callable[[str], bool]) -> str:
    first = _FRAGMENT.search(markup)
    if not first:
        return "nil"
    _, bar, filters = markup[first.end() :].partition("|")
    read = (_filter(each[0], is_filter) for each in _FILTER.finditer(filters)) if bar else ()
    return " | ".join((_primitive(first[0]), *filter(None, read)))


def _filter(markup: str, is_filter: Callable[[str], bool]) -> str:
    name = re.search(r"\w+", markup, re.ASCII)
    if not name or not is_filter(name[0]):
        return ""
    arguments = ", ".join(_argument(each[1]) for each in _ARGUMENT.finditer(markup))
    return f"{name[0]}: {arguments}" if arguments else name[0]


def _argument(markup: str) -> str:
    named = _NAMED.fullmatch(markup)
    return f"{named[1]}: {_primitive(named[2])}" if named else _primitive(markup)


def _primitive(fragment: str) -> str:
    if fragment in _LITERALS or _INTEGER.fullmatch(fragment):
        return fragment
    if len(fragment) > 1 and fragment[0] == fragment[-1] and fragment[0] in "\"'":
        return _string(fragment[1:-1])
    if bounds := _RANGE.fullmatch(fragment):
        return f"({_primitive(bounds[1])}..{_primitive(bounds[2])})"
    if number := _NUMBER.fullmatch(fragment):
        return number[1]
    return _path(fragment)


def _string(text: str) -> str:
    quote = "'" if '"' in text else '"'
    return f"{quote}{text.replace(quote, '')}{quote}"


def _path(fragment: str) -> str:
    segments: list[str] = _SEGMENT.findall(fragment)
    root, *rest = segments or [""]
    if not _NAME.fullmatch(root) or root in _WORDS:
        return "nil"
    return root + "".join(map(_segment, rest))


def _segment(name: str) -> str:
    return f"[{_primitive(name[1:-1].strip())}]" if name.startswith("[") else f"[{_string(name)}]"


def _condition(markup: str) -> str:
    groups: list[list[str]] = [[]]
    relations: list[str] = []
    for fragment in _FRAGMENT.findall(markup):
        if fragment in {"and", "or"}:
            relations.append(fragment)
            groups.append([])
        else:
            groups[-1].append(fragment)
    read = [_comparison(group) for group in groups]
    return read[0] + "".join(f" {relation} {each}" for relation, each in zip(relations, read[1:], strict=True))


def _comparison(fragments: list[str]) -> str:
    if not fragments:
        raise UnreadableError("a condition is missing")
    left, *rest = fragments
    if not rest or not re.fullmatch(r"[=!<>a-z_]+", rest[0]):
        return _primitive(left)
    if not _OPERATOR.fullmatch(rest[0]):
        raise UnreadableError(f'there is no operator "{rest[0]}"')
    return f"{_primitive(left)} {rest[0]} {_primitive(rest[1]) if len(rest) > 1 else 'nil'}"


def _loop(markup: str) -> str:
    loop = _LOOP.match(markup)
    if not loop:
        raise UnreadableError("a loop is written {% for NAME in LIST %}")
    options = (
        f"{key}:{'continue' if value == 'continue' else _primitive(value)}"
        for key, value in _NAMED.findall(markup)
        if key in {"limit", "offset", "cols"}
    )
    return " ".join((loop[1], "in", _primitive(loop[2]), *([loop[3]] if loop[3] else []), *options))


def _assignment(markup: str, is_filter: Callable[[str], bool]) -> str:
    match = _ASSIGNMENT.match(markup)
    if not match:
        raise UnreadableError("an assignment is written {% assign NAME = VALUE %}")
    name = match[1] if _NAME.fullmatch(match[1]) else "_"  # `a.b` is assigned, and never found again
    return f"{name} = {_output(match[2], is_filter)}"


def _choices(markup: str) -> str:
    return ", ".join(_primitive(each) for each in _FRAGMENT.findall(markup) if each != "or") or "nil"


def _cycle(markup: str) -> str:
    if named := _CYCLE.match(markup):
        return f"{_primitive(named[1])}: {_choices(named[2])}"
    return _choices(markup)


def _first_name(markup: str) -> str:
    return next(_names(markup), "_")


def _names(markup: str) -> Iterator[str]:
    return (match[0] for match in _NAME.finditer(markup))


_READINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "if": _condition,
    "elsif": _condition,
    "unless": _condition,
    "case": lambda markup: _primitive(_FRAGMENT.findall(markup)[0]) if markup else "nil",
    "when": _choices,
    "for": _loop,
    "tablerow": _loop,
    "cycle": _cycle,
    "capture": _first_name,
    "increment": _first_name,
    "decrement": _first_name,
}
