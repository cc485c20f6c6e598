"""The archive: posts by year and month, a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec import Struct

from blogbuild.config import Value
from blogbuild.model import Document, Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import ARCHIVES, Structure, published
from blogbuild.view import SeenCard, View
from blogbuild.views import Part, page_view, paginate, pagination

SHADES: Final = 4
MONTHS: Final = range(1, 13)
LISTED: Final = 500
"""How many posts the archive lists in full: years before them are there with their months and their own page."""


class Month(Struct, frozen=True, kw_only=True):
    """A month of the table: how many posts, where they are, how dark its cell is (0 to 4)."""

    number: int
    count: int
    url: str | None
    shade: int


class Year(Struct, frozen=True, kw_only=True):
    """A year of the archive."""

    year: int
    url: str
    count: int
    months: tuple[Month, ...]
    posts: Sequence[SeenCard]
    """Empty for a year whose posts stand on its own page only."""


def plan(structure: Structure) -> Iterator[Target]:
    """A target for the archive, for each year and for each month that has posts."""
    config = structure.config
    years = []
    for year, of_year in groupby(structure.posts, key=lambda post: published(post).year):
        posts = tuple(of_year)
        months = [(month, tuple(found)) for month, found in groupby(posts, key=lambda post: published(post).month)]
        years.append((year, tuple((month, len(found)) for month, found in months), _urls(posts)))
        for month, found in ((None, posts), *months):
            folder = _path(year, month)
            for part in paginate(config, folder, _urls(found), config.pagination.list_per_page):
                yield generated(output_path(part[0]), "span", year, month, len(found), folder, part)
    first = published(structure.posts[-1]).isoformat() if structure.posts else None
    yield generated(output_path(ARCHIVES), "archive", len(structure.posts), first, tuple(_listed(years)))


def _listed(years: Sequence[tuple[int, tuple[tuple[int, int], ...], tuple[str, ...]]]) -> Iterator[tuple[Value, ...]]:
    """The years with their posts, as long as these are not too many for one page."""
    listed = 0
    for year, months, urls in years:
        listed += len(urls)
        yield year, months, len(urls), urls if listed <= LISTED else ()


def _urls(posts: Sequence[Document]) -> tuple[str, ...]:
    return tuple(post.url for post in posts)


def _path(year: int, month: int | None) -> str:
    return f"{ARCHIVES}{year:04}/" + (f"{month:02}/" if month else "")


def span(view: View, year: int, month: int | None, count: int, folder: str, part: Part[str]) -> str:
    """A page of the list of a year or month."""
    path, number, total, urls = part
    heading = _heading(view, year, month)
    return view.fill(
        "list",
        page=page_view(view.config, "list", path, title=heading),
        kind="month" if month else "year",
        heading=heading,
        term=None,
        count=count,
        posts=view.cards(urls),
        pagination=pagination(view.config, folder, number, total),
    )


def _heading(view: View, year: int, month: int | None) -> str:
    if month is None:
        return view.words["year_heading"].format(year)
    name = view.words["month_names"].split()[month - 1]
    return view.words["month_of_year"].format(year=year, month=name)


def archive(
    view: View,
    count: int,
    first: str | None,
    years: Sequence[tuple[int, Sequence[tuple[int, int]], int, Sequence[str]]],
) -> str:
    """The page of all years."""
    most = max((found for _, months, _, _ in years for _, found in months), default=0)
    return view.fill(
        "archive",
        page=page_view(view.config, "archive", ARCHIVES, title=view.words["archive"]),
        years=tuple(_year(view, year, dict(months), count, urls, most) for year, months, count, urls in years),
        count=count,
        first=datetime.fromisoformat(first) if first else None,
    )


def _year(view: View, year: int, months: Mapping[int, int], count: int, urls: Sequence[str], most: int) -> Year:
    return Year(
        year=year,
        url=view.config.address(_path(year, None)),
        count=count,
        months=tuple(_month(view, year, month, months.get(month, 0), most) for month in MONTHS),
        posts=view.cards(urls),
    )


def _month(view: View, year: int, number: int, count: int, most: int) -> Month:
    if not count:
        return Month(number=number, count=0, url=None, shade=0)
    # The busiest month is the darkest; every month with a post has a shade.
    url = view.config.address(_path(year, number))
    return Month(number=number, count=count, url=url, shade=-(-count * SHADES // most))
