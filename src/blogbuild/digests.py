"""Digests: short texts that stand for contents; what has the same one holds the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from blogbuild.errors import BlogError, error

# Most processors reckon SHA-256 by themselves; half of its digits are enough to tell contents apart.
DIGITS: Final = 32


def hash_of(content: bytes | str) -> str:
    """The digest of bytes, or of a text, which may hold halves of characters."""
    written = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(written, usedforsecurity=False).hexdigest()[:DIGITS]


def digest_of(file: Path) -> str:
    """The digest of what a file holds. Raises BlogError when it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, hashlib.sha256).hexdigest()[:DIGITS]
    except OSError as unreadable:
        raise BlogError([error(str(file), f"cannot be read: {unreadable.strerror}")]) from unreadable
