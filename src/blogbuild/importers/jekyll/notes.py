"""What the author of an imported blog should know besides: image paths, files that Pages treats on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.plan import Copy

_LARGE: Final = 50 * 1024 * 1024


def notes(config: BlogConfig, copies: Iterable[Copy]) -> Iterator[str]:
    """Each note a line."""
    placed = tuple(copies)
    yield from _readme(placed)
    if images := config.text("cdn", "img_cdn"):
        yield f"the theme put {images} in front of image paths (cdn); such paths are taken as they stand here"
    for copy in placed:
        if copy.kind == "file" and copy.file.stat().st_size > _LARGE:
            yield f"{copy.source} is larger than 50 MB; GitHub refuses files above 100 MB"


def _readme(copies: tuple[Copy, ...]) -> Iterator[str]:
    names = {PurePosixPath(copy.source).as_posix().lower() for copy in copies}
    if "readme.md" in names:
        yield "README.md is copied as a file; GitHub Pages makes it the home page of a blog that has no index"
