"""What lies on the disk, as it did when it was last looked at: paths and the signatures of what is there.

A file whose signature is the same was not changed; the rest of the program never asks for more. A file that was changed
just now may change again without anyone being able to tell, and so has no signature yet (git calls such entries racy).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

Signature: TypeAlias = str
"""Size, times and number of a file; empty for a file that may have changed since."""

Snapshot: TypeAlias = Mapping[str, Signature]
"""Signatures by path."""

# How long a file may change without its time doing so: as long as the clock of its file system stands still.
_TICK: Final = 50_000_000
_COARSE_TICK: Final = 2_000_000_000
_SECOND: Final = 1_000_000_000


def signature(status: os.stat_result, now: int) -> Signature:
    """The signature of a file at the moment `now` (of `moment()`), which lies before the file was read."""
    changed = status.st_mtime_ns
    # A file system that knows whole seconds only, or pairs of them, as FAT does.
    tick = _TICK if changed % _SECOND else _COARSE_TICK
    if changed > now - tick or status.st_ctime_ns > now - tick:
        return ""
    return _written(status)


def standing(folder: str, paths: Iterable[str]) -> dict[str, Signature]:
    """The signatures of those of the paths below the folder that are there; a path that ends in a slash is a folder's.

    A folder's signature changes with the names in it.
    """
    found = {}
    stat = os.lstat
    for path in paths:
        try:
            status = stat(f"{folder}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        found[path] = str(status.st_mtime_ns) if path[-1:] in {"", "/"} else _written(status)
    return found


def changes(folder: str, before: Snapshot) -> dict[str, Signature | None]:
    """What is no longer as in a snapshot of paths below the folder: signatures, None for what is gone."""
    now = standing(folder, before)
    return {path: now.get(path) for path, known in before.items() if now.get(path) != known}


def with_changes(before: Snapshot, changes: Mapping[str, Signature | None]) -> dict[str, Signature]:
    """A snapshot, brought up to changes in it."""
    return {path: known for path, known in {**before, **changes}.items() if known is not None}


def _written(status: os.stat_result) -> Signature:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def moment() -> int:
    """The clock by which signatures are judged."""
    return time.time_ns()


def differing(before: Snapshot, now: Snapshot) -> set[str]:
    """The paths that were added, removed or changed, and those that may have been."""
    differing = {path for path, _ in before.items() ^ now.items()}
    differing.update(path for path, known in now.items() if not known)
    return differing


def written(snapshot: Snapshot) -> str:
    """A snapshot as a text, the same for the same files."""
    lines = [f"{known}\t{path}" for path, known in snapshot.items()]
    lines.sort()
    return "\n".join(lines)


def read(text: str) -> dict[str, Signature]:
    """The snapshot in a text; what is no line of one is left out, so that its file counts as changed."""
    parts = [line.partition("\t") for line in text.split("\n")]
    return {path: known for known, tab, path in parts if tab}
