"""The patterns that depend on the dialect, made once for all texts."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from blogbuild.markup.kramdown.dialect import Dialect
from blogbuild.markup.kramdown.patterns import (
    BLOCK_IAL,
    BLOCK_TAG,
    ITEM_TAIL,
    LABEL,
)

# An item's marker may stand in this many columns at most, by the content's column of the item before.
DEEPEST_MARKER: Final = 3

_ANY_LABEL: Final = r"[^\s\[\]]+"
_NUMBER: Final = r"\d+\."
_NUMBER_OR_PAREN: Final = r"(?:\d+\.|\d{1,3}\))"
_END_OF_PARAGRAPH: Final = (
    r"[ \t\r\f\v]*\n|\^[ \t\r\f\v]*\n"
    rf"| {{0,3}}(?:{BLOCK_IAL}|{BLOCK_TAG}|:[\t| ]"
)


class Grammar(Struct, frozen=True):
    """A dialect's own patterns."""

    bullets: tuple[re.Pattern[str], ...]
    numbers: tuple[re.Pattern[str], ...]
    paragraph_end: re.Pattern[str]
    fence: re.Pattern[str]
    atx_heading: re.Pattern[str]
    footnote: re.Pattern[str]
    marker: re.Pattern[str]
    escapes: frozenset[str]
    hard_break: str


def grammar(dialect: Dialect) -> Grammar:
    """The patterns of a dialect."""
    number = _NUMBER_OR_PAREN if dialect.paren_lists else _NUMBER
    label = _ANY_LABEL if dialect.footnote_labels else LABEL
    break_ = "\n" if dialect.hard_wrap else "\\\n"
    return Grammar(
        bullets=_markers("[+*-]"),
        numbers=_markers(number),
        paragraph_end=re.compile(_paragraph_end(number, gfm=dialect.gfm), re.ASCII),
        fence=re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)\n" if dialect.gfm else r"(~{3,})([^\n]*)\n"),
        atx_heading=re.compile(r"(#{1,6})[\t ]+(.*)\n" if dialect.gfm else r"(#{1,6})[\t ]*([^ \t].*)\n"),
        footnote=re.compile(rf" {{0,3}}\[\^({label})\]:", re.ASCII),
        marker=re.compile(rf"\[\^({label})\]", re.ASCII),
        escapes=frozenset("\\.*_+`<>()[]{}#!:|\"'$=-" + ("~" if dialect.gfm else "")),
        hard_break=break_ if dialect.gfm else "",
    )


def _markers(marker: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"( {{0,{deepest}}}{marker}){ITEM_TAIL}", re.ASCII) for deepest in range(DEEPEST_MARKER + 1)
    )


def _paragraph_end(number: str, *, gfm: bool) -> str:
    if not gfm:
        return _END_OF_PARAGRAPH + ")"
    return _END_OF_PARAGRAPH + rf"|(?:[+*-]|{number})[\t| ]|>|[~`]{{3,}})|#{{1,6}}[ \t]+"
