"""Liquid in the posts of a whole site: what bodies see of it."""

from __future__ import annotations

import pytest

from blogbuild.errors import BlogError
from blogs import Blog, lines_of


@pytest.fixture
def moved(blog: Blog) -> Blog:
    """A blog that came from a project page of GitHub."""
    blog.settings('base_path = "/blog"\n[author]\nname = "가람"\n[variables]\nimage_host = "https://i.example"\n')
    blog.write("content/_posts/2024-05-01-첫-글.md", "---\ntitle: 첫 글\ntags: [회고]\n---\n글\n")
    return blog


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("{{ site.title }} {{ site.author.name }}", "<p>시험 가람</p>"),
        ("![]({{ site.image_host }}/a.png)", 'src="https://i.example/a.png"'),
        ("[글]({% post_url 2024-05-01-첫-글 %})", 'href="/blog/2024/05/01/%EC%B2%AB-%EA%B8%80.html"'),
        ("![]({{ site.baseurl }}/a.png)", 'src="/blog/a.png"'),
        ('![]({{ "/a.png" | relative_url }})', 'src="/blog/a.png"'),
        ("{% for post in site.tags.회고 %}{{ post.title }}{% endfor %}", "<p>첫 글</p>"),
        ("{{ site.data.team.size }}", "<p>3</p>"),
        ("{% include note.html text='하나' %}", "<p>쪽지: 하나</p>"),
        ("{% include_relative part.md %}", "<strong>조각</strong>"),
        ("{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>"),
    ],
)
def test_a_body_sees_the_site(moved: Blog, body: str, html: str) -> None:
    moved.write("content/_data/team.yml", "size: 3\n")
    moved.write("content/_includes/note.html", "쪽지: {{ include.text }}")
    moved.write("content/_posts/part.md", "**조각**")
    moved.write("content/_posts/2024-05-02-b.md", f"---\ntitle: b\n---\n{body}\n")

    moved.build()

    assert html in moved.output("2024/05/02/b.html")


def test_a_post_that_is_not_there_is_an_error_with_its_line(moved: Blog) -> None:
    moved.write("content/_posts/2024-05-02-b.md", "---\ntitle: b\n---\n글\n\n{% post_url 2020-01-01-none %}\n")

    with pytest.raises(BlogError) as failed:
        moved.build()

    [told] = lines_of(failed.value.problems)
    assert told.startswith("content/_posts/2024-05-02-b.md:6: ")


def test_no_file_outside_of_content_is_read(moved: Blog) -> None:
    moved.write("secret.md", "비밀")
    moved.write("content/_posts/2024-05-02-b.md", "---\ntitle: b\n---\n{% include_relative ../../secret.md %}\n")

    moved.build()

    assert "비밀" not in moved.output("2024/05/02/b.html")


def test_a_partial_that_is_no_text_is_an_error(moved: Blog) -> None:
    moved.write("content/_includes/a.html", b"\xff\xfe\xfa\x81\x00")

    with pytest.raises(BlogError, match=r"content/_includes/a\.html"):
        moved.build()


def test_a_text_that_asks_to_be_left_alone_is(moved: Blog) -> None:
    front = "title: b\nrender_with_liquid: false"
    moved.write("content/_posts/2024-05-02-b.md", f"---\n{front}\n---\n{{{{ site.title }}}}\n")

    moved.build()

    assert "{{ site.title }}" in moved.output("2024/05/02/b.html")
