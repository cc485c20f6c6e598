"""A process of its own that makes all of a large site, while its first pages are shown already.

    python -m blogbuild.serve.filling ROOT FOLDER NOW JOBS < settings

It does what a build does as far as bodies and suggestions go, and keeps it in the preview's cache.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from blogbuild.cache import open_cache
from blogbuild.config import Config
from blogbuild.content import scan
from blogbuild.errors import BlogError
from blogbuild.serve import footing

# Who looks at a page goes first.
_NICENESS: Final = 10


@dataclass(frozen=True, slots=True)
class Filling:
    """The process at work."""

    process: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        """Whether it is done, or has failed."""
        return self.process.poll() is not None

    def end(self) -> None:
        """End it now, with the workers that it has started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()


def fill(root: Path, folder: Path, config: Config, now: datetime, jobs: int) -> Filling:
    """Begin to make the site in the folder `root`; what is known of it is kept in the cache of `folder`."""
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
    return Filling(process)


def main(root: str, folder: str, now: str, jobs: str) -> None:
    """Make everything, and keep it."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    config: Config = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the one that started us
    with open_cache(Path(folder)) as cache:
        tools = footing.Tools(cache=cache, now=datetime.fromisoformat(now), jobs=int(jobs))
        step = footing.whole(config, scan(Path(root), config.build.exclude), tools)
        footing.kept(step.site, cache)


if __name__ == "__main__":
    with contextlib.suppress(BlogError, KeyboardInterrupt):
        main(*sys.argv[1:])
