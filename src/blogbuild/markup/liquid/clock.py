"""Times → text by a format, as Ruby's `strftime`: whatever the machine's locale is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from blogbuild.text import DAY_NAMES, MONTH_NAMES

_DIRECTIVE: Final = re.compile(
    r"%(?P<flags>[-0^#_]*)(?P<width>\d{0,3})(?P<colons>:{0,2})(?P<name>[A-Za-z%+])", re.ASCII
)
_NOON: Final = 12


def strftime(when: datetime, pattern: str) -> str:
    """The time in the format that the pattern gives; an unknown directive stays as it is."""
    return _DIRECTIVE.sub(lambda directive: _filled(when, directive), pattern)


def _filled(when: datetime, directive: re.Match[str]) -> str:
    name = directive["name"]
    if name in _FORMATS:
        return _padded(strftime(when, _FORMATS[name]), directive, " ", 0)
    if name in _NUMBERS:
        number, width, pad = _NUMBERS[name]
        return _padded(str(number(when)), directive, pad, width)
    if name in _WORDS:
        return _padded(_WORDS[name](when), directive, " ", 0)
    return _offset(when, len(directive["colons"])) if name == "z" else directive[0]


def _padded(text: str, directive: re.Match[str], pad: str, width: int) -> str:
    flags = directive["flags"]
    if "-" in flags:
        return text
    pad = " " if "_" in flags else "0" if "0" in flags else pad
    text = text.upper() if "^" in flags else text.swapcase() if "#" in flags else text
    return text.rjust(int(directive["width"] or width), pad)


def _offset(when: datetime, colons: int) -> str:
    seconds = int((when.utcoffset() or timedelta()).total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    parts = (f"{hours:02}", f"{rest // 60:02}", *([f"{rest % 60:02}"] if colons > 1 else []))
    return ("-" if seconds < 0 else "+") + (":" if colons else "").join(parts)


def _half(when: datetime) -> int:
    return when.hour % _NOON or _NOON


_FORMATS: Final[Mapping[str, str]] = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
    "v": "%e-%^b-%Y",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}
_NUMBERS: Final[Mapping[str, tuple[Callable[[datetime], int], int, str]]] = {
    "Y": (lambda when: when.year, 4, "0"),
    "C": (lambda when: when.year // 100, 2, "0"),
    "y": (lambda when: when.year % 100, 2, "0"),
    "m": (lambda when: when.month, 2, "0"),
    "d": (lambda when: when.day, 2, "0"),
    "e": (lambda when: when.day, 2, " "),
    "j": (lambda when: when.timetuple().tm_yday, 3, "0"),
    "H": (lambda when: when.hour, 2, "0"),
    "k": (lambda when: when.hour, 2, " "),
    "I": (_half, 2, "0"),
    "l": (_half, 2, " "),
    "M": (lambda when: when.minute, 2, "0"),
    "S": (lambda when: when.second, 2, "0"),
    "L": (lambda when: when.microsecond // 1000, 3, "0"),
    "N": (lambda when: when.microsecond * 1000, 9, "0"),
    "s": (lambda when: int(when.timestamp()), 1, "0"),
    "u": (lambda when: when.isoweekday(), 1, "0"),
    "w": (lambda when: when.isoweekday() % 7, 1, "0"),
    "G": (lambda when: when.isocalendar().year, 4, "0"),
    "g": (lambda when: when.isocalendar().year % 100, 2, "0"),
    "V": (lambda when: when.isocalendar().week, 2, "0"),
    "U": (lambda when: (when.timetuple().tm_yday + 6 - when.isoweekday() % 7) // 7, 2, "0"),
    "W": (lambda when: (when.timetuple().tm_yday + 6 - when.weekday()) // 7, 2, "0"),
}
_WORDS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "A": lambda when: DAY_NAMES[when.weekday()],
    "a": lambda when: DAY_NAMES[when.weekday()][:3],
    "B": lambda when: MONTH_NAMES[when.month - 1],
    "b": lambda when: MONTH_NAMES[when.month - 1][:3],
    "h": lambda when: MONTH_NAMES[when.month - 1][:3],
    "p": lambda when: "AM" if when.hour < _NOON else "PM",
    "P": lambda when: "am" if when.hour < _NOON else "pm",
    "Z": lambda when: when.tzname() or "",
    "n": lambda _: "\n",
    "t": lambda _: "\t",
    "%": lambda _: "%",
}
