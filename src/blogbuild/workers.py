"""An ordered parallel map over processes; in this process for little work.

Where the system can fork, workers are copies of this process: they have everything already, take the numbers of the
parts that are to be made from one pipe and send what they made through one of their own. Nothing is set up that a build
of a hundred posts would have to wait for. Elsewhere the standard library's pool does it.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from blogbuild.errors import BlogError, error

Given = TypeVar("Given")
Made = TypeVar("Made")

WORTH_WORKERS: Final = 200
"""So many things to make are worth a worker, unless each is known to be much work."""
_RARELY: Final = (100_000, 50, 100)
_CHUNKS_A_WORKER: Final = 48  # the fewer things in the last one, the sooner all workers end
_NUMBER: Final = struct.Struct("!I")
_HEAD: Final = struct.Struct("!QI")  # how many bytes follow, and of which part
_PIPE: Final = 1 << 20


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Meanwhile this process and its workers hardly look for garbage: what a build makes, it keeps to its end.

    Looking takes a tenth of the time of a large build, and finds next to nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def can_share() -> bool:
    """Whether a worker sees what this process has made: it is a copy of it (fork), as on Linux, not a new one."""
    return sys.platform == "linux"


def ordered_map(
    make: Callable[[Given], Made], given: Sequence[Given], jobs: int, *, worth: int = WORTH_WORKERS
) -> Iterator[Made]:
    """What `make` makes of each, in order; over `jobs` processes when there are `worth` of them or more.

    What is made must be picklable, and where workers cannot share this process's memory, `make` and `given` as well.
    Raises BlogError when a worker dies.
    """
    if jobs < 2 or len(given) < worth:  # noqa: PLR2004 - one process is this one
        yield from map(make, given)
    elif can_share():
        yield from _forked(make, given, jobs)
    else:
        yield from _sent(make, given, jobs)


def _forked(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    size = _chunk(given, jobs)
    parts = [given[start : start + size] for start in range(0, len(given), size)]
    orders, told = os.pipe()
    # What stands now is not looked at by the workers' garbage collectors, so that its memory stays shared.
    gc.freeze()
    workers: dict[int, _Worker] = {}
    try:
        for _ in range(jobs):
            worker = _fork(make, parts, orders, [told, *workers])
            workers[worker.results] = worker
        os.write(told, b"".join(map(_NUMBER.pack, range(len(parts)))))
        os.close(told)
        yield from _received(len(parts), workers)
    finally:
        gc.unfreeze()
        for fd in (orders, *workers):
            os.close(fd)
        for worker in workers.values():
            with suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            os.waitpid(worker.process, 0)


class _Worker:
    """A process that makes parts: its number, the pipe that it sends them through, what has come of the next one."""

    def __init__(self, process: int, results: int) -> None:
        self.process = process
        self.results = results
        self.received = bytearray()

    def parts(self) -> Iterator[tuple[int, Any]]:
        """The parts that have come whole."""
        while len(self.received) >= _HEAD.size:
            length, number = _HEAD.unpack_from(self.received)
            end = _HEAD.size + length
            if len(self.received) < end:
                return
            with memoryview(self.received)[_HEAD.size : end] as part:
                made = pickle.loads(part)  # noqa: S301 - of a copy of this process
            del self.received[:end]
            yield number, made


def _fork(make: Callable[[Any], Any], parts: Sequence[Sequence[Any]], orders: int, others: Sequence[int]) -> _Worker:
    results, sent = os.pipe()
    _widen(sent)
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(sent)
        return _Worker(process, results)
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who ends the build ends us
        for fd in (results, *others):
            os.close(fd)
        _work(make, parts, orders, sent, parent)
        status = 0
    finally:
        os._exit(status)


def _is_wanted(parent: int) -> bool:
    """True while there is a build to work for; a worker whose build was killed ends here."""
    if os.getppid() != parent:
        os._exit(1)
    return True


def _work(make: Callable[[Any], Any], parts: Sequence[Sequence[Any]], orders: int, sent: int, parent: int) -> None:
    while order := os.read(orders, _NUMBER.size):
        [number] = _NUMBER.unpack(order)
        try:
            made: object = [make(each) for each in parts[number] if _is_wanted(parent)]
        except Exception as failed:  # noqa: BLE001 - it is raised again where it is waited for
            made = failed
        written = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
        rest = memoryview(_HEAD.pack(len(written), number) + written)
        while rest:
            rest = rest[os.write(sent, rest) :]


def _received(count: int, workers: dict[int, _Worker]) -> Iterator[Any]:
    """What the parts hold, in their order."""
    waiting: dict[int, Any] = {}
    poll = select.poll()
    for fd in workers:
        poll.register(fd, select.POLLIN)
    open_pipes = set(workers)
    for number in range(count):
        while number not in waiting:
            if not open_pipes:
                mend = "it may have run out of memory; try again with --jobs 1"
                raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)])
            for fd, _ in poll.poll():
                data = os.read(fd, _PIPE)
                if not data:
                    poll.unregister(fd)
                    open_pipes.discard(fd)
                workers[fd].received += data
                waiting.update(workers[fd].parts())
        made = waiting.pop(number)
        if isinstance(made, Exception):
            raise made
        yield from made


def _widen(pipe: int) -> None:
    """Let a pipe hold more, so that a worker need not wait for us to take each part."""
    import fcntl

    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _sent(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(make, given, chunksize=_chunk(given, jobs))
    except BrokenProcessPool as died:
        mend = "it may have run out of memory; try again with --jobs 1"
        raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)]) from died


def _chunk(given: Sequence[object], jobs: int) -> int:
    return max(1, len(given) // (jobs * _CHUNKS_A_WORKER))
