"""A page as a block in its frame: what a layout gives to the one that it extends, and what that puts around it.

Of a post's page the text, its contents and what to read next are the block; head, menu and foot are the frame. Where
nothing has changed but the frame, the old block stands in a new one.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from blogbuild.trace import Key

MARK: Final = "\udfff"
"""Stands in a frame where the block goes: half a character, which no page can hold."""


class Frame(Struct):
    """What becomes of the block of one page while its frame is filled."""

    known: bytes | None = None
    """The block, if it need not be made."""
    is_left_out: bool = False
    """Whether `MARK` stands where the block goes; else the page is whole."""
    block: str = ""
    """The block, if it had to be made."""
    is_filling: bool = False
    """Whether it is being made: what is asked for now is asked for by it."""
    asked: list[str] = field(default_factory=list)
    """The layouts that the frame asked for: what it shows is theirs as well."""
    keys: set[Key] = field(default_factory=set)
    """The layouts that it was made from, and what else these asked the site's files for."""

    @property
    def is_around_known(self) -> bool:
        """Whether the page is the block that was known in a new frame."""
        return self.is_left_out and self.known is not None

    def around(self, filled: str) -> tuple[bytes, int, int]:
        """The page of a frame that was filled, and where its block begins and ends.

        Raises UnicodeEncodeError when the page would hold what is no character.
        """
        if not self.is_left_out:
            return filled.encode(), 0, 0
        before, _, after = filled.partition(MARK)
        head, block = before.encode(), self.block.encode() if self.known is None else self.known
        return b"".join((head, block, after.encode())), len(head), len(head) + len(block)
