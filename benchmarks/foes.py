"""Clients that mean a preview no good: what they send, what they are told, and whether it is what nobody may know."""

from __future__ import annotations

import itertools
import random
import re
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from servers import PORT

Outcomes: TypeAlias = Counter[str]
"""How many were answered with which status, were `closed` without one, or were `TOLD` the secret."""

SECRET: Final = "8c3f-nobody-may-know"  # noqa: S105 - what is looked for in answers
TOLD: Final = "SECRET"
SYSTEM: Final = b"root:x:0:"
OWN: Final = "/-/blogbuild/"
HOST: Final = f"127.0.0.1:{PORT}"
PNG: Final = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PATIENCE: Final = 5.0
RECONNECTS: Final = 1000
AT_ONCE: Final = 4
HALVES: Final = 100
_STATUS: Final = re.compile(rb"HTTP/1\.\d (\d{3})")
_RESET: Final = struct.pack("ii", 1, 0)  # a connection is closed without a word

STARTS: Final = ("/", "//", "/posts/", "/css/", OWN, "")
UPS: Final = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "%25252e%25252e/", "..\\", "..%5c", "%2e%2e%5c",
    "..%c0%af", "%c0%ae%c0%ae/", "%e0%80%ae%e0%80%ae/", "%f0%80%80%ae%f0%80%80%ae/", "..%00/", "....//", "..;/",
    "%ef%bc%8e%ef%bc%8e/", "%u002e%u002e/", "./../", "posts/../../", "..\0/", "\udcc0\udcae\udcc0\udcae/",
)  # fmt: skip
DEPTHS: Final = (1, 2, 3, 9)
HOSTS: Final = ("evil.example", f"evil.example:{PORT}", f"127.0.0.1.evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80",
    f"{HOST}@evil.example", f"{HOST}, evil.example", f"evil.example#{HOST}", "",
)  # fmt: skip
ORIGINS: Final = ("http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1", f"http://{HOST}.evil.example",
    f"http://evil.example@{HOST}", "file://", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the foes know; more than a stranger does, so that nothing but the server's care is in their way."""

    token: str
    source: str
    """The path of a post's source."""
    secret: Path
    """A file beside the site that holds the secret."""


def attack(aim: Aim) -> Mapping[str, Outcomes]:
    """All foes at once, and what became of what they sent."""
    works: list[tuple[str, Callable[[], Outcomes]]] = [
        ("traversal", partial(_ask_all, traversals(aim))),
        ("foreign hosts", partial(_ask_all, foreign_hosts(aim))),
        ("foreign origins", partial(_ask_all, foreign_origins(aim))),
        ("oversized", partial(_ask_all, oversized(aim))),
        *(("reconnects", partial(reconnect, RECONNECTS // AT_ONCE, seed)) for seed in range(AT_ONCE)),
    ]
    outcomes: dict[str, Outcomes] = {name: Counter() for name, _ in works}
    with ThreadPoolExecutor(len(works)) as pool:
        running = [(name, pool.submit(work)) for name, work in works]
        for name, work in running:
            outcomes[name].update(work.result())
    return outcomes


@contextmanager
def crowd(idle: int, aim: Aim) -> Iterator[list[socket.socket]]:
    """So many connections that say nothing, and others that stop in the middle of a request."""
    whole = request(f"{OWN}image?source={aim.source}", aim, method="POST", body=PNG)
    with ExitStack() as stack:
        connections = []
        for number in range(idle + HALVES):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", PORT), PATIENCE))
            if number >= idle:
                connection.sendall(whole[: len(whole) * (number - idle) // HALVES])
            connections.append(connection)
        yield connections


def still_open(connections: Iterable[socket.socket]) -> int:
    """How many connections the server has not closed."""
    return sum(not _is_closed(connection) for connection in connections)


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)  # noqa: FBT003 - as a socket has it
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


# What is sent


def request(
    path: str,
    aim: Aim | None = None,
    *,
    method: str = "GET",
    host: str = HOST,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> bytes:
    """A request; with an aim, one that knows the token."""
    lines = {"Host": host, "Connection": "close", **(headers or {})}
    if aim:
        lines |= {"X-Blogbuild-Token": aim.token, "Content-Type": "image/png"}
    if body:
        lines.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode(errors="surrogateescape") + body


def traversals(aim: Aim) -> Iterator[bytes]:
    """Ways out of the site: to the secret beside it, and to what every system has."""
    below = "/".join(aim.secret.parts[1:])
    for start, up, depth in itertools.product(STARTS, UPS, DEPTHS):
        for goal in (aim.secret.name, f"{aim.secret.name}%00.html", "etc/passwd", below):
            yield request(f"{start}{up * depth}{goal}")
    for path in (f"/{aim.secret}", f"//{below}", f"/%2f{below}", f"file:///{below}", f"http://{HOST}//{below}"):
        yield request(path)
    for up, depth in itertools.product(UPS, DEPTHS):
        source = f"{up * depth}{aim.secret.name}"
        yield request(f"{OWN}image?source={source}", aim, method="POST", body=PNG)
    yield request(f"{OWN}image?source={aim.secret}", aim, method="POST", body=PNG)


def foreign_hosts(aim: Aim) -> Iterator[bytes]:
    """Under names that the server does not go by, as when a foreign name is made to lead here."""
    for host in HOSTS:
        for path in ("/", f"{OWN}client.js", f"{OWN}events?page=/"):
            yield request(path, host=host)
        yield request(f"{OWN}image?source={aim.source}", aim, method="POST", host=host, body=PNG)
    yield b"GET / HTTP/1.0\r\n\r\n"
    yield b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"


def foreign_origins(aim: Aim) -> Iterator[bytes]:
    """From pages of other servers, even of ones that know the token; and from ours without it."""
    image = f"{OWN}image?source={aim.source}"
    for origin in ORIGINS:
        yield request(image, aim, method="POST", headers={"Origin": origin}, body=PNG)
        for path in ("client.js", "events?page=/"):
            yield request(f"{OWN}{path}", headers={"Origin": origin})
    for site in ("cross-site", "same-site"):
        yield request(image, aim, method="POST", headers={"Sec-Fetch-Site": site}, body=PNG)
    yield request(image, method="POST", headers={"Origin": f"http://{HOST}"}, body=PNG)
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"):
        yield request("/index.html", aim, method=method, body=PNG)


def oversized(aim: Aim) -> Iterator[bytes]:
    """Heads and bodies that are far too long, or say so."""
    image = f"{OWN}image?source={aim.source}"
    for size in (40_000, 1_000_000, 20_000_000):
        yield request("/", headers={"X-Long": "a" * size})
        yield request(f"/{'a' * size}")
        yield request("/", headers={f"X-{number}": "a" for number in range(size // 10)})
    for size in (11_000_000, 70_000_000):
        yield request(image, aim, method="POST", body=bytes(size))
        yield request(image, aim, method="POST", headers={"Origin": "http://evil.example"}, body=bytes(size))
        yield request("/", method="POST", body=bytes(size))
        yield request(image, aim, method="POST", headers={"Transfer-Encoding": "chunked"}) + _chunks(size)
    yield request(image, aim, method="POST", headers={"Content-Length": str(10**15)}, body=bytes(70_000_000))
    for length in ("-1", "1e9", "5, 6", "٣"):
        yield request(image, aim, method="POST", headers={"Content-Length": length}, body=PNG)


def _chunks(size: int) -> bytes:
    piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    return piece * (size // 0x10000) + b"0\r\n\r\n"


# How it is sent


def _ask_all(requests: Iterable[bytes]) -> Outcomes:
    return Counter(map(_outcome, map(_told, requests)))


def _told(sent: bytes) -> bytes:
    """All that is answered, even to a request that nobody reads to its end."""
    told = bytearray()
    with suppress(OSError), socket.create_connection(("127.0.0.1", PORT), PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(sent)
        while piece := connection.recv(1 << 16):
            told += piece
    return bytes(told)


def _outcome(told: bytes) -> str:
    if SECRET.encode() in told or SYSTEM in told:
        return TOLD
    status = _STATUS.match(told)
    return status[1].decode() if status else "closed"


def reconnect(count: int, seed: int) -> Outcomes:
    """Listen to events and go, so many times: at once, after the first of them, politely or not."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    outcomes: Outcomes = Counter()
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", PORT), PATIENCE) as connection:
            connection.sendall(request(f"{OWN}events?page=/&digest=0"))
            waits = chance.random() < 1 / 2
            outcomes[_outcome(connection.recv(1 << 16)) if waits else "gone at once"] += 1
            if chance.random() < 1 / 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    return outcomes
