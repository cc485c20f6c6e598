"""How large pictures are: the one door to imagesize."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


def is_picture(path: str) -> bool:
    """Whether a file is a picture, by its name."""
    return path.lower().endswith(_SUFFIXES)


def size_of(file: Path) -> tuple[int, int] | None:
    """Width and height in pixels of a picture, of which only the head is read; None where they cannot be told."""
    import imagesize  # a site without pictures need not wait for it

    try:
        width, height = imagesize.get(str(file))
    except (OSError, ValueError):  # a picture that cannot be read is shown as it is
        return None
    return (round(width), round(height)) if width > 0 and height > 0 else None
