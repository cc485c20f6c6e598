"""The archive: every post by year and month, a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Literal

from blogbuild.model import Renderer, Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import ARCHIVES, Card, Site
from blogbuild.views import Pagination, page_view, paginate

SHADES = 4
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the table: how many posts, where they are, how dark its cell is (0 to 4)."""

    number: int
    count: int
    url: str | None
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of the archive."""

    year: int
    url: str
    count: int
    months: tuple[Month, ...]
    posts: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The posts of a year, or of a month of it."""

    year: int
    month: int | None
    posts: tuple[Card, ...]

    @property
    def path(self) -> str:
        return f"{ARCHIVES}{self.year:04}/" + (f"{self.month:02}/" if self.month else "")


def plan(site: Site) -> Iterator[Target]:
    """A target for the archive, for each year and for each month that has posts."""
    years = tuple(_years(site.posts))
    months = {year.year: tuple(_months(year)) for year in years}
    yield generated(output_path(ARCHIVES), partial(_archive, site, years, months))
    for year in years:
        for span in (year, *months[year.year]):
            yield from _span_targets(site, span)


def _years(posts: Sequence[Card]) -> Iterator[_Span]:
    for year, cards in groupby(posts, key=lambda card: card.published.year):
        yield _Span(year=year, month=None, posts=tuple(cards))


def _months(year: _Span) -> Iterator[_Span]:
    for month, cards in groupby(year.posts, key=lambda card: card.published.month):
        yield _Span(year=year.year, month=month, posts=tuple(cards))


def _span_targets(site: Site, span: _Span) -> Iterator[Target]:
    for path, posts, pagination in paginate(site, span.path, span.posts, site.config.pagination.list_per_page):
        yield generated(output_path(path), partial(_list, site, span, path, posts, pagination))


def _list(site: Site, span: _Span, path: str, posts: Sequence[Card], pagination: Pagination, renderer: Renderer) -> str:
    kind: Literal["year", "month"] = "month" if span.month else "year"
    heading = _heading(site, span)
    return renderer.render(
        "list",
        site=site,
        words=site.words,
        page=page_view(site, "list", path, title=heading),
        kind=kind,
        heading=heading,
        term=None,
        count=len(span.posts),
        posts=posts,
        pagination=pagination,
    )


def _heading(site: Site, span: _Span) -> str:
    if span.month is None:
        return site.words["year_heading"].format(span.year)
    name = site.words["month_names"].split()[span.month - 1]
    return site.words["month_of_year"].format(year=span.year, month=name)


def _archive(site: Site, years: Sequence[_Span], months: dict[int, tuple[_Span, ...]], renderer: Renderer) -> str:
    most = max((len(span.posts) for spans in months.values() for span in spans), default=0)
    return renderer.render(
        "archive",
        site=site,
        words=site.words,
        page=page_view(site, "archive", ARCHIVES, title=site.words["archive"]),
        years=tuple(_year(site, year, months[year.year], most) for year in years),
        count=len(site.posts),
        first=site.posts[-1].published if site.posts else None,
    )


def _year(site: Site, year: _Span, months: Sequence[_Span], most: int) -> Year:
    by_number = {span.month: span for span in months}
    return Year(
        year=year.year,
        url=site.address(year.path),
        count=len(year.posts),
        months=tuple(_month(site, number, by_number.get(number), most) for number in MONTHS),
        posts=year.posts,
    )


def _month(site: Site, number: int, span: _Span | None, most: int) -> Month:
    if span is None:
        return Month(number=number, count=0, url=None, shade=0)
    count = len(span.posts)
    # The busiest month is the darkest; every month with a post has a shade.
    return Month(number=number, count=count, url=site.address(span.path), shade=-(-count * SHADES // most))
