"""What layouts ask of the whole site, and what is noted of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from blogbuild.build import loaded
from blogbuild.view import Site, View
from blogs import NOW, Blog


@pytest.fixture
def two_posts(blog: Blog) -> Blog:
    """A blog of two posts and a page."""
    blog.post("2024-05-01-a.md", "title: 가\ntags: [t]", "첫 글")
    blog.post("2024-05-02-b.md", "title: 나\ntags: [t]", "둘째 글")
    blog.write("content/about.md", "---\ntitle: 소개\n---\n")
    return blog


def test_suggestions_are_those_of_posts_only(two_posts: Blog) -> None:
    notes: set[str] = set()
    with loaded(two_posts.root, two_posts.config, now=NOW, jobs=1) as (view, _):
        site = Site(replace(view, note=notes.add))

        assert [each.url for each in site.suggestions["/2024/05/01/a.html"]] == ["/2024/05/02/b.html"]
        assert "/about.html" not in site.suggestions
        assert "/nowhere.html" not in site.suggestions
    assert notes == {"site posts", "suggestions /2024/05/01/a.html"}


def test_a_card_notes_what_is_looked_at_each_time_for_another_target(two_posts: Blog) -> None:
    with loaded(two_posts.root, two_posts.config, now=NOW, jobs=1) as (view, _):
        for _again in range(2):
            notes: set[str] = set()
            card = View(view.library, notes.add).card("/2024/05/01/a.html")
            assert (card.title, card.url, card.category) == ("가", "/2024/05/01/a.html", None)
            assert notes == {"card /2024/05/01/a.html"}
            assert card.summary == "첫 글"
            assert notes == {"card /2024/05/01/a.html", "summary /2024/05/01/a.html"}
            with pytest.raises(AttributeError):
                _ = card.nothing


def test_the_contents_have_two_levels_from_three_headings_on(blog: Blog) -> None:
    for file in (blog.root / "layouts").iterdir():
        file.unlink()
    blog.post("2024-05-01-a.md", "title: a", "## b\n\n### c\n\n#### d\n\n## e\n")
    blog.post("2024-05-02-b.md", "title: b", "## b\n\n### c\n")

    blog.build()

    page = blog.output("2024/05/01/a.html")
    contents = page[page.index('<details class="toc">') : page.index("</details>")]
    assert [part.split('"')[0] for part in contents.split('href="#')[1:]] == ["b", "c", "e"]
    assert '<details class="toc">' not in blog.output("2024/05/02/b.html")
