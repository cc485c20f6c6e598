"""Text rules as tables: tests/fixtures/NAME.toml holds cases of a title, what goes in and what comes out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

_FIXTURES: Final = Path(__file__).parent / "fixtures"


def cases(name: str, *columns: str) -> pytest.MarkDecorator:
    """A test run once for each case of a table, with the values of these columns."""
    return pytest.mark.parametrize(columns, [_case(row, columns) for row in _rows(name)])


def _rows(name: str) -> list[dict[str, Any]]:
    table = tomllib.loads((_FIXTURES / f"{name}.toml").read_text(encoding="utf-8"))
    return list(table["case"])


def _case(row: dict[str, Any], columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - pytest keeps the type to itself
    return pytest.param(*(row[column] for column in columns), id=row["title"])
