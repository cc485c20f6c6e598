"""An image that was pasted or dropped on a post's page → a file beside the post, and a line in it."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.content import HTML

LARGEST: Final = 10 * 1024 * 1024
MARKER: Final = "![]()"

_DATED: Final = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
_UNSAFE: Final = re.compile(r"[\s\"'()<>\[\]{}%?#&\\]+")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_TRIES: Final = 5
# By what stands at the beginning of a file. SVG is left out: it may hold scripts.
_MAGIC: Final[tuple[tuple[re.Pattern[bytes], str, str], ...]] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp", "webp"),
)


class Pasted(Struct, frozen=True):
    """What was saved: the line that shows the image, and its path below the site's folder."""

    markdown: str
    path: str


class RefusedError(Exception):
    """What was sent is not taken, and why, for the author."""

    status = 415


class TooLargeError(RefusedError):
    """It is too large."""

    status = 413

    def __init__(self) -> None:
        super().__init__(f"an image may have {LARGEST // 1024**2} MB; make it smaller")


def ending_of(content: bytes, content_type: str) -> str:
    """The ending of the name of an image. Raises RefusedError for what is none, or is another than it says."""
    said = content_type.partition(";")[0].strip().lower()
    for magic, kind, ending in _MAGIC:
        if magic.match(content) and said == kind:
            return ending
    raise RefusedError("only PNG, JPEG, GIF and WebP images are taken")


def paste(root: Path, source: str, content: bytes, content_type: str) -> Pasted:
    """Save an image for the post or page whose source is at a path, and show it there.

    It gets a name that no file has. The line goes where the first `![]()` stands, or else to the end. Raises
    RefusedError when it cannot be taken, and OSError when it cannot be written.
    """
    ending = ending_of(content, content_type)
    post = root / source
    image = _saved(post, content, ending)
    line = f'<img src="{image.name}" alt="">' if post.suffix.lower() in HTML else f"![]({image.name})"
    try:
        _insert(post, line)
    except BaseException:
        image.unlink(missing_ok=True)
        raise
    return Pasted(line, (Path(source).parent / image.name).as_posix())


def with_line(text: str, line: str) -> str:
    """A post's text with the line in place of its first marker outside of code, or else at its end."""
    at = next(_markers(text), None)
    if at is not None:
        return text[:at] + line + text[at + len(MARKER) :]
    end = "\r\n" if "\r\n" in text else "\n"
    body = text.rstrip("\r\n")
    return f"{body}{end}{end}{line}{end}" if body else f"{line}{end}"


def _markers(text: str) -> Iterator[int]:
    at = 0
    fence = ""
    for row in text.splitlines(keepends=True):
        found = _FENCE.match(row)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not row.strip().strip(fence[0]):
            fence = ""
        elif not fence and MARKER in row:
            yield at + row.index(MARKER)
        at += len(row)


def _saved(post: Path, content: bytes, ending: str) -> Path:
    """The image in a file beside the post that was not there before."""
    stem = _UNSAFE.sub("-", _DATED.sub("", post.parent.name if post.stem == "index" else post.stem)).strip("-.")
    number = 1
    while True:
        file = post.parent / f"{stem or 'image'}-{number}.{ending}"
        try:
            with file.open("xb") as opened:
                opened.write(content)
        except FileExistsError:
            number += 1
        except OSError:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
            raise
        else:
            return file


def _insert(post: Path, line: str) -> None:
    """Put the line into the post, whose encoding and line ends stay; somebody who saves it meanwhile loses nothing."""
    file = post.resolve()
    for _ in range(_TRIES):
        before = _stamp(file)
        data = file.read_bytes()
        encoding = _encoding(data)
        fresh = with_line(data.decode(encoding), line).encode(encoding)
        if _replaced(file, fresh, before):
            return
    raise RefusedError("the post is being written by another program; try again")


def _replaced(file: Path, content: bytes, before: tuple[int, int, int]) -> bool:
    """Put the content in the place of a file at once, unless that was changed since `before`."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        shutil.copymode(file, name)
        if _stamp(file) != before:
            return False
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    return True


def _stamp(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _encoding(data: bytes) -> str:
    """The encoding of a post, as it is read. Raises RefusedError for none that we know."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return name
    for name in ("utf-8", "cp949"):
        with contextlib.suppress(UnicodeDecodeError):
            data.decode(name)
            return name
    raise RefusedError("the post is in no encoding that we know; save it as UTF-8")
