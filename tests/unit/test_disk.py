"""Signatures: a file that was not changed has its own again, and one that may change unseen has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.disk import changes, differing, moment, read, signature, standing, with_changes, written

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND
LATER = 3600 * SECOND


def status(changed: int, *, meta: int | None = None, size: int = 5, number: int = 7) -> os.stat_result:
    """What the system says of a file, with its times in nanoseconds."""
    meta = changed if meta is None else meta
    seconds = [changed // SECOND, changed // SECOND, meta // SECOND]
    fractions = [changed / SECOND, changed / SECOND, meta / SECOND, changed, changed, meta]
    return os.stat_result([0o100644, number, 1, 1, 0, 0, size, *seconds, *fractions])


@pytest.mark.parametrize(
    ("changed", "is_told"),
    [
        (NOW - 1, False),
        (NOW + 1, False),
        (NOW - SECOND // 1000, False),
        (NOW - SECOND + 1, True),
        # A whole second is that of a file system which knows no less.
        (NOW - SECOND, False),
        (NOW - 3 * SECOND, True),
    ],
)
def test_a_file_that_may_change_unseen_has_no_signature(changed: int, *, is_told: bool) -> None:
    assert bool(signature(status(changed), NOW)) is is_told


def test_a_file_whose_metadata_changed_just_now_has_none_either() -> None:
    assert signature(status(NOW - LATER + 1, meta=NOW - 1), NOW) == ""


@pytest.mark.parametrize(
    "other",
    [status(NOW + 1), status(NOW, meta=NOW + 1), status(NOW, size=6), status(NOW, number=8)],
    ids="time metadata size number".split(),
)
def test_a_signature_changes_with_all_that_a_change_changes(other: os.stat_result) -> None:
    assert signature(status(NOW), NOW + LATER) != signature(other, NOW + LATER)


def test_a_file_on_the_disk_is_told_apart_from_the_one_that_takes_its_place(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("eins")
    other.write_text("zwei")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    before = signature(file.stat(), moment() + LATER)

    other.replace(file)

    assert signature(file.stat(), moment() + LATER) != before


def test_what_stands_is_told_and_what_does_not_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "c").write_text("")

    found = standing(str(tmp_path), ["/", "a/", "a/b/", "a/c", "a/d", "a/c/e"])

    assert found.keys() == {"/", "a/", "a/b/", "a/c"}


def test_a_folder_changes_with_the_names_in_it(tmp_path: Path) -> None:
    os.utime(tmp_path, (1, 1))
    before = standing(str(tmp_path), ["/"])

    (tmp_path / "a").write_text("")

    assert standing(str(tmp_path), ["/"]) != before


def test_a_link_is_not_the_file_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    before = standing(str(tmp_path), ["a"])

    (tmp_path / "a").rename(tmp_path / "b")
    (tmp_path / "a").symlink_to("b")

    assert standing(str(tmp_path), ["a"]) != before


def test_what_differs_was_added_removed_changed_or_may_have_been() -> None:
    before = {"same": "1", "changed": "1", "removed": "1", "unsure": "", "sure": ""}
    now = {"same": "1", "changed": "2", "added": "1", "unsure": "", "sure": "1"}

    assert differing(before, now) == {"changed", "removed", "added", "unsure", "sure"}


PATHS = st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"]), min_size=1)
SNAPSHOTS = st.dictionaries(PATHS, st.from_regex(r"\A([0-9]+( [0-9]+){3})?\Z"))


@given(SNAPSHOTS)
def test_a_snapshot_is_read_as_it_was_written(snapshot: dict[str, str]) -> None:
    assert read(written(snapshot)) == snapshot


@given(SNAPSHOTS)
def test_a_snapshot_is_written_the_same_in_any_order(snapshot: dict[str, str]) -> None:
    assert written(dict(reversed(snapshot.items()))) == written(snapshot)


def test_a_line_that_is_none_counts_as_a_changed_file() -> None:
    assert read("1\ta\nkaputt\n2\tb") == {"a": "1", "b": "2"}


def test_a_snapshot_is_brought_up_to_what_has_changed(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text("x", encoding="utf-8")
    before = standing(str(tmp_path), ["a", "b", "c"])
    (tmp_path / "b").write_text("longer", encoding="utf-8")
    (tmp_path / "c").unlink()

    found = changes(str(tmp_path), before)

    assert found == {"b": standing(str(tmp_path), ["b"])["b"], "c": None}
    assert with_changes(before, found) == standing(str(tmp_path), before)
