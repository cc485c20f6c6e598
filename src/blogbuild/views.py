"""What the layouts of single pages are given, frozen."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypeVar
from urllib.parse import urljoin

from markupsafe import Markup
from msgspec import Struct

from blogbuild.config import Config, Value
from blogbuild.model import Body, ContentsEntry, Document
from blogbuild.readnext import Suggestion, reason
from blogbuild.site import Card
from blogbuild.text import plain_text
from blogbuild.values import as_switch, as_text
from blogbuild.view import SeenCard, View
from blogbuild.words import WORDS

Shown = TypeVar("Shown")
Part: TypeAlias = tuple[str, int, int, tuple[Shown, ...]]
"""A page of a list: its path, its number, how many pages there are, what it shows."""

PageKind: TypeAlias = Literal["home", "post", "page", "list", "terms", "archive", "404", "redirect"]

# What the front matter of Minimal Mistakes, al-folio and Chirpy calls them.
_CONTENTS: Final = ("toc",)
_RELATED: Final = ("related", "related_posts")
_COMMENTS: Final = ("comments", "giscus_comments", "disqus_comments")
_SUBTITLES: Final = ("subtitle", "tagline")
_NEAR: Final = 2
"""How many page numbers stand on each side of the current one."""


class FeedLink(Struct, frozen=True):
    """A feed that a page offers."""

    title: str
    url: str
    type: str


class PageView(Struct, frozen=True, kw_only=True):
    """What every layout knows of the page it makes, as `page`."""

    kind: PageKind
    title: str
    url: str
    """Its encoded address, with the base path."""
    canonical: str
    """Its whole URL; empty where the site's `url` is not set."""
    description: str
    image: str
    noindex: bool
    feeds: tuple[FeedLink, ...]


class PageLink(Struct, frozen=True, kw_only=True):
    """A page of a list, by its number."""

    number: int
    url: str
    current: bool


class Pagination(Struct, frozen=True, kw_only=True):
    """Where a page stands among the pages of its list."""

    number: int
    total: int
    pages: tuple[PageLink | None, ...]
    """The links to show; None marks a gap."""
    previous: str | None
    next: str | None


class NoteView(Struct, frozen=True, kw_only=True):
    """A footnote as layouts show it."""

    number: int
    name: str
    html: Markup


class BodyView(Struct, frozen=True, kw_only=True):
    """A text as layouts show it: HTML that needs no escaping, its contents, its footnotes."""

    html: Markup
    contents: tuple[ContentsEntry, ...]
    headings: int
    """How many there are in the contents, two levels deep."""
    footnotes: tuple[NoteView, ...]


class SuggestionView(Struct, frozen=True, kw_only=True):
    """A post to read next, and why."""

    url: str
    title: str
    why: str


class PostView(Card, frozen=True, kw_only=True):
    """A post as its own page shows it."""

    body: BodyView
    lead: str
    """The summary that the author wrote; empty where the text speaks for itself."""
    syllables: int
    words: int
    read_next: tuple[SuggestionView, ...]
    previous: Card | SeenCard | None
    """The older neighbour."""
    next: Card | SeenCard | None
    """The newer neighbour."""
    comments: bool
    """Whether readers may comment: where the site has comments, unless the post says no."""
    classes: str
    """Class names that the author gives the article."""
    extra: Mapping[str, Value]


def page_view(
    config: Config,
    kind: PageKind,
    path: str,
    *,
    title: str = "",
    description: str = "",
    image: str = "",
    feeds: Sequence[FeedLink] = (),
) -> PageView:
    """The page at a path within the site; what is not given is the site's own."""
    address = config.address(path)
    return PageView(
        kind=kind,
        title=title or config.title,
        url=address,
        canonical=config.url + address if config.url else "",
        description=description or config.description,
        image=urljoin(config.absolute("/"), image) if image else "",
        noindex=kind == "404",
        feeds=(*feeds, *_site_feeds(config)),
    )


@functools.lru_cache(maxsize=4)
def _site_feeds_of(language: str, atom: str, json: str) -> tuple[FeedLink, ...]:
    words = WORDS[language]
    return (
        FeedLink(words["feed_atom"], atom, "application/atom+xml"),
        FeedLink(words["feed_json"], json, "application/feed+json"),
    )


def _site_feeds(config: Config) -> tuple[FeedLink, ...]:
    """The feeds of the whole site."""
    return _site_feeds_of(config.language, config.address(config.feed_path), config.address("/feed.json"))


def feed_links(config: Config, folder: str, atom_title: str, json_title: str) -> tuple[FeedLink, ...]:
    """The two feeds in a folder of the site."""
    return (
        FeedLink(atom_title, config.address(f"{folder}feed.xml"), "application/atom+xml"),
        FeedLink(json_title, config.address(f"{folder}feed.json"), "application/feed+json"),
    )


def paginate(config: Config, folder: str, shown: Sequence[Shown], per_page: int) -> Iterator[Part[Shown]]:
    """The pages of a list in a folder of the site; at least one."""
    total = max(1, -(-len(shown) // per_page))
    for number in range(1, total + 1):
        part = tuple(shown[(number - 1) * per_page : number * per_page])
        yield _path_of_page(config, folder, number), number, total, part


def _path_of_page(config: Config, folder: str, number: int) -> str:
    return folder if number == 1 else folder + config.pagination.path.lstrip("/").replace(":num", str(number))


def pagination(config: Config, folder: str, number: int, total: int) -> Pagination:
    """The place of a page among those of its list in a folder of the site."""

    def address(page: int) -> str:
        return config.address(_path_of_page(config, folder, page))

    return Pagination(
        number=number,
        total=total,
        pages=tuple(
            PageLink(number=page, url=address(page), current=page == number) if page else None
            for page in _shown_numbers(number, total)
        ),
        previous=address(number - 1) if number > 1 else None,
        next=address(number + 1) if number < total else None,
    )


class SeenPost:
    """A `PostView` whose text and suggestions are looked up when a layout asks for more than lists show."""

    def __init__(self, view: View, path: str, newer: str | None, older: str | None) -> None:
        card = view.whole_card(path)
        self.__dict__.update((name, getattr(card, name)) for name in _SHOWN_ON_CARDS)
        self._where = (view, path, newer, older)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as a post has it
        if name not in _OF_POSTS_ONLY:
            raise AttributeError(name)
        post = post_view(*self._where)
        self.__dict__.update((each, getattr(post, each)) for each in _OF_POSTS_ONLY)
        return self.__dict__[name]

    def __dir__(self) -> Iterator[str]:
        return iter(dir(PostView))


def post_view(view: View, path: str, newer: str | None, older: str | None) -> PostView:
    """The post at a path as its own page shows it, between its neighbours."""
    document, card, body = view.document(path), view.whole_card(path), view.body(path)
    return PostView(
        **{name: getattr(card, name) for name in _CARD_FIELDS},
        body=body_view(document, body),
        lead=_lead(document),
        syllables=body.syllables,
        words=body.words,
        read_next=suggested(view, path),
        previous=view.card(older) if older else None,
        next=view.card(newer) if newer else None,
        comments=bool(view.config.comments.provider) and _wants(document, _COMMENTS),
        classes=as_text(document.meta.extra.get("classes")),
        extra=document.meta.extra,
    )


def body_view(document: Document, body: Body) -> BodyView:
    """The text of a post or page as layouts show it."""
    notes = tuple(NoteView(number=note.number, name=note.name, html=_safe(note.html)) for note in body.footnotes)
    contents = body.contents if _wants(document, _CONTENTS) else ()
    headings = len(contents) + sum(len(heading.children) for heading in contents)
    return BodyView(html=_safe(body.html), contents=contents, headings=headings, footnotes=notes)


def _safe(html: str) -> Markup:
    """HTML that our own renderer made, or that the author wrote: to be shown, not escaped."""
    return Markup(html)  # noqa: S704 - see above


_CARD_FIELDS: Final = Card.__struct_fields__
_SHOWN_ON_CARDS: Final = (*_CARD_FIELDS, "category")
_OF_POSTS_ONLY: Final = frozenset(PostView.__struct_fields__) - set(_CARD_FIELDS)


def _wants(document: Document, keys: tuple[str, ...]) -> bool:
    """Whether the front matter refuses something under none of its names."""
    return all(as_switch(document.meta.extra.get(key), default=True) for key in keys)


def _lead(document: Document) -> str:
    meta = document.meta
    stated = (meta.description, meta.excerpt, *(as_text(meta.extra.get(key)) for key in _SUBTITLES))
    return plain_text(next(filter(None, stated), ""))


def suggested(view: View, path: str) -> tuple[SuggestionView, ...]:
    """What to read after the post at a path, best first; nothing where the post says no."""
    if not _wants(view.document(path), _RELATED):
        return ()
    return tuple([_suggestion(view, suggestion) for suggestion in view.suggestions(path)])


def _suggestion(view: View, suggestion: Suggestion) -> SuggestionView:
    url, title = view.link(suggestion.url)
    return SuggestionView(url=url, title=title, why=reason(suggestion, view.config.language))


def _shown_numbers(number: int, total: int) -> Iterator[int | None]:
    """The first, the last and those near; None for what is left out (one page is not worth a gap)."""
    near = {1, total, *range(max(1, number - _NEAR), min(total, number + _NEAR) + 1)}
    before = 0
    for page in sorted(near):
        if page - before == 2:  # noqa: PLR2004 - exactly one is missing
            yield before + 1
        elif page - before > 1:
            yield None
        yield page
        before = page
