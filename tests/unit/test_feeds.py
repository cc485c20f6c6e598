"""Feeds, sitemap, robots.txt, archive."""

import json
import re
from xml.etree import ElementTree as ET

import feedparser
import pytest

from blogs import Blog

FEEDS = ("feed.xml", "tags/t/feed.xml", "categories/c/feed.xml")


@pytest.fixture
def fed(blog: Blog) -> Blog:
    """A blog of three posts under a base path."""
    blog.settings('base_path = "/b"\ndescription = "a < b"\n[author]\nname = "나"\nemail = "a@b.example"\n')
    blog.write("content/posts/그림.png", b"\x89")
    blog.post(
        "2024-05-01-하나.md",
        "title: 하나 & 둘\ntags: t\ncategories: c\nslug: a",
        "첫 문단\n\n![](그림.png) [위](#절)[^1]\n\n[^1]: 각주",
    )
    blog.post("2024-05-02-b.md", "title: b\ntags: t\nlast_modified_at: 2024-06-01", "글자 \x0b 하나 ]]>")
    blog.post("2024-05-03-c.md", "title: c\nsitemap: false")
    blog.build()
    return blog


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_sound_atom(fed: Blog, path: str) -> None:
    feed = feedparser.parse(fed.output(path))

    assert feed.bozo == 0
    assert feed.feed.id.startswith("https://blog.example/b/")
    assert all(entry.link.startswith("https://blog.example/b/") for entry in feed.entries)


def test_the_newest_post_is_first_and_the_latest_change_tells_the_feed(fed: Blog) -> None:
    feed = feedparser.parse(fed.output("feed.xml"))

    assert [entry.title for entry in feed.entries] == ["c", "b", "하나 & 둘"]
    assert feed.feed.updated == feed.entries[1].updated == "2024-06-01T00:00:00+09:00"
    assert feed.entries[1].published == "2024-05-02T00:00:00+09:00"
    assert [tag.term for tag in feed.entries[2].tags] == ["c", "t"]
    assert feed.feed.author_detail == {"name": "나", "email": "a@b.example"}


def test_the_whole_text_has_absolute_references_and_its_notes(fed: Blog) -> None:
    content = json.loads(fed.output("feed.json"))["items"][2]["content_html"]

    assert 'src="https://blog.example/b/posts/%EA%B7%B8%EB%A6%BC.png"' in content
    assert 'href="https://blog.example/b/c/2024/05/01/a.html#절"' in content
    assert '<li id="fn:1">' in content


def test_signs_that_no_xml_may_hold_are_left_out(fed: Blog) -> None:
    assert "\x0b" not in fed.output("feed.xml")


def test_a_json_feed_says_what_its_standard_wants(fed: Blog) -> None:
    feed = json.loads(fed.output("feed.json"))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://blog.example/b/feed.json"
    assert feed["authors"] == [{"name": "나"}]
    assert [sorted(item) for item in feed["items"]] == [
        ["content_html", "date_modified", "date_published", "id", "summary", "tags", "title", "url"]
    ] * 3


def test_feeds_may_be_short_and_few(blog: Blog) -> None:
    blog.settings("[feeds]\nlimit = 1\nfull_text = false\nterms = false\n")
    blog.post("2024-05-01-a.md", "tags: t", "첫 문단\n\n둘째 문단")
    blog.post("2024-05-02-b.md", "tags: t", "첫 문단\n\n둘째 문단")

    blog.build()

    [item] = json.loads(blog.output("feed.json"))["items"]
    assert (item["url"], item["content_text"]) == ("https://blog.example/2024/05/02/b.html", "첫 문단")
    assert "둘째" not in blog.output("feed.xml")
    assert not [path for path in blog.outputs() if path.startswith("tags/") and "feed" in path]


def test_a_feed_without_posts_is_sound(blog: Blog) -> None:
    blog.build()

    feed = feedparser.parse(blog.output("feed.xml"))

    assert (feed.bozo, feed.entries, feed.feed.updated) == (0, [], "1970-01-01T00:00:00+00:00")


def test_a_broken_address_in_a_body_does_not_break_the_feed(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", '<a href="http://[x">x</a>')

    blog.build()

    assert feedparser.parse(blog.output("feed.xml")).bozo == 0


def test_code_in_a_feed_stays_what_it_is(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", '```\n<a href="/about/">소개</a>\n```')
    blog.build()

    [item] = json.loads(blog.output("feed.json"))["items"]

    assert 'href="/about/"' in item["content_html"]


def locations(blog: Blog) -> list[str]:
    tree = ET.fromstring(blog.output("sitemap.xml"))  # noqa: S314 - our own output
    return [str(loc.text) for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_lists_every_page_once_that_wants_it(fed: Blog) -> None:
    fed.write("content/tags.md", "---\ntitle: 나의 태그\npermalink: /tags/\n---\n")
    fed.write("content/404.md", "---\ntitle: 없는 쪽\npermalink: /404.html\n---\n")
    fed.write("content/소개.md", "---\ntitle: 소개\n---\n")
    fed.build()

    found = locations(fed)

    assert sorted(found) == sorted(
        f"https://blog.example/b/{path}"
        for path in (
            "", "c/2024/05/01/a.html", "2024/05/02/b.html", "%EC%86%8C%EA%B0%9C.html", "tags/", "tags/t/",
            "categories/", "categories/c/", "archives/",
        )
    )  # fmt: skip
    assert re.search(r"b\.html</loc><lastmod>2024-06-01T00:00:00\+09:00<", fed.output("sitemap.xml"))


def test_robots_find_the_sitemap(fed: Blog) -> None:
    assert fed.output("robots.txt") == "User-agent: *\nAllow: /\n\nSitemap: https://blog.example/b/sitemap.xml\n"


def test_without_a_url_there_is_no_sitemap(blog: Blog) -> None:
    blog.write("site.toml", "")

    blog.build()

    assert "sitemap.xml" not in blog.outputs()
    assert blog.output("robots.txt") == "User-agent: *\nAllow: /\n"


def test_the_archive_has_years_and_months(blog: Blog) -> None:
    blog.write(
        "layouts/archive.html",
        "{{ count }} {{ first }}\n{% for year in years %}{{ year.year }} {{ year.count }} {{ year.url }}:"
        "{% for month in year.months %} {{ month.count }}/{{ month.shade }}{% endfor %}\n\n{% endfor %}",
    )
    for name in ("2023-12-31-a", "2024-01-01-b", "2024-01-02-c", "2024-01-03-d", "2024-01-04-e", "2024-12-01-f"):
        blog.post(f"{name}.md")

    blog.build()

    first, year_2024, year_2023 = filter(None, blog.output("archives/index.html").splitlines())
    assert first == "6 2023-12-31 00:00:00+09:00"
    assert year_2024 == "2024 5 /archives/2024/: 4/4" + " 0/0" * 10 + " 1/1"
    assert year_2023 == "2023 1 /archives/2023/:" + " 0/0" * 11 + " 1/1"
    assert blog.output("archives/2024/01/index.html").startswith("2024년 1월 4\n")
    assert blog.output("archives/2023/index.html").startswith("2023년 1\n")
    assert "archives/2024/02/index.html" not in blog.outputs()


def test_an_archive_without_posts_is_there(blog: Blog) -> None:
    blog.build()

    assert blog.output("archives/index.html") == ""


def test_the_index_of_tags_groups_by_letter(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "tags: [가지, 까치, 나무, Zeta, 2024, '!']")

    blog.build()

    groups = ["letter-ㄱ", "letter-ㄴ", "letter-Z", "letter-digits", "letter-other"]
    assert blog.output("tags/index.html").split() == groups


def test_the_index_of_categories_nests(blog: Blog) -> None:
    blog.write(
        "layouts/terms.html",
        "{% for top in tree recursive %}{{ top.term.name }}({{ loop(top.children) }}){% endfor %}",
    )
    blog.post("2024-05-01-a.md", "categories: [공부, DB]")
    blog.post("2024-05-02-b.md", "categories: [회고]")

    blog.build()

    assert blog.output("categories/index.html") == "공부(DB())회고()"
