"""The text of a template → its pieces, cut where Ruby's Liquid 4 cuts; what cannot be run becomes text.

Source of the rules: Shopify Liquid 4.0, lib/liquid.rb, tokenizer.rb, block_body.rb, tags/raw.rb, tags/comment.rb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

BLOCKS: Final[Mapping[str, str]] = {
    name: f"end{name}"
    for name in "if unless case for tablerow capture ifchanged highlight details tabs tab codeblock".split()
}
PARTS: Final[Mapping[str, frozenset[str]]] = {
    "else": frozenset({"if", "unless", "case", "for"}),
    "elsif": frozenset({"if", "unless"}),
    "when": frozenset({"case"}),
}

_OPENING: Final = re.compile(r"\{[{%]")
_TAG: Final = re.compile(r"\{%-?\s*(\w+)\s*(.*?)-?%\}", re.DOTALL | re.ASCII)
_OUTPUT: Final = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_RAW_END: Final = re.compile(r"\{%-?\s*(?P<end>end)raw\s*-?%\}")
_COMMENT: Final = re.compile(r"\{%-?\s*(?P<end>end)?comment\b")
_BLANKS: Final = " \t\n\v\f\r\0"


class Piece(Struct, frozen=True):
    """A stretch of a template: text, an output or a tag; `start` is where it begins in the template."""

    kind: Literal["text", "output", "tag"]
    text: str
    start: int
    name: str = ""
    markup: str = ""


class Broken(Struct, frozen=True):
    """A piece that was left as text, and why."""

    piece: Piece
    why: str


def pieces(text: str) -> tuple[list[Piece], list[Broken]]:
    """The pieces of a template, white space trimmed where a hyphen asks for it; all its blocks are closed."""
    return _settle(_trim(list(_cut(text))))


def _cut(text: str) -> Iterator[Piece]:
    at = 0
    missing: set[str] = set()
    while match := _OPENING.search(text, at):
        if match.start() > at:
            yield Piece("text", text[at : match.start()], at)
        piece = _read(_marked(text, match, missing), match.start())
        at = match.start() + len(piece.text)
        if piece.name in {"raw", "comment"} and (inner := _whole(text, at, piece.name, missing)):
            yield piece
            yield inner
            at = inner.start + len(inner.text)
            closing = text[at : text.find("%}", at) + 2]
            piece = _read(closing, at)
            at += len(closing)
        yield piece
    if at < len(text):
        yield Piece("text", text[at:], at)


def _marked(text: str, opening: re.Match[str], missing: set[str]) -> str:
    """The tag or output that begins there, or just its two braces where it does not end.

    An output ends at the first brace, so that a lone one is noticed; a tag at the first `%}`.
    """
    closing = "%}" if opening[0] == "{%" else "}"
    end = -1 if closing in missing else text.find(closing, opening.end())
    if end < 0:
        missing.add(closing)  # none further on either
        return opening[0]
    return text[opening.start() : end + (2 if text.startswith("}}", end) else len(closing))]


def _read(text: str, start: int) -> Piece:
    """The piece that such a text is; markup that is not closed properly is text."""
    if tag := _TAG.fullmatch(text):
        return Piece("tag", text, start, tag[1], tag[2].strip())
    if output := _OUTPUT.fullmatch(text):
        return Piece("output", text, start, markup=output[1].strip())
    return Piece("text", text, start, name="broken")


def _whole(text: str, at: int, name: str, missing: set[str]) -> Piece | None:
    """What stands between `raw` or `comment` and its end, untouched; None where there is no end."""
    if name in missing:
        return None
    depth = 1
    for match in (_RAW_END if name == "raw" else _COMMENT).finditer(text, at):
        depth += -1 if match["end"] else 1
        if not depth:
            return Piece("text", text[at : match.start()], at, name=name)
    missing.add(name)
    return None


def _trim(cut: Sequence[Piece]) -> list[Piece]:
    trimmed: list[Piece] = []
    follows_hyphen = False
    for piece in cut:
        if piece.kind == "text":
            text = piece.text.lstrip(_BLANKS) if follows_hyphen else piece.text
            trimmed.append(replace(piece, text=text))
            follows_hyphen = False
            continue
        if piece.text[2] == "-" and trimmed and trimmed[-1].kind == "text":
            trimmed[-1] = replace(trimmed[-1], text=trimmed[-1].text.rstrip(_BLANKS))
        follows_hyphen = piece.text[-3] == "-"
        trimmed.append(piece)
    return trimmed


def _settle(cut: Sequence[Piece]) -> tuple[list[Piece], list[Broken]]:
    """The pieces less `raw` and comments, with every tag that misses its partner turned into text."""
    why = _misplaced(cut)
    kept: list[Piece] = []
    broken: list[Broken] = []
    for index, piece in enumerate(cut):
        if index in why:
            broken.append(Broken(piece, why[index]))
            kept.append(replace(piece, kind="text"))
        elif piece.name == "broken":
            broken.append(Broken(piece, f'"{_shown(piece)}" is not closed'))
            kept.append(piece)
        elif piece.text and (piece.kind != "tag" or piece.name not in _WHOLE) and piece.name != "comment":
            kept.append(piece)
    return kept, broken


def _misplaced(cut: Sequence[Piece]) -> dict[int, str]:
    """The index of each tag without its partner → what is wrong with it."""
    opened: list[tuple[str, list[int]]] = []
    why: dict[int, str] = {}
    for index, piece in enumerate(cut):
        name = piece.name
        if piece.kind != "tag":
            continue
        if name in BLOCKS or name in {"raw", "comment"}:
            opened.append((name, [index]))
        elif name in PARTS:
            if opened and opened[-1][0] in PARTS[name]:
                opened[-1][1].append(index)
            else:
                why[index] = f"{{% {name} %}} stands in no block that has one"
        elif name in _ENDS:
            _close(opened, index, name, why)
    for block in opened:
        _give_up(block, why)
    return why


def _close(opened: list[tuple[str, list[int]]], index: int, end: str, why: dict[int, str]) -> None:
    if all(name != end[3:] for name, _ in opened):
        why[index] = f"{{% {end} %}} ends nothing"
        return
    while opened[-1][0] != end[3:]:
        _give_up(opened.pop(), why)
    opened.pop()


def _give_up(block: tuple[str, list[int]], why: dict[int, str]) -> None:
    name, members = block
    for member in members:
        why[member] = f"{{% {name} %}} has no {{% end{name} %}}"


def _shown(piece: Piece) -> str:
    return piece.text.split("\n", 1)[0][:30]


_WHOLE: Final = frozenset({"raw", "endraw", "comment", "endcomment"})
_ENDS: Final = frozenset({*BLOCKS.values(), "endraw", "endcomment"})
