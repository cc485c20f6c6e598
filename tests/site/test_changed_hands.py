"""An address that goes from a post to a page: nothing of the post is left there."""

from __future__ import annotations

from pathlib import Path

from blogs import SETTINGS
from changing_blog import ChangingBlog


def test_a_page_where_a_post_was_is_suggested_by_nobody(tmp_path: Path) -> None:
    blog = ChangingBlog(tmp_path / "blog", is_aged=True)
    blog.write("site.toml", SETTINGS)
    for number in (1, 2):
        blog.write(f"content/posts/2025-01-0{number}-a.md", f"---\ntitle: 회고 {number}\n---\n면접 {number}\n")

    for post, page in (("/x/", "/y/"), ("/y/", "/x/"), ("/x/", "/y/")):
        blog.write("content/posts/2025-01-03-b.md", f"---\ntitle: 글\npermalink: {post}\n---\n면접 3\n")
        blog.write("content/about.md", f"---\ntitle: 소개\npermalink: {page}\n---\n면접\n")
        assert blog.ended() == blog.clean(tmp_path / "clean"), post
