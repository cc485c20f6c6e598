"""A source file becomes a document: what its author meant by the front matter."""

import os
import unicodedata
from datetime import UTC, datetime

import pytest

from blogbuild.config import Build
from blogbuild.errors import BlogError
from blogs import Blog, lines_of
from tables import cases

NAME = "2024-05-01-차.md"


@cases("names", "input", "categories", "tags")
def test_categories_and_tags_are_jekylls(
    blog: Blog,
    input: str,  # noqa: A002 - the column's name
    categories: list[str],
    tags: list[str],
) -> None:
    blog.post(NAME, input)

    meta = blog.only().meta

    assert (list(meta.categories), list(meta.tags)) == (categories, tags)


def test_commas_in_tags_are_pointed_out(blog: Blog) -> None:
    blog.post(NAME, "tags: a, b")

    _, [problem] = blog.load()

    assert str(problem) == (f"content/posts/{NAME}:3: tags has commas; read as a list\n    write a list: tags: [a, b]")


@pytest.mark.parametrize(
    ("path", "categories"),
    [
        ("content/지원/_posts/2024-05-01-a.md", ("지원", "own")),
        ("content/일/지원/_posts/2024/2024-05-01-a.md", ("일", "지원", "own")),
        ("content/_posts/sub/2024-05-01-a.md", ("own",)),
        ("content/posts/sub/2024-05-01-a.md", ("own",)),
    ],
)
def test_folders_above_posts_are_categories(blog: Blog, path: str, categories: tuple[str, ...]) -> None:
    blog.write(path, "---\ntitle: a\ncategories: own\n---\n본문\n")

    assert blog.only().meta.categories == categories


@pytest.mark.parametrize(
    ("front", "date"),
    [
        ("", "2024-05-01T00:00:00+09:00"),
        ("date: 2023-12-31 10:00:00 +0900", "2023-12-31T10:00:00+09:00"),
        ("date: 2022-06-03T20:00:00Z", "2022-06-04T05:00:00+09:00"),
        ("date:", "2024-05-01T00:00:00+09:00"),
        ('date: ""', "2024-05-01T00:00:00+09:00"),
    ],
)
def test_the_front_matter_has_the_date_else_the_name(blog: Blog, front: str, date: str) -> None:
    blog.post(NAME, front)

    published = blog.only().meta.published

    assert published is not None
    assert published.isoformat() == date


def test_the_site_zone_decides_the_day_in_the_url(blog: Blog) -> None:
    blog.settings('language = "en"\ntimezone = "America/New_York"\n')
    blog.post(NAME, "date: 2022-06-03T02:00:00Z")

    assert blog.only().url == "/2022/06/02/차.html"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("2022-1-7-x.md", "/2022/01/07/x.html"),
        ("22-01-07-x.md", "/2022/01/07/x.html"),
        ("2022-01-05-C++-Study_Note!.md", "/2022/01/05/C++-Study_Note!.html"),
        ("2022-01-05-q?a#b%20c & d.md", "/2022/01/05/q-a-b-20c-&-d.html"),
        ("2022-01-05-끝...md", "/2022/01/05/끝.html"),
        ("2022-01-05-x.md.md", "/2022/01/05/x.md.html"),
        ("2022-01-05-묶음/index.md", "/2022/01/05/묶음.html"),
        ("deep/er/2022-01-05-x.markdown", "/2022/01/05/x.html"),
    ],
)
def test_a_posts_url_comes_from_its_name(blog: Blog, name: str, url: str) -> None:
    blog.post(name)

    assert blog.only().url == url


def test_names_from_a_mac_give_composed_urls(blog: Blog) -> None:
    blog.post(unicodedata.normalize("NFD", NAME))

    document = blog.only()

    assert (document.source, document.url) == (f"content/posts/{NAME}", "/2024/05/01/차.html")


@pytest.mark.parametrize(
    ("front", "url"),
    [
        ("permalink: /회고/:year/", "/회고/2024/"),
        ("permalink: once.html", "/once.html"),
        ("slug: My Own", "/2024/05/01/My-Own.html"),
        ("permalink: /%ED%95%9C/", "/한/"),
        ("permalink: none", "/none"),
        ("permalink: /:path/", "/2024-05-01-차/"),
    ],
)
def test_a_post_may_choose_its_url(blog: Blog, front: str, url: str) -> None:
    blog.post(NAME, front)

    assert blog.only().url == url


def test_a_setting_that_gives_all_posts_one_address_is_pointed_out_once(blog: Blog) -> None:
    blog.write("site.toml", 'permalink = "prety"\n')
    blog.post("2024-05-01-a.md")
    blog.post("2024-05-02-b.md", "permalink: /b/")

    _, [problem] = blog.load()

    assert lines_of((problem,)) == [
        'site.toml: permalink "prety" gives the same address to every post that has none of its own'
    ]
    assert problem.mend == 'did you mean "pretty"?'


def test_a_style_in_front_matter_is_an_address_and_pointed_out(blog: Blog) -> None:
    blog.post(NAME, "permalink: pretty")

    _, [problem] = blog.load()

    assert str(problem.place) == f"content/posts/{NAME}:3"
    assert problem.what == "the permalink is the address /pretty, and not the style of that name"


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("permalink: /:yaer/", ':3: the permalink "/:yaer/" has an unknown placeholder ":yaer"'),
        ("permalink: /../x/", ':3: the permalink "/../x/" climbs out of the site'),
        ("date: 내일", ':3: date: "내일" is no date'),
        ("date: 2024-02-30", ':3: date: "2024-02-30" is no date that exists'),
        ("date: {}", ':3: date: "" is no date'),
    ],
)
def test_what_is_wrong_is_told_with_its_line(blog: Blog, front: str, message: str) -> None:
    blog.post(NAME, front)

    with pytest.raises(BlogError) as failed:
        blog.load()

    assert lines_of(failed.value.problems) == [f"content/posts/{NAME}{message}"]


def test_an_impossible_date_in_a_name_is_told(blog: Blog) -> None:
    blog.post("2024-13-45-x.md")

    with pytest.raises(BlogError, match=r"the date in the file's name: .2024-13-45. is no date that exists"):
        blog.load()


def test_all_errors_of_all_files_are_told_at_once(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "date: x")
    blog.post("2024-05-02-b.md", "permalink: /:nmae/")

    with pytest.raises(BlogError) as failed:
        blog.load()

    assert [str(problem.place) for problem in failed.value.problems] == [
        "content/posts/2024-05-01-a.md:3",
        "content/posts/2024-05-02-b.md:3",
    ]


@pytest.mark.parametrize(
    ("front", "attribute", "value"),
    [
        ("title: 123", "title", "123"),
        ("title: '  넓은   자리 '", "title", "넓은 자리"),
        ("title: [백준] 1234", "title", "[백준] 1234"),
        ("title: a: b", "title", "a: b"),
        ("title: C# 시작", "title", "C# 시작"),
        ("title: Café", "title", "Café"),
        ("layout: ~", "layout", ""),
        ("description: 줄거리", "description", "줄거리"),
        ("excerpt: 발췌", "excerpt", "발췌"),
        ("excerpt_separator: <!--more-->", "excerpt_separator", "<!--more-->"),
        ("image: /a.png", "image", "/a.png"),
        ("image: {path: /a.png, alt: x}", "image", "/a.png"),
        ("image: {alt: x}", "image", ""),
        ("pin: true", "is_pinned", True),
        ("sticky: yes", "is_pinned", True),
        ("pinned: 'false'", "is_pinned", False),
        ("redirect_from: /old/", "redirect_from", ("/old/",)),
        ("redirect_from: [/a/, /b.html]", "redirect_from", ("/a/", "/b.html")),
        ("sitemap: false", "in_sitemap", False),
        ("sitemap: {exclude: true}", "in_sitemap", False),
        ("sitemap: {priority: 0.7}", "in_sitemap", True),
        ("toc: true\nmood: [a, {b: 1}]", "extra", {"toc": True, "mood": ("a", {"b": 1})}),
    ],
)
def test_front_matter_is_typed(blog: Blog, front: str, attribute: str, value: object) -> None:
    blog.post(NAME, front)

    assert getattr(blog.only().meta, attribute) == value


def test_a_last_change_that_is_no_date_costs_a_warning(blog: Blog) -> None:
    blog.post(NAME, "last_modified_at: 2020-01-26T21:20:00T09:00")

    site, problems = blog.load()

    assert site.articles[0].meta.updated is None
    assert lines_of(problems) == [f'content/posts/{NAME}:3: last_modified_at: "2020-01-26T21:20:00T09:00" is no date']


@pytest.mark.parametrize("key", ["last_modified_at", "last_updated", "updated"])
def test_a_last_change_is_read_under_each_of_its_names(blog: Blog, key: str) -> None:
    blog.post(NAME, f"{key}: 2024-06-01 +0000")

    updated = blog.only().meta.updated

    assert updated is not None
    assert updated.isoformat() == "2024-06-01T09:00:00+09:00"


@pytest.mark.parametrize(
    ("text", "title", "body", "line"),
    [
        ("---\ndate: 2024-05-01\n---\n본문\n", "Date Noz", "본문\n", 4),
        ("\n\n# 제목이다 #\n본문\n", "제목이다", "본문\n", 4),
        ("첫 줄이 곧 제목\n둘째 줄\n", "첫 줄이 곧 제목", "첫 줄이 곧 제목\n둘째 줄\n", 1),
        ("- 목록\n", "목록", "- 목록\n", 1),
        ("***\n", "Date Noz", "***\n", 1),
        ("가" * 100, "가" * 80 + "…", "가" * 100, 1),
    ],
)
def test_a_post_without_title_gets_one(blog: Blog, text: str, title: str, body: str, line: int) -> None:
    blog.write("content/posts/2024-05-01-date-noz.md", text)

    document = blog.only()

    assert (document.meta.title, document.body, document.body_line) == (title, body, line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\nlayout: post\n---\nx\n", "has no title; its file name gives one"),
        ("x\n", "has no front matter; title and date are guessed"),
    ],
)
def test_what_was_guessed_is_told(blog: Blog, text: str, said: str) -> None:
    blog.write(f"content/posts/{NAME}", text)

    _, problems = blog.load()

    assert lines_of(problems) == [f"content/posts/{NAME}:1: {said}"]


def test_a_page_without_title_says_nothing(blog: Blog) -> None:
    blog.write("content/about-me.md", "---\nlayout: page\n---\nx\n")

    site, problems = blog.load()

    assert (site.page_articles[0].meta.title, problems) == ("About Me", ())


@pytest.mark.parametrize("text", ["", "\n \t\n", "\ufeff"])
def test_an_empty_file_is_skipped_and_told(blog: Blog, text: str) -> None:
    blog.write(f"content/posts/{NAME}", text)

    site, problems = blog.load()

    assert (site.articles, lines_of(problems)) == ((), [f"content/posts/{NAME}: is empty; skipped"])


@pytest.mark.parametrize(
    "encoded",
    [
        "---\r\ntitle: 회고\r\n---\r\n첫 줄\r\n둘째\r\n".encode(),
        "---\rtitle: 회고\r---\r첫 줄\r둘째\r".encode(),
        "\ufeff---\ntitle: 회고\n---\n첫 줄\n둘째\n".encode(),
        "---\ntitle: 회고\n---\n첫 줄\n둘째\n".encode("utf-16"),
        "\ufeff---\ntitle: 회고\n---\n첫 줄\n둘째\n".encode("utf-16-be"),
        "---\ntitle: 회고\n---\n첫 줄\n둘째\n".encode("cp949"),
    ],
    ids=["CRLF", "CR", "BOM", "UTF-16", "UTF-16 BE", "CP949"],
)
def test_any_text_file_is_read(blog: Blog, encoded: bytes) -> None:
    blog.write(f"content/posts/{NAME}", encoded)

    document = blog.only()

    assert (document.meta.title, document.body, document.body_line) == ("회고", "첫 줄\n둘째\n", 4)


def test_cp949_is_told_with_the_command_that_converts_it(blog: Blog) -> None:
    blog.write("content/posts/2024-05-01-a b.md", "---\ntitle: 회고\n---\n본문\n".encode("cp949"))

    _, [problem] = blog.load()

    assert problem.what == "is CP949, not UTF-8; read as that"
    assert "iconv -f CP949 -t UTF-8 'content/posts/2024-05-01-a b.md'" in problem.mend


def test_published_false_hides_a_post_from_everything(blog: Blog) -> None:
    blog.post(NAME, "title: 비밀\npublished: false\ntags: 비밀\nredirect_from: /비밀/")

    blog.build()

    assert not [path for path, content in blog.outputs().items() if "비밀" in path or "비밀".encode() in content]
    assert len(blog.documents(Build(unpublished=True))) == 1


def test_drafts_are_shown_on_demand(blog: Blog) -> None:
    draft = blog.write("content/drafts/쓰는-중.md", "---\ntitle: 쓰는 중\n---\nx\n")
    os.utime(draft, (0, datetime(2024, 2, 3, tzinfo=UTC).timestamp()))

    [document] = blog.documents(Build(drafts=True))

    assert (document.kind, document.url) == ("draft", "/2024/02/03/쓰는-중.html")
    assert blog.documents() == ()


def test_posts_of_the_future_are_shown_on_demand(blog: Blog) -> None:
    blog.post("2030-01-01-a.md")
    blog.post("2026-11-09-b.md", "date: 2026-11-09 12:00:00 +0000")

    assert [document.url for document in blog.documents()] == ["/2026/11/09/b.html"]
    assert len(blog.documents(Build(future=True))) == 2


def test_a_post_without_any_date_has_the_date_of_its_file(blog: Blog) -> None:
    file = blog.post("아무-날.md")
    os.utime(file, (0, datetime(2024, 2, 3, 20, tzinfo=UTC).timestamp()))

    site, problems = blog.load()

    assert site.articles[0].url == "/2024/02/04/아무-날.html"
    assert lines_of(problems) == ["content/posts/아무-날.md:1: has no date; taken from its history"]


def test_html_with_front_matter_is_a_page_and_without_a_file(blog: Blog) -> None:
    blog.write("content/a.html", "---\ntitle: a\n---\n<b>x</b>\n")
    blog.write("content/b.html", "<b>x</b>\n")

    blog.build()

    assert blog.output("a.html") == "a\n<b>x</b>\n"
    assert blog.output("b.html") == "<b>x</b>\n"


def test_a_page_may_ask_for_another_extension(blog: Blog) -> None:
    blog.write("content/ads.md", "---\ntitle: a\npermalink: /ads.txt\n---\n")

    blog.build()

    assert "ads.txt" in blog.outputs()


def test_the_same_front_matter_gives_the_same_document_twice(blog: Blog) -> None:
    blog.post(NAME, "title: a\ntags: [b, c]\nextra: {x: [1]}")

    assert blog.only() == blog.only()


def test_commas_in_categories_stay_where_jekyll_kept_them(blog: Blog) -> None:
    blog.write("content/_posts/2024-05-01-a.md", "---\ntitle: a\ncategories: x, y\n---\n글\n")

    document = blog.only()

    assert (document.meta.categories, document.url) == (("x,", "y"), "/x,/y/2024/05/01/a.html")
