"""Who may ask, and for what: only pages of this server, under names that it goes by."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

TOKEN: Final = "x-blogbuild-token"  # noqa: S105 - the name of a header
_HTTP_PORT: Final = 80
_NAVIGATES: Final = frozenset({"", "same-origin", "none"})


class Guard(Struct, frozen=True, kw_only=True):
    """The names of a server, and the token that its own pages know."""

    hosts: frozenset[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def has_host(self, headers: Mapping[str, str]) -> bool:
        """Whether a request is for one of our names: a foreign name may be made to lead here (DNS rebinding)."""
        return headers.get("host", "").lower() in self.hosts

    def is_own(self, headers: Mapping[str, str]) -> bool:
        """Whether a request comes from a page of this server, or from no page at all."""
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self.hosts}:
            return False
        return headers.get("sec-fetch-site", "") in _NAVIGATES

    def may_write(self, headers: Mapping[str, str]) -> bool:
        """Whether a request may change a file: it comes from a page of ours, and knows what stands there."""
        given = headers.get(TOKEN, "").encode(errors="replace")
        return self.is_own(headers) and secrets.compare_digest(given, self.token.encode())


def guard(names: Iterable[str], port: int) -> Guard:
    """The guard of a server that goes by these names."""
    hosts = {f"{name}:{port}".lower() for name in names}
    if port == _HTTP_PORT:
        hosts |= {name.lower() for name in names}
    return Guard(hosts=frozenset(hosts))
