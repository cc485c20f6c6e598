"""A server of a preview that says what a test wants it to say."""

from __future__ import annotations

import hashlib
import html
import http.server
import json
import queue
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from blogbuild.serve.client import script

STATIC: Final = Path(__file__).parents[3] / "static"
NEAR: Final = "/-/blogbuild/"
POST: Final = "/2026/11/21/tea/"
LONGEST: Final = 30.0  # seconds; a busy machine gets them, a quick one never needs them
HEAD: Final = """<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<script>try{{let t=localStorage.theme;if(t)document.documentElement.dataset.theme=t}}catch{{}}</script>
<link rel="stylesheet" href="/css/theme.css?v={style}">
<script defer src="/js/theme.js?v=1" data-auto="auto" data-light="light" data-dark="dark" data-copy="복사"
  data-copied="복사했습니다" data-anchor="주소" data-footnote="각주" data-back="뒤로"></script>"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers with, once `held` lets it go."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    held: threading.Event | None = None


class Preview:
    """Speaks the protocol of the preview about pages that a test edits."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.digests: dict[str, str] = {}
        self.problems: list[dict[str, object]] = []
        self.given: list[tuple[str, int]] = []  # paths and the status they were answered with
        self.images: list[tuple[str, str, bytes]] = []
        self.ticket = "first"
        self.image = Answer(json.dumps({"markdown": "![](tea-1.png)", "path": "content/posts/tea-1.png"}).encode())
        self.changed = threading.Condition()
        self.streams: dict[queue.SimpleQueue[bytes | None], str] = {}
        self.connections = 0
        self.port = 0
        for path in ("css/theme.css", "js/theme.js"):
            kind = "text/css" if path.endswith("css") else "text/javascript"
            self.answers[f"/{path}"] = Answer((STATIC / path).read_bytes(), kind)
        self.answers[f"{NEAR}client.js"] = Answer(script().encode(), "text/javascript")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = _Server(("127.0.0.1", self.port), self)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        with self.changed:
            for stream in self.streams:
                stream.put(None)
        self.server.shutdown()
        self.server.server_close()
        for connection in self.server.connections:
            connection.close()

    def put(self, body: str, *, at: str = POST, title: str = "차", style: int = 1, lang: str = "ko") -> None:
        """The page at an address from now on."""
        head = HEAD.format(title=title, style=style)
        text = f'<!doctype html>\n<html lang="{lang}">\n<head>\n{head}\n</head>\n<body>\n{body}\n'
        self.digests[at] = hashlib.sha256(text.encode()).hexdigest()[:12]
        data = {"token": self.ticket, "page": at, "digest": self.digests[at], "source": "content/posts/tea.md"}
        written = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in data.items())
        text += f'<script src="{NEAR}client.js" {written}></script>\n</body>\n</html>\n'
        self.answers[at] = Answer(text.encode())

    def edit(self, body: str, *, title: str = "차", style: int = 1) -> None:
        """The post changes, and its readers are told."""
        self.put(body, title=title, style=style)
        self.tell("page", digest=self.digests[POST])

    def tell(self, event: str, **data: object) -> None:
        with self.changed:
            for stream in self.streams:
                stream.put(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())

    def joined(self, stream: queue.SimpleQueue[bytes | None], page: str) -> None:
        hello = {"digest": self.digests.get(page, ""), "problems": self.problems}
        with self.changed:
            stream.put(f"event: hello\ndata: {json.dumps(hello)}\n\n".encode())
            self.streams[stream] = page
            self.connections += 1
            self.changed.notify_all()

    def left(self, stream: queue.SimpleQueue[bytes | None]) -> None:
        with self.changed:
            self.streams.pop(stream, None)
            self.changed.notify_all()

    def wait_for_streams(self, connections: int) -> None:
        """Until so many streams have been opened in all."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.connections >= connections, timeout=LONGEST)

    def wait_until_given(self, path: str, status: int) -> None:
        """Until somebody has asked for the path and was answered so.

        The browser could tell as well, but it is asked to tell on another way than the one an event takes: the answer
        may be there before it listens.
        """
        with self.changed:
            assert self.changed.wait_for(lambda: (path, status) in self.given, timeout=LONGEST)

    def wait_until_left(self, streams: int) -> bool:
        """Whether so many streams are left soon: a socket that was closed is noticed when it is written to."""
        for _ in range(100):
            self.tell("nothing")
            with self.changed:
                if self.changed.wait_for(lambda: len(self.streams) == streams, timeout=0.05):
                    return True
        return False


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], preview: Preview) -> None:
        super().__init__(address, _Handler)
        self.preview = preview
        self.connections: list[socket.socket] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self.server.connections.append(self.connection)
        preview, address = self.server.preview, urlsplit(self.path)
        if address.path == f"{NEAR}events":
            self._stream(parse_qs(address.query)["page"][0])
            return
        answer = preview.answers.get(address.path, Answer(b"", status=404))
        if answer.held and "fresh" in address.query:
            answer.held.wait(LONGEST)
        self._answer(answer)
        with preview.changed:
            preview.given.append((address.path, answer.status))
            preview.changed.notify_all()

    def do_POST(self) -> None:
        preview, token = self.server.preview, self.headers["X-Blogbuild-Token"]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        preview.images.append((self.path, str(self.headers["Content-Type"]), body))
        self._answer(preview.image if token == preview.ticket else Answer(b'{"error": "token"}', status=403))

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _stream(self, page: str) -> None:
        stream: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.preview.joined(stream, page)
        try:
            while (message := stream.get()) is not None:
                self.wfile.write(message)
        except OSError:
            pass  # the tab is closed
        finally:
            self.server.preview.left(stream)
