"""Whether a whole build still stands: none of its files has changed, and neither has any of its outputs.

A build is remembered like everything else, under a trace: the program, the settings, every file with its signature, the
clock. Where that holds nothing below needs to be looked at, or even loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from blogbuild import disk
from blogbuild.cache import Cache, Drawer
from blogbuild.config import CACHE_FOLDER, Config
from blogbuild.content import Files
from blogbuild.digests import hash_of
from blogbuild.errors import DamagedError, Place, Problem
from blogbuild.output import Report
from blogbuild.version import code_fingerprint
from blogbuild.workers import beside

MANIFEST: Final = f"{CACHE_FOLDER}/outputs.json"
# So many outputs are worth a process that looks at them.
_WORTH_WORKERS: Final = 2_000


class Clock(Struct, frozen=True, array_like=True):
    """Until when nothing changes but by hand: the moment of a build, and the next date of a post after it."""

    built: float
    next_change: float | None

    def holds(self, now: datetime) -> bool:
        """Whether no post's date has passed since the build, and the clock has not gone back."""
        moment = now.timestamp()
        return self.built <= moment and (self.next_change is None or moment < self.next_change)


class Result(Struct, frozen=True, kw_only=True):
    """A finished build."""

    posts: int
    changed: int
    """How many posts were made anew, or are gone."""
    rendered: tuple[str, ...]
    """The paths of the outputs that were made; the others stood."""
    report: Report
    problems: tuple[Problem, ...]


class Outputs:
    """The output folder as a build left it, and as it is now."""

    def __init__(self, before: disk.Snapshot, changes: Callable[[], Mapping[str, disk.Signature | None]]) -> None:
        self.before = before
        self._changes = changes

    @cached_property
    def changes(self) -> Mapping[str, disk.Signature | None]:
        """What is no longer as it was."""
        return self._changes()

    @cached_property
    def now(self) -> disk.Snapshot:
        """What is there, of what there was."""
        return disk.with_changes(self.before, self.changes)


@contextmanager
def outputs_of(cache: Cache, config: Config, root: Path, jobs: int) -> Iterator[Outputs]:
    """The outputs of the last build; many are looked at beside all that is done before they are asked for.

    Raises DamagedError.
    """
    before = disk.read(_one(Drawer(cache, config.build.output), "outputs") or "")
    looked = partial(disk.changes, os.fspath(root / config.build.output), before)
    with beside(looked, jobs if len(before) >= _WORTH_WORKERS else 1) as changes:
        yield Outputs(before, changes)


def era_of(config: Config) -> str:
    """What all knowledge of a site depends on: another one begins with every change of program and settings."""
    return hash_of(f"{code_fingerprint()} {config!r}")


def standing(cache: Cache, config: Config, files: Files, outputs: Outputs, now: datetime) -> Result | None:
    """The last build, where it stands as it is; None where something must be looked at. Raises DamagedError."""
    drawer = Drawer(cache, config.build.output)
    clock = _one(drawer, "clock")
    if _one(drawer, "era") != era_of(config) or not (clock and Clock(*clock).holds(now)):
        return None
    # The history of a file, and texts that are no sources, are not among the files that are looked at.
    if _one(drawer, "undated") or "text" in (_one(drawer, "asked") or ()):
        return None
    if "" in files.snapshot.values() or _one(drawer, "files") != disk.written(files.snapshot):
        return None
    if not outputs.before or outputs.changes:
        return None
    return Result(
        posts=len(_one(drawer, "posts") or ()),
        changed=0,
        rendered=(),
        report=Report(sum(path[-1:] != "/" for path in outputs.before), (), ()),
        problems=tuple(sorted(_problems(drawer))),
    )


def _one(drawer: Drawer, name: str) -> Any:  # noqa: ANN401 - as it was put there
    text = drawer.row("one", name)
    try:
        return None if text is None else msgspec.json.decode(text)
    except ValueError as damaged:
        raise DamagedError(name) from damaged


def _problems(drawer: Drawer) -> set[Problem]:
    try:
        rows = [msgspec.json.decode(text) for text in drawer.rows("told").values()]
        return {Problem(Place(*place), *rest) for told in rows for place, *rest in told}
    except (ValueError, TypeError) as damaged:
        raise DamagedError("told") from damaged
