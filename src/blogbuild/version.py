"""Which program made a result: a fingerprint of our own code and of the libraries that take part in a page."""

from __future__ import annotations

import functools
import hashlib
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

# What decides about the bytes of a page; the others only carry them.
_LIBRARIES: Final = ("imagesize", "latex2mathml", "markdown-it-py", "markupsafe", "pygments", "python-liquid", "jinja2")


@functools.cache
def code_fingerprint() -> str:
    """The same wherever the same code runs with the same libraries on the same Python; another one otherwise."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr(sys.version_info[:3]).encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}\n".encode())
    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
