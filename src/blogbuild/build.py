"""The build of a site: nothing to do where the last one stands, else the whole way."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from blogbuild import output
from blogbuild.cache import Cache, open_cache
from blogbuild.config import CACHE_FOLDER, Config
from blogbuild.content import scan
from blogbuild.errors import BlogError, DamagedError, Problem, error
from blogbuild.progress import QUIET, Progress
from blogbuild.standing import MANIFEST, Result, outputs_of, standing

if TYPE_CHECKING:
    from blogbuild.view import View

__all__ = ["Result", "build", "clean", "loaded"]


def build(
    root: Path, config: Config, *, now: datetime, jobs: int, strict: bool = False, progress: Progress = QUIET
) -> Result:
    """Build the site in the folder `root` into its output folder; `now` tells which posts lie in the future.

    Raises BlogError with everything that is wrong, in order of place, and then the last good site still stands; with
    `strict`, also when something had to be read as it was meant. `progress` is told how far it is.
    """
    with open_cache(root / CACHE_FOLDER) as cache:
        built = partial(_built, cache, root, config, now=now, jobs=jobs, strict=strict, progress=progress)
        try:
            return built()
        except DamagedError:
            cache.renew()
        try:
            return built()
        except DamagedError as again:
            mend = "free some space on the disk, or remove the folder and try again"
            raise BlogError([error(CACHE_FOLDER, f"what is kept there cannot be read back: {again}", mend)]) from again


def _built(
    cache: Cache, root: Path, config: Config, *, now: datetime, jobs: int, strict: bool, progress: Progress
) -> Result:
    progress.begin("looking")
    with outputs_of(cache, config, root, jobs) as outputs:
        files = scan(root, config.build.exclude)
        if found := standing(cache, config, files, outputs, now):
            if strict and found.problems:
                raise BlogError(found.problems)
            return found
        from blogbuild.making import make

        return make(config, cache, files, outputs, now=now, jobs=jobs, strict=strict, progress=progress)


@contextlib.contextmanager
def loaded(root: Path, config: Config, *, now: datetime, jobs: int) -> Iterator[tuple[View, tuple[Problem, ...]]]:
    """The site in the folder `root`, every body made, and what had to be read as it was meant.

    Raises BlogError with all errors of the first stage that has some.
    """
    from blogbuild.making import whole

    with open_cache(root / CACHE_FOLDER) as cache:
        files = scan(root, config.build.exclude)
        try:
            found = whole(config, cache, files, now=now, jobs=jobs)
        except DamagedError:
            cache.renew()
            found = whole(config, cache, files, now=now, jobs=jobs)
        yield found


def clean(root: Path, config: Config) -> int:
    """Remove what blogbuild made, output and cache; how many files of the output went.

    Raises BlogError when they may not be removed.
    """
    removed = output.remove(root / config.build.output, root / MANIFEST)
    for entry in (root / CACHE_FOLDER).glob("*"):
        # The manifest stays while it knows the files of another output folder.
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry != root / MANIFEST:
            entry.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (root / CACHE_FOLDER).rmdir()
    return removed
