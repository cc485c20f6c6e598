"""Tags and categories: which posts share one, where its page is, how categories nest, in which order they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from blogbuild.errors import Problem, warning
from blogbuild.text import fold

TermKind: TypeAlias = Literal["tags", "categories"]

_UNSAFE_IN_NAMES: Final = re.compile(r'[\s/\\:*?"<>|%\x00-\x1f]+')
_SYLLABLES: Final = ("가", "힣")
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SINGLE: Final = str.maketrans("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ")
_SYLLABLES_AN_INITIAL: Final = 588
# Files of the index itself: a term's folder may not stand in their place.
_RESERVED: Final = ("index.html", "feed.xml", "feed.json")
HANGUL_LETTERS: Final = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
DIGITS: Final = "0–9"
OTHER: Final = "#"


class Labels(Struct, frozen=True, kw_only=True):
    """The tags and categories of one post, as its front matter spells them."""

    source: str
    url: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]


class Term(Struct, frozen=True, kw_only=True, array_like=True):
    """A tag or category: its commonest spelling, its path within the site, the URLs of its posts in their order."""

    name: str
    path: str
    posts: tuple[str, ...]


class Branch(Struct, frozen=True, kw_only=True, array_like=True):
    """A category among those above and below it."""

    term: Term
    children: tuple[Branch, ...] = ()


class Taxonomy(Struct, frozen=True, kw_only=True, array_like=True):
    """All terms of one kind, in alphabetical order, and the way from any spelling to its term."""

    kind: TermKind
    terms: tuple[Term, ...]
    by_key: Mapping[str, Term]
    tree: tuple[Branch, ...] = ()

    def of(self, spellings: Iterable[str]) -> tuple[Term, ...]:
        """The terms that the spellings name, each once, in order."""
        return tuple({(key := fold(name)): self.by_key[key] for name in spellings}.values())


def classify(kind: TermKind, posts: Sequence[Labels]) -> tuple[Taxonomy, tuple[Problem, ...]]:
    """The terms of one kind over all posts, and a warning where one is spelled in several ways.

    Names that differ by letter case or width are one term; names that differ otherwise never share a page.
    """
    spellings: dict[str, Counter[str]] = {}
    members: dict[str, dict[str, None]] = {}
    for post in posts:
        for name in _labels(post, kind):
            key = fold(name)
            spellings.setdefault(key, Counter())[name] += 1
            members.setdefault(key, {})[post.url] = None
    names = {key: _commonest(counted) for key, counted in spellings.items()}
    slugs = _slugs(names.values())
    by_key = {
        key: Term(name=name, path=f"/{kind}/{slugs[name]}/", posts=tuple(members[key])) for key, name in names.items()
    }
    terms = tuple(sorted(by_key.values(), key=lambda term: sort_key(term.name)))
    tree = _tree((_path(post) for post in posts), by_key) if kind == "categories" else ()
    return Taxonomy(kind=kind, terms=terms, by_key=by_key, tree=tree), _variants(kind, posts, spellings, names)


def initial(name: str) -> str:
    """The letter of a name in an index: ㄱ to ㅎ (double ones under their single one), A to Z, digits, the rest."""
    first = fold(name)[:1]
    if _SYLLABLES[0] <= first <= _SYLLABLES[1]:
        return _INITIALS[(ord(first) - ord("가")) // _SYLLABLES_AN_INITIAL].translate(_SINGLE)
    if first in _INITIALS:
        return first.translate(_SINGLE)
    if first.isdigit():
        return DIGITS
    return first.upper() if first.isascii() and first.isalpha() else OTHER


def sort_key(name: str) -> tuple[int, str, str, str]:
    """Hangul first, then Latin, figures, the rest; each letter's names together, in its own alphabet."""
    letter = initial(name)
    group = 0 if letter in HANGUL_LETTERS else 2 if letter == DIGITS else 3 if letter == OTHER else 1
    return group, letter, fold(name), name


def _labels(post: Labels, kind: TermKind) -> tuple[str, ...]:
    return post.tags if kind == "tags" else post.categories


def _commonest(counted: Counter[str]) -> str:
    return min(counted, key=lambda name: (-counted[name], name))


def _slugs(names: Iterable[str]) -> Mapping[str, str]:
    """A slug for each name, none twice: the plainest name has it, the others get a number."""
    slugs: dict[str, str] = {}
    taken = set(_RESERVED)
    for name in sorted(names, key=lambda name: (_slug(name) != fold(name), name)):
        slug, number = _slug(name), 1
        while (free := slug if number == 1 else f"{slug}-{number}") in taken:
            number += 1
        taken.add(free)
        slugs[name] = free
    return slugs


def _slug(name: str) -> str:
    # "#" begins a fragment and a final dot is lost on Windows; everything else that a file name may hold is kept.
    named = fold(name).replace("#", "sharp")
    return _UNSAFE_IN_NAMES.sub("-", named).strip("-").rstrip(".") or "-"


def _variants(
    kind: TermKind, posts: Sequence[Labels], spellings: Mapping[str, Counter[str]], names: Mapping[str, str]
) -> tuple[Problem, ...]:
    """One warning for each rarer spelling, at the first post that has it."""
    rarer = {name for key, counted in spellings.items() for name in counted if name != names[key]}
    problems = []
    for post in posts if rarer else ():
        for name in _labels(post, kind):
            if name in rarer:
                rarer.discard(name)
                common = names[fold(name)]
                what = f'"{name}" and "{common}" in {kind} differ only by letter case or width; they share one page'
                problems.append(warning(post.source, what, f'write "{common}"'))
    return tuple(problems)


def _path(post: Labels) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, post.categories)))


def _tree(paths: Iterable[tuple[str, ...]], by_key: Mapping[str, Term]) -> tuple[Branch, ...]:
    """The categories nested as the posts list them: `[공부, 알고리즘]` puts 알고리즘 below 공부."""
    below: dict[tuple[str, ...], dict[str, None]] = {(): {}}
    for path in paths:
        for depth, key in enumerate(path):
            below.setdefault(path[:depth], {})[key] = None
    # What stands under another somewhere does not stand at the top as well.
    nested = {key for path, keys in below.items() if path for key in keys}
    return _branches((), below, by_key, nested)


def _branches(
    path: tuple[str, ...],
    below: Mapping[tuple[str, ...], Mapping[str, None]],
    by_key: Mapping[str, Term],
    nested: frozenset[str] | set[str],
) -> tuple[Branch, ...]:
    keys = [key for key in below.get(path, ()) if path or key not in nested or below.get((key,))]
    ordered = sorted(keys, key=lambda key: sort_key(by_key[key].name))
    return tuple(Branch(term=by_key[key], children=_branches((*path, key), below, by_key, nested)) for key in ordered)
