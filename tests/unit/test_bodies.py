"""What a body becomes, apart from its Markdown: summary, contents, counts, views of lists."""

import sqlite3
from contextlib import closing

import pytest

from blogbuild.config import CACHE_FOLDER, Config
from blogbuild.markup import contents
from blogbuild.markup.kramdown import Heading
from blogbuild.model import Body, ContentsEntry
from blogbuild.views import paginate, pagination
from blogs import Blog

NAME = "2024-05-01-a.md"


def body_of(blog: Blog, text: str, front: str = "") -> Body:
    blog.post(NAME, front, text)
    site, _ = blog.load()
    return site.articles[0].body


@pytest.mark.parametrize(
    ("front", "text", "summary"),
    [
        ("", "첫 **문단**.\n\n둘째 문단.", "첫 문단."),
        ("", "\n\n첫 문단.\n\n둘째.", "첫 문단."),
        ("", "한 문단뿐", "한 문단뿐"),
        ("", "이 [글][1]을\n\n둘\n\n[1]: https://a.example\n", "이 글을"),
        ("", "![사진](a.png)\n\n본문 첫 문단\n", "본문 첫 문단"),
        ("", "* TOC\n{:toc}\n\n## 하나\n\n설명\n", "설명"),
        ("", "```python\nx = 1\n\ny = 2\n```\n\n설명\n", "설명"),
        ("", "1부\n2부 <!--more--> 3부", "1부 2부"),
        ("excerpt_separator: <!--more-->", "하나\n\n둘\n\n<!--more-->\n\n셋", "하나 둘"),
        ("", "떨렸다.[^1]\n\n둘\n\n[^1]: 각주\n", "떨렸다."),
        ("excerpt: 내가 쓴 <b>발췌</b>", "본문", "내가 쓴 발췌"),
        ("description: 줄거리", "본문", "줄거리"),
        ("excerpt: 발췌\ndescription: 줄거리", "본문", "발췌"),
    ],
)
def test_a_summary_is_what_stands_before_the_rest(blog: Blog, front: str, text: str, summary: str) -> None:
    assert body_of(blog, text, front).summary == summary


def test_syllables_and_words_leave_out_code(blog: Blog) -> None:
    body = body_of(blog, "회고 API 하나\n\n```\n코드 는 빼고\n```\n")

    assert (body.syllables, body.words) == (4, 1)


def test_every_block_of_code_stands_in_its_place(blog: Blog) -> None:
    fence = "```python\n{}\n```\n"
    body = body_of(
        blog,
        f"{fence.format('a')}\n글[^하나] `\\0`\n\n{fence.format('b')}\n[^하나]:\n    각주\n\n    ~~~\n    c\n    ~~~\n",
    )

    [note] = body.footnotes
    assert (
        body.html.index('<span class="n">a</span>')
        < body.html.index("글")
        < body.html.index('<span class="n">b</span>')
    )
    assert "<code>c\n</code>" in note.html
    assert "\0" not in body.html + note.html


def test_what_looks_like_a_link_within_code_is_left_alone(blog: Blog) -> None:
    body = body_of(blog, f'```\n<a href="{NAME}">\n```\n\n`<a href="{NAME}">` [글]({NAME})\n')

    assert body.html.count(f'&lt;a href="{NAME}"&gt;') == 2
    assert body.html.count('<a href="/2024/05/01/a.html">') == 1


def test_footnotes_stand_apart(blog: Blog) -> None:
    body = body_of(blog, "글[^하나]\n\n[^하나]: 각주 [글](2024-05-01-a.md)\n")

    [note] = body.footnotes
    assert (note.number, note.name) == (1, "하나")
    assert 'href="/2024/05/01/a.html"' in note.html
    assert "각주" not in body.html


def test_a_warning_of_the_markup_has_its_line_in_the_file(blog: Blog) -> None:
    blog.post(NAME, "tags: x", "하나\n\n[^없음]: 쓰이지 않는 각주\n")

    _, problems = blog.load()

    assert all(problem.place.path == f"content/posts/{NAME}" for problem in problems)
    assert all(problem.place.line >= 5 for problem in problems)


def headings(*levels: int) -> list[Heading]:
    return [Heading(level=level, id=f"h{at}", text=f"H{at}", listed=True) for at, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("levels", "shape"),
    [
        ((), ()),
        ((2, 3, 3, 2), ("h0", ("h1", "h2"), "h3", ())),
        ((1, 2, 3, 4), ("h0", ("h1",))),
        ((3, 2, 3), ("h0", (), "h1", ("h2",))),
        ((4, 4), ("h0", (), "h1", ())),
    ],
)
def test_the_list_of_contents_is_two_levels_deep(levels: tuple[int, ...], shape: tuple[object, ...]) -> None:
    entries = contents(headings(*levels))

    found = tuple(part for entry in entries for part in (entry.id, tuple(child.id for child in entry.children)))
    assert found == shape


def test_headings_without_an_id_are_not_listed(blog: Blog) -> None:
    body = body_of(blog, "## 하나\n\n## 둘\n{:.no_toc}\n\n### 셋\n")

    assert body.contents == (ContentsEntry("하나", "하나", (ContentsEntry("셋", "셋"),)),)
    assert body.headings == ("하나", "둘", "셋")


def test_an_html_page_is_kept_with_its_references_led(blog: Blog) -> None:
    blog.settings('base_path = "/b"\n')
    blog.write("content/a.html", '---\ntitle: a\n---\n<p>**그대로** <a href="/x/">x</a></p>\n')
    site, _ = blog.load()

    body = site.page_articles[0].body

    assert body.html == '<p>**그대로** <a href="/b/x/">x</a></p>\n'
    assert (body.summary, body.syllables, body.words) == ("**그대로** x", 3, 1)


@pytest.mark.parametrize(
    ("posts", "current", "shown"),
    [
        (0, 1, [1]),
        (3, 1, [1]),
        (7, 2, [1, 2, 3]),
        (30, 1, [1, 2, 3, None, 10]),
        (30, 4, [1, 2, 3, 4, 5, 6, None, 10]),
        (30, 5, [1, 2, 3, 4, 5, 6, 7, None, 10]),
        (30, 6, [1, None, 4, 5, 6, 7, 8, 9, 10]),
        (30, 10, [1, None, 8, 9, 10]),
    ],
)
def test_a_list_shows_its_ends_and_what_is_near(posts: int, current: int, shown: list[int | None]) -> None:
    config = Config(base_path="/b")
    pages = list(paginate(config, "/tags/x/", range(posts), 3))

    path, number, total, part = pages[current - 1]
    place = pagination(config, "/tags/x/", number, total)
    assert [link.number if link else None for link in place.pages] == shown
    assert path == ("/tags/x/" if current == 1 else f"/tags/x/page{current}/")
    assert place.previous == (None if current == 1 else pages[current - 2][0].join(["/b", ""]))
    assert place.next == (None if current == place.total else f"/b/tags/x/page{current + 1}/")
    assert len(part) == min(3, posts)


def test_the_pages_of_a_list_have_the_address_of_the_settings(blog: Blog) -> None:
    blog.settings('[pagination]\nper_page = 1\npath = "쪽/:num"\n')
    blog.post("2024-05-01-a.md")
    blog.post("2024-05-02-b.md")

    blog.build()

    assert blog.output("index.html") == "/2024/05/02/b.html\n"
    assert blog.output("쪽/2.html") == "/2024/05/01/a.html\n"


def test_pinned_posts_come_first_on_the_home_list_only(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "pin: true\ntags: x")
    blog.post("2024-05-02-b.md", "tags: x")

    blog.build()

    assert blog.output("index.html").split() == ["/2024/05/01/a.html", "/2024/05/02/b.html"]
    assert blog.output("tags/x/index.html").split()[2:] == ["/2024/05/02/b.html", "/2024/05/01/a.html"]


def test_posts_know_their_neighbours(blog: Blog) -> None:
    blog.write("layouts/post.html", "{{ post.previous.title if post.previous }}<{{ post.next.title if post.next }}")
    for day in (1, 2, 3):
        blog.post(f"2024-05-0{day}-{day}.md", f"title: t{day}")

    blog.build()

    assert [blog.output(f"2024/05/0{day}/{day}.html") for day in (1, 2, 3)] == ["<t2", "t1<t3", "t2<"]


def test_posts_of_one_moment_are_ordered_by_their_path(blog: Blog) -> None:
    for name in "bca":
        blog.post(f"2024-05-01-{name}.md")

    assert [document.source[-4] for document in blog.documents()] == ["c", "b", "a"]


def test_the_picture_that_stands_for_a_post_may_lie_beside_it(blog: Blog) -> None:
    blog.settings('base_path = "/blog"\n')
    blog.write("content/posts/2024-05-01-a/index.md", "---\ntitle: a\nimage: 카드.png\n---\n본문\n")
    blog.write("content/posts/2024-05-01-a/카드.png", b"\x89")
    blog.write("layouts/post.html", "{{ page.image }}")

    blog.build()

    assert blog.output("2024/05/01/a.html").startswith("https://blog.example/blog/posts/2024-05-01-a/%EC%B9%B4")


def test_what_a_first_build_cannot_know_of_the_site_yet_is_right_in_the_end(blog: Blog) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\3\0\0\0\2\x08\0\0\0\0"
    for folder in ("2024-04-30-shown", "2099-01-01-hidden"):
        blog.write(f"content/posts/{folder}/index.md", "---\ntitle: 글\n---\n본문\n")
        blog.write(f"content/posts/{folder}/a.png", picture)
    text = "[글](2024-04-30-shown/index.md) ![](2024-04-30-shown/a.png) ![](2099-01-01-hidden/a.png)"

    assert body_of(blog, text).html == (
        '<p><a href="/2024/04/30/shown.html">글</a> '
        '<img src="/posts/2024-04-30-shown/a.png" width="3" height="2" alt="" />'
        ' <img src="2099-01-01-hidden/a.png" alt="" /></p>\n'
    )


def test_no_body_is_made_of_what_is_not_shown(blog: Blog) -> None:
    for day in ("2024-05-01", "2024-05-02", "2099-01-01"):
        blog.post(f"{day}-글.md")

    blog.build()

    with closing(sqlite3.connect(blog.root / CACHE_FOLDER / "cache.sqlite")) as cache:
        assert cache.execute("SELECT count(*) FROM results").fetchone() == (2,)
