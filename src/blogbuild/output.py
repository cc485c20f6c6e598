"""Outputs → the output folder: all or nothing, the same bytes left alone, what nobody makes any more removed.

Files are first made on a stage inside the folder and moved to their places when the last one is there, so a build that
fails leaves the old site standing and a reader never sees half a file. Which files are ours stands in a manifest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from blogbuild.errors import BlogError, error, raise_errors
from blogbuild.staging import STAGE, Staged, clear_stage, explained, move_staged, remove_staged

# What people keep in an output folder on purpose: a repository to push from.
KEPT: Final = frozenset({".git", ".svn", ".hg"})
_SHOWN_FOREIGN: Final = 3


class Report(Struct, frozen=True):
    """What a build did to the output folder."""

    total: int
    written: tuple[str, ...]
    removed: tuple[str, ...]


class Known(Struct, frozen=True):
    """What is known of an output folder before it is written to."""

    files: set[str] | None = None
    """The files in it; None where they must be looked for."""
    left: set[str] = set()
    """Those that we left there the last time, as far as that is known."""


NOTHING_KNOWN: Final = Known()


def part_of(file: str, start: int, end: int) -> bytes:
    """The bytes of an output from one place to another, as far as there are any. Raises OSError."""
    # With no more calls to the system than that takes: it is done ten thousand times.
    opened = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        if start:
            os.lseek(opened, start, os.SEEK_SET)
        return os.read(opened, end - start)
    finally:
        os.close(opened)


def content_of(file: str) -> bytes:
    """All the bytes of an output. Raises OSError."""
    return part_of(file, 0, os.stat(file).st_size)  # noqa: PTH116 - likewise


def is_empty(folder: Path) -> bool:
    """Whether nothing stands in a folder, if it is there at all."""
    try:
        with os.scandir(folder) as found:
            return not any(found)
    except OSError:
        return True


def write(
    made: Iterable[Staged],
    folder: Path,
    manifest: Path,
    *,
    standing: Iterable[str] = (),
    known: Known = NOTHING_KNOWN,
    expected: int = 0,
    jobs: int = 1,
    meanwhile: Callable[[Report], object] = lambda _: None,
) -> Report:
    """Bring the folder to hold what is made, what is `standing` and nothing else of ours.

    `manifest` remembers which files are ours. `made` is gone through once the stage is clear, and must put each of its
    outputs there with `stage`: about as many as are `expected`. When all stand in their places `meanwhile` is called,
    while up to `jobs` processes remove what they have replaced.

    Raises BlogError, with the folder as it was, when something cannot be made or written, and when the folder holds
    files that we did not write.
    """
    try:
        with explained(folder):
            clear_stage(folder, expected)
            before = _files(folder) if known.files is None else known.files
            outputs = list(made)
            paths = {output.path for output in outputs}.union(standing)
            staged = {output.path: output.name for output in outputs if output.name}
            if before - paths or paths - before:
                orphans, replaced = _change(paths, before, staged, folder, manifest, ours=set(known.left))
            else:
                orphans, replaced = set(), move_staged(staged, folder)
        report = Report(len(paths), tuple(staged), tuple(sorted(orphans)))
        remove_staged(replaced, jobs, partial(meanwhile, report))
    finally:
        shutil.rmtree(folder / STAGE, ignore_errors=True)
    return report


def _change(
    paths: set[str],
    before: set[str],
    staged: Mapping[str, str],
    folder: Path,
    manifest: Path,
    *,
    ours: set[str],
) -> tuple[set[str], list[str]]:
    """Put what is staged in its place where other files will be there than before.

    Those that went, and the files on the stage that are to be removed.
    """
    _refuse_double(paths)
    ours |= _read_manifest(manifest, folder)
    _refuse_foreign(folder, before - paths - ours)
    orphans = (before & ours) - paths
    # What we write is ours before it stands there: a build that is killed now knows its files next time.
    _write_manifest(manifest, folder, paths | orphans)
    replaced = move_staged(staged, folder)
    _remove(orphans, folder)
    _write_manifest(manifest, folder, paths)
    return orphans, replaced


def remove(folder: Path, manifest: Path) -> int:
    """Remove what we wrote into the folder, and the folder if nothing else is in it; how many files went."""
    with explained(folder):
        ours = _read_manifest(manifest, folder) & _files(folder) if folder.is_dir() else set()
        _remove(ours, folder)
        shutil.rmtree(folder / STAGE, ignore_errors=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        _write_manifest(manifest, folder, set())
    return len(ours)


def _files(folder: Path) -> set[str]:
    """Every file below the folder, by its path."""
    return {name for name in _walk(os.fspath(folder), "") if not name.startswith(f"{STAGE}/")}


def _walk(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not prefix and entry.name in KEPT:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def _refuse_double(paths: set[str]) -> None:
    folders = {path[:at] for path in paths for at in range(len(path)) if path[at] == "/"}
    problems = [
        error(path, "cannot be written: it is to be a file and a folder", "give one of the two another address")
        for path in folders & paths
    ]
    raise_errors(problems)


def _refuse_foreign(folder: Path, foreign: set[str]) -> None:
    if not foreign:
        return
    shown = ", ".join(sorted(foreign)[:_SHOWN_FOREIGN])
    more = f" and {len(foreign) - _SHOWN_FOREIGN} more" if len(foreign) > _SHOWN_FOREIGN else ""
    what = f"holds files that blogbuild did not write: {shown}{more}"
    raise BlogError(
        [error(str(folder), what, "move them away (static/ is for files of yours), or choose another folder with -o")]
    )


def _remove(paths: Iterable[str], folder: Path) -> None:
    for path in paths:
        target = folder / path
        # What gave way to a folder, or lay below a page's new place, is gone already.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            target.unlink()
        _remove_empty_above(target.parent, folder)


def _remove_empty_above(below: Path, folder: Path) -> None:
    while below != folder and (not below.exists() or (below.is_dir() and not any(below.iterdir()))):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            below.rmdir()
        below = below.parent


def _name(folder: Path, manifest: Path) -> str:
    """The output folder's name in the manifest: within the site its path there, so that a site may be moved."""
    site, here = manifest.parent.parent.resolve(), folder.resolve()
    return (here.relative_to(site) if here.is_relative_to(site) else here).as_posix()


def _read_manifest(manifest: Path, folder: Path) -> set[str]:
    """The files that we wrote into the folder; none when the manifest is lost or damaged."""
    try:
        known = msgspec.json.decode(manifest.read_bytes())
        return set(known[_name(folder, manifest)])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write_manifest(manifest: Path, folder: Path, paths: set[str]) -> None:
    try:
        known = msgspec.json.decode(manifest.read_bytes())
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    known[_name(folder, manifest)] = sorted(paths)
    known = {name: files for name, files in known.items() if files}
    if not known:
        manifest.unlink(missing_ok=True)
        return
    manifest.parent.mkdir(parents=True, exist_ok=True)
    fresh = manifest.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=2))
    fresh.replace(manifest)
