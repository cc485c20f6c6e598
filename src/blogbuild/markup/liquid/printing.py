"""Values → text, as Ruby writes them: `to_s` for printing, `inspect` for what stands inside lists and hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from liquid.undefined import Undefined

from blogbuild.markup.liquid.clock import strftime


def printed(value: object) -> str:
    """The value as `{{ value }}` prints it."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, list | tuple):
        return "".join(map(printed, value))
    return _scalar(value) if not isinstance(value, Mapping) else inspected(value)


def inspected(value: object) -> str:
    """The value as Ruby's `inspect` shows it."""
    if value is None or isinstance(value, Undefined):
        return "nil"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inspected, value))}]"
    if isinstance(value, dict):
        pairs = (f"{inspected(key)}=>{inspected(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal):
        return _number(float(value))
    if isinstance(value, datetime):
        return strftime(value, "%Y-%m-%d %H:%M:%S %z")
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    return str(value)


def _number(value: float) -> str:
    text = repr(value).replace("inf", "Infinity").replace("nan", "NaN")
    mantissa, exponent, power = text.partition("e")
    # Ruby writes 1.0e+20 where Python writes 1e+20.
    return text if not exponent else f"{mantissa if '.' in mantissa else mantissa + '.0'}e{power}"
