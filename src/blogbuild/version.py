"""Which program made a result: a fingerprint of our own code and of the libraries that take part in a page."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

# What decides about the bytes of a page; the others only carry them.
_LIBRARIES: Final = (
    "imagesize", "latex2mathml", "markdown-it-py", "markupsafe", "pygments", "python-frontmatter", "python-liquid",
    "pyyaml", "jinja2",
)  # fmt: skip
_LENGTH: Final = 32
_PACKAGE: Final = os.path.dirname(__file__)  # noqa: PTH120 - a path object costs as much as looking at a file


def users_folder() -> Path | None:
    """Where the user's programs keep what they can make again; None where there is no such place.

    What is kept there was made on this machine, as what comes with a site was not.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - "~" where there is none
    return Path(home, "blogbuild") if os.path.isabs(home) else None  # noqa: PTH117 - as above


@functools.cache
def code_fingerprint() -> str:
    """The same wherever the same code runs with the same libraries on the same Python; another one otherwise."""
    touched, folder = _signature(), users_folder()
    file = folder / f"code-{touched}" if folder else None
    with suppress(OSError, UnicodeDecodeError):
        if file and len(found := file.read_text(encoding="ascii")) == _LENGTH:
            return found
    found = _fingerprint()
    with suppress(OSError):
        if file:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for other in file.parent.glob("code-*"):
                other.unlink(missing_ok=True)
            file.write_text(found, encoding="ascii")
    return found


def _signature() -> str:
    """What changes with every file of ours, and with every library that is installed or removed."""
    digest = hashlib.blake2b(f"{sys.version} {_PACKAGE}".encode(errors="surrogateescape"), digest_size=16)
    for folder in sys.path:
        if folder.endswith("-packages"):
            with suppress(OSError):
                digest.update(f"{folder} {os.stat(folder).st_mtime_ns}\n".encode(errors="surrogateescape"))  # noqa: PTH116
    for path, status in _files(_PACKAGE):
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _fingerprint() -> str:
    from importlib.metadata import PackageNotFoundError, version

    digest = hashlib.blake2b(repr(sys.version_info[:3]).encode(), digest_size=16)
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            digest.update(f"{name} {version(name)}\n".encode())
    for path, _ in _files(_PACKAGE):
        digest.update(os.path.relpath(path, _PACKAGE).replace(os.sep, "/").encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """The modules below a folder, in order."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.endswith(".py"):
            yield entry.path, entry.stat()
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry.path)
