"""`*`, `**`, `_` and `__`, as kramdown reads them: no flanking, first match wins; and `~~`."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.span_reader import DEEPEST, EM, STRONG, Spans, read_text

_WHITE: Final = " \t\n\f\v\r"
_WHITE_SIGNS: Final = frozenset(_WHITE)
_STRIKETHROUGH: Final = re.compile(r"~~(?![\s~])(.*?[^\s~])~~", re.ASCII | re.DOTALL)
_RUN: Final = re.compile(r"\*+|_+")
# Of which no single mark but the first is a closing one: what is left is taken by twos, and two alone do not close.
_RUNS_WITHOUT_END: Final = frozenset({2, 3, 5})
_KINDS: Final = {EM: "em", STRONG: "strong"}


def emphasis(spans: Spans, start: int) -> int:
    """Emphasis, or the text of its marks."""
    text = spans.text
    mark = text[start]
    is_double = text.startswith(mark, start + 1)
    kind = STRONG if is_double else EM
    end = start + 1 + is_double
    closing = 0
    if not _opens_nothing(spans, start, end, kind):
        closing = _content(spans, start, text[start:end], kind)
        if not closing and is_double and spans.parent != EM:
            closing = _content(spans, start, mark, EM)
    if not closing:
        spans.seen.append(start)
    return closing or end


def strikethrough(spans: Spans, start: int) -> int:
    """`~~struck~~`; what is within is read on its own."""
    if spans.is_hopeless("~~", start) or spans.depth >= DEEPEST:
        return 0
    match = _STRIKETHROUGH.match(spans.text, start)
    if match is None:
        if spans.text[start + 2 : start + 3] not in {"~", "", *_WHITE}:
            spans.give_up("~~", start)
        return 0
    element = Element("html", tag="del")
    element.nodes = read_text(spans.document, match[1], spans.place, spans.rules, spans.depth + 1)
    return spans.add(start, element, match.end())


def _opens_nothing(spans: Spans, start: int, end: int, kind: int) -> bool:
    text = spans.text
    if text[end : end + 1] in _WHITE_SIGNS or spans.open & kind or spans.depth >= DEEPEST:
        return True
    if text[start] != "_" or not start:
        return False
    before = text[start - 1]
    return before.isalpha() or (before == "-" and text[max(0, start - 2)].isalpha())


def _content(spans: Spans, start: int, mark: str, kind: int) -> int:
    """Read up to the closing mark; the position behind it, or 0."""
    if (start, mark, spans.open) in spans.failed:
        return 0
    text, length = spans.text, len(mark)
    element = Element(_KINDS[kind])
    nodes = element.nodes
    hangul_may_follow = spans.document.dialect.underscore_particles

    def closes(at: int) -> bool:
        if not text.startswith(mark, at) or text[at - 1] in _WHITE:
            return False
        after = text[at + length : at + length + 1]
        if kind == EM and after == mark and text[at + 2 : at + 3] != mark:
            return False
        if mark[0] == "_" and after.isalnum() and not (hangul_may_follow and _is_hangul(after)):
            return False
        return bool(nodes) or at > spans.pending

    plain_end = spans.plain_end(start + length, mark[0])
    if plain_end > start + length and closes(plain_end):
        nodes.append(text[start + length : plain_end])
        return spans.add(start, element, plain_end + length)
    if not spans.inner(nodes, start + length, kind, mark[0], closes):
        _remember_failure(spans, start, mark)
        return 0
    return spans.add(start, element, spans.position + length)


def _is_hangul(character: str) -> bool:
    return "가" <= character <= "힣" or "ㄱ" <= character <= "ㆎ" or "ᄀ" <= character <= "ᇿ"


def _remember_failure(spans: Spans, start: int, mark: str) -> None:
    """Marks that this attempt has passed as text will find no closing one either: they would read on just as it did."""
    spans.failed.add((start, mark, spans.open))
    seen = set(spans.last_seen)
    for position in spans.last_seen:
        run = _RUN.match(spans.text, position)
        if run is None:
            continue
        if _would_fail_too(run, mark):
            spans.failed.add((position, mark, spans.open))
        if len(mark) > 1 and len(run[0]) % 2 and run.end() - 1 in seen:
            # Of an odd run the second mark leaves pairs, as the first leaves pairs and one, which was text as well.
            spans.failed.add((position + 1, mark, spans.open))


def _would_fail_too(run: re.Match[str], mark: str) -> bool:
    length = len(run[0])
    if not run[0].startswith(mark) or len(mark) > 1 or length == 1:
        return run[0].startswith(mark)
    # A single mark tried at the beginning of a run might find its closing one within the run.
    return length in _RUNS_WITHOUT_END or (mark == "_" and run.string[run.end() : run.end() + 1].isalnum())
