"""Liquid as Jekyll runs it: templates in, texts out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from liquid_site import text_of

_HERE = Path(__file__).parent


def cases(name: str) -> pytest.MarkDecorator:
    rows = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    params = [pytest.param(row["template"], row["text"], id=row["title"]) for row in rows]
    return pytest.mark.parametrize(("template", "expected"), params)


@cases("language")
def test_liquid_reads_as_jekyll_reads_it(template: str, expected: str) -> None:
    assert text_of(template) == expected


@cases("filters")
def test_filters_give_what_jekyll_gives(template: str, expected: str) -> None:
    assert text_of(template) == expected
