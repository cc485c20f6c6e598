"""Raw HTML at the beginning of a line: taken up to the matching end tag, repaired where it is broken."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.block_reader import DEEPEST, Blocks
from blogbuild.markup.kramdown.elements import Element, Place
from blogbuild.markup.kramdown.escaping import attributes_html, text_html
from blogbuild.markup.kramdown.html_names import (
    FORCED_MODELS,
    KNOWN_ELEMENTS,
    VOID_ELEMENTS,
    content_model,
    known_name,
    tag_attributes,
)
from blogbuild.markup.kramdown.patterns import COMMENT, END_TAG, SPAN_ELEMENTS, START_TAG, TAG_NAME

_BLANK_REST: Final = re.compile(r"[ \t]*\n")
_INDENT: Final = re.compile(r" {0,3}")
_MARKUP: Final = re.compile(rf"<(?:{TAG_NAME}|/|!--|\?)", re.ASCII)
_INSTRUCTION: Final = re.compile(r"<\?.*?\?>", re.DOTALL)


def html_block(blocks: Blocks) -> bool:
    """A comment at the line's beginning, or a tag of an element that does not stand within paragraphs."""
    comment = None if "<!--" in blocks.hopeless else COMMENT.match(blocks.text, blocks.position)
    if comment is not None:
        element = Element("html_comment", comment[0])
        element.block = True
        blocks.tree.nodes.append(element)
        blocks.position = comment.end()
        _skip_blank_rest(blocks)
        return True
    if blocks.text.startswith("<!--", blocks.position):
        blocks.hopeless.add("<!--")
    indent = _INDENT.match(blocks.text, blocks.position)
    start = indent.end() if indent else blocks.position
    return _start_tag(blocks, start) or _end_tag(blocks, start)


def _start_tag(blocks: Blocks, position: int) -> bool:
    match = START_TAG.match(blocks.text, position)
    if match is None or match[1].lower() in SPAN_ELEMENTS:
        return False
    place = (blocks.source, position)
    element, is_closed = _element(match, place)
    element.ial, blocks.pending = blocks.pending, None
    blocks.tree.nodes.append(element)
    blocks.position = match.end()
    _fill(blocks, element, is_closed=is_closed, within_raw=False)
    return True


def _end_tag(blocks: Blocks, position: int) -> bool:
    match = END_TAG.match(blocks.text, position)
    if match is None or blocks.tree.type != "html" or blocks.tree.tag != match[1].lower():
        return False
    if match[1].lower() in SPAN_ELEMENTS:
        return False
    blocks.position = match.end()
    blocks.closed = True
    return True


def _element(match: re.Match[str], place: Place) -> tuple[Element, bool]:
    name = known_name(match[1])
    element = Element("html", tag=name, place=place)
    element.block = True
    element.attributes = tag_attributes(match[2], name)
    return element, bool(match[3]) or name in VOID_ELEMENTS


def _fill(blocks: Blocks, element: Element, *, is_closed: bool, within_raw: bool) -> None:
    """Read what stands in an element whose start tag has just been read."""
    is_verbatim = element.tag in ("script", "style")
    if is_verbatim:
        element.nodes.append(Element("raw", _verbatim(blocks, element.tag)))
    model = _model(blocks, element, within_raw=within_raw)
    if model == "block":
        _skip_blank_rest(blocks)
    element.info = "closed" if is_closed and model == "raw" and not is_verbatim else model
    if is_closed or is_verbatim:
        return
    _READERS[model](blocks, element)
    if not within_raw:
        _skip_blank_rest(blocks)


def _model(blocks: Blocks, element: Element, *, within_raw: bool) -> str:
    own = content_model(element.tag)
    forced = FORCED_MODELS.get(element.attributes.pop("markdown", "none"))
    if forced is not None:
        model = forced or own
    else:
        model = own if blocks.document.options.parse_block_html and not within_raw else "raw"
    return model if blocks.depth < DEEPEST else "raw"


def _read_blocks(blocks: Blocks, element: Element) -> None:
    outer, pending = blocks.tree, blocks.pending
    blocks.tree, blocks.pending = element, None
    blocks.depth += 1
    blocks.read()
    blocks.depth -= 1
    blocks.tree, blocks.pending = outer, pending
    if not blocks.closed:
        _report_open(blocks, element)
    blocks.closed = False


def _read_spans(blocks: Blocks, element: Element) -> None:
    end = _find_end(blocks, element.tag)
    element.content = blocks.text[blocks.position : end]
    tag = END_TAG.match(blocks.text, end)
    blocks.position = tag.end() if tag else len(blocks.text)
    if tag is None:
        _report_open(blocks, element)


def _read_raw(blocks: Blocks, element: Element) -> None:
    _RawHtml(blocks, element).read()


_READERS: Final = {"block": _read_blocks, "span": _read_spans, "raw": _read_raw}


class _RawHtml:
    """The raw content of an element: tags are parsed and written anew, nested ones counted, the rest is text."""

    def __init__(self, blocks: Blocks, element: Element) -> None:
        self.blocks = blocks
        self.text = blocks.text
        self.element = element
        self.pieces: list[str] = []
        self.open = [element.tag]

    def read(self) -> None:
        """Read to the matching end tag, or to the end, where everything open is closed."""
        blocks = self.blocks
        while self.open:
            match = _MARKUP.search(self.text, blocks.position)
            if match is None:
                self._text(len(self.text))
                self._close_all()
                break
            self._text(match.start())
            if not (self._verbatim() or self._start() or self._end()):
                self._text(blocks.position + 1)
        self._flush()

    def _text(self, end: int) -> None:
        self.pieces.append(text_html(self.text[self.blocks.position : end]))
        self.blocks.position = end

    def _verbatim(self) -> bool:
        position = self.blocks.position
        match = COMMENT.match(self.text, position) or _INSTRUCTION.match(self.text, position)
        if match is None:
            return False
        self.pieces.append(match[0])
        self.blocks.position = match.end()
        return True

    def _start(self) -> bool:
        match = START_TAG.match(self.text, self.blocks.position)
        if match is None:
            return False
        element, is_closed = _element(match, (self.blocks.source, match.start()))
        self.blocks.position = match.end()
        is_raw = (
            self.blocks.depth >= DEEPEST or FORCED_MODELS.get(element.attributes.get("markdown", ""), "raw") == "raw"
        )
        if is_raw and element.tag not in ("script", "style"):
            element.attributes.pop("markdown", None)
            self.pieces.append(f"<{element.tag}{attributes_html(element.attributes)}{' /' if is_closed else ''}>")
            if not is_closed:
                self.open.append(element.tag)
        else:
            self._flush()
            element.hidden = True
            self.element.nodes.append(element)
            _fill(self.blocks, element, is_closed=is_closed, within_raw=True)
        return True

    def _end(self) -> bool:
        match = END_TAG.match(self.text, self.blocks.position)
        if match is None:
            return False
        name = self.open[-1]
        if (match[1].lower() if name in KNOWN_ELEMENTS else match[1]) != name:
            self._text(match.end())
            return True
        self.open.pop()
        if self.open:
            self.pieces.append(f"</{name}>")
        self.blocks.position = match.end()
        return True

    def _close_all(self) -> None:
        self.pieces.extend(f"</{name}>" for name in reversed(self.open[1:]))
        if not self.element.hidden:
            _report_open(self.blocks, self.element)
        self.open.clear()

    def _flush(self) -> None:
        html = "".join(self.pieces)
        if html:
            self.element.nodes.append(Element("raw", html))
        self.pieces.clear()


def _verbatim(blocks: Blocks, name: str) -> str:
    end = _find_end(blocks, name)
    content = blocks.text[blocks.position : end]
    tag = END_TAG.match(blocks.text, end)
    blocks.position = tag.end() if tag else len(blocks.text)
    return content


def _find_end(blocks: Blocks, name: str) -> int:
    match = re.compile(rf"</{re.escape(name)}[ \t\n\r\f\v]*>", re.IGNORECASE).search(blocks.text, blocks.position)
    return match.start() if match else len(blocks.text)


def _skip_blank_rest(blocks: Blocks) -> None:
    match = _BLANK_REST.match(blocks.text, blocks.position)
    if match is not None:
        blocks.position = match.end()


def _report_open(blocks: Blocks, element: Element) -> None:
    blocks.document.report(
        element.place,
        f"<{element.tag}> is never closed, so that all the text below stands inside it",
        f"close it with </{element.tag}>, or write `<{element.tag}>` with backticks when it is no tag",
    )
