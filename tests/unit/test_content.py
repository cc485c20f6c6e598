"""Which files there are, what each is for, what its text is."""

from pathlib import Path

import pytest

from blogbuild.config import Build
from blogbuild.content import CONTENT, LARGEST_TEXT, kind_of, read_text, scan
from blogbuild.errors import BlogError
from blogbuild.model import SourceFile
from blogs import Blog, lines_of


def below_content(blog: Blog, *exclude: str) -> list[str]:
    return list(scan(blog.root, exclude).below(CONTENT))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("posts/2024-05-01-a.md", "post"),
        ("posts/a.md", "post"),
        ("posts/2024/a/b.MARKDOWN", "post"),
        ("posts/2024-05-01-a.html", "post"),
        ("posts/a.html", "asset"),
        ("posts/a.png", "asset"),
        ("_posts/2024-05-01-a.md", "post"),
        ("_posts/sub/22-1-7-a.md", "post"),
        ("지원/_posts/2024-05-01-a.md", "post"),
        ("_posts/README.md", "undated"),
        ("지원/posts/a.md", "page"),
        ("drafts/a.md", "draft"),
        ("_drafts/a.md", "draft"),
        ("about.md", "page"),
        ("docs/a.html", "page"),
        ("CNAME", "asset"),
        ("_data/a.yml", "data"),
        ("_data/sub/a.csv", "data"),
        ("_data/readme.txt", None),
        ("_includes/a.html", "partial"),
        ("_sass/a.scss", None),
        (".hidden.md", None),
        (".obsidian/a.md", None),
        ("posts/a.md~", None),
        ("posts/#a.md#", None),
        ("posts/a.md.bak", None),
        ("posts/.a.md.swp", None),
        ("Thumbs.db", None),
    ],
)
def test_a_file_is_for_what_its_place_says(blog: Blog, path: str, kind: str | None) -> None:
    blog.write(f"content/{path}", "x")

    found = [(path, kind) for path in below_content(blog) if (kind := kind_of(path))]

    assert found == ([(f"content/{path}", kind)] if kind else [])


def test_files_come_sorted_by_path(blog: Blog) -> None:
    for name in ("b.md", "a/z.md", "a.md", "나.md", "가.md"):
        blog.write(f"content/{name}", "x")

    paths = below_content(blog)

    assert paths == sorted(paths)
    assert len(paths) == 5


@pytest.mark.parametrize("pattern", ["docs", "docs/", "docs/*", "*/a.md", "d*"])
def test_what_the_settings_exclude_is_not_there(blog: Blog, pattern: str) -> None:
    blog.write("content/docs/a.md", "x")
    blog.write("content/about.md", "x")

    assert below_content(blog, pattern) == ["content/about.md"]


def test_excluded_files_are_not_built(blog: Blog) -> None:
    blog.write("content/docs/a.md", "---\nno yaml: [\n---\n")

    blog.build(chosen=Build(exclude=("docs",)))

    assert not [path for path in blog.outputs() if path.startswith("docs")]


def test_a_link_to_a_folder_is_followed(blog: Blog, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.png").write_text("x")
    (blog.root / "content" / "그림").symlink_to(tmp_path / "elsewhere")

    assert below_content(blog) == ["content/그림/a.png"]


def test_links_that_run_in_a_circle_are_an_error(blog: Blog) -> None:
    (blog.root / "content" / "posts" / "again").symlink_to(blog.root / "content")

    with pytest.raises(BlogError) as failed:
        scan(blog.root)

    assert lines_of(failed.value.problems) == ["content/posts/again: this symbolic link runs in a circle"]


def test_a_blog_without_content_is_told_what_to_do(blog: Blog) -> None:
    (blog.root / "content" / "posts").rmdir()
    (blog.root / "content").rmdir()

    with pytest.raises(BlogError) as failed:
        blog.build()

    assert lines_of(failed.value.problems) == ["content: there is no such folder"]


def test_a_link_to_nothing_is_an_error(blog: Blog) -> None:
    (blog.root / "content" / "posts" / "2024-05-01-a.md").symlink_to(blog.root / "nowhere")

    with pytest.raises(BlogError, match=r"2024-05-01-a\.md: cannot be read: No such file"):
        blog.build()


def test_text_in_no_encoding_is_an_error_with_its_line(blog: Blog) -> None:
    blog.write("content/posts/2024-05-01-a.md", b"---\ntitle: a\n---\n\xff\xff\xff\n")

    with pytest.raises(BlogError) as failed:
        blog.build()

    assert lines_of(failed.value.problems) == ["content/posts/2024-05-01-a.md:4: is text in no encoding that we know"]


def test_a_text_that_is_far_too_large_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"a" * LARGEST_TEXT)
    source = SourceFile(path="content/a.md", file=file, kind="page")
    largest, _ = read_text(source)
    file.write_bytes(b"a" * (LARGEST_TEXT + 1))

    with pytest.raises(BlogError, match=r"content/a\.md: has 8 MB of text"):
        read_text(source)

    assert len(largest) == LARGEST_TEXT


def test_a_file_beside_a_post_keeps_its_place(blog: Blog) -> None:
    blog.write("content/posts/묶음/그림.png", b"\x89")
    blog.write("content/_posts/img/b.png", b"\x89")

    blog.build()

    assert {"posts/묶음/그림.png", "posts/img/b.png"} <= blog.outputs().keys()


@pytest.mark.parametrize("folder", ["drafts", "_drafts"])
def test_files_beside_drafts_stay_at_home(blog: Blog, folder: str) -> None:
    blog.write(f"content/{folder}/비밀.png", b"\x89")

    blog.build()

    assert not [path for path in blog.outputs() if "비밀" in path]


def test_static_files_are_copied_with_those_that_servers_want(blog: Blog) -> None:
    for name in (".well-known/security.txt", "CNAME", "a/b.txt"):
        blog.write(f"static/{name}", "x")
    blog.write("static/b.txt~", "x")

    found = [path.removeprefix("static/") for path in scan(blog.root).below("static")]

    assert sorted(found) == [".well-known/security.txt", "CNAME", "a/b.txt"]


@pytest.mark.parametrize(
    "name",
    [".DS_Store", ".git/config", ".a.txt.swp"],
)
def test_what_other_programs_leave_in_static_stays_there(blog: Blog, name: str) -> None:
    blog.write(f"static/{name}", "x")

    assert not list(scan(blog.root).below("static"))
