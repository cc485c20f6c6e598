"""Edits of fixed text: a page with them is the page that a layout makes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from blogbuild.framing import Frame
from blogbuild.patching import Edit, Page, patched
from layout_files import layouts_in, write_layouts

KEY: Final = "frame base.html"
POST: Final = "{% extends 'base.html' %}{% block main %}[{{ title }} <b>]{% endblock %}"
MAIN: Final = "{% block main %}{% endblock %}"
BASE: Final = (
    "<b>{{ title }}</b>{% if title %}<i>wenn</i>{% endif %}" + MAIN + "{% include 'part.html' %}<p>{{ x }}</p>"
)

# What the base layout becomes, and the edits in it, if there is nothing else.
OTHERS: Final[Mapping[str, tuple[str, tuple[Edit, ...] | None]]] = {
    "the same": (BASE, ()),
    "a remark": (BASE.replace("<p>", "<p>{# bemerkt #}"), ()),
    "before": (BASE.replace("<b>", "<b class=x>", 1), ((b"<b>", b"<b class=x>"),)),
    "after": (BASE.replace("</p>", "</p>\n<p>회고</p>"), ((b"</p>", "</p>\n<p>회고</p>".encode()),)),
    "both": (BASE.replace("<b>", "<u>", 1).replace("</p>", "!</p>"), ((b"<b>", b"<u>"), (b"</p>", b"!</p>"))),
    "in a condition": (BASE.replace("wenn", "falls"), None),
    "an expression": (BASE.replace("{{ x }}", "{{ x | upper }}"), None),
    "an expression and text": (BASE.replace("<p>{{ x }}", "<u>{{ x | upper }}"), None),
    "another block": (BASE.replace("</p>", "{% block more %}{% endblock %}</p>"), None),
    "another part": (BASE.replace("part.html", "other.html"), None),
    "text that is gone": (BASE.replace("</p>", ""), None),
    "one that it extends": ("{% extends 'other.html' %}" + MAIN, None),
    "what cannot be read": (BASE + "{% if %}", None),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_layouts(tmp_path, {"post": POST, "base": BASE, "part": "part", "other": f"other{MAIN}"})
    return tmp_path


def made(folder: Path, title: str = "글", layout: str = "post") -> tuple[Page, set[str]]:
    """A page with its block, and what was noted for it."""
    frame, notes = Frame(), set[str]()
    filled = layouts_in(folder).render(layout, {"title": title, "x": "회고"}, notes.add, frame)
    return Page(*frame.around(filled)), notes


@pytest.mark.parametrize("name", OTHERS)
def test_edits_are_told_apart_from_changes_of_another_kind(folder: Path, name: str) -> None:
    base, edits = OTHERS[name]
    before, (page, _) = layouts_in(folder).fingerprint(KEY), made(folder)
    write_layouts(folder, {"base": base})

    assert layouts_in(folder).edits(KEY, before) == edits
    assert edits is None or patched(page, edits) == made(folder)[0]


@pytest.mark.parametrize("other", [other for other, (_, edits) in OTHERS.items() if edits is not None])
@pytest.mark.parametrize("name", [name for name, (_, edits) in OTHERS.items() if edits is not None])
def test_one_edit_follows_another(folder: Path, name: str, other: str) -> None:
    write_layouts(folder, {"base": OTHERS[name][0]})
    before, (page, _) = layouts_in(folder).fingerprint(KEY), made(folder)
    write_layouts(folder, {"base": OTHERS[other][0]})

    edits = layouts_in(folder).edits(KEY, before)

    assert edits is not None
    assert patched(page, edits) == made(folder)[0]


def test_a_part_is_edited_where_it_stands(folder: Path) -> None:
    before, (page, _) = layouts_in(folder).fingerprint(KEY), made(folder)
    write_layouts(folder, {"part": "<hr>"})

    edits = layouts_in(folder).edits(KEY, before)

    assert edits == ((b"part", b"<hr>"),)
    assert patched(page, edits) == made(folder)[0]


@pytest.mark.parametrize("title", ["<b>", "글</p>"])
def test_a_text_that_stands_there_twice_is_not_touched(folder: Path, title: str) -> None:
    write_layouts(folder, {"base": BASE.replace("{{ title }}", "{{ title | safe }}")})
    page, _ = made(folder, title)

    assert patched(page, ((b"<b>", b"<u>"), (b"</p>", b""))) is None


def test_a_text_may_lie_over_itself() -> None:
    assert patched(Page(b"aaa-", 4, 4), ((b"aa", b"b"),)) is None


def test_a_text_in_the_block_is_not_in_the_frame() -> None:
    assert patched(Page(b"a<b>c", 1, 4), ((b"<b>", b""),)) is None
    assert patched(Page(b"<b><b>c", 3, 6), ((b"<b>", b"-"),)) == Page(b"-<b>c", 1, 4)


@pytest.mark.parametrize(
    "base",
    [
        MAIN + "{% include name | default('part.html') %}",
        MAIN + "{% from 'macros.html' import show %}{{ show() }}",
        MAIN + "{{ card | filled('part.html') if card is defined }}{% include ['no.html', 'part.html'] %}",
        "{% extends 'other.html' %}",
    ],
)
def test_a_frame_that_asks_other_layouts_is_none(folder: Path, base: str) -> None:
    write_layouts(folder, {"base": base, "macros": "{% macro show() %}{% endmacro %}"})

    _, notes = made(folder)

    assert not any(note.startswith("frame ") for note in notes)


def test_a_frame_is_noted_whatever_its_block_asks_for(folder: Path) -> None:
    write_layouts(folder, {"post": POST.replace("[", "{% include ['no.html', 'part.html'] %}[")})

    page, notes = made(folder)

    assert KEY in notes
    assert page.content[page.start : page.end] == "part[글 <b>]".encode()


def test_a_part_in_a_condition_is_no_fixed_text(folder: Path) -> None:
    write_layouts(folder, {"base": f"{MAIN}{{% if 0 %}}{{% include 'part.html' %}}{{% endif %}}<hr>"})
    before = layouts_in(folder).fingerprint(KEY)
    write_layouts(folder, {"part": "neu"})

    assert layouts_in(folder).edits(KEY, before) is None
