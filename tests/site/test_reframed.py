"""Where only a base layout has changed, pages keep their blocks, and where only its fixed text has, all else as well:
the site is as a clean build gives it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blogbuild import bodies
from blogbuild.templates import Layouts
from blogs import SETTINGS
from changing_blog import ChangingBlog

COUNT = 4
POST = (
    "{% extends 'base.html' %}{% block main %}{{ post.title }} {{ name is defined }} {% include 'part.html' %}"
    "{{ post.body.html }}{% for next in post.read_next %}{{ next.title }}{% endfor %}"
    "{{ site.data.x.a }} {{ site.tags | length }} {{ 'x.css' | asset_url }} {{ 'y.css' is asset }}{% endblock %}"
)
HOME = (
    "{% extends 'base.html' %}{% block main %}{% for post in posts %}{{ post | filled('card.html') }}{% endfor %}"
    "{{ site.tags | length }}{% endblock %}"
)
CARD = "[{{ card.title }} {{ card.summary }} {{ 'x.css' | asset_url }} {% include 'part.html' %}]"
BASE = "<{{ page.title }}>{% block main %}{% endblock %}"


@pytest.fixture
def blog(tmp_path: Path) -> ChangingBlog:
    blog = ChangingBlog(tmp_path / "blog", is_aged=True)
    blog.write("site.toml", SETTINGS)
    for number in range(COUNT):
        blog.write(
            f"content/posts/2025-01-0{number + 1}-글.md",
            f"---\ntitle: 회고 {number}\ntags: [면접]\n---\n면접 {number}\n",
        )
    blog.write("layouts/base.html", BASE)
    blog.write("layouts/post.html", POST)
    blog.write("layouts/home.html", HOME)
    blog.write("layouts/card.html", CARD)
    blog.write("layouts/part.html", "{{ site.title }}")
    blog.write("content/_data/x.yml", "a: 1")
    blog.write("static/x.css", "a {}")
    blog.build()
    return blog


def edit_frame(blog: ChangingBlog) -> None:
    blog.write("layouts/base.html", f"{BASE}<footer>")


def edit_block(blog: ChangingBlog) -> None:
    edit_frame(blog)
    blog.write("layouts/part.html", "다른")


def edit_layout(blog: ChangingBlog) -> None:
    edit_frame(blog)
    blog.write("layouts/post.html", POST.replace("read_next", "tags").replace("next.title", "next.name"))


def edit_card(blog: ChangingBlog) -> None:
    edit_frame(blog)
    blog.write("layouts/card.html", f"{CARD}<br>")


def show_cards_around(blog: ChangingBlog) -> None:
    blog.write(
        "layouts/base.html",
        f"{{% for card in posts | default([]) %}}{{{{ card | filled('card.html') }}}}{{% endfor %}}{BASE}",
    )


def edit_body(blog: ChangingBlog) -> None:
    edit_frame(blog)
    blog.write("content/posts/2025-01-02-글.md", "---\ntitle: 회고\ntags: [면접]\n---\n고친 글\n")


def remove_post(blog: ChangingBlog) -> None:
    edit_frame(blog)
    blog.write("content/posts/2025-01-02-글.md", None)


def damage_output(blog: ChangingBlog) -> None:
    edit_frame(blog)
    page = next((blog.root / "_site/2025/01/02").rglob("*.html"))
    page.write_text("x" * 1_000, encoding="utf-8")


def name_something(blog: ChangingBlog) -> None:
    blog.write("layouts/base.html", f"{{% set name = 1 %}}{BASE}")


def change_what_it_gives(blog: ChangingBlog) -> None:
    blog.write("layouts/base.html", f"{{% filter upper %}}{BASE}{{% endfilter %}}")


def leave_it_out(blog: ChangingBlog) -> None:
    blog.write("layouts/base.html", "<{{ page.title }}>")


def put_another_between(blog: ChangingBlog) -> None:
    blog.write("layouts/mine.html", BASE)
    blog.write("layouts/base.html", "{% extends 'mine.html' %}{% block main %}mine{% endblock %}")


def ask_the_post(blog: ChangingBlog) -> None:
    blog.write("layouts/base.html", f"{BASE}{{{{ post.words if post is defined }}}}{{{{ site.tags | length }}}}")


def edit_data(blog: ChangingBlog) -> None:
    blog.write("content/_data/x.yml", "a: 2")


def add_a_tag(blog: ChangingBlog) -> None:
    blog.write("content/posts/2025-01-09-새글.md", "---\ntitle: 새\ntags: [서류]\n---\n새 글\n")


def edit_files(blog: ChangingBlog) -> None:
    blog.write("static/x.css", "b {}")
    blog.write("static/y.css", "c {}")


EDITS = (
    edit_frame, edit_block, edit_layout, edit_card, show_cards_around, edit_body, remove_post, damage_output,
    name_something, change_what_it_gives, leave_it_out, put_another_between, ask_the_post,
)  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_site_whose_frame_changed_is_as_a_clean_build_gives_it(
    blog: ChangingBlog, edit: Callable[[ChangingBlog], None], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogbuild.making._WORTH_WORKERS", 2)
    edit(blog)
    ended = blog.ended(jobs)

    assert ended == blog.clean(blog.root.parent / "clean")
    assert blog.build().rendered == ()

    for again in (edit_frame, edit_data, add_a_tag, edit_files, edit_block, edit_body, edit_card, edit_frame):
        again(blog)
        assert blog.ended(jobs) == blog.clean(blog.root.parent / "clean"), again


FIXED = (
    "<p>{{ page.title }}</p><b>하나</b>{% block main %}{% endblock %}{% include 'foot.html' %}<i>끝</i>{{ page.url }}"
)


@pytest.fixture
def fixed(blog: ChangingBlog) -> ChangingBlog:
    """A blog whose base layout has fixed text on both sides of the block, and in a part of its own."""
    blog.write("layouts/foot.html", "<hr>{% if page.noindex %}숨김{% endif %}")
    blog.write("layouts/base.html", FIXED)
    blog.build()
    return blog


def pages_of(blog: ChangingBlog) -> set[str]:
    return {path for path in blog.outputs() if path.endswith(".html")}


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_is_filled_for_an_edit_of_fixed_text(
    fixed: ChangingBlog, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogbuild.making._WORTH_WORKERS", 2)
    monkeypatch.setattr("blogbuild.workers.WORTH_WORKERS", 2)
    with monkeypatch.context() as only:
        only.setattr(Layouts, "render", None)
        fixed.write("layouts/base.html", FIXED.replace("하나", "둘 하나").replace("끝", ""))
        first = fixed.build(jobs)
        fixed.write("layouts/foot.html", "<hr><hr class=x>{% if page.noindex %}숨김{% endif %}")
        second = fixed.build(jobs)

    assert set(first.rendered) == set(second.rendered) == pages_of(fixed)
    assert fixed.ended(jobs) == fixed.clean(fixed.root.parent / "clean")
    assert fixed.build(jobs).rendered == ()
    for again in (edit_data, add_a_tag, edit_files, edit_block, edit_body, edit_card, edit_frame):
        again(fixed)
        assert fixed.ended(jobs) == fixed.clean(fixed.root.parent / "clean"), again


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_shows_the_same_text_by_itself_is_filled(
    fixed: ChangingBlog, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogbuild.making._WORTH_WORKERS", 2)
    fixed.write("content/posts/2025-01-02-글.md", "---\ntitle: 끝</i>\n---\n<b>하나</b> <i>끝</i>\n")
    fixed.write("layouts/base.html", FIXED.replace("{{ page.title }}", "{{ page.title | safe }}"))
    fixed.build()

    fixed.write("layouts/base.html", FIXED.replace("{{ page.title }}", "{{ page.title | safe }}").replace("끝", "끝!"))

    assert fixed.ended(jobs) == fixed.clean(fixed.root.parent / "clean")


def test_a_page_that_is_gone_or_changed_by_hand_is_made_whole(fixed: ChangingBlog) -> None:
    first, second, *_ = sorted(pages_of(fixed))
    (fixed.root / "_site" / first).unlink()
    (fixed.root / "_site" / second).write_text("<b>하나</b>", encoding="utf-8")
    fixed.write("layouts/base.html", FIXED.replace("하나", "둘"))

    assert fixed.ended() == fixed.clean(fixed.root.parent / "clean")


def test_a_part_that_a_page_does_not_show_leaves_it_alone(fixed: ChangingBlog) -> None:
    base = FIXED.replace("{% include 'foot.html' %}", "{% if page.noindex %}{% include 'foot.html' %}{% endif %}")
    fixed.write("layouts/base.html", base)
    fixed.build()

    fixed.write("layouts/foot.html", "neu")
    part = fixed.build().rendered
    fixed.write("layouts/base.html", base.replace("하나", "둘"))

    assert part == ("404.html",)
    assert fixed.ended() == fixed.clean(fixed.root.parent / "clean")


@pytest.mark.parametrize("slip", ["{% if %}", "\udcff", "{# \udcff #}", None])
def test_a_layout_that_is_mended_is_as_it_was(fixed: ChangingBlog, slip: str | None) -> None:
    before = fixed.outputs()
    fixed.write("layouts/base.html", f"{FIXED}{slip}".encode(errors="surrogateescape") if slip else "{{ nothing }}")
    refused = fixed.ended()
    fixed.write("layouts/base.html", FIXED.replace("하나", "둘"))
    fixed.build()
    fixed.write("layouts/base.html", FIXED)

    assert refused.is_refused
    assert fixed.ended().files == before


@pytest.mark.parametrize(
    ("macros", "tag"),
    [
        ("{{ site.title }}", "{% include 'macros.html' without context %}"),
        ("{% set t = site.title %}{% macro m() %}{{ t }}{% endmacro %}", "{% import 'macros.html' as x %}{{ x.m() }}"),
    ],
)
def test_a_name_of_ours_that_some_layout_takes_is_missed(blog: ChangingBlog, macros: str, tag: str) -> None:
    blog.write("layouts/macros.html", macros)
    blog.write("layouts/post.html", POST.replace("main %}", f"main %}}{tag}", 1))
    blog.build()

    for text in ("{% set site = 1 %}", None, "{# {% set site = 1 %} #}"):
        blog.write("layouts/unused.html", text)
        ended, clean = blog.ended(), blog.clean(blog.root.parent / "clean")
        assert ended.is_refused == bool(text)
        assert (ended.is_refused, ended.problems) == (clean.is_refused, clean.problems)
        assert ended.is_refused or ended.files == clean.files


AROUND = "{% for card in site.posts[:1] %}{{ card | filled('card.html') }}{% endfor %}" + FIXED


def test_a_card_in_a_frame_is_filled_anew_beside_fixed_text(fixed: ChangingBlog) -> None:
    fixed.write("layouts/base.html", AROUND)
    fixed.build()

    fixed.write("layouts/card.html", f"{CARD}<br>")
    fixed.write("layouts/base.html", AROUND.replace("하나", "둘"))

    assert fixed.ended() == fixed.clean(fixed.root.parent / "clean")


@pytest.mark.parametrize(
    "before", ["{% include 'part.html' %}", "{% filter upper %}{% include 'part.html' %}{% endfilter %}"]
)
def test_what_a_layout_shows_beside_its_block_is_filled_anew(fixed: ChangingBlog, before: str) -> None:
    fixed.write("layouts/part.html", "teil")
    fixed.write("layouts/post.html", before + POST.replace("{% include 'part.html' %}", ""))
    fixed.write("layouts/base.html", FIXED + "{% include 'part.html' %}")
    fixed.build()

    for base in (FIXED, FIXED.replace("하나", "둘")):
        fixed.write("layouts/part.html", f"teil {len(base)}")
        fixed.write("layouts/base.html", base + "{% include 'part.html' %}")
        assert fixed.ended() == fixed.clean(fixed.root.parent / "clean")


@pytest.mark.parametrize(
    "tag",
    [
        "{% import 'macros.html' as macros %}{{ macros.show() }}",
        "{% from 'macros.html' import show %}{{ show() }}",
        "{% include 'macros.html' without context %}",
    ],
)
@pytest.mark.parametrize("where", ["base", "post"])
def test_what_is_run_once_for_all_pages_is_missed_by_all(blog: ChangingBlog, tag: str, where: str) -> None:
    macros = "{% import 'more.html' as more %}{% macro show() %}{{ more.x() }}{% endmacro %}{{ show() }}"
    blog.write("layouts/macros.html", macros + "{% include 'part.html' %}{{ 'y.css' is asset }}")
    blog.write("layouts/more.html", "{% macro x() %}eins{% endmacro %}")
    blog.write(f"layouts/{where}.html", BASE + tag if where == "base" else POST.replace("main %}", f"main %}}{tag}", 1))
    blog.build()

    blog.write("layouts/more.html", "{% macro x() %}zwei{% endmacro %}")
    assert blog.ended() == blog.clean(blog.root.parent / "clean")
    for edit in (edit_block, edit_files):
        edit(blog)
        assert blog.ended() == blog.clean(blog.root.parent / "clean"), edit


def test_no_text_is_looked_up_and_no_card_filled_for_a_new_frame(
    blog: ChangingBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError

    before = blog.outputs()
    monkeypatch.setattr(bodies, "body", asked)
    monkeypatch.setattr("blogbuild.view.View.filled", asked)
    edit_frame(blog)
    pages = {
        path for path in blog.build().rendered if (path.startswith("2025/") and "글" in path) or path == "index.html"
    }

    assert len(pages) == COUNT + 1
    outputs = blog.outputs()
    assert all(outputs[path] == before[path] + b"<footer>" for path in pages)
