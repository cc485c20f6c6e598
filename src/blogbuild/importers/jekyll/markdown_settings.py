"""kramdown's options → `[markdown]`; what we do better than kramdown is off, so that no text changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from blogbuild.config import Value
from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.setting import Setting
from blogbuild.values import as_switch, as_text

_IMPROVEMENTS: Final = ("paren_lists", "bare_links", "underscore_particles", "footnote_labels")
_IMPROVED: Final = "These four are better than kramdown, and off so that every post reads as it did; try them on."
_CURLY: Final = ("lsquo,rsquo,ldquo,rdquo", "")
_STRAIGHT: Final = "apos,apos,quot,quot"
_LEVELS: Final = range(1, 7)
# What changes nothing here: who draws mathematics and code, how entities are written.
_SILENT: Final = frozenset(
    "input hard_wrap auto_ids toc_levels smart_quotes footnote_nr syntax_highlighter syntax_highlighter_opts "
    "math_engine math_engine_opts footnote_backlink footnote_backlink_inline entity_output enable_coderay coderay "
    "show_warnings guess_lang".split()
)


def markdown(config: BlogConfig) -> Iterator[Setting]:
    """The settings of `[markdown]`."""
    engine = config.text("markdown").lower()
    if engine not in {"", "kramdown", "gfm", "kramdownparsergfm"}:
        yield Setting(name="markdown", note=f'the Markdown of the blog was read by "{engine}"; here it is as kramdown')
    for position, name in enumerate(_IMPROVEMENTS):
        yield Setting(name=f"markdown.{name}", value=False, note=_IMPROVED if position == 0 else "")
    separator = config.get("excerpt_separator")
    if isinstance(separator, str) and separator not in {"", "\n\n"}:
        yield Setting(name="markdown.excerpt_separator", value=separator)
    yield from _options(config)
    yield from _titles(config)
    for name, value in config.table("kramdown").items():
        if name not in _SILENT and value not in (None, ""):
            yield Setting(name="markdown", note=f"kramdown's option {name} is left out")


def _options(config: BlogConfig) -> Iterator[Setting]:
    """The options that differ from what Jekyll gives kramdown."""
    options = config.table("kramdown")
    if as_text(options.get("input")).lower() == "kramdown":
        yield Setting(name="markdown.gfm", value=False)
    if as_switch(options.get("hard_wrap"), default=False):
        yield Setting(name="markdown.hard_wrap", value=True)
    if not as_switch(options.get("auto_ids"), default=True):
        yield Setting(name="markdown.auto_ids", value=False)
    levels = toc_levels(options.get("toc_levels"))
    if levels and levels != tuple(_LEVELS):
        yield Setting(name="markdown.toc_levels", value=levels)
    number = as_text(options.get("footnote_nr"))
    if number.isdecimal() and number != "1":
        yield Setting(name="markdown.footnote_nr", value=int(number))
    if _has_line_numbers(options.get("syntax_highlighter_opts")):
        yield Setting(name="markdown.line_numbers", value=True)
    yield from _quotes(as_text(options.get("smart_quotes")).replace(" ", ""))


def toc_levels(value: Value) -> tuple[int, ...]:
    """The heading levels that `1..3`, `2,3` or a list name; none when it cannot be read."""
    text = ",".join(as_text(each) for each in value) if isinstance(value, tuple) else as_text(value)
    if span := re.fullmatch(r"(\d)\s*\.\.\s*(\d)", text):
        return tuple(level for level in _LEVELS if int(span[1]) <= level <= int(span[2]))
    return tuple(level for level in _LEVELS if str(level) in re.split(r"\D+", text))


def _has_line_numbers(options: Value) -> bool:
    """`line_numbers` for blocks; a switch for both kinds of code holds for blocks too."""
    if not isinstance(options, Mapping):
        return False
    block = options.get("block")
    own = block.get("line_numbers") if isinstance(block, Mapping) else None
    return as_switch(options.get("line_numbers") if own is None else own, default=False)


def _titles(config: BlogConfig) -> Iterator[Setting]:
    """jekyll-titles-from-headings: without `collections` it is for pages only, whose titles need no help here."""
    if "jekyll-titles-from-headings" in config.plugins() and config.is_on("titles_from_headings.collections"):
        yield Setting(name="markdown.titles_from_headings", value=True)
        if config.is_on("titles_from_headings.strip_title"):
            yield Setting(name="markdown.strip_titles", value=True)


def _quotes(wanted: str) -> Iterator[Setting]:
    if wanted == _STRAIGHT:
        yield Setting(name="markdown.smart_quotes", value=False)
    elif wanted not in _CURLY:
        yield Setting(name="markdown", note=f'the quotes "{wanted}" are written “so” and ‘so’')
