"""Headings, rules, code, mathematics, quotes and paragraphs."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from blogbuild.markup.kramdown.block_reader import Blocks, add_plain
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.patterns import (
    BLANKS,
    BLOCK_BOUNDARY,
    END_OF_BLOCK,
    INDENT,
    INDENTED_CODE,
    LAZY_END,
    PLAIN_PARAGRAPH,
    RULE,
)

_SETEXT: Final = re.compile(r" {0,3}([^ \t\n][^\n]*+)\n([-=])[-=]*[ \t\r\f\v]*\n")
_HEADING_ID: Final = re.compile(r"[\t ]\{#([^\W\d][\w.\-·:]*|[:_][\w.\-·:]*)\}\Z")
_CLOSING_MARKS: Final = re.compile(r"[\t ]#+\Z")
_CLOSING_MARKS_STRICT: Final = re.compile(r"(?<!\\)#+\Z")
_QUOTE: Final = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_LAZY_CODE: Final = re.compile(r"\n( {0,3}\S)", re.ASCII)
_FENCE_WORD: Final = re.compile(r"[ \t\r\f\v]*(?:(\S+?)(?:\?\S*)?)?[ \t\r\f\v]*", re.ASCII)
# Between the ends of two lines: from one end of a line to the next the engine jumps.
_CLOSING_FENCES: Final = {
    mark: re.compile(rf"\n {{0,3}}({mark}{mark[0]}*)[ \t\r\f\v]*(?=\n)") for mark in ("```", "~~~")
}
_PLAIN_FENCE: Final = re.compile(r"\n(~~~+)[ \t\r\f\v]*(?=\n)")
_MATH: Final = re.compile(r" {0,3}(\\)?\$\$(.*?)\$\$([ \t\r\f\v]*\n)?", re.DOTALL)
_MATH_START: Final = re.compile(r" {0,3}\\?\$\$")
# Lines at whose beginning nothing stands that could end a paragraph.
_PLAIN_LINES: Final = re.compile(r"[^\n]*\n(?:[^\s{^<+*\-0-9#:>`~][^\n]*\n)*", re.ASCII)


def plain_paragraph(blocks: Blocks) -> bool:
    """Lines that can be nothing else, and the blank lines below: tried first, as most of a text is that."""
    match = PLAIN_PARAGRAPH.match(blocks.text, blocks.position)
    if match is None or "|" in match[0] or blocks.pending is not None:
        return False
    last = blocks.last()
    if last is not None and last.type == "p":
        return False
    add_plain(blocks.tree, match, blocks.source)
    blocks.position = match.end()
    return True


def end_of_block(blocks: Blocks) -> bool:
    """`^` alone on a line: parts two lists, or a table and the text below."""
    match = END_OF_BLOCK.match(blocks.text, blocks.position)
    if match is None:
        return False
    blocks.add("eob")
    blocks.position = match.end()
    return True


def atx_heading(blocks: Blocks) -> bool:
    """`## Heading ##`, at the very beginning of a line."""
    match = blocks.document.grammar.atx_heading.match(blocks.text, blocks.position)
    if match is None:
        return False
    content, identifier = _content_and_id(match[2])
    if blocks.document.dialect.gfm:
        content = _CLOSING_MARKS.sub("", content).rstrip(BLANKS) if content.endswith("#") else content
    elif not blocks.after_boundary():
        return False
    else:
        content = _CLOSING_MARKS_STRICT.sub("", content).rstrip(BLANKS)
    return bool(content) and _add_heading(blocks, len(match[1]), content, identifier, match.end())


def setext_heading(blocks: Blocks) -> bool:
    """One line of text at a boundary, underlined with `=` or `-`."""
    match = _SETEXT.match(blocks.text, blocks.position)
    if match is None or not blocks.after_boundary():
        return False
    content, identifier = _content_and_id(match[1])
    return bool(content) and _add_heading(blocks, 2 if match[2] == "-" else 1, content, identifier, match.end())


def thematic_break(blocks: Blocks) -> bool:
    """Three or more of `*`, `-` or `_`."""
    match = RULE.match(blocks.text, blocks.position)
    if match is None:
        return False
    blocks.add("hr")
    blocks.position = match.end()
    return True


def indented_code(blocks: Blocks) -> bool:
    """Lines indented by four columns, and what hangs on to them without a blank line."""
    match = INDENTED_CODE.match(blocks.text, blocks.position)
    if match is None or match.end() == blocks.position:
        return False
    code = INDENT.sub("", _LAZY_CODE.sub(r" \1", match[0]))
    blocks.add("code_block", code)
    blocks.position = match.end()
    return True


def fence(blocks: Blocks) -> bool:
    """Lines between two runs of backticks or tildes; without the second one no code at all."""
    match = blocks.document.grammar.fence.match(blocks.text, blocks.position)
    if match is None:
        return False
    run, rest = match[1], match[2]
    closing = _closing_fence(blocks, run, match.end())
    # A shorter run closes when the rest of the longer one can be read as a language.
    length = min(closing.length, len(run)) if closing else 0
    word = _FENCE_WORD.fullmatch(run[length:] + rest)
    if closing is None or word is None:
        if word is not None:
            _report_open_fence(blocks, run)
        return False
    block = blocks.add("code_block", blocks.text[match.end() : closing.start])
    block.info = word[1] or ""
    blocks.position = closing.end
    return True


def block_math(blocks: Blocks) -> bool:
    """`$$…$$` between boundaries."""
    if "$$" in blocks.hopeless or not blocks.after_boundary():
        return False
    match = _MATH.match(blocks.text, blocks.position)
    if match is None:
        if _MATH_START.match(blocks.text, blocks.position):
            blocks.hopeless.add("$$")
        return False
    if match[1]:
        if match[3]:
            blocks.position = match.end(1)
        return False
    if not BLOCK_BOUNDARY.match(blocks.text, match.end()):
        return False
    math = blocks.add("math", match[2].strip(BLANKS))
    math.block = True
    blocks.position = match.end()
    return True


def quote(blocks: Blocks) -> bool:
    """`>` and every line after it up to a blank one, an attribute list or a block's tag."""
    text, start = blocks.text, blocks.position
    end = text.index("\n", start) + 1
    while end < len(text) and not LAZY_END.match(text, end):
        end = text.index("\n", end) + 1
    element = blocks.add("blockquote")
    blocks.inner(_QUOTE.sub("", text[start:end]), element, start)
    blocks.position = end
    return True


def paragraph(blocks: Blocks) -> bool:
    """Any other text; directly below a paragraph it is joined to it."""
    text, start = blocks.text, blocks.position
    ends = blocks.document.grammar.paragraph_end
    match = _PLAIN_LINES.match(text, start)
    end = match.end() if match else len(text)
    while end < len(text) and not ends.match(text, end):
        match = _PLAIN_LINES.match(text, end)
        end = match.end() if match else len(text)
    content = text[start:end].rstrip(BLANKS)
    last = blocks.last()
    if last is not None and last.type == "p":
        # A hard break at the seam stays one.
        last.content += ("  \n" if text[max(0, start - 3) : start] == "  \n" else "\n") + content
    else:
        blocks.add("p", content.lstrip(BLANKS))
    blocks.position = end
    return True


def _content_and_id(written: str) -> tuple[str, str]:
    content = written.rstrip(BLANKS)
    match = _HEADING_ID.search(content) if content.endswith("}") else None
    if match is None:
        return content, ""
    return content[: match.start()].rstrip(BLANKS), match[1]


def _add_heading(blocks: Blocks, level: int, content: str, identifier: str, end: int) -> bool:
    heading: Element = blocks.add("heading", content)
    heading.level = level
    if identifier:
        heading.attributes["id"] = identifier
    blocks.position = end
    return True


class _Fence(NamedTuple):
    start: int
    end: int
    length: int


def _closing_fence(blocks: Blocks, run: str, start: int) -> _Fence | None:
    """The line that closes a fence: the first with as long a run, or else the first of those with the longest."""
    mark = run[:3]
    if mark in blocks.hopeless:
        return None
    pattern = _CLOSING_FENCES[mark] if blocks.document.dialect.gfm else _PLAIN_FENCE
    longest: _Fence | None = None
    for match in pattern.finditer(blocks.text, start - 1):
        fence_ = _Fence(match.start() + 1, match.end() + 1, len(match[1]))
        if fence_.length >= len(run):
            return fence_
        if longest is None or fence_.length > longest.length:
            longest = fence_
    if longest is None:
        blocks.hopeless.add(mark)
    return longest


def _report_open_fence(blocks: Blocks, run: str) -> None:
    blocks.document.report(
        blocks.place,
        f"the code block that begins with {run[:9]} is never closed",
        f"put {run[:9]} on a line of its own after it",
    )
