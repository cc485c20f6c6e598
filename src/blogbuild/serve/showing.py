"""The pages of a site that stands: each is made when it is asked for, and told apart from what it was before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from blogbuild import bodies
from blogbuild.config import Value
from blogbuild.content import LAYOUTS, is_layout, located
from blogbuild.data import data_of
from blogbuild.errors import BlogError, Problem
from blogbuild.model import Gist, Target
from blogbuild.permalink import output_path
from blogbuild.serve import paths
from blogbuild.serve.footing import Standing, Step, Tools, make_body
from blogbuild.serve.pages import Page, Pages
from blogbuild.site import NOT_FOUND, Asset, Card, card
from blogbuild.starter import starter_folder
from blogbuild.state import State
from blogbuild.tables import Table
from blogbuild.templates import Layouts
from blogbuild.trace import Key
from blogbuild.view import Library, Parts

Kept = TypeVar("Kept")

# It begins with the quote, which is quickly found: the address follows.
_FINGERPRINT: Final = re.compile(r"""(["'][^"'?<>\s]+\.css)\?v=[0-9a-f]+(?=["'])""")


class Style(Struct, frozen=True):
    """A style sheet that is another now: its address, and its path in the output."""

    href: str
    path: str


class Look(Struct, frozen=True, kw_only=True):
    """How a page that somebody has before them looks now, beside how it looked."""

    digest: str | None
    """Empty where there is no such page; None where a fault is in its way."""
    before: str
    """Empty where it is not known."""
    path: str = ""
    """Of the output that is shown."""
    styles: tuple[Style, ...] = ()
    is_other: bool = False
    """Whether more is other than its style sheets."""


class Missing(Struct, frozen=True):
    """Nothing is at an address: the page that says so, if the site has one."""

    page: Page | None


class Showing:
    """What readers of a site see."""

    def __init__(self, site: Standing, tools: Tools) -> None:
        self.site = site
        self._tools = tools
        self._pages = Pages()
        self._renderer = self._layouts()
        self._library = self._seen_library()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What stands in the way of pages that were asked for."""
        return tuple(sorted({problem for found in self._pages.faults.values() for problem in found}))

    def take(self, step: Step, tools: Tools) -> int:
        """Show the next site; how many pages are others there, of those that anybody saw."""
        before, self.site, self._tools = self.site, step.site, tools
        is_other = before.config != step.site.config or before.is_partial != step.site.is_partial
        are_layouts = is_other or any(map(is_layout, step.touched))
        if are_layouts:
            self._renderer = self._layouts()
        self._library = self._seen_library()
        if is_other:
            return self._pages.spoil_all()
        for path in step.targets:
            if step.site.state.targets.get(path) is None:
                self._pages.drop(path)
        are_prints = are_layouts or any(key.startswith("file ") for key in step.changed)
        return self._pages.spoil(step.changed, step.targets, self._renderer.fingerprint if are_prints else None)

    # What is where

    def answer(self, address: str) -> Page | paths.Redirect | Missing:
        """What is shown for an address, percent-encoded as a browser has it.

        Raises BlogError when a fault stands in the way, and DamagedError.
        """
        found = self._found(address)
        if isinstance(found, str):
            return self._page(found)
        if found:
            return replace(found, path=self.site.config.address(found.path))
        has_page = self._target(output_path(NOT_FOUND)) is not None
        return Missing(self._page(output_path(NOT_FOUND)) if has_page else None)

    def is_source(self, path: str) -> bool:
        """Whether a path is that of the source of a post or page."""
        source = self.site.state.sources.get(path)
        return bool(source and source.document)

    def last(self, address: str) -> Page | None:
        """The page at an address as it was shown last; None where that is forgotten."""
        found = self._found(address)
        return self._pages.last(found) if isinstance(found, str) else None

    def look(self, address: str, before: Page | None, styles: Iterable[Style] = ()) -> Look:
        """How the page at an address looks, beside how it looked before; `styles` are sheets that were changed."""
        known = before.digest if before else ""
        found = self._found(address)
        if not isinstance(found, str):
            return Look(digest="", before=known, is_other=bool(known))
        try:
            page = self._page(found)
        except BlogError:
            return Look(digest=None, before=known, path=found)
        if before is None:
            return Look(digest=page.digest, before="", path=found, is_other=True)
        swapped, is_other = _difference(before, page)
        loose = tuple(style for style in styles if style.path not in {each.path for each in swapped})
        styles = (*swapped, *_unnamed(loose, page))
        return Look(digest=page.digest, before=known, path=found, styles=styles, is_other=is_other)

    def files_of(self, changed: Iterable[Key]) -> tuple[Style, ...]:
        """The files that are copied among what changed, each at an address that no cache knows."""
        names = sorted({key.removeprefix("file ") for key in changed if key.startswith("file ") and key[-1] != "*"})
        assets = [(name, asset) for name in names if (asset := self.site.state.assets.get(name))]
        return tuple(Style(self._fresh_address(name, asset), self._address(name)) for name, asset in assets)

    def _address(self, name: str) -> str:
        return self.site.config.address(f"/{name}")

    def _fresh_address(self, name: str, asset: Asset) -> str:
        return f"{self._address(name)}?v={(self.site.state.digests.get(asset.path) or '')[:8]}"

    def _found(self, address: str) -> str | paths.Redirect | None:
        path = paths.decoded(address)
        inner = paths.within(path, self.site.config.base_path) if path is not None else None
        if inner is None:
            return paths.Redirect("/") if path == "/" else None
        return paths.target_of(inner, lambda name: self._target(name) is not None)

    def _target(self, path: str) -> Target | None:
        return self.site.state.targets.get(path)

    def _page(self, path: str) -> Page:
        target = self._target(path)
        assert target  # noqa: S101 - it was found
        return self._pages.get(target, self._library)

    # What pages are made of

    def _layouts(self) -> Layouts:
        """The layouts as they are now, compiled when they are first used."""
        folders = (self.site.files.root / LAYOUTS, starter_folder() / LAYOUTS)
        return Layouts(folders, self.site.config, self._digest, self._names)

    def _names(self) -> Iterable[str]:
        return self.site.state.assets.all()

    def _digest(self, path: str) -> str | None:
        asset = self.site.state.assets.get(path)
        return self.site.state.digests.get(asset.path) if asset else None

    def _seen_library(self) -> Library:
        site, tools = self.site, self._tools
        known: list[Mapping[str, Value]] = []

        def data() -> Mapping[str, Value]:
            if not known:
                known.append(data_of(site.files))
            return known[0]

        return Library(
            config=site.config,
            state=_on_demand(site, tools) if site.is_partial else site.state,
            renderer=self._renderer,
            body=lambda made: bodies.body(tools.cache, made.key),
            data=data,
            file=lambda asset: located(site.files.root, asset.file),
            parts=Parts(),
        )


class _Asked(Table[Kept]):
    """A table whose values are made when they are asked for."""

    def __init__(self, table: Table[Kept], make: Callable[[str], None]) -> None:
        self._table = table
        self._make = make

    def get(self, key: str) -> Kept | None:
        """The value. Raises BlogError where it cannot be made."""
        self._make(key)
        return self._table.get(key)


class _AskedCards(_Asked[Card]):
    """Cards that are made when they are asked for; what is wrong with a post does not take others' pages away."""

    def __init__(self, site: Standing, make: Callable[[str], None], now: datetime) -> None:
        super().__init__(site.state.cards, make)
        self._site = site
        self._now = now

    def get(self, key: str) -> Card | None:
        """The card; that of a body with a fault has what its front matter says."""
        try:
            return super().get(key)
        except BlogError:
            document = self._site.state.document(key)
            return card(self._site.config, document, Gist(), (), (), self._now) if document else None


def _on_demand(site: Standing, tools: Tools) -> State:
    def make(url: str) -> None:
        if site.state.homes.get(url):
            make_body(site, url, tools)

    return replace(site.state, made=_Asked(site.state.made, make), cards=_AskedCards(site, make, tools.now))


def _difference(before: Page, now: Page) -> tuple[tuple[Style, ...], bool]:
    """The style sheets of a page that have another fingerprint now, and whether more is other."""
    if before.digest == now.digest or not isinstance(before.content, bytes) or not isinstance(now.content, bytes):
        return (), before.digest != now.digest
    old, new = before.content.decode(errors="replace"), now.content.decode(errors="replace")
    if _FINGERPRINT.sub(r"\1", old) != _FINGERPRINT.sub(r"\1", new):
        return (), True
    known = {match[0] for match in _FINGERPRINT.finditer(old)}
    found = {match[0]: match[1] for match in _FINGERPRINT.finditer(new) if match[0] not in known}
    return tuple(Style(href[1:], path[1:]) for href, path in found.items()), False


def _unnamed(styles: Iterable[Style], page: Page) -> tuple[Style, ...]:
    """Those sheets that the page does not name with their fingerprint: without it, or through another sheet."""
    text = page.content if isinstance(page.content, bytes) else b""
    return tuple(style for style in styles if f"{style.path}?v=".encode() not in text)
