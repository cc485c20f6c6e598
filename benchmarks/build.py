"""How long whole builds take beside other generators: cold, unchanged, and after an edit to a body, a title, a layout.

    python benchmarks/build.py --peers DIR [--posts 100,1000,10000] [--runs 3] [--json FILE]

Every generator gets the same posts and builds a site of the same kind; ours is the built-in theme with its default
settings, which makes more than that. Generators take turns within every cell, so that a busy machine meets all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

import figures
from cells import CELLS
from figures import Result, Typical
from generators import BLOGBUILD, PEERS, Program, Site, found, write_sites
from processes import Cost, cost, version

OWN: Final = ("jobs", "startup")
STARTS: Final = 20
SMALL: Final = 100
FEWEST, MOST = 100, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured."""

    programs: tuple[Program, ...]
    sizes: tuple[int, ...]
    cells: tuple[str, ...]
    runs: int
    typical: Typical

    def asks(self, cell: str) -> bool:
        """Whether a cell is among those wanted."""
        return cell in self.cells


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    plan = _plan(arguments)
    versions = {
        program.generator.name: version((*program.command, program.generator.version)) for program in plan.programs
    }
    _print_head(plan, versions)
    results = [result for size in plan.sizes for result in _of_size(plan, size)]
    if len(plan.sizes) > 1 and plan.asks("cold"):
        print(figures.growth(results, plan.typical))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        results += _own(plan, Path(name))
    if arguments.json:
        report = {"machine": _machine(), "versions": versions, "runs": [asdict(result) for result in results]}
        arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _of_size(plan: Plan, posts: int) -> list[Result]:
    cells = [cell for cell in CELLS if plan.asks(cell)]
    if not cells:
        return []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sites = write_sites(plan.programs, posts, Path(name))
        if "cold" not in cells:
            for site in sites:
                _build(site)
        results = [result for run in range(plan.runs) for cell in cells for result in _round(sites, cell, run)]
    print(figures.comparison(results, plan.typical))
    return results


def _round(sites: Sequence[Site], cell: str, run: int) -> Iterator[Result]:
    """One run of a cell by every generator, another one first each time."""
    first = run % len(sites)
    change, followed = CELLS[cell]
    for site in (*sites[first:], *sites[:first]):
        mark = f"{cell}{run}"
        change(site, mark)
        took = _build(site)
        print(f"  run {run + 1}, {cell}: {site.program.generator.name} {took.wall:.2f} s", file=sys.stderr, flush=True)
        yield Result(
            generator=site.program.generator.name,
            posts=site.posts,
            cell=cell,
            run=run,
            followed=followed(site, mark),
            cost=took,
        )


def _build(site: Site) -> Cost:
    program = site.program
    return cost((*program.command, *program.build), site.folder, program.generator.environment)


def _own(plan: Plan, root: Path) -> list[Result]:
    """What concerns blogbuild alone: processes, start-up, and a small site in which nothing changed."""
    ours = plan.programs[:1]
    results: list[Result] = []
    if plan.asks("jobs"):
        for site in write_sites(ours, plan.sizes[0], root / "jobs"):
            results += _by_jobs(site, plan.runs)
    if plan.asks("startup"):
        for site in write_sites(ours, SMALL, root / "small"):
            results += _starts(site)
    if results:
        print(figures.own(results, plan.typical))
    return results


def _by_jobs(site: Site, runs: int) -> Iterator[Result]:
    remove, complete = CELLS["cold"]
    for run in range(runs):
        for jobs in ("1", "2"):
            program = replace(site.program, build=(*BLOGBUILD.arguments, "--jobs", jobs))
            remove(site, "")
            took = _build(replace(site, program=program))
            yield _own_result(f"cold, {jobs} job(s)", run, took, posts=site.posts, followed=complete(site, ""))


def _starts(site: Site) -> Iterator[Result]:
    _build(site)
    commands = {
        "bare interpreter": (sys.executable, "-c", "pass"),
        "--version": (*site.program.command, "--version"),
        "unchanged": (*site.program.command, *site.program.build),
    }
    for run in range(STARTS):
        for cell, command in commands.items():
            yield _own_result(cell, run, cost(command, site.folder), posts=site.posts, followed=True)


def _own_result(cell: str, run: int, took: Cost, *, posts: int, followed: bool) -> Result:
    return Result(generator=BLOGBUILD.name, posts=posts, cell=cell, run=run, followed=followed, cost=took)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="100,1000,10000", help="numbers of posts, from 100 to 100,000")
    parser.add_argument("--peers", type=Path, help="the folder below which peers are installed, see README.md")
    parser.add_argument("--only", help="peers to measure, such as hugo,eleventy; all that are found unless given")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--least", action="store_true", help="the least of each figure, not the median: for busy machines"
    )
    parser.add_argument("--cells", default=",".join((*CELLS, *OWN)))
    parser.add_argument("--jobs", help="how many processes blogbuild uses; all cores unless given")
    parser.add_argument("--json", type=Path, help="a file for every single run")
    return parser.parse_args()


def _plan(arguments: argparse.Namespace) -> Plan:
    ours, *peers = found(arguments.peers.absolute() if arguments.peers else None)
    if arguments.jobs:
        ours = replace(ours, build=(*ours.build, "--jobs", arguments.jobs))
    wanted = arguments.only.split(",") if arguments.only is not None else [peer.site for peer in PEERS]
    sizes = tuple(sorted(int(size) for size in arguments.posts.split(",")))
    cells = tuple(arguments.cells.split(","))
    if not FEWEST <= sizes[0] <= sizes[-1] <= MOST:
        sys.exit(f"--posts: from {FEWEST} to {MOST}")
    if unknown := set(cells) - {*CELLS, *OWN}:
        sys.exit(f"--cells: no such cell: {', '.join(sorted(unknown))}")
    programs = (ours, *(peer for peer in peers if peer.generator.site in wanted))
    return Plan(
        programs=programs, sizes=sizes, cells=cells, runs=arguments.runs, typical=min if arguments.least else median
    )


def _machine() -> dict[str, str | int]:
    return {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version(), "system": platform.system()}


def _print_head(plan: Plan, versions: dict[str, str]) -> None:
    print(", ".join(f"{name} {value}" for name, value in _machine().items()))
    for name, number in versions.items():
        print(f"  {name:20}{number}")
    absent = {peer.name for peer in PEERS} - versions.keys()
    if absent:
        print(f"  not measured: {'; '.join(sorted(absent))}")
    print(f"{'medians' if plan.typical is median else 'least'} of {plan.runs} runs\n", flush=True)


if __name__ == "__main__":
    main()
