"""Where a title comes from."""

import pytest

from blogs import Blog

HEADINGS = "[markdown]\ntitles_from_headings = true\n"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# **첫** [제목](a.md)\n본문", "첫 제목"),
        ("첫 제목\n===\n본문", "첫 제목"),
        ("\n\n### 셋째 수준\n본문", "셋째 수준"),
        ("#### 넷째 수준\n본문", "A B"),
        ("본문\n\n# 나중 제목", "A B"),
    ],
)
def test_the_first_heading_is_the_title_where_the_settings_say_so(blog: Blog, body: str, title: str) -> None:
    blog.settings(HEADINGS)
    blog.write("content/posts/2024-05-01-a-b.md", f"---\nlayout: post\n---\n{body}\n")

    assert blog.only().meta.title == title


def test_the_heading_may_leave_the_text(blog: Blog) -> None:
    blog.settings(HEADINGS + "strip_titles = true\n")
    blog.write("content/posts/2024-05-01-a.md", "---\nlayout: post\n---\n# 제목\n\n본문\n")

    document = blog.only()

    assert (document.meta.title, document.body, document.body_line) == ("제목", "본문", 6)


def test_a_bare_text_in_jekylls_folder_stays_whole(blog: Blog) -> None:
    blog.write("content/_posts/2024-05-01-a-b.md", "# 제목\n본문\n")

    document = blog.only()

    assert (document.meta.title, document.body) == ("A B", "# 제목\n본문\n")


def test_the_settings_lead_old_addresses_on(blog: Blog) -> None:
    blog.settings('[redirects]\n"/옛/" = "/글/"\n')

    blog.build()

    assert blog.output("옛/index.html") == "https://blog.example/%EA%B8%80/"
