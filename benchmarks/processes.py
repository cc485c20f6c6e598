"""What a process costs: wall time, processor time with all its children's, and memory."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

UTF8: Final = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
LAST_OF_OUTPUT: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took: seconds, and MiB of its largest process."""

    wall: float
    cpu: float
    peak: float


class FailedError(Exception):
    """A command under measurement ended with an error."""


def cost(command: Sequence[str], folder: Path, extra: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end in a folder."""
    environment = {**os.environ, **UTF8, **(extra or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    os.sync()  # or a run pays for what the one before it has written
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: SIM115, RUF100 - ended by wait4, which also tells what the children took
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise FailedError(f"{' '.join(command)}\n{said.read().decode(errors='replace')[-LAST_OF_OUTPUT:]}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / 1024)


def version(command: Sequence[str]) -> str:
    """The first number with dots that a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    number = re.search(r"\d+(\.\d+)+", done.stdout)
    return number[0] if number else "?"
