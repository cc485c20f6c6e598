"""What comes with the HTML: headings, footnotes, problems."""

from __future__ import annotations

from collections.abc import Mapping

from blogbuild.markup.kramdown import Dialect, Footnote, Heading, Markdown


def code(text: str, language: str, attributes: Mapping[str, str]) -> str:
    return f"<pre>{language}|{dict(attributes)}|{text}</pre>"


MARKDOWN = Markdown(Dialect(), code)


def test_headings_are_told_in_order_with_their_text() -> None:
    rendered = MARKDOWN.render("# A *b* `c`\n## [D](e)\n{: .no_toc}\n")

    assert rendered.headings == (Heading(1, "a-b-c", "A b c", listed=True), Heading(2, "d", "D", listed=False))


def test_a_sigma_at_the_end_of_a_word_is_downcased_as_ruby_does() -> None:
    assert MARKDOWN.render("# ΔΣ로 ΑΣ\n").headings[0].id == "δσ로-ασ"


def test_levels_outside_of_the_contents_are_not_listed() -> None:
    markdown = Markdown(Dialect(toc_levels=(2,)), code)

    assert [heading.listed for heading in markdown.render("# a\n## b\n### c").headings] == [False, True, False]


def test_footnotes_stand_apart_and_are_numbered_by_first_use() -> None:
    rendered = MARKDOWN.render("a[^둘] b[^1] c[^둘]\n\n[^1]: one\n[^둘]: two\n")

    assert "two" not in rendered.html
    assert [(note.number, note.name, note.references) for note in rendered.footnotes] == [(1, "둘", 2), (2, "1", 1)]


def test_a_footnote_links_back_to_every_reference() -> None:
    note = MARKDOWN.render("a[^1] b[^1]\n\n[^1]: one\n").footnotes[0]

    back = 'class="reversefootnote" role="doc-backlink">&#8617;'
    assert note == Footnote(
        1,
        "1",
        f'<p>one\u00a0<a href="#fnref:1" {back}</a>\u00a0<a href="#fnref:1:1" {back}<sup>2</sup></a></p>\n',
        2,
    )


def test_numbers_of_footnotes_may_begin_elsewhere() -> None:
    markdown = Markdown(Dialect(footnote_nr=5), code)

    assert [note.number for note in markdown.render("a[^1]\n\n[^1]: b").footnotes] == [5]


def test_code_gets_its_language_and_attributes() -> None:
    html = MARKDOWN.render('```py\nx\n```\n{: file="a.py" .y #z}\n').html

    assert html.strip() == "<pre>py|{'file': 'a.py', 'class': 'y', 'id': 'z'}|x\n</pre>"


def test_indented_code_gets_its_language_from_a_class() -> None:
    assert MARKDOWN.render("    x\n{: .language-ruby}\n").html.strip() == "<pre>ruby|{}|x\n</pre>"


def test_mathematics_goes_through_its_renderer() -> None:
    markdown = Markdown(Dialect(), code, lambda tex, block: f"<math>{tex}|{block}</math>")

    assert markdown.render("$$\na\n$$\n\n$$b$$ c").html == "<math>a|True</math>\n\n<p><math>b|False</math> c</p>\n"


def test_a_tag_that_swallows_the_text_is_a_problem_with_its_line() -> None:
    problems = MARKDOWN.render("a\n\n- b\n- c\n\n  List<String> d\n").problems

    assert [(line, what.split(" is ")[0]) for line, what, _ in problems] == [(6, "<String>")]


def test_a_block_that_swallows_the_text_is_a_problem() -> None:
    assert [line for line, _, _ in MARKDOWN.render("a\n\n<div>\nb\n").problems] == [3]


def test_an_open_fence_is_a_problem() -> None:
    assert [line for line, _, _ in MARKDOWN.render("> a\n>\n> ```py\n> b\n").problems] == [3]


def test_missing_definitions_are_problems_where_there_are_definitions() -> None:
    text = "a[^b] [c][d]\n"

    assert MARKDOWN.render(text).problems == ()
    assert len(MARKDOWN.render(text + "\n[^x]: y\n[z]: w\n").problems) == 2


def test_a_good_text_has_no_problems() -> None:
    assert MARKDOWN.render("# a\n\n*b* <br> [c](d) <b>e</b>\n\n```\nf\n```\n").problems == ()
