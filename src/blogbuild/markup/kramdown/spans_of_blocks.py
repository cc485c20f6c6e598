"""From raw text to spans, once every block and every definition is known."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.document import Document
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.span_reader import Nodes, Rules, read_text

_TEXTS: Final = frozenset({"p", "heading", "td", "dt"})


def read_spans(document: Document, rules: Rules) -> None:
    """Read the spans of the text and of its footnotes."""
    mark = document.grammar.hard_break
    _Reading(document, rules).read(document.root, mark)
    for content in document.footnotes.values():
        # GFM looks for its line breaks neither here nor within HTML.
        _Reading(document, rules).read(content, "")


def mark_abbreviations(document: Document) -> None:
    """Put abbreviations that were defined into elements of their own."""
    if not document.abbreviations:
        return
    names = sorted(document.abbreviations, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.ASCII)
    _mark(document.root, pattern)
    for content in document.footnotes.values():
        _mark(content, pattern)


class _Reading(Struct, frozen=True):
    document: Document
    rules: Rules

    def read(self, element: Element, mark: str) -> None:
        """Read the text in and below an element; `mark` is what makes a line end a break."""
        has_stray = False
        for node in element.nodes:
            if isinstance(node, str):
                continue
            if node.type in _TEXTS or (node.type == "html" and node.info == "span"):
                if node.content:
                    node.nodes = self._nodes(node, "" if node.type == "html" else mark)
            elif node.type == "stray":
                has_stray = True
            elif node.nodes:
                self.read(node, "" if node.type == "html" else mark)
            if node.ial is not None:
                attribute_lists.apply(node.attributes, node.ial, self.document.attribute_lists)
        if has_stray:
            element.nodes = self._without_stray(element.nodes, mark)

    def _nodes(self, element: Element, mark: str) -> Nodes:
        nodes = read_text(self.document, element.content, element.place, self.rules)
        if mark and mark in element.content and element.type != "heading":
            return _with_breaks(nodes, mark, is_block=element.type != "stray")
        return nodes

    def _without_stray(self, nodes: Nodes, mark: str) -> Nodes:
        found: Nodes = []
        for node in nodes:
            if isinstance(node, Element) and node.type == "stray":
                found.extend(self._nodes(node, mark))
            else:
                found.append(node)
        return found


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
