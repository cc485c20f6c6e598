"""Walks content/, static/ and layouts/: which files there are, what each is for, what its text is."""

from __future__ import annotations

import codecs
import fnmatch
import functools
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.dates import DATED_NAME
from blogbuild.disk import Signature, Snapshot, moment, signature
from blogbuild.errors import BlogError, Problem, error, warning
from blogbuild.model import SourceFile, SourceKind
from blogbuild.starter import starter_folder
from blogbuild.text import nfc

CONTENT: Final = "content"
STATIC: Final = "static"
LAYOUTS: Final = "layouts"
BUILT_IN: Final = "built-in:"
MARKDOWN: Final = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mkdown"})
HTML: Final = frozenset({".html", ".htm"})
DATA: Final = frozenset({".yml", ".yaml", ".toml", ".json", ".csv"})
# A post of this size was pasted by mistake, and its page would help nobody.
LARGEST_TEXT: Final = 8 * 1024 * 1024
_USUAL: Final = 64 * 1024

_POSTS: Final = frozenset({"posts", "_posts"})
_DRAFTS: Final = frozenset({"drafts", "_drafts"})
COLLECTIONS: Final = _POSTS | _DRAFTS
"""The folders that hold posts and drafts."""
_NOT_STATIC: Final = frozenset({".git", ".svn", ".hg", ".DS_Store", ".gitkeep", ".gitignore"})
_LEFT_BEHIND: Final = re.compile(r"^#|~$|\.(?:swp|tmp|bak|orig)$|^(?:Thumbs\.db|desktop\.ini)$")


class Files(Struct, frozen=True):
    """What lies in a site's folder and in our own: the signature of each file by its path, in order.

    A path is in NFC and begins with the folder that it lies in; those of built-in files begin with `built-in:`. `names`
    has the real names of those that are written in another way on the disk.
    """

    root: Path
    snapshot: Snapshot
    names: Mapping[str, str]

    def locate(self, path: str) -> Path:
        """Where a file lies."""
        return located(self.root, self.names.get(path, path))

    def below(self, folder: str) -> Iterator[str]:
        """The paths below a folder, in order."""
        return (path for path in self.snapshot if path.startswith(f"{folder}/"))


def located(root: Path, name: str) -> Path:
    """Where the file of a name, as the disk has it, lies."""
    return starter_folder() / name.removeprefix(BUILT_IN) if name.startswith(BUILT_IN) else root / name


def scan(root: Path, exclude: Iterable[str] = ()) -> Files:
    """Every file of the site in a folder, and ours that it may use: without backups and what `exclude` matches.

    Hidden files count in static/ only. Raises BlogError when there is no content folder, when one may not be read or
    symbolic links run in a circle, and when two files differ only by the Unicode form of their names.
    """
    if not (root / CONTENT).is_dir():
        mend = f'make the folder {CONTENT}/posts, or write a first post with "blogbuild new post TITLE"'
        raise BlogError([error(CONTENT, "there is no such folder", mend)])
    now = moment()
    own, ours = str(root), str(starter_folder())
    found: dict[str, Signature] = {}
    names: dict[str, str] = {}
    patterns = tuple(exclude)
    for folder, above, prefix in ((CONTENT, own, ""), (STATIC, own, ""), (LAYOUTS, own, ""), (STATIC, ours, BUILT_IN),
                                  (LAYOUTS, ours, BUILT_IN)):  # fmt: skip
        for name, status in _entries(f"{above}/{folder}", folder, (), hidden=folder == STATIC):
            path = name if name.isascii() else nfc(_readable(name))
            if folder == CONTENT and patterns and _is_excluded(path, patterns):
                continue
            if prefix + path in found:
                mend = "remove one of them; they look the same and differ in bytes"
                raise BlogError([error(path, "is there twice, in two Unicode forms of its name", mend)])
            found[prefix + path] = signature(status, now) if status else ""
            if name != path:
                names[prefix + path] = prefix + name
    return Files(root, dict(sorted(found.items())), names)


def _readable(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError as broken:
        shown = name.encode(errors="surrogateescape").decode(errors="replace")
        raise BlogError([error(shown, "has a name that is not UTF-8", "rename it, or move it away")]) from broken
    return name


def source_file(files: Files, path: str) -> SourceFile | None:
    """The file of content/ at a path; None when it is for nothing (`_sass/`, say)."""
    kind = kind_of(path)
    return SourceFile(path=path, file=files.locate(path), kind=kind) if kind else None


def sources_of(files: Files, kind: SourceKind) -> Iterator[SourceFile]:
    """Every file of content/ that is for this, in order."""
    return (
        SourceFile(path=path, file=files.locate(path), kind=kind)
        for path in files.below(CONTENT)
        if kind_of(path) == kind
    )


def read_text(source: SourceFile) -> tuple[str, tuple[Problem, ...]]:
    r"""The file's text with line ends as `\n` and without byte order mark; CP949 is read with a warning.

    Raises BlogError for bytes in no encoding that we know, for a file that may not be read or is far too large.
    """
    try:
        data = _bytes_of(source.file)
    except OSError as unreadable:
        raise BlogError([error(source.path, f"cannot be read: {unreadable.strerror}")]) from unreadable
    if len(data) > LARGEST_TEXT:
        mend = "split it, or move data into a file beside it"
        raise BlogError([error(source.path, f"has {len(data) // 1024**2} MB of text", mend)])
    text, problems = _decoded(source.path, data)
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text), problems


def _bytes_of(file: Path) -> bytes:
    """What a file holds, with few calls to the system: most posts come with the first read."""
    opened = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = [os.read(opened, _USUAL)]
        while parts[-1]:
            parts.append(os.read(opened, LARGEST_TEXT))
    finally:
        os.close(opened)
    return b"".join(parts)


def _entries(
    folder: str, path: str, trail: tuple[tuple[int, int], ...], *, hidden: bool
) -> Iterator[tuple[str, os.stat_result | None]]:
    """The files below a folder with what the system knows of them, through links to folders, never twice round.

    Of a link that leads nowhere it knows nothing: whoever reads the file will be told.
    """
    try:
        status = os.stat(folder)  # noqa: PTH116 - text, ten thousand times
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:
        return
    except OSError as unreadable:
        raise BlogError([error(nfc(path), f"cannot be read: {unreadable.strerror}")]) from unreadable
    here = (status.st_dev, status.st_ino)
    if here in trail:
        raise BlogError([error(nfc(path), "this symbolic link runs in a circle", "remove the link")])
    for entry in entries:
        name = entry.name
        if _is_left_out(name, hidden=hidden):
            continue
        if entry.is_dir():
            yield from _entries(entry.path, f"{path}/{name}", (*trail, here), hidden=hidden)
            continue
        try:
            yield f"{path}/{name}", entry.stat()
        except FileNotFoundError:
            yield f"{path}/{name}", None


def _is_left_out(name: str, *, hidden: bool) -> bool:
    is_hidden = name[0] == "." and (not hidden or name in _NOT_STATIC)
    return is_hidden or bool(_LEFT_BEHIND.search(name))


@functools.lru_cache(maxsize=4096)
def _kind_in(folders: tuple[str, ...], suffix: str) -> tuple[SourceKind | None, bool]:
    """What files of an ending are for in these folders, and whether their own names decide it further."""
    is_text = suffix in MARKDOWN | HTML
    if "_data" in folders:
        return ("data" if suffix in DATA else None), False
    if "_includes" in folders:
        return "partial", False
    if any(folder.startswith("_") and folder not in _POSTS | _DRAFTS for folder in folders):
        return None, False
    if not is_text:
        return ("draft_asset" if _is_in(folders, _DRAFTS) else "asset"), False
    if _is_in(folders, _POSTS):
        return "post", True
    return ("draft" if _is_in(folders, _DRAFTS) else "page"), False


@functools.lru_cache(maxsize=1 << 16)  # asked several times for each file whenever the site is placed
def kind_of(path: str) -> SourceKind | None:
    """What a file below content/ is for, by the folders it lies in; None when it is for nothing (`_sass/`, say)."""
    *folders, name = path.split("/")
    stem, dot, suffix = name.rpartition(".")
    suffix = f".{suffix.lower()}" if dot and stem else ""
    kind, is_posts = _kind_in(tuple(folders[1:]), suffix)
    return _post_kind(name, suffix, folders) if is_posts else kind


def is_layout(path: str) -> bool:
    """Whether a file is a layout, of the site or of ours."""
    return path.startswith((f"{LAYOUTS}/", f"{BUILT_IN}{LAYOUTS}/"))


def _is_in(folders: tuple[str, ...], names: frozenset[str]) -> bool:
    """Whether it is below content/posts, or below a `_posts` anywhere."""
    return any(folder in names and (depth == 0 or folder.startswith("_")) for depth, folder in enumerate(folders))


def _post_kind(name: str, suffix: str, folders: list[str]) -> SourceKind:
    # Jekyll's own folder keeps its rule: what has no date in its name is no post. HTML without one lies beside a post.
    is_dated = bool(DATED_NAME.match(name))
    if "_posts" in folders:
        return "post" if is_dated else "undated"
    return "post" if suffix in MARKDOWN or is_dated else "asset"


def _is_excluded(path: str, patterns: tuple[str, ...]) -> bool:
    name = path.removeprefix(f"{CONTENT}/")
    return any(fnmatch.fnmatch(name, pattern) or name.startswith(pattern.rstrip("/") + "/") for pattern in patterns)


def _decoded(path: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    bom = next((mark for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if data.startswith(mark)), None)
    try:
        return (data.decode("utf-16") if bom else data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as broken:
        try:
            text = data.decode("cp949")
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, broken.start) + 1
            mend = "save the file as UTF-8"
            raise BlogError([error(path, "is text in no encoding that we know", mend, line=line)]) from broken
    name = shlex.quote(path)
    mend = f"convert it: iconv -f CP949 -t UTF-8 {name} > new.md && mv new.md {name}"
    return text, (warning(path, "is CP949, not UTF-8; read as that", mend),)
