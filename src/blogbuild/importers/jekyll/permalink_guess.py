"""The permalink of a blog whose configuration is lost, from the links that its own texts make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from blogbuild.config import Config
from blogbuild.content import read_text
from blogbuild.documents import Reader
from blogbuild.errors import BlogError
from blogbuild.history import first_seen
from blogbuild.importers.jekyll.plan import Copy, source_file
from blogbuild.model import SourceFile
from blogbuild.permalink import STYLES
from blogbuild.text import nfc

_LINK: Final = re.compile(r"""(?:\]\(|href=["'])\s*(?:https?://[\w.:-]+|\{\{[^}]*\}\})?(/[^\s)"'#?]+)""", re.IGNORECASE)


class Guess(Struct, frozen=True):
    """A permalink style, and how many links speak for it."""

    style: str
    links: int


def guess_permalink(posts: Iterable[Copy], pages: Iterable[Copy]) -> Guess | None:
    """The style under which most links of the blog lead to its posts; None when none does."""
    read = [(source_file(copy), _text(copy)) for copy in posts]
    texts = (*(text for _, text in read), *map(_text, pages))
    links = {nfc(unquote(link)) for text in texts for link in _LINK.findall(text)}
    guesses = [Guess(style, len(links & set(_urls(read, style)))) for style in STYLES]
    best = max(guesses, key=lambda guess: guess.links)
    return best if best.links else None


def _text(copy: Copy) -> str:
    try:
        return read_text(source_file(copy))[0]
    except BlogError:  # it is set aside later, with the reason
        return ""


def _urls(posts: Iterable[tuple[SourceFile, str]], style: str) -> Iterator[str]:
    reader = Reader(config=Config(permalink=style, timezone="UTC"), undated=first_seen)
    for source, text in posts:
        try:
            reading = reader.read(source, text)
        except BlogError:
            continue

        if reading.document:
            yield reading.document.url
