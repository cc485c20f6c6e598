"""`{: … }` after an element, and `{::name …}` within text."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.block_extensions import EXTENSION, read_extension
from blogbuild.markup.kramdown.document import set_options
from blogbuild.markup.kramdown.elements import AttributeList, Element
from blogbuild.markup.kramdown.patterns import ANY_BUT_BRACE, LABEL
from blogbuild.markup.kramdown.span_reader import Spans

_SPAN_EXTENSION: Final = re.compile(EXTENSION, re.ASCII)
_STOP_TAG: Final = re.compile(rf"\{{:/(?:{LABEL})?\}}", re.ASCII)
_SPAN_LIST: Final = re.compile(rf"\{{:({ANY_BUT_BRACE}+)\}}")


def span_extension(spans: Spans, start: int) -> int:
    """An attribute list after an element, or an extension."""
    if spans.is_hopeless("}", start) or spans.text.find("}", start) < 0:
        return spans.give_up("}", start)
    if _STOP_TAG.match(spans.text, start):
        return 0
    match = _SPAN_EXTENSION.match(spans.text, start)
    if match is not None:
        return _extension(spans, match)
    match = _SPAN_LIST.match(spans.text, start)
    if match is None or spans.pending < start or not spans.out or isinstance(spans.out[-1], str):
        return 0
    ial = AttributeList()
    attribute_lists.read_into(ial, match[1])
    _apply(spans, ial)
    spans.pending = match.end()
    return match.end()


def _extension(spans: Spans, match: re.Match[str]) -> int:
    said = AttributeList()
    attribute_lists.read_into(said, match[2] or "")
    body: str | None = None
    end = match.end()
    if not match[3]:
        stop = re.compile(rf"\{{:/(?:{match[1]})?\}}").search(spans.text, end)
        if stop is None:
            return 0
        body, end = spans.text[end : stop.start()], stop.end()
    if match[1] == "options":
        set_options(spans.document.options, said.attributes)
        return spans.replace(match.start(), "", end)
    element = read_extension(match[1], said, body)
    return spans.add(match.start(), element, end) if element else 0


def _apply(spans: Spans, ial: AttributeList) -> None:
    """Write an attribute list onto the element before it."""
    last = spans.out[-1]
    if isinstance(last, Element):
        last.ial = last.ial or AttributeList()
        attribute_lists.add(last.ial, ial)
        attribute_lists.apply(last.attributes, ial, spans.document.attribute_lists)
