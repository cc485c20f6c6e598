"""How long a build stands by itself."""

from datetime import timedelta

import pytest

from blogbuild.standing import Clock
from blogs import NOW

BUILT = NOW.timestamp()


@pytest.mark.parametrize(
    ("next_change", "seconds", "holds"),
    [
        (None, 0, True),
        (None, 10**6, True),
        (None, -1, False),  # the clock has gone back
        (BUILT + 60, 59, True),
        (BUILT + 60, 60, False),  # a post's date has come
        (BUILT + 60, -1, False),
    ],
)
def test_a_clock_holds_until_a_date_has_passed(next_change: float | None, seconds: int, *, holds: bool) -> None:
    clock = Clock(BUILT, next_change)

    assert clock.holds(NOW + timedelta(seconds=seconds)) is holds
