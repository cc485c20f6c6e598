"""Reading a text as spans: recursive descent from one special character to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from blogbuild.markup.kramdown.document import Document
from blogbuild.markup.kramdown.elements import Element, Place, Source

# Elements within elements beyond this depth are text.
DEEPEST: Final = 60

# What is open around the position.
EM: Final = 1
STRONG: Final = 2
LINK: Final = 4

# Alternatives begin with different letters, so that the engine jumps from one special character to the next.
_SPECIAL: Final = r"\*|_|`|<|\[|\]|!\[|\"|'|\$|\{:|&|--|\.\.\.|\\|~~|>>"
_BREAK: Final = r"|  (?=\n)"
_ADDRESS: Final = r"|https?://"
# By whether the text has an address and a break: blanks and the letter h are all over a text without one.
_SPECIALS: Final = {
    (False, False): re.compile(_SPECIAL),
    (False, True): re.compile(_SPECIAL + _BREAK),
    (True, False): re.compile(_SPECIAL + _ADDRESS),
    (True, True): re.compile(_SPECIAL + _BREAK + _ADDRESS),
}

Nodes = list[Element | str]
# Reads what begins at a position: the position behind it, or 0 when nothing begins there.
Rule = Callable[["Spans", int], int]
Rules = Mapping[str, Rule]
# Whether the element that is open ends at a position.
Stop = Callable[[int], bool]
# Finds the next character at which something may begin.
Search = Callable[[str, int], re.Match[str] | None]


def read_text(document: Document, text: str, place: Place | None, rules: Rules, depth: int = 0) -> Nodes:
    """The whole text, read as spans; most texts have none."""
    search = _SPECIALS[document.dialect.bare_links and "://" in text, "  \n" in text].search
    if search(text, 0) is None:
        return [text] if text else []
    out: Nodes = []
    Spans(document, text, place, rules, search, depth).read(out)
    return out


class Spans:
    """A text being read as spans.

    The text from `pending` on is read but not yet in the tree; the text before `mark` was dealt with, so that a quote
    may not look at it. What was looked for in vain is remembered: an attempt that fails has seen the rest of the text.
    """

    __slots__ = (
        "brackets", "current", "depth", "document", "failed", "hopeless", "last_seen", "mark", "open", "out", "parent",
        "pending", "place", "position", "rules", "search", "seen", "text",
    )  # fmt: skip

    def __init__(
        self, document: Document, text: str, place: Place | None, rules: Rules, search: Search, depth: int
    ) -> None:
        self.document = document
        self.text = text
        self.place = place
        # All the rules, and those that hold within the element that is open.
        self.rules = rules
        self.current = rules
        self.search = search
        self.position = 0
        self.pending = 0
        self.mark = 0
        self.out: Nodes = []
        self.open = 0
        self.parent = 0
        # Opening brackets of the label that is being read, without their closing ones.
        self.brackets: list[int] = []
        self.depth = depth
        # Openings that are known to stay open: their position, their mark, and what is open around them.
        self.failed: set[tuple[int, str, int]] = set()
        # Marks of emphasis that became text in the element that is open, and in the one that was read last.
        self.seen: list[int] = []
        self.last_seen: list[int] = []
        # From where on a closing mark does not occur any more.
        self.hopeless: dict[str, int] = {}

    def read(self, out: Nodes, stops: str = "", stop: Stop | None = None) -> bool:
        """Read into `out`, to the end or to where `stop`, asked at each of `stops`, says so; whether it did."""
        outer = self.out
        text, search, rules = self.text, self.search, self.current
        self.out = out
        self.pending = self.mark = at = self.position
        found = False
        while match := search(text, at):
            at = match.start()
            special = text[at]
            if special in stops and stop is not None and stop(at):
                found = True
                break
            rule = rules.get(special)
            end = rule(self, at) if rule is not None else 0
            if end:
                at = self.mark = end
            else:
                at += 1
        self.position = at if found else len(text)
        self.flush(self.position)
        self.out = outer
        return found

    def flush(self, end: int) -> None:
        """Move the pending text into the tree."""
        if end > self.pending:
            self.text_node(self.text[self.pending : end])

    def text_node(self, text: str) -> None:
        """Append text, joined to text before it."""
        out = self.out
        if out and isinstance(out[-1], str):
            out[-1] += text
        else:
            out.append(text)

    def add(self, start: int, element: Element, end: int) -> int:
        """Append an element that stands between two positions; returns the second."""
        if start > self.pending:
            self.text_node(self.text[self.pending : start])
        self.out.append(element)
        self.pending = end
        return end

    def replace(self, start: int, text: str, end: int) -> int:
        """Append text in place of what stands between two positions."""
        self.flush(start)
        if text:
            self.text_node(text)
        self.pending = end
        return end

    def inner(self, out: Nodes, position: int, kind: int, stops: str, stop: Stop) -> bool:
        """Read the content of an element from a position; `position` is then where it stopped."""
        outer = self.pending, self.mark, self.open, self.parent, self.seen
        self.position = position
        self.seen = []
        self.open |= kind
        self.parent = kind
        self.depth += 1
        found = self.read(out, stops, stop)
        self.depth -= 1
        self.last_seen = self.seen
        self.pending, self.mark, self.open, self.parent, self.seen = outer
        return found

    def plain_end(self, position: int, mark: str) -> int:
        """Where the next special character stands, if it is this mark; 0 where it is another, or there is none."""
        match = self.search(self.text, position)
        return match.start() if match and match[0] == mark else 0

    def is_hopeless(self, mark: str, position: int) -> bool:
        """Whether a mark is known not to occur from a position on."""
        return mark in self.hopeless and position >= self.hopeless[mark]

    def give_up(self, mark: str, position: int) -> int:
        """Remember that a mark does not occur from a position on; 0, as nothing was read."""
        self.hopeless[mark] = min(position, self.hopeless.get(mark, position))
        return 0

    def report(self, position: int, what: str, mend: str) -> None:
        """Remember a problem at a position of the text."""
        self.document.report((Source(self.text, self.place), position), what, mend)
