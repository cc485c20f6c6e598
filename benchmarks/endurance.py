"""How `blogbuild serve` holds out: through hundreds of edits of all kinds, and among clients that mean it no good.

    python benchmarks/endurance.py [--posts 1000] [--edits 200] [--seed 1] [--hostile]

After the edits, some of which break the site for a while, everything that a clean build of it writes is asked for, and
compared byte for byte, less the one script that the preview's pages have. With --hostile, foes are at work (siege.py)
while an ordinary client asks for a page again and again. An asterisk marks a figure above its limit.
"""

from __future__ import annotations

import argparse
import difflib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

import alterations
from alterations import Site as Blog
from blogbuild.config import read_config
from blogbuild.options import settings_of
from blogbuild.workers import cores
from edits import Ended, clean, differing
from figures import beside, counts, memory
from generators import Site, found, write_sites
from servers import SCRIPT, Answer, Server, serving
from siege import stand_siege

EARLY: Final = 20
PAUSES: Final = (0.0, 0.0, 0.0, 0.05, 0.2, 0.5, 1.0)
LOOKS: Final = 3
MOST_MENDED: Final = 100
SHOWN: Final = 5
SHOWN_LINES: Final = 6
WIDTH: Final = 200
DRAFTS: Final = 5
NONE: Final = 0  # limit of what may not be at all
_HALF: Final = "반쪽"
_FOUND: Final = frozenset({200, 301})


# Edits beside those of alterations.py


def set_post_aside(blog: Blog) -> None:
    """A post becomes a draft."""
    file = blog.one(blog.posts())
    content = file.read_bytes()
    blog.write(file, None)
    blog.write(blog.root / "content" / "drafts" / file.name, content)


def break_post(blog: Blog) -> None:
    """A post is saved in the middle of its front matter."""
    file = blog.one(blog.posts())
    blog.write(file, f'---\ntitle: "{_HALF}\n{blog.text(file)}')


def break_layout(blog: Blog) -> None:
    """A layout is saved in the middle of a tag."""
    name = blog.chance.choice(("base.html", "post.html", "partials/entry.html", "partials/foot.html"))
    blog.write(blog.root / "layouts" / name, f"{_HALF} {{% if")


def break_settings(blog: Blog) -> None:
    """The settings are saved in the middle of a value."""
    file = blog.root / "site.toml"
    blog.write(file, f'{blog.text(file)}\ntitle = "{_HALF}')


def mend(blog: Blog) -> None:
    """All that is broken is as it was before."""
    for file in (*blog.posts(), *sorted((blog.root / "layouts").rglob("*.html")), blog.root / "site.toml"):
        if _is_broken(file.read_bytes()):
            known = (content for path, content in reversed(blog.undo) if path == file and not _is_broken(content))
            blog.write(file, next(known, None))


def _is_broken(content: bytes | None) -> bool:
    return content is not None and _HALF.encode() in content


KINDS: Final[Mapping[Callable[[Blog], None], int]] = {  # with how often each comes
    alterations.edit_body: 60,
    alterations.edit_front_matter: 20,
    alterations.retag_post: 15,
    alterations.redate_post: 15,
    alterations.rename_post: 15,
    alterations.add_post: 15,
    alterations.remove_post: 10,
    set_post_aside: 5,
    alterations.write_file: 20,
    alterations.change_setting: 4,
    break_post: 8,
    break_layout: 4,
    break_settings: 3,
    mend: 15,
}


# Through edits


@dataclass(frozen=True, slots=True)
class Author:
    """Edits a blog, and looks at it in between."""

    blog: Blog
    server: Server
    pages: tuple[str, ...]
    """Paths of some pages that there are, or were."""
    kinds: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    def edit(self, count: int) -> None:
        """Edit so many times; now and then a few times in a row without a look."""
        for _ in range(count):
            chance = self.blog.chance
            kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
            kind(self.blog)
            self.kinds[kind.__name__] += 1
            pause = chance.choice(PAUSES)
            time.sleep(pause)
            for path in chance.sample(self.pages, LOOKS if pause else 0):
                self.answers[str(self.server.answer(_address(path)).status)] += 1


def endure_edits(site: Site, count: int, seed: int) -> None:
    """Edit a site while it is served, compare it with a clean build, and print."""
    blog = Blog(site.folder, random.Random(seed))  # noqa: S311 - the same edits on every run
    for _ in range(DRAFTS):
        set_post_aside(blog)
    before = _built(blog).files
    with serving(site) as server:
        server.until_all_is_made()
        _print_differing(site, server, before, ())
        author = Author(blog, server, tuple(path for path in sorted(before) if path.endswith(".html")))
        with server.listening("/") as home, server.listening(_address(author.pages[0])) as page:
            author.edit(min(EARLY, count))
            server.until_still()
            early = server.memory()
            author.edit(count - EARLY)
            right = _mended(blog)
        _print(f"{count} edits: {counts(author.kinds)}")
        _print(f"answers meanwhile: {counts(author.answers)}; events told to two tabs: {counts(home + page)}")
        _print(f"at rest {server.until_still():.1f} s after a clean build of the mended site")
        _print(memory(f"after {EARLY} edits", early, f"after {count}", server.memory()))
        _print_differing(site, server, right, before.keys() - right.keys())
        _print(f"memory when all pages have been asked for {server.memory():.0f} MiB")


def _built(blog: Blog) -> Ended:
    """How a clean build ends that shows what a preview shows."""
    return clean(blog.root, datetime.now(UTC), cores(), partial(settings_of, drafts=True, future=True))


def _mended(blog: Blog) -> Mapping[str, bytes]:
    """What a clean build writes when what is wrong, and the theme, are as they were at first."""
    first = {path: content for path, content in reversed(blog.undo) if not _is_broken(content)}
    mend(blog)
    for path, content in first.items():
        if path.is_relative_to(blog.root / "layouts"):
            blog.write(path, content)
    for _ in range(MOST_MENDED):
        built = _built(blog)
        if built.result:
            return built.files
        for path in {blog.root / problem.place.path for problem in built.problems if problem.fatal}:
            was = first.get(path)
            blog.write(path, None if path.is_file() and path.read_bytes() == was else was)
    raise RuntimeError(f"cannot be mended: {built.problems}")


def _print_differing(site: Site, server: Server, right: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Whether the server shows what was built, and nothing of what is gone."""
    base = read_config(site.folder).base_path
    shown = {path: _less_script(server.answer(base + _address(path))) for path in right}
    others = differing(shown, right)
    left = [path for path in sorted(gone) if server.answer(base + _address(path)).status in _FOUND]
    _print(f"{len(right):,} pages and files compared: {beside(len(others), NONE)} differ")
    if gone:
        _print(f"{len(gone):,} that are gone: {beside(len(left), NONE)} still shown")
    for path in others[:SHOWN]:
        old, new = (content[path].decode(errors="replace").splitlines() for content in (right, shown))
        lines = list(difflib.unified_diff(old, new, "built", "shown", n=0, lineterm=""))[:SHOWN_LINES]
        print("\n            ".join([f"        {path}", *(line[:WIDTH] for line in lines)]))
    for path in left[:SHOWN]:
        print(f"        still shown: {path}")


def _less_script(answer: Answer) -> bytes:
    """What is shown, without what the preview adds: one script in each page."""
    if not answer.kind.startswith("text/html"):
        return answer.content
    content, count = SCRIPT.subn(b"", answer.content)
    return content if count == 1 else b"%d scripts of the preview" % count


def _address(path: str) -> str:
    return f"/{quote(path)}"


def _print(line: str) -> None:
    print(f"    {line}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hostile", action="store_true", help="foes, too; alone with --edits 0")
    given = parser.parse_args()
    if given.edits:
        with _site(given.posts) as site:
            print(f"{given.posts:,} posts, edited", flush=True)
            endure_edits(site, given.edits, given.seed)
    if given.hostile:
        with _site(given.posts) as site:
            print(f"{given.posts:,} posts, among foes", flush=True)
            stand_siege(site)


@contextmanager
def _site(posts: int) -> Iterator[Site]:
    """A site in a folder of its own."""
    ours, *_ = found(None)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield write_sites([ours], posts, Path(name))[0]


if __name__ == "__main__":
    main()
