"""The plain forms of front matter, in which every character means itself and no line goes on in the next.

`key: value`, where the value is words, a text in quotes, or a list of these on the same line or below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from blogbuild.config import Value

# Of ASCII what may begin a word, go on in one, and go on in one of a list; what lies beyond means itself anywhere.
_FIRST: Final = r"[^\x00-'\)-.:-@\[-\^`{-\x7f]"
_LATER: Final = r"(?:[^\x00-\x20#:\x7f]++|:(?=[0-9/])|(?<! )#)"
_LISTED_LATER: Final = r"[^\x00-\x20\"#',:?\[\\\]`{}\x7f]"
_WORDS: Final = rf"{_FIRST}{_LATER}*(?: +{_LATER}+)*"
_LISTED_WORDS: Final = rf"{_FIRST}{_LISTED_LATER}*+(?: ++{_LISTED_LATER}++)*"
_QUOTED: Final = r"\"[^\"\\]*+\"|'[^']*+'"
_LISTED: Final = rf"(?:{_QUOTED}|{_LISTED_WORDS})"
_LIST: Final = rf"\[ *+(?:{_LISTED}(?: *+, *+{_LISTED})* *+)?\]"
_PAIR: Final = re.compile(rf"([A-Za-z_][0-9A-Za-z_-]{{0,99}}):(?: ++({_QUOTED}|{_WORDS}|{_LIST}))? *+")
_EACH_LISTED: Final = re.compile(_LISTED)
_ITEM: Final = re.compile(rf"( *+)- ++({_QUOTED}|{_WORDS}) *+")
# What YAML 1.1 reads as something else than text; of numbers only small whole ones are read here.
_DIGITS: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_ANY_NUMBER: Final = re.compile(r"[0-9][0-9_.]*(?:[eE][-+][0-9]+)?")
_NAMED: Final[Mapping[str, bool | None]] = {
    spelt: value
    for value, words in ((True, "yes true on"), (False, "no false off"), (None, "null"))
    for word in words.split()
    for spelt in (word, word.capitalize(), word.upper())
}


def plain_values(source: str) -> Mapping[str, Value] | None:
    """The values of front matter that is all in the plain forms; None where YAML has to be asked."""
    # YAML refuses many signs that do not print, and takes some for the end of a line.
    if not source.replace("\n", "").isprintable() or not unicodedata.is_normalized("NFC", source):
        return None
    try:
        return _values(source)
    except _NotPlainError:
        return None


class _NotPlainError(Exception):
    """A line is in none of the forms."""


def _values(source: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    lists: dict[str, list[Value]] = {}
    # The key whose list may stand below, and how far its items are indented.
    key, indent = "", ""
    for line in source.split("\n"):
        if pair := _PAIR.fullmatch(line):
            name, written = pair.groups()
            if name in _NAMED:
                raise _NotPlainError
            values[name] = _value(written) if written else None
            key = "" if written else name
            lists.pop(name, None)
        elif item := _ITEM.fullmatch(line):
            if not key or (indent != item[1] and key in lists):
                raise _NotPlainError
            indent = item[1]
            lists.setdefault(key, []).append(_scalar(item[2]))
        elif line and line[0] != "#":
            raise _NotPlainError
    return values | {name: tuple(items) for name, items in lists.items()}


def _value(written: str) -> Value:
    if written[0] != "[":
        return _scalar(written)
    return tuple(map(_scalar, _EACH_LISTED.findall(written)))


def _scalar(written: str) -> Value:
    if written[0] in "\"'":
        return written[1:-1]
    if written in _NAMED:
        return _NAMED[written]
    if not _ANY_NUMBER.fullmatch(written):
        return written
    if _DIGITS.fullmatch(written):
        return int(written)
    raise _NotPlainError
