"""Every kind of edit is seen in the preview, and only in the pages that it concerns."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from blogbuild.build import build
from blogbuild.cache import open_cache
from blogbuild.config import CACHE_FOLDER, read_config
from blogbuild.content import scan
from blogbuild.serve import footing
from blogbuild.serve.keeping import FOLDER
from blogbuild.serve.showing import Missing
from blogs import NOW, Blog
from previews import Shown, as_shown, clean, shown

FIRST = "content/posts/2025-03-14-a.md"
SECOND = "content/posts/2025-03-15-b.md"


def post(title: str = "하나", body: str = "본문", more: str = "") -> str:
    return f"---\ntitle: {title}\n{more}---\n{body}\n"


@pytest.fixture
def blog_of_two(blog: Blog) -> Blog:
    blog.settings('permalink = "/:title/"\n')
    blog.write(FIRST, post())
    blog.write(SECOND, post("둘"))
    return blog


def assert_as_built(site: Shown, folder: Path) -> None:
    """The preview shows what a clean build writes."""
    site.preview.finish()
    built = clean(site.blog.root, folder / "clean")
    assert built is not None
    assert as_shown(site.preview, site.blog.config, iter(built)) == built


def test_a_preview_shows_what_a_build_writes(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        assert_as_built(site, tmp_path)


def test_a_new_body_is_in_its_page_and_in_no_other(blog_of_two: Blog) -> None:
    with shown(blog_of_two) as site:
        site.text("/a/"), site.text("/b/")

        news = site.save(FIRST, post(body="새 본문"), "/a/", "/b/")

        assert "새 본문" in site.text("/a/")
        assert news.looks["/a/"].is_other
        assert news.looks["/b/"].digest == news.looks["/b/"].before
        assert [edited.address for edited in news.edited] == ["/a/"]


def test_a_new_title_is_in_every_page_that_shows_it(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write("layouts/home.html", "{% for post in posts %}{{ post.title }}\n{% endfor %}")
    with shown(blog_of_two) as site:
        site.text("/")

        news = site.save(FIRST, post("다른 제목"), "/")

        assert news.looks["/"].is_other
        assert "다른 제목" in site.text("/")
        assert_as_built(site, tmp_path)


def test_a_layout_changes_the_pages_that_it_frames(blog_of_two: Blog) -> None:
    with shown(blog_of_two) as site:
        site.text("/a/"), site.text("/")

        news = site.save("layouts/post.html", "neu {{ post.title }}", "/a/", "/")

        assert site.text("/a/") == "neu 하나"
        assert not news.looks["/"].is_other


def test_a_layout_that_comes_and_goes_is_seen(blog_of_two: Blog) -> None:
    blog_of_two.write(FIRST, post(more="layout: own\n"))
    with shown(blog_of_two) as site:
        site.text("/a/")

        site.save("layouts/own.html", "eigen {{ post.title }}")
        with_layout = site.text("/a/")
        site.save("layouts/own.html", None)

        assert with_layout == "eigen 하나"
        assert site.text("/a/").startswith("하나\n")


def test_a_style_sheet_changes_the_address_of_it_alone(blog_of_two: Blog) -> None:
    blog_of_two.write("static/own.css", "a{}")
    blog_of_two.write("layouts/post.html", """<link rel="stylesheet" href="{{ 'own.css' | asset_url }}">""")
    with shown(blog_of_two) as site:
        site.text("/a/")

        news = site.save("static/own.css", "b{}", "/a/")

        look = news.looks["/a/"]
        assert not look.is_other
        assert look.digest != look.before
        [style] = look.styles
        assert style.path == "/own.css"
        assert f'"{style.href}"' in site.text("/a/")


def test_a_style_sheet_without_a_fingerprint_is_told_of(blog_of_two: Blog) -> None:
    blog_of_two.write("static/own.css", "a{}")
    blog_of_two.write("layouts/post.html", '<link rel="stylesheet" href="/own.css">')
    with shown(blog_of_two) as site:
        site.text("/a/")

        news = site.save("static/own.css", "b{}", "/a/")

        look = news.looks["/a/"]
        assert look.digest == look.before
        assert [style.path for style in look.styles] == ["/own.css"]


def test_data_changes_the_pages_that_read_it(blog_of_two: Blog) -> None:
    blog_of_two.write("content/_data/x.yml", "eins")
    blog_of_two.write("layouts/post.html", "{{ site.data.x }}")
    with shown(blog_of_two) as site:
        site.text("/a/"), site.text("/")

        news = site.save("content/_data/x.yml", "zwei", "/a/", "/")

        assert site.text("/a/") == "zwei"
        assert not news.looks["/"].is_other


def test_settings_change_everything_without_a_restart(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write("layouts/post.html", "{{ site.title }}")
    with shown(blog_of_two) as site:
        site.text("/a/")

        site.save("site.toml", 'title = "neu"\nbase_path = "/base"\npermalink = "/:title/"\n')

        assert site.text("/base/a/") == "neu"
        assert not site.is_there("/a/")
        assert_as_built(site, tmp_path)


def test_a_new_post_is_there_and_one_that_is_removed_is_gone(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        assert not site.is_there("/c/")

        came = site.save("content/posts/2025-03-16-c.md", post("셋"), "/c/", "/")
        gone = site.save(FIRST, None, "/a/", "/")

        assert came.looks["/c/"].digest
        assert came.looks["/"].is_other
        assert gone.looks["/a/"].digest == ""
        assert_as_built(site, tmp_path)


def test_a_post_that_is_renamed_moves(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        site.text("/a/")
        old, new = blog_of_two.root / FIRST, blog_of_two.root / "content/posts/2025-03-14-neu.md"

        old.rename(new)
        site.preview.refresh([old, new])

        assert not site.is_there("/a/")
        assert "하나" in site.text("/neu/")
        assert_as_built(site, tmp_path)


def test_a_folder_that_is_renamed_is_seen_by_its_name_alone(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write("content/posts/in/2025-03-17-d.md", post("넷"))
    with shown(blog_of_two) as site:
        folder = blog_of_two.root / "content/posts/in"

        folder.rename(folder.with_name("out"))
        site.preview.refresh([folder, folder.with_name("out")])

        assert site.page("/d/").source == "content/posts/out/2025-03-17-d.md"
        assert_as_built(site, tmp_path)


def test_a_file_beside_a_post_is_shown_as_it_is(blog_of_two: Blog) -> None:
    with shown(blog_of_two) as site:
        news = site.save("content/posts/bild.png", b"\x89PNG", "/a/")

        assert site.page("/posts/bild.png").content == blog_of_two.root / "content/posts/bild.png"
        assert [file.path for file in news.files] == ["/posts/bild.png"]


@pytest.mark.parametrize(
    ("path", "broken", "mended"),
    [
        (FIRST, "---\ntitle: [\ndate: never\n---\n", post(body="heil")),
        (FIRST, post(body="{% post_url nowhere %}"), post(body="heil")),
        ("layouts/post.html", "{% if %}", "{{ post.body.html }}"),
        ("layouts/post.html", "{{ nothing }}", "{{ post.body.html }}"),
        ("site.toml", "title = ", 'title = "heil"\npermalink = "/:title/"\n'),
        ("content/_data/x.yml", "a: [", "a: 1"),
    ],
)
def test_a_fault_leaves_the_last_good_site_and_goes_when_it_is_mended(
    blog_of_two: Blog, tmp_path: Path, path: str, broken: str, mended: str
) -> None:
    with shown(blog_of_two) as site:
        before = site.text("/a/")

        site.save(path, broken, "/a/")
        during, faults = site.text("/a/"), site.faults
        site.save(path, mended, "/a/")

        assert during == before
        assert [fault.split(":")[0] for fault in faults] == [path]
        assert site.faults == []
        assert_as_built(site, tmp_path)


def test_other_posts_go_on_while_one_is_wrong(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        site.save(FIRST, post(more="date: never\n"))

        site.save(SECOND, post("둘", body="weiter"))

        assert "weiter" in site.text("/b/")
        assert len(site.faults) == 1
        site.save(FIRST, post(body="heil"))
        assert "heil" in site.text("/a/")
        assert_as_built(site, tmp_path)


def test_a_new_post_that_is_wrong_is_not_there_until_it_is_mended(blog_of_two: Blog, tmp_path: Path) -> None:
    new = "content/posts/2025-03-16-c.md"
    with shown(blog_of_two) as site:
        site.save(new, post(more="date: never\n"))
        was_there = site.is_there("/c/")

        site.save(new, post())

        assert not was_there
        assert site.is_there("/c/")
        assert_as_built(site, tmp_path)


def test_a_site_that_is_wrong_from_the_start_shows_the_rest(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write(FIRST, post(more="date: never\n"))
    with shown(blog_of_two) as site:
        assert "둘" in site.text("/b/")
        assert len(site.faults) == 1

        site.save(FIRST, post())

        assert site.faults == []
        assert_as_built(site, tmp_path)


def test_two_posts_on_one_address_leave_the_site_as_it_was(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        site.save(SECOND, post("둘", more="permalink: /a/\n"))
        faults = site.faults
        shown_meanwhile = site.text("/b/")

        site.save(SECOND, post("둘", more="permalink: /z/\n"))

        assert len(faults) == 1
        assert "둘" in shown_meanwhile
        assert site.faults == []
        assert_as_built(site, tmp_path)


def test_a_fault_in_the_layout_of_a_page_that_was_never_shown_is_told(blog_of_two: Blog) -> None:
    with shown(blog_of_two) as site:
        site.save("layouts/post.html", "{% if %}")

        with pytest.raises(Exception, match="syntax error"):
            site.text("/a/")

        assert len(site.faults) == 1


def test_the_second_start_knows_everything(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as site:
        site.text("/a/")
    blog_of_two.write(FIRST, post(body="inzwischen"))

    with shown(blog_of_two) as site:
        assert "inzwischen" in site.text("/a/")
        assert_as_built(site, tmp_path)


def test_a_build_goes_on_beside_a_preview(blog_of_two: Blog) -> None:
    with shown(blog_of_two) as site:
        result = build(blog_of_two.root, read_config(blog_of_two.root), now=NOW, jobs=1)

        assert result.report.written
        assert "하나" in site.text("/a/")


def test_two_previews_of_one_site_do_not_disturb_each_other(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two) as one, shown(blog_of_two) as other:
        one.save(FIRST, post(body="neu"))
        other.preview.refresh(None)

        assert one.text("/a/") == other.text("/a/")
        assert_as_built(other, tmp_path)


def test_a_preview_takes_no_lock_of_builds(blog_of_two: Blog) -> None:
    with shown(blog_of_two), open_cache(blog_of_two.root / CACHE_FOLDER, 0) as cache:
        cache.put(b"x", b"y")

        assert cache.get(b"x") == b"y"


def test_what_earlier_versions_kept_elsewhere_goes(blog_of_two: Blog) -> None:
    blog_of_two.write(f"{FOLDER}/.blogbuild/cache.sqlite", "alt")

    with shown(blog_of_two):
        assert not (blog_of_two.root / FOLDER / ".blogbuild").exists()


def test_the_folder_of_the_cache_may_go_meanwhile(blog_of_two: Blog, tmp_path: Path) -> None:
    import shutil

    with shown(blog_of_two) as site:
        shutil.rmtree(blog_of_two.root / ".blogbuild")

        site.save(FIRST, post(body="trotzdem"))

        assert "trotzdem" in site.text("/a/")
        assert_as_built(site, tmp_path)


def test_a_large_site_shows_pages_before_all_of_it_is_made(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two, small=0) as site:
        first = site.text("/a/")
        site.save(FIRST, post(body="während"), "/a/")
        meanwhile = site.text("/a/")

        site.preview.finish()

        assert "본문" in first
        assert "während" in meanwhile
        assert_as_built(site, tmp_path)
        site.save(FIRST, post(body="danach"))
        assert "danach" in site.text("/a/")
        assert_as_built(site, tmp_path)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="a process is no copy here")
def test_the_bodies_of_a_filling_that_was_ended_are_kept(
    blog_of_two: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogbuild.sources.PIECE", 1)
    monkeypatch.setattr("blogbuild.update.Run.make_bodies", lambda *_: os._exit(1))

    def fill_and_die() -> None:
        config = read_config(blog_of_two.root)
        with open_cache(tmp_path) as cache:
            footing.filled(config, scan(blog_of_two.root, ()), footing.Tools(cache=cache, now=NOW, jobs=1))

    process = multiprocessing.get_context("fork").Process(target=fill_and_die)
    process.start()
    process.join()

    with contextlib.closing(sqlite3.connect(tmp_path / "cache.sqlite")) as connection:
        (kept,) = connection.execute("SELECT count(*) FROM results").fetchone()
    assert kept == 2


def test_all_that_is_wrong_in_bodies_is_told_by_one_filling(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write(FIRST, post(body="{% post_url nowhere %}"))
    config = read_config(blog_of_two.root)
    with open_cache(tmp_path) as cache:
        tools = footing.Tools(cache=cache, now=NOW, jobs=1)

        step = footing.filled(config, scan(blog_of_two.root, ()), tools)

    assert [problem.place.path for problem in step.faults] == [FIRST]
    assert step.site.state.homes.all() == {"/b/": SECOND}


def test_a_fault_in_a_body_of_a_large_site_is_told_with_its_page(blog_of_two: Blog, tmp_path: Path) -> None:
    blog_of_two.write(FIRST, post(body="{% post_url nowhere %}"))
    with shown(blog_of_two, small=0) as site:
        with pytest.raises(Exception, match="nowhere"):
            site.text("/a/")
        assert "둘" in site.text("/b/")
        site.preview.finish()
        assert len(site.faults) == 1

        site.save(FIRST, post(body="heil"))

        assert "heil" in site.text("/a/")
        assert_as_built(site, tmp_path)


def test_settings_of_a_large_site_change_it(blog_of_two: Blog, tmp_path: Path) -> None:
    with shown(blog_of_two, small=0) as site:
        site.text("/a/")

        site.save("site.toml", 'title = "neu"\npermalink = "/x/:title/"\n')

        assert "하나" in site.text("/x/a/")
        assert_as_built(site, tmp_path)


def test_nothing_is_outside_of_the_base_path(blog_of_two: Blog) -> None:
    blog_of_two.settings('base_path = "/base"\npermalink = "/:title/"\n')
    with shown(blog_of_two) as site:
        assert isinstance(site.preview.answer("/a/"), Missing)
        assert site.is_there("/base/a/")


@pytest.mark.parametrize("size", [0, 100, 20_000])
def test_a_damaged_cache_is_made_anew(blog_of_two: Blog, tmp_path: Path, size: int) -> None:
    with shown(blog_of_two) as site:
        site.preview.finish()
    file = blog_of_two.root / FOLDER / "cache.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[:size] + b"damage" * 50 + content[size + 300 :])

    with shown(blog_of_two) as site:
        assert_as_built(site, tmp_path)
