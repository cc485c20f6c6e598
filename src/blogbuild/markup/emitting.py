"""What a rule of Pygments adds to the runs of a text.

An emitter takes a match, the runs so far, and the context of the lexers that have one; it leaves the context behind the
match. The emitter of a part takes a place and the text there instead of a match.
"""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from pygments.lexer import Lexer, LexerContext, _PseudoMatch
from pygments.token import STANDARD_TYPES, Keyword, Name, _TokenType

# A CSS class, empty for text that needs none, and the text.
Run: TypeAlias = tuple[str, str]
Emit: TypeAlias = Callable[[re.Match[str], list[Run], LexerContext | None], None]
EmitPart: TypeAlias = Callable[[int, str, list[Run], LexerContext | None], None]
RunText: TypeAlias = Callable[[str, Iterable[str], list[Run], LexerContext | None], None]
# As Pygments has them: called with lexer, match and, where there is one, context.
Callback: TypeAlias = Callable[..., Iterable[tuple[int, _TokenType, str]]]


@functools.cache
def css_class(kind: _TokenType) -> str:
    """Pygments' short class for tokens of the kind; white space has none."""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return "" if name == "w" else name


def cells(action: object) -> Mapping[str, Any]:
    """What Pygments' own callbacks hold: `bygroups` args, `using` _other, kwargs and gt_kwargs. Others hold nothing."""
    if not isinstance(action, types.FunctionType) or action.__module__ != "pygments.lexer":
        return {}
    contents = (cell.cell_contents for cell in action.__closure__ or ())
    return dict(zip(action.__code__.co_freevars, contents, strict=True))


def nothing(_found: re.Match[str], _runs: list[Run], _context: LexerContext | None) -> None:
    """Emits nothing for what is matched."""


def called(lexer: Lexer, action: Callback, found: re.Match[str], runs: list[Run], context: LexerContext | None) -> None:
    """What a callback of Pygments gives for a match."""
    items = action(lexer, found, context) if context else action(lexer, found)
    runs.extend([(css_class(kind), value) for _, kind, value in items])


def kinds(classes: tuple[str, ...], found: re.Match[str], runs: list[Run], context: LexerContext | None) -> None:
    """Each group in its class."""
    runs.extend([run for run in zip(classes, found.groups(), strict=False) if run[1]])
    if context:
        context.pos = found.end()


def parts(
    emitters: tuple[tuple[int, EmitPart], ...], found: re.Match[str], runs: list[Run], context: LexerContext | None
) -> None:
    """Some of the groups, each by an emitter of its own."""
    for index, emit in emitters:
        text = found[index]
        if text is not None:
            emit(found.start(index), text, runs, context)
    if context:
        context.pos = found.end()


def whole(part: EmitPart) -> Emit:
    """What a part of a match emits, for all of it."""

    def emit(found: re.Match[str], runs: list[Run], context: LexerContext | None) -> None:
        part(found.start(), found[0], runs, context)
        if context:
            context.pos = found.end()

    return emit


def of_class(name: str, _start: int, text: str, runs: list[Run], _context: LexerContext | None) -> None:
    """The text in one class."""
    if text:
        runs.append((name, text))


def named(known: frozenset[str], _start: int, text: str, runs: list[Run], _context: LexerContext | None) -> None:
    """A name: one of the known ones is a type."""
    if text:
        runs.append((css_class(Keyword.Type if text in known else Name), text))


def run_in(
    run: RunText, stack: Iterable[str], _start: int, text: str, runs: list[Run], _context: LexerContext | None
) -> None:
    """The text as code of some language."""
    run(text, stack, runs, None)


def called_on(
    lexer: Lexer, action: Callback, start: int, text: str, runs: list[Run], context: LexerContext | None
) -> None:
    """What a callback gives for a part of a match."""
    if context:
        context.pos = start
    items = action(lexer, _PseudoMatch(start, text), context)
    runs.extend([(css_class(item[1]), item[2]) for item in filter(None, items)])
