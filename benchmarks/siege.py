"""A preview among foes: whether it answers others, tells no secret, writes nothing, and ends when asked to."""

from __future__ import annotations

import http.client
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final

import foes
from blogbuild.config import CACHE_FOLDER
from corpus import post
from figures import beside, counts, late, memory
from generators import Site
from servers import SCRIPT, Server, serving

IDLE: Final = 500
BETWEEN_ASKS: Final = 0.005
CALM_ASKS: Final = 200
UNTIL_AT_WORK: Final = 10.0
SHOWN: Final = 5
USUAL_FILES: Final = 1024  # that a process may have open, unless its user has raised it
NONE: Final = 0  # limit of what may not be at all
ANSWERED_P95: Final = 50  # limit, in milliseconds
END: Final = 1000  # likewise
WAVES: Final = 2


@dataclass(frozen=True, slots=True)
class Wave:
    """What came of one attack by all foes."""

    outcomes: Mapping[str, foes.Outcomes]
    took: tuple[float, ...]
    """Milliseconds of each answer to an ordinary client."""
    failed: int
    crowd: int
    silent: int
    """How many of the crowd's connections were still open."""
    memory: float


def stand_siege(site: Site) -> None:
    """Attack a site while it is served, and print."""
    secret = site.folder.parent / "secret.txt"
    secret.write_text(foes.SECRET, encoding="utf-8")
    article = post(site.posts // 2)
    path = f"/posts/{article.slug}/"
    with ExitStack() as stack:
        with _at_most_open(USUAL_FILES):
            server = stack.enter_context(serving(site))
        server.until_all_is_made()
        token = SCRIPT.search(server.answer(path).content)
        if not token:
            raise LookupError(f"no token in {path}")
        source = site.source(article).relative_to(site.folder).as_posix()
        aim = foes.Aim(token=token[1].decode(), source=source, secret=secret)
        _attack(site, server, path, aim)
        _end(site, server, aim)


def _attack(site: Site, server: Server, path: str, aim: foes.Aim) -> None:
    before, start, files = _sources(site.folder), server.memory(), server.files()
    calm, _ = _asked(server, path, lambda asked: asked >= CALM_ASKS)
    waves = [_wave(server, path, aim) for _ in range(WAVES)]
    _print_outcomes(waves)
    written = _sources(site.folder).items() ^ before.items()
    _print(f"files written {beside(len(written), NONE)} {sorted({name for name, _ in written})[:SHOWN] or ''}")
    silent, crowd = sum(wave.silent for wave in waves), sum(wave.crowd for wave in waves)
    _print(f"of {crowd:,} connections that say nothing, or half of it, {silent:,} were open to the end")
    took = [each for wave in waves for each in wave.took]
    _print(
        f"a page meanwhile, {len(took):,} times: median {median(took):.0f}, p95"
        f" {beside(late(took), ANSWERED_P95)}, worst {max(took):.0f} ms; before, p95 {late(calm):.0f} ms"
    )
    _print(f"without an answer {beside(sum(wave.failed for wave in waves), NONE)}")
    # The first wave's images of the largest size stay in what the process has of the system.
    _print(f"memory before {start:.0f} MiB")
    _print(memory("after a first wave", waves[0].memory, "after the last", waves[-1].memory))
    _print(f"files and connections that it has open: {files} before, {beside(server.files(), files)} after")


def _wave(server: Server, path: str, aim: foes.Aim) -> Wave:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, foes.crowd(IDLE, aim) as connections:
        attack = pool.submit(foes.attack, aim)
        took, failed = _asked(server, path, lambda _: attack.done())
        outcomes = attack.result()
        silent = foes.still_open(connections)
    server.until_still()
    return Wave(outcomes, tuple(took), failed, len(connections), silent, server.memory())


def _print_outcomes(waves: Sequence[Wave]) -> None:
    outcomes: dict[str, foes.Outcomes] = {}
    for name, counted in (pair for wave in waves for pair in wave.outcomes.items()):
        outcomes.setdefault(name, Counter()).update(counted)
    for name, counted in outcomes.items():
        _print(f"{name:16} {counts(counted)}")
    told = sum(counted[foes.TOLD] for counted in outcomes.values())
    let_in = sum(counted["200"] for name, counted in outcomes.items() if name.startswith("foreign"))
    _print(f"secrets told {beside(told, NONE)}, foreigners let in {beside(let_in, NONE)}")


def _asked(server: Server, path: str, is_enough: Callable[[int], bool]) -> tuple[list[float], int]:
    """How many milliseconds each answer took that an ordinary client got, and how many did not come."""
    took: list[float] = []
    failed = 0
    while not is_enough(len(took)):
        started = time.perf_counter()
        answer = server.answer(path)
        took.append((time.perf_counter() - started) * 1000)
        failed += answer.status != http.client.OK
        time.sleep(BETWEEN_ASKS)
    return took, failed


def _end(site: Site, server: Server, aim: foes.Aim) -> None:
    """End it while connections stand open and all is being made anew."""
    with foes.crowd(IDLE, aim):
        settings = site.folder / "site.toml"
        settings.write_text(f'description = "neu"\n{settings.read_text("utf-8")}', encoding="utf-8")
        saved = time.perf_counter()
        while not (at_work := len(_processes(site.folder))) and time.perf_counter() - saved < UNTIL_AT_WORK:
            time.sleep(0.1)
        took = server.stop() * 1000
        left = _processes(site.folder)
    _print(
        f"ended after {beside(took, END)} ms, exit code {server.process.returncode}; {at_work} processes made"
        f" the site anew, {beside(len(left), NONE)} left"
    )


def _sources(folder: Path) -> dict[str, bytes]:
    """All files of a site, and beside it, but what is kept between runs."""
    files = (file for file in folder.parent.rglob("*") if file.is_file() and CACHE_FOLDER not in file.parts)
    return {str(file.relative_to(folder.parent)): file.read_bytes() for file in files}


def _processes(folder: Path) -> list[str]:
    """The processes that were started for a site by its server, where the system tells."""
    found: list[str] = []
    for told in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(folder) in told.read_text().split("\0"):
                found.append(told.parent.name)
    return found


@contextmanager
def _at_most_open(count: int) -> Iterator[None]:
    """Processes that are started now may open so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * IDLE)), hard))


def _print(line: str) -> None:
    print(f"    {line}", flush=True)
