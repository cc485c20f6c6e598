"""Layouts: which file counts, what they may say, what is said of their faults."""

from datetime import UTC, datetime

import pytest

from blogbuild.config import Config
from blogbuild.errors import BlogError
from blogbuild.templates import Layouts, counted, iso, iso_day, number
from blogs import Blog, lines_of

MOMENT = datetime(2024, 5, 3, 10, tzinfo=UTC)


def errors_of(blog: Blog) -> list[str]:
    with pytest.raises(BlogError) as failed:
        blog.build()
    return lines_of(failed.value.problems)


def layouts(blog: Blog, **settings: str) -> Layouts:
    folder = blog.root / "layouts"
    config = Config(url="https://a.example", base_path="/b", **settings)  # type: ignore[arg-type] # texts only
    return Layouts((folder, folder), config, lambda _: None, tuple)


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        ("\n{{ pots.title }}", 'layouts/post.html:2: there is no variable "pots"'),
        ("{{ post.titel }}", 'layouts/post.html:1: there is no "titel" here; did you mean "title"?'),
        ("\n\n{% if %}", "layouts/post.html:3: syntax error: Expected an expression, got 'end of statement block'"),
        ("{{ 'x' | nope }}", "layouts/post.html:1: syntax error: No filter named 'nope'."),
        ("\n{{ 1 // 0 }}", "layouts/post.html:2: integer division or modulo by zero"),
        ("{{ 3 | iso }}", "layouts/post.html:1: 'int' object has no attribute 'isoformat'"),
        ("{% for x in 3 %}{% endfor %}", "layouts/post.html:1: 'int' object is not iterable"),
        ('\n{% extends "bsae.html" %}', 'layouts/post.html:2: there is no layout "bsae.html"'),
        ('{% include "partials/haed.html" %}', 'layouts/post.html:1: there is no layout "partials/haed.html"'),
        (
            '{{ "css/them.css" | asset_url }}',
            'layouts/post.html:1: there is no static file "css/them.css"; did you mean "css/theme.css"?',
        ),
    ],
)
def test_a_fault_of_a_layout_is_told_with_its_line(blog: Blog, layout: str, told: str) -> None:
    blog.write("layouts/post.html", layout)
    blog.post("2024-05-01-a.md")

    assert errors_of(blog) == [told]


def test_a_near_layout_is_named(blog: Blog) -> None:
    blog.write("layouts/post.html", '{% extends "bse.html" %}')
    blog.post("2024-05-01-a.md")

    with pytest.raises(BlogError) as failed:
        blog.build()

    assert failed.value.problems[0].mend == 'did you mean "base.html"?'


def test_a_fault_in_a_partial_is_told_there(blog: Blog) -> None:
    blog.write("layouts/partials/mine.html", "\n\n{{ nope }}")
    blog.write("layouts/post.html", '{% include "partials/mine.html" %}')
    blog.post("2024-05-01-a.md")
    blog.post("2024-05-02-b.md")

    assert errors_of(blog) == ['layouts/partials/mine.html:3: there is no variable "nope"']


def test_faults_of_several_layouts_are_told_at_once(blog: Blog) -> None:
    blog.write("layouts/home.html", "{{ a }}")
    blog.write("layouts/404.html", "{{ b }}")

    assert errors_of(blog) == [
        'layouts/404.html:1: there is no variable "b"',
        'layouts/home.html:1: there is no variable "a"',
    ]


def test_a_layout_that_includes_itself_is_told(blog: Blog) -> None:
    blog.write("layouts/404.html", '{% include "404.html" %}')

    assert errors_of(blog)[0].startswith("layouts/404.html:1: ")


def test_a_layout_in_another_encoding_is_told(blog: Blog) -> None:
    blog.write("layouts/404.html", "없는 쪽".encode("cp949"))

    assert errors_of(blog)[0].startswith("layouts/404.html: ")


def test_the_site_overrides_one_partial_of_the_theme(blog: Blog) -> None:
    for file in (blog.root / "layouts").iterdir():
        file.unlink()
    blog.write("layouts/partials/foot.html", "나의 끝")
    blog.post("2024-05-01-a.md")

    blog.build()

    page = blog.output("2024/05/01/a.html")
    assert "나의 끝" in page
    assert 'class="h-entry"' in page


def test_a_static_file_has_a_fingerprint_of_its_content(blog: Blog) -> None:
    blog.settings('base_path = "/b"\n')
    blog.write("layouts/404.html", '{{ "/a.css" | asset_url }}')
    blog.write("static/a.css", "1")
    blog.build()
    first = blog.output("404.html")
    blog.write("static/a.css", "2")

    blog.build()

    path, _, digest = first.partition("?v=")
    assert (path, len(digest)) == ("/b/a.css", 8)
    assert blog.output("404.html") != first


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ '/글/' | relative_url }}", "/b/%EA%B8%80/"),
        ("{{ 'a' | relative_url }}", "/b/a"),
        ("{{ '/글/' | absolute_url }}", "https://a.example/b/%EA%B8%80/"),
        ("{{ moment | date_text }}", "2024. 5. 3."),
        ("{{ moment | month_day }}", "5. 3."),
        ("{{ moment | iso }}", "2024-05-03T10:00:00+00:00"),
        ("{{ moment | iso_day }}", "2024-05-03"),
        ("{{ 12345 | number }}", "12,345"),
        ("{{ 1200 | counted('글 {}편') }}", "글 1,200편"),
        ("{{ '<b>' }}", "&lt;b&gt;"),
        ("{{ odd }}, {{ odd | safe }}, {{ 1 }}", "&lt;&#39;&#34;&gt;&amp;, <'\">&, 1"),
        ("{% set once %}{{ odd }}{% endset %}{{ once }}", "&lt;&#39;&#34;&gt;&amp;"),
        ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(odd) }}", "<i>&lt;&#39;&#34;&gt;&amp;</i>"),
        ("{% if moment %}\n  x\n{% endif %}\n", "  x\n"),
    ],
)
def test_a_layout_may_say(blog: Blog, text: str, made: str) -> None:
    blog.write("layouts/mine.html", text)

    assert layouts(blog).render("mine", {"moment": MOMENT, "odd": "<'\">&"}, lambda _: None) == made


def test_dates_are_written_in_the_sites_language(blog: Blog) -> None:
    blog.write("layouts/mine.html", "{{ moment | date_text }}, {{ moment | month_day }}")

    assert layouts(blog, language="en").render("mine", {"moment": MOMENT}, lambda _: None) == "3 May 2024, 3 May"


@pytest.mark.parametrize(("count", "said"), [(0, "0 posts"), (1, "1 post"), (2, "2 posts")])
def test_one_is_no_plural(count: int, said: str) -> None:
    assert counted(count, "{} post|{} posts") == said


def test_machines_read_moments_with_their_offset() -> None:
    assert (iso(MOMENT), iso_day(MOMENT), number(1000000)) == ("2024-05-03T10:00:00+00:00", "2024-05-03", "1,000,000")


def test_a_layout_of_ones_own_is_used(blog: Blog) -> None:
    blog.write("layouts/cv.html", "이력서 {{ page.title }}")
    blog.write("content/cv.md", "---\ntitle: 나\nlayout: cv\n---\n")

    result = blog.build()

    assert (blog.output("cv.html"), result.problems) == ("이력서 나", ())


def test_a_layout_that_is_not_there_is_told_once(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "layout: book")
    blog.post("2024-05-02-b.md", "layout: book")

    [problem] = blog.build().problems

    assert lines_of((problem,)) == ['content/posts/2024-05-01-a.md: there is no layout "book"; shown with "post"']
    assert problem.mend == "make layouts/book.html, or write layout: post"


@pytest.mark.parametrize("layout", ["post", "posts", "single", "default", "none", "home", "list", "redirect"])
def test_the_layouts_of_other_themes_are_ours_without_a_word(blog: Blog, layout: str) -> None:
    blog.post("2024-05-01-a.md", f"layout: {layout}")

    if layout in {"list", "redirect"}:
        assert len(blog.build().problems) == 1
    else:
        assert blog.build().problems == ()
    assert blog.output("2024/05/01/a.html").startswith("2024-05-01-a.md")


def test_a_layouts_name_may_be_long(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", f"layout: {'x' * 300}")

    assert len(blog.build().problems) == 1


def test_a_page_may_ask_for_the_layout_of_posts_and_a_post_for_that_of_pages(blog: Blog) -> None:
    blog.write("content/news.md", "---\ntitle: 소식\nlayout: post\n---\n새 소식\n")
    blog.post("2024-05-01-a.md", "layout: page")

    assert blog.build().problems == ()
    assert blog.output("news.html") == "소식\n<p>새 소식</p>\n"
