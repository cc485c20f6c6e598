"""Preview servers under measurement, ours and Hugo's: started on a site, asked for pages, ended."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generators import BLOGBUILD, HUGO, Site
from processes import UTF8

PORT: Final = 4790
BETWEEN_ASKS: Final = 0.002
LONGEST: Final = 600.0
_TIMES: Final = slice(11, 15)  # of what stands behind the name: its own and its children's, user and system
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    BLOGBUILD.site: ("serve", "--port", str(PORT)),
    HUGO.site: ("server", "--quiet", "--port", str(PORT), "--baseURL", f"http://127.0.0.1:{PORT}/"),
}


@dataclass(frozen=True, slots=True)
class Server:
    """A preview at work."""

    process: subprocess.Popen[bytes]
    started: float

    def page(self, path: str) -> str:
        """What it shows for a path; nothing while it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LONGEST)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.read().decode(errors="replace") if answer.status == http.client.OK else ""
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            connection.close()

    def until(self, path: str, mark: str, since: float) -> float:
        """For how many seconds a page did not have a mark."""
        while time.perf_counter() - since < LONGEST:
            if mark in self.page(path):
                return time.perf_counter() - since
            time.sleep(BETWEEN_ASKS)
        raise TimeoutError(path)

    def memory(self) -> float:
        """MiB that it holds; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        held = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
        return int(held[1]) / 1024 if held else 0.0

    def cpu(self) -> float:
        """Seconds of processor time, with that of children that have ended; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/stat")
        if not status.exists():
            return 0.0
        times = status.read_text().rpartition(")")[2].split()[_TIMES]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")

    def until_alone(self) -> float:
        """For how many seconds processes that it has started were at work, where the system tells."""
        started = time.perf_counter()
        while self._has_children():
            time.sleep(0.1)
        return time.perf_counter() - started

    def _has_children(self) -> bool:
        """Whether any of its threads has a child that is at work."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        numbers = [number for task in tasks for number in task.read_text().split()]
        return any(" Z " not in Path(f"/proc/{number}/stat").read_text() for number in numbers)


@contextmanager
def serving(site: Site) -> Iterator[Server]:
    """The preview of a site, from the start of its process."""
    generator = site.program.generator
    environment = {**os.environ, **UTF8, **generator.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = (*site.program.command, *COMMANDS[generator.site])
    os.sync()
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=site.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(process, started)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
