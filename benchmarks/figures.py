"""The results as plain text: medians or minima, ratios to the best peer and to one's own cold build, limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final, TypeAlias

from generators import BLOGBUILD
from processes import Cost

ROW: Final = "{:10}{:20}{:>8}{:>8}{:>8}{:>11}{:>10}{:>11}{:>10}{:>8}"
HEADS: Final = (
    "cell",
    "generator",
    "wall s",
    "CPU s",
    "MiB",
    "wall/best",
    "CPU/best",
    "wall/cold",
    "CPU/cold",
    "spread",
)
NONE: Final = "-"
GROWTH: Final = 10  # limit of memory, in percent

Typical: TypeAlias = Callable[[list[float]], float]
"""The median; or the least, which other work on the machine has disturbed least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One run of one generator."""

    generator: str
    posts: int
    cell: str
    run: int
    followed: bool
    """Whether what was changed showed in the output."""
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """All runs of one generator in one cell."""

    cell: str
    generator: str
    wall: float
    cpu: float
    peak: float
    spread: float
    """By how much the slowest run took longer than the fastest: how noisy it was."""
    stale: int
    """How many runs did not follow the change."""


def comparison(results: Sequence[Result], typical: Typical) -> str:
    """The table of one number of posts."""
    rows = tuple(_rows(results, typical))
    lines = [ROW.format(*HEADS), *(_line(row, rows) for row in rows)]
    stale = [f"NOT FOLLOWED: {row.cell} by {row.generator}, {row.stale} run(s)" for row in rows if row.stale]
    return "\n".join([f"{results[0].posts} posts", *lines, *stale, ""])


def growth(results: Sequence[Result], typical: Typical) -> str:
    """CPU milliseconds that a post takes of a cold build, by number of posts."""
    cold = [result for result in results if result.cell == "cold"]
    sizes = tuple(dict.fromkeys(result.posts for result in cold))
    lines = ["CPU ms a post, cold  " + "".join(f"{size:>10}" for size in sizes) + f"{'factor':>10}"]
    for generator in dict.fromkeys(result.generator for result in cold):
        each = [typical(_cpus(cold, generator, size)) / size * 1000 for size in sizes]
        lines.append(f"{generator:21}" + "".join(f"{ms:10.2f}" for ms in each) + f"{each[-1] / each[0]:10.2f}")
    return "\n".join([*lines, ""])


def own(results: Sequence[Result], typical: Typical) -> str:
    """What concerns blogbuild alone."""
    rows = {row.cell: row for row in _rows(results, typical)}
    lines = [f"blogbuild, {row.cell:20}{row.wall:9.3f} s wall{row.cpu:9.3f} s CPU" for row in rows.values()]
    if "--version" in rows:
        above = (rows["--version"].cpu - rows["bare interpreter"].cpu) * 1000
        lines.append(f"blogbuild --version above the bare interpreter: {above:.0f} ms CPU")
    return "\n".join(lines)


def beside(value: float, limit: float | None) -> str:
    """A figure beside its limit, if it has one; an asterisk marks one above it."""
    if limit is None:
        return f"{value:.0f}"
    return f"{value:.0f}{'*' if value > limit else ''} ({limit:.0f})"


def memory(when: str, early: float, then: str, late: float) -> str:
    """By how much a process has grown between two moments, of MiB that it held."""
    percent = (late / early - 1) * 100 if early else 0.0
    mark = "*" if percent > GROWTH else ""
    return f"memory {when} {early:.0f} MiB, {then} {late:.0f} MiB: {percent:+.0f}%{mark} ({GROWTH})"


def counts(counted: Counter[str]) -> str:
    """What there is how often, the most frequent first."""
    return ", ".join(f"{name} {count:,}" for name, count in counted.most_common())


def late(took: Sequence[float]) -> float:
    """What 95 of a hundred did not exceed."""
    return quantiles(took, n=20, method="inclusive")[-1]


def _rows(results: Iterable[Result], typical: Typical) -> Iterator[Row]:
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in sorted(results, key=lambda result: result.generator != BLOGBUILD.name):
        groups.setdefault((result.cell, result.generator), []).append(result)
    cells = dict.fromkeys(cell for cell, _ in groups)
    for key in sorted(groups, key=lambda key: list(cells).index(key[0])):
        yield _row(*key, groups[key], typical)


def _row(cell: str, generator: str, runs: Sequence[Result], typical: Typical) -> Row:
    walls = [run.cost.wall for run in runs]
    return Row(
        cell=cell,
        generator=generator,
        wall=typical(walls),
        cpu=typical([run.cost.cpu for run in runs]),
        peak=typical([run.cost.peak for run in runs]),
        spread=max(walls) / min(walls) - 1,
        stale=sum(not run.followed for run in runs),
    )


def _line(row: Row, rows: Sequence[Row]) -> str:
    peers = [other for other in rows if other.cell == row.cell and other.generator != BLOGBUILD.name]
    cold = [other for other in rows if other.cell == "cold" and other.generator == row.generator]
    return ROW.format(
        row.cell,
        row.generator,
        f"{row.wall:.2f}",
        f"{row.cpu:.2f}",
        f"{row.peak:.0f}",
        _ratio(row, peers, _wall),
        _ratio(row, peers, _cpu),
        _ratio(row, cold, _wall),
        _ratio(row, cold, _cpu),
        f"{row.spread:.0%}",
    )


def _ratio(row: Row, others: Sequence[Row], figure: Callable[[Row], float]) -> str:
    return f"{figure(row) / min(map(figure, others)):.2f}" if others else NONE


def _wall(row: Row) -> float:
    return row.wall


def _cpu(row: Row) -> float:
    return row.cpu


def _cpus(results: Iterable[Result], generator: str, size: int) -> list[float]:
    return [result.cost.cpu for result in results if (result.generator, result.posts) == (generator, size)]
