"""How soon `blogbuild serve` shows a page: after its start, cold and warm, and after a post was saved.

    python benchmarks/serve.py [--posts 1000,10000] [--edits 100]

A page is asked for every two milliseconds from the moment a file is saved until the page has what was written.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import corpus
from generators import Site, found, write_sites

PORT: Final = 4790
BETWEEN_ASKS: Final = 0.002
BETWEEN_EDITS: Final = 0.25
LONGEST: Final = 600.0
EARLY: Final = 20
STYLE: Final = "static/css/theme.css"


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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="1000,10000")
    parser.add_argument("--edits", type=int, default=100)
    arguments = parser.parse_args()
    for posts in map(int, arguments.posts.split(",")):
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            [site] = write_sites(found(None)[:1], posts, Path(name))
            print(f"{posts:,} posts")
            _measure(site, arguments.edits)


def _measure(site: Site, edits: int) -> None:
    article = corpus.post(site.posts // 2)
    with _serving(site) as server:
        path = _path_of(server, article)
        print(f"  first page, cold {time.perf_counter() - server.started:9.3f} s", flush=True)
        _wait_for_children(server.process.pid)
    with _serving(site) as server:
        took = server.until(path, "</html>", server.started)
        print(f"  first page, warm {took:9.3f} s", flush=True)
        time.sleep(2)
        source = site.source(article)
        early: list[float] = []

        def body(number: int) -> str:
            with source.open("a", encoding="utf-8") as file:
                file.write(f"\n본문 수정 mark{number}.\n")
            if number == EARLY:
                early.append(server.memory())
            return f"mark{number}."

        def title(number: int) -> str:
            text = source.read_text(encoding="utf-8")
            source.write_text(
                re.sub(r'^title: ".*"$', f'title: "제목 {number}번째"', text, count=1, flags=re.MULTILINE)
            )
            return f"제목 {number}번째"

        _print("body", _edit(server, path, body, edits))
        if early:
            print(f"  memory after {EARLY} and {edits} edits: {early[0]:.0f} and {server.memory():.0f} MiB")
        _print("title", _edit(server, path, title, max(2, edits // 5)))


def _edit(server: Server, path: str, save: Callable[[int], str], edits: int) -> list[float]:
    took = []
    for number in range(1, edits + 1):
        mark = save(number)
        took.append(server.until(path, mark, time.perf_counter()))
        time.sleep(BETWEEN_EDITS)
    return took


def _print(kind: str, took: Sequence[float]) -> None:
    p95 = quantiles(took, n=20)[-1]
    print(
        f"  {kind:5} saved → shown: p50 {median(took) * 1000:6.1f} ms, p95 {p95 * 1000:6.1f} ms, "
        f"worst {max(took) * 1000:6.1f} ms",
        flush=True,
    )


def _path_of(server: Server, article: corpus.Post) -> str:
    path = f"/posts/{article.slug}/"
    server.until(path, "</html>", server.started)
    return path


@contextmanager
def _serving(site: Site) -> Iterator[Server]:
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "blogbuild", "serve", "-C", str(site.folder), "--port", str(PORT)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Server(process, started)
    finally:
        ending = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.wait()
        print(f"  ended in         {time.perf_counter() - ending:9.3f} s", flush=True)


def _wait_for_children(parent: int) -> None:
    """Wait until the processes that a server has started are done, where the system tells."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    started = time.perf_counter()
    while children.exists() and _children_of(parent):
        time.sleep(0.2)
    print(f"  all is made after{time.perf_counter() - started:9.1f} s more", flush=True)
    time.sleep(3)


def _children_of(parent: int) -> bool:
    """Whether any thread of a process has a child that is at work."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    numbers = [number for task in tasks for number in task.read_text().split()]
    return any(" Z " not in Path(f"/proc/{number}/stat").read_text() for number in numbers)


if __name__ == "__main__":
    main()
