"""The site as a render function sees it: to read through a View is to note what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, overload

from markupsafe import Markup

from blogbuild import readnext
from blogbuild.config import (
    AnalyticsSettings,
    Author,
    CommentSettings,
    Config,
    MenuItem,
    Value,
    VerificationSettings,
)
from blogbuild.errors import DamagedError
from blogbuild.model import Body, Document, Gist, Meta
from blogbuild.readnext import Suggestion, suggested
from blogbuild.site import Asset, BranchView, Card, TermCard
from blogbuild.state import Made, State
from blogbuild.taxonomy import Taxonomy
from blogbuild.trace import ALL, Key
from blogbuild.words import WORDS

Note = Callable[[Key], None]

PARTS: Final = ("summary", "minutes")
"""What of a card lists may show or not: keys of their own, apart from the rest of it."""
# So many characters of parts are kept.
_ROOM: Final = 8_000_000


class Renderer(Protocol):
    """Fills layouts, and tells which of them and what else it read."""

    def prepare(self) -> None:
        """Get ready to fill any layout, before workers are started."""

    def has(self, layout: str, note: Note) -> bool:
        """Whether there is a layout of that name."""

    def fingerprint(self, key: Key) -> str:
        """What stands for a layout or an asset, by its key, as it is now."""

    def render(self, layout: str, variables: Mapping[str, object], note: Note) -> str:
        """The layout of that name, filled with the variables."""


class Parts:
    """Texts that several pages have in them, each made once with its keys: as many as there is room for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[str, tuple[Key, ...]]] = {}
        self._room = _ROOM

    def get(self, name: str, path: str) -> tuple[str, tuple[Key, ...]] | None:
        """What was made under a name of a post."""
        return self._made.get((name, path))

    def put(self, name: str, path: str, text: str, keys: tuple[Key, ...]) -> None:
        """Remember it; what was made first goes first."""
        self._made[name, path] = (text, keys)
        self._room -= len(text)
        while self._room < 0 and self._made:
            text, _ = self._made.pop(next(iter(self._made)))
            self._room += len(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What views read from."""

    config: Config
    state: State
    renderer: Renderer
    body: Callable[[Made], Body]
    """The whole of a body."""
    data: Callable[[], Mapping[str, Value]]
    """What lies in `_data`."""
    file: Callable[[Asset], Path]
    """Where a file that is copied lies."""
    parts: Parts


@dataclass(frozen=True, slots=True)
class View:
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
        return WORDS[self.config.language]

    def fill(self, layout: str, **variables: object) -> str:
        """The layout filled with what every layout is given and these."""
        site = Site(self)
        return self.library.renderer.render(layout, {"site": site, "words": self.words, **variables}, self.note)

    def part(self, name: str, path: str, make: Callable[[View, str], str]) -> str:
        """What `make` makes of the post at a path, once for all targets that have it in them under this name."""
        parts = self.library.parts
        known = parts.get(name, path)
        if known is None:
            notes: set[Key] = set()
            text = make(View(self.library, notes.add), path)
            known = (text, tuple(notes))
            parts.put(name, path, *known)
        for key in known[1]:
            self.note(key)
        return known[0]

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

    def card(self, path: str) -> SeenCard:
        """The card of the post at a path; each of its parts is noted when it is asked for."""
        return SeenCard(self, path)

    def cards(self, paths: Sequence[str]) -> Sequence[SeenCard]:
        """The cards of the posts at these paths."""
        return Cards(self, paths)

    def whole_card(self, path: str) -> Card:
        """The card of the post at a path with all its parts."""
        self.note(f"card {path}")
        self.note(f"summary {path}")
        self.note(f"minutes {path}")
        return self.card_of(path)

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
            raise DamagedError(path) from damaged

    def posts(self) -> tuple[str, ...]:
        """The paths of all posts, newest first."""
        self.note("site posts")
        return self.library.state.posts.get() or ()

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


class SeenCard:
    """A `Card` that notes which of its parts are looked at."""

    __slots__ = ("_card", "_path", "_view")

    def __init__(self, view: View, path: str) -> None:
        self._view = view
        self._path = path
        self._card = view.card_of(path)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as a card has it
        self._view.note(f"{name if name in PARTS else 'card'} {self._path}")
        return getattr(self._card, name)

    def __dir__(self) -> Iterator[str]:
        return iter(dir(self._card))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SeenCard) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self._path)

    @property
    def path(self) -> str:
        """The post's path within the site."""
        return self._path

    def filled(self, layout: str) -> Markup:
        """The layout filled with this post as `card` and nothing of the page, once for all pages that show it."""
        return Markup(self._view.part(layout, self._path, partial(_filled, layout)))  # noqa: S704 - a layout escapes


def _filled(layout: str, view: View, path: str) -> str:
    return view.fill(layout, card=view.card(path))


class Cards(Sequence[SeenCard]):
    """The cards of posts by their paths, each looked up when it is asked for."""

    __slots__ = ("_paths", "_view")

    def __init__(self, view: View, paths: Sequence[str]) -> None:
        self._view = view
        self._paths = paths

    @overload
    def __getitem__(self, at: int) -> SeenCard: ...
    @overload
    def __getitem__(self, at: slice) -> Cards: ...
    def __getitem__(self, at: int | slice) -> SeenCard | Cards:
        if isinstance(at, slice):
            return Cards(self._view, self._paths[at])
        return SeenCard(self._view, self._paths[at])

    def __len__(self) -> int:
        return len(self._paths)


class CardsByPath(Mapping[str, SeenCard]):
    """The card of each post by its path within the site."""

    __slots__ = ("_view",)

    def __init__(self, view: View) -> None:
        self._view = view

    def __getitem__(self, path: str) -> SeenCard:
        self._view.note(f"card {path}")
        try:
            return SeenCard(self._view, path)
        except KeyError:
            self._view.note("site posts")
            raise

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.posts())

    def __len__(self) -> int:
        return len(self._view.posts())


@dataclass(frozen=True, slots=True)
class Article:
    """A post or page with its text, read when it is asked for."""

    _view: View
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

    def __init__(self, view: View, paths: Sequence[str]) -> None:
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

    def __init__(self, view: View) -> None:
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

    def __init__(self, view: View) -> None:
        self._view = view

    def __getitem__(self, path: str) -> tuple[Suggestion, ...]:
        if path not in self._view.posts():
            raise KeyError(path)
        return self._view.suggestions(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.posts())

    def __len__(self) -> int:
        return len(self._view.posts())


@dataclass(frozen=True, slots=True)
class Site:
    """The whole blog, as layouts know it."""

    _view: View

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
