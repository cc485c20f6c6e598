"""Whether rebuilds are right: random edits to real blogs, and builds killed at random moments, against clean builds.

    python benchmarks/edits.py --edits 300 BLOG…
    python benchmarks/edits.py --kills 200

A BLOG is a Jekyll blog; it is imported into a folder of its own and only read. Every difference is printed, and the
folder in which it was seen stays.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

import corpus
from alterations import KINDS, Site, put
from blogbuild import workers
from blogbuild.build import Result, build
from blogbuild.config import CACHE_FOLDER, Config, read_config
from blogbuild.errors import BlogError, Problem

Settings: TypeAlias = Callable[[Path], Config]

POSTS: Final = 60
STAGE: Final = ".blogbuild-stage/"
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build ended."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    result: Result | None


# Builds


def ended(root: Path, now: datetime, jobs: int = 1, settings: Settings = read_config) -> Ended:
    """One build, however it ends."""
    try:
        result = build(root, settings(root), now=now, jobs=jobs)
    except BlogError as failed:
        return Ended(files_of(root), failed.problems, None)
    return Ended(files_of(root), result.problems, result)


def clean(root: Path, now: datetime, jobs: int = 1, settings: Settings = read_config) -> Ended:
    """How a build of a copy ends that knows nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns("_site", CACHE_FOLDER))
        return ended(copy, now, jobs, settings)


def files_of(root: Path) -> dict[str, bytes]:
    """What stands in the output folder."""
    folder = root / "_site"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The paths that are not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


# What is measured


def try_edits(blog: Path, count: int, seed: int) -> bool:
    """Edit a blog so many times; whether every build was right."""
    folder = Path(tempfile.mkdtemp(prefix="edits-"))
    site = Site(folder / "site", random.Random(seed))  # noqa: S311 - the same edits on every run
    subprocess.run([sys.executable, "-m", "blogbuild", "import", "jekyll", blog, site.root], check=True, stdout=2)
    ended(site.root, site.now)
    wrong: Counter[str] = Counter()
    refused, rendered, spent, spent_clean = 0, 0, 0.0, 0.0
    for number in range(count):
        site.undo = []
        kind = site.chance.choice(KINDS)
        kind(site)
        started = time.process_time()
        after = ended(site.root, site.now)
        between = time.process_time()
        right = clean(site.root, site.now)
        spent, spent_clean = spent + between - started, spent_clean + time.process_time() - between
        rendered += len(after.result.rendered) if after.result else 0
        refused += right.result is None
        found = _faults(site, after, right)
        if found:
            wrong[kind.__name__] += 1
            print(f"{number} {kind.__name__}: {found}", flush=True)
        if right.result is None:
            site.take_back()
    print(
        f"{blog.name}: {count} edits, {sum(wrong.values())} wrong builds {dict(wrong) or ''}, {refused} refused as by a"
        f" clean build, {rendered / count:.1f} targets rendered an edit of {len(files_of(site.root))},"
        f" CPU {spent / spent_clean:.3f} of clean builds"
    )
    if not wrong:
        shutil.rmtree(folder)
    else:
        print(f"left in {folder}")
    return not wrong


def _faults(site: Site, after: Ended, right: Ended) -> str:
    """What is wrong with a build; empty where nothing is."""
    if (after.result is None) != (right.result is None) or after.problems != right.problems:
        return f"problems {set(after.problems) ^ set(right.problems)}"
    if right.result is None:
        return ""
    if other := differing(after.files, right.files):
        return f"other bytes in {', '.join(other[:SHOWN])}"
    again = ended(site.root, site.now).result
    if again is None or again.rendered or again.report.written or again.report.removed:
        return f"a second build renders {again.rendered[:SHOWN] if again else 'nothing, but fails'}"
    return ""


def try_kills(count: int, seed: int, jobs: int) -> bool:
    """Kill a build at so many random moments; whether every page was old or new, and every next build right."""
    vars(workers)["WORTH_WORKERS"] = POSTS // 2  # or a site as small as this would be made in one process
    site = Site(Path(tempfile.mkdtemp(prefix="kills-")), random.Random(seed))  # noqa: S311 - the same edits
    _write_corpus(site.root)
    ended(site.root, site.now, jobs)
    _edit_widely(site, count)
    lasts = _seconds(lambda: os.waitpid(_begun(site, jobs), 0))
    wrong: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for number in range(count):
        old = files_of(site.root)
        _edit_widely(site, number)
        right = clean(site.root, site.now)
        was_killed, group = _killed(site, jobs, lasts * site.chance.random())
        half = {path: content for path, content in files_of(site.root).items() if not path.startswith(STAGE)}
        torn = [path for path, content in half.items() if content not in {old.get(path), right.files.get(path)}]
        lost = (old.keys() & right.files.keys()) - half.keys()
        after = ended(site.root, site.now, jobs)
        wrong["torn"] += bool(torn)
        wrong["lost"] += bool(lost)
        fault = _faults(site, after, right)
        wrong["next build"] += bool(fault)
        wrong["processes left"] += _is_left(group)
        if torn or lost or fault:
            print(f"{number}: {[*torn, *lost][:SHOWN]} {fault}", flush=True)
        seen["killed" if was_killed else "ended before"] += 1
        seen["between old and new"] += bool(differing(half, old)) and bool(differing(half, right.files))
    print(f"{count} kills with --jobs {jobs} within {lasts:.2f} s: {dict(seen)}; wrong: {dict(wrong)}")
    shutil.rmtree(site.root)
    return not any(wrong.values())


def _write_corpus(root: Path) -> None:
    put(root / "site.toml", b'title = "kills"\nurl = "https://blog.example"\n')
    for number in range(POSTS):
        post = corpus.post(number)
        front = f"title: '{post.title}'\ndate: {post.published.isoformat()}\ntags: [{', '.join(post.tags)}]"
        put(root / "content" / "posts" / f"{post.slug}.md", f"---\n{front}\n---\n{post.body}".encode())


def _edit_widely(site: Site, number: int) -> None:
    """Change every page, add one, remove one."""
    put(site.root / "layouts" / "partials" / "foot.html", f"<p>{number}</p>".encode())
    posts = site.posts()
    for file in site.chance.sample(posts, 3):
        site.write(file, f"{site.text(file)}\n\n{number}번째")
    extra = site.root / "content" / "posts"
    put(extra / f"2025-01-0{number % 2 + 1}-extra.md", f"---\ntitle: extra {number}\n---\n글".encode())
    put(extra / f"2025-01-0{(number + 1) % 2 + 1}-extra.md", None)


def _killed(site: Site, jobs: int, after: float) -> tuple[bool, int]:
    """Kill a build after so many seconds; whether it had not ended, and its process group."""
    child = _begun(site, jobs)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), child


def _begun(site: Site, jobs: int) -> int:
    """A build in a process and a group of its own."""
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            ended(site.root, site.now, jobs)
        finally:
            os._exit(0)
    return child


def _is_left(group: int) -> bool:
    """Whether a process of a killed build still runs when the next one has ended; it goes now."""
    states = subprocess.run(["ps", "-o", "stat=", "-g", str(group)], capture_output=True, text=True, check=False)  # noqa: S607
    # One that has ended stays on the list until the system's first process takes note of it.
    is_left = any(not state.startswith("Z") for state in states.stdout.split())
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return is_left


def _seconds(make: Callable[[], object]) -> float:
    started = time.perf_counter()
    make()
    return time.perf_counter() - started


def main() -> int:
    """Try what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blogs", nargs="*", type=Path, metavar="BLOG")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="processes of the builds that are killed")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    were_right = [try_edits(blog, given.edits, given.seed) for blog in given.blogs] if given.edits else []
    if given.kills:
        were_right.append(try_kills(given.kills, given.seed, given.jobs))
    return 0 if all(were_right) else 1


if __name__ == "__main__":
    sys.exit(main())
