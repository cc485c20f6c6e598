"""The cache may be damaged, deleted, copied, or used twice at once: the next build gives what a clean build gives."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from blogbuild.build import loaded
from blogbuild.cache import Cache, open_cache
from blogbuild.config import CACHE_FOLDER, read_config
from blogbuild.errors import BlogError
from blogs import blog_in
from changing_blog import ChangingBlog

RESULTS: Final = f"{CACHE_FOLDER}/cache.sqlite"
TABLES: Final = f"{CACHE_FOLDER}/tables.sqlite"
LOCK: Final = f"{CACHE_FOLDER}/lock.sqlite"
MANIFEST: Final = f"{CACHE_FOLDER}/outputs.json"
NAMES: Final = (
    "sources told digests addresses assets homes made asks cards suggestions targets rendered common prints one".split()
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that was built, in which everything that is kept has a row."""
    plain = blog_in(_made(tmp_path_factory.mktemp("built") / "blog"))
    plain.post("2024-05-01-a.md", "tags: [x]\nredirect_from: /old/", "면접 회고 하나 {{ site.title }}")
    plain.post("2024-05-02-b.md", "tags: [x]", "면접 회고 둘 [a](2024-05-01-a.md) ![그림](그림.svg)")
    plain.post("2024-05-03-c.md", "tags: [y]\ncategories: [dev]", "면접 회고 셋")
    plain.write("content/posts/그림.svg", '<svg width="1" height="2"/>')
    plain.write("content/_data/x.yml", "a: 1")
    plain.write("layouts/page.html", "{{ page.title }}{{ site.data.x.a }}{{ 'css/custom.css' is asset }}")
    plain.write("content/about.md", "---\ntitle: 나\n---\n소개")
    blog = ChangingBlog(plain.root, is_aged=True)
    for file in sorted(plain.root.rglob("*.*")):
        blog.touch(str(file.relative_to(plain.root)))
    blog.build()
    blog.build()
    return blog.root


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def blog(built: Path, tmp_path: Path) -> ChangingBlog:
    """A copy of it that was built once more, so that it trusts what it knows."""
    return copy_of(built, tmp_path / "blog")


def copy_of(built: Path, root: Path) -> ChangingBlog:
    shutil.copytree(built, root)
    copy = ChangingBlog(root, is_aged=True)
    copy.build()
    return copy


def is_as_clean(blog: ChangingBlog) -> bool:
    """Whether a build gives what a clean one gives, and one after it renders nothing."""
    ended, clean = blog.ended(), blog.clean(blog.root.parent / "clean")
    return (ended, blog.build().rendered) == (clean, ())


def kept(blog: ChangingBlog) -> list[Path]:
    """The files of the cache."""
    return sorted((blog.root / CACHE_FOLDER).iterdir())


def edit(blog: ChangingBlog, title: object = "다른") -> None:
    """A change that makes a build look at most of what it knows."""
    text = f"---\ntitle: {title}\ntags: [x, z]\n---\n면접 회고 하나 {{{{ site.title }}}}"
    blog.write("content/posts/2024-05-01-a.md", text)


@pytest.mark.parametrize("is_edited", [False, True])
def test_every_file_of_the_cache_may_be_deleted(blog: ChangingBlog, *, is_edited: bool) -> None:
    for path in kept(blog):
        if is_edited:
            edit(blog, path)
        path.unlink()
        assert is_as_clean(blog), path


@pytest.mark.parametrize("is_edited", [False, True])
def test_every_file_of_the_cache_may_be_damaged(blog: ChangingBlog, *, is_edited: bool) -> None:
    for path in kept(blog):
        if is_edited:
            edit(blog, path)
        path.write_bytes(bytes(byte ^ 0x21 for byte in path.read_bytes()))
        assert is_as_clean(blog), path


def test_the_whole_cache_may_be_deleted(blog: ChangingBlog) -> None:
    shutil.rmtree(blog.root / CACHE_FOLDER)

    assert is_as_clean(blog)


def test_a_post_may_be_deleted_together_with_a_file_of_the_cache(blog: ChangingBlog) -> None:
    for path in kept(blog):
        blog.write("content/posts/2024-07-01-kurz.md", "---\ntitle: kurz\n---\n")
        blog.build()
        blog.write("content/posts/2024-07-01-kurz.md", None)
        path.unlink()
        assert is_as_clean(blog), path


@pytest.mark.parametrize("path", [RESULTS, TABLES, LOCK])
def test_a_file_of_the_cache_may_be_cut_off(blog: ChangingBlog, path: str) -> None:
    whole = (blog.root / path).read_bytes()

    for part in (0, 1, 17, 100, 4096, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        (blog.root / path).write_bytes(whole[:part])
        assert is_as_clean(blog), part


def test_the_manifest_may_be_cut_off(blog: ChangingBlog) -> None:
    whole = (blog.root / MANIFEST).read_bytes()

    for part in (0, 1, len(whole) // 2, len(whole) - 1):
        (blog.root / MANIFEST).write_bytes(whole[:part])
        assert is_as_clean(blog), part


@pytest.mark.parametrize("path", [RESULTS, TABLES])
@pytest.mark.parametrize("seed", range(16))
def test_bits_of_the_cache_may_flip(blog: ChangingBlog, seed: int, path: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage on every run
    content = bytearray((blog.root / path).read_bytes())
    # Most of the pages hold what is seldom asked for: the first ones lead to all others.
    for _ in range(chance.choice([1, 10, 200])):
        content[chance.randrange(chance.choice([4096, len(content)]))] ^= 1 << chance.randrange(8)
    (blog.root / path).write_bytes(content)
    if seed % 2:
        edit(blog)

    assert is_as_clean(blog)


@pytest.mark.parametrize("table", NAMES)
def test_rows_may_be_lost(blog: ChangingBlog, table: str) -> None:
    with sqlite3.connect(blog.root / TABLES) as connection:
        keys = [key for (key,) in connection.execute("select key from tables where name = ?", (f"_site:{table}",))]
        for key in keys[::2]:
            connection.execute("delete from tables where name = ? and key = ?", (f"_site:{table}", key))
    connection.close()
    edit(blog)
    blog.write("layouts/post.html", "neu {{ post.title }}{{ post.body.html }}{{ post.read_next }}")

    assert is_as_clean(blog)


@pytest.mark.parametrize("damage", ["value = x'00'", "key = key || 'x'", "name = name || 'x'", "value = 'text'"])
def test_rows_may_be_damaged(blog: ChangingBlog, damage: str) -> None:
    with sqlite3.connect(blog.root / TABLES) as connection:
        connection.execute(f"update tables set {damage} where key like '%a%'")  # noqa: S608 - our own words
    connection.close()
    edit(blog)

    assert is_as_clean(blog)


@pytest.mark.parametrize("damage", ["delete from results", "update results set value = x'00'"])
def test_results_may_be_lost_or_damaged_that_a_layout_asks_for(blog: ChangingBlog, damage: str) -> None:
    with sqlite3.connect(blog.root / RESULTS) as connection:
        connection.execute(damage)
    connection.close()
    blog.write("layouts/home.html", "{% for article in site.articles %}{{ article.body.html }}{% endfor %}")

    assert is_as_clean(blog)


@pytest.mark.parametrize("path", [RESULTS, TABLES])
@pytest.mark.parametrize("damage", [lambda _: b"", lambda whole: whole[:5000], lambda whole: whole[::-1]])
def test_a_damaged_cache_does_not_stop_those_who_only_read(
    blog: ChangingBlog, damage: Callable[[bytes], bytes], path: str
) -> None:
    (blog.root / path).write_bytes(damage((blog.root / path).read_bytes()))

    with loaded(blog.root, read_config(blog.root), now=blog.now, jobs=1) as (view, _):
        assert [view.body(path).html for path in view.posts()]


def test_a_damaged_row_does_not_stop_those_who_only_read(blog: ChangingBlog) -> None:
    with sqlite3.connect(blog.root / TABLES) as connection:
        connection.execute("update tables set value = x'00'")
    connection.close()

    with loaded(blog.root, read_config(blog.root), now=blog.now, jobs=1) as (view, _):
        assert len(view.posts()) == 3


def test_a_cache_may_be_copied_to_another_machine(built: Path, tmp_path: Path) -> None:
    blog = ChangingBlog(tmp_path / "blog", is_aged=True)
    shutil.copytree(built, blog.root, copy_function=shutil.copyfile)

    result = blog.build()

    assert (result.rendered, result.report.written) == ((), ())


def test_a_cache_may_be_copied_without_the_output(built: Path, tmp_path: Path) -> None:
    blog = ChangingBlog(tmp_path / "blog", is_aged=True)
    shutil.copytree(built, blog.root, ignore=shutil.ignore_patterns("_site"))
    edit(blog)

    assert is_as_clean(blog)


def test_a_cache_may_be_copied_to_other_sources(built: Path, tmp_path: Path) -> None:
    plain = blog_in(_made(tmp_path / "blog"))
    plain.post("2025-01-01-other.md", "", "ganz anderes")
    shutil.copytree(built / CACHE_FOLDER, plain.root / CACHE_FOLDER)

    assert is_as_clean(ChangingBlog(plain.root, is_aged=True))


@pytest.mark.parametrize("pages", [12, 24, 32, 40, 48, 60, 80])
def test_a_disk_that_is_full_leaves_nothing_half_known(
    blog: ChangingBlog, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    connect = sqlite3.connect

    def narrow(*given: str, **named: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload] # as they were given
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    edit(blog)
    for number in range(6):
        blog.write(f"content/posts/2024-06-0{number + 1}-neu.md", f"---\ntitle: neu {number}\n---\n" + "회고 " * 2000)
    with monkeypatch.context() as full:
        full.setattr(sqlite3, "connect", narrow)
        ended = blog.ended()
    assert ended.is_refused or ended == blog.clean(blog.root.parent / "clean")

    blog.write("content/posts/2024-05-02-b.md", "---\ntitle: b\ntags: [z]\n---\n[a](2024-05-01-a.md)")

    assert is_as_clean(blog)


def test_a_second_build_waits_for_the_first(blog: ChangingBlog) -> None:
    folder = blog.root / CACHE_FOLDER
    with open_cache(folder), pytest.raises(BlogError, match="another blogbuild"), open_cache(folder, patience=0):
        pass

    assert is_as_clean(blog)


@pytest.mark.parametrize("seed", range(10))
def test_a_killed_build_leaves_whole_pages_and_the_next_one_is_right(blog: ChangingBlog, seed: int) -> None:
    old = blog.outputs()
    edit(blog)
    blog.write("layouts/post.html", "neu {{ post.title }}{{ post.body.html }}")
    blog.write("content/posts/2024-05-03-c.md", None)
    blog.write("content/posts/2024-06-01-d.md", "---\ntitle: d\n---\n면접")
    new = blog.clean(blog.root.parent / "new").files

    blog.killed(random.Random(seed).randrange(400))  # noqa: S311 - the same moments on every run

    half = blog.outputs()
    pages = {path for path in half if not path.startswith(".blogbuild-stage/")}
    assert {path for path in pages if half[path] not in {old.get(path), new.get(path)}} == set()
    assert old.keys() & new.keys() <= pages
    assert is_as_clean(blog)


def test_what_cannot_be_kept_at_all_is_told_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = blog_in(tmp_path)
    blog.post("2024-05-01-a.md")
    monkeypatch.setattr(Cache, "get", lambda *_: None)

    with pytest.raises(BlogError, match=r"\.blogbuild: what is kept there cannot be read back: a text is missing"):
        blog.build()
