"""What is remembered between builds is never stale: after any edits a build gives what a clean build gives."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from blogbuild.cache import open_cache
from blogbuild.config import CACHE_FOLDER
from blogbuild.errors import BlogError
from blogs import Blog, blog_in

NAMES = st.sampled_from(["2024-05-01-a.md", "2024-05-02-b.md", "2024-05-03-다.md"])
PARTS = st.lists(
    st.sampled_from(
        [
            "**말**은",
            "[a](2024-05-01-a.md)",
            "[다](2024-05-03-다.md#절)",
            "![그림](그림.svg)",
            "[뿌리](/about/)",
            "## 절",
            "```python\nx = 1\n```",
            "각주[^1]\n\n[^1]: [b](2024-05-02-b.md)",
            "{% post_url 2024-05-01-a %}",
            "{{ site.title }} {{ site.posts.size }}",
            "1) 하나",
            "<!--more-->",
        ]
    ),
    max_size=4,
).map("\n\n".join)
FRONT = st.sampled_from(
    ["", "tags: [a, B]", "permalink: /x/:title/", "date: 2024-06-01", "excerpt: 발췌", "math: true"]
)
SETTINGS = st.sampled_from(
    ["", 'base_path = "/blog"\n', "[markdown]\nparen_lists = false\n", "[markdown]\nline_numbers = true\n"]
)
SIZES = st.sampled_from(['<svg width="10" height="20"/>', '<svg width="30" height="40"/>', "kein Bild"])


class Edits(RuleBasedStateMachine):
    """A blog that is edited, and built now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.blog = blog_in(self.folder / "blog")

    @initialize()
    def begin(self) -> None:
        self.blog.post("2024-05-01-a.md", "", "처음")

    @rule(name=NAMES, front=FRONT, body=PARTS)
    def write(self, name: str, front: str, body: str) -> None:
        self.blog.post(name, front, body)

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        (self.blog.root / "content" / "posts" / name).unlink(missing_ok=True)

    @rule(text=SETTINGS)
    def set(self, text: str) -> None:
        self.blog.settings(text)

    @rule(picture=SIZES)
    def draw(self, picture: str) -> None:
        self.blog.write("content/posts/그림.svg", picture)

    @rule()
    def rename_the_picture(self) -> None:
        folder = self.blog.root / "content" / "posts"
        if (folder / "그림.svg").exists():
            (folder / "그림.svg").rename(folder / "다른.svg")

    @invariant()
    def a_build_gives_what_a_clean_build_gives(self) -> None:
        clean = Blog(self.folder / "clean")
        shutil.copytree(self.blog.root, clean.root, ignore=shutil.ignore_patterns("_site", CACHE_FOLDER))

        assert self._built(self.blog) == self._built(clean)

        shutil.rmtree(clean.root)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @staticmethod
    def _built(blog: Blog) -> tuple[object, ...]:
        """The output and what is told, or what is wrong."""
        try:
            problems = blog.build().problems
        except BlogError as failed:
            return failed.problems
        return blog.outputs(), problems


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def test_a_link_follows_a_post_that_moves(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "[b](2024-05-02-b.md)")
    blog.post("2024-05-02-b.md")
    blog.build()

    blog.post("2024-05-02-b.md", "permalink: /moved/")
    blog.build()

    assert 'href="/moved/"' in blog.output("2024/05/01/a.html")


def test_a_picture_that_is_drawn_anew_gets_its_new_size(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "![그림](a.svg)")
    blog.write("content/posts/a.svg", '<svg width="10" height="20"/>')
    blog.build()

    blog.write("content/posts/a.svg", '<svg width="30" height="40"/>')
    blog.build()

    assert 'width="30" height="40"' in blog.output("2024/05/01/a.html")


def test_a_setting_of_the_markdown_makes_bodies_anew(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "1) 하나\n2) 둘")
    blog.build()

    blog.settings("[markdown]\nparen_lists = false\n")
    blog.build()

    assert "<ol>" not in blog.output("2024/05/01/a.html")


def test_a_second_build_writes_nothing(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "## 절\n\n각주[^1]\n\n[^1]: 글")
    blog.build()

    assert blog.build().report.written == ()


@pytest.mark.parametrize("damage", [b"", b"kein SQLite", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_costs_only_time(blog: Blog, damage: bytes) -> None:
    blog.post("2024-05-01-a.md", "", "**말**은")
    blog.build()
    before = blog.outputs()

    (blog.root / CACHE_FOLDER / "cache.sqlite").write_bytes(damage)

    assert blog.build().report.written == ()
    assert blog.outputs() == before


def test_damage_within_the_cache_is_noticed(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "", "눈에 띄는 글")
    blog.build()
    file = blog.root / CACHE_FOLDER / "cache.sqlite"
    data = file.read_bytes()

    file.write_bytes(data.replace("눈에 띄는 글".encode(), "눈에 띄던 글".encode()))

    assert data != file.read_bytes()
    assert blog.build().report.written == ()


def test_a_build_waits_for_another_one_and_then_says_so(tmp_path: Path) -> None:
    with (
        open_cache(tmp_path),
        pytest.raises(BlogError, match="another blogbuild is at work"),
        open_cache(tmp_path, patience=0),
    ):
        pass


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / CACHE_FOLDER).write_text("a file where a folder should be")

    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")

        assert cache.get(b"key") == b"value"


def test_what_a_site_uses_no_more_goes_in_the_end(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        for number in range(1000):
            cache.put(str(number).encode(), b"old")
    with open_cache(tmp_path) as cache:
        cache.put(b"new", b"value")
        cache.get(b"7")
        cache.tidy(1, tuple)

    with open_cache(tmp_path) as cache:
        assert (cache.get(b"new"), cache.get(b"7"), cache.get(b"8")) == (b"value", b"old", None)
