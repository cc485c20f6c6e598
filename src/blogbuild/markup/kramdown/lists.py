"""Ordered and bulleted lists: which lines belong to which item, and which items are tight."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.elements import AttributeList, Element
from blogbuild.markup.kramdown.grammar import DEEPEST_MARKER
from blogbuild.markup.kramdown.patterns import (
    BLANK_LINES,
    BLANKS,
    BLOCK_IAL,
    BLOCK_TAG,
    EMPTY_ITEM,
    END_OF_BLOCK,
    ITEM_IAL,
    PLAIN_ITEM,
    PLAIN_LISTS,
    RULE,
)

TAB: Final = 4

# After its marker an item with one of these begins otherwise than with text.
_UNPLAIN: Final = frozenset("\t\n\v\f\r{")
_FIRST_OF_MARKER: Final = frozenset(" +*-0123456789")
_LEADING_TABS: Final = re.compile(r"( *)(\t+)")
_TASK: Final = re.compile(r"\s*\[([ xX])\]\s+", re.ASCII)
_BOX: Final = '<input type="checkbox" class="task-list-item-checkbox" disabled="disabled"{} />'


class Item:
    """An item while its lines are gathered: parts to be read one after another, and the column of its content."""

    __slots__ = ("column", "element", "parts", "position")

    def __init__(self, element: Element, first_line: str, column: int, position: int) -> None:
        self.element = element
        self.parts = [first_line]
        self.column = column
        self.position = position

    @property
    def marker_room(self) -> int:
        """How far the next marker of the list may be indented."""
        return max(0, min(self.column - 1, DEEPEST_MARKER))


def first_line(kind: str, match: re.Match[str], position: int) -> Item:
    """The item that a marker line begins."""
    width, content = len(match[1]), match[2]
    stripped = content.lstrip(" ")
    if stripped[0] not in _UNPLAIN:
        return Item(Element(kind), stripped, width + len(content) - len(stripped), position)
    if EMPTY_ITEM.match(content):
        column = TAB
    else:
        content = _expand_tabs(content, width)
        column = width + len(content) - len(content.lstrip(" "))
    element = Element(kind)
    content = content.lstrip(" \t\n\v\f\r")
    if content.startswith("{:"):
        content = own_attributes(element, content)
    return Item(element, content, column, position)


def own_attributes(element: Element, content: str) -> str:
    """The content without the attribute list at its beginning, which goes to the item."""
    match = ITEM_IAL.match(content)
    if match is None:
        return content
    element.ial = element.ial or AttributeList()
    attribute_lists.read_into(element.ial, match[1])
    return content[match.end() :]


def list_block(blocks: Blocks) -> bool:
    """A list; a marker of the same kind begins the next item, a marker of the other kind nests."""
    if _plain_list(blocks):
        return True
    grammar = blocks.document.grammar
    for tag, markers in (("ul", grammar.bullets), ("ol", grammar.numbers)):
        match = markers[DEEPEST_MARKER].match(blocks.text, blocks.position)
        if match is not None:
            _read_list(blocks, tag, markers)
            return True
    return False


def _plain_list(blocks: Blocks) -> bool:
    """A list of single lines that can be nothing but text, as most lists are."""
    for tag, pattern in PLAIN_LISTS:
        match = pattern.match(blocks.text, blocks.position)
        if match is None or "|" in match[0]:
            continue
        element = blocks.add(tag)
        for line in PLAIN_ITEM.finditer(blocks.text, match.start(), match.end(1)):
            item = Element("li")
            paragraph = Element("p", line[1].rstrip(BLANKS), place=(blocks.source, line.start()))
            paragraph.hidden = True
            item.nodes.append(paragraph)
            element.nodes.append(item)
        if blocks.document.dialect.gfm and "[" in match[0]:
            _mark_tasks(element)
        if match[2]:
            blocks.tree.nodes.append(Element("blank", match[2]))
        blocks.position = match.end()
        return True
    return False


def _read_list(blocks: Blocks, tag: str, markers: Sequence[re.Pattern[str]]) -> None:
    start = blocks.position
    element = blocks.add(tag)
    gathering = _Gathering(blocks, markers)
    gathering.gather()
    blocks.position = gathering.position
    element.nodes.extend(item.element for item in gathering.items)
    trailing = _read_items(blocks, gathering)
    if blocks.document.dialect.gfm and blocks.text.find("[", start, blocks.position) >= 0:
        _mark_tasks(element)
    if trailing is not None and not gathering.ended:
        blocks.tree.nodes.append(trailing)


class _Gathering:
    """Going through the lines of a list and giving each to an item."""

    __slots__ = ("after_blank", "any_marker", "ended", "items", "marker", "markers", "nested", "position", "text")

    def __init__(self, blocks: Blocks, markers: Sequence[re.Pattern[str]]) -> None:
        grammar = blocks.document.grammar
        self.text = blocks.text
        self.position = blocks.position
        self.markers = markers
        self.marker = markers[DEEPEST_MARKER]
        self.any_marker = (grammar.bullets[DEEPEST_MARKER], grammar.numbers[DEEPEST_MARKER])
        self.items: list[Item] = []
        self.ended = False
        self.nested = False
        self.after_blank = False

    def gather(self) -> None:
        """Take lines as long as they belong to the list."""
        end = len(self.text)
        while self.position < end and not self._ends():
            if not (self._new_item() or self._line_of_item() or self._blank_lines()):
                return

    def _ends(self) -> bool:
        text, position = self.text, self.position
        if self.after_blank and RULE.match(text, position):
            return True
        match = END_OF_BLOCK.match(text, position) if text[position] == "^" else None
        if match is None:
            return False
        self.position = match.end()
        self.ended = True
        return True

    def _new_item(self) -> bool:
        match = self.marker.match(self.text, self.position)
        if match is None:
            return False
        item = first_line("li", match, self.position)
        self.items.append(item)
        self.marker = self.markers[item.marker_room]
        self.nested = self._is_marker(item.parts[0])
        self.after_blank = False
        self.position = match.end()
        return True

    def _line_of_item(self) -> bool:
        item = self.items[-1]
        match = line_of_item(self.text, self.position, item.column, lazy=not self.after_blank)
        if match is None:
            return False
        line, indented = without_indent(match[0], item.column)
        if self._is_marker(line):
            if not self.nested and indented:
                item.parts.append("")
                self.nested = True
            elif self.nested and not indented:
                line = " " * (item.column + TAB) + line
        item.parts[-1] += line
        self.after_blank = False
        self.position = match.end()
        return True

    def _blank_lines(self) -> bool:
        match = BLANK_LINES.match(self.text, self.position)
        if match is None:
            return False
        self.nested = self.after_blank = True
        self.items[-1].parts[-1] += match[0]
        self.position = match.end()
        return True

    def _is_marker(self, line: str) -> bool:
        if line[:1] not in _FIRST_OF_MARKER:
            return False
        bullet, number = self.any_marker
        return bool(bullet.match(line) or number.match(line))


def line_of_item(text: str, position: int, column: int, *, lazy: bool) -> re.Match[str] | None:
    """The line at a position, if it belongs to an item whose content stands in a column."""
    indented, any_line = _item_lines(column)
    match = indented.match(text, position)
    return any_line.match(text, position) if match is None and lazy else match


def without_indent(line: str, column: int) -> tuple[str, bool]:
    """The line less the item's indent, and whether it had that."""
    tabs = len(line) - len(line.lstrip("\t"))
    if tabs:
        line = " " * TAB * tabs + line[tabs:]
    indent = " " * column
    return (line[column:], True) if line.startswith(indent) else (line, False)


@functools.lru_cache(maxsize=256)
def _item_lines(column: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    step = r"(?:\t| {4})"
    tabs, blanks = divmod(column, TAB)
    rest = r"[^\n]*\S[^\n]*\n"
    indented = rf"(?:{step}{{{tabs}}} {{{blanks}}}|{step}{{{tabs + 1}}}){rest}"
    stop = rf" {{0,{min(column, DEEPEST_MARKER)}}}(?:{BLOCK_IAL}|{BLOCK_TAG})"
    return re.compile(indented, re.ASCII), re.compile(rf"(?!{stop}){rest}", re.ASCII)


def _expand_tabs(content: str, width: int) -> str:
    while match := _LEADING_TABS.match(content):
        column = len(match[1]) + width
        blanks = TAB - column % TAB + (len(match[2]) - 1) * TAB
        content = match[1] + " " * blanks + content[match.end() :]
    return content


def _read_items(blocks: Blocks, gathering: _Gathering) -> Element | None:
    """Read what the items hold; the blank lines at the end of the last one move behind the list."""
    trailing: Element | None = None
    any_tight = False
    for index, item in enumerate(gathering.items):
        element = item.element
        for part in item.parts:
            blocks.inner(part, element, item.position)
        nodes = _elements(element)
        if not nodes:
            any_tight = True
            continue
        _drop_paragraph_list(element, nodes)
        is_last = index == len(gathering.items) - 1
        if _is_tight(nodes, alone=is_last and not gathering.ended) and (not is_last or index == 0 or any_tight):
            nodes[0].hidden = True
            if len(nodes) > 1 and nodes[1].type != "blank":
                nodes[0].content += "\n"
        any_tight = any_tight or nodes[0].type != "p" or nodes[0].hidden
        trailing = None
        if nodes[-1].type == "blank":
            trailing = nodes[-1]
            element.nodes.pop()
    return trailing


def _elements(element: Element) -> list[Element]:
    return [node for node in element.nodes if isinstance(node, Element)]


def _drop_paragraph_list(item: Element, nodes: list[Element]) -> None:
    """An attribute list of the first paragraph does not part it from what follows."""
    if len(nodes) > 1 and nodes[0].type == "p" and nodes[1].type == "eob" and nodes[0].ial is not None:
        del nodes[1], item.nodes[1]


def _is_tight(nodes: Sequence[Element], *, alone: bool) -> bool:
    if nodes[0].type != "p":
        return False
    return len(nodes) == 1 or nodes[1].type != "blank" or (alone and len(nodes) == 2)  # noqa: PLR2004 - paragraph and blank


def _mark_tasks(element: Element) -> None:
    is_task_list = False
    for item in _elements(element):
        nodes = _elements(item)
        if not nodes or nodes[0].type != "p":
            continue
        match = _TASK.match(nodes[0].content)
        if match is not None:
            is_task_list = True
            box = _BOX.format("" if match[1] == " " else ' checked="checked"')
            nodes[0].content = box + nodes[0].content[match.end() :]
        if is_task_list:
            item.attributes["class"] = "task-list-item"
    if is_task_list:
        element.attributes["class"] = "task-list"
