"""The nouns of a site whose URLs are known: cards and terms as lists show them, and the order of everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from blogbuild.config import Config, MenuItem
from blogbuild.model import Document, Gist
from blogbuild.taxonomy import Branch, Taxonomy, Term
from blogbuild.text import reading_minutes
from blogbuild.words import WORDS

HOME: Final = "/"
TAGS: Final = "/tags/"
CATEGORIES: Final = "/categories/"
ARCHIVES: Final = "/archives/"
NOT_FOUND: Final = "/404.html"


class TermLink(Struct, frozen=True, kw_only=True, array_like=True):
    """A tag or category as a link."""

    name: str
    url: str


class TermCard(Struct, frozen=True, kw_only=True, array_like=True):
    """A tag or category as an index shows it."""

    name: str
    url: str
    count: int
    feed_url: str


class Card(Struct, frozen=True, kw_only=True):
    """What a list shows of a post."""

    url: str
    title: str
    published: datetime
    updated: datetime | None
    categories: tuple[TermLink, ...]
    tags: tuple[TermLink, ...]
    summary: str
    minutes: int
    pinned: bool
    draft: bool
    future: bool

    @property
    def category(self) -> TermLink | None:
        """The first category."""
        return self.categories[0] if self.categories else None


class BranchView(Struct, frozen=True, array_like=True):
    """A category as the index shows it, with those below it."""

    term: TermCard
    children: tuple[BranchView, ...]


class Asset(Struct, frozen=True, array_like=True):
    """A file that is copied as it is: its path, which is empty for a built-in one, and its name on the disk."""

    source: str
    file: str

    @property
    def path(self) -> str:
        """Its path among all files, ours too."""
        return self.source or self.file


class Structure(Struct, frozen=True, kw_only=True):
    """A site before its bodies: what there is, where, in which order. `posts` are newest first."""

    config: Config
    posts: tuple[Document, ...]
    pages: tuple[Document, ...]
    tags: Taxonomy
    categories: Taxonomy
    assets: Mapping[str, Asset]
    """Files that are copied, by their path in the output."""


def newest_first(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Posts by date, ties by path, newest first (Jekyll 4.3, `Document#<=>`)."""
    return tuple(sorted(documents, key=lambda document: (published(document), document.source), reverse=True))


def published(document: Document) -> datetime:
    """When a post was published; a post always has a date."""
    date = document.meta.published
    assert date is not None  # noqa: S101 - documents.py gives every post one
    return date


def card(
    config: Config,
    document: Document,
    gist: Gist,
    tags: Iterable[TermLink],
    categories: Iterable[TermLink],
    now: datetime,
) -> Card:
    """What lists show of a post."""
    meta = document.meta
    return Card(
        url=config.address(document.url),
        title=meta.title,
        published=published(document),
        updated=meta.updated,
        categories=tuple(categories),
        tags=tuple(tags),
        summary=gist.summary,
        minutes=reading_minutes(gist.syllables, gist.words),
        pinned=meta.is_pinned,
        draft=document.kind == "draft",
        future=published(document) > now,
    )


def term_card(config: Config, term: Term) -> TermCard:
    """The term as an index shows it."""
    feed_url = config.address(term.path + "feed.xml") if config.feeds.terms else ""
    return TermCard(name=term.name, url=config.address(term.path), count=len(term.posts), feed_url=feed_url)


def term_links(config: Config, taxonomy: Taxonomy) -> dict[str, TermLink]:
    """The link that each spelling of a tag or category becomes, by its key."""
    return {key: TermLink(name=term.name, url=config.address(term.path)) for key, term in taxonomy.by_key.items()}


def branch_view(config: Config, branch: Branch) -> BranchView:
    """A category and those below it as the index shows them."""
    return BranchView(term_card(config, branch.term), tuple(branch_view(config, child) for child in branch.children))


def menu(config: Config, tags: Taxonomy, categories: Taxonomy) -> tuple[MenuItem, ...]:
    """`[[menu]]` of the settings, else the indexes that have something in them."""
    items = config.menu or tuple(_own_menu(WORDS[config.language], tags, categories))
    return tuple(MenuItem(title=item.title, url=_menu_address(config, item.url)) for item in items)


def _own_menu(words: Mapping[str, str], tags: Taxonomy, categories: Taxonomy) -> Iterator[MenuItem]:
    yield MenuItem(title=words["post"], url=HOME)
    if tags.terms:
        yield MenuItem(title=words["tags"], url=TAGS)
    if categories.terms:
        yield MenuItem(title=words["categories"], url=CATEGORIES)
    yield MenuItem(title=words["archive"], url=ARCHIVES)


def _menu_address(config: Config, url: str) -> str:
    return config.address(url) if url.startswith("/") else url
