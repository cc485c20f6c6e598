"""Static files and the files beside posts, copied; what GitHub Pages needs to be there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from blogbuild.model import Renderer, Target, generated
from blogbuild.site import Asset, Site


def plan(site: Site) -> Iterator[Target]:
    """A target for each file to copy."""
    for path, asset in site.assets.items():
        render = partial(_copy, asset)
        # A built-in file has no source of the author's, and gives way to one.
        yield Target(path=path, source=asset.source, render=render, gives_way=not asset.source)
    # Without it GitHub Pages would run Jekyll over a branch and drop what begins with an underscore.
    yield generated(".nojekyll", _nothing)


def _copy(asset: Asset, _: Renderer) -> Path:
    return asset.file


def _nothing(_: Renderer) -> bytes:
    return b""
