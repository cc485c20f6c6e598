"""Atom (RFC 4287) and JSON Feed (version 1.1): of the site, of each tag, of each category."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final
from urllib.parse import urljoin

import msgspec

from blogbuild.markup.links import replace_references
from blogbuild.model import Body, Target, generated
from blogbuild.site import Structure, published
from blogbuild.view import View

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without posts was last changed: the output knows no clock."""

# XML 1.0, section 2.2: what no XML file may hold, not even escaped.
_NOT_XML: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plan(structure: Structure) -> Iterator[Target]:
    """Two targets a feed. Those of terms have excerpts: in full, each post would be there once for each of its tags."""
    config = structure.config
    newest = tuple(post.url for post in structure.posts[: config.feeds.limit])
    yield from _targets(config.title, "/", config.feed_path, newest, is_full=config.feeds.full_text)
    if not config.feeds.terms:
        return
    for taxonomy in (structure.tags, structure.categories):
        for term in taxonomy.terms:
            title = f"{config.title} · {term.name}"
            yield from _targets(
                title, term.path, f"{term.path}feed.xml", term.posts[: config.feeds.limit], is_full=False
            )


def _targets(title: str, folder: str, atom: str, posts: tuple[str, ...], *, is_full: bool) -> Iterator[Target]:
    yield generated(atom.removeprefix("/"), "atom", title, folder, atom, posts, is_full)
    yield generated(f"{folder}feed.json".removeprefix("/"), "json", title, folder, posts, is_full)


def atom(view: View, title: str, folder: str, path: str, posts: Sequence[str], is_full: bool) -> str:  # noqa: FBT001
    """A feed in its Atom form."""
    config = view.config
    home, own = config.absolute(folder), config.absolute(path)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{config.language}">',
        f"<title>{escape(title)}</title>",
        f"<subtitle>{escape(config.description)}</subtitle>" if config.description else "",
        f"<id>{escape(home)}</id>",
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(own)}"/>',
        f"<updated>{_changed(view, posts).isoformat()}</updated>",
        f"<author>{_atom_author(view)}</author>",
        "<generator>blogbuild</generator>",
    ]
    name, entry = f"atom {is_full}", partial(_entry, is_full=is_full)
    return "\n".join([_xml(head), *[view.part(name, post, entry) for post in posts], "</feed>\n"])


def _atom_author(view: View) -> str:
    author = view.config.author
    parts = {"name": author.name or view.config.title, "uri": author.url, "email": author.email}
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)


def _entry(view: View, path: str, *, is_full: bool) -> str:
    url = escape(view.config.absolute(path))
    document, gist = view.document(path), view.gist(path)
    meta = document.meta
    lines = [
        "<entry>",
        f"<title>{escape(meta.title)}</title>",
        f"<id>{url}</id>",
        f'<link rel="alternate" type="text/html" href="{url}"/>',
        f"<published>{published(document).isoformat()}</published>",
        f"<updated>{(meta.updated or published(document)).isoformat()}</updated>",
        *(f'<category term="{escape(name)}"/>' for name in (*meta.categories, *meta.tags)),
        f"<summary>{escape(gist.summary)}</summary>" if gist.summary else "",
        f'<content type="html">{escape(_text(view, path))}</content>' if is_full else "",
        "</entry>",
    ]
    return _xml(lines)


def json_feed(view: View, title: str, folder: str, posts: Sequence[str], is_full: bool) -> str:  # noqa: FBT001
    """A feed in its JSON form."""
    config = view.config
    author = {"name": config.author.name or config.title} | ({"url": config.author.url} if config.author.url else {})
    data: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": config.absolute(folder),
        "feed_url": config.absolute(f"{folder}feed.json"),
        "description": config.description,
        "language": config.language,
        "authors": [author],
    }
    head = _json({key: value for key, value in data.items() if value != ""}).removesuffix("\n}")
    name, item = f"json {is_full}", partial(_item, is_full=is_full)
    items = ",\n  ".join([view.part(name, post, item) for post in posts])
    return f'{head},\n "items": [{f"{chr(10)}  {items}{chr(10)} " if items else ""}]\n}}\n'


def _item(view: View, path: str, *, is_full: bool) -> str:
    url = view.config.absolute(path)
    document, gist = view.document(path), view.gist(path)
    meta = document.meta
    content = {"content_html": _text(view, path)} if is_full else {"content_text": gist.summary}
    return _json(
        {
            "id": url,
            "url": url,
            "title": meta.title,
            **content,
            "summary": gist.summary,
            "date_published": published(document).isoformat(),
            "date_modified": (meta.updated or published(document)).isoformat(),
            "tags": [*meta.categories, *meta.tags],
        }
    ).replace("\n", "\n  ")


def _json(data: object) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode()


def _text(view: View, path: str) -> str:
    """A post's text as feeds carry it: a post is in the feed of every tag that it has."""
    return view.part("text", path, _whole_text)


def _whole_text(view: View, path: str) -> str:
    """The whole text with its notes, every reference absolute: a reader shows it anywhere."""
    body: Body = view.body(path)
    notes = "".join(f'<li id="fn:{escape(note.name)}">{note.html}</li>' for note in body.footnotes)
    html = body.html + (f"<ol>{notes}</ol>" if notes else "")
    return replace_references(html, partial(_absolute, view.config.absolute(path)))


def _absolute(base: str, reference: str) -> str | None:
    try:
        return urljoin(base, reference)
    except ValueError:  # an author's `http://[…` is no address, and stays what it is
        return None


def _changed(view: View, posts: Sequence[str]) -> datetime:
    documents = map(view.document, posts)
    return max((document.meta.updated or published(document) for document in documents), default=NEVER)


def _xml(lines: Iterable[str]) -> str:
    """Those lines that hold something, without what no XML file may hold."""
    return _NOT_XML.sub("", "\n".join(filter(None, lines)))
