"""Problems and the errors that carry them."""

import pickle

import pytest

from blogbuild.errors import BlogError, error, raise_errors, warning


def test_a_problem_reads_as_place_what_and_mend() -> None:
    assert str(error("a.md", "is wrong", "mend it", line=3)) == "a.md:3: is wrong\n    mend it"
    assert str(warning("a.md", "is odd")) == "a.md: is odd"


def test_problems_are_told_once_in_the_order_of_their_places() -> None:
    one, two = error("b.md", "x", line=2), error("a.md", "y", line=10)

    assert BlogError([one, two, one]).problems == (two, one)


def test_only_errors_are_raised() -> None:
    raise_errors([warning("a.md", "odd")])

    with pytest.raises(BlogError) as failed:
        raise_errors([warning("a.md", "odd"), error("b.md", "wrong")])

    assert [problem.what for problem in failed.value.problems] == ["wrong"]


def test_problems_come_back_from_another_process() -> None:
    failed = BlogError([error("a.md", "is wrong", line=3)])

    assert pickle.loads(pickle.dumps(failed)).problems == failed.problems  # noqa: S301 - our own bytes


def test_the_text_of_an_error_comes_back_from_another_process() -> None:
    failed = BlogError([error("a.md", "is wrong", line=3)])

    assert str(pickle.loads(pickle.dumps(failed))) == str(failed)  # noqa: S301 - our own bytes
