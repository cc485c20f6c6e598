"""Jekyll's filters on texts, and standard ones where the library differs from Ruby's.

Source of the rules: Jekyll 4.3, lib/jekyll/filters.rb; Shopify Liquid 4.0, lib/liquid/standardfilters.rb.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from blogbuild.markup.highlight import code_block
from blogbuild.markup.kramdown import Dialect, Markdown
from blogbuild.markup.liquid.clock import strftime
from blogbuild.markup.liquid.context import within
from blogbuild.markup.liquid.printing import inspected, printed
from blogbuild.text import slugify as slug_of

_BLANKS: Final = " \t\n\v\f\r\0"
_HTML_BLOCK: Final = re.compile(r"<script.*?</script>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_HTML_TAG: Final = re.compile(r"<.*?>", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"\s*<p>(.*)</p>\s*", re.DOTALL)
_CJK: Final = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
                         "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\uffa0-\uffdc々〇〡-〩〸-〻]")  # fmt: skip
_UNESCAPED: Final = re.compile(r"""["'<>]|&(?!(?:[a-zA-Z]+|#\d+);)""")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_NUMBER: Final = re.compile(r"-?\d{1,60}(?:\.\d{1,60})?(?:e[+-]?\d{1,2})?", re.ASCII)
_URI_SAFE: Final = ":/?#[]@!$&'()*+,;=-._~%"


def markdownify(value: object) -> str:
    """The text as Markdown."""
    return markdown().render(printed(value)).html


@functools.cache
def markdown() -> Markdown:
    """Markdown as Jekyll's filter reads it."""
    return Markdown(Dialect(), code_block)


def smartify(value: object) -> str:
    """The text with typographic quotes and dashes."""
    html = markdownify(value)
    paragraph = _PARAGRAPH.fullmatch(html)
    return paragraph[1] if paragraph else html


def slugify(value: object, mode: object = None) -> object:
    """The text as part of an address."""
    if value is None:
        return None
    text, name = printed(value), printed(mode) or "default"
    if name == "raw":
        return re.sub(r"\s+", "-", text).strip("-").lower()
    if name == "latin":
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        name = "default"
    return slug_of(text, mode=name) if name in {"default", "pretty", "ascii"} else text.lower()


def xml_escape(value: object) -> str:
    """The text with `<`, `>`, `&` and the double quote escaped."""
    return escape(printed(value), quote=False).replace('"', "&quot;")


def cgi_escape(value: object) -> str:
    """The text as part of a query."""
    return quote_plus(printed(value), safe="*")


def uri_escape(value: object) -> str:
    """The text as an address."""
    return quote(printed(value), safe=_URI_SAFE)


def normalize_whitespace(value: object) -> str:
    """The text with each run of white space as one blank."""
    return re.sub(r"\s+", " ", printed(value)).strip()


def number_of_words(value: object, mode: object = None) -> int:
    """How many words the text has; with `cjk` and `auto` each Han, Kana and Hangul character is one."""
    text = printed(value)
    characters = len(_CJK.findall(text))
    if mode == "cjk" or (mode == "auto" and characters):
        return characters + len(_CJK.sub(" ", text).split())
    return len(text.split())


def jsonify(value: object) -> str:
    """The value as JSON."""
    return json.dumps(_as_json(value), ensure_ascii=False, separators=(",", ":"))


def inspect(value: object) -> str:
    """The value as Ruby shows it."""
    return xml_escape(inspected(value))


def to_integer(value: object) -> int:
    """The whole number that the value begins with."""
    if isinstance(value, bool | int | float | Decimal):
        return int(value)
    number = re.match(r"\s*([+-]?\d{1,1000})", printed(value), re.ASCII)
    return int(number[1]) if number else 0


def strip_html(value: object) -> str:
    """The text less its tags."""
    text = _HTML_BLOCK.sub("", printed(value))
    end = text.rfind(">") + 1  # beyond it no tag is closed, and looking would take long
    return _HTML_TAG.sub("", text[:end]) + text[end:]


def strip_newlines(value: object) -> str:
    """The text on one line."""
    return re.sub(r"\r?\n", "", printed(value))


def strip(value: object) -> str:
    """The text without white space at its ends."""
    return printed(value).strip(_BLANKS)


def split(value: object, separator: object = " ") -> list[str]:
    """The parts of the text, less the empty ones at its end."""
    text, between = printed(value), printed(separator)
    parts = text.split() if between == " " else text.split(between) if between else list(text)
    while parts and not parts[-1]:
        parts.pop()
    return parts


def replace(value: object, old: object, new: object = "") -> str:
    """The text with each occurrence of another replaced."""
    text, search, other = printed(value), printed(old), printed(new)
    within(len(text) + text.count(search) * len(other))
    return text.replace(search, other)


def join(value: object, separator: object = " ") -> str:
    """The items in a row with a text between them."""
    texts = list(map(printed, value if isinstance(value, list) else [value]))
    within(sum(map(len, texts)) + len(texts) * len(printed(separator)))
    return printed(separator).join(texts)


def array_to_sentence_string(value: object, connector: object = "and") -> str:
    """The items as an enumeration: `a, b, and c`."""
    *head, last = list(map(printed, value if isinstance(value, list) else [value])) or [""]
    if len(head) <= 1:
        return f" {printed(connector)} ".join((*head, last))
    return f"{', '.join(head)}, {printed(connector)} {last}"


def append(value: object, other: object) -> str:
    """The text and another behind it."""
    return printed(value) + printed(other)


def prepend(value: object, other: object) -> str:
    """The text and another before it."""
    return printed(other) + printed(value)


def escape_html(value: object) -> object:
    """The text with the characters escaped that mean something in HTML."""
    return None if value is None else escape(printed(value), quote=False).replace('"', "&quot;").replace("'", "&#39;")


def escape_once(value: object) -> str:
    """The text escaped, less what is escaped already."""
    return _UNESCAPED.sub(lambda char: _ENTITIES[char[0]], printed(value))


def truncatewords(value: object, words: object = 15, ellipsis: object = "...") -> object:
    """The first words of the text, and an ellipsis where there are more."""
    if value is None:
        return None
    parts, most = printed(value).split(), max(1, to_integer(words))
    return " ".join(parts[:most]) + printed(ellipsis) if len(parts) >= most else value


def round_half_up(value: object, digits: object = 0) -> object:
    """The number rounded, halves away from zero."""
    places = min(30, to_integer(digits))
    number = Decimal(_number(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(number) if places <= 0 else float(number)


def size(value: object) -> int:
    """How long a text, list or hash is."""
    return len(value) if isinstance(value, str | list | Mapping) else 8 if isinstance(value, int) else 0


def _number(value: object) -> str:
    text = printed(value).strip()
    return text if _NUMBER.fullmatch(text) else "0"


def _as_json(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        nested = {"next", "previous", "content"}
        return {str(key): _as_json(each) for key, each in value.items() if key not in nested}
    if isinstance(value, Sequence):
        return list(map(_as_json, value))
    return strftime(value, "%Y-%m-%d %H:%M:%S %z") if isinstance(value, datetime) else printed(value)


TEXTS: Final[Mapping[str, Callable[..., object]]] = {
    "markdownify": markdownify,
    "smartify": smartify,
    "slugify": slugify,
    "xml_escape": xml_escape,
    "cgi_escape": cgi_escape,
    "uri_escape": uri_escape,
    "normalize_whitespace": normalize_whitespace,
    "number_of_words": number_of_words,
    "jsonify": jsonify,
    "inspect": inspect,
    "to_integer": to_integer,
    "strip_html": strip_html,
    "strip_newlines": strip_newlines,
    "strip": strip,
    "split": split,
    "replace": replace,
    "join": join,
    "array_to_sentence_string": array_to_sentence_string,
    "append": append,
    "prepend": prepend,
    "escape": escape_html,
    "h": escape_html,
    "escape_once": escape_once,
    "truncatewords": truncatewords,
    "round": round_half_up,
    "size": size,
}
