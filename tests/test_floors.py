"""Imports go down only, also for types and inside functions: ARCHITECTURE.md lists the floors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "blogbuild"
ARCHITECTURE = ROOT / "ARCHITECTURE.md"


def floors_in(text: str) -> tuple[tuple[str, ...], ...]:
    """The floors of the block after `## Floors`, lowest first; what follows two blanks is a remark."""
    block = re.search(r"^## Floors\n.*?^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert block, "ARCHITECTURE.md has no block of floors"
    lines = [re.split(r" {2,}", line.strip())[0] for line in block[1].splitlines() if line.strip()]
    return tuple(tuple(name.strip().rstrip("/") for name in line.split(" · ")) for line in reversed(lines))


def levels() -> Mapping[str, int]:
    """The floor of every name in the list, counted from the lowest."""
    floors = floors_in(ARCHITECTURE.read_text(encoding="utf-8"))
    return {name.replace("/", "."): number for number, names in enumerate(floors) for name in names}


def modules() -> dict[str, Path]:
    """Every module by its dotted name below the package."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__") or "__init__"] = file
    return found


def unit_of(module: str, known: Mapping[str, int]) -> str | None:
    """The longest listed name that the module is, or lies in."""
    parts = module.split(".")
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in known), None)


def imports_of(file: Path, names: Mapping[str, Path]) -> Iterator[tuple[int, str]]:
    """The line and the module of every import from the package, wherever it stands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}:{node.lineno}: a relative import"
            # `from blogbuild import output` names a module, `from blogbuild.text import nfc` what is in one.
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield node.lineno, inner if inner.removeprefix("blogbuild.") in names else str(node.module)


def own_imports(file: Path, names: Mapping[str, Path]) -> Iterator[tuple[int, str]]:
    for line, name in imports_of(file, names):
        if name == "blogbuild":
            yield line, "__init__"
        elif name.startswith("blogbuild."):
            yield line, name.removeprefix("blogbuild.")


def arrows_up(floor: Mapping[str, int], names: Mapping[str, Path]) -> Iterator[str]:
    for module, file in names.items():
        unit = unit_of(module, floor)
        for line, imported in own_imports(file, names):
            other = unit_of(imported, floor)
            if unit and other and other != unit and floor[other] >= floor[unit]:
                yield f"{file.relative_to(ROOT)}:{line}: {unit} imports {other}"


def test_a_list_of_floors_is_read() -> None:
    text = "# x\n\n## Floors\n\nWords.\n\n```text\ncli  the top\nfeatures/ · markup   I/O\n\ntext · errors\n```\n"

    assert floors_in(text) == (("text", "errors"), ("features", "markup"), ("cli",))


needs_list = pytest.mark.skipif(not ARCHITECTURE.exists(), reason="ARCHITECTURE.md is being written")


@needs_list
def test_every_module_stands_on_a_floor() -> None:
    floor = levels()

    homeless = [name for name in modules() if name not in {"__init__", "__main__"} and not unit_of(name, floor)]

    assert homeless == []


@needs_list
def test_every_name_in_the_list_is_a_module() -> None:
    names = modules()

    assert [name for name in levels() if name not in names] == []


@needs_list
def test_imports_go_down_only() -> None:
    # `__main__` is `cli` under another name: it stands beside it and calls it.
    floor = {"__init__": -1, **levels(), "__main__": len(levels())}

    assert list(arrows_up(floor, modules())) == []
