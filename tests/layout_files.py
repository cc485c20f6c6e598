"""Layouts in a folder of their own, for tests of how they are filled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from blogbuild.config import Config
from blogbuild.templates import Layouts


def write_layouts(folder: Path, layouts: Mapping[str, str]) -> None:
    """Write each under its name."""
    for name, text in layouts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")


def layouts_in(folder: Path) -> Layouts:
    """The layouts of a site that has no others, not even built-in ones, and no files."""
    return Layouts((folder, folder), Config(), lambda _: None, tuple)
