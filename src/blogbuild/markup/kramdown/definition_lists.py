"""Definition lists: a paragraph whose next line begins with `:`."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.elements import Element, Place
from blogbuild.markup.kramdown.grammar import DEEPEST_MARKER
from blogbuild.markup.kramdown.lists import Item, first_line, line_of_item, own_attributes, without_indent
from blogbuild.markup.kramdown.patterns import BLANK_LINES, END_OF_BLOCK, ITEM_TAIL

_MARKERS: Final = tuple(re.compile(rf"( {{0,{deepest}}}:){ITEM_TAIL}") for deepest in range(DEEPEST_MARKER + 1))


def definition_list(blocks: Blocks) -> bool:
    """Every line of the paragraph before becomes a term."""
    if not _MARKERS[DEEPEST_MARKER].match(blocks.text, blocks.position):
        return False
    terms, after_blank = _terms(blocks)
    if terms is None:
        return False
    blocks.pending = None
    element = Element("dl", place=terms.place)
    element.ial = terms.ial
    element.nodes.extend(_term(line, terms.place) for line in terms.content.split("\n"))
    trailing = _read_definitions(blocks, element, loose=after_blank)
    _place(blocks, element)
    if trailing is not None:
        blocks.tree.nodes.append(trailing)
    return True


def _terms(blocks: Blocks) -> tuple[Element | None, bool]:
    """The paragraph that holds the terms, taken out of the tree, and whether a blank line stood below it."""
    nodes = blocks.tree.nodes
    last = blocks.last()
    if last is not None and last.type == "p":
        nodes.pop()
        return last, False
    before = nodes[-2] if len(nodes) > 1 else None
    if last is None or last.type != "blank" or last.content != "\n":
        return None, False
    if not isinstance(before, Element) or before.type != "p":
        return None, False
    del nodes[-2:]
    return before, True


def _term(line: str, place: Place | None) -> Element:
    term = Element("dt", place=place)
    term.content = own_attributes(term, line)
    return term


def _read_definitions(blocks: Blocks, element: Element, *, loose: bool) -> Element | None:
    trailing: Element | None = None
    for item, is_loose in _gather(blocks, loose=loose):
        definition = item.element
        element.nodes.append(definition)
        blocks.inner(item.parts[0], definition, item.position)
        nodes = [node for node in definition.nodes if isinstance(node, Element)]
        if not nodes:
            continue
        trailing = None
        if nodes[-1].type == "blank":
            trailing = nodes.pop()
            definition.nodes.pop()
        if nodes and nodes[0].type == "p" and not is_loose:
            nodes[0].hidden = True
            if len(nodes) > 1:
                nodes[0].content += "\n"
    return trailing


def _gather(blocks: Blocks, *, loose: bool) -> list[tuple[Item, bool]]:
    """The definitions, and which of them keep their paragraphs."""
    items: list[tuple[Item, bool]] = []
    text, position, end = blocks.text, blocks.position, len(blocks.text)
    marker, after_blank = _MARKERS[DEEPEST_MARKER], False
    while position < end:
        match = marker.match(text, position)
        if match is not None:
            items.append((first_line("dd", match, position), loose))
            marker = _MARKERS[items[-1][0].marker_room]
            loose = after_blank = False
        elif END_OF_BLOCK.match(text, position):
            break
        elif match := line_of_item(text, position, items[-1][0].column, lazy=not after_blank):
            items[-1][0].parts[0] += without_indent(match[0], items[-1][0].column)[0]
            loose = after_blank = False
        elif match := BLANK_LINES.match(text, position):
            items[-1][0].parts[0] += match[0]
            loose = after_blank = True
        else:
            break
        position = match.end()
    blocks.position = position
    return items


def _place(blocks: Blocks, element: Element) -> None:
    """Append the list, or what is in it to the list before."""
    nodes = blocks.tree.nodes
    last = blocks.last()
    if last is not None and last.type == "blank" and len(nodes) > 1:
        before = nodes[-2]
        if isinstance(before, Element) and before.type == "dl":
            nodes.pop()
            last = before
    if last is not None and last.type == "dl":
        last.nodes.extend(element.nodes)
    else:
        nodes.append(element)
