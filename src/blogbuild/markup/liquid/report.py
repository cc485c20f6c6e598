"""What is to be said of one body: each kind of complaint once, at the line of the file where it is first due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from blogbuild.errors import Problem, error, warning
from blogbuild.text import squeeze

RAW: Final = "put code that is not meant as Liquid between {% raw %} and {% endraw %}"

_SHOWN: Final = 40


class Report(Struct):
    """Gathers problems; `places` tells for the text of each template its file and the line on which it begins."""

    places: dict[str, tuple[str, int]]
    problems: dict[object, Problem] = field(default_factory=dict)
    _eaten: dict[tuple[str, int], str] = field(default_factory=dict)

    def warn(self, key: object, what: str, mend: str, template: str, at: int) -> None:
        """Note a warning about the position `at` of a template, unless one of that key is there."""
        path, line = self._place(template, at)
        self.problems.setdefault(key, warning(path, what, mend, line=line))

    def fail(self, what: str, mend: str, template: str, at: int) -> None:
        """Note an error about the position `at` of a template."""
        path, line = self._place(template, at)
        self.problems.setdefault((what, path, line), error(path, what, mend, line=line))

    def eat(self, markup: str, template: str, at: int) -> None:
        """Note an output that is hardly meant as one: all of a body's share one warning."""
        self._eaten.setdefault((template, at), markup)

    def found(self) -> tuple[Problem, ...]:
        """Everything noted, in order of place."""
        return tuple(sorted((*self.problems.values(), *self._of_eaten())))

    def _of_eaten(self) -> Iterator[Problem]:
        if self._eaten:
            (path, line), markup = min((self._place(*where), markup) for where, markup in self._eaten.items())
            others = len(self._eaten) - 1
            more = f" (and {others} more)" if others else ""
            what = f'"{shown(markup)}" was run as Liquid, not shown as it is written{more}'
            yield warning(path, what, RAW, line=line)

    def _place(self, template: str, at: int) -> tuple[str, int]:
        path, line = self.places.get(template, ("", 1))
        return path, line + template.count("\n", 0, at)


def shown(markup: str) -> str:
    """Markup as a message quotes it: on one line, cut where it is long."""
    line = squeeze(markup[: 4 * _SHOWN])
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
