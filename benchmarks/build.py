"""How long builds take: cold and unchanged, one process and two, and an empty site.

    python benchmarks/build.py [POSTS]

Machines are noisy, so every figure is a ratio to a yardstick of the same run: plain markdown-it-py over the same bodies
in one process, with nothing else done.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from markdown_it import MarkdownIt

from corpus import post, write_corpus

BLOGBUILD = (sys.executable, "-m", "blogbuild")


def main() -> None:
    """Print the table."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    yard = yardstick(posts)
    print(f"{posts} posts; plain markdown-it-py over the bodies: {yard:.2f} s\n")
    print(f"{'':28}{'wall s':>8}{'CPU s':>8}{'wall/yardstick':>16}")
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        write_corpus(posts, site)
        for jobs in ("1", "2"):
            for folder in ("_site", ".blogbuild"):
                shutil.rmtree(site / folder, ignore_errors=True)
            show(f"cold, {jobs} process(es)", run(site, jobs), yard)
        show("unchanged, 2 processes", run(site, "2"), yard)
        empty = Path(name) / "empty"
        (empty / "content").mkdir(parents=True)
        (empty / "site.toml").write_text('title = "empty"\n', encoding="utf-8")
        show("an empty site", run(empty, "2"), yard)


def yardstick(posts: int) -> float:
    """Seconds that plain markdown-it-py takes for the bodies."""
    bodies = [post(number) for number in range(posts)]
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    started = time.perf_counter()
    for body in bodies:
        markdown.render(body)
    return time.perf_counter() - started


def run(site: Path, jobs: str) -> tuple[float, float]:
    """Wall and CPU seconds of one build as a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([*BLOGBUILD, "-C", str(site), "build", "--jobs", jobs], check=True, capture_output=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show(what: str, took: tuple[float, float], yard: float) -> None:
    """One line of the table."""
    wall, cpu = took
    print(f"{what:28}{wall:8.2f}{cpu:8.2f}{wall / yard:16.2f}")


if __name__ == "__main__":
    main()
