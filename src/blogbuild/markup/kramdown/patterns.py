"""The words of kramdown's grammar that several rules share.

White space, digits and word characters are ASCII, as in Ruby: a no-break or ideographic space is a sign like any other.
Names of tags are Unicode.
"""

from __future__ import annotations

import re
from typing import Final

# What Ruby's `strip` takes away.
BLANKS: Final = " \t\n\v\f\r\0"

_NCNAME: Final = r"(?u:[^\W\d][\w.\-·]*+)"
TAG_NAME: Final = rf"(?:{_NCNAME}:)?{_NCNAME}"

# Elements that stand within a paragraph: their tags at the beginning of a line do not end one.
_SPAN_NAMES: Final = (
    "a|abbr|acronym|b|big|bdo|br|button|cite|code|del|dfn|em|i|img|input|ins|kbd|label|mark|option|q|rb|rbc|rp|rt|rtc|ruby"
    "|samp|select|small|span|strong|sub|sup|tt|u|var"
)
SPAN_ELEMENTS: Final = frozenset(_SPAN_NAMES.split("|"))

ANY_BUT_BRACE: Final = r"(?:\\\}|[^}])"
LABEL: Final = r"\w[\w-]*"
BLOCK_IAL: Final = rf"\{{:(?![:/])({ANY_BUT_BRACE}+)\}}[ \t\r\f\v]*\n"
# A start tag, or a whole end tag. It stands in many patterns, and its names are most of what compiling them costs.
BLOCK_TAG: Final = rf"<(?:/(?={TAG_NAME}\s*>))?(?!(?:{_SPAN_NAMES}|script)(?u:\b)){TAG_NAME}"

ITEM_TAIL: Final = r"([\t| ][^\n]*\n)"

START_TAG: Final = re.compile(
    rf"<({TAG_NAME})\s*((?:\s+{TAG_NAME}(?:\s*=\s*(?:(?u:\w+)|\"[^\"]*\"|'[^']*'))?)*)\s*(/)?>", re.ASCII
)
END_TAG: Final = re.compile(rf"</({TAG_NAME})\s*>", re.ASCII)
COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
TAG_ATTRIBUTE: Final = re.compile(rf"\s*({TAG_NAME})(?:\s*=\s*(?:((?u:\w+))|(\"|')(.*?)\3))?", re.ASCII | re.DOTALL)

BLANK_LINES: Final = re.compile(r"(?:[ \t\r\f\v]*\n)+")
END_OF_BLOCK: Final = re.compile(r"\^[ \t\r\f\v]*\n")
RULE: Final = re.compile(r" {0,3}(\*|-|_)[ \t]*\1[ \t]*\1(?:\1|[ \t])*\n")
# Where a quote, and with it every lazy line, comes to its end.
LAZY_END: Final = re.compile(rf"[ \t\r\f\v]*\n|\^[ \t\r\f\v]*\n| {{0,3}}(?:{BLOCK_IAL}|{BLOCK_TAG})", re.ASCII)
BLOCK_BOUNDARY: Final = re.compile(rf"[ \t\r\f\v]*\n|\^[ \t\r\f\v]*\n| {{0,3}}{BLOCK_IAL}|\Z", re.ASCII)
INDENTED_CODE: Final = re.compile(
    r"(?:(?:[ \t\r\f\v]*\n)*(?:(?:\t| {4})[ \t]*\S[^\n]*\n)+"
    rf"(?:(?! {{0,3}}(?:{BLOCK_IAL}|{BLOCK_TAG})|\^[ \t\r\f\v]*\n)[ \t]*\S[^\n]*\n)*)*",
    re.ASCII,
)
INDENT: Final = re.compile(r"^(?:\t| {4})", re.MULTILINE)
ITEM_IAL: Final = re.compile(rf"\s*(?:\{{:(?!(?:{LABEL})?:|/)({ANY_BUT_BRACE}+)\}})\s*", re.ASCII)
EMPTY_ITEM: Final = re.compile(rf"(?:\s*(?:\{{:(?!(?:{LABEL})?:|/){ANY_BUT_BRACE}+\}})\s*)?\s*\n", re.ASCII)

# What only a paragraph begins with: a letter, `code` that is no fence, emphasis, a link, a number without a dot.
_PLAIN_LINE: Final = (
    r"(?:[^\s`~>#*\-_+:<$\\\[{^|0-9]|`(?!``)|\*\*?(?![\s*\[])|__?(?![\s_])|\[(?![^\n\]]*\]:)|\d++(?![.)]))[^\n]*+\n"
)
_LINE_GOING_ON: Final = r"[^\s{^<+*\-0-9#:>`~=][^\n]*+\n"
# A paragraph that nothing but a table could be, and a list of such lines, with the blank lines below or the text's end.
PLAIN_PARAGRAPH: Final = re.compile(rf"({_PLAIN_LINE}(?:{_LINE_GOING_ON})*)(?:(\n++)(?![ \t\r\f\v])|\Z)", re.ASCII)
PLAIN_LISTS: Final = tuple(
    (tag, re.compile(rf"((?:{marker} ++{_PLAIN_LINE})+)(?:(\n++)(?![\s+*\-0-9^])|\Z)", re.ASCII))
    for tag, marker in (("ul", "[+*-]"), ("ol", r"\d++\."))
)
PLAIN_ITEM: Final = re.compile(r"\S++ ++([^\n]++)\n", re.ASCII)
