"""Walks content/ and static/: which files there are, what each is for, what its text is."""

from __future__ import annotations

import codecs
import fnmatch
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from blogbuild.dates import DATED_NAME
from blogbuild.errors import BlogError, Problem, error, warning
from blogbuild.model import SourceFile, SourceKind
from blogbuild.text import nfc

CONTENT: Final = "content"
STATIC: Final = "static"
MARKDOWN: Final = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mkdown"})
HTML: Final = frozenset({".html", ".htm"})
DATA: Final = frozenset({".yml", ".yaml", ".toml", ".json", ".csv"})
# A post of this size was pasted by mistake, and its page would help nobody.
LARGEST_TEXT: Final = 8 * 1024 * 1024

_POSTS: Final = frozenset({"posts", "_posts"})
_DRAFTS: Final = frozenset({"drafts", "_drafts"})
COLLECTIONS: Final = _POSTS | _DRAFTS
"""The folders that hold posts and drafts."""
_NOT_STATIC: Final = frozenset({".git", ".svn", ".hg", ".DS_Store", ".gitkeep", ".gitignore"})
_LEFT_BEHIND: Final = re.compile(r"^#|~$|\.(?:swp|tmp|bak|orig)$|^(?:Thumbs\.db|desktop\.ini)$")


def walk(root: Path, exclude: Iterable[str] = ()) -> tuple[SourceFile, ...]:
    """Every file below content/, sorted by path, without hidden files, backups and what `exclude` matches.

    Raises BlogError when there is no content folder, it may not be read or symbolic links run in a circle.
    """
    content = root / CONTENT
    if not content.is_dir():
        mend = f'make the folder {CONTENT}/posts, or write a first post with "blogbuild new post TITLE"'
        raise BlogError([error(CONTENT, "there is no such folder", mend)])
    found = (_source_file(root, file) for file in _files(content, root))
    patterns = tuple(exclude)
    kept = (source for source in found if source and not _is_excluded(source.path, patterns))
    return tuple(sorted(kept, key=lambda source: source.path))


def static_files(folder: Path) -> dict[str, Path]:
    """The files below a static folder by their path in the output, NFC; none when there is no such folder."""
    if not folder.is_dir():
        return {}
    return {
        nfc(file.relative_to(folder).as_posix()): file for file in sorted(_files(folder, folder.parent, hidden=True))
    }


def read_text(source: SourceFile) -> tuple[str, tuple[Problem, ...]]:
    r"""The file's text with line ends as `\n` and without byte order mark; CP949 is read with a warning.

    Raises BlogError for bytes in no encoding that we know, for a file that may not be read or is far too large.
    """
    try:
        data = source.file.read_bytes()
    except OSError as unreadable:
        raise BlogError([error(source.path, f"cannot be read: {unreadable.strerror}")]) from unreadable
    if len(data) > LARGEST_TEXT:
        mend = "split it, or move data into a file beside it"
        raise BlogError([error(source.path, f"has {len(data) // 1024**2} MB of text", mend)])
    text, problems = _decoded(source.path, data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _files(folder: Path, root: Path, *, hidden: bool = False) -> Iterator[Path]:
    """The files below a folder, through links to folders, never twice round."""
    trail: dict[str, tuple[tuple[int, int], ...]] = {}
    for at, folders, names in os.walk(folder, followlinks=True, onerror=_refuse):
        above = trail.get(os.path.dirname(at), ())  # noqa: PTH120 - text, ten thousand times
        status = os.stat(at)  # noqa: PTH116 - likewise
        here = (status.st_dev, status.st_ino)
        if here in above:
            where = nfc(Path(at).relative_to(root).as_posix())
            raise BlogError([error(where, "this symbolic link runs in a circle", "remove the link")])
        trail[at] = (*above, here)
        folders[:] = sorted(name for name in folders if not _is_left_out(name, hidden=hidden))
        yield from (Path(at, name) for name in names if not _is_left_out(name, hidden=hidden))


def _is_left_out(name: str, *, hidden: bool) -> bool:
    is_hidden = name.startswith(".") and (not hidden or name in _NOT_STATIC)
    return is_hidden or bool(_LEFT_BEHIND.search(name))


def _refuse(unreadable: OSError) -> None:
    raise BlogError([error(str(unreadable.filename), f"cannot be read: {unreadable.strerror}")]) from unreadable


def _source_file(root: Path, file: Path) -> SourceFile | None:
    path = nfc(file.relative_to(root).as_posix())
    kind = _kind(PurePosixPath(path))
    return SourceFile(path=path, file=file, kind=kind) if kind else None


def _kind(path: PurePosixPath) -> SourceKind | None:
    """What a file is for, by the folders it lies in; None when it is for nothing (`_sass/`, say)."""
    folders = path.parts[1:-1]
    is_text = path.suffix.lower() in MARKDOWN | HTML
    if "_data" in folders:
        return "data" if path.suffix.lower() in DATA else None
    if "_includes" in folders:
        return "partial"
    if any(folder.startswith("_") and folder not in _POSTS | _DRAFTS for folder in folders):
        return None
    if not is_text:
        return "draft_asset" if _is_in(folders, _DRAFTS) else "asset"
    if _is_in(folders, _POSTS):
        return _post_kind(path, folders)
    return "draft" if _is_in(folders, _DRAFTS) else "page"


def _is_in(folders: tuple[str, ...], names: frozenset[str]) -> bool:
    """Whether it is below content/posts, or below a `_posts` anywhere."""
    return any(folder in names and (depth == 0 or folder.startswith("_")) for depth, folder in enumerate(folders))


def _post_kind(path: PurePosixPath, folders: tuple[str, ...]) -> SourceKind:
    # Jekyll's own folder keeps its rule: what has no date in its name is no post. HTML without one lies beside a post.
    is_dated = bool(DATED_NAME.match(path.name))
    if "_posts" in folders:
        return "post" if is_dated else "undated"
    return "post" if path.suffix.lower() in MARKDOWN or is_dated else "asset"


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
