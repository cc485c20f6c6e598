"""The Site: all that layouts may see, frozen, made once every body is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from blogbuild.config import (
    AnalyticsSettings,
    Author,
    CommentSettings,
    Config,
    MenuItem,
    Value,
    VerificationSettings,
)
from blogbuild.model import Article
from blogbuild.readnext import Suggestion
from blogbuild.taxonomy import Taxonomy, Term
from blogbuild.text import reading_minutes
from blogbuild.words import WORDS

HOME: Final = "/"
TAGS: Final = "/tags/"
CATEGORIES: Final = "/categories/"
ARCHIVES: Final = "/archives/"
NOT_FOUND: Final = "/404.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLink:
    """A tag or category as a link."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCard:
    """A tag or category as an index shows it."""

    name: str
    url: str
    count: int
    feed_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
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


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is copied as it is: its name for messages, where it lies."""

    source: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site between its sources and its pages.

    `articles` and `posts` are the same in one order, newest first; the rest is what their names say.
    """

    config: Config
    articles: tuple[Article, ...]
    posts: tuple[Card, ...]
    page_articles: tuple[Article, ...]
    tag_terms: Taxonomy
    category_terms: Taxonomy
    tags: tuple[TermCard, ...]
    categories: tuple[TermCard, ...]
    menu: tuple[MenuItem, ...]
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    data: Mapping[str, Value]
    assets: Mapping[str, Asset]
    """Files that are copied, by their path in the output."""
    by_url: Mapping[str, Card]

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
    def feed_path(self) -> str:
        """The path of the site's Atom feed."""
        return "/" + self.config.feeds.path.lstrip("/")

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
    def words(self) -> Mapping[str, str]:
        """The words of the theme in the site's language."""
        return WORDS[self.language]

    def address(self, path: str) -> str:
        """The encoded address of a path within the site, with the base path."""
        return self.config.address(path)

    def absolute(self, path: str) -> str:
        """The whole URL of a path within the site; its address where `url` is not set."""
        return self.url + self.address(path)


def assemble(
    config: Config,
    articles: Sequence[Article],
    *,
    taxonomies: tuple[Taxonomy, Taxonomy],
    suggestions: Mapping[str, tuple[Suggestion, ...]],
    data: Mapping[str, Value],
    assets: Mapping[str, Asset],
    now: datetime,
) -> Site:
    """The site of these articles: posts sorted newest first, their cards made.

    `taxonomies` are tags and categories; `now` tells which posts lie in the future.
    """
    posts = newest_first(article for article in articles if article.document.kind != "page")
    tags, categories = taxonomies
    cards = {article.url: _card(config, article, tags, categories, now) for article in posts}
    return Site(
        config=config,
        articles=posts,
        posts=tuple(cards.values()),
        page_articles=tuple(article for article in articles if article.document.kind == "page"),
        tag_terms=tags,
        category_terms=categories,
        tags=tuple(term_card(config, term) for term in tags.terms),
        categories=tuple(term_card(config, term) for term in categories.terms),
        menu=_menu(config, tags, categories),
        suggestions=suggestions,
        data=data,
        assets=assets,
        by_url=cards,
    )


def term_card(config: Config, term: Term) -> TermCard:
    """The term as an index shows it."""
    feed_url = config.address(term.path + "feed.xml") if config.feeds.terms else ""
    return TermCard(name=term.name, url=config.address(term.path), count=len(term.posts), feed_url=feed_url)


def cards_of(site: Site, term: Term) -> tuple[Card, ...]:
    """The posts of a term, newest first."""
    return tuple(site.by_url[url] for url in term.posts)


def newest_first(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Posts by date, ties by path, newest first (Jekyll 4.3, `Document#<=>`)."""
    return tuple(sorted(articles, key=lambda article: (published(article), article.document.source), reverse=True))


def published(article: Article) -> datetime:
    """When a post was published; a post always has a date."""
    date = article.meta.published
    assert date is not None  # noqa: S101 - documents.py gives every post one
    return date


def _card(config: Config, article: Article, tags: Taxonomy, categories: Taxonomy, now: datetime) -> Card:
    meta = article.meta
    return Card(
        url=config.address(article.url),
        title=meta.title,
        published=published(article),
        updated=meta.updated,
        categories=_links(config, categories.of(meta.categories)),
        tags=_links(config, tags.of(meta.tags)),
        summary=article.body.summary,
        minutes=reading_minutes(article.body.syllables, article.body.words),
        pinned=meta.is_pinned,
        draft=article.document.kind == "draft",
        future=published(article) > now,
    )


def _links(config: Config, terms: Iterable[Term]) -> tuple[TermLink, ...]:
    return tuple(TermLink(name=term.name, url=config.address(term.path)) for term in terms)


def _menu(config: Config, tags: Taxonomy, categories: Taxonomy) -> tuple[MenuItem, ...]:
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
