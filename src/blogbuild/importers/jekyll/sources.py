"""Walks a Jekyll blog: every file that Jekyll reads, by what it is for; and what it leaves out, and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.rules import Rules

Area: TypeAlias = Literal["site", "posts", "drafts", "data", "partials", "collection"]

THEME: Final = {
    "_layouts": "the theme's layouts: blogbuild has its own",
    "_sass": "the theme's style sheets",
    "_plugins": "plugins, which are Ruby programs",
    "_site": "what Jekyll built",
}
OWN: Final = frozenset({"_config.yml", "_config.yaml", "_config.toml"})
_REASONS: Final = {
    "excluded": "excluded by the blog's configuration, or by Jekyll's own list",
    "hidden": "hidden files, which Jekyll does not publish",
    "underscored": "names with an underscore in front, which Jekyll does not publish",
    "a backup": "backups",
}


class SourceEntry(Struct, frozen=True, kw_only=True):
    """A file that Jekyll reads: its path below the blog's source, where it lies, the kind of folder it is in."""

    path: str
    file: Path
    area: Area
    base: str = ""
    """The folder that is read on its own, such as `docs/_posts`."""


class LeftOut(Struct, frozen=True, order=True):
    """A file or folder that does not come over, and why."""

    path: str
    why: str


class Folders(Struct, frozen=True, kw_only=True):
    """Where a blog keeps what, and its rules."""

    root: Path
    rules: Rules
    collections: frozenset[str]
    """The folders of its collections, without the posts."""
    data: str = "_data"
    partials: str = "_includes"

    def area(self, path: str) -> Area | None:
        """What a folder is read for on its own, if it is."""
        if path in {self.data, self.partials}:
            return "data" if path == self.data else "partials"
        if path in self.collections:
            return "collection"
        return _ANYWHERE.get(path.rpartition("/")[2])


_ANYWHERE: Final[dict[str, Area]] = {"_posts": "posts", "_drafts": "drafts"}


def read_folders(root: Path, config: BlogConfig, rules: Rules) -> Folders:
    """The folders that a blog names in its configuration, or Jekyll's own."""
    above = config.text("collections_dir").strip("/")
    labels = [label for label in (*config.table("collections"), *config.texts("collections")) if label != "posts"]
    return Folders(
        root=root,
        rules=rules,
        collections=frozenset(f"{above}/_{label}".lstrip("/") for label in labels),
        data=config.text("data_dir").strip("/") or "_data",
        partials=config.text("includes_dir").strip("/") or "_includes",
    )


def walk(folders: Folders) -> Iterator[SourceEntry | LeftOut]:
    """Every file below the blog's source in order of path, or why it is left out; a folder that is, once."""
    yield from _walk(folders, folders.root, "", None, "", ())


def _walk(
    folders: Folders, folder: Path, path: str, area: Area | None, base: str, trail: tuple[tuple[int, int], ...]
) -> Iterator[SourceEntry | LeftOut]:
    try:
        status = folder.stat()
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError as unreadable:
        yield LeftOut(path, f"cannot be read: {unreadable.strerror}")
        return
    here = (status.st_dev, status.st_ino)
    if here in trail:
        yield LeftOut(path, "a symbolic link that runs in a circle")
        return
    for name in names:
        below = f"{path}/{name}".lstrip("/")
        yield from _entry(folders, folder / name, below, area, base, (*trail, here))


def _entry(
    folders: Folders, file: Path, path: str, area: Area | None, base: str, trail: tuple[tuple[int, int], ...]
) -> Iterator[SourceEntry | LeftOut]:
    if why := _trouble(folders.root, file, path):
        yield LeftOut(path, why)
    elif file.is_dir():
        own = folders.area(path) if area is None else None
        why = _refusal(folders, path, area, base) if own is None or _is_excluded(folders, path) else ""
        if why:
            yield LeftOut(f"{path}/", THEME.get(path, why))
        else:
            yield from _walk(folders, file, path, own or area, path if own else base, trail)
    elif path not in OWN:
        why = _refusal(folders, path, area, base)
        yield LeftOut(path, why) if why else SourceEntry(path=path, file=file, area=area or "site", base=base)


def _refusal(folders: Folders, path: str, area: Area | None, base: str) -> str:
    if area in {"data", "partials"}:  # these are read without the rules
        return ""
    return _REASONS.get(folders.rules.refusal(path, base), "")


def _is_excluded(folders: Folders, path: str) -> bool:
    return folders.rules.refusal(path) == "excluded"


def _trouble(root: Path, file: Path, path: str) -> str:
    """Why a file or folder cannot be taken at all."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "its name is no UTF-8"
    if file.is_symlink():
        target = file.resolve()
        if not target.exists():
            return "a symbolic link that leads nowhere"
        if not target.is_relative_to(root.resolve()):
            return "a symbolic link that leads out of the blog"
    return "" if file.is_dir() or file.is_file() else "no file that can be copied"
