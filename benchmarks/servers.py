"""Preview servers under measurement, ours and Hugo's: started on a site, asked for pages, ended."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generators import BLOGBUILD, HUGO, Site
from processes import UTF8

PORT: Final = 4790
BETWEEN_ASKS: Final = 0.002
LONGEST: Final = 600.0
QUIET: Final = 4.0  # seconds after which a preview has kept what it knows
_TIMES: Final = slice(11, 15)  # of what stands behind the name: its own and its children's, user and system
SCRIPT: Final = re.compile(rb'<script src="[^"]*/-/blogbuild/client\.js" data-token="([^"]*)"[^>]*></script>')
"""What our preview adds to each page, with the token of its pages."""
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    BLOGBUILD.site: ("serve", "--port", str(PORT)),
    HUGO.site: ("server", "--quiet", "--port", str(PORT), "--baseURL", f"http://127.0.0.1:{PORT}/"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says to a request."""

    status: int
    """0 where it says nothing."""
    kind: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Server:
    """A preview at work."""

    process: subprocess.Popen[bytes]
    started: float

    def page(self, path: str) -> str:
        """What it shows for a path; nothing while it does not answer."""
        answer = self.answer(path)
        return answer.content.decode(errors="replace") if answer.status == http.client.OK else ""

    def answer(self, path: str) -> Answer:
        """What it says to a request for a path."""
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LONGEST)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Content-Type", ""), answer.read())
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()

    @contextmanager
    def listening(self, path: str) -> Iterator[Counter[str]]:
        """What a tab that shows a page of ours is told meanwhile, by the names of the events."""
        told: Counter[str] = Counter()
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        connection.request("GET", f"/-/blogbuild/events?page={path}")
        answer = connection.getresponse()
        thread = threading.Thread(target=lambda: told.update(_events(answer)))
        thread.start()
        try:
            yield told
        finally:
            if connection.sock:
                connection.sock.shutdown(socket.SHUT_RDWR)
            thread.join()
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

    def until_still(self) -> float:
        """For how many seconds it was at work, itself or by others, before it was not for a while."""
        started = still = time.perf_counter()
        spent = self.cpu()
        while time.perf_counter() - still < QUIET and time.perf_counter() - started < LONGEST:
            time.sleep(0.1)
            now = self.cpu()
            if now != spent or self._has_children():
                still, spent = time.perf_counter(), now
        return still - started

    def until_all_is_made(self) -> None:
        """Wait until it has begun, and has nothing left to do."""
        self.until("/", "</html>", self.started)
        self.until_still()

    def stop(self) -> float:
        """End it as Ctrl-C does; for how many seconds it still was there."""
        asked = time.perf_counter()
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        return time.perf_counter() - asked

    def files(self) -> int:
        """How many files and connections it has open; 0 where the system does not tell."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").glob("*"))

    def _has_children(self) -> bool:
        """Whether any of its threads has a child that is at work."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        numbers = [number for task in tasks for number in task.read_text().split()]
        return any(map(_is_at_work, numbers))


def _events(answer: http.client.HTTPResponse) -> Iterator[str]:
    with suppress(OSError, http.client.HTTPException):
        for line in answer:
            name, _, value = line.decode().partition(": ")
            if name == "event":
                yield value.strip()


def _is_at_work(number: str) -> bool:
    """Whether a process is neither gone nor merely not waited for."""
    try:
        return " Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:  # it has gone since it was listed
        return False


@contextmanager
def serving(site: Site) -> Iterator[Server]:
    """The preview of a site, from the start of its process."""
    generator = site.program.generator
    environment = {**os.environ, **UTF8, **generator.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = (*site.program.command, *COMMANDS[generator.site])
    with socket.socket() as probe:
        if not probe.connect_ex(("127.0.0.1", PORT)):
            raise OSError(f"something else listens on port {PORT}")
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
