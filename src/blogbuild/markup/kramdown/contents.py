"""The list of contents that `{:toc}` asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.escaping import attributes_html, value_html

Nodes = Sequence[Element | str]


class Entry(NamedTuple):
    """A heading that the contents name."""

    level: int
    id: str
    nodes: Nodes


def tree(entries: Sequence[Entry], asked_for: Element, write: Callable[[Nodes], str]) -> str:
    """The contents as nested lists, in place of the list that asked for them."""
    if not entries:
        return ""
    tag = asked_for.type
    attributes = {"id": "markdown-toc"} | asked_for.attributes
    html = [f"<{tag}{attributes_html(attributes)}>\n"]
    open_levels: list[int] = []
    for entry in entries:
        html.append(_step(open_levels, entry.level, tag) or (f"\n<{tag}>\n" if open_levels else ""))
        open_levels.append(entry.level)
        key = value_html(entry.id)
        inner = write(_without_links(entry.nodes))
        html.append(f'<li><a href="#{key}" id="{value_html(attributes["id"])}-{key}">{inner}</a>')
    return "".join([*html, _step(open_levels, 0, tag), f"</{tag}>\n"])


def _step(open_levels: list[int], level: int, tag: str) -> str:
    """Close the items below which an entry of this level cannot stand."""
    before = len(open_levels)
    while open_levels and open_levels[-1] >= level:
        open_levels.pop()
    closed = before - len(open_levels)
    return "</li>\n" + f"</{tag}>\n</li>\n" * (closed - 1) if closed else ""


def _without_links(nodes: Nodes) -> list[Element | str]:
    found: list[Element | str] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node.type == "link":
            found.extend(_without_links(node.nodes))
        elif node.type != "footnote":
            found.append(_copy(node))
    return found


def _copy(element: Element) -> Element:
    copy = Element(element.type, element.content, tag=element.tag)
    copy.info = element.info
    copy.attributes = {key: value for key, value in element.attributes.items() if key != "id"}
    copy.nodes = _without_links(element.nodes)
    return copy
