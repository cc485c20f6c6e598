"""Filters on times (Jekyll 4.3, lib/jekyll/filters/date_filters.rb; Liquid's own `date`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context

from blogbuild.dates import parse_date
from blogbuild.markup.liquid.clock import strftime
from blogbuild.markup.liquid.context import running_in
from blogbuild.markup.liquid.printing import printed
from liquid import RenderContext

_ELEVENTH_TO_THIRTEENTH: Final = range(11, 14)


@with_context
def date(value: object, pattern: object = None, *, context: RenderContext) -> object:
    """The time in a format; what is no time stays as it is."""
    when = _time(value, context) if printed(pattern) else None
    return strftime(when, printed(pattern)) if when else value


@with_context
def date_to_string(value: object, kind: object = None, style: object = None, *, context: RenderContext) -> object:
    """As `07 Nov 2008`."""
    return _spelled(value, "%b", kind, style, context)


@with_context
def date_to_long_string(value: object, kind: object = None, style: object = None, *, context: RenderContext) -> object:
    """As `07 November 2008`."""
    return _spelled(value, "%B", kind, style, context)


@with_context
def date_to_xmlschema(value: object, *, context: RenderContext) -> object:
    """As `2008-11-07T13:07:54+09:00`."""
    return strftime(_known(value, context), "%Y-%m-%dT%H:%M:%S%:z") if printed(value) else value


@with_context
def date_to_rfc822(value: object, *, context: RenderContext) -> object:
    """As `Mon, 07 Nov 2008 13:07:54 +0900`."""
    return strftime(_known(value, context), "%a, %d %b %Y %H:%M:%S %z") if printed(value) else value


def _spelled(value: object, month: str, kind: object, style: object, context: RenderContext) -> object:
    if not printed(value):
        return value
    when = _known(value, context)
    if kind != "ordinal":
        return strftime(when, f"%d {month} %Y")
    day = f"{when.day}{_ordinal(when.day)}"
    return strftime(when, f"{month} {day}, %Y" if style == "US" else f"{day} {month} %Y")


def _ordinal(number: int) -> str:
    if number % 100 in _ELEVENTH_TO_THIRTEENTH:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _known(value: object, context: RenderContext) -> datetime:
    when = _time(value, context)
    if when is None:
        raise FilterArgumentError(f'"{printed(value)}" is no date', token=None)
    return when


def _time(value: object, context: RenderContext) -> datetime | None:
    """The time that the value tells; None for what is no time."""
    site = running_in(context).run.site
    if isinstance(value, datetime):
        return value
    text = printed(value).strip()
    if text.lower() in {"now", "today"}:
        return site.now
    if isinstance(value, int) or (text.isascii() and text.isdigit()):
        return datetime.fromtimestamp(int(text), site.zone)
    try:
        return parse_date(text, site.zone)
    except ValueError:
        return None


TIMES: Final[Mapping[str, Callable[..., object]]] = {
    "date": date,
    "date_to_string": date_to_string,
    "date_to_long_string": date_to_long_string,
    "date_to_xmlschema": date_to_xmlschema,
    "date_to_rfc822": date_to_rfc822,
}
