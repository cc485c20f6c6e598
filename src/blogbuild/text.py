"""Pure string helpers: Unicode forms, slugs, addresses, lengths in Korean and other words."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import quote

MONTH_NAMES: Final = "January February March April May June July August September October November December".split()
DAY_NAMES: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SYLLABLES_A_MINUTE: Final = 500
WORDS_A_MINUTE: Final = 200

# The syllables are 가 (U+AC00) to 힣 (U+D7A3): they are counted by the upper byte of their UTF-16, ten times as fast.
_HANGUL_PAGES: Final = bytes(range(0xAC, 0xD8))
_LAST_PAGE: Final = re.compile(b"\xd7")
_LAST_OF_PAGE: Final = 0xA3
# The first letter stands apart: what begins with a set is looked for twice as fast as what begins with a repeated one.
_OTHER_WORD: Final = re.compile(r"[^\W_가-힣][^\W_가-힣]*+(?:['’][^\W_가-힣]++)*")
# Full-width Latin and half-width Hangul only: ② or ㎢ stay what they are.
_OF_OTHER_WIDTH: Final = re.compile("[\u3000\uff00-\uffef]+")
# What is opened and never closed ends with the text, so that no text is searched twice. In long code the patterns jump
# from one tag to the next.
_TAG: Final = re.compile(r"<(?:!--.*?(?:-->|\Z)|[^>]*>)", re.DOTALL)
_CODE_BLOCK: Final = re.compile(r"<(pre|script|style|math)\b[^<]*+(?:<(?!/\1>)[^<]*+)*(?:</\1>)?")
_DECORATION: Final = re.compile(
    r'<div class="code-caption"[^<]*+(?:<(?!/div>)[^<]*+)*(?:</div>)?'
    r'|<sup [^>]*class="footnote-ref"[^<]*+(?:<(?!/sup>)[^<]*+)*(?:</sup>)?'
)
_BLOCK_END: Final = re.compile(r"</(?:p|h[1-6]|li|td|th|dt|dd|blockquote|div)>|<br ?/?>")
# What may stand in a path unescaped: RFC 3986 pchar and "/", less "'" (which ends attributes in careless templates).
_SAFE_IN_PATH: Final = "/~!$&()*+,;=:@-._"


def nfc(text: str) -> str:
    """The composed form: what every name, anchor and tag is kept in (macOS names files in NFD)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """The text with every run of white space folded into one blank."""
    return " ".join(text.split())


@functools.lru_cache(maxsize=4096)
def encode_path(path: str) -> str:
    """The path as it stands in a URL: UTF-8, percent-encoded (RFC 3986, section 2.5)."""
    return quote(path, safe=_SAFE_IN_PATH)


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A key under which names that differ only by letter case or width are one."""
    return nfc(_OF_OTHER_WIDTH.sub(_usual_width, nfc(name))).casefold()


def _usual_width(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


# Jekyll 4.3, lib/jekyll/utils.rb: what each mode of `slugify` turns into a hyphen.
def _pretty(char: str) -> bool:
    return char in "._~!$&'()+,;=@" or _default(char)


def _default(char: str) -> bool:
    return unicodedata.category(char) in _LETTERS_MARKS_DIGITS


def _ascii(char: str) -> bool:
    return char.isascii() and char.isalnum()


_LETTERS_MARKS_DIGITS: Final = frozenset("Lu Ll Lt Lm Lo Mn Mc Me Nd".split())
# What is a slug already, in the modes that keep letters of any kind; file names nearly always are.
_SLUG: Final = re.compile("[0-9A-Za-z가-힣]++(?:-[0-9A-Za-z가-힣]++)*")
_SLUG_MODES: Final[Mapping[str, Callable[[str], bool]]] = {"pretty": _pretty, "default": _default, "ascii": _ascii}


def slugify(text: str, *, mode: str = "default", cased: bool = False) -> str:
    """Jekyll's `slugify`: runs of characters that the mode does not keep become one hyphen (lib/jekyll/utils.rb)."""
    if mode != "ascii" and _SLUG.fullmatch(text):
        return text if cased else text.lower()
    keeps = _SLUG_MODES[mode]
    dashed = "".join(char if keeps(char) else "\0" for char in text)
    slug = re.sub("\0+", "-", dashed)
    slug = slug.removeprefix("-").removesuffix("-")
    return slug if cased else slug.lower()


def plain_text(markup: str) -> str:
    """What a reader sees of HTML, without code blocks and marks of footnotes: one line of text."""
    text = _CODE_BLOCK.sub(" ", _DECORATION.sub("", markup))
    return squeeze(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", text))))


def shorten(text: str, limit: int) -> str:
    """The text cut at a blank before `limit` characters, with an ellipsis where something was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1].rsplit(" ", 1)[0]
    return head[:limit].rstrip(" ,.·-") + "…"


def syllables(text: str) -> int:
    """How many Hangul syllables the text has."""
    units = text.encode("utf-16-be", "surrogatepass")
    pages = units[::2]
    beyond = sum(units[2 * last.start() + 1] > _LAST_OF_PAGE for last in _LAST_PAGE.finditer(pages))
    return len(pages) - len(pages.translate(None, _HANGUL_PAGES)) - beyond


def other_words(text: str) -> int:
    """How many words that are not Hangul the text has."""
    return len(_OTHER_WORD.findall(text))


def reading_minutes(korean: int, words: int) -> int:
    """Minutes to read so many Hangul syllables and other words; at least one."""
    return max(1, round(korean / SYLLABLES_A_MINUTE + words / WORDS_A_MINUTE))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, if one is near."""
    import difflib

    return next(iter(difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.6)), None)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The mend for an unknown name: the near one, else the list of those there are."""
    known = sorted(names)
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else f"known are: {', '.join(known)}"


def padded(text: str, width: int) -> str:
    """The text filled with blanks to so many columns of a terminal; a Hangul syllable takes two."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return text + " " * max(0, width - len(text) - wide)
