"""The command line: what a user types, reads and gets as an exit code."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from blogbuild import __version__
from blogbuild.cli import cli
from blogs import Blog, files_below

JSON_KEYS = [
    "source", "url", "title", "date", "categories", "tags", "layout", "draft", "excerpt", "words", "syllables",
    "reading_minutes", "read_next",
]  # fmt: skip


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run(*words: str | Path) -> Ran:
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="blogbuild")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Ran(result.exit_code, result.stdout, result.stderr)


def process(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "blogbuild", *words],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def commands(group: click.Group, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        inner = isinstance(command, click.Group)
        found += commands(command, (*above, name)) if isinstance(command, click.Group) else []
        found += [] if inner else [(*above, name)]
    return found


@pytest.mark.parametrize("command", commands(cli), ids=" ".join)
def test_every_command_shows_examples_of_itself(command: tuple[str, ...]) -> None:
    ran = run(*command, "--help")

    assert ran.code == 0
    assert re.search(rf"Examples?:\n +blogbuild {' '.join(command)}\b", ran.out)


def test_the_help_names_every_command() -> None:
    ran = run("-h")

    assert ran.code == 0
    assert {"new", "build", "list", "clean", "completion"} <= set(re.findall(r"^  (\w+) ", ran.out, re.MULTILINE))


def test_the_version_is_told() -> None:
    assert run("--version").out == f"blogbuild, version {__version__}\n"


def test_the_version_is_told_before_anything_else_is_loaded() -> None:
    told = (
        "import sys; from blogbuild.cli import cli; cli(['--version'], standalone_mode=False);"
        "print(*sorted(name for name in sys.modules if name.startswith('blogbuild')))"
    )

    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == "blogbuild blogbuild.cli blogbuild.options"


def test_a_build_says_one_line_and_its_warnings_apart(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "tags: a, b")

    ran = run("build", "-C", blog.root)

    assert ran.code == 0
    assert re.fullmatch(r"1 post, 1 changed, \d+ files written in \d+\.\d\d s\n", ran.out)
    assert ran.err == (
        "content/posts/2024-05-01-a.md:3: warning: tags has commas; read as a list\n    write a list: tags: [a, b]\n"
    )


@pytest.mark.parametrize("before", [True, False])
def test_the_folder_stands_before_or_after_the_command(blog: Blog, *, before: bool) -> None:
    blog.post("2024-05-01-a.md")
    folder = ("-C", blog.root)

    ran = run(*folder, "list") if before else run("list", *folder)

    assert (ran.code, ran.out) == (0, "2024-05-01  2024-05-01-a.md\n")


def test_the_folder_after_the_command_wins(blog: Blog, tmp_path: Path) -> None:
    blog.post("2024-05-01-a.md")

    assert run("-C", tmp_path / "nowhere", "list", "-C", blog.root).out == "2024-05-01  2024-05-01-a.md\n"
    assert run("-C", tmp_path / "nowhere", "new", "post", "차", "-C", blog.root).code == 0


def test_errors_are_told_with_their_mends_and_end_in_1(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "date: 내일")

    ran = run("build", "-C", blog.root)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        'content/posts/2024-05-01-a.md:3: error: date: "내일" is no date\n'
        "    write it as 2026-11-09, or 2026-11-09 21:30:00 +0900\n"
        "1 error; nothing was written\n"
    )
    assert not (blog.root / "_site").exists()


def test_strict_lets_warnings_stop_the_build(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "tags: a, b")

    ran = run("build", "--strict", "-C", blog.root)

    assert ran.code == 1
    assert ran.err.endswith("1 warning with --strict; nothing was written\n")
    assert not (blog.root / "_site").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("build", "--jobs", "0"),
        ("build", "--joobs", "2"),
        ("build", "--base-url", "nowhere"),
        ("biuld",),
        ("new", "site"),
        ("new", "post"),
        ("completion", "tcsh"),
        ("new", "site", "x", "--language", "de"),
        ("new", "site", "x", "--demo", "--language", "en"),
        ("new", "site", "x", "--demo", "--title", "차"),
    ],
)
def test_wrong_use_ends_in_2(blog: Blog, words: tuple[str, ...]) -> None:
    ran = run("-C", blog.root, *words)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err


@pytest.mark.parametrize(("word", "near"), [("biuld", "build"), ("lst", "list"), ("cleen", "clean")])
def test_a_near_command_is_named(word: str, near: str) -> None:
    assert re.search(rf"(?i)did you mean.*\b{near}\b", run(word).err)


def test_a_near_option_is_named() -> None:
    assert "--drafts" in run("build", "--draft").err


def test_settings_that_cannot_be_read_end_in_2(blog: Blog) -> None:
    blog.write("site.toml", "titel = 1")

    ran = run("build", "-C", blog.root)

    assert ran.code == 2
    assert ran.err.startswith('site.toml:1: error: unknown key "titel"\n    did you mean "title"?\n')


def test_a_folder_that_is_no_site_ends_in_2(tmp_path: Path) -> None:
    ran = run("build", "-C", tmp_path / "nowhere")

    assert ran.code == 2
    assert "blogbuild new site DIR" in ran.err


def test_a_table_is_not_bent_by_hangul(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "title: 가나다\ncategories: [공부, DB]")
    blog.post("2024-05-02-b.md", "title: abc\ncategory: 회고")
    blog.write("content/drafts/c.md", "---\ntitle: 초안\ndate: 2024-04-01\n---\n")
    blog.post("2999-05-03-d.md", "title: 앞날")

    ran = run("list", "-C", blog.root, "--drafts", "--future")

    assert ran.out.splitlines() == [
        "2999-05-03  앞날 (future)",
        "2024-05-02  abc" + " " * 63 + "회고",
        "2024-05-01  가나다" + " " * 60 + "공부, DB",
        "2024-04-01  초안 (draft)",
    ]


def test_every_post_is_one_json_object_a_line(blog: Blog) -> None:
    blog.settings('base_path = "/b"\n')
    blog.post(
        "2024-05-01-면접.md",
        "title: 면접 기록\ncategories: [면접]\ntags: [백엔드, Java]",
        "첫 문단 하나.\n\nSpring 둘.",
    )
    blog.post("2024-05-02-b.md", "title: 면접 준비\ncategories: [면접]\ntags: [백엔드, Java]", "스프링 면접 준비")

    ran = run("list", "--json", "-C", blog.root)

    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [list(row) for row in rows] == [JSON_KEYS] * 2
    assert {key: rows[1][key] for key in JSON_KEYS[:-1]} == {
        "source": "content/posts/2024-05-01-면접.md",
        "url": "/b/%EB%A9%B4%EC%A0%91/2024/05/01/%EB%A9%B4%EC%A0%91.html",
        "title": "면접 기록",
        "date": "2024-05-01T00:00:00+09:00",
        "categories": ["면접"],
        "tags": ["백엔드", "Java"],
        "layout": "post",
        "draft": False,
        "excerpt": "첫 문단 하나.",
        "words": 1,
        "syllables": 6,
        "reading_minutes": 1,
    }
    assert all(list(next_) == ["url", "title", "why"] for row in rows for next_ in row["read_next"])
    assert [next_["title"] for next_ in rows[1]["read_next"]] == ["면접 준비"]


def test_the_output_folder_may_be_chosen(blog: Blog, tmp_path: Path) -> None:
    ran = run("build", "-C", blog.root, "-o", tmp_path / "out")

    assert ran.code == 0
    assert (tmp_path / "out" / "index.html").is_file()
    assert not (blog.root / "_site").exists()


@pytest.mark.parametrize("folder", ["static", "content/posts", ".", ".."])
def test_the_sources_are_never_the_output(blog: Blog, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    blog.post("2024-05-01-a.md")
    monkeypatch.chdir(blog.root)
    before = files_below(blog.root)

    ran = run("build", "-o", folder)

    assert (ran.code, ran.out) == (2, "")
    assert "holds sources of the site" in ran.err
    assert files_below(blog.root) == before


def test_a_layout_is_copied_into_a_site(tmp_path: Path) -> None:
    run("new", "site", tmp_path / "blog")

    made = run("-C", tmp_path / "blog", "new", "layout", "partials/foot.html")

    assert (made.code, Path(made.out.strip()).name) == (0, "foot.html")
    assert run("-C", tmp_path, "new", "layout", "post").code == 2


def test_a_post_needs_a_title(blog: Blog) -> None:
    ran = run("-C", blog.root, "new", "post", " ")

    assert (ran.code, ran.out) == (2, "")
    assert "TITLE" in ran.err


def test_a_base_url_gives_url_and_base_path(blog: Blog) -> None:
    blog.post("2024-05-01-a.md")

    run("build", "-C", blog.root, "--base-url", "https://me.github.io/repo")

    assert blog.output("index.html") == "/repo/2024/05/01/a.html\n"
    assert "<loc>https://me.github.io/repo/2024/05/01/a.html</loc>" in blog.output("sitemap.xml")


@pytest.mark.parametrize(
    ("option", "name"), [("--drafts", "초안"), ("--future", "앞날"), ("--unpublished", "비밀"), ("--jobs=1", "")]
)
def test_what_is_hidden_is_built_on_demand(blog: Blog, option: str, name: str) -> None:
    blog.write("content/drafts/초안.md", "---\ntitle: 초안\ndate: 2024-05-01\n---\n")
    blog.post("2999-01-01-앞날.md")
    blog.post("2024-05-01-비밀.md", "published: false")

    run("build", option, "-C", blog.root)
    listed = run("list", option, "-C", blog.root) if name else Ran(0, "", "")

    built = [path for path in blog.outputs() if re.match(r"\d{4}/", path)]
    assert [Path(path).stem for path in built] == ([name] if name else [])
    assert name in listed.out


def test_a_clean_build_begins_from_nothing(blog: Blog) -> None:
    blog.post("2024-05-01-a.md")
    run("build", "-C", blog.root)

    ran = run("build", "--clean", "-C", blog.root)

    assert "0 files written" not in ran.out


def test_what_is_gone_is_counted(blog: Blog) -> None:
    file = blog.post("2024-05-01-a.md")
    run("build", "-C", blog.root)
    file.unlink()

    assert ", 3 removed in" in run("build", "-C", blog.root).out


def test_cleaning_counts_what_goes(blog: Blog) -> None:
    run("build", "-C", blog.root)
    count = len(blog.outputs())

    ran = run("clean", "-C", blog.root)

    assert (ran.code, ran.out) == (0, f"{count} files removed\n")
    assert not (blog.root / "_site").exists()


def test_a_new_site_and_its_first_post(tmp_path: Path) -> None:
    site = tmp_path / "blog"

    made = run("new", "site", site, "--title", "기록")
    post = run("-C", site, "new", "post", "1차 면접", "--category", "면접", "--tag", "백엔드")
    again = run("new", "site", site)
    built = run("build", "-C", site)

    assert (made.code, made.out) == (0, f"3 files in {site}\n")
    assert made.err == f'next: cd {site}, then "blogbuild build"\n'
    assert Path(post.out.strip()).is_file()
    assert (again.code, built.code) == (1, 0)
    assert built.out.startswith("2 posts, ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_completes(shell: str) -> None:
    ran = run("completion", shell)

    assert ran.code == 0
    assert "_BLOGBUILD_COMPLETE" in ran.out


def test_a_post_of_unknown_age_has_the_date_of_its_first_commit(blog: Blog) -> None:
    blog.post("언젠가.md")
    author = {"GIT_AUTHOR_DATE": "2024-02-03T20:00:00+00:00", "GIT_COMMITTER_DATE": "2024-02-03T20:00:00+00:00"}
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "a")):
        subprocess.run(["git", *words], cwd=blog.root, env={**os.environ, **author}, check=True)

    ran = run("list", "-C", blog.root)

    assert ran.out.startswith("2024-02-04  ")


def test_a_fault_of_our_own_ends_in_a_message(tmp_path: Path) -> None:
    fault = (
        "import sys; from blogbuild.cli import cli, main; sys.argv = ['blogbuild', 'fail']\n"
        "@cli.command()\n"
        "def fail(): raise RuntimeError('oops')\n"
        "main()"
    )

    def ran(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", fault],
            cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    plain, traced = ran(), ran(BLOGBUILD_TRACEBACK="1")
    assert plain.returncode == traced.returncode == 1
    assert plain.stderr.startswith("blogbuild: a fault of our own: RuntimeError: oops\n")
    assert "Traceback" not in plain.stderr
    assert "Traceback" in traced.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the output")
def test_an_output_that_is_closed_from_the_start_is_no_fault(blog: Blog) -> None:
    blog.post("2024-05-01-글.md")

    command = [sys.executable, "-m", "blogbuild", "build", "-C", str(blog.root)]
    ran = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_reader_that_has_seen_enough_is_no_fault(blog: Blog) -> None:
    for number in range(300):
        blog.post(f"2024-05-01-{number}.md", "", "본문 " * 40)

    with subprocess.Popen(
        [sys.executable, "-m", "blogbuild", "list", "--json"],
        cwd=blog.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.readline()
        listing.stdout.close()
        told = listing.stderr.read()

    assert told == b""
    assert listing.returncode == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda blog: blog.write("content/posts/2024-05-01-a.md", b"---\ntitle:\n\t- x\n---\n"),
        lambda blog: blog.write("content/posts/2024-05-01-a.md", b"\xff\xff"),
        lambda blog: blog.write("layouts/home.html", "{{"),
        lambda blog: blog.write("content/_data/a.json", "{"),
        lambda blog: blog.write("_site", "a file"),
        lambda blog: blog.write("site.toml", b"\xff"),
        lambda blog: blog.post("2024-05-01-a.md", "permalink: /../x"),
    ],
    ids=["YAML", "bytes", "layout", "data", "output", "settings", "permalink"],
)
def test_no_traceback_ever_reaches_a_user(blog: Blog, spoil: Callable[[Blog], object]) -> None:
    spoil(blog)

    ran = process("build", cwd=blog.root)

    assert ran.returncode in {1, 2}
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    assert "a fault of our own" not in ran.stderr


def test_neither_zone_nor_language_of_the_machine_changes_a_byte(blog: Blog) -> None:
    blog.post(
        "2024-05-01-한글.md", "tags: [나, 가]\ndate: 2024-05-01 00:30:00 +0900", "# 제목\n\n```python\nx = 1\n```"
    )
    blog.build()
    here = blog.outputs()

    ran = process("build", "--clean", cwd=blog.root, TZ="America/New_York", LC_ALL="C", LANG="", PYTHONHASHSEED="7")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert blog.outputs() == here
