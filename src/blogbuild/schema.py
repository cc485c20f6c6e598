"""The one door to TOML: a text → a table → a frozen dataclass, whose annotations are the schema."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeGuard, TypeVar, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

from blogbuild.errors import Problem, error
from blogbuild.text import did_you_mean, nfc

Kind = TypeVar("Kind")

_NAMES: Final = {bool: "true or false", int: "a whole number", str: "a text in quotes"}


class TomlError(ValueError):
    """A text is no TOML; the arguments are what is wrong and the line."""

    @property
    def line(self) -> int:
        """The line on which the text breaks."""
        return int(self.args[1])


def load_toml(text: str) -> dict[str, object]:
    """The table in a TOML file. Raises TomlError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(broken))
        what = str(broken)[: at.start()] if at else str(broken)
        line = int(at[1]) if at and at[1] else text.rstrip().count("\n") + 1
        raise TomlError(what[:1].lower() + what[1:], line) from broken


class TableReader:
    """Reads tables of one TOML file and gathers what is unknown or of the wrong kind in `problems`."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._lines = tuple(_located(text))
        self.problems: list[Problem] = []
        self._tables_read: dict[str, int] = {}

    def read(self, kind: type[Kind], table: Mapping[str, object], section: str = "") -> Kind:
        """The table as a `kind`; what cannot be read is reported and left at its default."""
        hints = get_type_hints(kind)
        known: dict[str, object] = {}
        for key, value in table.items():
            if key in hints:
                known |= self._setting(hints[key], value, key, section)
            else:
                self._report(key, section, f'unknown key "{_dotted(section, key)}"', did_you_mean(key, hints))
        return kind(**known)

    def line_of(self, key: str, section: str = "", entry: int = 0) -> int:
        """The line that sets the key, else the one where its section begins, or 0.

        In a list of tables it is the line in that entry (counted from 1), else in the one that was read last.
        """
        wanted = entry or self._tables_read.get(section, 1)
        within = [line for line in self._lines if (line.section, line.table) == (section, wanted)]
        top = [line for line in self._lines if not line.section]
        own = [line for line in self._lines if line.section == _dotted(section, key)]
        candidates = (
            *(line.number for line in within if line.sets(key)),
            *(line.number for line in top if line.sets(_dotted(section, key))),
            *(line.number for line in own[:1]),
            *(line.number for line in within[:1] if section),
            *(line.number for line in top if section and line.sets(section)),
        )
        return next(iter(candidates), 0)

    def _setting(self, hint: object, value: object, key: str, section: str) -> dict[str, object]:
        """The one setting, or nothing when it is of the wrong kind."""
        try:
            return {key: self._value(hint, value, key, section)}
        except _WrongKindError as wrong:
            self._report(key, section, f'"{_dotted(section, key)}" must be {wrong}', f"it is {value!r} here")
            return {}

    def _value(self, hint: object, value: object, key: str, section: str) -> object:
        if get_origin(hint) is Literal:
            return _one_of(value, get_args(hint))
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            return tuple(self._value(inner, each, key, section) for each in _list(value, key, inner))
        if is_section(hint):
            name = _dotted(section, key)
            self._tables_read[name] = self._tables_read.get(name, 0) + 1
            return self.read(hint, _table(value), name)
        if isinstance(hint, type):
            return _scalar(value, hint)
        return freeze(_table(value))

    def _report(self, key: str, section: str, what: str, mend: str) -> None:
        self.problems.append(error(self.path, what, mend, line=self.line_of(key, section)))


def is_section(kind: object) -> TypeGuard[type[Struct]]:
    """Whether a type stands for a section of settings."""
    return isinstance(kind, type) and issubclass(kind, Struct)


def freeze(value: object) -> Any:  # noqa: ANN401 - foreign data, read as deep as it goes
    """Foreign data with its texts in NFC and its lists as tuples, so that nobody changes it later."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, Mapping):
        return {nfc(str(key)): freeze(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return tuple(map(freeze, value))
    return value


class _WrongKindError(Exception):
    """A value is of another kind than its setting; the text says which it must be."""


class _Line(Struct, frozen=True):
    """A line of the file: its number, the section that it stands in, which table of that name this is."""

    number: int
    section: str
    table: int
    text: str

    def sets(self, name: str) -> bool:
        """Whether the line sets that name, or something below it."""
        return bool(re.match(rf"""\s*["']?{re.escape(name)}["']?\s*[.=]""", self.text))


def _located(text: str) -> Iterator[_Line]:
    """The lines of the file, each with its section; a section's first line is its heading."""
    section, tables = "", Counter({"": 1})
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*\[\[?\s*([\w.\-]+)\s*\]", line):
            section = heading[1]
            tables[section] += 1
        yield _Line(number, section, tables[section], line)


def _dotted(section: str, key: str) -> str:
    return f"{section}.{key}" if section else key


def _one_of(value: object, allowed: tuple[object, ...]) -> object:
    if value in allowed:
        return value
    raise _WrongKindError("one of " + ", ".join(f'"{each}"' for each in allowed))


def _list(value: object, key: str, inner: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise _WrongKindError(f"a list of sections, [[{key}]]" if is_section(inner) else "a list")


def _table(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        # TOML keys are texts.
        return cast("dict[str, object]", value)
    raise _WrongKindError("a section")


def _scalar(value: object, kind: type) -> object:
    # In Python a bool is an int; in a settings file it is not.
    if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        return nfc(value) if isinstance(value, str) else value
    raise _WrongKindError(_NAMES[kind])
