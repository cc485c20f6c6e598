"""Blocks in frames: a block is left out only where the page with it is what a whole page would be."""

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from blogbuild.framing import MARK, Frame
from layout_files import layouts_in, write_layouts

POST: Final = "{% extends 'base.html' %}{% block main %}[{{ name }}, {{ x }}{% include 'part.html' %}]{% endblock %}"
GIVEN: Final[Mapping[str, object]] = {"x": "회고 &", "name": "글"}

BASES: Final[Mapping[str, tuple[str, bool]]] = {
    "around": ("<{% block main %}{% endblock %}>{{ x }}", True),
    "other": ("{{ name }} {% include 'part.html' %}{% block main %}instead{% endblock %}", True),
    "in a condition": ("{% if x %}{% block main %}{% endblock %}{% endif %}", True),
    "named below": ("{% block main %}{% endblock %}{% set name = 'other' %}{{ name }}", True),
    "named in a loop": ("{% for name in 'ab' %}{% block main %}{% endblock %}{% endfor %}", True),
    "shown once more": ("{% block main %}{% endblock %}{{ self.main() }}", True),
    "without it": ("nothing", False),
    "named above": ("{% set name = 'other' %}{% block main %}{% endblock %}", False),
    "a macro above": ("{% macro name() %}{% endmacro %}{% block main %}{% endblock %}", False),
    "seen by it": ("{% with name = 'other' %}{% block main scoped %}{% endblock %}{% endwith %}", False),
    "changed": ("{% filter upper %}a{% block main %}{% endblock %}{% endfilter %}", False),
    "kept": ("{% set all %}{% block main %}{% endblock %}{% endset %}{{ all | length }}{{ all }}", False),
    "not escaped": ("{% autoescape false %}{% block main %}{% endblock %}{% endautoescape %}", False),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_layouts(tmp_path, {"post": POST, "part": "!", "base": ""})
    return tmp_path


def whole(folder: Path) -> str:
    return layouts_in(folder).render("post", GIVEN, lambda _: None)


def framed(folder: Path, frame: Frame, notes: set[str] | None = None) -> str:
    return layouts_in(folder).render("post", GIVEN, (set() if notes is None else notes).add, frame)


@pytest.mark.parametrize("name", BASES)
def test_a_page_in_two_parts_is_the_whole_page(folder: Path, name: str) -> None:
    text, is_left_out = BASES[name]
    write_layouts(folder, {"base": text})
    frame = Frame()

    page, start, end = frame.around(framed(folder, frame))

    assert (page.decode(), frame.is_left_out) == (whole(folder), is_left_out)
    assert page[start:end].decode() == ("[글, 회고 &amp;!]" if is_left_out else "")


@pytest.mark.parametrize("new", BASES)
@pytest.mark.parametrize("old", [name for name, (_, is_left_out) in BASES.items() if is_left_out])
def test_an_old_block_stands_in_a_new_frame(folder: Path, old: str, new: str) -> None:
    write_layouts(folder, {"base": BASES[old][0]})
    before = Frame()
    page, start, end = before.around(framed(folder, before))
    write_layouts(folder, {"base": BASES[new][0]})
    frame = Frame(page[start:end])

    made, _, _ = frame.around(framed(folder, frame))

    assert made.decode() == whole(folder)
    assert frame.block == ""


def test_a_block_is_from_the_layouts_that_it_asked_for(folder: Path) -> None:
    base = "{% include 'head.html' %}{% block main %}{% endblock %}{% include 'foot.html' %}"
    write_layouts(folder, {"base": base, "head": "", "foot": ""})
    frame, notes = Frame(), set[str]()

    framed(folder, frame, notes)

    assert frame.keys == {"layout post.html", "layout part.html"}
    around = {"layouts names", "frame base.html", "layout base.html", "layout head.html", "layout foot.html"}
    assert notes == frame.keys | around


@pytest.mark.parametrize(
    "post",
    [
        "{% extends 'base.html' %}{% block main %}{{ super() }}{% endblock %}",
        "{% extends 'base.html' %}{% block main %}{{ self.main is defined }}{% endblock %}",
        "{% extends 'base.html' %}{% block main %}{% endblock %}{% block more %}{% endblock %}",
        "{% extends 'base.html' %}{% set x = 1 %}{% block main %}{{ x }}{% endblock %}",
        "{% extends 'base.html' %}{% from 'part.html' import a with context %}{% block main %}{% endblock %}",
        "nothing around it",
    ],
)
def test_a_block_that_depends_on_more_is_not_left_out(folder: Path, post: str) -> None:
    base = "<{% block main %}base{% endblock %}>"
    write_layouts(folder, {"base": base, "post": post, "part": "{% set a = 1 %}"})
    frame = Frame()

    assert (framed(folder, frame), frame.is_left_out) == (whole(folder), False)


def test_the_mark_is_no_text(folder: Path) -> None:
    write_layouts(folder, {"base": "{{ name }}{% block main %}{% endblock %}"})
    frame = Frame()
    filled = layouts_in(folder).render("post", {**GIVEN, "name": f"a{MARK}"}, lambda _: None, frame)

    with pytest.raises(UnicodeEncodeError):
        frame.around(filled)


def test_a_page_is_gone_when_it_is_done(folder: Path) -> None:
    write_layouts(folder, {"base": BASES["around"][0]})
    layouts = layouts_in(folder)
    layouts.render("post", GIVEN, lambda _: None, Frame())
    gc.collect()

    layouts.render("post", GIVEN, lambda _: None, Frame())

    assert gc.collect() == 0
