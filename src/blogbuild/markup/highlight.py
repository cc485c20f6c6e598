"""Code → the HTML of a block in Rouge's outer shape, coloured by Pygments, remembered by content.

Rouge's shape (`div.language-x.highlighter-rouge > div.highlight > pre.highlight > code`) is what people's own style
sheets know; Pygments' short token classes are the ones that Rouge took over.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pygments.lexer import Lexer

    from blogbuild.markup.emitting import Run
    from blogbuild.markup.lexing import Reader

PLAIN: Final = "plaintext"
# Colouring is for reading; nobody reads a block of this size.
LARGEST_COLOURED: Final = 200_000

# Code is shown as it was written.
_OPTIONS: Final = (("ensurenl", False), ("stripnl", False))
# A character that hardly any code has.
_BETWEEN: Final = "\0"

# Stands for code; no text that was Markdown holds the character.
_MARK: Final = re.compile(r"\0(\d+)\0")

_LANGUAGE: Final = re.compile(r"\{?\.?(?:language-)?([^\s{}?=]+)")
# Names that people write and Rouge knows, for which Pygments has another.
_ALIASES: Final[Mapping[str, str]] = {
    "gradle": "groovy", "plain": "text", PLAIN: "text", "shell-session": "console",
    "sh-session": "console", "vue": "html",
    "jsonc": "json", "dotenv": "properties", "proto3": "protobuf", "node": "javascript", "zsh": "bash",
}  # fmt: skip


class CodeBlocks:
    """The blocks of one text.

    Their code is put in last, so that nobody looks for links, pictures and words among its tags, which are most of the
    tags of many posts.
    """

    def __init__(self, *, line_numbers: bool = False) -> None:
        self._line_numbers = line_numbers
        self._code: list[str] = []

    def frame(self, code: str, language: str, attributes: Mapping[str, str]) -> str:
        """A block as HTML, with a mark in place of its code.

        `language` stood behind the fence, `attributes` go to the outer element. A language that Pygments does not know
        leaves the code plain under its name. The class `nolineno` (Chirpy's) keeps a block without line numbers.
        """
        name = _name(language)
        own = dict(attributes)
        file = own.pop("file", "")
        classes = " ".join(filter(None, (f"language-{escape(name)}", "highlighter-rouge code", own.pop("class", ""))))
        rest = "".join(f' {key}="{escape(value)}"' for key, value in own.items())
        html = coloured(code, name)
        if self._line_numbers and "nolineno" not in classes.split():
            html = numbered(html)
        self._code.append(html)
        pre = f'<pre class="highlight" tabindex="0"><code>\0{len(self._code) - 1}\0</code></pre>'
        return f'<div class="{classes}"{rest}>{_caption(name, file)}<div class="highlight">{pre}</div></div>\n'

    def filled(self, html: str) -> str:
        """HTML with the code in place of its marks."""
        return _MARK.sub(lambda mark: self._code[int(mark[1])], html) if self._code else html


def code_block(code: str, language: str, attributes: Mapping[str, str]) -> str:
    """A block of code as HTML, as `CodeBlocks` makes it."""
    blocks = CodeBlocks()
    return blocks.filled(blocks.frame(code, language, attributes))


@functools.lru_cache(maxsize=4096)
def coloured(code: str, language: str) -> str:
    """The code with its tokens in spans; plain where the language is not known."""
    lexer = _lexer(language)
    if lexer is None or len(code) > LARGEST_COLOURED:
        return escape(code, quote=False)
    return _spans(_runs(_reader(lexer), code))


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
def _lexer(language: str) -> type[Lexer] | None:
    """Pygments' lexer of that name; none for text that has nothing to colour."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    name = language.lower()
    if name in {PLAIN, "text"}:
        return None
    try:
        return find_lexer_class_by_name(_ALIASES.get(name, name))
    except ClassNotFound:
        return None


@functools.cache
def _reader(lexer: type[Lexer]) -> Reader:
    """The reader of a language, kept for the next block: making one costs more than most blocks."""
    from blogbuild.markup.lexing import reader

    return reader(lexer, _OPTIONS)


def _runs(read: Reader, code: str) -> list[Run]:
    """The runs of the code, to the letter; one plain run where the reader would lose some of it."""
    runs = read(code)
    if _text(runs) == code:
        return runs
    # Some lexers (a console's) read whole lines only, and lose a last one without an end.
    runs = read(code + "\n")
    if runs and _text(runs) == code + "\n":
        name, text = runs[-1]
        return [*runs[:-1], (name, text[:-1])]
    return [("", code)]


def _text(runs: Iterable[Run]) -> str:
    return "".join([text for _, text in runs])


def _spans(runs: Sequence[Run]) -> str:
    """The runs as spans, neighbours of one class in one span; empty text keeps neighbours apart."""
    spans: list[str] = []
    opened, close = "", ""
    for name, text in _escaped(runs):
        if name == opened:
            spans.append(text)
        elif not text:
            spans.append(close)
            opened, close = "", ""
        elif name:
            spans.append(f'{close}<span class="{name}">{text}')
            opened, close = name, "</span>"
        else:
            spans.append(close + text)
            opened, close = "", ""
    return "".join([*spans, close])


def _escaped(runs: Sequence[Run]) -> Iterable[Run]:
    """The runs with their texts escaped, all in one go."""
    if not runs:
        return ()
    names, texts = zip(*runs, strict=True)
    escaped = escape(_BETWEEN.join(texts), quote=False).split(_BETWEEN)
    if len(escaped) != len(texts):
        escaped = [escape(text, quote=False) for text in texts]
    return zip(names, escaped, strict=True)
