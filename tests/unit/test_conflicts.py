"""One address, several who want it."""

import re

import pytest

from blogbuild.config import Build
from blogbuild.errors import BlogError
from blogs import Blog, lines_of

NEWEST = Build(conflicts="newest")


def errors_of(blog: Blog) -> list[str]:
    with pytest.raises(BlogError) as failed:
        blog.build()
    return lines_of(failed.value.problems)


def test_two_posts_of_one_url_are_an_error_that_names_both(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /x/")
    blog.post("2024-05-02-b.md", "permalink: /x/")

    assert errors_of(blog) == [
        "content/posts/2024-05-01-a.md: wants the URL /x/, which content/posts/2024-05-02-b.md has"
    ]


def test_two_urls_of_one_file_are_told_as_what_they_are(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /x/")
    blog.post("2024-05-02-b.md", "permalink: /x/index.html")

    [told] = errors_of(blog)

    assert "letter case" not in told


def test_urls_that_differ_only_by_letter_case_are_an_error(blog: Blog) -> None:
    blog.post("2024-05-01-Java.md")
    blog.post("2024-05-01-java.md")

    [told] = errors_of(blog)

    assert told.startswith("content/posts/2024-05-01-Java.md: wants the URL /2024/05/01/Java.html, and ")
    assert told.endswith("2024-05-01-java.md has /2024/05/01/java.html, which differs only by letter case")


def test_a_post_and_a_page_do_not_share_a_url(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /about.html")
    blog.write("content/about.md", "---\ntitle: a\n---\n")

    assert errors_of(blog) == ["content/about.md: wants the URL /about.html, which content/posts/2024-05-01-a.md has"]


def test_the_newest_may_win_with_a_word(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /x/")
    blog.post("2024-05-02-b.md", "permalink: /x/")

    result = blog.build(chosen=NEWEST)

    assert blog.output("x/index.html").startswith("2024-05-02-b.md")
    [told] = lines_of(result.problems)
    assert told.startswith("content/posts/2024-05-02-b.md: has the URL /x/, being the newest; ")
    assert told.endswith("no page is made of content/posts/2024-05-01-a.md")
    assert result.posts == 1


def test_a_link_to_a_post_that_lost_its_address_leads_there(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /x/")
    blog.post("2024-05-02-b.md", "permalink: /x/")
    blog.post("2024-05-03-c.md", body="{% post_url 2024-05-01-a %} [글](2024-05-01-a.md)")

    site, _ = blog.load(NEWEST)

    assert site.articles[0].body.html == '<p>/x/ <a href="/x/">글</a></p>\n'


def test_where_the_newest_wins_letter_case_tells_urls_apart(blog: Blog) -> None:
    blog.post("2024-05-01-Java.md")
    blog.post("2024-05-01-java.md")

    result = blog.build(chosen=NEWEST)

    assert {"2024/05/01/Java.html", "2024/05/01/java.html"} <= blog.outputs().keys()
    assert result.problems == ()


def test_many_who_have_no_page_are_counted(blog: Blog) -> None:
    for day in range(1, 8):
        blog.post(f"2024-05-0{day}-{day}.md", "permalink: /x/")

    [problem] = blog.build(chosen=NEWEST).problems

    assert re.search(r"no page is made of content/posts/2024-05-06-6\.md, .* and \d more$", problem.what)


def test_hidden_posts_want_nothing(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /x/")
    blog.post("2024-05-02-b.md", "permalink: /x/\npublished: false")
    blog.post("2030-05-02-c.md", "permalink: /x/")

    blog.build()

    assert blog.output("x/index.html").startswith("2024-05-01-a.md")


def test_a_page_of_ours_gives_way_to_the_authors(blog: Blog) -> None:
    blog.write("content/tags.md", "---\ntitle: 나의 태그\npermalink: /tags/\n---\n")
    blog.write("content/404.html", "---\ntitle: 없는 쪽\n---\n")
    blog.write("static/robots.txt", "User-agent: x\n")
    blog.write("content/index.html", "나의 첫 화면")

    result = blog.build()

    assert blog.output("tags/index.html").startswith("나의 태그")
    assert blog.output("404.html").startswith("없는 쪽")
    assert blog.output("robots.txt") == "User-agent: x\n"
    assert blog.output("index.html") == "나의 첫 화면"
    assert result.problems == ()


def test_a_page_that_asks_for_our_home_gets_it(blog: Blog) -> None:
    blog.write("content/index.md", "---\nlayout: home\n---\n")
    blog.post("2024-05-01-a.md")

    blog.build()

    assert blog.output("index.html") == "/2024/05/01/a.html\n"


def test_a_static_file_and_a_post_do_not_share_a_file(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "permalink: /A.html")
    blog.write("static/a.html", "x")

    assert errors_of(blog) == ["static/a.html: wants the file a.html, which content/posts/2024-05-01-a.md makes"]


@pytest.mark.parametrize("other", ["static/posts/a.css", "content/_posts/a.css"])
def test_two_files_to_copy_do_not_share_a_path(blog: Blog, other: str) -> None:
    blog.write("content/posts/a.css", "1")
    blog.write(other, "2")

    assert any("content/posts/a.css" in problem for problem in errors_of(blog))


def test_the_authors_static_file_wins_over_the_built_in_one(blog: Blog) -> None:
    blog.write("static/favicon.svg", "<svg/>")

    result = blog.build()

    assert blog.output("favicon.svg") == "<svg/>"
    assert result.problems == ()


def test_an_old_address_leads_to_the_new_one(blog: Blog) -> None:
    blog.settings('base_path = "/b"\n')
    blog.post("2024-05-01-차.md", "redirect_from: [/옛/길/, /old.html, plain]")

    blog.build()

    target = "https://blog.example/b/2024/05/01/%EC%B0%A8.html"
    assert [blog.output(path) for path in ("옛/길/index.html", "old.html", "plain.html")] == [target] * 3


@pytest.mark.parametrize(
    ("old", "maker"),
    [
        ("/2024/05/02/b.html", "content/posts/2024-05-02-b.md"),
        ("/2024/05/01/a.html", "content/posts/2024-05-01-a.md"),
        ("/tags/", "blogbuild"),
    ],
)
def test_a_redirect_gives_way_with_a_word(blog: Blog, old: str, maker: str) -> None:
    blog.post("2024-05-01-a.md", f"redirect_from: {old}")
    blog.post("2024-05-02-b.md")

    [problem] = blog.build().problems

    assert problem.what.startswith("redirects from /")
    assert problem.what.endswith(f"which {maker} makes")


def test_two_redirects_from_one_address_are_told(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "redirect_from: /old/")
    blog.post("2024-05-02-b.md", "redirect_from: /old/")

    result = blog.build()

    assert lines_of(result.problems) == [
        "content/posts/2024-05-01-a.md: redirects from /old/index.html, which content/posts/2024-05-02-b.md makes"
    ]
    assert blog.output("old/index.html").endswith("/2024/05/02/b.html")


@pytest.mark.parametrize("old", ["../x", "/a\\b"])
def test_a_redirect_from_nowhere_is_an_error(blog: Blog, old: str) -> None:
    blog.post("2024-05-01-a.md", f"redirect_from: {old}")

    assert errors_of(blog)[0].startswith("content/posts/2024-05-01-a.md:3: ")


@pytest.mark.parametrize("front", ["tags: [index.html]", "categories: [index.html, feed.xml]"])
def test_a_term_of_any_name_has_a_page(blog: Blog, front: str) -> None:
    blog.post("2024-05-01-a.md", f"{front}\npermalink: /a/")

    blog.build()

    assert len(blog.documents()) == 1


def test_where_the_newest_wins_a_file_in_the_place_of_a_page_costs_a_warning(blog: Blog) -> None:
    blog.write("static/about/index.html", "<p>file</p>")
    blog.write("content/about.md", "---\ntitle: 소개\npermalink: /about/\n---\n본문\n")

    [problem] = blog.build(chosen=NEWEST).problems

    assert str(problem.place) == "static/about/index.html"
    assert "본문" in blog.output("about/index.html")
