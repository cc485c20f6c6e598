"""Which layout a post or page gets: the one it asks for, where that is a layout for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

# Each is given the variables of its own kind of page.
_OURS: Final = frozenset({"base", "home", "list", "terms", "archive", "404", "redirect"})
_FAMILIAR: Final = frozenset({"", "post", "posts", "page", "pages", "single", "default", "home", "none", "null"})


def layout_for(asked: str, kind: Literal["post", "page"], has: Callable[[str], bool]) -> str:
    """The layout of a post or page that asks for one; its kind's own where there is none such."""
    # Posts and pages are given different variables; Jekyll's layouts know only `page`.
    other = "post" if kind == "page" else "page"
    return asked if asked not in _OURS | {other, ""} and has(asked) else kind


def is_missed(asked: str, kind: Literal["post", "page"], has: Callable[[str], bool]) -> bool:
    """Whether its author should be told that there is no such layout; names that Jekyll's themes use go without."""
    return asked not in _FAMILIAR and layout_for(asked, kind, has) != asked
