"""Front matter from the settings, by scope."""

import pytest

from blogs import Blog

NAME = "2024-05-01-차.md"


def test_defaults_are_merged_by_scope(blog: Blog) -> None:
    blog.settings(
        '[[defaults]]\nscope = { path = "posts/2024", type = "posts" }\nvalues = { layout = "deep", x = { b = 2 } }\n'
        '[[defaults]]\nscope = { path = "", type = "posts" }\nvalues = { layout = "typed", x = { a = 1, b = 1 } }\n'
        '[[defaults]]\nvalues = { layout = "any", author = "나", tags = ["기본"] }\n'
        '[[defaults]]\nscope = { type = "pages" }\nvalues = { layout = "page-like" }\n'
    )
    for layout in ("deep", "typed", "own", "page-like"):
        blog.write(f"layouts/{layout}.html", "")
    blog.post("2024-05-01-a.md")
    blog.post("2023-05-01-b.md")
    blog.post("2022-05-01-c.md", "layout: own\nx: {b: 3}\ntags: [내 것]")
    blog.write("content/d.md", "---\ntitle: d\n---\n")

    a, b, c, d = (document.meta for document in blog.documents())

    assert [meta.layout for meta in (a, b, c, d)] == ["deep", "typed", "own", "page-like"]
    assert [meta.extra.get("x") for meta in (a, b, c)] == [{"a": 1, "b": 2}, {"a": 1, "b": 1}, {"a": 1, "b": 3}]
    assert [meta.tags for meta in (a, c)] == [("기본",), ("내 것",)]
    assert d.extra == {"author": "나"}


@pytest.mark.parametrize(
    ("scope", "urls"),
    [
        ('path = "posts/*/x"', ["/2024/05/01/a.html", "/d/b/"]),
        ('path = "content/posts/deep"', ["/2024/05/01/a.html", "/d/b/"]),
        ('type = "drafts"', ["/2024/05/01/a.html", "/deep/x/2023/05/01/b.html"]),
        ('type = "posts"', ["/d/a/", "/d/b/"]),
        ('type = "pages"', ["/2024/05/01/a.html", "/2023/05/01/b.html"]),
    ],
)
def test_a_scope_is_a_prefix_or_a_pattern_and_a_type(blog: Blog, scope: str, urls: list[str]) -> None:
    blog.settings(f'[[defaults]]\nscope = {{ {scope} }}\nvalues = {{ permalink = "/d/:title/" }}\n')
    blog.post("2024-05-01-a.md")
    blog.post("deep/x/2023-05-01-b.md")

    assert [document.url for document in blog.documents()] == [url.replace("/deep/x/", "/") for url in urls]


def test_nothing_in_the_front_matter_undoes_a_default(blog: Blog) -> None:
    blog.settings('[[defaults]]\nvalues = { description = "모두의 것" }\n')
    blog.post(NAME, "description:")

    assert blog.only().meta.description == ""


def test_a_page_takes_no_permalink_from_defaults(blog: Blog) -> None:
    blog.settings('[[defaults]]\nvalues = { permalink = "/all/:title/" }\n')
    blog.write("content/about.md", "---\ntitle: a\n---\n")

    assert blog.only().url == "/about.html"
