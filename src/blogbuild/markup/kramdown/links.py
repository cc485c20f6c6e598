"""Links, images and footnote markers."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.definitions import link_id
from blogbuild.markup.kramdown.document import Definition
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.patterns import BLANKS
from blogbuild.markup.kramdown.span_reader import DEEPEST, LINK, Spans

_ESCAPED: Final = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=-])")
_REFERENCE: Final = re.compile(r"\s*?\[([^\]]+)?\]", re.ASCII)
_PLAIN_TARGET: Final = re.compile(r"\(([^()\s<]++)\)", re.ASCII)
_POINTED: Final = re.compile(r"\(<(.*?)>")
_PARENTHESIS: Final = re.compile(r"[()]|\s(?=['\"])", re.ASCII)
_TITLE: Final = re.compile(r"\s*?([\"'])(.+?)\1\s*?\)", re.ASCII | re.DOTALL)


def bracket(spans: Spans, start: int) -> int:
    """`[^name]`, or `[text](address)` and `[text][id]`."""
    if not spans.text.startswith("^", start + 1):
        return _link(spans, start, start + 1, "link")
    match = spans.document.grammar.marker.match(spans.text, start)
    if match is None:
        return 0
    name = match[1]
    if name not in spans.document.footnotes:
        # In a text without any footnote it is rather a regular expression.
        if spans.document.footnotes:
            spans.report(start, f"there is no footnote [^{name}]", f"write it on a line of its own: [^{name}]: …")
        return match.end()
    marker = Element("footnote", name)
    mark = spans.document.footnote_marks[name]
    if mark.ial is not None:
        attribute_lists.apply(marker.attributes, mark.ial, spans.document.attribute_lists)
    return spans.add(start, marker, match.end())


def image(spans: Spans, start: int) -> int:
    """`![text](address)`."""
    if spans.text.startswith("^", start + 2):
        return 0
    return _link(spans, start, start + 2, "image")


def _link(spans: Spans, start: int, label: int, kind: str) -> int:
    """The position behind the link, or behind its opening when it is text."""
    if label >= len(spans.text):
        return 0
    if (kind == "link" and spans.open & LINK) or spans.depth >= DEEPEST or (start, "[", spans.open) in spans.failed:
        return label
    element = Element(kind)
    label_end = _label_end(spans, element, start, label)
    end = _target(spans, element, start, label, label_end) if label_end else 0
    if not end:
        return label
    if kind == "image":
        element.nodes.clear()
        if spans.brackets and spans.brackets[-1] == start:
            spans.brackets.pop()
    return spans.add(start, element, end)


def _label_end(spans: Spans, element: Element, start: int, label: int) -> int:
    """Where the bracket stands that balances the opening one; 0 without it."""
    text = spans.text
    if plain_end := spans.plain_end(label, "]"):
        if plain_end > label:
            element.nodes.append(text[label:plain_end])
        return plain_end
    if spans.is_hopeless("]", label) or text.find("]", label) < 0:
        return spans.give_up("]", label)
    outer, unbalanced = spans.brackets, [start]

    def closes(at: int) -> bool:
        if text[at] == "]":
            unbalanced.pop()
        else:
            unbalanced.append(at)
        return not unbalanced

    spans.brackets = unbalanced
    found = spans.inner(element.nodes, label, LINK, "[]!", closes)
    spans.brackets = outer
    if found:
        return spans.position
    # What the attempt left unbalanced, later attempts from there will too.
    spans.failed.update((position, "[", spans.open) for position in unbalanced)
    return 0


def _target(spans: Spans, element: Element, start: int, label: int, label_end: int) -> int:
    text = spans.text
    written = _ESCAPED.sub(r"\1", text[label:label_end]) if "\\" in text[label:label_end] else text[label:label_end]
    after = label_end + 1
    reference = _REFERENCE.match(text, after)
    if reference is None and text.startswith("(", after):
        address, title, end = _inline_target(spans, after)
        if end:
            _set_target(element, address, title, written)
        return end
    name = reference[1] if reference else None
    definition = spans.document.links.get(link_id(name or written))
    if definition is not None:
        _set_defined(spans, element, definition, written)
        return reference.end() if reference else after
    # In a text without any definition it is rather an index: `a[i][j]`.
    if name and element.type == "link" and spans.document.links:
        spans.report(
            start, f"there is no link definition [{name}]", f"write it on a line of its own: [{name}]: address"
        )
    return 0


def _set_target(element: Element, address: str, title: str | None, written: str) -> None:
    if element.type == "image":
        element.attributes["src"] = address
        element.attributes["alt"] = written
    else:
        element.attributes["href"] = address
    if title:
        element.attributes["title"] = title


def _set_defined(spans: Spans, element: Element, definition: Definition, written: str) -> None:
    if definition.mark.ial is not None:
        attribute_lists.apply(element.attributes, definition.mark.ial, spans.document.attribute_lists)
        element.ial = definition.mark.ial
    _set_target(element, definition.value, definition.title, written)


def _inline_target(spans: Spans, start: int) -> tuple[str, str | None, int]:
    """Address, title and end of `(address "title")`; the end is 0 when it is none."""
    text = spans.text
    plain = _PLAIN_TARGET.match(text, start)
    if plain is not None:
        return plain[1], None, plain.end()
    pointed = _POINTED.match(text, start)
    if pointed is not None:
        address, end = pointed[1], pointed.end()
        if text.startswith(")", end):
            return address, None, end + 1
    else:
        end, is_balanced = _parenthesis_end(spans, start)
        address = text[start + 1 : end - 1].strip(BLANKS)
        if is_balanced:
            return address, None, end
    title = _title(spans, end)
    return (address, title[2], title.end()) if title else (address, None, 0)


def _parenthesis_end(spans: Spans, start: int) -> tuple[int, bool]:
    """Behind the parenthesis that balances the one at `start`, or behind the blank before a quote."""
    if (start, "(", 0) in spans.failed:
        return len(spans.text), False
    unbalanced: list[int] = []
    for match in _PARENTHESIS.finditer(spans.text, start):
        if match[0] == "(":
            unbalanced.append(match.start())
        elif match[0] != ")":
            return match.end(), False
        elif len(unbalanced) == 1:
            return match.end(), True
        else:
            unbalanced.pop()
    spans.failed.update((position, "(", 0) for position in unbalanced)
    return len(spans.text), False


def _title(spans: Spans, position: int) -> re.Match[str] | None:
    quote = "title" + spans.text[position : position + 1]
    if spans.is_hopeless(quote, position):
        return None
    match = _TITLE.match(spans.text, position)
    if match is None and quote[-1] in "\"'":
        spans.give_up(quote, position)
    return match
