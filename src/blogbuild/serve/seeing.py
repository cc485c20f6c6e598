"""What a watcher saw → the files as they are now: only what was touched is looked at where that is enough."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from blogbuild.config import SETTINGS_FILE
from blogbuild.content import BUILT_IN, CONTENT, LAYOUTS, STATIC, Files
from blogbuild.disk import Signature, moment, signature
from blogbuild.starter import starter_folder
from blogbuild.text import nfc

SOURCES = (CONTENT, LAYOUTS, STATIC)


class Seen(Struct, frozen=True, kw_only=True):
    """The files after a change, and which were touched; None where only a look at all of them tells."""

    files: Files | None
    touched: frozenset[str] = frozenset()
    are_settings: bool = False
    """Whether the settings may be others."""


def seen(before: Files, changed: Iterable[Path]) -> Seen:
    """The files where these may have been changed, made or removed."""
    snapshot: dict[str, Signature] = dict(before.snapshot)
    touched: set[str] = set()
    are_settings = False
    is_clear = True
    now = moment()
    for file in changed:
        if file == before.root / SETTINGS_FILE:
            are_settings = True
            continue
        for path in _paths(before, file):
            if path not in before.snapshot or before.locate(path) != file:
                is_clear = False
                continue
            known = _signature(file, now)
            if known is None:
                del snapshot[path]
            else:
                snapshot[path] = known
            touched.add(path)
    files = replace(before, snapshot=snapshot) if is_clear else None
    return Seen(files=files, touched=frozenset(touched), are_settings=are_settings)


def _paths(before: Files, file: Path) -> Iterable[str]:
    """What the file is in the site: its own file, and perhaps one of ours, where the site is our own repository."""
    for root, prefix in ((before.root, ""), (starter_folder(), BUILT_IN)):
        if file.is_relative_to(root):
            path = file.relative_to(root).as_posix()
            folder, _, below = path.partition("/")
            if below and folder in (SOURCES if not prefix else (LAYOUTS, STATIC)):
                yield prefix + nfc(path)


def _signature(file: Path, now: int) -> Signature | None:
    try:
        return signature(os.stat(file), now) if not file.is_dir() else None  # noqa: PTH116 - as a scan does
    except OSError:
        return None
