"""Problems as the browser is told them: with the lines around, and a link that opens the editor."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from blogbuild.content import BUILT_IN, located
from blogbuild.errors import Problem

_AROUND: Final = 3
_LARGEST: Final = 2_000_000
_WIDEST: Final = 300
# Editors by the name of their program: the address that opens a file at a line.
_EDITORS: Final[Mapping[str, str]] = {
    "code": "vscode://file{path}:{line}",
    "code-insiders": "vscode-insiders://file{path}:{line}",
    "codium": "vscodium://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
    "idea": "idea://open?file={path}&line={line}",
    "pycharm": "pycharm://open?file={path}&line={line}",
    "subl": "subl://open?url=file://{path}&line={line}",
    "webstorm": "webstorm://open?file={path}&line={line}",
    "windsurf": "windsurf://file{path}:{line}",
    "zed": "zed://file{path}:{line}",
}


def told(root: Path, problem: Problem, editor: str) -> dict[str, object]:
    """A problem of the site in the folder `root`; `editor` is that of `editor_of`."""
    place = problem.place
    file = _file(root, place.path)
    return {
        "path": place.path,
        "line": place.line,
        "what": problem.what,
        "mend": problem.mend,
        "fatal": problem.fatal,
        "kind": "error" if problem.fatal else "warning",
        "excerpt": excerpt(file, place.line) if file else [],
        "edit": editor.format(path=quote(file.as_posix()), line=place.line or 1) if file and editor else "",
    }


def editor_of(environment: Mapping[str, str] = os.environ) -> str:
    """The address that opens the author's editor, as a format; empty for one that no address opens."""
    named = environment.get("VISUAL") or environment.get("EDITOR")
    if not named:
        return _EDITORS["code"]
    try:
        words = shlex.split(named)
    except ValueError:
        return ""
    return _EDITORS.get(Path(words[0]).stem, "") if words else ""


def excerpt(file: Path, line: int) -> list[tuple[int, str]]:
    """The lines around one, each with its number; none where no line is known."""
    if not line:
        return []
    try:
        if file.stat().st_size > _LARGEST:
            return []
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    first = max(0, line - 1 - _AROUND)
    return [(first + number, text[:_WIDEST]) for number, text in enumerate(lines[first : line + _AROUND], 1)]


def _file(root: Path, path: str) -> Path | None:
    """The file that a problem is in; None where it names no file of the site."""
    file = located(root, path)
    if not path.startswith(BUILT_IN) and (Path(path).is_absolute() or ".." in Path(path).parts):
        return None
    return file.absolute() if file.is_file() else None
