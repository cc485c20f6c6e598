"""HTML within text: `<b>…</b>`, comments, `<https://…>`."""

from __future__ import annotations

import functools
import re
from typing import Final

from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.html_names import (
    BLOCK_ELEMENTS,
    FORCED_MODELS,
    KNOWN_ELEMENTS,
    VOID_ELEMENTS,
    content_model,
    known_name,
    one_line,
    tag_attributes,
)
from blogbuild.markup.kramdown.patterns import COMMENT, END_TAG, START_TAG
from blogbuild.markup.kramdown.span_reader import DEEPEST, Spans

_AUTOLINK: Final = re.compile(r"<((mailto|https?|ftps?):.+?|[\w.\-]+?@[\w.\-]+?)>")


def angle(spans: Spans, start: int) -> int:
    """An address between angle brackets, a comment, or a tag."""
    match = _AUTOLINK.match(spans.text, start)
    if match is not None:
        link = Element("link")
        link.attributes["href"] = match[1] if match[2] else f"mailto:{match[1]}"
        link.nodes.append(match[1].removeprefix("mailto:"))
        return spans.add(start, link, match.end())
    return tag(spans, start)


def tag(spans: Spans, start: int) -> int:
    """A comment or an element; an end tag alone is text."""
    text = spans.text
    following = text[start + 1 : start + 2]
    if following == "!":
        return _comment(spans, start)
    if following == "/":
        end_tag = END_TAG.match(text, start)
        return end_tag.end() if end_tag else 0
    match = START_TAG.match(text, start)
    if match is None:
        return 0
    name = known_name(match[1])
    if name in BLOCK_ELEMENTS or spans.depth >= DEEPEST:
        return match.end()
    return _element(spans, match, name)


def _comment(spans: Spans, start: int) -> int:
    if spans.is_hopeless("<!--", start):
        return 0
    match = COMMENT.match(spans.text, start)
    if match is None:
        return spans.give_up("<!--", start) if spans.text.startswith("<!--", start) else 0
    return spans.add(start, Element("html_comment", match[0]), match.end())


def _element(spans: Spans, match: re.Match[str], name: str) -> int:
    element = Element("html", tag=name)
    element.attributes = one_line(tag_attributes(match[2], name))
    is_parsed = _is_parsed(spans, element)
    element.info = "span" if is_parsed else "raw"
    end = match.end()
    if not match[3] and name not in VOID_ELEMENTS:
        end = _content(spans, element, match.end(), is_parsed=is_parsed)
    return spans.add(match.start(), element, end)


def _is_parsed(spans: Spans, element: Element) -> bool:
    own = content_model(element.tag) != "raw"
    is_parsed = own and spans.current is not RAW_RULES and spans.document.options.parse_span_html
    forced = FORCED_MODELS.get(element.attributes.pop("markdown", "none"))
    if forced == "span":
        return True
    if forced == "raw":
        return False
    return own if forced == "" else is_parsed


def _content(spans: Spans, element: Element, position: int, *, is_parsed: bool) -> int:
    """Read up to the end tag; without one everything that follows is within."""
    text, name = spans.text, element.tag
    end_tag = _end_tag(name)

    def closes(at: int) -> bool:
        return end_tag.match(text, at) is not None

    plain_end = spans.plain_end(position, "<")
    if plain_end and (match := end_tag.match(text, plain_end)):
        if plain_end > position:
            element.nodes.append(text[position:plain_end])
        return match.end()
    outer = spans.current
    spans.current = spans.rules if is_parsed else RAW_RULES
    found = spans.inner(element.nodes, position, 0, "<", closes)
    spans.current = outer
    match = end_tag.match(text, spans.position) if found else None
    if match is None:
        spans.report(
            position,
            f"<{name}> is never closed, so that the rest of the paragraph stands inside it",
            f"close it with </{name}>, or write `<{name}>` with backticks when it is no tag",
        )
        return len(text)
    return match.end()


@functools.lru_cache(maxsize=256)
def _end_tag(name: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if name in KNOWN_ELEMENTS else re.NOFLAG
    return re.compile(rf"</{re.escape(name)}[ \t\n\r\f\v]*>", flags)


RAW_RULES: Final = {"<": tag}
