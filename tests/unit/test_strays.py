"""References to files that are not there are told, and nothing else is."""

import pytest

from blogs import Blog, lines_of

NAME = "2024-05-01-a.md"


def told(blog: Blog) -> list[str]:
    _, problems = blog.load()
    return lines_of(problems)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("![](사긴.png)", "사긴.png"),
        ("[글](2024-05-02-b.md#절)", "2024-05-02-b.md"),
        ("[이력서](../files/resume.pdf)", "../files/resume.pdf"),
        ('<img alt="" src="a b.JPG?raw=1">', "a b.JPG"),
        ("[a]: a&b.png\n\n![그림][a]", "a&b.png"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_its_line(blog: Blog, body: str, name: str) -> None:
    blog.post(NAME, "", f"본문\n\n{body}")

    assert told(blog) == [f'content/posts/{NAME}:7: leads to "{name}", which is not there']


def test_the_near_file_is_named(blog: Blog) -> None:
    blog.post(NAME, "", "![](사긴.png)")
    blog.write("content/posts/사진.png", b"")

    _, [problem] = blog.load()

    assert problem.mend == 'did you mean "사진.png"?'


@pytest.mark.parametrize(
    "body",
    [
        "![](사진.png)",
        "[집](../) [태그](/tags/none.png) [밖](https://a.example/b.png) [절](#a.md) [글](mailto:a@b.md)",
        "[쪽](about.html) [판](v1.2) [피드](../feed.xml) [물음](?a=b.png)",
        "![](shot.png)",
        "`![](none.png)`\n\n    ![](none.png)",
        '<!-- <img src="none.png"> -->',
        "<script>const old = '<img src=\"none.png\">';</script>",
        "{::comment}\n![](none.png)\n{:/comment}",
    ],
)
def test_whatever_may_be_right_says_nothing(blog: Blog, body: str) -> None:
    blog.write("content/posts/사진.png", b"")
    blog.write("static/2024/05/01/shot.png", b"")
    blog.post(NAME, "permalink: /2024/05/01/a.html", body)

    assert told(blog) == []


@pytest.mark.parametrize("path", ["content/_posts/2024-05-01-a.md", "content/about.md"])
def test_jekylls_posts_and_pages_say_nothing(blog: Blog, path: str) -> None:
    blog.write(path, "---\ntitle: a\n---\n![](assets/none.png)\n")

    assert told(blog) == []


def test_a_post_that_is_not_built_is_not_there(blog: Blog) -> None:
    blog.post(NAME, "", "[다음](2999-01-01-b.md)")
    blog.post("2999-01-01-b.md")

    assert told(blog) == [f'content/posts/{NAME}:5: leads to "2999-01-01-b.md", which is not there']


def test_it_is_told_again_by_the_next_build(blog: Blog) -> None:
    blog.post(NAME, "", "![](none.png)")

    first, second = blog.build(), blog.build()

    assert first.problems == second.problems != ()
