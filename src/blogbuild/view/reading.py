"""Reading the site piece by piece: to read is to note what was read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from blogbuild import readnext
from blogbuild.config import Config
from blogbuild.errors import DamagedError
from blogbuild.model import Body, Document, Gist
from blogbuild.readnext import Suggestion, suggested
from blogbuild.site import Card
from blogbuild.state import Made
from blogbuild.view.library import Library, Note
from blogbuild.words import WORDS


class Reading(Struct, frozen=True):
    """The site, read for one target; a path is one within the site."""

    library: Library
    note: Note

    @property
    def config(self) -> Config:
        """The settings; every result depends on all of them."""
        return self.library.config

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the theme in the site's language."""
        return WORDS[self.library.config.language]

    def filled(self, layout: str, path: str) -> str:
        """The layout filled with the card of the post at a path and nothing of the page."""
        raise NotImplementedError

    def has_layout(self, layout: str) -> bool:
        """Whether there is a layout of that name."""
        return self.library.renderer.has(layout, self.note)

    def document(self, path: str) -> Document:
        """The post or page at a path, less its text."""
        self.note(f"meta {path}")
        return self._document(path)

    def body(self, path: str) -> Body:
        """The body of the post or page at a path."""
        self.note(f"body {path}")
        return self.library.body(self._made(path))

    def gist(self, path: str) -> Gist:
        """What lists know of the body of the post or page at a path."""
        self.note(f"gist {path}")
        return self._made(path).gist

    def whole_card(self, path: str) -> Card:
        """The card of the post at a path with all its parts."""
        self.note(f"card {path}")
        self.note(f"summary {path}")
        self.note(f"minutes {path}")
        return self.card_of(path)

    def link(self, path: str) -> tuple[str, str]:
        """The address and the title of the post at a path."""
        self.note(f"card {path}")
        card = self.card_of(path)
        return card.url, card.title

    def file(self, path: str) -> Path:
        """The file that is copied to a path of the output."""
        self.note(f"file {path}")
        asset = self.library.state.assets.get(path)
        if asset is None:
            raise KeyError(path)
        return self.library.file(asset)

    def suggestions(self, path: str) -> tuple[Suggestion, ...]:
        """What to read after the post at a path."""
        self.note(f"suggestions {path}")
        try:
            return suggested(path, self.library.state.compared) or ()
        except readnext.DamagedError as damaged:
            raise DamagedError(str(damaged)) from damaged

    def posts(self) -> tuple[str, ...]:
        """The paths of all posts, newest first."""
        self.note("site posts")
        return self.library.state.posts.get() or ()

    def has_post(self, path: str) -> bool:
        """Whether one of `posts` is at a path."""
        self.note("site posts")
        document = self.library.state.document(path)
        return document is not None and document.kind != "page"

    def pages(self) -> tuple[str, ...]:
        """The paths of all pages."""
        self.note("site pages")
        return self.library.state.pages.get() or ()

    def card_of(self, path: str) -> Card:
        """The card at a path, unnoted."""
        card = self.library.state.cards.get(path)
        if card is None:
            raise KeyError(path)
        return card

    def _made(self, path: str) -> Made:
        made = self.library.state.made.get(path)
        if made is None:
            raise KeyError(path)
        return made

    def _document(self, path: str) -> Document:
        document = self.library.state.document(path)
        if document is None:
            raise KeyError(path)
        return document
