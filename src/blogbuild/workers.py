"""An ordered parallel map over processes; in this process for little work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

from blogbuild.errors import BlogError, error

Given = TypeVar("Given")
Made = TypeVar("Made")

# Starting workers costs about as much as making so many pages.
WORTH_WORKERS: Final = 200
_CHUNKS_A_WORKER: Final = 16


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_share() -> bool:
    """Whether a worker sees what this process has made: it is a copy of it (fork), as on Linux, not a new one."""
    return sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()


def ordered_map(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    """What `make` makes of each, in order; over `jobs` processes when there is enough to do.

    What is made must be picklable, and where workers cannot share this process's memory, `make` and `given` as well.
    Raises BlogError when a worker dies.
    """
    if jobs < 2 or len(given) < WORTH_WORKERS:  # noqa: PLR2004 - one process is this one
        yield from map(make, given)
        return
    try:
        yield from _shared(make, given, jobs) if can_share() else _sent(make, given, jobs)
    except BrokenProcessPool as died:
        mend = "it may have run out of memory; try again with --jobs 1"
        raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)]) from died


def _shared(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    """Workers are copies of this process: they have everything already, and are only told which of it to make."""
    size = _chunk(given, jobs)
    # What stands now is not looked at by the workers' garbage collectors, so that its memory stays shared.
    gc.freeze()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_hold, initargs=(make, given)) as pool:
        for made in pool.map(_make_slice, [slice(start, start + size) for start in range(0, len(given), size)]):
            yield from made
    gc.unfreeze()


def _sent(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(make, given, chunksize=_chunk(given, jobs))


def _chunk(given: Sequence[object], jobs: int) -> int:
    return max(1, len(given) // (jobs * _CHUNKS_A_WORKER))


# What a worker holds: how to make, and of what.
_held: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def _hold(make: Callable[[Any], Any], given: Sequence[Any]) -> None:
    global _held  # noqa: PLW0603 - a worker process has one task in its life
    _held = (make, given)


def _make_slice(part: slice) -> list[Any]:
    assert _held is not None  # noqa: S101 - the initializer ran first
    make, given = _held
    return [make(each) for each in given[part]]
