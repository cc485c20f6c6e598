"""The ordered parallel map."""

import os
from collections.abc import Sequence

import pytest
from msgspec import Struct, field

from blogbuild.errors import BlogError, error
from blogbuild.workers import WORTH_WORKERS, beside, can_share, cores, ordered_map
from blogs import Blog

with_copies = pytest.mark.skipif(not can_share(), reason="there are no copies of a process")


def make(number: int) -> tuple[int, int]:
    return number, os.getpid()


class Meeting:
    """Makes numbers; with their first one this process and its workers wait for each other."""

    def __init__(self, *, dies: bool = False) -> None:
        self.here = os.getpid()
        self.begun, self.begins = os.pipe()
        self.let, self.lets = os.pipe()
        self.has_met = False
        self.dies = dies

    def __call__(self, number: int) -> tuple[int, int]:
        if not self.has_met:
            self.has_met = True
            self.meet()
        return make(number)

    def meet(self) -> None:
        if os.getpid() == self.here:
            os.read(self.begun, 1)
            os.write(self.lets, b"." * 9)
            return
        os.write(self.begins, b".")
        if self.dies:
            os._exit(9)
        os.read(self.let, 1)


def refuse(number: int) -> int:
    raise BlogError([error(f"{number}.md", "is wrong")])


class Named(Struct, frozen=True, kw_only=True):
    """Made by naming its fields."""

    title: str
    tags: tuple[str, ...] = ()


class Placed(Struct, frozen=True):
    """Made by the places of its fields; one of them leads to others."""

    number: int
    named: Named | None = None
    others: list["Placed"] = field(default_factory=list)


def place(number: int) -> Placed:
    return Placed(number, Named(tags=("회고",), title=f"제목 {number}"), [Placed(-1)])


def pids(made: Sequence[tuple[int, int]]) -> set[int]:
    return {pid for _, pid in made}


@pytest.mark.skipif(not can_share(), reason="this process only waits for its workers here")
@pytest.mark.parametrize("jobs", [2, 3])
def test_much_work_is_done_here_and_elsewhere_and_comes_back_in_order(jobs: int) -> None:
    made = list(ordered_map(Meeting(), range(WORTH_WORKERS), jobs))

    assert [number for number, _ in made] == list(range(WORTH_WORKERS))
    assert os.getpid() in pids(made)
    assert 2 <= len(pids(made)) <= jobs


def test_what_no_pipe_has_room_for_comes_back_whole() -> None:
    sizes = [number << 20 for number in range(12)]

    assert [len(made) for made in ordered_map(bytes, sizes, 2, worth=2)] == sizes


def test_values_of_classes_come_back_as_they_were() -> None:
    numbers = range(WORTH_WORKERS)

    assert list(ordered_map(place, numbers, 2)) == [place(number) for number in numbers]


@pytest.mark.parametrize(("count", "jobs"), [(WORTH_WORKERS - 1, 2), (WORTH_WORKERS, 1), (0, 2)])
def test_little_work_is_done_here(count: int, jobs: int) -> None:
    made = list(ordered_map(make, range(count), jobs))

    assert pids(made) <= {os.getpid()}
    assert len(made) == count


@pytest.mark.skipif(not can_share(), reason="this process only waits for its workers here")
def test_a_worker_that_dies_is_told() -> None:
    with pytest.raises(BlogError) as failed:
        list(ordered_map(Meeting(dies=True), range(WORTH_WORKERS), 2))

    assert "--jobs 1" in failed.value.problems[0].mend


def test_what_a_worker_refuses_is_refused_here() -> None:
    with pytest.raises(BlogError) as failed:
        list(ordered_map(refuse, range(WORTH_WORKERS), 2))

    assert failed.value.problems == (error("0.md", "is wrong"),)


def test_there_is_a_core_at_least() -> None:
    assert cores() >= 1


def test_any_number_of_jobs_makes_the_same_bytes(blog: Blog) -> None:
    for number in range(WORTH_WORKERS):
        body = f"# 제목 {number}\n\n```python\nprint({number})\n```\n[글](2024-01-01-글-1.md)[^1]\n\n[^1]: 각주"
        blog.post(f"2024-01-{number % 28 + 1:02}-글-{number}.md", f"tags: [t{number % 7}, t{number % 3}]", body)
    blog.build(jobs=1)
    alone = blog.outputs()

    report = blog.build(jobs=2).report

    assert report.written == ()
    assert blog.outputs() == alone


@with_copies
def test_one_thing_is_made_beside_another() -> None:
    with beside(os.getpid, 2) as made:
        assert made() != os.getpid()


def test_one_process_makes_it_when_it_is_asked_for() -> None:
    asked = []
    with beside(lambda: asked.append(os.getpid()), 1) as made:
        assert not asked
        made()
    assert asked == [os.getpid()]


@with_copies
def test_what_a_copy_fails_to_make_is_made_here() -> None:
    here = os.getpid()

    def make() -> int:
        if os.getpid() != here:
            os._exit(1)
        return here

    with beside(make, 2) as made:
        assert made() == here


@with_copies
def test_a_copy_that_nobody_asks_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[int] = []
    fork = os.fork

    def forked() -> int:
        copies.append(fork())
        return copies[-1]

    monkeypatch.setattr(os, "fork", forked)
    with beside(lambda: "x" * 10_000_000, 2):
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(copies[0], os.WNOHANG)
