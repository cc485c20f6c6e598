"""Dates as people write them: what Ruby's `Time.parse` makes of them, less its guesses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from blogbuild.text import MONTH_NAMES

# Jekyll 4.3, lib/jekyll/document.rb, DATE_FILENAME_MATCHER, on the name alone.
DATED_NAME: Final = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)")

_NUMERIC: Final = re.compile(
    r"""\s*(?P<year>\d{4}|\d{2})\s*[-/.년]\s*(?P<month>\d{1,2})\s*[-/.월]\s*(?P<day>\d{1,2})[.일]?
    (?:(?:[Tt]|[ \t]+|-)\s*(?P<half>오전|오후)?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?
       \s*(?P<meridiem>[AaPp][Mm])?)?
    \s*(?P<zone>Z|[A-Za-z]{3,4}|[+-]\d{1,2}(?::?\d{2}){0,2}|\+/-T+)?\s*""",
    re.VERBOSE,
)
# 오후 2시 30분, and the day of the week as a remark: (금), 금요일.
_HOURS: Final = re.compile(r"(\d{1,2})시(?:\s*(\d{1,2})분)?(?:\s*(\d{1,2})초)?")
_WEEKDAY: Final = re.compile(r"\s*(?:\([월화수목금토일](?:요일)?\)|[월화수목금토일]요일)")
# ISO 8601: 24:00 is the midnight at the end of the day, and nothing comes after it.
_MIDNIGHT_AFTER: Final = 24
_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
_DAY_FIRST: Final = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST: Final = re.compile(r"(?:[A-Za-z]{3,9},\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\b")
_ZONES: Final[Mapping[str, float]] = {
    "z": 0, "utc": 0, "gmt": 0, "kst": 9, "jst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1,
}  # fmt: skip


def parse_date(text: str, zone: tzinfo) -> datetime:
    """The instant that `text` names, in the zone of the site; a date alone is its midnight there.

    A text without a zone is in `zone`. Raises ValueError, with the reason, for what is no date or does not exist.
    """
    match = _NUMERIC.fullmatch(_spelled_out(text))
    if match is None:
        raise ValueError(f'"{text}" is no date')
    try:
        naive, own = _naive(match), _offset(match["zone"])
        return naive.replace(tzinfo=own).astimezone(zone) if own else naive.replace(tzinfo=zone)
    except (ValueError, OverflowError) as impossible:
        raise ValueError(f'"{text}" is no date that exists') from impossible


def _spelled_out(text: str) -> str:
    """The text with words turned into numbers: `3 May 2024 10:00` → `2024-05-3 10:00`, `2시 5분` → `2:05:00`."""
    if not text.isascii():
        return _HOURS.sub(_clock, _WEEKDAY.sub("", text, count=1))
    if day := _DAY_FIRST.match(text):
        return f"{day[3]}-{_month(day[2])}-{day[1]}{text[day.end() :]}"
    if month := _MONTH_FIRST.match(text):
        return f"{month[3]}-{_month(month[1])}-{month[2]}{text[month.end() :]}"
    return text


def _clock(match: re.Match[str]) -> str:
    return f"{match[1]}:{match[2] or 0:>02}:{match[3] or 0:>02}"


def _month(name: str) -> str:
    return str(_MONTHS.get(name[:3].lower(), name))


def _naive(match: re.Match[str]) -> datetime:
    year = int(match["year"])
    if len(match["year"]) == len("22"):  # as Ruby's Date._parse completes it
        year += 2000 if year < 69 else 1900  # noqa: PLR2004
    hour = int(match["hour"] or 0)
    half = {"오후": "pm", "오전": "am"}.get(match["half"] or "", (match["meridiem"] or "").lower())
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour == _MIDNIGHT_AFTER and (int(match["minute"]) or int(match["second"] or 0)):
        raise ValueError(match["minute"])
    day = datetime(year, int(match["month"]), int(match["day"]))  # noqa: DTZ001 - the zone follows
    return day + timedelta(hours=_up_to(hour, 24), minutes=_up_to(int(match["minute"] or 0), 59),
                           seconds=_up_to(int(match["second"] or 0), 60))  # fmt: skip


def _up_to(number: int, most: int) -> int:
    if number > most:
        raise ValueError(number)
    return number


def _offset(name: str | None) -> tzinfo | None:
    """The zone that a date names itself, if we know it (`+/-TTTT` is left from a template: none)."""
    if not name or name.startswith("+/-"):
        return None
    if name.lower() in _ZONES:
        hours = _ZONES[name.lower()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    if name[0] not in "+-":
        return None
    digits = name[1:].replace(":", "")[: len("hhmm")]  # a template's -00:00:00 has seconds
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004
    offset = timedelta(hours=_up_to(hours, 23), minutes=_up_to(minutes, 59))
    return timezone(-offset if name[0] == "-" else offset)
