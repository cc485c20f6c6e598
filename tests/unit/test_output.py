"""The output folder: all or nothing."""

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogbuild import staging
from blogbuild.build import clean
from blogbuild.errors import BlogError, error
from blogbuild.model import Output
from blogbuild.output import Report, is_empty, remove, write
from blogbuild.staging import STAGE, Staged, stage
from blogs import Blog, files_below


class Folder:
    """An output folder and its manifest."""

    def __init__(self, root: Path) -> None:
        self.path = root / "_site"
        self.manifest = root / ".blogbuild" / "outputs.json"

    def write(self, **files: str) -> Report:
        """Each name with its content; a double underscore is a slash."""
        return self.bring(*(Output(name.replace("__", "/"), content.encode()) for name, content in files.items()))

    def bring(self, *outputs: Output) -> Report:
        return write((stage(output, self.path) for output in outputs), self.path, self.manifest)

    def begin(self, **files: str) -> Report:
        """The first build, into a folder that is empty."""
        outputs = [Output(name.replace("__", "/"), content.encode()) for name, content in files.items()]
        return write((stage(output, self.path, is_empty=True) for output in outputs), self.path, self.manifest)

    def files(self) -> dict[str, str]:
        return {path: content.decode() for path, content in files_below(self.path).items()}

    def put(self, path: str, content: str = "") -> Path:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file


@pytest.fixture(params=["few", "many", "many, one after the other"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Many outputs take the places of others by an exchange, where the system has that."""
    monkeypatch.setattr(staging, "_MANY", sys.maxsize if request.param == "few" else 0)
    if "after" in request.param:
        monkeypatch.setattr(staging, "exchange", lambda *_: False)
    return Folder(tmp_path)


def test_what_was_made_stands_in_the_folder(folder: Folder) -> None:
    report = folder.write(a="1", b__c="2")

    assert folder.files() == {"a": "1", "b/c": "2"}
    assert report == Report(total=2, written=("a", "b/c"), removed=())


def test_the_first_site_is_moved_to_its_place_whole(folder: Folder) -> None:
    report = folder.begin(a="1", b__c="2", b__d__e="3")

    assert folder.files() == {"a": "1", "b/c": "2", "b/d/e": "3"}
    assert report == Report(total=3, written=("a", "b/c", "b/d/e"), removed=())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems are not asked")
def test_a_file_system_may_refuse_to_place_folders_apart(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOTTY, "not here")

    monkeypatch.setattr("fcntl.ioctl", refused)

    folder.begin(a="1", b__c="2")

    assert folder.files() == {"a": "1", "b/c": "2"}


def test_a_first_site_refuses_a_file_that_is_a_folder_too(folder: Folder) -> None:
    with pytest.raises(BlogError, match="is to be a file and a folder"):
        folder.begin(b="1", a__b="2", a="3")

    assert folder.files() == {}


def test_a_name_that_is_too_long_is_named_as_it_would_stand(folder: Folder) -> None:
    with pytest.raises(BlogError) as refused:
        folder.begin(**{"글" * 100: "1"})

    [problem] = refused.value.problems
    assert problem.place.path == f"{folder.path}/{'글' * 100}"


def test_what_comes_in_the_way_of_the_first_site_gives_way(folder: Folder) -> None:
    def outputs() -> Iterator[Staged]:
        yield stage(Output("a/b", b"1"), folder.path, is_empty=True)
        yield stage(Output("c", b"2"), folder.path, is_empty=True)
        folder.put("a/b", "somebody's")

    write(outputs(), folder.path, folder.manifest)

    assert folder.files() == {"a/b": "1", "c": "2"}


def test_a_folder_is_empty_that_nothing_is_in(folder: Folder) -> None:
    assert is_empty(folder.path)
    folder.path.mkdir()
    assert is_empty(folder.path)
    folder.put(".git/config")
    assert not is_empty(folder.path)


def test_the_same_bytes_are_not_written_again(folder: Folder) -> None:
    folder.write(a="1", b="2")
    for file in folder.path.iterdir():
        os.utime(file, (1, 1))

    report = folder.write(a="1", b="3")

    assert report.written == ("b",)
    assert ((folder.path / "a").stat().st_mtime, (folder.path / "b").stat().st_mtime == 1) == (1, False)


def test_what_nobody_makes_any_more_goes_with_its_empty_folders(folder: Folder) -> None:
    folder.write(a="1", b__c__d="2", b__e="3")

    report = folder.write(a="1", b__e="3")

    assert report.removed == ("b/c/d",)
    assert sorted(path.name for path in folder.path.rglob("*")) == ["a", "b", "e"]


def test_files_that_we_did_not_write_are_refused_and_kept(folder: Folder) -> None:
    for name in "wxyz":
        folder.put(f"내것/{name}", "mine")

    with pytest.raises(BlogError) as refused:
        folder.write(a="1")

    assert folder.files() == dict.fromkeys(("내것/w", "내것/x", "내것/y", "내것/z"), "mine")
    [problem] = refused.value.problems
    assert problem.what == "holds files that blogbuild did not write: 내것/w, 내것/x, 내것/y and 1 more"
    assert "-o" in problem.mend


def test_a_repository_in_the_folder_is_left_alone(folder: Folder) -> None:
    folder.put(".git/config", "x")

    folder.write(a="1")
    folder.write(b="1")

    assert folder.files() == {".git/config": "x", "b": "1"}


def test_a_build_that_fails_leaves_the_old_site(folder: Folder) -> None:
    folder.write(a="old", b="old")

    def outputs() -> Iterator[Staged]:
        yield stage(Output("a", b"new"), folder.path)
        raise BlogError([error("x.md", "is wrong")])

    with pytest.raises(BlogError, match="is wrong"):
        write(outputs(), folder.path, folder.manifest)

    assert folder.files() == {"a": "old", "b": "old"}
    assert not (folder.path / STAGE).exists()


def test_the_stage_of_a_build_that_was_killed_is_swept(folder: Folder) -> None:
    folder.put(f"{STAGE}/rest", "x")

    folder.write(a="1")

    assert folder.files() == {"a": "1"}


def test_a_file_may_become_a_folder(folder: Folder) -> None:
    folder.write(a="1")

    folder.write(a__b="2")

    assert folder.files() == {"a/b": "2"}


def test_a_folder_may_become_a_file(folder: Folder) -> None:
    folder.write(a__b="1", a__c__d="1")

    folder.write(a="2")

    assert folder.files() == {"a": "2"}


def test_a_file_and_a_folder_of_one_name_are_an_error(folder: Folder) -> None:
    with pytest.raises(BlogError, match="cannot be written"):
        folder.write(a="1", a__b="2")

    assert folder.files() == {}


def test_what_was_replaced_is_removed_while_something_else_is_done(folder: Folder) -> None:
    folder.write(a="1", b__c="1")
    seen: list[dict[str, str]] = []
    outputs = [Output("a", b"2"), Output("b/c", b"2"), Output("d", b"2")]

    write(
        (stage(output, folder.path) for output in outputs),
        folder.path,
        folder.manifest,
        jobs=2,
        meanwhile=lambda report: seen.append({path: folder.files()[path] for path in report.written}),
    )

    assert seen == [{"a": "2", "b/c": "2", "d": "2"}]
    assert folder.files() == {"a": "2", "b/c": "2", "d": "2"}
    assert not (folder.path / STAGE).exists()


def test_a_link_gives_way_to_a_page(folder: Folder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("1")
    folder.write(a="1")
    (folder.path / "a").unlink()
    (folder.path / "a").symlink_to(elsewhere)

    folder.write(a="1")

    assert not (folder.path / "a").is_symlink()
    assert elsewhere.read_text() == "1"


@pytest.mark.parametrize("damage", ["", "{", "null", "[]", '{"x": 1}', "\udcff"])
def test_a_damaged_manifest_costs_nothing_while_the_site_stands(folder: Folder, damage: str) -> None:
    folder.write(a="1")
    folder.manifest.write_bytes(damage.encode("utf-8", "surrogateescape"))

    folder.write(a="2", b="3")
    report = folder.write(a="2")

    assert folder.files() == {"a": "2"}
    assert report.removed == ("b",)


def test_without_a_manifest_nothing_is_removed(folder: Folder) -> None:
    folder.write(a="1", b="1")
    folder.manifest.unlink()

    with pytest.raises(BlogError, match="did not write: b"):
        folder.write(a="1")

    assert folder.files() == {"a": "1", "b": "1"}


def test_one_manifest_serves_several_folders(folder: Folder, tmp_path: Path) -> None:
    other = Folder(tmp_path)
    other.path = tmp_path / "other"
    folder.write(a="1")
    other.write(b="1")

    assert folder.write(c="1").removed == ("a",)
    assert other.write(d="1").removed == ("b",)


def test_a_site_may_be_moved(blog: Blog) -> None:
    blog.post("2024-05-01-a.md")
    blog.post("2024-05-02-b.md")
    blog.build()
    moved = Blog(blog.root.rename(blog.root.with_name("moved")))
    (moved.root / "content/posts/2024-05-01-a.md").unlink()

    assert "2024/05/01/a.html" in moved.build().report.removed


def test_files_are_copied_and_compared_by_their_bytes(folder: Folder, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"\x00\xff")

    first = folder.bring(Output("a", source))
    second = folder.bring(Output("a", source))
    source.write_bytes(b"\x00\xfe")
    third = folder.bring(Output("a", source))

    assert [report.written for report in (first, second, third)] == [("a",), (), ("a",)]
    assert (folder.path / "a").read_bytes() == b"\x00\xfe"


def test_what_the_disk_refuses_is_told_with_a_mend(folder: Folder) -> None:
    folder.path.parent.joinpath("_site").write_text("a file")

    with pytest.raises(BlogError) as refused:
        folder.write(a="1")

    [problem] = refused.value.problems
    assert problem.what.startswith("cannot be written: ")
    assert problem.mend.startswith("a file stands where a folder is needed")


def test_a_name_that_is_too_long_is_told_with_a_mend(folder: Folder) -> None:
    with pytest.raises(BlogError) as refused:
        folder.write(**{"가" * 100: "1"})

    assert refused.value.problems[0].mend == "give the post a shorter file name or permalink"


def test_cleaning_removes_what_is_ours_and_nothing_else(folder: Folder) -> None:
    folder.write(a="1", b__c="2")
    folder.put("b/mine", "x")

    assert remove(folder.path, folder.manifest) == 2
    assert folder.files() == {"b/mine": "x"}


def test_cleaning_a_whole_site_removes_output_and_cache(blog: Blog) -> None:
    blog.post("2024-05-01-a.md")
    total = blog.build().report.total

    assert clean(blog.root, blog.config) == total
    assert not (blog.root / "_site").exists()
    assert not (blog.root / ".blogbuild").exists()
    assert clean(blog.root, blog.config) == 0


def test_a_second_build_writes_nothing(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "tags: x")
    blog.build()

    report = blog.build().report

    assert (report.written, report.removed) == ((), ())


def test_editing_a_body_writes_its_page_and_the_feeds(blog: Blog) -> None:
    blog.post("2024-05-01-a.md", "excerpt: 발췌")
    blog.post("2024-05-02-b.md", "excerpt: 발췌")
    blog.build()
    blog.post("2024-05-01-a.md", "excerpt: 발췌", "다른 본문")

    assert sorted(blog.build().report.written) == ["2024/05/01/a.html", "feed.json", "feed.xml"]
