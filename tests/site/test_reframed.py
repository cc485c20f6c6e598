"""Where only a base layout has changed, pages keep their blocks: the site is as a clean build gives it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blogbuild import bodies
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
