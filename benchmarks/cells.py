"""What is done to a site before a build under measurement, and how it is seen that the build has followed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from corpus import post
from generators import EDITION, TITLE, Site

Change: TypeAlias = Callable[[Site, str], None]
Check: TypeAlias = Callable[[Site, str], bool]


def remove_all(site: Site, _mark: str) -> None:
    """Leave neither output nor cache."""
    for path in site.disposable():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def change_nothing(_site: Site, _mark: str) -> None:
    """Leave all as it stands."""


def edit_body(site: Site, mark: str) -> None:
    """Write a paragraph more at the end of the middle post."""
    source = site.source(post(site.posts // 2))
    source.write_text(f"{source.read_text(encoding='utf-8')}\n고쳐 쓴 문단 {mark}.\n", encoding="utf-8")


def edit_title(site: Site, mark: str) -> None:
    """Give the middle post another title."""
    source = site.source(post(site.posts // 2))
    pattern = re.escape(TITLE).replace(r"\{\}", '[^"]*')
    text = re.sub(pattern, TITLE.format(f"고친 제목 {mark}"), source.read_text(encoding="utf-8"), count=1)
    source.write_text(text, encoding="utf-8")


def edit_layout(site: Site, mark: str) -> None:
    """Change a word at the foot of every page."""
    name, _ = EDITION.split("-")
    text = re.sub(rf"{name}-[\w-]+", f"{name}-{mark}", site.base.read_text(encoding="utf-8"))
    site.base.write_text(text, encoding="utf-8")


def has_all_posts(site: Site, _mark: str) -> bool:
    """Every post has its page."""
    pages = site.page(post(0)).parent.parent.glob("*/index.html")
    return sum(1 for _ in pages) == site.posts


def shows_in_post(site: Site, mark: str) -> bool:
    """The page of the post that was edited has the mark."""
    return mark in _page(site, site.posts // 2)


def shows_beside(site: Site, mark: str) -> bool:
    """So have the pages before and after it, which link to it by its title."""
    middle = site.posts // 2
    return all(mark in _page(site, number) for number in (middle - 1, middle, middle + 1))


def shows_everywhere(site: Site, mark: str) -> bool:
    """The first, the middle and the last page have the mark."""
    return all(mark in _page(site, number) for number in (0, site.posts // 2, site.posts - 1))


CELLS: Final[Mapping[str, tuple[Change, Check]]] = {
    "cold": (remove_all, has_all_posts),
    "unchanged": (change_nothing, has_all_posts),
    "body": (edit_body, shows_in_post),
    "title": (edit_title, shows_beside),
    "layout": (edit_layout, shows_everywhere),
}


def _page(site: Site, number: int) -> str:
    return site.page(post(number)).read_text(encoding="utf-8")
