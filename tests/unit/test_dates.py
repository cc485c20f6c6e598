"""Dates as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.dates import parse_date
from tables import cases

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")


@cases("dates", "input", "output")
def test_a_date_is_read_as_people_write_it(input: str, output: str) -> None:  # noqa: A002 - the column's name
    assert parse_date(input, SEOUL).isoformat() == output


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "2024-01-01 25:00",
        "2024-01-01 10:60",
        "2024-01-01 10:00:61",
        "32 May 2024",
        "2024-01-01 10:00 +2400",
        "2024-01-01 10:00 +0960",
    ],
)
def test_a_date_that_does_not_exist_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValueError, match="is no date that exists"):
        parse_date(text, SEOUL)


@pytest.mark.parametrize("text", ["", "내일", "tomorrow", "2024", "2024-05", "20240501", "3 Brumaire 2024", "10:30"])
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=f'"{text}" is no date'):
        parse_date(text, SEOUL)


def test_the_site_zone_decides_the_day() -> None:
    text = "2024-03-10 23:30 +0000"

    assert parse_date(text, SEOUL).date().isoformat() == "2024-03-11"
    assert parse_date(text, NEW_YORK).date().isoformat() == "2024-03-10"


def test_a_date_without_zone_follows_summer_time() -> None:
    winter, summer = parse_date("2024-01-15 12:00", NEW_YORK), parse_date("2024-07-15 12:00", NEW_YORK)

    assert (winter.isoformat()[-6:], summer.isoformat()[-6:]) == ("-05:00", "-04:00")


@pytest.mark.parametrize("text", ["0001-01-01 00:00 +2300", "9999-12-31 23:00 -2300", "9999-12-31 24:00"])
def test_a_date_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no date that exists"):
        parse_date(text, SEOUL)


@given(st.text(alphabet="0123456789-/.: TZ+오후전PMapmSeptKSTUC,년월일", max_size=30))
def test_no_text_ends_in_anything_but_a_date_or_a_value_error(text: str) -> None:
    try:
        moment = parse_date(text, SEOUL)
    except ValueError:
        return

    assert moment.tzinfo is SEOUL


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_what_we_write_into_new_posts_is_read_back(moment: datetime) -> None:
    local = moment.astimezone(SEOUL).replace(microsecond=0)

    assert parse_date(f"{local:%Y-%m-%d %H:%M:%S %z}", SEOUL) == local
