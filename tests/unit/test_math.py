"""Formulas: MathML where they can be read, their TeX where they cannot."""

from __future__ import annotations

import pytest

from blogbuild.markup.math import UNREAD, mathml
from blogs import Blog, lines_of


def test_a_formula_becomes_mathml_and_keeps_its_tex() -> None:
    html = mathml(r"\frac{a}{b} < 1", is_block=False)

    assert html.startswith("<math ")
    assert "<mfrac>" in html
    assert r'<annotation encoding="application/x-tex">\frac{a}{b} &lt; 1</annotation>' in html


def test_a_formula_of_its_own_is_a_block_that_scrolls() -> None:
    html = mathml("x", is_block=True)

    assert html.startswith('<div class="math" tabindex="0"><math ')
    assert 'display="block"' in html


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{gather} a \\ b \end{gather}",
        r"\arg\max_{x} f(x)",
        r"\sum_{i=1}^n x_i^2",
        r"\text{한글}",
    ],
)
def test_what_people_write_is_read(tex: str) -> None:
    assert UNREAD not in mathml(tex, is_block=True)


@pytest.mark.parametrize("tex", ["x^{", r"\left( x", r"\nosuchcommand x", r"\text{about $n$ of them}", "", "{" * 5000])
def test_what_cannot_be_read_stands_as_tex(tex: str) -> None:
    html = mathml(tex, is_block=False)

    assert UNREAD in html
    assert html.startswith(r'<span class="math unread">\(')


def test_a_post_is_told_of_formulas_that_cannot_be_read(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "$$x$$\n\n글 $$\\nosuchcommand y$$과 $$z^{$$")

    result = blog.build()

    [told] = lines_of(result.problems)
    assert told.startswith("content/posts/2024-05-01-a.md:7: 2 formula(s) could not be read and stand as TeX, first ")
    assert "nosuchcommand y" in told
    assert blog.output("2024/05/01/a.html").count("<math") == 1


def test_single_dollars_are_mathematics_where_a_post_asks_for_it(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "$x$")
    blog.post("2024-05-01-b.md", "use_math: true", "$x$")

    blog.build()

    assert "$x$" in blog.output("2024/05/01/a.html")
    assert "<math" in blog.output("2024/05/01/b.html")


@pytest.mark.parametrize("formula", ["$$ $$", "a $$ $$ b", "$$\n$$", "a $$&nbsp;$$ b", "$$}$$"])
def test_an_empty_formula_stops_nothing(blog: Blog, formula: str) -> None:
    blog.post("2024-05-01-a.md", body=formula)

    assert blog.build().posts == 1
