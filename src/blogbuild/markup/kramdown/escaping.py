"""Text and attribute values as they may stand in HTML; references that the author wrote are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_REFERENCE: Final = r"(?:[A-Za-z_:][\w.:\-]*|#\d+|#x[0-9a-fA-F]+);"
_SPECIAL_IN_VALUE: Final = re.compile(r"[<>&\"]")
_BARE_AMPERSAND: Final = re.compile(rf"&(?!{_REFERENCE})")


def text_html(text: str) -> str:
    """Text between tags."""
    if "<" not in text and ">" not in text and "&" not in text:
        return text
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def code_html(code: str) -> str:
    """Text in which nothing is a reference."""
    return code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def value_html(value: str) -> str:
    """The value of an attribute."""
    return text_html(value).replace('"', "&quot;") if _SPECIAL_IN_VALUE.search(value) else value


def attributes_html(attributes: Mapping[str, str]) -> str:
    """Attributes with the blank before each; an empty id is none."""
    if not attributes:
        return ""
    return "".join(
        [f' {key}="{value_html(value)}"' for key, value in attributes.items() if key != "id" or value.strip()]
    )
