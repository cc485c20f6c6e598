"""From raw text to spans, once every block and every definition is known."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.document import Document
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.span_reader import Nodes, Rules, Spans

_TEXTS: Final = frozenset({"p", "heading", "td", "dt"})


def read_spans(document: Document, rules: Rules) -> None:
    """Read the spans of the text and of its footnotes."""
    _read(document, document.root, rules)
    for content in document.footnotes.values():
        _read(document, content, rules)


def mark_abbreviations(document: Document) -> None:
    """Put abbreviations that were defined into elements of their own."""
    if not document.abbreviations:
        return
    names = sorted(document.abbreviations, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.ASCII)
    _mark(document.root, pattern)
    for content in document.footnotes.values():
        _mark(content, pattern)


def _read(document: Document, element: Element, rules: Rules) -> None:
    has_stray = False
    for node in element.nodes:
        if isinstance(node, str):
            continue
        if node.type in _TEXTS or (node.type == "html" and node.info == "span"):
            if node.content:
                node.nodes = _nodes(document, node, rules)
        elif node.type == "stray":
            has_stray = True
        elif node.nodes:
            _read(document, node, rules)
        if node.ial is not None:
            attribute_lists.apply(node.attributes, node.ial, document.attribute_lists)
    if has_stray:
        element.nodes = _without_stray(document, element.nodes, rules)


def _nodes(document: Document, element: Element, rules: Rules) -> Nodes:
    nodes = Spans(document, element.content, element.place, rules).nodes()
    mark = document.grammar.hard_break
    if mark and mark in element.content and element.type not in ("html", "heading"):
        return _with_breaks(nodes, mark, is_block=True)
    return nodes


def _with_breaks(nodes: Nodes, mark: str, *, is_block: bool) -> Nodes:
    """Line ends that GFM makes breaks; at the end of a block there is none."""
    found: Nodes = []
    last = len(nodes) - 1
    for index, node in enumerate(nodes):
        if isinstance(node, str):
            lines = node.split(mark)
            ends_block = is_block and index == last and not lines[-1]
            found.append(lines[0])
            for number, line in enumerate(lines[1:], 2):
                if number < len(lines) or not ends_block:
                    found.append(Element("br"))
                found.append("\n" + line)
        else:
            if node.type != "html":
                node.nodes = _with_breaks(node.nodes, mark, is_block=False)
            found.append(node)
    return found


def _without_stray(document: Document, nodes: Nodes, rules: Rules) -> Nodes:
    found: Nodes = []
    for node in nodes:
        if isinstance(node, Element) and node.type == "stray":
            found.extend(_nodes(document, node, rules))
        else:
            found.append(node)
    return found


def _mark(element: Element, pattern: re.Pattern[str]) -> None:
    is_raw = element.type == "html" and element.info == "raw"
    found: Nodes = []
    for node in element.nodes:
        if isinstance(node, str) and not is_raw:
            found.extend(_marked(node, pattern))
        else:
            if isinstance(node, Element):
                _mark(node, pattern)
            found.append(node)
    element.nodes = found


def _marked(text: str, pattern: re.Pattern[str]) -> Nodes:
    found: Nodes = []
    end = 0
    for match in pattern.finditer(text):
        found += [text[end : match.start()], Element("abbreviation", match[0])]
        end = match.end()
    return [*found, text[end:]]
