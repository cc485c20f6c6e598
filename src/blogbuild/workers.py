"""Work in several processes: an ordered parallel map, and one thing beside another; in this one for little work.

Where the system can fork, workers are copies of this process: they have everything already, take the numbers of the
parts that are to be made from one pipe and send what they made through one of their own. This process is one of those
at work: what it makes need not be sent, and what it knows it need not copy. Nothing is set up that a build of a hundred
posts would have to wait for. Elsewhere the standard library's pool does it.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, TypeVar, cast

from blogbuild.errors import BlogError, error

Given = TypeVar("Given")
Made = TypeVar("Made")

WORTH_WORKERS: Final = 200
"""So many things to make are worth a worker, unless each is known to be much work."""
_PARTS_A_WORKER: Final = 48  # the fewer things in the last one, the sooner all workers end
_LARGEST_PART: Final = 12
_MOST_PARTS: Final = 10_000  # their numbers lie in a pipe
_NUMBER: Final = struct.Struct("!I")
_HEAD: Final = struct.Struct("!QI")  # how many bytes follow, and of which part
_PIPE: Final = 1 << 20


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_share() -> bool:
    """Whether a worker sees what this process has made: it is a copy of it (fork), as on Linux, not a new one."""
    return sys.platform == "linux"


def nothing() -> None:
    """Nothing is to be done meanwhile."""


def ordered_map(
    make: Callable[[Given], Made],
    given: Sequence[Given],
    jobs: int,
    *,
    worth: int | None = None,
    meanwhile: Callable[[], object] = nothing,
) -> Iterator[Made]:
    """What `make` makes of each, in order; over `jobs` processes when so many are `worth` it, or else `WORTH_WORKERS`.

    What is to be done here alone, and before the first of these is taken, is done `meanwhile`: when workers have begun,
    if there are some, with this process as it was before. What is made must be picklable, and where workers cannot
    share this process's memory, `make` and `given` as well. Raises BlogError when a worker dies.
    """
    if jobs < 2 or len(given) < (WORTH_WORKERS if worth is None else worth):  # noqa: PLR2004 - one process is this one
        meanwhile()
        yield from map(make, given)
    elif can_share():
        yield from _forked(make, given, jobs, meanwhile)
    else:
        yield from _sent(make, given, jobs, meanwhile)


@contextmanager
def beside(make: Callable[[], Made], jobs: int) -> Iterator[Callable[[], Made]]:
    """`make`, to be called within: where `jobs` allows for it, a copy of this process is at it from now on.

    What is made must be picklable. It is made here when it is asked for if there is no copy, or if it fails.
    """
    if jobs < 2 or not can_share():  # noqa: PLR2004 - one process is this one
        yield make
        return
    process, results = _copy(partial(_send, make))
    pipe = os.fdopen(results, "rb")

    def made() -> Made:
        try:
            return cast("Made", pickle.load(pipe))  # noqa: S301 - of a copy of this process
        except (EOFError, pickle.UnpicklingError):
            return make()

    try:
        yield made
    finally:
        pipe.close()
        _end(process)


def _send(make: Callable[[], object], sent: int) -> None:
    with os.fdopen(sent, "wb") as pipe:
        pickle.dump(make(), pipe, pickle.HIGHEST_PROTOCOL)


def _copy(work: Callable[[int], None], others: Iterable[int] = ()) -> tuple[int, int]:
    """A copy of this process, which ends after its work: its number, and a pipe to whose other end it sends.

    It does not keep the `others` open, files of ours.
    """
    results, sent = os.pipe()
    process = os.fork()
    if process:
        os.close(sent)
        return process, results
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who ends the build ends us
        for fd in (results, *others):
            os.close(fd)
        work(sent)
        status = 0
    finally:
        os._exit(status)


def _end(process: int) -> None:
    """End a copy of this process, if it has not ended."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _forked(
    make: Callable[[Given], Made], given: Sequence[Given], jobs: int, meanwhile: Callable[[], object]
) -> Iterator[Made]:
    size = _part_size(given, jobs)
    parts = [given[start : start + size] for start in range(0, len(given), size)]
    orders, told = os.pipe()
    # What stands now is not looked at by the workers' garbage collectors, so that its memory stays shared.
    gc.freeze()
    workers: dict[int, _Worker] = {}
    try:
        for _ in range(jobs - 1):
            worker = _fork(make, parts, orders, [told, *workers])
            workers[worker.results] = worker
        os.write(told, b"".join(map(_NUMBER.pack, range(len(parts)))))
        os.close(told)
        meanwhile()
        yield from _all_made(make, parts, orders, workers)
    finally:
        gc.unfreeze()
        for fd in (orders, *workers):
            os.close(fd)
        for worker in workers.values():
            _end(worker.process)


class _Worker:
    """A process that makes parts: its number, the pipe that it sends them through, what has come of the next ones."""

    def __init__(self, process: int, results: int) -> None:
        self.process = process
        self.results = results
        self._pipe = os.fdopen(results, "rb", buffering=0, closefd=False)
        # One for all that comes: new memory for each reading would cost more than to read.
        self._received = bytearray(_PIPE)
        self._filled = 0

    def receive(self) -> bool:
        """Take what lies in the pipe; nothing is ever sent behind its end, and then this is False."""
        if self._filled == len(self._received):
            self._received += bytes(self._filled)
        with memoryview(self._received)[self._filled :] as room:
            count = self._pipe.readinto(room)
        self._filled += count or 0
        return bool(count)

    def parts(self) -> Iterator[tuple[int, Any]]:
        """The parts that have come whole."""
        start = 0
        with memoryview(self._received)[: self._filled] as received:
            while len(received) >= start + _HEAD.size:
                length, number = _HEAD.unpack_from(received, start)
                end = start + _HEAD.size + length
                if len(received) < end:
                    break
                yield number, pickle.loads(received[start + _HEAD.size : end])  # noqa: S301 - of a copy of this process
                start = end
        if start:
            rest = self._filled - start
            self._received[:rest] = self._received[start : self._filled]
            self._filled = rest


def _fork(make: Callable[[Any], Any], parts: Sequence[Sequence[Any]], orders: int, others: Sequence[int]) -> _Worker:
    process, results = _copy(partial(_work, make, parts, orders, os.getpid()), others)
    _widen(results)
    return _Worker(process, results)


def _is_wanted(parent: int) -> bool:
    """True while there is a build to work for; a worker whose build was killed ends here."""
    if os.getppid() != parent:
        os._exit(1)
    return True


def _work(make: Callable[[Any], Any], parts: Sequence[Sequence[Any]], orders: int, parent: int, sent: int) -> None:
    """Make parts while there are any. What the pipe has no room for is kept: the build may be at a part of its own."""
    os.set_blocking(sent, False)
    kept = b""
    while (number := _next(orders)) is not None:
        made = _made(make(each) for each in parts[number] if _is_wanted(parent))
        written = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
        kept += _HEAD.pack(len(written), number) + written
        with suppress(BlockingIOError):
            kept = kept[os.write(sent, kept) :]
    os.set_blocking(sent, True)
    while kept:
        kept = kept[os.write(sent, kept) :]


def _next(orders: int) -> int | None:
    """The number of a part that nobody has begun; this one has now."""
    order = os.read(orders, _NUMBER.size)
    return _NUMBER.unpack(order)[0] if order else None


def _made(things: Iterable[Any]) -> list[Any] | Exception:
    """What was made, or what went wrong: it is raised again where it is waited for."""
    try:
        return list(things)
    except Exception as failed:  # noqa: BLE001 - whatever it is
        return failed


def _all_made(
    make: Callable[[Any], Any], parts: Sequence[Sequence[Any]], orders: int, workers: dict[int, _Worker]
) -> Iterator[Any]:
    """What becomes of all parts, in their order; a part is made here while nothing has come from a worker."""
    waiting: dict[int, list[Any] | Exception] = {}
    poll = select.poll()
    for fd in workers:
        poll.register(fd, select.POLLIN)
    open_pipes = set(workers)
    are_left = True
    for number in range(len(parts)):
        while number not in waiting:
            come = poll.poll(0 if are_left or not open_pipes else None)
            if not come and are_left:
                if (own := _next(orders)) is None:
                    are_left = False
                else:
                    waiting[own] = _made(map(make, parts[own]))
            elif not open_pipes:
                mend = "it may have run out of memory; try again with --jobs 1"
                raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)])
            for fd, _ in come:
                if not workers[fd].receive():
                    poll.unregister(fd)
                    open_pipes.discard(fd)
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


def _sent(
    make: Callable[[Given], Made], given: Sequence[Given], jobs: int, meanwhile: Callable[[], object]
) -> Iterator[Made]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(jobs) as pool:
            made = pool.map(make, given, chunksize=_part_size(given, jobs))
            meanwhile()
            yield from made
    except BrokenProcessPool as died:
        mend = "it may have run out of memory; try again with --jobs 1"
        raise BlogError([error("blogbuild", "a worker process ended before its work was done", mend)]) from died


def _part_size(given: Sequence[object], jobs: int) -> int:
    size = min(_LARGEST_PART, len(given) // (jobs * _PARTS_A_WORKER))
    return max(1, size, len(given) // _MOST_PARTS)
