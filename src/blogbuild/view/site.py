"""The whole blog as layouts know it: lists of everything, read where they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from msgspec import Struct

from blogbuild.config import (
    AnalyticsSettings,
    Author,
    CommentSettings,
    Config,
    MenuItem,
    Value,
    VerificationSettings,
)
from blogbuild.model import Body, Document, Meta
from blogbuild.readnext import Suggestion
from blogbuild.site import Asset, BranchView, TermCard
from blogbuild.taxonomy import Taxonomy
from blogbuild.trace import ALL
from blogbuild.view.cards import Cards, CardsByPath, SeenCard
from blogbuild.view.reading import Reading


class Article(Struct, frozen=True):
    """A post or page with its text, read when it is asked for."""

    _view: Reading
    url: str
    """Its path within the site, not encoded."""

    @property
    def document(self) -> Document:
        """Its source, less the text."""
        return self._view.document(self.url)

    @property
    def meta(self) -> Meta:
        """Its front matter."""
        return self.document.meta

    @property
    def body(self) -> Body:
        """What became of its text."""
        return self._view.body(self.url)


class Articles(Sequence[Article]):
    """Posts or pages with their texts, each looked up when it is asked for."""

    __slots__ = ("_paths", "_view")

    def __init__(self, view: Reading, paths: Sequence[str]) -> None:
        self._view = view
        self._paths = paths

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> Articles: ...
    def __getitem__(self, at: int | slice) -> Article | Articles:
        if isinstance(at, slice):
            return Articles(self._view, self._paths[at])
        return Article(self._view, self._paths[at])

    def __len__(self) -> int:
        return len(self._paths)


class Data(Mapping[str, Value]):
    """What lies in `_data`, by the first name."""

    __slots__ = ("_view",)

    def __init__(self, view: Reading) -> None:
        self._view = view

    def __getitem__(self, name: str) -> Value:
        self._view.note(f"data {name}")
        return self._view.library.data()[name]

    def __iter__(self) -> Iterator[str]:
        self._view.note(f"data {ALL}")
        return iter(self._view.library.data())

    def __len__(self) -> int:
        self._view.note(f"data {ALL}")
        return len(self._view.library.data())


class Suggestions(Mapping[str, tuple[Suggestion, ...]]):
    """What to read after each post, by its path within the site."""

    __slots__ = ("_view",)

    def __init__(self, view: Reading) -> None:
        self._view = view

    def __getitem__(self, path: str) -> tuple[Suggestion, ...]:
        if not self._view.has_post(path):
            raise KeyError(path)
        return self._view.suggestions(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.posts())

    def __len__(self) -> int:
        return len(self._view.posts())


class Site(Struct, frozen=True):
    """The whole blog, as layouts know it."""

    _view: Reading

    @property
    def config(self) -> Config:
        """The settings."""
        return self._view.config

    @property
    def posts(self) -> Sequence[SeenCard]:
        """Every post, newest first."""
        return Cards(self._view, self._view.posts())

    @property
    def by_url(self) -> Mapping[str, SeenCard]:
        """The card of a post by its path."""
        return CardsByPath(self._view)

    @property
    def articles(self) -> Sequence[Article]:
        """The posts with their texts, in the order of `posts`."""
        return Articles(self._view, self._view.posts())

    @property
    def page_articles(self) -> Sequence[Article]:
        """The pages with their texts."""
        return Articles(self._view, self._view.pages())

    @property
    def tags(self) -> tuple[TermCard, ...]:
        """Every tag, in alphabetical order."""
        self._view.note("site tags")
        return self._view.library.state.tags.get() or ()

    @property
    def categories(self) -> tuple[TermCard, ...]:
        """Every category, in alphabetical order."""
        self._view.note("site categories")
        return self._view.library.state.categories.get() or ()

    @property
    def tree(self) -> tuple[BranchView, ...]:
        """The categories, nested."""
        self._view.note("site tree")
        return self._view.library.state.tree.get() or ()

    @property
    def tag_terms(self) -> Taxonomy | None:
        """Tags with the posts in them."""
        self._view.note("site tag_terms")
        return self._view.library.state.tag_terms.get()

    @property
    def category_terms(self) -> Taxonomy | None:
        """Categories with the posts in them."""
        self._view.note("site category_terms")
        return self._view.library.state.category_terms.get()

    @property
    def menu(self) -> tuple[MenuItem, ...]:
        """The navigation."""
        self._view.note("site menu")
        return self._view.library.state.menu.get() or ()

    @property
    def suggestions(self) -> Mapping[str, tuple[Suggestion, ...]]:
        """What to read after each post, by its path."""
        return Suggestions(self._view)

    @property
    def data(self) -> Mapping[str, Value]:
        """What lies in `_data`."""
        return Data(self._view)

    @property
    def assets(self) -> Mapping[str, Asset]:
        """The files that are copied, by their path in the output."""
        self._view.note(f"file {ALL}")
        return self._view.library.state.assets.all()

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the theme in the site's language."""
        return self._view.words

    @property
    def title(self) -> str:
        """`title` of the settings."""
        return self.config.title

    @property
    def description(self) -> str:
        """`description` of the settings."""
        return self.config.description

    @property
    def language(self) -> str:
        """`language` of the settings."""
        return self.config.language

    @property
    def url(self) -> str:
        """`url` of the settings."""
        return self.config.url

    @property
    def base_path(self) -> str:
        """`base_path` of the settings."""
        return self.config.base_path

    @property
    def author(self) -> Author:
        """`[author]` of the settings."""
        return self.config.author

    @property
    def comments(self) -> CommentSettings:
        """`[comments]` of the settings."""
        return self.config.comments

    @property
    def analytics(self) -> AnalyticsSettings:
        """`[analytics]` of the settings."""
        return self.config.analytics

    @property
    def verification(self) -> VerificationSettings:
        """`[verification]` of the settings."""
        return self.config.verification

    @property
    def feed_path(self) -> str:
        """The path of the site's Atom feed."""
        return self.config.feed_path

    def address(self, path: str) -> str:
        """The encoded address of a path within the site, with the base path."""
        return self.config.address(path)

    def absolute(self, path: str) -> str:
        """The whole URL of a path within the site; its address where `url` is not set."""
        return self.config.absolute(path)
