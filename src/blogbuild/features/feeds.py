"""Atom (RFC 4287) and JSON Feed (version 1.1): of the site, of each tag, of each category."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final
from urllib.parse import urljoin

from blogbuild.markup.links import replace_references
from blogbuild.model import Article, Renderer, Target, generated
from blogbuild.site import Site, published
from blogbuild.taxonomy import Term

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without posts was last changed: the output knows no clock."""

# XML 1.0, section 2.2: what no XML file may hold, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """Some posts under a title, in a folder of the site."""

    title: str
    folder: str
    atom: str
    """The path of its Atom form."""
    articles: tuple[Article, ...]


def plan(site: Site) -> Iterator[Target]:
    """Two targets a feed."""
    texts = _Texts(site)
    for feed in _feeds(site):
        yield generated(feed.atom.removeprefix("/"), partial(_atom, texts, feed))
        yield generated(f"{feed.folder}feed.json".removeprefix("/"), partial(_json, texts, feed))


class _Texts:
    """The texts of posts as feeds carry them, each made once: a post is in the feed of every tag that it has."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._made: dict[str, str] = {}

    def of(self, article: Article) -> str:
        """The whole text with its notes, every reference absolute: a reader shows it anywhere."""
        if article.url not in self._made:
            self._made[article.url] = _content(self.site, article)
        return self._made[article.url]


def _feeds(site: Site) -> Iterator[Feed]:
    limit = site.config.feeds.limit
    yield Feed(site.title, "/", site.feed_path, site.articles[:limit])
    if not site.config.feeds.terms:
        return
    by_url = {article.url: article for article in site.articles}
    for taxonomy in (site.tag_terms, site.category_terms):
        for term in taxonomy.terms:
            yield _term_feed(site, term, tuple(by_url[url] for url in term.posts[:limit]))


def _term_feed(site: Site, term: Term, articles: tuple[Article, ...]) -> Feed:
    return Feed(f"{site.title} · {term.name}", term.path, f"{term.path}feed.xml", articles)


def _atom(texts: _Texts, feed: Feed, _: Renderer) -> str:
    site = texts.site
    home, own = site.absolute(feed.folder), site.absolute(feed.atom)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}">',
        f"<title>{_xml(feed.title)}</title>",
        f"<subtitle>{_xml(site.description)}</subtitle>" if site.description else "",
        f"<id>{_xml(home)}</id>",
        f'<link rel="alternate" type="text/html" href="{_xml(home)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{_xml(own)}"/>',
        f"<updated>{_changed(feed.articles).isoformat()}</updated>",
        f"<author>{_atom_author(site)}</author>",
        "<generator>blogbuild</generator>",
        *(_entry(texts, article) for article in feed.articles),
        "</feed>",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def _atom_author(site: Site) -> str:
    author = site.author
    parts = {"name": author.name or site.title, "uri": author.url, "email": author.email}
    return "".join(f"<{name}>{_xml(value)}</{name}>" for name, value in parts.items() if value)


def _entry(texts: _Texts, article: Article) -> str:
    site = texts.site
    url = site.absolute(article.url)
    meta = article.meta
    lines = [
        "<entry>",
        f"<title>{_xml(meta.title)}</title>",
        f"<id>{_xml(url)}</id>",
        f'<link rel="alternate" type="text/html" href="{_xml(url)}"/>',
        f"<published>{published(article).isoformat()}</published>",
        f"<updated>{(meta.updated or published(article)).isoformat()}</updated>",
        *(f'<category term="{_xml(name)}"/>' for name in (*meta.categories, *meta.tags)),
        f"<summary>{_xml(article.body.summary)}</summary>" if article.body.summary else "",
        f'<content type="html">{_xml(texts.of(article))}</content>' if site.config.feeds.full_text else "",
        "</entry>",
    ]
    return "\n".join(filter(None, lines))


def _json(texts: _Texts, feed: Feed, _: Renderer) -> str:
    site = texts.site
    author = {"name": site.author.name or site.title} | ({"url": site.author.url} if site.author.url else {})
    data: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": site.absolute(feed.folder),
        "feed_url": site.absolute(f"{feed.folder}feed.json"),
        "description": site.description,
        "language": site.language,
        "authors": [author],
        "items": [_item(texts, article) for article in feed.articles],
    }
    return json.dumps({key: value for key, value in data.items() if value != ""}, ensure_ascii=False, indent=1) + "\n"


def _item(texts: _Texts, article: Article) -> dict[str, object]:
    site = texts.site
    url = site.absolute(article.url)
    meta = article.meta
    content = {"content_html": texts.of(article)} if site.config.feeds.full_text else {
        "content_text": article.body.summary
    }  # fmt: skip
    return {
        "id": url,
        "url": url,
        "title": meta.title,
        **content,
        "summary": article.body.summary,
        "date_published": published(article).isoformat(),
        "date_modified": (meta.updated or published(article)).isoformat(),
        "tags": [*meta.categories, *meta.tags],
    }


def _content(site: Site, article: Article) -> str:
    notes = "".join(f'<li id="fn:{escape(note.name)}">{note.html}</li>' for note in article.body.footnotes)
    html = article.body.html + (f"<ol>{notes}</ol>" if notes else "")
    return replace_references(html, partial(_absolute, site.absolute(article.url)))


def _absolute(base: str, reference: str) -> str | None:
    try:
        return urljoin(base, reference)
    except ValueError:  # an author's `http://[…` is no address, and stays what it is
        return None


def _changed(articles: Sequence[Article]) -> datetime:
    return max((article.meta.updated or published(article) for article in articles), default=NEVER)


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
