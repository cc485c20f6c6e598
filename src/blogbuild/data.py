"""content/_data → `site.data`: YAML, TOML, JSON and CSV by file name, folders as nested names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from blogbuild.config import Value
from blogbuild.content import Files, read_text, sources_of
from blogbuild.errors import BlogError, Problem, error
from blogbuild.frontmatter import load_yaml
from blogbuild.model import SourceFile
from blogbuild.schema import TomlError, freeze, load_toml


def read_data(sources: Iterable[SourceFile]) -> tuple[Mapping[str, Value], tuple[Problem, ...]]:
    """What the data files hold, nested by folder, and what is wrong with those that cannot be read."""
    data: dict[str, Value] = {}
    problems: list[Problem] = []
    for source in sources:
        try:
            text, warnings = read_text(source)
            _put(data, _names(source), _load(source, text))
            problems += warnings
        except BlogError as broken:
            problems += broken.problems
    return data, tuple(problems)


def data_of(files: Files) -> Mapping[str, Value]:
    """What lies in `_data`, as far as it can be read."""
    return read_data(sources_of(files, "data"))[0]


def first_name(source: SourceFile) -> str:
    """The name below `site.data` that leads to a file's data, alone or with that of other files."""
    return _names(source)[0]


def _names(source: SourceFile) -> tuple[str, ...]:
    """The names that lead to a file's data: folders below `_data`, then the file."""
    parts = source.name.parts
    below = parts[parts.index("_data") + 1 :]
    return (*below[:-1], PurePosixPath(below[-1]).stem)


def _put(data: dict[str, Value], names: tuple[str, ...], value: Value) -> None:
    *folders, last = names
    for folder in folders:
        inner = data.setdefault(folder, {})
        if not isinstance(inner, dict):  # a file and a folder of one name: the folder is asked for by its files
            inner = data[folder] = {}
        data = inner
    data[last] = value


def _load(source: SourceFile, text: str) -> Value:
    load = _LOADERS[source.name.suffix.lower()]
    try:
        return load(source.path, text)
    except TomlError as broken:
        raise _unreadable(source, str(broken.args[0]), broken.line) from broken
    except json.JSONDecodeError as broken:
        raise _unreadable(source, broken.msg, broken.lineno) from broken
    except (ValueError, RecursionError, csv.Error) as broken:
        raise _unreadable(source, str(broken)) from broken


def _unreadable(source: SourceFile, why: str, line: int = 0) -> BlogError:
    kind = source.name.suffix.removeprefix(".").upper()
    mend = f"make it {kind} as its name says, or move it out of _data"
    return BlogError([error(source.path, f"the data cannot be read: {why}", mend, line=line)])


def _toml(_: str, text: str) -> Value:
    return freeze(load_toml(text))  # type: ignore[no-any-return] # freeze gives what it is given


def _json(_: str, text: str) -> Value:
    return freeze(json.loads(text))  # type: ignore[no-any-return] # likewise


def _csv(_: str, text: str) -> Value:
    return tuple(dict(row) for row in csv.DictReader(io.StringIO(text)))


_LOADERS: Final[Mapping[str, Callable[[str, str], Value]]] = {
    ".yml": load_yaml,
    ".yaml": load_yaml,
    ".toml": _toml,
    ".json": _json,
    ".csv": _csv,
}
