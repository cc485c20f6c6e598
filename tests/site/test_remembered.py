"""What is remembered between builds: what follows a change, at which moment, and what does not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from blogbuild.errors import BlogError
from blogs import Blog
from changing_blog import ChangingBlog


def test_a_link_follows_a_post_that_moves(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "[b](2024-05-02-b.md)")
    blog.post("2024-05-02-b.md")
    blog.build()

    blog.post("2024-05-02-b.md", "permalink: /moved/")
    blog.build()

    assert 'href="/moved/"' in blog.output("2024/05/01/a.html")


def test_a_picture_that_is_drawn_anew_gets_its_new_size(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "![그림](a.svg)")
    blog.write("content/posts/a.svg", '<svg width="10" height="20"/>')
    blog.build()

    blog.write("content/posts/a.svg", '<svg width="30" height="40"/>')
    blog.build()

    assert 'width="30" height="40"' in blog.output("2024/05/01/a.html")


def test_a_setting_of_the_markdown_makes_bodies_anew(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "1) 하나\n2) 둘")
    blog.build()

    blog.settings("[markdown]\nparen_lists = false\n")
    blog.build()

    assert "<ol>" not in blog.output("2024/05/01/a.html")


def test_a_second_build_writes_nothing(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "## 절\n\n각주[^1]\n\n[^1]: 글")
    blog.build()

    assert blog.build().report.written == ()


def followed(blog: Blog, path: str, before: str, after: str) -> str:
    """The page of a post whose times are trusted, before whose last build another file was changed."""
    changing = ChangingBlog(blog.root, is_aged=True)
    changing.write(path, before)
    for file in sorted(blog.root.rglob("*.*")):
        changing.touch(str(file.relative_to(blog.root)))
    for _ in range(3):
        changing.build()

    changing.write(path, after)
    changing.build()
    return blog.output("2024/05/01/a.html")


@pytest.mark.parametrize("name", [".hidden.md", "_parts/part.md", "note.txt", "_drafts/draft.md", "#backup.md~"])
def test_a_file_that_is_no_source_is_followed_where_it_is_included(blog: Blog, name: str) -> None:
    blog.settings('[build]\nexclude = ["posts/note.txt"]\n')
    blog.post("2024-05-01-a.md", "", f"{{% include_relative {name} %}}")

    assert "둘" in followed(blog, f"content/posts/{name}", "하나", "둘")


@pytest.mark.parametrize(
    ("before", "after"),
    [("1", "true"), ("1", "1.0"), ("{a: 1, b: 2}", "{b: 2, a: 1}"), ("0.0", "-0.0"), (".inf", ".nan")],
)
def test_values_that_are_equal_and_read_otherwise_are_others(blog: Blog, before: str, after: str) -> None:
    blog.write("layouts/post.html", "{% for each in site.articles %}{{ each.meta.extra }}{% endfor %}")
    blog.post("2024-05-01-a.md")
    text = "---\ntitle: b\nmood: {}\n---\n본문"

    page = followed(blog, "content/posts/2024-05-02-b.md", text.format(before), text.format(after))

    blog.write("layouts/post.html", "{% for each in site.articles %}{{ each.meta.extra }}{% endfor %} ")
    blog.build()
    assert blog.output("2024/05/01/a.html") == page + " "


def test_the_hour_that_comes_twice_is_told_apart(blog: Blog) -> None:
    blog.settings('timezone = "America/New_York"\n')
    blog.write("layouts/post.html", "{% for each in site.posts %}{{ each.published | iso }} {% endfor %}")
    blog.post("2024-05-01-a.md")
    text = "---\ntitle: b\ndate: 2024-11-03 0{}:30:00 +0000\n---\n본문"

    page = followed(blog, "content/posts/2024-05-02-b.md", text.format(5), text.format(6))

    assert "2024-11-03T01:30:00-05:00" in page


def test_a_setting_that_liquid_reads_is_followed(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "{{ site.title }} {{ site.mood }}")
    blog.build()

    blog.write("site.toml", 'title = "neu"\nurl = "https://blog.example"\n[variables]\nmood = "gut"\n')
    blog.build()

    assert "neu gut" in blog.output("2024/05/01/a.html")


def test_a_post_that_a_layout_asks_for_by_its_url_may_go(blog: Blog) -> None:
    blog.write("layouts/page.html", "{{ '/2024/05/02/b.html' in site.by_url }}")
    blog.write("content/about.md", "---\ntitle: 나\n---\n")
    blog.post("2024-05-01-a.md")
    blog.post("2024-05-02-b.md")
    blog.build()
    before = blog.output("about.html")

    (blog.root / "content/posts/2024-05-02-b.md").unlink()
    blog.build()

    assert (before, blog.output("about.html")) == ("True", "False")


def test_a_layout_that_a_post_asks_for_may_come_and_go(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "layout: own")
    told = [problem.what for problem in blog.build().problems]
    blog.build()

    blog.write("layouts/own.html", "own")
    problems = blog.build().problems
    there = blog.output("2024/05/01/a.html")
    (blog.root / "layouts" / "own.html").unlink()
    blog.build()

    assert told == ['there is no layout "own"; shown with "post"']
    assert (problems, there, blog.output("2024/05/01/a.html") == "own") == ((), "own", False)


def test_a_folder_in_the_place_of_an_output_gives_way(blog: Blog) -> None:
    blog.post("2024-05-01-a.md")
    blog.build()
    page = blog.root / "_site/2024/05/01/a.html"

    page.unlink()
    page.mkdir()
    blog.build()

    assert page.is_file()


@pytest.mark.parametrize("name", [b"2024-01-01-\xff.md", b"\xff.png"])
def test_a_name_that_is_no_text_is_told(blog: Blog, name: bytes) -> None:
    (Path(blog.root) / "content" / "posts" / name.decode(errors="surrogateescape")).write_text("x")

    with pytest.raises(BlogError):
        blog.build()


def test_bodies_are_still_known_after_builds_that_asked_for_none(blog: Blog) -> None:
    blog.settings("[pagination]\nper_page = 200\n")
    for number in range(110):
        blog.post(f"2024-05-01-{number}.md")
    for _ in range(3):
        blog.build()

    blog.write("layouts/home.html", "anders")
    result = blog.build()

    assert (result.rendered, result.changed) == (("index.html",), 0)


def test_a_build_that_found_nothing_to_write_stands_as_well(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    post = blog.post("2024-05-01-a.md")
    blog.build()
    os.utime(post, (1, 1))
    blog.build()
    later = time.time_ns() + 60_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)
    blog.build()

    monkeypatch.setattr("blogbuild.making.make", None)  # what stands needs no making

    assert blog.build().rendered == ()
