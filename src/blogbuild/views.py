"""What the layouts of single pages are given: views of the Site, frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import urljoin

from markupsafe import Markup

from blogbuild.config import Value
from blogbuild.model import Article, ContentsEntry
from blogbuild.readnext import reason
from blogbuild.site import Card, Site
from blogbuild.text import plain_text
from blogbuild.values import as_switch, as_text

PageKind: TypeAlias = Literal["home", "post", "page", "list", "terms", "archive", "404", "redirect"]

# What the front matter of Minimal Mistakes, al-folio and Chirpy calls them.
_CONTENTS: Final = ("toc",)
_RELATED: Final = ("related", "related_posts")
_COMMENTS: Final = ("comments", "giscus_comments", "disqus_comments")
_SUBTITLES: Final = ("subtitle", "tagline")
_NEAR: Final = 2
"""How many page numbers stand on each side of the current one."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page offers."""

    title: str
    url: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page of a list, by its number."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """Where a page stands among the pages of its list."""

    number: int
    total: int
    pages: tuple[PageLink | None, ...]
    """The links to show; None marks a gap."""
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A footnote as layouts show it."""

    number: int
    name: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """A text as layouts show it: HTML that needs no escaping, its contents, its footnotes."""

    html: Markup
    contents: tuple[ContentsEntry, ...]
    footnotes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionView:
    """A post to read next, and why."""

    url: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView(Card):
    """A post as its own page shows it."""

    body: BodyView
    lead: str
    """The summary that the author wrote; empty where the text speaks for itself."""
    syllables: int
    words: int
    read_next: tuple[SuggestionView, ...]
    previous: Card | None
    """The older neighbour."""
    next: Card | None
    """The newer neighbour."""
    comments: bool
    """Whether readers may comment: where the site has comments, unless the post says no."""
    classes: str
    """Class names that the author gives the article."""
    extra: Mapping[str, Value]


def page_view(
    site: Site,
    kind: PageKind,
    path: str,
    *,
    title: str = "",
    description: str = "",
    image: str = "",
    feeds: Sequence[FeedLink] = (),
) -> PageView:
    """The page at a path within the site; what is not given is the site's own."""
    address = site.address(path)
    return PageView(
        kind=kind,
        title=title or site.title,
        url=address,
        canonical=site.url + address if site.url else "",
        description=description or site.description,
        image=urljoin(site.absolute("/"), image) if image else "",
        noindex=kind == "404",
        feeds=(*feeds, *site_feeds(site)),
    )


def site_feeds(site: Site) -> tuple[FeedLink, ...]:
    """The feeds of the whole site."""
    atom, json = feed_links(site, "/", site.words["feed_atom"], site.words["feed_json"])
    return FeedLink(atom.title, site.address(site.feed_path), atom.type), json


def feed_links(site: Site, folder: str, atom_title: str, json_title: str) -> tuple[FeedLink, ...]:
    """The two feeds in a folder of the site."""
    return (
        FeedLink(atom_title, site.address(f"{folder}feed.xml"), "application/atom+xml"),
        FeedLink(json_title, site.address(f"{folder}feed.json"), "application/feed+json"),
    )


def paginate(
    site: Site, folder: str, posts: Sequence[Card], per_page: int
) -> Iterator[tuple[str, tuple[Card, ...], Pagination]]:
    """The pages of a list in a folder of the site: path, posts and place of each; one page when there are no posts."""
    total = max(1, -(-len(posts) // per_page))

    def path(number: int) -> str:
        return folder if number == 1 else folder + site.config.pagination.path.lstrip("/").replace(":num", str(number))

    for number in range(1, total + 1):
        shown = tuple(posts[(number - 1) * per_page : number * per_page])
        yield path(number), shown, _pagination(number, total, lambda page: site.address(path(page)))


def post_view(site: Site, position: int) -> PostView:
    """The post at a position of `site.articles` as its own page shows it."""
    article, card = site.articles[position], site.posts[position]
    return PostView(
        **{name: getattr(card, name) for name in _CARD_FIELDS},
        body=body_view(article),
        lead=_lead(article),
        syllables=article.body.syllables,
        words=article.body.words,
        read_next=_read_next(site, article) if _wants(article, _RELATED) else (),
        previous=site.posts[position + 1] if position + 1 < len(site.posts) else None,
        next=site.posts[position - 1] if position else None,
        comments=bool(site.comments.provider) and _wants(article, _COMMENTS),
        classes=as_text(article.meta.extra.get("classes")),
        extra=article.meta.extra,
    )


def body_view(article: Article) -> BodyView:
    """The article's text as layouts show it."""
    body = article.body
    notes = tuple(NoteView(number=note.number, name=note.name, html=_safe(note.html)) for note in body.footnotes)
    contents = body.contents if _wants(article, _CONTENTS) else ()
    return BodyView(html=_safe(body.html), contents=contents, footnotes=notes)


def _safe(html: str) -> Markup:
    """HTML that our own renderer made, or that the author wrote: to be shown, not escaped."""
    return Markup(html)  # noqa: S704 - see above


_CARD_FIELDS: Final = tuple(Card.__dataclass_fields__)


def _wants(article: Article, keys: tuple[str, ...]) -> bool:
    """Whether the front matter refuses something under none of its names."""
    return all(as_switch(article.meta.extra.get(key), default=True) for key in keys)


def _lead(article: Article) -> str:
    extra = article.meta.extra
    stated = (article.meta.description, article.meta.excerpt, *(as_text(extra.get(key)) for key in _SUBTITLES))
    return plain_text(next(filter(None, stated), ""))


def _read_next(site: Site, article: Article) -> tuple[SuggestionView, ...]:
    """What to read after a post, best first."""
    found = ((site.by_url[suggestion.url], suggestion) for suggestion in site.suggestions.get(article.url, ()))
    return tuple(
        SuggestionView(url=card.url, title=card.title, why=reason(suggestion, site.language))
        for card, suggestion in found
    )


def _pagination(number: int, total: int, address: Callable[[int], str]) -> Pagination:
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
