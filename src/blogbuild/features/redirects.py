"""Old addresses (`redirect_from`, `[redirects]`) → pages that lead to the new one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from blogbuild.model import Target, generated
from blogbuild.permalink import clean, output_path
from blogbuild.site import Structure
from blogbuild.view import View
from blogbuild.views import page_view


def plan(structure: Structure) -> Iterator[Target]:
    """A target for each old address (jekyll-redirect-from: one with a closing slash is a folder, else a file)."""
    for document in (*structure.posts, *structure.pages):
        for old in document.meta.redirect_from:
            subject = (old, document.url)
            yield Target(
                path=output_path(old), source=document.source, maker="redirect", subject=subject, gives_way=True
            )
    for old, new in structure.config.redirects.items():
        path = clean(unquote(old))
        yield generated(output_path(path), "redirect", path, clean(unquote(str(new))))


def redirect(view: View, path: str, new: str) -> str:
    """A page that leads on."""
    page = page_view(view.config, "redirect", path, title=view.words["moved"])
    return view.fill("redirect", page=page, target=view.config.absolute(new))
