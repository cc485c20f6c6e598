"""A server in a thread of its own, asked over the loopback as browsers and foes would."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from blogbuild.config import read_config
from blogbuild.errors import Problem
from blogbuild.serve import reaching
from blogbuild.serve.guard import Guard, guard
from blogbuild.serve.http import Server
from blogbuild.serve.live import Live
from blogbuild.serve.preview import Preview
from blogbuild.serve.server import app
from blogs import NOW

PATIENCE: Final = 1.0  # seconds; a client of a busy machine is not slower
HEAD: Final = 8192
LONGEST: Final = 30.0  # seconds; a busy machine gets them


class Heard:
    """Takes down what the author is told."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.changes: list[tuple[str, ...]] = []
        self.mends = 0

    def listening(self, url: str, others: tuple[str, ...], picture: str, taken: int | None) -> None: ...

    def changed(self, sources: Collection[str], pages: int, milliseconds: float) -> None:  # noqa: ARG002 - as told
        self.changes.append(tuple(sources))

    def wrong(self, problems: Iterable[Problem]) -> None:
        self.problems += [problem.what for problem in problems]

    def mended(self) -> None:
        self.mends += 1

    def ended(self) -> None: ...


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Served:
    """A server at work."""

    root: Path
    port: int
    live: Live
    guard: Guard
    heard: Heard
    loop: asyncio.AbstractEventLoop

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        return self.ask(method, path, headers)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """All that comes back for these bytes, until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), LONGEST) as connection:
            connection.sendall(sent)
            return read_all(connection)

    def tell(self, *files: Path) -> None:
        """Tell of changed files, as a watcher would, and wait until they are seen."""
        asyncio.run_coroutine_threadsafe(self.live.changed(files), self.loop).result(LONGEST)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Listener:
    """A tab."""

    def __init__(self, served: Served, page: str, digest: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=LONGEST)
        self._connection.request("GET", f"/-/blogbuild/events?page={page}&digest={digest}")
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200

    def next(self) -> tuple[str, Any]:
        """The next event, and what it says."""
        event = ""
        while True:
            line = self._answer.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return event, json.loads(line.removeprefix("data: "))

    def close(self) -> None:
        self._connection.close()


def read_all(connection: socket.socket) -> bytes:
    found = bytearray()
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionError:
            return bytes(found)
        if not piece:
            return bytes(found)
        found += piece


@contextmanager
def serving(root: Path, *, follow: bool = False, names: str = "127.0.0.1") -> Iterator[Served]:
    """A server of the site in a folder, without a watch."""
    heard = Heard()
    live = Live(root, Preview(root, lambda: read_config(root), lambda: NOW, 1), heard, follow=follow)
    live.begin()
    listening = reaching.bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    ours = guard(reaching.names(names), port)
    server = Server(app(live, ours), live.streams.drop_all, head=HEAD, patience=PATIENCE)
    begun = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        begun.set()
        await server.run(listening)

    thread = threading.Thread(target=asyncio.run, args=[run()])
    thread.start()
    begun.wait(LONGEST)
    try:
        yield Served(root, port, live, ours, heard, loops[0])
    finally:
        loops[0].call_soon_threadsafe(server.stop)
        thread.join(LONGEST)
        listening.close()
        live.end()
