"""Layouts that others include by name, put in the place of the tag when these are compiled.

A post's page includes ten: each would be looked up, given names of its own and run apart, which takes a fifth of the
time that a page takes. What is put in place is noted where it is filled, as if it had been asked for.

Only what comes out the same is put in place; the rest stays to be included. A layout sees the names of the loops and
`with` blocks around the tag, and those that the page is given; where the other one names something else that this one
reads, or this one is more than a text with expressions, conditions and loops, Jinja's own way is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

Parsed: TypeAlias = Callable[[str], nodes.Template | None]
"""The layout of a name; None for one that is not there, or that cannot stand within another one."""

_INCLUDES: Final = re.compile(r"""\binclude\s+(?:"([^"\\]+)"|'([^'\\]+)')""")
# What belongs to the layout that it stands in, to its loop or its macro.
_OWN_NAMES: Final = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})
_OWN_NODES: Final = (nodes.Extends, nodes.Block, nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport)


def included(text: str) -> list[str]:
    """The names of the layouts that a text may include, as far as they stand in it."""
    return [one or other for one, other in _INCLUDES.findall(text)]


def texts_of(names: Iterable[str], text: Callable[[str], str | None]) -> dict[str, str | None]:
    """The texts of layouts, of all that they may include, and of all that these may; None for what is not there."""
    found: dict[str, str | None] = {}
    names = list(names)
    while names:
        name = names.pop()
        if name not in found:
            found[name] = text(name)
            names += included(found[name] or "")
    return found


def put_in_place(layout: nodes.Template, names: list[str], parsed: Parsed) -> nodes.Template:
    """The layout with those of the named layouts in it that it includes, as far as that changes nothing."""
    if names:
        _Putter(names, parsed, set(_set_within(layout))).visit(layout)
    return layout


class _Putter(NodeTransformer):
    def __init__(self, names: list[str], parsed: Parsed, taken: set[str]) -> None:
        self._names = names
        self._parsed = parsed
        self._taken = taken

    def visit_Include(self, node: nodes.Include) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - as Jinja names it
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if name not in self._names or node.ignore_missing or not node.with_context:
            return node
        layout = self._parsed(name)
        if not layout or not _is_text(layout) or not _read_within(layout).isdisjoint(_OWN_NAMES | self._taken):
            return node
        noted = nodes.Call(nodes.EnvironmentAttribute("noted"), [nodes.Const(f"layout {name}")], [], None, None)
        body: list[nodes.Node] = [nodes.ExprStmt(noted), *layout.body]
        if any(_set_within(layout)):
            body = [nodes.Scope(body)]
        return [each.set_lineno(node.lineno) for each in body]

    def visit_Macro(self, node: nodes.Macro | nodes.CallBlock) -> nodes.Node:  # noqa: N802 - likewise
        # It finds names where it is written, not where it is called.
        return node

    visit_CallBlock = visit_Macro  # noqa: N815 - likewise


def _is_text(layout: nodes.Template) -> bool:
    """Whether a layout is nothing but text with expressions, conditions and loops that are its own."""
    return not any(isinstance(node, _OWN_NODES) for node in layout.find_all(nodes.Node))


def _set_within(layout: nodes.Template) -> Iterator[str]:
    """The names that a layout gives to something other than what its loops and `with` blocks go through."""
    for node in layout.find_all(nodes.Node):
        if isinstance(node, (nodes.Assign, nodes.AssignBlock)):
            targets = [node.target, *node.target.find_all(nodes.Node)]
            yield from (target.name for target in targets if isinstance(target, nodes.Name))
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _read_within(layout: nodes.Template) -> set[str]:
    return {name.name for name in layout.find_all(nodes.Name) if name.ctx == "load"}
