"""Static files and the files beside posts, copied; what GitHub Pages needs to be there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from blogbuild.model import Target, generated
from blogbuild.site import Structure
from blogbuild.view import View


def plan(structure: Structure) -> Iterator[Target]:
    """A target for each file to copy."""
    for path, asset in structure.assets.items():
        # A built-in file has no source of the author's, and gives way to one.
        yield Target(path=path, source=asset.source, maker="copy", subject=(path,), gives_way=not asset.source)
    # Without it GitHub Pages would run Jekyll over a branch and drop what begins with an underscore.
    yield generated(".nojekyll", "nothing")


def copy(view: View, path: str) -> Path:
    """The file."""
    return view.file(path)


def nothing(_: View) -> bytes:
    """An empty file."""
    return b""
