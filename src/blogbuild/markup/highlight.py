"""Code → the HTML of a block in Rouge's outer shape, coloured by Pygments, remembered by content.

Rouge's shape (`div.language-x.highlighter-rouge > div.highlight > pre.highlight > code`) is what people's own style
sheets know; Pygments' short token classes are the ones that Rouge took over.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

PLAIN: Final = "plaintext"
# Colouring is for reading; nobody reads a block of this size.
LARGEST_COLOURED: Final = 200_000

_LANGUAGE: Final = re.compile(r"\{?\.?(?:language-)?([^\s{}?=]+)")
# Names that people write and Rouge knows, for which Pygments has another.
_ALIASES: Final[Mapping[str, str]] = {
    "gradle": "groovy", "plain": "text", PLAIN: "text", "shell-session": "console",
    "sh-session": "console", "vue": "html",
    "jsonc": "json", "dotenv": "properties", "proto3": "protobuf", "node": "javascript", "zsh": "bash",
}  # fmt: skip


def code_block(code: str, language: str, attributes: Mapping[str, str], *, line_numbers: bool = False) -> str:
    """A block of code as HTML: `language` stood behind the fence, `attributes` go to the outer element.

    A language that Pygments does not know leaves the code plain under its name. The class `nolineno` (Chirpy's) keeps a
    block without line numbers.
    """
    name = _name(language)
    own = dict(attributes)
    file = own.pop("file", "")
    classes = " ".join(filter(None, (f"language-{escape(name)}", "highlighter-rouge code", own.pop("class", ""))))
    rest = "".join(f' {key}="{escape(value)}"' for key, value in own.items())
    html = coloured(code, name)
    if line_numbers and "nolineno" not in classes.split():
        html = numbered(html)
    pre = f'<pre class="highlight" tabindex="0"><code>{html}</code></pre>'
    return f'<div class="{classes}"{rest}>{_caption(name, file)}<div class="highlight">{pre}</div></div>\n'


@functools.lru_cache(maxsize=4096)
def coloured(code: str, language: str) -> str:
    """The code with its tokens in spans; plain where the language is not known."""
    lexer = _lexer(language)
    if lexer is None or len(code) > LARGEST_COLOURED:
        return escape(code, quote=False)
    return "".join(_spans(_tokens(lexer, code)))


def numbered(html: str) -> str:
    """Coloured code beside the numbers of its lines, as Rouge lays them out."""
    lines = html.removesuffix("\n")
    numbers = "\n".join(str(number) for number in range(1, lines.count("\n") + 2))
    return (
        '<table class="rouge-table"><tbody><tr>'
        f'<td class="gutter gl"><pre class="lineno">{numbers}\n</pre></td>'
        f'<td class="code"><pre>{lines}\n</pre></td></tr></tbody></table>'
    )


def _name(language: str) -> str:
    match = _LANGUAGE.match(language.strip())
    return match[1] if match else PLAIN


def _caption(language: str, file: str) -> str:
    """The line above the code: what it is, and in which file. A block without either has none."""
    lexer = _lexer(language)
    title = lexer.name if lexer else language
    said = "".join(f"<span>{escape(word)}</span>" for word in (title if language != PLAIN else "", file) if word)
    return f'<div class="code-caption" data-decoration>{said}</div>' if said else ""


@functools.cache
def _lexer(language: str) -> Lexer | None:
    """Pygments' lexer of that name, kept for the next block: making one costs more than most blocks."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    name = language.lower()
    if name in {PLAIN, "text"}:
        return None
    try:
        return get_lexer_by_name(_ALIASES.get(name, name), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _tokens(lexer: Lexer, code: str) -> list[tuple[_TokenType, str]]:
    """The tokens of the code, to the letter; one plain token where the lexer would lose some of it."""
    from pygments.token import Token

    tokens = list(lexer.get_tokens(code))
    if "".join(value for _, value in tokens) == code:
        return tokens
    # Some lexers (a console's) read whole lines only, and lose a last one without an end.
    whole = list(lexer.get_tokens(code + "\n"))
    if whole and "".join(value for _, value in whole) == code + "\n":
        kind, value = whole[-1]
        return [*whole[:-1], (kind, value[:-1])]
    return [(Token.Text, code)]


def _spans(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    """The tokens as spans, neighbours of one kind in one span."""
    held, text = "", ""
    for kind, value in tokens:
        name = _css_class(kind)
        if name == held:
            text += value
            continue
        yield _span(held, text)
        held, text = name, value
    yield _span(held, text)


def _span(name: str, text: str) -> str:
    escaped = escape(text, quote=False)
    return f'<span class="{name}">{escaped}</span>' if name and text else escaped


@functools.cache
def _css_class(kind: _TokenType) -> str:
    from pygments.token import STANDARD_TYPES

    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return "" if name == "w" else name
