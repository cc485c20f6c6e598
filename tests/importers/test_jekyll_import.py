"""What an import does to files: what comes over, what stays, and what is never touched."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from blogbuild.config import read_config
from blogbuild.errors import BlogError
from blogbuild.importers.jekyll import ImportReport, import_jekyll, lines

POST = "---\ntitle: 첫 글\n---\n본문\n"
LIST = "{% for post in site.posts %}<a href='{{ post.url }}'>{{ post.title }}</a>{% endfor %}"

Write = Callable[[dict[str, str]], Path]
Import = Callable[[dict[str, str]], tuple[ImportReport, Path]]


def test_a_post_comes_over_byte_for_byte(import_blog: Import) -> None:
    strange = "\ufeff---\r\ntitle:\t탭\r\n---\r\n끝에 빈칸  \r\n\r\n"

    report, site = import_blog({"_posts/회고/2024-05-01-C++ 정리.md": strange})

    assert (site / "content/_posts/회고/2024-05-01-C++ 정리.md").read_bytes() == strange.encode()
    assert report.posts == 1


def test_the_blog_is_only_read(write_blog: Write, tmp_path: Path) -> None:
    files = {"_config.yml": "title: 차", "_posts/2024-05-01-a.md": POST, "assets/a.png": "그림", "_drafts/b.md": "b"}
    root = write_blog(files)
    before = snapshot(root)

    import_jekyll(root, tmp_path / "site")

    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("_posts/2024-05-01-a.md", "content/_posts/2024-05-01-a.md"),
        ("지원/_posts/2024-05-01-a.md", "content/지원/_posts/2024-05-01-a.md"),
        ("_drafts/idea.md", "content/_drafts/idea.md"),
        ("about.md", "content/about.md"),
        ("pages/about.html", "content/pages/about.html"),
        ("_data/people.yml", "content/_data/people.yml"),
        ("_includes/badge.html", "content/_includes/badge.html"),
    ],
)
def test_each_kind_of_text_has_its_place(import_blog: Import, source: str, destination: str) -> None:
    text = (
        "name: 하나\n"
        if source.endswith(".yml")
        else "---\ntitle: 글\n---\n읽을 만한 본문이 여기에 있다. 한 줄 더 적는다.\n"
    )

    _, site = import_blog({source: text})

    assert (site / destination).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", ["assets/img/a.png", "CNAME", "robots.txt", "ads.html", "notes.md", ".htaccess"])
def test_what_jekyll_copies_becomes_static(import_blog: Import, path: str) -> None:
    _, site = import_blog({path: "그대로"})

    assert (site / "static" / path).read_text(encoding="utf-8") == "그대로"


@pytest.mark.parametrize(
    "path",
    [
        "Gemfile",
        "node_modules/a.js",
        "vendor/bundle/a.rb",
        ".github/x.yml",
        ".gitignore",
        "_layouts/post.html",
        "_sass/a.scss",
        "_plugins/a.rb",
        "_site/index.html",
        "draft.md~",
        "tools/x.sh",
        "docs2/x.txt",
    ],
)
def test_what_jekyll_leaves_out_does_not_come_over(import_blog: Import, path: str) -> None:
    _, site = import_blog({"_config.yml": "exclude: [tools, /docs, '*.bak']", path: "x"})

    written = {file.name for file in site.rglob("*") if file.is_file()}
    assert written <= {"site.toml", ".gitignore", "import-report.txt", "2024-05-01-tea.md"}


def test_an_included_folder_comes_over_without_its_underscore(import_blog: Import) -> None:
    about = "---\npermalink: /about/\n---\n저는 빈 선반을 세다가 개발자가 되었습니다.\n"

    report, site = import_blog({"_config.yml": "include: [_pages]", "_pages/about.md": about})

    assert (site / "content/pages/about.md").read_text(encoding="utf-8") == about
    assert report.moved == ()


def test_a_page_that_cannot_keep_its_address_is_named(import_blog: Import) -> None:
    text = "---\ntitle: 소개\n---\n저는 빈 선반을 세다가 개발자가 되었습니다.\n"

    report, _ = import_blog({"_config.yml": "include: [_pages]", "_pages/about.md": text})

    assert [(moved.was, moved.now) for moved in report.moved] == [("/_pages/about.html", "/pages/about.html")]


def test_a_collection_keeps_its_addresses(import_blog: Import) -> None:
    config = (
        "collections:\n  tabs: {output: true, permalink: '/:title/'}\n  notes: {output: false}\npermalink: pretty\n"
    )
    text = "---\nicon: x\n---\n저는 빈 선반을 세다가 개발자가 되었습니다.\n"

    report, site = import_blog({"_config.yml": config, "_tabs/about.md": text, "_notes/a.md": text})

    assert (site / "content/about/index.md").read_text(encoding="utf-8") == text
    assert report.moved == ()
    assert [left.path for left in report.left] == ["_notes/a.md"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("index.html", f"---\nlayout: home\n---\n{LIST}"),
        ("index.md", "---\nlayout: home\n---\n"),
        ("tags.html", "---\nlayout: page\n---\n{% for tag in site.tags %}{{ tag[0] }}{% endfor %}"),
        ("blog/index.html", "---\n---\n{% for post in paginator.posts %}{{ post.title }}{% endfor %}"),
        ("404.html", "---\nlayout: not-found\n---\n"),
        ("feed.xml", "---\n---\n<feed>{{ site.title }}</feed>"),
        ("search.json", f"---\n---\n[{LIST}]"),
        ("assets/css/main.scss", "---\n---\n@import 'theme';"),
        ("old.html", "---\nredirect_to: https://example.com/\n---\n옮겼습니다. 새 주소로 가 주세요. 고맙습니다."),
    ],
)
def test_a_page_that_only_shows_lists_is_left_and_named(import_blog: Import, path: str, text: str) -> None:
    report, site = import_blog({path: text})

    assert path in {left.path for left in report.left}
    assert not (site / "content" / path).exists()


def test_a_page_with_text_of_its_own_stays_beside_its_lists(import_blog: Import) -> None:
    text = "---\n---\n" + "이 목록은 지난해에 지원한 곳을 적은 것이다. " * 30 + LIST

    report, site = import_blog({"list.md": text})

    assert (site / "content/list.md").exists()
    assert report.left == ()


def test_a_post_that_cannot_be_read_is_set_aside(import_blog: Import) -> None:
    broken = "---\ntitle: [\n  - a: b: c\n---\n본문\n"

    report, site = import_blog({"_posts/2024-05-01-a.md": broken, "_posts/2024-05-02-b.md": POST})

    assert report.posts == 1
    assert (site / "unreadable/_posts/2024-05-01-a.md").read_text(encoding="utf-8") == broken
    assert any("_posts/2024-05-01-a.md:" in line for line in lines(report))


def test_data_that_cannot_be_read_is_set_aside(import_blog: Import) -> None:
    report, site = import_blog({"_data/a.yml": "a: [", "_data/b.yml": "b: 1"})

    assert [aside.copy.source for aside in report.aside] == ["_data/a.yml"]
    assert not (site / "content/_data/a.yml").exists()


def test_a_file_in_posts_without_a_date_is_no_post(import_blog: Import) -> None:
    report, site = import_blog({"_posts/README.md": POST, "_posts/2024-05-01-a.md": POST})

    assert [left.path for left in report.left] == ["_posts/README.md"]
    assert not (site / "content/_posts/README.md").exists()


def test_links_are_followed_within_the_blog_only(write_blog: Write, tmp_path: Path) -> None:
    root = write_blog({"_config.yml": "", "_posts/2024-05-01-a.md": POST, "assets/a.txt": "a", "../secret.txt": "s"})
    (root / "assets/inside.txt").symlink_to("a.txt")
    (root / "assets/outside.txt").symlink_to(tmp_path / "secret.txt")
    (root / "assets/nowhere.txt").symlink_to("gone.txt")
    (root / "assets/circle").symlink_to(root / "assets", target_is_directory=True)

    report = import_jekyll(root, tmp_path / "site")

    static = tmp_path / "site/static/assets"
    assert sorted(file.name for file in static.iterdir()) == ["a.txt", "inside.txt"]
    assert not (static / "inside.txt").is_symlink()
    assert {left.path for left in report.left} == {"assets/circle", "assets/nowhere.txt", "assets/outside.txt"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_left(write_blog: Write, tmp_path: Path) -> None:
    root = write_blog({"_config.yml": "", "_posts/2024-05-01-a.md": POST})
    os.mkfifo(root / "pipe")

    report = import_jekyll(root, tmp_path / "site")

    assert [left.path for left in report.left] == ["pipe"]


def test_a_folder_with_something_in_it_is_refused(write_blog: Write, tmp_path: Path) -> None:
    root = write_blog({"_config.yml": ""})
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(BlogError, match="is not empty"):
        import_jekyll(root, tmp_path / "site")


def test_the_blog_itself_is_refused_as_destination(write_blog: Write) -> None:
    root = write_blog({"_config.yml": "", "_posts/2024-05-01-a.md": POST})
    before = snapshot(root)

    with pytest.raises(BlogError, match="lies in the blog"):
        import_jekyll(root, root / "new")

    assert snapshot(root) == before


def test_a_folder_that_is_no_blog_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()

    with pytest.raises(BlogError, match="is no Jekyll blog"):
        import_jekyll(tmp_path / "photos", tmp_path / "site")


def test_no_time_zone_is_utc_and_the_report_says_what_another_moves(import_blog: Import) -> None:
    post = "---\ntitle: 새벽\ndate: 2024-05-02 03:00:00 +0900\n---\n본문\n"

    report, site = import_blog({"_posts/2024-05-02-dawn.md": post, "_posts/2024-05-03-noon.md": POST})

    assert read_config(site).timezone == "UTC"
    assert [(move.was, move.now) for move in report.zone_moves] == [
        ("/2024/05/01/dawn.html", "/2024/05/02/dawn.html"),
    ]
    assert any("with Asia/Seoul 1 post would have another day" in line for line in lines(report))


def test_the_report_is_kept_in_full(import_blog: Import) -> None:
    text = "---\ndate: 2024-05-02 03:00:00 +0900\n---\n본문\n"

    report, site = import_blog({f"_posts/2024-05-02-{number}.md": text for number in range(30)})

    kept = (site / "import-report.txt").read_text(encoding="utf-8")
    assert kept.count("/2024/05/01/") == 30
    assert "… and 10 more, in import-report.txt" in "\n".join(lines(report))


def test_a_shared_address_is_named_once(import_blog: Import) -> None:
    posts = {f"_posts/2024-05-0{day}-{day}.md": "---\npermalink: /same/\n---\n본문\n" for day in (1, 2, 3)}

    report, site = import_blog(posts)

    assert [(shared.url, len(shared.sources)) for shared in report.shared] == [("/same/", 3)]
    assert read_config(site).build.conflicts == "newest"


def test_without_a_configuration_the_links_between_posts_tell_the_permalink(write_blog: Write, tmp_path: Path) -> None:
    linking = "---\ntitle: 둘\n---\n[하나](/2024/05/01/a/)를 보라.\n"
    root = write_blog({"_posts/2024-05-01-a.md": POST, "_posts/2024-05-02-b.md": linking})

    import_jekyll(root, tmp_path / "site")

    assert read_config(tmp_path / "site").permalink == "pretty"


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file.relative_to(root)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }
