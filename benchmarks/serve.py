"""How soon `blogbuild serve` shows a page: after its start, cold and warm, and after a save; Hugo's server beside it.

    python benchmarks/serve.py [--peers DIR] [--posts 1000,10000] [--edits 100] [--peer-edits 20]

From the moment before a file is saved: until the page that is asked for every two milliseconds has what was written
(served), and until Chromium shows it (in the tab). Each figure stands beside its limit; an asterisk marks one above it.
Hugo's server is spared related posts, which at 10,000 posts take it minutes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias

import corpus
from figures import beside, late, memory
from generators import BLOGBUILD, HERE, HUGO_UNRELATED, TITLE, Site, found, write_sites
from servers import Server, serving
from tab import tab

Save: TypeAlias = Callable[[], object]

STYLE: Final = "static/css/theme.css"
BETWEEN_EDITS: Final = 0.25
PAUSE: Final = 4.0  # seconds after which a preview has kept what it knows
EARLY: Final = 20
IN_TABS: Final = 50
# Limits, in milliseconds.
COLD, WARM = 3000, 1000
SERVED_P50, SERVED_P95 = 30, 80
SHOWN_P95, STYLE_P95 = 150, 60


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="1000,10000")
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--peers", type=Path, help="the folder below which Hugo is installed, see README.md")
    parser.add_argument("--peer-edits", type=int, default=20)
    arguments = parser.parse_args()
    programs = found(arguments.peers and arguments.peers.absolute())
    wanted = [program for program in programs if program.generator in (BLOGBUILD, HUGO_UNRELATED)]
    for posts in map(int, arguments.posts.split(",")):
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            ours, *peers = write_sites(wanted, posts, Path(name))
            print(f"{posts:,} posts, {ours.program.generator.name}", flush=True)
            _measure(ours, arguments.edits)
            for peer in peers:
                print(f"{posts:,} posts, {peer.program.generator.name}", flush=True)
                _measure_peer(peer, arguments.peer_edits)


def _measure(site: Site, edits: int) -> None:
    style = site.folder / STYLE
    style.parent.mkdir(parents=True)
    shutil.copyfile(HERE.parent / STYLE, style)
    path = f"/posts/{_middle(site).slug}/"
    with serving(site) as server:
        _print("first page, cold", _first_page(server, path), p50=COLD)
        print(f"    processor time until then {server.cpu():.1f} s")
        print(f"    all is made after {server.until_alone():.1f} s more")
        time.sleep(PAUSE)
    with serving(site) as server:
        _print("first page, warm", _first_page(server, path), p50=WARM)
        print(f"    processor time until then {server.cpu():.1f} s")
        time.sleep(PAUSE)
        _edit_while_served(site, server, path, edits)
        with tab(path) as shown:
            took = [shown.until_shown(*_pause(*_body_edit(site, f"tab{n}"))) for n in range(1, IN_TABS + 1)]
            _print("body, saved → in the tab", took, p95=SHOWN_P95)
            took = [shown.until_shown(*_pause(*_style_edit(style, f"style{n}"))) for n in range(1, IN_TABS + 1)]
            _print("style sheet, saved → in the tab", took, p95=STYLE_P95)


def _edit_while_served(site: Site, server: Server, path: str, edits: int) -> None:
    took = _served(server, path, [_body_edit(site, f"early{n}") for n in range(1, EARLY + 1)])
    early = server.memory()
    took += _served(server, path, [_body_edit(site, f"late{n}") for n in range(EARLY + 1, edits + 1)])
    grown = server.memory()
    _print("body, saved → served", took, p50=SERVED_P50, p95=SERVED_P95)
    took = _served(server, path, [_title_edit(site, f"제목 {n}번째") for n in range(1, EARLY + 1)])
    _print("title, saved → served", took)
    print(f"    {memory(f'after {EARLY} edits', early, f'after {edits}', grown)}")


def _measure_peer(site: Site, edits: int) -> None:
    path = f"/posts/{_middle(site).slug}/"
    with serving(site) as server:
        _print("first page", _first_page(server, path))
        time.sleep(PAUSE)
        took = _served(server, path, [_body_edit(site, f"early{n}") for n in range(1, edits + 1)])
        _print("body, saved → served", took)
        with tab(path) as shown:
            took = [shown.until_shown(*_pause(*_body_edit(site, f"tab{n}"))) for n in range(1, edits + 1)]
            _print("body, saved → in the tab", took)


# Edits: what will be shown, and what saves it


def _body_edit(site: Site, mark: str) -> tuple[str, Save]:
    """A paragraph more at the end of the middle post."""
    return f"{mark}.", lambda: _append(site.source(_middle(site)), f"\n본문 수정 {mark}.\n")


def _title_edit(site: Site, title: str) -> tuple[str, Save]:
    """Another title for the middle post."""
    source = site.source(_middle(site))
    pattern = re.compile('^title: ".*"$', re.MULTILINE)

    def save() -> None:
        text = source.read_text(encoding="utf-8")
        source.write_text(pattern.sub(TITLE.format(title), text, count=1), encoding="utf-8")

    return title, save


def _style_edit(style: Path, mark: str) -> tuple[str, Save]:
    """A rule more at the end of the style sheet."""
    return mark, lambda: _append(style, f":root {{ --mark: {mark} }}\n")


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def _middle(site: Site) -> corpus.Post:
    return corpus.post(site.posts // 2)


def _pause(mark: str, save: Save) -> tuple[str, Save]:
    """An edit that is made after a pause, as authors make them."""
    time.sleep(BETWEEN_EDITS)
    return mark, save


def _first_page(server: Server, path: str) -> list[float]:
    return [server.until(path, "</html>", server.started)]


def _served(server: Server, path: str, edits: Sequence[tuple[str, Save]]) -> list[float]:
    took = []
    for mark, save in edits:
        time.sleep(BETWEEN_EDITS)
        saved = time.perf_counter()
        save()
        took.append(server.until(path, mark, saved))
    return took


def _print(what: str, took: Sequence[float], *, p50: int | None = None, p95: int | None = None) -> None:
    """A line of figures in milliseconds, each beside its limit."""
    told = beside(median(took) * 1000, p50)
    if len(took) > 1:
        told += f", p95 {beside(late(took) * 1000, p95)}, worst {max(took) * 1000:.0f}"
    print(f"    {what:32} {told} ms", flush=True)


if __name__ == "__main__":
    main()
