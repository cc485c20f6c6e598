"""Files that take each other's places."""

from pathlib import Path

import pytest

from blogbuild import exchanging
from blogbuild.exchanging import exchange


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("하나", "둘"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path / "하나", tmp_path / "둘"


def test_two_files_take_each_others_places(pair: tuple[Path, Path]) -> None:
    one, other = pair
    before = one.stat().st_ino

    if not exchange(str(one), str(other)):
        pytest.skip("this system has no exchange")

    assert (one.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")) == ("둘", "하나")
    assert other.stat().st_ino == before


def test_nothing_is_done_where_one_is_missing(pair: tuple[Path, Path]) -> None:
    one, other = pair
    other.unlink()

    assert not exchange(str(one), str(other))
    assert not exchange(str(other), str(one))

    assert one.read_text(encoding="utf-8") == "하나"
    assert not other.exists()


def test_nothing_is_done_where_the_system_has_no_exchange(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blogbuild.exchanging.sys.platform", "darwin")
    exchanging.exchanger.cache_clear()
    try:
        assert not exchange(str(pair[0]), str(pair[1]))
    finally:
        exchanging.exchanger.cache_clear()

    assert pair[0].read_text(encoding="utf-8") == "하나"
