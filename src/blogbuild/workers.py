"""An ordered parallel map over processes; in this process for little work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

from blogbuild.errors import BlogError, error

Given = TypeVar("Given")
Made = TypeVar("Made")

# Starting workers and sending texts to and fro costs about as much as making so many bodies.
WORTH_WORKERS: Final = 200
_CHUNKS_A_WORKER: Final = 8


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    """What `make` makes of each, in order; over `jobs` processes when there is enough to do.

    `make` and all that goes through it must be picklable. Raises BlogError when a worker dies.
    """
    if jobs < 2 or len(given) < WORTH_WORKERS:  # noqa: PLR2004 - one process is this one
        yield from map(make, given)
        return
    size = max(1, len(given) // (jobs * _CHUNKS_A_WORKER))
    try:
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(make, given, chunksize=size)
    except BrokenProcessPool as died:
        mend = "it may have run out of memory; try again with --jobs 1"
        raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)]) from died
