"""Tag and category pages, and the two indexes over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final, Literal

from blogbuild.model import Renderer, Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import CATEGORIES, TAGS, Card, Site, TermCard, cards_of, term_card
from blogbuild.taxonomy import DIGITS, HANGUL_LETTERS, OTHER, Branch, Taxonomy, Term, initial
from blogbuild.views import Pagination, feed_links, page_view, paginate

_IDS: Final = {DIGITS: "digits", OTHER: "other"}
_LETTERS: Final = (*HANGUL_LETTERS, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", DIGITS, OTHER)


@dataclass(frozen=True, slots=True)
class Group:
    """The terms under one letter."""

    letter: str
    id: str
    terms: tuple[TermCard, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to jump to; without an id when no term begins with it."""

    text: str
    id: str | None


@dataclass(frozen=True, slots=True)
class BranchView:
    """A category as the index shows it, with those below it."""

    term: TermCard
    children: tuple[BranchView, ...]


def plan(site: Site) -> Iterator[Target]:
    """A target for each page of a term and for each index."""
    for taxonomy in (site.tag_terms, site.category_terms):
        for term in taxonomy.terms:
            yield from _term_targets(site, taxonomy, term)
    yield generated(output_path(TAGS), partial(_tags, site))
    yield generated(output_path(CATEGORIES), partial(_categories, site))


def _term_targets(site: Site, taxonomy: Taxonomy, term: Term) -> Iterator[Target]:
    kind: Literal["tag", "category"] = "tag" if taxonomy.kind == "tags" else "category"
    posts = cards_of(site, term)
    for path, shown, pagination in paginate(site, term.path, posts, site.config.pagination.list_per_page):
        yield generated(output_path(path), partial(_term, site, kind, term, path, shown, pagination))


def _term(
    site: Site,
    kind: Literal["tag", "category"],
    term: Term,
    path: str,
    posts: Sequence[Card],
    pagination: Pagination,
    renderer: Renderer,
) -> str:
    title = site.words[f"feed_{kind}"].format(term.name)
    feeds = feed_links(site, term.path, title, f"{title} (JSON)") if site.config.feeds.terms else ()
    return renderer.render(
        "list",
        site=site,
        words=site.words,
        page=page_view(site, "list", path, title=term.name, feeds=feeds),
        kind=kind,
        heading=term.name,
        term=term_card(site.config, term),
        count=len(term.posts),
        posts=posts,
        pagination=pagination,
    )


def _tags(site: Site, renderer: Renderer) -> str:
    grouped = groupby(site.tags, key=lambda term: initial(term.name))
    groups = tuple(Group(letter, _id(letter), tuple(terms)) for letter, terms in grouped)
    used = {group.letter for group in groups}
    # Letters that few names begin with are not shown idle: only Hangul is a row that its readers know by heart.
    idle = HANGUL_LETTERS if site.language == "ko" else ""
    letters = tuple(
        Letter(letter, _id(letter) if letter in used else None)
        for letter in (*_LETTERS, *sorted(used.difference(_LETTERS)))
        if letter in used or letter in idle
    )
    return renderer.render(
        "terms",
        site=site,
        words=site.words,
        page=page_view(site, "terms", TAGS, title=site.words["tags"]),
        kind="tags",
        count=len(site.tags),
        posts_count=len(site.posts),
        groups=groups,
        letters=letters,
        tree=(),
    )


def _categories(site: Site, renderer: Renderer) -> str:
    return renderer.render(
        "terms",
        site=site,
        words=site.words,
        page=page_view(site, "terms", CATEGORIES, title=site.words["categories"]),
        kind="categories",
        count=len(site.categories),
        posts_count=len(site.posts),
        groups=(),
        letters=(),
        tree=tuple(_branch(site, branch) for branch in site.category_terms.tree),
    )


def _id(letter: str) -> str:
    return f"letter-{_IDS.get(letter, letter)}"


def _branch(site: Site, branch: Branch) -> BranchView:
    return BranchView(term_card(site.config, branch.term), tuple(_branch(site, child) for child in branch.children))
