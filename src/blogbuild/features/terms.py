"""Tag and category pages, and the two indexes over them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final, Literal

from msgspec import Struct

from blogbuild.model import Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import CATEGORIES, TAGS, Structure, TermCard
from blogbuild.taxonomy import DIGITS, HANGUL_LETTERS, OTHER, initial
from blogbuild.view import Site, View
from blogbuild.views import Part, feed_links, page_view, paginate, pagination

_IDS: Final = {DIGITS: "digits", OTHER: "other"}
_LETTERS: Final = (*HANGUL_LETTERS, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", DIGITS, OTHER)


class Group(Struct, frozen=True):
    """The terms under one letter."""

    letter: str
    id: str
    terms: tuple[TermCard, ...]


class Letter(Struct, frozen=True):
    """A letter to jump to; without an id when no term begins with it."""

    text: str
    id: str | None


def plan(structure: Structure) -> Iterator[Target]:
    """A target for each page of a term and for each index."""
    config = structure.config
    for kind, taxonomy in (("tag", structure.tags), ("category", structure.categories)):
        for term in taxonomy.terms:
            for part in paginate(config, term.path, term.posts, config.pagination.list_per_page):
                yield generated(output_path(part[0]), "term", kind, term.name, term.path, len(term.posts), part)
    count = len(structure.posts)
    yield generated(output_path(TAGS), "tags", count)
    yield generated(output_path(CATEGORIES), "categories", count)


def term(view: View, kind: Literal["tag", "category"], name: str, folder: str, count: int, part: Part[str]) -> str:
    """A page of the list of a tag or category."""
    path, number, total, urls = part
    config = view.config
    title = view.words[f"feed_{kind}"].format(name)
    feeds = feed_links(config, folder, title, f"{title} (JSON)") if config.feeds.terms else ()
    feed_url = config.address(f"{folder}feed.xml") if config.feeds.terms else ""
    return view.fill(
        "list",
        page=page_view(config, "list", path, title=name, feeds=feeds),
        kind=kind,
        heading=name,
        term=TermCard(name=name, url=config.address(folder), count=count, feed_url=feed_url),
        count=count,
        posts=view.cards(urls),
        pagination=pagination(config, folder, number, total),
    )


def tags(view: View, posts_count: int) -> str:
    """The index of tags."""
    shown = Site(view).tags
    grouped = groupby(shown, key=lambda term: initial(term.name))
    groups = tuple(Group(letter, _id(letter), tuple(terms)) for letter, terms in grouped)
    used = {group.letter for group in groups}
    # Letters that few names begin with are not shown idle: only Hangul is a row that its readers know by heart.
    idle = HANGUL_LETTERS if view.config.language == "ko" else ""
    letters = tuple(
        Letter(letter, _id(letter) if letter in used else None)
        for letter in (*_LETTERS, *sorted(used.difference(_LETTERS)))
        if letter in used or letter in idle
    )
    return view.fill(
        "terms",
        page=page_view(view.config, "terms", TAGS, title=view.words["tags"]),
        kind="tags",
        count=len(shown),
        posts_count=posts_count,
        groups=groups,
        letters=letters,
        tree=(),
    )


def categories(view: View, posts_count: int) -> str:
    """The index of categories."""
    site = Site(view)
    return view.fill(
        "terms",
        page=page_view(view.config, "terms", CATEGORIES, title=view.words["categories"]),
        kind="categories",
        count=len(site.categories),
        posts_count=posts_count,
        groups=(),
        letters=(),
        tree=site.tree,
    )


def _id(letter: str) -> str:
    return f"letter-{_IDS.get(letter, letter)}"
