"""What a server tells its author."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from blogbuild.errors import Problem


class Voice(Protocol):
    """The author's terminal."""

    def listening(self, url: str, others: tuple[str, ...], picture: str, taken: int | None) -> None:
        """The server is asked at this URL, and at others by other machines, the first of them as a picture for a phone.

        `taken` is the port that it was to have, and that another program has.
        """

    def changed(self, sources: Collection[str], pages: int, milliseconds: float) -> None:
        """These sources were changed, and so many pages with them."""

    def wrong(self, problems: Iterable[Problem]) -> None:
        """These problems are new."""

    def mended(self) -> None:
        """The last fault is gone."""

    def ended(self) -> None:
        """That was all."""
