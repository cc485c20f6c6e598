"""Liquid in bodies, for blogs that come from Jekyll: tags and filters as in Jekyll 4.3, on the library python-liquid.

A body without `{%` and `{{` costs nothing; the library is imported for the first one that has them.
"""

from __future__ import annotations

from collections.abc import Callable

from blogbuild.errors import Problem
from blogbuild.markup.liquid.site import LiquidPost, LiquidSite
from blogbuild.model import Document
from blogbuild.trace import Key
from blogbuild.values import as_switch

__all__ = ["LiquidPost", "LiquidSite", "asks_for_liquid", "render_liquid"]


def asks_for_liquid(document: Document) -> bool:
    """Whether the body has something for Liquid in it, and does not ask to be left alone."""
    has_marks = "{{" in document.body or "{%" in document.body
    return has_marks and as_switch(document.meta.extra.get("render_with_liquid"), default=True)


def render_liquid(
    document: Document, site: LiquidSite, note: Callable[[Key], None] = lambda _: None
) -> tuple[str, tuple[Problem, ...]]:
    """The document's body with its Liquid run, and what is to be said of it; Markdown comes after.

    `note` is told the key of every file that is read for it, besides what the site holds.

    What cannot be run stays as it is written, with a warning. A post or file that a tag refers to and that is not
    there is an error, and so is a body that never ends.
    """
    if not asks_for_liquid(document):
        return document.body, ()
    from blogbuild.markup.liquid.run import run

    return run(document, site, note)
