"""The tree between reading and writing: elements, which are markdown-it's tokens with less weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token
from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = tuple["Source", int]


class Source:
    """A text that is read, and where in the surrounding text it was cut out."""

    __slots__ = ("origin", "text")

    def __init__(self, text: str, origin: Place | None = None) -> None:
        self.text = text
        self.origin = origin


def line_of(place: Place | None) -> int:
    """The line, counted from 1, of a place in a text that was cut out of another, and so on."""
    line = 1
    while place is not None:
        source, position = place
        line += source.text.count("\n", 0, position)
        place = source.origin
    return line


class AttributeList(Struct):
    """What stands between `{:` and `}`: names of other lists, and attributes."""

    references: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


class Element(Token):
    """A node: a light token, whose nodes are elements and plain text.

    `content` holds the raw text until the spans are read; `nodes` what became of it. Of a token's other fields only
    those that kramdown's model needs are set: making tokens is a fifth of the work.
    """

    __slots__ = ("attributes", "ial", "nodes", "place")

    def __init__(self, kind: str, content: str = "", *, tag: str = "", place: Place | None = None) -> None:
        self.type = kind
        self.tag = tag
        self.content = content
        self.info = ""
        self.level = 0
        self.hidden = False
        self.block = False
        self.attributes: dict[str, str] = {}
        self.nodes: list[Element | str] = []
        self.ial: AttributeList | None = None
        self.place = place

    def __repr__(self) -> str:
        return f"<{self.type} {self.tag}{self.attributes}{self.content!r} {self.nodes}>"


def raw_text(nodes: Sequence[Element | str]) -> str:
    """The text of nodes as heading ids are made from it: images, comments and footnote markers give nothing."""
    if len(nodes) == 1 and isinstance(nodes[0], str):
        return nodes[0]
    return "".join(node if isinstance(node, str) else _raw_text_of(node) for node in nodes)


def _raw_text_of(element: Element) -> str:
    if element.type in ("code_inline", "math", "character", "abbreviation"):
        return element.content
    return raw_text(element.nodes)
