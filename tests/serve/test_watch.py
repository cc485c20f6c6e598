"""What is saved is seen at once and whole; many changes are seen together."""

from __future__ import annotations

import asyncio
import queue
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blogbuild.serve.watch import Gathering, Watch

LONGEST = 30.0


class Seen:
    """What a watch has told."""

    def __init__(self) -> None:
        self.told: queue.Queue[tuple[Path, bool]] = queue.Queue()

    def saw(self, file: Path, is_whole: bool) -> None:  # noqa: FBT001 - as a watch tells it
        self.told.put((file, is_whole))

    def until(self, is_wanted: Callable[[Path, bool], bool]) -> list[tuple[Path, bool]]:
        """All that is told until something that is wanted."""
        found = []
        while True:
            found.append(self.told.get(timeout=LONGEST))
            if is_wanted(*found[-1]):
                return found

    def until_whole(self, file: Path) -> list[tuple[Path, bool]]:
        return self.until(lambda path, is_whole: path == file and is_whole)


@pytest.fixture(params=[False, True], ids=["told", "polled"])
def seen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seen]:
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "content" / "posts" / "a.md").write_text("a")
    found = Seen()
    watch = Watch(tmp_path, found.saw, is_polling=request.param)
    watch.start()
    yield found
    watch.stop()


# A poll takes what it finds at first as known: that may be what a test has just written.
told_at_once = pytest.mark.parametrize("seen", [False], ids=["told"], indirect=True)


def is_of(wanted: Path) -> Callable[[Path, bool], bool]:
    return lambda path, _: path == wanted


def test_a_file_that_is_saved_is_seen(seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "content/posts/a.md"

    with file.open("a") as opened:
        opened.write("mehr")

    seen.until(is_of(file))


def test_a_file_that_is_moved_over_another_is_seen(seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "content/posts/a.md"
    file.with_name(".a.md.swp").write_text("neu")

    file.with_name(".a.md.swp").replace(file)

    told = seen.until(is_of(file))
    assert not any(path.suffix == ".swp" for path, _ in told)


def test_files_come_move_and_go(seen: Seen, tmp_path: Path) -> None:
    new, moved = tmp_path / "content/posts/b.md", tmp_path / "content/posts/c.md"
    new.write_text("b")
    seen.until(is_of(new))

    new.rename(moved)
    seen.until(is_of(moved))
    moved.unlink()

    seen.until(is_of(moved))


@told_at_once
def test_a_folder_that_comes_later_is_followed(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    seen.until(is_of(tmp_path / "layouts"))
    file = tmp_path / "layouts" / "post.html"

    file.write_text("neu")

    seen.until(is_of(file))


@told_at_once
def test_a_folder_that_is_made_anew_is_followed(seen: Seen, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "content")
    # That it went is told before the settings are.
    settings = tmp_path / "site.toml"
    settings.write_text("title = 'x'")
    seen.until_whole(settings)
    (tmp_path / "content").mkdir()
    seen.until(is_of(tmp_path / "content"))
    file = tmp_path / "content" / "about.md"

    file.write_text("neu")

    seen.until(is_of(file))


def test_the_settings_are_watched_and_the_output_is_not(seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "index.html").write_text("x")
    settings = tmp_path / "site.toml"

    settings.write_text("title = 'x'")

    told = seen.until(is_of(settings))
    assert not any("_site" in path.parts for path, _ in told)


# Gathering


def gathered(scenario: Callable[[Gathering], object], count: int) -> list[frozenset[Path] | None]:
    """What is passed on, so many times, of what a scenario tells."""

    async def run() -> list[frozenset[Path] | None]:
        found: list[frozenset[Path] | None] = []
        enough = asyncio.Event()

        async def take(files: frozenset[Path] | None) -> None:
            found.append(files)
            if len(found) == count:
                enough.set()

        gathering = Gathering(take)
        task = asyncio.create_task(gathering.run())
        scenario(gathering)
        await asyncio.wait_for(enough.wait(), LONGEST)
        task.cancel()
        return found

    # In a thread of its own: a browser that another test drives keeps a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result(LONGEST * 2)


A, B = Path("a"), Path("b")


def test_a_file_that_is_whole_is_passed_on_at_once() -> None:
    assert gathered(lambda gathering: gathering.saw(A, is_whole=True), 1) == [frozenset({A})]


def test_the_end_of_what_is_being_written_is_waited_for() -> None:
    def scenario(gathering: Gathering) -> None:
        loop = asyncio.get_running_loop()
        gathering.saw(A, is_whole=False)
        loop.call_later(0.005, lambda: gathering.saw(B, is_whole=True))
        loop.call_later(0.01, lambda: gathering.saw(A, is_whole=True))

    assert gathered(scenario, 1) == [frozenset({A, B})]


def test_what_nobody_ends_is_passed_on_all_the_same() -> None:
    assert gathered(lambda gathering: gathering.saw(A, is_whole=False), 1) == [frozenset({A})]


def test_a_burst_is_passed_on_in_two() -> None:
    def scenario(gathering: Gathering) -> None:
        loop = asyncio.get_running_loop()
        gathering.saw(A, is_whole=True)
        for number in range(20):
            loop.call_later(0.005 * (number + 1), gathering.saw, Path(str(number)), True)  # noqa: FBT003 - as it goes on

    first, rest = gathered(scenario, 2)

    assert first == frozenset({A})
    assert rest == frozenset(Path(str(number)) for number in range(20))


def test_of_very_many_all_are_looked_at() -> None:
    def scenario(gathering: Gathering) -> None:
        for number in range(1000):
            gathering.saw(Path(str(number)), is_whole=True)

    assert gathered(scenario, 1) == [None]
