"""Tables: lines with a pipe between two boundaries."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.code_spans import code_span
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.patterns import BLANKS, BLOCK_BOUNDARY
from blogbuild.markup.kramdown.span_reader import read_text
from blogbuild.markup.kramdown.span_rules import CODE_AND_TAGS

_PIPE: Final = r"(?:\||[^\n]*?[^\\\n]\|)"
_HAS_PIPE: Final = re.compile(_PIPE)
_LINE: Final = re.compile(_PIPE + r"[^\n]*\n")
_START: Final = re.compile(rf" {{0,3}}(?=\S){_PIPE}[^\n]*\n", re.ASCII)
_LEADING_PIPE: Final = re.compile(r"\s*\|", re.ASCII)
_SEPARATOR: Final = re.compile(r"([+|: \t-]*?-[+|: \t-]*?)[ \t]*\n")
_FOOTER: Final = re.compile(r"[+|: \t=]*?=[+|: \t=]*?[ \t]*\n")
_ROW: Final = re.compile(r"([^\n]*?)[ \t]*\n")
_ALIGNMENT: Final = re.compile(r"[ \t]?(:?)-+(:?)[ \t]?")
_ALIGNMENTS: Final = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}
_CODE_ELEMENT: Final = re.compile(r"(<code.*?>.*?</code>)")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_BACKTICKS: Final = re.compile(r"`+")


def table(blocks: Blocks) -> bool:
    """A table, if every line has its pipe and a boundary follows."""
    text, start = blocks.text, blocks.position
    if text.find("|", start, text.index("\n", start)) < 0:
        return False
    if not _START.match(text, start) or not blocks.after_boundary():
        return False
    # As in kramdown, a list of attributes that waits is spent also when this proves to be no table.
    pending, blocks.pending = blocks.pending, None
    reading = _Reading(blocks)
    reading.read_lines()
    if not BLOCK_BOUNDARY.match(blocks.text, reading.position):
        return False
    if not _pipes_everywhere(blocks, blocks.text[blocks.position : reading.position - 1]):
        return False
    reading.close("tfoot" if reading.has_footer else "tbody")
    if not any(part.type == "tbody" for part in reading.parts):
        return False
    element = blocks.add("table")
    element.ial = pending
    element.nodes.extend(reading.padded_parts())
    blocks.position = reading.position
    return True


class _Reading:
    """Rows gathered into head, bodies and foot."""

    def __init__(self, blocks: Blocks) -> None:
        self.source = blocks.source
        self.text = blocks.text
        self.position = blocks.position
        self.leading_pipe = bool(_LEADING_PIPE.match(self.text, self.position))
        self.parts: list[Element] = []
        self.rows: list[Element] = []
        self.alignments: list[str] = []
        self.has_footer = False

    def read_lines(self) -> None:
        """Take rows and separators as long as there is a pipe."""
        self._take(_SEPARATOR)
        while self.position < len(self.text) and _LINE.match(self.text, self.position):
            if separator := self._take(_SEPARATOR):
                self._separate(separator[1])
            elif self._take(_FOOTER):
                if self.rows:
                    self.close("tbody")
                self.has_footer = True
            elif row := self._take(_ROW):
                self.rows.append(self._row(row[1], row.start()))

    def close(self, kind: str) -> None:
        """The rows so far are the head, a body or the foot."""
        if self.rows:
            part = Element(kind)
            part.nodes.extend(self.rows)
            self.parts.append(part)
            self.rows = []

    def padded_parts(self) -> list[Element]:
        """Head, bodies and foot with rows of equal length and the columns' alignments."""
        rows = [row for part in self.parts for row in part.nodes if isinstance(row, Element)]
        width = max(len(row.nodes) for row in rows)
        alignments = (self.alignments + [""] * width)[:width]
        for row in rows:
            row.nodes.extend(Element("td") for _ in range(width - len(row.nodes)))
            for cell, alignment in zip(row.nodes, alignments, strict=True):
                if isinstance(cell, Element):
                    cell.info = alignment
        return self.parts

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.position)
        if match is not None:
            self.position = match.end()
        return match

    def _separate(self, line: str) -> None:
        if not self.rows:
            return
        if not self.alignments and not self.has_footer:
            self.close("thead")
            self.alignments = [_ALIGNMENTS[left, right] for left, right in _ALIGNMENT.findall(line)]
        elif not self.has_footer:
            self.close("tbody")

    def _row(self, line: str, position: int) -> Element:
        cells = _cells(line)
        if self.leading_pipe and not cells[0].strip(BLANKS):
            cells = cells[1:]
        if cells and not cells[-1].strip(BLANKS):
            cells = cells[:-1]
        row = Element("tr")
        row.nodes.extend(Element("td", cell.strip(BLANKS), place=(self.source, position)) for cell in cells)
        return row


def _cells(line: str) -> list[str]:
    """A row's cells: pipes within code do not part them."""
    if "`" not in line and "<code" not in line:
        return [cell.replace("\\|", "|") for cell in _CELL_END.split(line)]
    cells = [""]
    for index, part in enumerate(_CODE_ELEMENT.split(line)):
        if index % 2:
            cells[-1] += part
        else:
            _split_around_code(part, cells)
    return cells


def _split_around_code(text: str, cells: list[str]) -> None:
    start = at = 0
    while (at := text.find("`", at)) >= 0:
        code, end = code_span(text, at)
        if code is not None:
            _split(text[start:at], cells)
            cells[-1] += _as_code(code)
            start = end
        at = end
    _split(text[start:], cells)


def _split(text: str, cells: list[str]) -> None:
    first, *rest = (cell.replace("\\|", "|") for cell in _CELL_END.split(text))
    cells[-1] += first
    cells.extend(rest)


def _as_code(code: str) -> str:
    marks = max(_BACKTICKS.findall(code), default="") + "`"
    blank = " " if len(marks) > 1 else ""
    return f"{marks}{blank}{code}{blank}{marks}"


def _pipes_everywhere(blocks: Blocks, text: str) -> bool:
    """Whether every line has a pipe outside of code and HTML elements."""
    if "`" not in text and "<" not in text:
        return True
    has_pipe = False
    for node in read_text(blocks.document, text, None, CODE_AND_TAGS):
        is_code = isinstance(node, Element) and node.type == "code_inline"
        content = _value(node) if isinstance(node, Element) else node
        lines = content.rstrip("\n").split("\n") if content else []
        if is_code:
            if len(lines) > 2 or (len(lines) == 2 and not has_pipe):  # noqa: PLR2004 - a line end in the code
                return has_pipe
            has_pipe = has_pipe and len(lines) != 2  # noqa: PLR2004
        elif lines:
            if len(lines) > 1 and not has_pipe and not _HAS_PIPE.match(lines[0]):
                return False
            has_pipe = (len(lines) == 1 and has_pipe) or bool(_HAS_PIPE.match(lines[-1]))
    return has_pipe


def _value(element: Element) -> str:
    return element.tag if element.type == "html" else element.content
