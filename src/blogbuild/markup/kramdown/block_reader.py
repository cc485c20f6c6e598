"""Reading a text as blocks: kramdown's main loop."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from blogbuild.markup.kramdown.document import Document
from blogbuild.markup.kramdown.elements import AttributeList, Element, Place, Source
from blogbuild.markup.kramdown.patterns import BLANK_LINES, BLANKS, PLAIN_PARAGRAPH

# Deeper nesting is nobody's intention; what lies deeper becomes a paragraph.
DEEPEST: Final = 60

Rule = Callable[["Blocks"], bool]
Rules = Mapping[str, tuple[Rule, ...]]


class Blocks:
    """A text being read as blocks into a tree of siblings.

    Blank lines and end-of-block markers are siblings too. A container first cuts its content out as a string, which is
    then read by a reader of its own.
    """

    __slots__ = ("closed", "depth", "document", "hopeless", "pending", "position", "rules", "source", "text", "tree")

    def __init__(self, document: Document, source: Source, tree: Element, rules: Rules, depth: int = 0) -> None:
        self.document = document
        self.rules = rules
        self.source = source
        self.text = source.text
        self.position = 0
        self.tree = tree
        self.depth = depth
        # An attribute list that waits for the block after it.
        self.pending: AttributeList | None = None
        # Whether the end tag of the HTML element that is being filled was met.
        self.closed = False
        # Closing marks that do not occur in the rest of the text: looked for once.
        self.hopeless: set[str] = set()

    @property
    def place(self) -> Place:
        """Where the reader stands."""
        return self.source, self.position

    def inner(self, text: str, tree: Element, position: int) -> None:
        """Read the text of a container, cut out at a position, into its element."""
        source = Source(text, (self.source, position))
        plain = PLAIN_PARAGRAPH.fullmatch(text) if not tree.nodes and self.depth < DEEPEST else None
        if plain is not None and "|" not in text:
            add_plain(tree, plain, source)
            return
        reader = Blocks(self.document, source, tree, self.rules, self.depth + 1)
        if reader.depth > DEEPEST:
            reader.add("p", text.strip(BLANKS))
        else:
            reader.read()

    def read(self) -> None:
        """Read to the end of the text, or of the HTML element."""
        text, end, rules, default = self.text, len(self.text), self.rules, self.rules[""]
        while self.position < end and not self.closed:
            first = text[self.position]
            if first in " \t\n\f\v\r":
                if self._blank_lines():
                    continue
                first = _first_of_line(text, self.position)
            for rule in rules.get(first, default):
                if rule(self):
                    break
            else:
                self._stray_line()

    def add(self, kind: str, content: str = "") -> Element:
        """Append a block; an attribute list that was waiting becomes its own."""
        element = Element(kind, content, place=(self.source, self.position))
        if self.pending is not None:
            element.ial, self.pending = self.pending, None
        self.tree.nodes.append(element)
        return element

    def last(self) -> Element | None:
        """The sibling before the position."""
        nodes = self.tree.nodes
        last = nodes[-1] if nodes else None
        return last if isinstance(last, Element) else None

    def after_boundary(self) -> bool:
        """Whether a block that must not directly follow text may begin here."""
        last = self.last()
        return (
            last is None or last.type == "blank" or (last.type == "eob" and not last.info) or self.pending is not None
        )

    def _blank_lines(self) -> bool:
        match = BLANK_LINES.match(self.text, self.position)
        if match is None:
            return False
        last = self.last()
        if last is not None and last.type == "blank":
            last.content += match[0]
        else:
            # A list of attributes that waits is lost to the blank line.
            self.add("blank", match[0])
        self.position = match.end()
        return True

    def _stray_line(self) -> None:
        """A line that no rule takes, such as a blank and a tab before text: text without a paragraph."""
        end = self.text.index("\n", self.position) + 1
        line = self.text[self.position : end]
        last = self.last()
        if last is not None and last.type == "stray":
            last.content += line
        else:
            self.tree.nodes.append(Element("stray", line, place=self.place))
        self.position = end


def add_plain(tree: Element, match: re.Match[str], source: Source) -> None:
    """Append the paragraph that matched, and the blank lines below it."""
    content, blank = match.groups()
    tree.nodes.append(Element("p", content.rstrip(BLANKS), place=(source, match.start())))
    if blank:
        tree.nodes.append(Element("blank", blank))


def _first_of_line(text: str, position: int) -> str:
    if text[position] == "\t" or text.startswith("    ", position):
        return "indent"
    while text[position] == " ":
        position += 1
    return text[position]
