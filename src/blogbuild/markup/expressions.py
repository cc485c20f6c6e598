"""Regular expressions that know where they may match before they are compiled.

A set of characters is a number: a bit for each character of ASCII, one for all others together, one for the end of the
text. The answer may hold too much, never too little: what is not understood may match anywhere.
"""

from __future__ import annotations

import functools
import operator
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

if TYPE_CHECKING:
    # The names that the type checker knows; at run time they are deprecated.
    import sre_compile as compiler
    import sre_parse as parser
else:
    # There is no public parser of expressions, and one of our own could only differ from it.
    from re import _compiler as compiler
    from re import _parser as parser

Characters: TypeAlias = int
# A part of a parsed expression: its kind, and what that kind holds. The standard library has no narrower type for it.
_Part: TypeAlias = tuple[object, Any]

_ASCII: Final = "".join(map(chr, range(128)))
OTHERS: Final = 1 << 128
END: Final = 1 << 129
ANYTHING: Final = (1 << 130) - 1
# What may stand before words without reading anything.
_UNREAD: Final = frozenset(("", r"\b", r"(?<!\.)", r"(?<=\()", r"(?<![.$])", r"(?<![\w\-$.])"))
_ONE_CHARACTER: Final = frozenset((parser.IN, parser.LITERAL, parser.NOT_LITERAL, parser.ANY))
# The mark of a part that may match without reading, so that what follows it may be first as well.
_EMPTY: Final = 1 << 130


class Expression:
    """A regular expression that is parsed and compiled when it is first asked for something."""

    def __init__(self, source: str | Callable[[], str], flags: int) -> None:
        self._source = source
        self._flags = int(flags)

    def __call__(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at a place, for those who take this for the function itself."""
        return self.match(text, start, end)

    @functools.cached_property
    def match(self) -> Callable[[str, int, int], re.Match[str] | None]:
        """The compiled expression's `match`. From the tree: parsing is half of what compiling costs."""
        return compiler.compile(self._tree, self._flags).match

    @functools.cached_property
    def first(self) -> Characters:
        """The characters before which a match may begin."""
        first = _of_parts(self._parts)
        if first & _EMPTY:
            return ANYTHING
        return _in_any_case(first) if self._tree.state.flags & re.IGNORECASE else first

    @functools.cached_property
    def is_at_line_start(self) -> bool:
        """Whether it matches where a line begins, and nowhere else."""
        return _begins_a_line(self._parts)

    @functools.cached_property
    def is_one_character(self) -> bool:
        """Whether it is one character of some set, whatever stands around it."""
        kinds = [kind for kind, _ in self._parts]
        return len(kinds) == 1 and kinds[0] in _ONE_CHARACTER

    @functools.cached_property
    def _parts(self) -> list[_Part]:
        # It is one, though it does not say so.
        return cast("list[_Part]", self._tree)

    @functools.cached_property
    def _tree(self) -> parser.SubPattern:
        source = self._source if isinstance(self._source, str) else self._source()
        return parser.parse(source, self._flags)


class Words(Expression):
    """An expression that is one of many words, and behind them something more.

    Their expression is long; where the words begin is known without it, and it is made when a text needs it.
    """

    def __init__(self, words: Iterable[str], prefix: str, source: Callable[[], str], flags: int) -> None:
        super().__init__(source, flags)
        self._prefix = prefix
        self._words = words

    @functools.cached_property
    def first(self) -> Characters:
        """The characters before which a match may begin."""
        if self._prefix not in _UNREAD or not all(self._words):
            return super().first
        first = functools.reduce(operator.or_, (character(word[0]) for word in self._words), 0)
        return _in_any_case(first) if self._flags & re.IGNORECASE else first

    # Both may be false of an expression of which they are true: they only spare work.
    is_at_line_start = False
    is_one_character = False


def character(char: str) -> Characters:
    """The set of one character; none at all is the end of the text."""
    return _of_literal(ord(char)) if char else END


def _begins_a_line(parts: Iterable[_Part]) -> bool:
    """Whether an anchor is first, also within a group."""
    nothing: _Part = (None, None)
    kind, argument = next(iter(parts), nothing)
    if kind is parser.SUBPATTERN:
        return _begins_a_line(argument[3])
    return kind is parser.AT and argument in {parser.AT_BEGINNING, parser.AT_BEGINNING_STRING}


def _of_parts(parts: Iterable[_Part]) -> Characters:
    """What a sequence may begin with: all that its parts may, up to the first that has to read."""
    first = 0
    for kind, argument in parts:
        part = _KINDS.get(kind, _of_unknown)(argument)
        first |= part
        if not part & _EMPTY:
            return first & ~_EMPTY
    return first | _EMPTY


def _of_literal(code: int) -> Characters:
    return 1 << code if code < len(_ASCII) else OTHERS


def _of_other_literal(code: int) -> Characters:
    return ANYTHING & ~END & ~_of_literal(code) | OTHERS


def _of_dot(_: None) -> Characters:
    return ANYTHING & ~END


def _of_range(bounds: tuple[int, int]) -> Characters:
    low, high = bounds
    if low >= len(_ASCII):
        return OTHERS
    return (1 << min(high + 1, len(_ASCII))) - (1 << low) | (OTHERS if high >= len(_ASCII) else 0)


def _of_category(category: object) -> Characters:
    return _CATEGORIES.get(category, ANYTHING & ~END)


def _of_set(members: list[_Part]) -> Characters:
    """`[...]`, whose first member may turn it round."""
    first = 0
    for kind, argument in members:
        first |= _KINDS.get(kind, _of_unknown)(argument)
    if members[0][0] is parser.NEGATE:
        first = ANYTHING & ~END & ~first | OTHERS
    return first & ~_EMPTY | _UNSURE


def _of_branches(branches: tuple[None, list[Iterable[_Part]]]) -> Characters:
    return functools.reduce(operator.or_, map(_of_parts, branches[1]))


def _of_group(group: tuple[int | None, int, int, Iterable[_Part]]) -> Characters:
    _, flags, _, parts = group
    first = _of_parts(parts)
    return _in_any_case(first) if flags & re.IGNORECASE else first


def _of_repeat(repeat: tuple[int, int, Iterable[_Part]]) -> Characters:
    least, _, parts = repeat
    return _of_parts(parts) | (0 if least else _EMPTY)


def _of_assertion(assertion: tuple[int, Iterable[_Part]]) -> Characters:
    """What must come next is first, though it is not read; what came before says nothing."""
    direction, parts = assertion
    first = _of_parts(parts) if direction > 0 else _EMPTY
    return _EMPTY if first & _EMPTY else first


def _of_place(place: object) -> Characters:
    return _of_literal(ord("\n")) | END if place is parser.AT_END else _EMPTY


def _of_nothing(_: object) -> Characters:
    return _EMPTY


def _of_turning(_: None) -> Characters:
    return 0


def _of_unknown(_: object) -> Characters:
    return ANYTHING | _EMPTY


def _in_any_case(first: Characters) -> Characters:
    """With the letters of the other case; some letters outside of ASCII (`ſ`) are cases of letters in it."""
    letters = _LETTERS if first & OTHERS else first & _LETTERS
    return first | letters | (letters << 32 | letters >> 32) & _LETTERS | (OTHERS if letters else 0)


def _set(expression: str) -> Characters:
    return functools.reduce(operator.or_, (1 << ord(char) for char in re.findall(expression, _ASCII)))


_LETTERS: Final = _set("[A-Za-z]")
# White space or not, as the flags want it.
_UNSURE: Final = _set("[\x1c-\x1f]")
_CATEGORIES: Final[Mapping[object, Characters]] = {
    parser.CATEGORY_DIGIT: _set(r"\d") | OTHERS,
    parser.CATEGORY_NOT_DIGIT: _set(r"\D") | OTHERS,
    parser.CATEGORY_SPACE: _set(r"\s") | OTHERS,
    parser.CATEGORY_NOT_SPACE: _set(r"\S") | OTHERS,
    parser.CATEGORY_WORD: _set(r"\w") | OTHERS,
    parser.CATEGORY_NOT_WORD: _set(r"\W") | OTHERS,
}
_KINDS: Final[Mapping[object, Callable[[Any], Characters]]] = {
    parser.LITERAL: _of_literal,
    parser.NOT_LITERAL: _of_other_literal,
    parser.ANY: _of_dot,
    parser.IN: _of_set,
    parser.NEGATE: _of_turning,
    parser.RANGE: _of_range,
    parser.CATEGORY: _of_category,
    parser.BRANCH: _of_branches,
    parser.SUBPATTERN: _of_group,
    parser.ATOMIC_GROUP: _of_parts,
    parser.MAX_REPEAT: _of_repeat,
    parser.MIN_REPEAT: _of_repeat,
    parser.POSSESSIVE_REPEAT: _of_repeat,
    parser.ASSERT: _of_assertion,
    parser.ASSERT_NOT: _of_nothing,
    parser.AT: _of_place,
}
