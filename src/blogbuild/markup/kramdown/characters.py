"""Escapes, entities, quotes, dashes, line breaks, code and mathematics within text."""

from __future__ import annotations

import re
from html.entities import html5, name2codepoint
from typing import Final

from blogbuild.markup.kramdown.code_spans import code_span
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.patterns import BLANKS
from blogbuild.markup.kramdown.span_reader import Spans

_ENTITY: Final = re.compile(r"&(?:([\w:][\-\w.:]*)|#(\d+)|#x([0-9a-fA-F]+));", re.ASCII)
_CODE_POINTS: Final = {**name2codepoint, "apos": 39, "vellip": 0x22EE, "lang": 0x2329, "rang": 0x232A}
# Numbers that browsers, and kramdown, read as Windows-1252.
_WINDOWS: Final = range(0x80, 0xA0)
_LARGEST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)

_SYMBOLS: Final = {"---": "—", "--": "–", "...": "…", "<<": "«", ">>": "»"}

_PUNCTUATION: Final = r"[!\"#$%'()*+,\-./:;<=>?@\[\\\]\^_`{|}~]"
# Each alternative is named by what its quote, or pair of quotes, becomes; the order decides.
_QUOTES: Final = re.compile(
    rf"""
      (?P<left>["'])(?=[_*]{{1,2}}\S)
    | (?P<right>["'])(?={_PUNCTUATION}(?!\.\.)(?u:\B))
    | (?P<double_single>\s?)"'(?=\w)
    | (?P<single_double>\s?)'"(?=\w)
    | (?P<decade>\s?)'(?=\d\ds)
    | (?P<opening>\s['"])(?=\w)
    | (?P<closing>[^\ \\\t\r\n\[{{(-]["'])
    | (?P<final>["'])(?=\s|s(?u:\b)|\Z)
    | (?P<single>(?s:.)?)'
    | (?P<double>(?s:.)?)"
    """,
    re.ASCII | re.VERBOSE,
)
_LEFT: Final = {'"': "“", "'": "‘"}
_RIGHT: Final = {'"': "”", "'": "’"}
_OTHERS: Final = {"double_single": "“‘", "single_double": "‘“", "decade": "’", "single": "‘", "double": "“"}
_STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")

_DOLLARS: Final = re.compile(r"\$(?![\s$])((?:\\.|[^$\\\n]|\n(?!\n))*?[^\s\\$]|[^\s\\$])\$(?![\d$])")


def character(text: str) -> Element:
    """A character that stands for something written otherwise; it is an element so that `{: }` after it vanishes."""
    return Element("character", text)


def code(spans: Spans, start: int) -> int:
    """Code, or the text of its backticks."""
    content, end = code_span(spans.text, start, spans.hopeless)
    return end if content is None else spans.add(start, Element("code_inline", content), end)


def mathematics(spans: Spans, start: int) -> int:
    """`$$…$$`, and `$…$` where the dialect has it."""
    text = spans.text
    if text.startswith("$", start + 1):
        end = -1 if spans.is_hopeless("$$", start) else text.find("$$", start + 2)
        if end < 0:
            return spans.give_up("$$", start)
        return spans.add(start, Element("math", text[start + 2 : end].strip(BLANKS)), end + 2)
    match = _DOLLARS.match(text, start) if spans.document.dialect.dollar_math else None
    return spans.add(start, Element("math", match[1]), match.end()) if match else 0


def backslash(spans: Spans, start: int) -> int:
    r"""`\<<`, a line break, or an escaped character."""
    text = spans.text
    pair = text[start + 1 : start + 3]
    if pair in ("<<", ">>"):
        spans.add(start, character(pair[0]), start)
        return spans.add(start, character(pair[0]), start + 3)
    if pair == "\\\n" and not spans.document.dialect.hard_wrap:
        return spans.add(start, Element("br"), start + 2)
    if pair[:1] and pair[0] in spans.document.grammar.escapes:
        return spans.replace(start, pair[0], start + 2)
    return 0


def line_break(spans: Spans, start: int) -> int:
    """Two blanks at the end of a line."""
    return 0 if spans.document.dialect.hard_wrap else spans.add(start, Element("br"), start + 2)


def entity(spans: Spans, start: int) -> int:
    """A named or numbered character; an unknown name stays as it was written."""
    match = _ENTITY.match(spans.text, start)
    if match is None:
        return 0
    name, number, hexadecimal = match.groups()
    point = _CODE_POINTS.get(name) if name else _code_point(int(number[:8]) if number else int(hexadecimal[:8], 16))
    if point is not None:
        return spans.add(start, character(chr(point)), match.end())
    if name and spans.document.dialect.improves and f"{name};" in html5:
        return spans.add(start, character(html5[f"{name};"]), match.end())
    spans.add(start, character("&"), start + 1)
    return match.end()


def dashes(spans: Spans, start: int) -> int:
    """`--`, `---` and `...`."""
    written = "---" if spans.text.startswith("---", start) else spans.text[start : start + 3]
    written = written if written in _SYMBOLS else written[:2]
    return spans.add(start, character(_SYMBOLS[written]), start + len(written))


def less_than(spans: Spans, start: int) -> int:
    """`<<`, which takes the blank after it."""
    if not spans.text.startswith("<<", start):
        return 0
    has_blank = spans.text.startswith(" ", start + 2)
    return spans.add(start, character("«\u00a0" if has_blank else "«"), start + 2 + has_blank)


def greater_than(spans: Spans, start: int) -> int:
    """`>>`, which takes the blank before it."""
    has_blank = start > spans.mark and spans.text[start - 1] == " "
    return spans.add(start - has_blank, character("\u00a0»" if has_blank else "»"), start + 2)


def quotes(spans: Spans, start: int) -> int:
    """A straight quote, and with it the character before it, if that is not part of anything."""
    begin = start - 1 if start > spans.mark else start
    match = _QUOTES.match(spans.text, begin)
    if match is None or match.lastgroup is None:
        return 0
    before, marks = _read_quotes(match, match.lastgroup)
    if not spans.document.dialect.smart_quotes:
        marks = marks.translate(_STRAIGHT)
    end = match.end()
    spans.replace(begin, before, end)
    for mark in marks:
        spans.add(end, character(mark), end)
    return end


def _read_quotes(match: re.Match[str], name: str) -> tuple[str, str]:
    """The text before the quotes, and what the quotes become."""
    found = match[name]
    if name == "left":
        return "", _LEFT[found]
    if name in ("right", "final"):
        return "", _RIGHT[found]
    if name == "opening":
        return found[0], _LEFT[found[1]]
    if name == "closing":
        return found[0], _RIGHT[found[1]]
    return found, _OTHERS[name]


def _code_point(number: int) -> int | None:
    if number in _WINDOWS:
        return ord(bytes([number]).decode("cp1252", "ignore") or chr(number))
    return None if number in _SURROGATES or not 0 < number <= _LARGEST_CODE_POINT else number
