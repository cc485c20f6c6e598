"""A server from its first line in the terminal to its last: nothing is left of it when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as TooLateError
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from blogbuild.config import Config
from blogbuild.errors import BlogError, error
from blogbuild.garbage import collecting_rarely
from blogbuild.serve import reaching
from blogbuild.serve.voice import Voice
from blogbuild.workers import cores

if TYPE_CHECKING:  # late, so that the address is printed before anything is loaded that takes long
    from blogbuild.serve.guard import Guard
    from blogbuild.serve.live import Live

_SIGNALS: Final = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if (number := getattr(signal, name, None))
)
# The longest head of a request, in bytes; for so many seconds a request, or the rest of an answer, is waited for.
LONGEST_HEAD: Final = 32_768
PATIENCE: Final = 15.0
_LAST_WORDS: Final = 0.6


class Wish(Struct, frozen=True, kw_only=True):
    """What the author asked for."""

    host: str
    port: int
    opens: bool = False
    follows: bool = False
    polls: bool = False


def serve(root: Path, read_settings: Callable[[], Config], wish: Wish, voice: Voice) -> None:
    """Show the site in the folder `root` until the author ends it.

    Raises BlogError when there is no port for it, or no site.
    """
    config = read_settings()
    listening = _listening(wish)
    port = listening.getsockname()[1]
    url, others = _urls(wish, port, config)
    picture = reaching.qr_code(others[0]) if others else ""
    voice.listening(url, others, picture, wish.port if wish.port not in {0, port} else None)
    shown = _live(root, read_settings, wish, voice)
    try:
        with collecting_rarely():
            shown.begin()
        if wish.opens:
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
        _run(shown, wish, listening, port)
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
        _end(shown, voice)


def _live(root: Path, read_settings: Callable[[], Config], wish: Wish, voice: Voice) -> Live:
    from blogbuild.serve.live import Live
    from blogbuild.serve.preview import Preview

    preview = Preview(root, read_settings, lambda: datetime.now(UTC), cores())
    return Live(root.absolute(), preview, voice, follow=wish.follows)


def _listening(wish: Wish) -> socket.socket:
    try:
        return reaching.bound(wish.host, wish.port)
    except OSError as refused:
        where = f"{wish.host}:{wish.port}"
        mend = "choose another one with --host and --port"
        raise BlogError([error(where, f"cannot be listened at: {refused.strerror}", mend)]) from refused


def _urls(wish: Wish, port: int, config: Config) -> tuple[str, tuple[str, ...]]:
    """The address for this machine, and those for others."""
    path = config.address("/")
    if wish.host in reaching.EVERYWHERE:
        others = tuple(f"http://{name}:{port}{path}" for name in reaching.own_addresses())
        return f"http://127.0.0.1:{port}{path}", others
    url = f"http://{reaching.named(wish.host)}:{port}{path}"
    return url, () if reaching.is_loopback(wish.host) else (url,)


def _run(shown: Live, wish: Wish, listening: socket.socket, port: int) -> None:
    from blogbuild.serve.guard import guard

    names = guard(reaching.names(wish.host), port)
    with asyncio.Runner() as runner:
        runner.run(_serve(shown, wish, listening, names))


async def _serve(shown: Live, wish: Wish, listening: socket.socket, names: Guard) -> None:
    """Answer, watch and tidy up until a signal comes."""
    from blogbuild.serve.http import Server
    from blogbuild.serve.server import app
    from blogbuild.serve.watch import Gathering, watched

    loop = asyncio.get_running_loop()
    gathering = Gathering(shown.changed)

    def saw(file: Path, is_whole: bool) -> None:  # noqa: FBT001 - as a watch tells it
        loop.call_soon_threadsafe(gathering.saw, file, is_whole)

    server = Server(app(shown, names), shown.streams.drop_all, head=LONGEST_HEAD, patience=PATIENCE)
    with _signals(server.stop), watched(shown.root, saw, is_polling=wish.polls):
        # What was saved between the first look and the watch.
        first = asyncio.create_task(shown.changed(None))
        works = [asyncio.create_task(work) for work in (gathering.run(), shown.rest())]
        for task in works:
            task.add_done_callback(lambda _: server.stop())
        try:
            await server.run(listening)
        finally:
            for task in (first, *works):
                task.cancel()
            ended = await asyncio.gather(first, *works, return_exceptions=True)
    # A fault of our own must not look like a site that does not change.
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Stop when a signal comes that asks for it."""
    before = {number: signal.signal(number, lambda *_: stop()) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, known)


def _end(shown: Live, voice: Voice) -> None:
    """Keep what is known; what takes too long is not waited for."""
    voice.ended()
    try:
        shown.end(_LAST_WORDS)
    except (TooLateError, KeyboardInterrupt):
        shown.preview.abandon()
        for worker in multiprocessing.active_children():
            worker.kill()
        os._exit(0)
