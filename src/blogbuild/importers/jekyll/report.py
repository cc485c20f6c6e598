"""What an import did, and the lines that tell it: counts, then places, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.errors import Place, Problem
from blogbuild.importers.jekyll.outlook import SEOUL, SharedAddress, ZoneMove
from blogbuild.importers.jekyll.plan import ASIDE, Aside, CopyKind, Moved
from blogbuild.importers.jekyll.setting import Setting
from blogbuild.importers.jekyll.sources import LeftOut

_KINDS: Final[dict[CopyKind, str]] = {
    "post": "post",
    "draft": "draft",
    "page": "page",
    "data": "data file",
    "partial": "partial",
    "file": "other file",
}
SHOWN: Final = 20
REPORT_FILE: Final = "import-report.txt"


class UnknownSetting(Struct, frozen=True, kw_only=True):
    """A key of the configuration that has no place here."""

    name: str
    place: Place


class ImportReport(Struct, frozen=True, kw_only=True):
    """What came over, what did not, and what that means for readers."""

    source: Path
    destination: Path
    copied: dict[CopyKind, int]
    settings: tuple[Setting, ...]
    unknown: tuple[UnknownSetting, ...]
    left: tuple[LeftOut, ...]
    moved: tuple[Moved, ...]
    aside: tuple[Aside, ...]
    warnings: tuple[Problem, ...]
    shared: tuple[SharedAddress, ...]
    zone_is_open: bool
    """Whether the blog named no time zone."""
    zone_moves: tuple[ZoneMove, ...]
    notes: tuple[str, ...]

    @property
    def posts(self) -> int:
        """How many posts came over."""
        return self.copied.get("post", 0)


def lines(report: ImportReport, most: int = SHOWN) -> Iterator[str]:
    """The report as a terminal shows it: of each list, `most` entries."""
    yield f"{report.source} → {report.destination}"
    yield from _section("What came over", _came_over(report))
    yield from _section("What did not", _counts(report))
    yield from _section("Where", _places(report, most))
    yield from _section("Addresses", _addresses(report, most))
    yield from _section("Good to know", report.notes)
    yield from _section("What to do next", _steps(report))


def _section(title: str, body: Iterable[str]) -> Iterator[str]:
    if shown := list(body):
        yield ""
        yield title
        yield from (f"  {line}" for line in shown)


def _came_over(report: ImportReport) -> Iterator[str]:
    counts = (_count(report.copied.get(kind, 0), word) for kind, word in _KINDS.items() if report.copied.get(kind))
    yield ", ".join(counts) or "no files"
    settings = sum(setting.value is not None for setting in report.settings)
    yield _count(settings, "setting") + " in site.toml"


def _counts(report: ImportReport) -> Iterator[str]:
    if report.aside:
        yield f"{_count(len(report.aside), 'file')} that cannot be read, kept in {ASIDE}/ and not built"
    if report.unknown:
        yield f"{_count(len(report.unknown), 'setting')} without a place here"
    if notes := _noted(report):
        yield f"{_count(len(notes), 'setting')} changed or left out; site.toml says why"
    for why, group in groupby(_by_reason(report.left), key=lambda each: each.why):
        yield f"{len(tuple(group)):,} × {why}"


def _places(report: ImportReport, most: int) -> Iterator[str]:
    for aside in report.aside:
        for problem in aside.problems:
            at = f"{aside.copy.source}:{problem.place.line}" if problem.place.line else aside.copy.source
            yield f"{at}: {problem.what}"
            if problem.mend:
                yield f"    {problem.mend}"
    for setting in report.unknown:
        yield f"{setting.place}: {setting.name}"
    for why, group in groupby(_by_reason(report.left), key=lambda each: each.why):
        yield f"{why}:"
        yield from (f"    {line}" for line in _some([each.path for each in group], most))


def _by_reason(left: Iterable[LeftOut]) -> list[LeftOut]:
    return sorted(left, key=lambda each: (each.why, each.path))


def _noted(report: ImportReport) -> list[Setting]:
    return [setting for setting in report.settings if setting.value is None]


def _addresses(report: ImportReport, most: int) -> Iterator[str]:
    for moved in report.moved:
        yield f"{moved.source}: {moved.was} becomes {moved.now or 'another address'}"
    for shared in report.shared:
        first, *others = shared.sources
        yield f"{shared.url} is wanted by {first} and {_count(len(others), 'other')}; the newest has it, as with Jekyll"
    if lists := sum(setting.name.startswith("redirects.") for setting in report.settings):
        yield f"{_count(lists, 'list')} of the theme lead to blogbuild's own: [redirects] in site.toml"
    if report.zone_is_open:
        yield from _zone(report.zone_moves, most)


def _zone(moves: Sequence[ZoneMove], most: int) -> Iterator[str]:
    yield 'no time zone was set, so Jekyll built in UTC and site.toml says timezone = "UTC"'
    if not moves:
        yield f"with {SEOUL} no post would move"
        return
    addresses = sum(move.was != move.now for move in moves)
    days = sum(move.changes_day for move in moves)
    yield f"with {SEOUL} {_count(days, 'post')} would have another day, {addresses:,} of them another address:"
    yield from (f"    {line}" for line in _some([_move(move) for move in moves], most))


def _move(move: ZoneMove) -> str:
    return f"{move.source}: {move.was} → {move.now}" if move.was != move.now else f"{move.source}: the day only"


def _steps(report: ImportReport) -> Iterator[str]:
    if report.aside:
        yield f"mend what lies in {ASIDE}/ and move it to its place below content/"
    yield f'cd {report.destination}, then "blogbuild build" and look at _site/'
    if report.warnings:
        files = len({problem.place.path for problem in report.warnings})
        yield f"the build will warn of {_count(files, 'file')} that had to be read as meant, and say how to mend each"
    yield f'compare with what Jekyll built: "blogbuild import jekyll {report.source} NEW_DIR --compare JEKYLLS_SITE"'
    yield "read the comments in site.toml"


def _some(rows: list[str], most: int) -> Iterator[str]:
    yield from rows[:most]
    if len(rows) > most:
        yield f"… and {len(rows) - most:,} more, in {REPORT_FILE}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
