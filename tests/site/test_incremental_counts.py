"""How much one change renders, under the built-in layouts: what shows it, and nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from blogs import SETTINGS
from changing_blog import ChangingBlog

SUBJECTS: Final = "면접 회고 자소서 코딩 테스트 서류".split()
COUNT: Final = 30
FEEDS: Final = {"feed.xml", "feed.json"}


def place(number: int) -> str:
    return f"content/posts/2025-{number % 12 + 1:02}-{number // 12 + 1:02}-글{number:02}.md"


def page(number: int) -> str:
    return f"취업/2025/{number % 12 + 1:02}/{number // 12 + 1:02}/글{number:02}.html"


def text(
    number: int, *, title: str = "", excerpt: str = "짧은 줄거리", tag: str = "", body: str = "본문", front: str = ""
) -> str:
    subject = SUBJECTS[number % len(SUBJECTS)]
    words = f"{subject} {SUBJECTS[(number + 1) % len(SUBJECTS)]} 이야기 {number}번째"
    return (
        f"---\ntitle: {title or f'{subject} {number}'}\ntags: [{tag or subject}]\ncategories: [취업]\n"
        f"excerpt: {excerpt}\n{front}---\n{words}\n\n{body}\n"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty posts that were built, under the built-in layouts."""
    blog = ChangingBlog(tmp_path_factory.mktemp("built") / "blog", is_aged=True)
    blog.write("site.toml", SETTINGS + "[feeds]\nlimit = 5\n")
    for number in range(COUNT):
        blog.write(place(number), text(number))
    blog.write("content/about.md", "---\ntitle: 나\n---\n소개\n")
    blog.build()
    return blog.root


@pytest.fixture
def blog(built: Path, tmp_path: Path) -> ChangingBlog:
    """A copy, with its cache and its output: nothing is made in it but what the test changes."""
    blog = ChangingBlog(tmp_path / "blog", is_aged=True)
    shutil.copytree(built, blog.root)
    assert blog.build().rendered == ()
    return blog


def rendered(blog: ChangingBlog) -> set[str]:
    """What one more build renders."""
    return set(blog.build().rendered)


def pages(blog: ChangingBlog) -> set[str]:
    return {path for path in blog.outputs() if path.endswith(".html")}


def posts() -> set[str]:
    return {page(number) for number in range(COUNT)}


def newest() -> list[int]:
    """The numbers of the posts, newest first."""
    return sorted(range(COUNT), key=place, reverse=True)


def lists_of(number: int) -> set[str]:
    """The lists that show the excerpt of a post: home, tag, category, year and month."""
    at = newest().index(number)
    home = "index.html" if at < 10 else f"page{at // 10 + 1}/index.html"
    subject = SUBJECTS[number % len(SUBJECTS)]
    month = f"archives/2025/{number % 12 + 1:02}/index.html"
    return {home, f"tags/{subject}/index.html", "categories/취업/index.html", "archives/2025/index.html", month}


def text_feeds_of(number: int) -> set[str]:
    """The feeds that carry a post's text: those of terms have excerpts."""
    return set(FEEDS) if number in newest()[:5] else set()


def feeds_of(number: int) -> set[str]:
    """The feeds that carry a post; it is within the limit of its tag's, whoever is in the others."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    found = {f"tags/{subject}/{feed}" for feed in FEEDS}
    return found | (FEEDS | {f"categories/취업/{feed}" for feed in FEEDS} if number in newest()[:5] else set())


OLD: Final = newest()[12]
NEW: Final = newest()[2]


def test_touching_a_file_renders_nothing(blog: ChangingBlog) -> None:
    for path in (place(3), "content/about.md", "site.toml"):
        blog.touch(path)

    assert rendered(blog) == set()


def test_reading_what_is_no_number_again_renders_nothing(blog: ChangingBlog) -> None:
    same = text(3, front="mood: .nan\n")
    blog.write(place(3), same)
    blog.build()
    (blog.root / place(3)).unlink()
    blog.write(place(3), same)

    assert rendered(blog) == set()


def test_writing_the_same_text_into_a_new_file_renders_nothing(blog: ChangingBlog) -> None:
    (blog.root / place(3)).unlink()
    blog.write(place(3), text(3))

    assert rendered(blog) == set()


@pytest.mark.parametrize("number", [OLD, NEW])
def test_editing_a_body_renders_the_post_and_the_feeds_that_carry_it(blog: ChangingBlog, number: int) -> None:
    blog.write(place(number), text(number, body="본문!"))

    assert rendered(blog) == {page(number)} | text_feeds_of(number)


def test_editing_a_body_counts_one_post(blog: ChangingBlog) -> None:
    blog.write(place(OLD), text(OLD, body="본문!"))

    assert blog.build().changed == 1


def test_a_longer_body_adds_the_lists_that_show_its_reading_time(blog: ChangingBlog) -> None:
    blog.write(place(NEW), text(NEW, body="가나다라마 " * 600))

    found = rendered(blog)
    assert found - posts() == feeds_of(NEW) | lists_of(NEW)


def test_other_words_render_posts_whose_read_next_changes(blog: ChangingBlog) -> None:
    before = blog.outputs()
    blog.write(place(OLD), text(OLD, tag="다른", body="전혀 다른 글 " * 30))

    found = rendered(blog)
    after = blog.outputs()
    assert {path for path in found & posts() if before.get(path) == after[path]} == set()


def test_editing_an_excerpt_adds_the_lists_that_show_it(blog: ChangingBlog) -> None:
    blog.write(place(NEW), text(NEW, excerpt="다른 줄거리"))

    assert rendered(blog) == {page(NEW)} | feeds_of(NEW) | lists_of(NEW)


def test_editing_a_title_adds_neighbours_suggestions_and_the_archive(blog: ChangingBlog) -> None:
    at = newest().index(NEW)
    before = blog.outputs()
    name = before[page(NEW)].split(b"<h1", 1)[1].split(b">", 1)[1].split(b"</h1>")[0]
    suggesting = {path for path in posts() if f'>{name.decode()}</a> <span class="why">'.encode() in before[path]}
    neighbours = {page(newest()[at - 1]), page(newest()[at + 1])}

    blog.write(place(NEW), text(NEW, title=f"{name.decode()}!"))

    found = rendered(blog)
    assert suggesting
    at_least = {page(NEW), "archives/index.html", "404.html"} | neighbours | suggesting | lists_of(NEW) | feeds_of(NEW)
    assert found >= at_least
    # A word of a title may move what others suggest: then, and only then, they are made again, and come out otherwise.
    after = blog.outputs()
    assert {path for path in found - at_least if before[path] == after[path]} == set()
    assert found - at_least <= posts()


def test_editing_a_style_sheet_renders_what_carries_its_fingerprint(blog: ChangingBlog) -> None:
    blog.write("static/css/custom.css", "a { color: red }")
    added = rendered(blog)
    blog.write("static/css/custom.css", "a { color: blue }")
    changed = rendered(blog)

    assert added == changed == pages(blog) | {"css/custom.css"}


def test_editing_another_static_file_renders_that_file(blog: ChangingBlog) -> None:
    blog.write("static/note.txt", "eins")
    added = rendered(blog)
    blog.write("static/note.txt", "zwei")

    assert added == rendered(blog) == {"note.txt"}


def test_editing_a_layout_partial_renders_what_includes_it(blog: ChangingBlog) -> None:
    blog.write("layouts/partials/facts.html", "<p>own</p>")

    assert rendered(blog) == posts()


def test_a_layout_that_shadows_a_built_in_one_renders_its_pages(blog: ChangingBlog) -> None:
    blog.write("layouts/archive.html", "own")
    shadowing = rendered(blog)
    blog.write("layouts/archive.html", None)

    assert shadowing == rendered(blog) == {"archives/index.html"}


def test_a_layout_that_nothing_uses_renders_nothing(blog: ChangingBlog) -> None:
    blog.write("layouts/unused.html", "own")

    assert rendered(blog) == set()


def test_the_base_layout_renders_every_page_and_no_feed(blog: ChangingBlog) -> None:
    base = (Path(__file__).parents[2] / "layouts" / "base.html").read_text(encoding="utf-8")
    blog.write("layouts/base.html", base + "<!-- own -->")

    assert rendered(blog) == pages(blog)


def test_a_data_file_renders_the_pages_that_read_it(blog: ChangingBlog) -> None:
    blog.write("content/_data/team.yml", "- 하나")
    blog.write("layouts/page.html", "{{ site.data.team | join }}")
    blog.build()

    blog.write("content/_data/team.yml", "- 둘")
    read = rendered(blog)
    blog.write("content/_data/other.yml", "- 둘")

    assert (read, rendered(blog)) == ({"about.html"}, set())


def test_a_sidebar_of_tags_renders_all_pages_when_a_count_changes_and_only_then(blog: ChangingBlog) -> None:
    sidebar = "{% block main %}{% endblock %}{% for tag in site.tags %}{{ tag.name }} {{ tag.count }}{% endfor %}"
    blog.write("layouts/base.html", sidebar)
    blog.build()

    blog.write(place(OLD), text(OLD, body="본문!"))
    body = rendered(blog)
    blog.write(place(OLD), text(OLD, tag=SUBJECTS[(OLD + 1) % len(SUBJECTS)]))
    retagged = rendered(blog)

    assert body == {page(OLD)} | text_feeds_of(OLD)
    assert retagged >= pages(blog)


def test_an_output_that_was_changed_by_hand_is_the_only_one_made_again(blog: ChangingBlog) -> None:
    path = blog.root / "_site" / page(OLD)
    path.write_text("von Hand", encoding="utf-8")
    os.utime(path, (1, 1))

    result = blog.build()

    assert (result.rendered, result.report.written) == ((page(OLD),), (page(OLD),))


def test_removing_a_post_renders_what_showed_it(blog: ChangingBlog) -> None:
    at = newest().index(OLD)
    blog.write(place(OLD), None)

    result = blog.build()

    assert result.report.removed == (page(OLD),)
    assert {page(newest()[at - 1]), page(newest()[at + 1]), "archives/index.html"} <= set(result.rendered)
    assert "about.html" not in result.rendered


def test_time_that_passes_over_no_date_renders_nothing(blog: ChangingBlog) -> None:
    blog.now = blog.now.replace(year=2030)

    assert rendered(blog) == set()
