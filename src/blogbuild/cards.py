"""Documents whose bodies are made → the cards that lists show of them, and which keys are others with a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from blogbuild.config import Config
from blogbuild.model import Document
from blogbuild.site import Card, TermLink, card
from blogbuild.state import Made, State
from blogbuild.text import fold
from blogbuild.trace import Key
from blogbuild.view import PARTS


def make_card(state: State, config: Config, document: Document, made: Made, now: datetime) -> set[Key]:
    """Make the card of a post; the keys that change with it."""
    tags, categories = state.tag_links.get() or {}, state.category_links.get() or {}
    tag_links = _links(document.meta.tags, tags)
    category_links = _links(document.meta.categories, categories)
    return put_card(state, document.url, card(config, document, made.gist, tag_links, category_links, now))


def put_card(state: State, url: str, now: Card | None) -> set[Key]:
    """Set the card of the post at a path within the site, or remove it with None; the keys that change with it."""
    before = state.cards.get(url)
    if not state.cards.put(url, now):
        return set()
    if not before or not now:
        return {f"card {url}"}
    changed = {f"{part} {url}" for part in PARTS if getattr(before, part) != getattr(now, part)}
    if not state.cards.is_same(replace(before, **{part: getattr(now, part) for part in PARTS}), now):
        changed.add(f"card {url}")
    return changed


def _links(spellings: Iterable[str], links: Mapping[str, TermLink]) -> Iterator[TermLink]:
    """The links of the terms that the spellings name, each once, in order."""
    return (links[key] for key in dict.fromkeys(map(fold, spellings)))
