"""Where a document's title comes from: its front matter, its first heading or first line, or its file's name."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from blogbuild.config import MarkdownSettings
from blogbuild.text import shorten, squeeze

_SHOWN: Final = 80
_HEADING: Final = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
# jekyll-titles-from-headings 0.5, lib/jekyll-titles-from-headings/generator.rb: which headings count.
_LEADING: Final = re.compile(r"\s*(?:#{1,3}[ \t]+(?P<atx>.*)|(?P<setext>.*)\n[-=]+[ \t]*)$", re.MULTILINE)
_MARKS: Final = re.compile(r"<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[*_`~]")


class Titled(Struct, frozen=True):
    """A title, the text below it and the line of the file on which that begins."""

    title: str
    body: str
    line: int


def titleized(slug: str) -> str:
    """Jekyll's title for a post without one (`titleize_slug` in lib/jekyll/utils.rb)."""
    return " ".join(word.capitalize() for word in slug.split("-") if word)


def from_text(body: str) -> Titled:
    """The title of a text without front matter: its first heading, which leaves the text, else its first line."""
    stripped = body.lstrip("\n")
    line = len(body) - len(stripped) + 1
    if heading := _HEADING.match(stripped):
        return Titled(squeeze(heading[1]), stripped[heading.end() :], line + 1)
    first = squeeze(stripped.split("\n", 1)[0]).lstrip("#>*- ")
    return Titled(shorten(first, _SHOWN), stripped, line)


def from_heading(titled: Titled, settings: MarkdownSettings) -> Titled:
    """The same with the heading that begins the text as title, where the settings of the site say so."""
    heading = _LEADING.match(titled.body) if settings.titles_from_headings else None
    if heading is None:
        return titled
    title = squeeze(_MARKS.sub(r"\1", heading["atx"] or heading["setext"] or ""))
    found = replace(titled, title=title or titled.title)
    if not settings.strip_titles:
        return found
    rest = titled.body[heading.end() :]
    body = rest.strip()
    lines = titled.body.count("\n", 0, heading.end()) + rest[: len(rest) - len(rest.lstrip())].count("\n")
    return replace(found, body=body, line=titled.line + lines)
