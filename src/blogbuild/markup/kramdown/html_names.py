"""What kramdown knows about the elements of HTML."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.patterns import SPAN_ELEMENTS, TAG_ATTRIBUTE

BLOCK_ELEMENTS: Final = frozenset(
    (
        "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset figcaption footer "
        "form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li main map nav ol optgroup p pre "
        "section summary table tbody td th thead tfoot tr ul"
    ).split()
)
VOID_ELEMENTS: Final = frozenset(
    "area base br col command embed hr img input keygen link meta param source track wbr".split()
)
_BLOCK_CONTENT: Final = frozenset(
    (
        "address applet article aside blockquote body dd details div dl fieldset figure figcaption footer form header "
        "hgroup iframe li main map menu nav noscript object section summary td"
    ).split()
)
_SPAN_CONTENT: Final = frozenset(
    (
        "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label legend optgroup p q "
        "rb rbc rp rt rtc ruby select small span strong sub sup th tt"
    ).split()
)
_RAW_CONTENT: Final = frozenset("script style math option textarea pre code kbd samp var".split())
KNOWN_ELEMENTS: Final = SPAN_ELEMENTS | BLOCK_ELEMENTS | VOID_ELEMENTS | _BLOCK_CONTENT | _SPAN_CONTENT | _RAW_CONTENT
# What `markdown="…"` asks for; "1" asks for the element's own model.
FORCED_MODELS: Final = {"0": "raw", "1": "", "span": "span", "block": "block"}

_LINE_ENDS: Final = re.compile(r"\n+")


def content_model(name: str) -> str:
    """How Markdown within an element is read: as blocks, as spans, or not at all."""
    if name in _BLOCK_CONTENT:
        return "block"
    return "span" if name in _SPAN_CONTENT else "raw"


def known_name(written: str) -> str:
    """A tag's name as it is compared and written: in lower case when HTML knows it."""
    lower = written.lower()
    return lower if lower in KNOWN_ELEMENTS else written


def tag_attributes(text: str, name: str) -> dict[str, str]:
    """The attributes in a start tag; the last of equal names wins."""
    attributes: dict[str, str] = {}
    known = name in KNOWN_ELEMENTS
    for key, word, _, quoted in TAG_ATTRIBUTE.findall(text):
        attributes[key.lower() if known else key] = word or quoted
    return attributes


def one_line(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes of a tag within a paragraph, whose values may not hold line ends."""
    return {key: _LINE_ENDS.sub(" ", value) if "\n" in value else value for key, value in attributes.items()}
