"""Front matter's loose values → ours: texts, yes and no, lists, as Jekyll reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from blogbuild.config import Value
from blogbuild.text import squeeze

_FALSE: Final = frozenset({"false", "no", "off", "0", ""})
_SEPARATOR: Final = re.compile(r"[,\s]+")


def as_text(value: Value) -> str:
    """The value as one line of text; nothing is the empty text, a list its texts in a row."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, Mapping):
        return ""
    return " ".join(flat(value)) if isinstance(value, tuple) else str(value)


def as_switch(value: Value, *, default: bool) -> bool:
    """The value as yes or no; nothing is the default."""
    if value is None:
        return default
    return value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)


def flat(value: Value) -> Iterator[str]:
    """Every text in lists of lists, in order, without the empty ones."""
    if isinstance(value, tuple):
        for each in value:
            yield from flat(each)
    elif text := as_text(value):
        yield text


def names(values: Mapping[str, Value], singular: str, plural: str) -> tuple[str, ...]:
    """The names under a singular key, never split, else those under the plural one, split at blanks and commas.

    Jekyll 4.3, `pluralized_array_from_hash` in lib/jekyll/utils.rb; there a comma stays in the name.
    """
    own = tuple(flat(values.get(singular)))
    return own or split_names(values.get(plural))


def split_names(value: Value) -> tuple[str, ...]:
    """The names in a list, or in a text with blanks or commas between them."""
    if isinstance(value, str):
        return tuple(name for name in _SEPARATOR.split(value) if name)
    return tuple(flat(value))


def unique(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """The names of all groups, each once, in order."""
    return tuple(dict.fromkeys(name for group in groups for name in group))
