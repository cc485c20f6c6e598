"""A post of a size that only a mistake makes."""

import pytest

from blogbuild.content import LARGEST_TEXT
from blogbuild.errors import BlogError
from blogs import Blog

PARAGRAPH = "면접에서 **들은** 질문을 `code`와 함께 [적는다](https://a.example/). 하나, 둘, 셋.\n\n"


def test_a_post_of_five_megabytes_ends_in_a_page(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", PARAGRAPH * (5 * 1024**2 // len(PARAGRAPH.encode())))

    blog.build()

    assert len(blog.output("2024/05/01/a.html")) > 2_000_000


def test_a_larger_one_is_an_error(blog: Blog) -> None:
    blog.write("content/posts/2024-05-01-a.md", "a" * (LARGEST_TEXT + 1))

    with pytest.raises(BlogError, match=r"content/posts/2024-05-01-a.md: has 8 MB of text"):
        blog.build()
