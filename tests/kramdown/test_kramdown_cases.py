"""The cases below `cases/`: a title, what is written, what becomes of it, parted by lines of one dot.

`␣` and `⇥` stand for a blank and a tab that an editor would hide or drop. Footnotes are shown below the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

import pytest

from blogbuild.markup.kramdown import Dialect, Markdown

CASES: Final = Path(__file__).parent / "cases"
EXACT: Final = Dialect(paren_lists=False, bare_links=False, underscore_particles=False, footnote_labels=False)
PLAIN: Final = Dialect(
    paren_lists=False, bare_links=False, underscore_particles=False, footnote_labels=False, gfm=False
)
WRAPPED: Final = Dialect(
    paren_lists=False, bare_links=False, underscore_particles=False, footnote_labels=False, hard_wrap=True
)
DIALECTS: Final[Mapping[str, Dialect]] = {
    "blocks": EXACT,
    "lists": EXACT,
    "spans": EXACT,
    "html": EXACT,
    "extensions": EXACT,
    "improved": Dialect(),
    "plain": PLAIN,
    "wrapped": WRAPPED,
    "dollars": Dialect(dollar_math=True),
}


def code(text: str, language: str, attributes: Mapping[str, str]) -> str:
    classes = f"language-{language} {attributes.get('class', '')}".strip() if language else attributes.get("class", "")
    written = {**attributes, "class": classes} if classes else attributes
    outer = "".join(f' {key}="{value}"' for key, value in written.items())
    return f"<pre{outer}><code>{escape(text, quote=False)}</code></pre>"


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    for case in (CASES / f"{name}.txt").read_text(encoding="utf-8").split("\n.\n\n"):
        title, text, html = case.removesuffix("\n.\n").split("\n.\n")
        yield title.strip(), text.replace("␣", " ").replace("⇥", "\t"), html


def shown(text: str, dialect: Dialect) -> str:
    rendered = Markdown(dialect, code).render(text)
    notes = [f"{note.number}. {note.html.strip()}" for note in rendered.footnotes]
    return "\n".join([rendered.html.strip("\n"), *notes])


@pytest.mark.parametrize(
    ("dialect", "text", "html"),
    [
        pytest.param(dialect, text, html, id=f"{name}: {title}")
        for name, dialect in DIALECTS.items()
        for title, text, html in cases(name)
    ],
)
def test_case(dialect: Dialect, text: str, html: str) -> None:
    assert shown(text, dialect) == html


def test_every_file_of_cases_has_its_dialect() -> None:
    assert {file.stem for file in CASES.glob("*.txt")} == set(DIALECTS)
