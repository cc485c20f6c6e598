"""HTTP by uvicorn: a request that does not come, or an answer that nobody takes, ends a connection."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


class Server:
    """A server of one application."""

    def __init__(self, app: Starlette, on_stop: Callable[[], None], *, head: int, patience: float) -> None:
        """`head` is the longest head of a request, in bytes; `patience` how long a connection may stand still."""
        _be_silent()
        self._on_stop = on_stop
        self._server = _Uvicorn(
            uvicorn.Config(
                app,
                http=partial(_Connection, patience),  # type: ignore[arg-type] # called, whatever it is
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                h11_max_incomplete_event_size=head,
                timeout_graceful_shutdown=0,
            )
        )

    async def run(self, listening: socket.socket) -> None:
        """Answer on a socket until `stop`."""
        await self._server.serve([listening])

    def stop(self) -> None:
        """End soon."""
        self._on_stop()
        self._server.should_exit = True


class _Uvicorn(uvicorn.Server):
    """Leaves signals to the one who runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class _Connection(H11Protocol):
    """A connection that is given up when it stands still."""

    def __init__(self, patience: float, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(*given, **named)
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle  # there is none before the first request
        if cycle is not None and not cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(self._patience, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck:
            self._stuck.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Give a request this long to come as a whole."""
        self._stop_waiting()
        if not self.transport.is_closing():
            self._timer = self.loop.call_later(self._patience, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()


def _be_silent() -> None:
    """What clients do wrong is no news for the author."""
    for name in ("uvicorn.error", "uvicorn.asgi", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
