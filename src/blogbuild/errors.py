"""What can go wrong: a Problem has a place and a mend; errors carry problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

EXIT_ERRORS: Final = 1
EXIT_USAGE: Final = 2


class Place(Struct, frozen=True, order=True, array_like=True):
    """A file, and a line in it where one is known (counted from 1; 0 is the whole file)."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Problem(Struct, frozen=True, order=True, array_like=True):
    """Something that the author should know: where, what is wrong, how to mend it.

    A problem that is `fatal` stops the build; any other was read as it was meant.
    """

    place: Place
    what: str
    mend: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        mend = f"\n    {self.mend}" if self.mend else ""
        return f"{self.place}: {self.what}{mend}"


class DamagedError(Exception):
    """What was kept is not what was written."""


class BlogError(Exception):
    """Problems that stop the command, sorted by place."""

    exit_code = EXIT_ERRORS

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[BlogError], tuple[tuple[Problem, ...]]]:
        # An error that is raised in a worker process comes back whole.
        return type(self), (self.problems,)


class ConfigError(BlogError):
    """The site's configuration cannot be read."""

    exit_code = EXIT_USAGE


def error(path: str, what: str, mend: str = "", *, line: int = 0) -> Problem:
    """A problem that stops the build."""
    return Problem(Place(path, line), what, mend, fatal=True)


def warning(path: str, what: str, mend: str = "", *, line: int = 0) -> Problem:
    """A problem that was read as it was meant."""
    return Problem(Place(path, line), what, mend)


def raise_errors(problems: Iterable[Problem]) -> None:
    """End a stage: raise its errors together.

    Raises BlogError with the fatal ones among `problems`, if there are any.
    """
    if fatal := [problem for problem in problems if problem.fatal]:
        raise BlogError(fatal)
