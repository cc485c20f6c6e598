"""How large pictures are: the one door to imagesize."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})


def sizes(files: Mapping[str, Path]) -> dict[str, tuple[int, int]]:
    """Width and height in pixels of those files that are pictures, by the same names; only their heads are read."""
    pictures = {name: file for name, file in files.items() if PurePosixPath(name).suffix.lower() in _SUFFIXES}
    if not pictures:
        return {}
    import imagesize  # a site without pictures need not wait for it

    found = {name: _size(imagesize.get, file) for name, file in pictures.items()}
    return {name: size for name, size in found.items() if size}


def _size(get: Callable[[str], tuple[int, int]], file: Path) -> tuple[int, int] | None:
    try:
        width, height = get(str(file))
    except (OSError, ValueError):  # a picture that cannot be read is shown as it is
        return None
    return (round(width), round(height)) if width > 0 and height > 0 else None
