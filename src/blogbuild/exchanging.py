"""Files that take each other's places in one step, where the system can do that: renameat2(2) of Linux."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

# RENAME_EXCHANGE; AT_FDCWD, which says that a path begins at the working folder.
_EXCHANGE: Final = 2
_FROM_HERE: Final = -100


def exchange(one: str, other: str) -> bool:
    """Give what stands at two paths each other's place; False where nothing was done."""
    return exchanger()(_FROM_HERE, os.fsencode(one), _FROM_HERE, os.fsencode(other), _EXCHANGE) == 0


@functools.cache
def exchanger() -> Callable[[int, bytes, int, bytes, int], int]:
    """The system's own call, which gives 0 for what is done; one that does nothing where there is none."""
    if sys.platform == "linux":
        # No other module has this call; loading this one takes milliseconds.
        import ctypes

        with suppress(AttributeError, OSError):  # a library that does not know it
            found = ctypes.CDLL(None).renameat2
            found.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
            return found
    return lambda *_: -1
