"""Under which addresses a server is reached: names, the addresses of this machine in its network, a picture of one."""

from __future__ import annotations

import contextlib
import io
import socket
from typing import Final

EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - asked for by the author
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
PORTS: Final = 50
"""So many ports are tried from the one that is wanted."""
_LAST_PORT: Final = 65_535
# Nothing is sent there: the system only says from which of its addresses it would be.
_OUTSIDE: Final = ("192.0.2.1", 9)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens on the port, or on the next free one. Raises OSError when none of them is free."""
    last: OSError | None = None
    for tried in (port,) if port == 0 else range(port, min(port + PORTS, _LAST_PORT + 1)):
        try:
            return _bound(host, tried)
        except OSError as taken:
            last = taken
            if not _is_taken(taken):
                break
    assert last  # noqa: S101 - there was a port to try
    raise last


def _is_taken(refused: OSError) -> bool:
    import errno

    return refused.errno in {errno.EADDRINUSE, errno.EACCES}


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "AF_UNIX"):  # elsewhere it would let two servers have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
        listening.setblocking(False)  # noqa: FBT003 - as a socket has it
    except OSError:
        listening.close()
        raise
    return listening


def own_addresses() -> tuple[str, ...]:
    """The addresses by which others in the network reach this machine, the likeliest first."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_OUTSIDE)
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return tuple(dict.fromkeys(address for address in found if not address.startswith("127.")))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host of that name."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def named(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def names(host: str) -> tuple[str, ...]:
    """All names by which a server on this host is asked for."""
    if host not in EVERYWHERE:
        return tuple(dict.fromkeys((named(host), *_LOOPBACK)))
    own = socket.gethostname().lower()
    return (*_LOOPBACK, *own_addresses(), own, f"{own.removesuffix('.local')}.local")


def qr_code(url: str) -> str:
    """The address as a picture of letters, for the camera of a phone."""
    import segno

    drawn = io.StringIO()
    segno.make(url, error="l").terminal(out=drawn, compact=True)
    return drawn.getvalue()
