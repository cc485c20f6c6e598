"""A first build suggests before anything has its place: what comes out otherwise then is suggested all the same."""

from __future__ import annotations

import pytest

from blogbuild.config import Build
from blogs import Blog, Loaded

NEWEST = Build(conflicts="newest")
COUNT = 60


def posts(blog: Blog) -> None:
    """So many posts that most of them are made early, whatever else is written."""
    for number in range(COUNT):
        blog.post(
            f"2024-{1 + number % 12:02}-{1 + number // 12:02}-{number}.md", "tags: [면접]", "면접 질문을 정리했다."
        )


def shown(blog: Blog) -> Loaded:
    return blog.load(NEWEST)[0]


def suggested_at_leisure(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """The same where nothing is suggested before everything has its place."""
    blog.build(chosen=NEWEST)
    with monkeypatch.context() as patched:
        patched.setattr("blogbuild.update._FEW", COUNT)
        (blog.root / ".blogbuild").rename(blog.root.parent / "kept")
        return shown(blog)


def test_a_post_that_loses_its_address_is_suggested_to_nobody(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    posts(blog)
    blog.post("2024-05-01-a.md", "title: 면접 후기\npermalink: /x/\ntags: [면접]", "면접 질문을 정리했다.")
    older = "title: 코틀린 오류\ndate: 2023-05-01\npermalink: /x/\ntags: [코틀린]"
    blog.post("2024-05-02-b.md", older, "코틀린 컴파일러가 멈췄다.")
    blog.post("2024-05-03-c.md", "title: 코틀린 복습\ntags: [코틀린]", "코틀린 컴파일러를 다시 읽었다.")

    site = shown(blog)

    [review] = [article.url for article in site.articles if article.meta.title == "코틀린 복습"]
    assert "/x/" not in [each.url for each in site.suggestions[review] if "코틀린" in each.tags]
    assert site.suggestions == suggested_at_leisure(blog, monkeypatch).suggestions


def test_a_post_whose_body_waits_for_the_site_is_suggested(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    posts(blog)
    blog.post("2024-05-01-a.md", "title: 코틀린 오류\ntags: [코틀린]", "코틀린 글이 {{ site.posts.size }}개 있다.")
    blog.post("2024-05-03-c.md", "title: 코틀린 복습\ntags: [코틀린]", "코틀린 컴파일러를 다시 읽었다.")

    site = shown(blog)

    [waiting] = [article.url for article in site.articles if article.meta.title == "코틀린 오류"]
    [review] = [article.url for article in site.articles if article.meta.title == "코틀린 복습"]
    assert waiting == site.suggestions[review][0].url
    assert site.suggestions == suggested_at_leisure(blog, monkeypatch).suggestions
