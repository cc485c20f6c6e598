"""New sites, posts and layouts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.build import build
from blogbuild.config import Config, read_config
from blogbuild.errors import BlogError
from blogbuild.frontmatter import read_front_matter
from blogbuild.new import new_layout, new_post, new_site
from blogbuild.starter import starter_folder
from blogbuild.text import nfc, squeeze
from blogs import NOW, Blog, lines_of

MOMENT = datetime(2026, 11, 9, 21, 30, 5, 123456, tzinfo=UTC)


@pytest.mark.parametrize(("language", "post"), [("ko", "첫-글"), ("en", "first-post")])
def test_a_new_site_builds_without_a_word(tmp_path: Path, language: str, post: str) -> None:
    folder = tmp_path / "deep" / "blog"

    files = new_site(folder, language=language, title='나의 "블로그"', now=NOW)

    config = read_config(folder)
    result = build(folder, config, now=NOW, jobs=1, strict=True)
    assert files == (".gitignore", f"content/posts/2026-11-09-{post}.md", "site.toml")
    assert (config.title, config.language, result.posts, result.problems) == ('나의 "블로그"', language, 1, ())


def test_a_new_site_is_named_after_its_folder(tmp_path: Path) -> None:
    new_site(tmp_path / "나의 블로그", language="ko", title="", now=NOW)

    assert read_config(tmp_path / "나의 블로그").title == "나의 블로그"


@pytest.mark.parametrize(
    ("title", "read"), [("차\n\t한 잔", "차 한 잔"), ("{x} \\ \x00\x7f", "{x} \\ "), (" ", "blog")]
)
def test_any_title_makes_settings_that_can_be_read(tmp_path: Path, title: str, read: str) -> None:
    new_site(tmp_path / "blog", language="en", title=title, now=NOW)

    assert read_config(tmp_path / "blog").title == read


def test_the_output_and_the_cache_of_a_new_site_are_ignored_by_git(tmp_path: Path) -> None:
    new_site(tmp_path, language="ko", title="", now=NOW)

    assert (tmp_path / ".gitignore").read_text() == "/_site/\n/.blogbuild/\n"


def test_the_example_blog_builds(tmp_path: Path) -> None:
    files = new_site(tmp_path, language="ko", title="", now=NOW, demo=True)

    assert len(files) > 10
    assert build(tmp_path, read_config(tmp_path), now=NOW, jobs=1).posts > 5


@pytest.mark.parametrize("name", ["site", "site/file"])
def test_a_new_site_never_lands_on_something(tmp_path: Path, name: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "file").write_text("mine")

    with pytest.raises(BlogError, match="is not empty"):
        new_site(tmp_path / name, language="ko", title="", now=NOW)

    assert (tmp_path / "site" / "file").read_text() == "mine"


def test_a_new_site_below_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(BlogError, match="cannot be written"):
        new_site(tmp_path / "file" / "site", language="ko", title="", now=NOW)


def test_a_new_post_has_complete_front_matter(blog: Blog) -> None:
    file = new_post(blog.root, Config(), "1차 면접: 기록", now=MOMENT, categories=["면접", "a, b"], tags=["C#", "[x]"])

    assert file.relative_to(blog.root).as_posix() == "content/posts/2026-11-10-1차-면접-기록.md"
    assert file.read_text() == (
        "---\nlayout: post\ntitle: '1차 면접: 기록'\ndate: 2026-11-10 06:30:05 +0900\n"
        "categories: [면접, 'a, b']\ntags: [C#, '[x]']\n---\n\n"
    )


def test_a_draft_has_no_date_in_its_name(blog: Blog) -> None:
    file = new_post(blog.root, Config(), "[자소서] 지원 동기", now=MOMENT, draft=True)

    assert file.relative_to(blog.root).as_posix() == "content/drafts/자소서-지원-동기.md"


def test_a_title_without_letters_has_a_name_all_the_same(blog: Blog) -> None:
    assert new_post(blog.root, Config(), "!!!", now=MOMENT).name == "2026-11-10-post.md"


def test_a_new_post_never_lands_on_another(blog: Blog) -> None:
    file = new_post(blog.root, Config(), "글", now=MOMENT)
    file.write_text("mine")

    with pytest.raises(BlogError) as refused:
        new_post(blog.root, Config(), "글", now=MOMENT)

    assert lines_of(refused.value.problems) == ["content/posts/2026-11-10-글.md: is there already"]
    assert file.read_text() == "mine"


def test_a_title_that_is_too_long_for_a_file_is_an_error(blog: Blog) -> None:
    with pytest.raises(BlogError):
        new_post(blog.root, Config(), "가" * 100, now=MOMENT)


def test_a_post_that_cannot_be_written_is_an_error(blog: Blog) -> None:
    (blog.root / "content" / "posts").rmdir()
    (blog.root / "content" / "posts").write_text("a file")

    with pytest.raises(BlogError, match="cannot be written"):
        new_post(blog.root, Config(), "글", now=MOMENT)


ONE_LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=20)


@given(title=ONE_LINE)
def test_any_title_is_read_back(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    file = new_post(tmp_path_factory.mktemp("blog"), Config(), title, now=MOMENT)

    front, problems = read_front_matter("a.md", file.read_text(encoding="utf-8"))
    assert (front.values["title"], problems) == (squeeze(nfc(title)), ())


@given(tag=ONE_LINE.filter(lambda text: text.strip() == text != "" and text[0] != "?"))
def test_any_tag_is_read_back(tmp_path_factory: pytest.TempPathFactory, tag: str) -> None:
    file = new_post(tmp_path_factory.mktemp("blog"), Config(), "글", now=MOMENT, tags=[tag])

    front, problems = read_front_matter("a.md", file.read_text(encoding="utf-8"))
    assert (front.values["tags"], problems) == ((nfc(tag),), ())


def test_a_tag_with_a_question_mark_in_front_is_read_back(blog: Blog) -> None:
    file = new_post(blog.root, Config(), "글", now=MOMENT, tags=["?0"])

    front, _ = read_front_matter("a.md", file.read_text(encoding="utf-8"))

    assert front.values["tags"] == ("?0",)


@pytest.mark.parametrize("name", ["archive.html", "archive", "layouts/archive.html"])
def test_a_built_in_layout_is_copied_to_be_changed(tmp_path: Path, name: str) -> None:
    new_site(tmp_path, language="ko", title="", now=NOW)

    file = new_layout(tmp_path, name)

    assert file == tmp_path / "layouts" / "archive.html"
    assert file.read_bytes() == (starter_folder() / "layouts" / "archive.html").read_bytes()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("home", "layouts/home.html: is there already"),
        ("hmoe", "layouts/hmoe.html: there is no built-in layout of that name"),
        ("../home", "layouts/../home.html: there is no built-in layout of that name"),
    ],
)
def test_a_layout_is_copied_once_and_by_a_name_there_is(blog: Blog, name: str, message: str) -> None:
    with pytest.raises(BlogError) as failed:
        new_layout(blog.root, name)

    assert lines_of(failed.value.problems) == [message]
    assert blog.outputs() == {}


def test_every_partial_can_be_copied(tmp_path: Path) -> None:
    partials = (starter_folder() / "layouts" / "partials").glob("*.html")

    assert all(new_layout(tmp_path, f"partials/{partial.name}").is_file() for partial in partials)
