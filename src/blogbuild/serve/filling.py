"""A process of its own that makes all of a large site, while its first pages are shown already.

    python -m blogbuild.serve.filling ROOT FOLDER NOW JOBS < settings

It does what a build does as far as bodies and suggestions go, and keeps it in the preview's cache: bodies piece by
piece, so that one that is ended leaves them to the next, all else when it is done.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from blogbuild.cache import open_cache
from blogbuild.config import Config
from blogbuild.content import scan
from blogbuild.errors import BlogError
from blogbuild.garbage import collecting_rarely
from blogbuild.serve import footing

# Who looks at a page goes first.
_NICENESS: Final = 10
# So often it is tried.
_MOST: Final = 20


class Fillings:
    """The processes that fill the cache of one site, one at a time."""

    def __init__(self, root: Path, jobs: int) -> None:
        self._root = root
        self._jobs = jobs
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0

    @property
    def is_at_work(self) -> bool:
        """Whether one was begun that nobody has ended yet."""
        return self._process is not None

    def begin(self, folder: Path, config: Config, now: datetime) -> None:
        """Begin to make the site; what is known of it is kept in the cache in `folder`."""
        self.end()
        self._count += 1
        self._process = _started(self._root, folder, config, now, self._jobs)

    def begin_again(self, folder: Path, config: Config, now: datetime) -> None:
        """Begin once more where one has failed, but not for ever: what is in its way may be shown by no page."""
        if 0 < self._count < _MOST and not self.is_at_work:
            self.begin(folder, config, now)

    def has_ended(self) -> bool:
        """Whether the one that was begun is done, or has failed."""
        return self._process is not None and self._process.poll() is not None

    def wait(self) -> None:
        """Wait until the one at work is done."""
        if self._process:
            self._process.wait()

    def end(self) -> None:
        """End the one at work now, with the workers that it has started, or let go of one that is done."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _started(root: Path, folder: Path, config: Config, now: datetime, jobs: int) -> subprocess.Popen[bytes]:
    module = [sys.executable, "-m", "blogbuild.serve.filling"]
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [*module, str(root.absolute()), str(folder.absolute()), now.isoformat(), str(jobs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin  # noqa: S101 - asked for
    with contextlib.suppress(BrokenPipeError), process.stdin as settings:
        settings.write(pickle.dumps(config))
    return process


def main(root: str, folder: str, now: str, jobs: str) -> None:
    """Make everything, and keep it."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    config: Config = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the one that started us
    with open_cache(Path(folder)) as cache, collecting_rarely():
        tools = footing.Tools(cache=cache, now=datetime.fromisoformat(now), jobs=int(jobs))
        step = footing.filled(config, scan(Path(root), config.build.exclude), tools)
        footing.kept(step.site, cache)


if __name__ == "__main__":
    with contextlib.suppress(BlogError, KeyboardInterrupt):
        main(*sys.argv[1:])
