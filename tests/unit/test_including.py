"""Included layouts within those that include them: what comes out is what Jinja's own way of including gives."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import jinja2
import pytest

from blogbuild.errors import BlogError
from blogbuild.including import included
from blogs import lines_of
from layout_files import layouts_in, write_layouts
from tables import cases

GIVEN: Final[Mapping[str, object]] = {"x": "x", "post": {"title": "제목 &", "tags": ("a", "b")}, "no": False}


@cases("including", "layouts", "made")
def test_what_comes_out_is_what_jinja_gives(tmp_path: Path, layouts: Mapping[str, str], made: str) -> None:
    named = {f"{name}.html": text for name, text in layouts.items()}
    jinja = jinja2.Environment(loader=jinja2.DictLoader(named), autoescape=True)
    write_layouts(tmp_path, layouts)

    ours = layouts_in(tmp_path).render("main", GIVEN, lambda _: None)

    assert (ours, jinja.get_template("main.html").render(GIVEN)) == (made, made)


def test_each_layout_is_noted_where_it_is_filled(tmp_path: Path) -> None:
    layouts = {
        "main": "{% include 'a.html' %}{% if no %}{% include 'b.html' %}{% endif %}",
        "a": "{% include 'c.html' %}",
        "b": "",
        "c": "",
    }
    write_layouts(tmp_path, layouts)
    notes: set[str] = set()

    layouts_in(tmp_path).render("main", GIVEN, notes.add)

    assert notes == {"layouts names", "layout main.html", "layout a.html", "layout c.html"}


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("\n\n{{ post.titel }}", 'part.html:3: there is no "titel" here'),
        ("\n{{ 1 / 0 }}", "part.html:2: division by zero"),
        ("\n\n\n{% if %}", "part.html:4: syntax error: Expected an expression"),
        ("\n{% include 'none.html' %}", 'part.html:2: there is no layout "none.html"'),
    ],
)
def test_a_fault_is_told_with_the_file_and_line_where_it_is(tmp_path: Path, part: str, told: str) -> None:
    write_layouts(tmp_path, {"main": "{% include 'part.html' %}", "part": part})

    with pytest.raises(BlogError) as failed:
        layouts_in(tmp_path).render("main", GIVEN, lambda _: None)

    assert lines_of(failed.value.problems)[0].removeprefix("layouts/").startswith(told)


def test_a_part_that_changes_changes_what_was_compiled_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    folder = tmp_path / "layouts"
    folder.mkdir()
    made = []
    for name, text in (
        ("main", "{% include 'a.html' %}"),
        ("a", "a{% include 'b.html' %}"),
        ("b", "b"),
        ("b", "c"),
        ("a", ""),
    ):
        write_layouts(folder, {name: text})
        if (folder / "b.html").exists():
            made.append(layouts_in(folder).render("main", {}, lambda _: None))

    assert made == ["ab", "ac", ""]


def test_a_part_that_held_nothing_is_missed_when_it_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    folder = tmp_path / "layouts"
    folder.mkdir()
    write_layouts(folder, {"main": "{% include 'part.html' %}", "part": ""})
    assert layouts_in(folder).render("main", {}, lambda _: None) == ""

    (folder / "part.html").unlink()

    with pytest.raises(BlogError, match=r'there is no layout "part\.html"'):
        layouts_in(folder).render("main", {}, lambda _: None)


def test_names_that_stand_in_a_text_are_found() -> None:
    text = "{% include \"a.html\" %}{%- include 'b/c.html' ignore missing %}{% include name %}{% include ['d.html'] %}"

    assert included(text) == ["a.html", "b/c.html"]
