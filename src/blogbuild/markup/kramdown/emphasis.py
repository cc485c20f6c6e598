"""`*`, `**`, `_` and `__`, as kramdown reads them: no flanking, first match wins; and `~~`."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.span_reader import DEEPEST, EM, STRONG, Spans

_WHITE: Final = " \t\n\f\v\r"
_WHITE_SIGNS: Final = frozenset(_WHITE)
_STRIKETHROUGH: Final = re.compile(r"~~(?![\s~])(.*?[^\s~])~~", re.ASCII | re.DOTALL)
_KINDS: Final = {EM: "em", STRONG: "strong"}
_HANGUL: Final = re.compile(r"[가-힣ㄱ-ㆎᄀ-ᇿ]")


def emphasis(spans: Spans, start: int) -> int:
    """Emphasis, or the text of its marks."""
    text = spans.text
    mark = text[start]
    is_double = text.startswith(mark, start + 1)
    kind = STRONG if is_double else EM
    end = start + 1 + is_double
    if _opens_nothing(spans, start, end, kind):
        return end
    closing = _content(spans, start, text[start:end], kind)
    if not closing and is_double and spans.parent != EM:
        closing = _content(spans, start, mark, EM)
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
    element.nodes = Spans(spans.document, match[1], spans.place, spans.rules, spans.depth + 1).nodes()
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
    attempt = (mark, kind, spans.open)
    if start < spans.unclosed.get(attempt, 0):
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
        if mark[0] == "_" and after.isalnum() and not (hangul_may_follow and _HANGUL.match(after)):
            return False
        return bool(nodes) or at > spans.pending

    outer, spans.swallowed = spans.swallowed, len(text)
    found = spans.inner(nodes, start + length, kind, mark[0], closes)
    if not found:
        # The attempt has seen the rest of the text, as far as no open tag hid it.
        spans.unclosed[attempt] = max(spans.swallowed, spans.unclosed.get(attempt, 0))
    spans.swallowed = min(outer, spans.swallowed)
    if not found:
        return 0
    return spans.add(start, element, spans.position + length)
