"""What became of a change, for those who look at pages: how theirs look now, which posts and files are others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from blogbuild.content import BUILT_IN, LAYOUTS
from blogbuild.permalink import output_path
from blogbuild.serve.footing import Standing, Step
from blogbuild.serve.pages import Page
from blogbuild.serve.showing import Look, Showing, Style
from blogbuild.trace import Key

# Of more documents changed at once nobody is told one by one.
_MOST_TOLD: Final = 3


class Edited(Struct, frozen=True):
    """A post or page whose source was changed: its output's path, its address and its title."""

    path: str
    address: str
    title: str


class News(Struct, frozen=True, kw_only=True):
    """What became of a change."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    """By the address that somebody has before them."""
    edited: tuple[Edited, ...] = ()
    files: tuple[Style, ...] = ()
    """The files that are copied and were changed, style sheets among them."""
    sources: tuple[str, ...] = ()
    """The paths of what was taken over."""
    pages: int = 0
    """How many pages are others, of those that anybody has seen."""


def news_of(showing: Showing, before: Mapping[str, Page | None], step: Step | None, pages: int) -> News:
    """What there is to tell after a step, if one was taken; `before` are the pages as they were shown, by address."""
    changed = step.changed if step else frozenset()
    files = showing.files_of(changed)
    sheets = [file for file in files if file.path.endswith(".css")]
    touched = sorted(path for path in step.touched if _is_other(path, changed)) if step else []
    return News(
        looks={address: showing.look(address, page, sheets) for address, page in before.items()},
        edited=tuple(_edited(showing.site, touched)),
        files=files,
        sources=tuple(touched),
        pages=pages,
    )


def _edited(site: Standing, touched: Iterable[str]) -> Iterable[Edited]:
    state, config = site.state, site.config
    sources = [(path, found.document) for path in touched if (found := state.sources.get(path)) and found.document]
    if len(sources) <= _MOST_TOLD:
        for path, document in sources:
            if state.homes.get(document.url) == path:
                yield Edited(output_path(document.url), config.address(document.url), document.meta.title)


def _is_other(path: str, changed: Collection[Key]) -> bool:
    """Whether a file that was looked at holds something else now; of layouts nobody keeps what they held."""
    folder, _, below = path.removeprefix(BUILT_IN).partition("/")
    return folder == LAYOUTS or f"text {below}" in changed or f"file {below}" in changed
