"""References of a body lead where the site is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.markup.links import Addresses, replace_references
from blogs import Blog

SOURCES = {
    "posts/2024-05-01-차.md": "/2024/05/01/차/",
    "posts/사진 1.png": "/posts/사진 1.png",
    "about.md": "/about/",
    "img/a.png": "/img/a.png",
}
ROOT = Addresses(base_path="", by_source=SOURCES)
BASED = Addresses(base_path="/blog", by_source=SOURCES)


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("2024-05-01-차.md", "/blog/2024/05/01/%EC%B0%A8/"),
        ("./2024-05-01-%EC%B0%A8.md#절", "/blog/2024/05/01/%EC%B0%A8/#절"),
        ("\u110e\u1161.md", None),
        ("2024-05-01-\u110e\u1161.md", "/blog/2024/05/01/%EC%B0%A8/"),
        ("사진 1.png", "/blog/posts/%EC%82%AC%EC%A7%84%201.png"),
        ("사진%201.png?raw=1", "/blog/posts/%EC%82%AC%EC%A7%84%201.png?raw=1"),
        ("../about.md", "/blog/about/"),
        ("../img/./a.png", "/blog/img/a.png"),
        ("/img/a.png", "/blog/img/a.png"),
        ("/", "/blog/"),
        ("/img/글.png", "/blog/img/%EA%B8%80.png"),
        ("/blog/img/a.png", None),
        ("/blog", None),
        ("/blogger/", "/blog/blogger/"),
        ("nowhere.md", None),
        ("../../../etc/passwd", None),
        ("https://a.example/b.md", None),
        ("//a.example/b", None),
        ("mailto:a@b.example", None),
        ("data:image/png;base64,AA", None),
        ("#절", None),
        ("?q=1", None),
        ("", None),
    ],
)
def test_a_reference_leads_to_its_address(reference: str, address: str | None) -> None:
    assert BASED.of(reference, "posts") == address


def test_without_a_base_path_paths_from_the_root_stay() -> None:
    assert ROOT.of("/img/a.png", "posts") is None
    assert ROOT.of("사진 1.png", "posts") == "/posts/%EC%82%AC%EC%A7%84%201.png"


@pytest.mark.parametrize(
    ("html", "resolved"),
    [
        ('<a href="/x">', '<a href="/blog/x">'),
        ("<a href='/x' title='y'>", "<a href=\"/blog/x\" title='y'>"),
        ('<img alt="" src="/a&amp;b.png">', '<img alt="" src="/blog/a&amp;b.png">'),
        ('<video poster="/a.png" src="/b.mp4">', '<video poster="/blog/a.png" src="/blog/b.mp4">'),
        ('<a data-href="/x">', '<a data-href="/x">'),
        ('<a href=" /x ">', '<a href="/blog/x">'),
        ('<a href="&#47;x">', '<a href="/blog/x">'),
    ],
)
def test_every_reference_of_the_markup_is_led(html: str, resolved: str) -> None:
    assert replace_references(html, lambda reference: BASED.of(reference, "posts")) == resolved


@given(st.text(alphabet="/.:#?%ab가&;\"' blog", max_size=20))
def test_leading_twice_is_leading_once(reference: str) -> None:
    once = BASED.of(reference, "posts")

    assert once is None or BASED.of(once, "posts") is None


@pytest.mark.parametrize(
    "body",
    [
        '```\n<a href="/about/">소개</a>\n```',
        '`<a href="/about/">`',
        '    <img src="그림.png">',
        '`a href="2024-05-01-차.md"`',
    ],
)
def test_references_in_code_stay_what_they_are(blog: Blog, body: str) -> None:
    blog.settings('base_path = "/blog"\n')
    blog.write("content/posts/그림.png", b"\x89")
    blog.post("2024-05-01-차.md", "", body)
    blog.build()

    page = blog.output("2024/05/01/차.html")

    assert "/blog/" not in page
    assert "/posts/" not in page


def test_links_to_files_of_the_blog_work(blog: Blog) -> None:
    blog.settings('base_path = "/blog"\npermalink = "pretty"\n')
    blog.write("content/posts/묶음/그림.svg", "<svg/>")
    blog.post("묶음/2024-05-01-a.md", "", "![그림](그림.svg)\n\n[b](../2024-05-02-b.md#절) [소개](../../about.md)")
    blog.post("2024-05-02-b.md")
    blog.write("content/about.md", "---\ntitle: 소개\n---\n[글](posts/2024-05-02-b.md)\n")

    blog.build()

    post, page = blog.output("2024/05/01/a/index.html"), blog.output("about/index.html")
    assert 'src="/blog/posts/%EB%AC%B6%EC%9D%8C/%EA%B7%B8%EB%A6%BC.svg"' in post
    assert 'href="/blog/2024/05/02/b/#절"' in post
    assert 'href="/blog/about/"' in post
    assert 'href="/blog/2024/05/02/b/"' in page
