"""A blog's files → a Plan: what is copied to where, what is left, what moves. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from blogbuild.content import CONTENT, DATA, HTML, MARKDOWN, STATIC, read_text
from blogbuild.data import read_data
from blogbuild.dates import DATED_NAME
from blogbuild.errors import BlogError, Problem, error
from blogbuild.frontmatter import FrontMatter, read_front_matter
from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.placing import Seat, collection_permalink, seat_collected, seat_page
from blogbuild.importers.jekyll.sources import LeftOut, SourceEntry
from blogbuild.importers.jekyll.theme_pages import Listed, listed, why_left
from blogbuild.model import SourceFile, SourceKind
from blogbuild.permalink import PermalinkError

CopyKind: TypeAlias = Literal["post", "draft", "page", "data", "partial", "file"]

ASIDE: Final = "unreadable"
"""The folder of what blogbuild cannot read: copied, and not built."""

_OPENING: Final = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_TEXT: Final = MARKDOWN | HTML
_OPTIONAL: Final = "jekyll-optional-front-matter"
# What that plugin never makes a page of.
_PAPERS: Final = frozenset(
    "readme license licence copying code_of_conduct contributing issue_template pull_request_template".split()
)
_OURS: Final = {
    "feed.xml": "blogbuild makes the feed",
    "atom.xml": "blogbuild makes the feed",
    "sitemap.xml": "blogbuild makes the sitemap",
    "robots.txt": "blogbuild makes robots.txt",
}


class Copy(Struct, frozen=True, kw_only=True):
    """A file that comes over as it is: where it lies in the blog, and where below the new site's folder."""

    source: str
    file: Path
    destination: str
    kind: CopyKind


class Moved(Struct, frozen=True, kw_only=True):
    """A page whose address changes."""

    source: str
    was: str
    now: str


class Aside(Struct, frozen=True, kw_only=True):
    """A file that blogbuild cannot read, and what is wrong with it."""

    copy: Copy
    problems: tuple[Problem, ...]


class Plan(Struct, frozen=True, kw_only=True):
    """What an import does to each file of a blog."""

    copies: tuple[Copy, ...]
    left: tuple[LeftOut, ...]
    moved: tuple[Moved, ...]
    aside: tuple[Aside, ...]
    listed: tuple[Listed, ...]
    """The lists of the theme among what is left."""

    def of(self, *kinds: CopyKind) -> tuple[Copy, ...]:
        """The copies of some kinds."""
        return tuple(copy for copy in self.copies if copy.kind in kinds)


def make_plan(entries: Iterable[SourceEntry | LeftOut], config: BlogConfig, style: str) -> Plan:
    """The plan for the files of a blog; `style` is the permalink that pages follow."""
    planner = _Planner(config, style)
    for entry in entries:
        if isinstance(entry, LeftOut):
            planner.left.append(entry)
        else:
            planner.take(entry)
    return Plan(
        copies=tuple(planner.copies.values()),
        left=tuple(planner.left),
        moved=tuple(planner.moved),
        aside=tuple(planner.aside),
        listed=tuple(planner.listed),
    )


def source_file(copy: Copy) -> SourceFile:
    """The copy as the build will read it, while it still lies in the blog."""
    kinds: dict[CopyKind, SourceKind] = {"file": "asset"}
    kind: SourceKind = kinds.get(copy.kind, copy.kind)  # type: ignore[arg-type] # all others are of the same name
    return SourceFile(path=copy.destination, file=copy.file, kind=kind)


def set_aside(copy: Copy, problems: Iterable[Problem]) -> Aside:
    """The copy, out of the build's way."""
    kept = Copy(source=copy.source, file=copy.file, destination=f"{ASIDE}/{copy.source}", kind=copy.kind)
    return Aside(copy=kept, problems=tuple(problems))


class _Planner:
    """A plan in the making."""

    def __init__(self, config: BlogConfig, style: str) -> None:
        self.config = config
        self.style = style
        self.copies: dict[str, Copy] = {}
        self.left: list[LeftOut] = []
        self.moved: list[Moved] = []
        self.aside: list[Aside] = []
        self.listed: list[Listed] = []

    def take(self, entry: SourceEntry) -> None:
        """Plan one file by the kind of folder it lies in."""
        match entry.area:
            case "posts":
                self._post(entry)
            case "drafts":
                self._draft(entry)
            case "data":
                self._data(entry)
            case "partials":
                self._copy(entry, f"{CONTENT}/_includes{entry.path.removeprefix(entry.base)}", "partial")
            case "collection":
                self._collected(entry)
            case "site":
                self._file(entry)

    def _post(self, entry: SourceEntry) -> None:
        name = PurePosixPath(entry.path)
        if name.suffix.lower() not in _TEXT:
            self._leave(entry, "no post: neither Markdown nor HTML")
        elif not DATED_NAME.match(name.name):
            self._leave(entry, "no post: its name does not begin with a date")
        else:
            self._copy(entry, f"{CONTENT}/{self._below(entry)}", "post")

    def _draft(self, entry: SourceEntry) -> None:
        if PurePosixPath(entry.path).suffix.lower() in _TEXT:
            self._copy(entry, f"{CONTENT}/{self._below(entry)}", "draft")
        else:
            self._leave(entry, "no draft: neither Markdown nor HTML")

    def _below(self, entry: SourceEntry) -> str:
        """The path as it counts for addresses: without the folder that holds all collections."""
        above = self.config.text("collections_dir").strip("/")
        return entry.path.removeprefix(f"{above}/") if above else entry.path

    def _data(self, entry: SourceEntry) -> None:
        if PurePosixPath(entry.path).suffix.lower() not in DATA:
            self._leave(entry, "no data that blogbuild reads")
            return
        copy = self._made(entry, f"{CONTENT}/_data{entry.path.removeprefix(entry.base)}", "data")
        _, problems = read_data([source_file(copy)])
        if fatal := [problem for problem in problems if problem.fatal]:
            self.aside.append(set_aside(copy, fatal))
        else:
            self.copies[copy.destination] = copy

    def _file(self, entry: SourceEntry) -> None:
        suffix = PurePosixPath(entry.path).suffix.lower()
        begins = _begins_with_front_matter(entry.file)
        if begins is None:
            self._leave(entry, "cannot be read")
        elif suffix in _TEXT and (begins or self._needs_no_front_matter(entry)):
            self._page(entry)
        elif begins:
            self._leave(entry, _OURS.get(entry.path, "a file that the theme fills by Liquid"))
        else:
            self._copy(entry, f"{STATIC}/{entry.path}", "file")

    def _needs_no_front_matter(self, entry: SourceEntry) -> bool:
        name = PurePosixPath(entry.path)
        is_markdown = name.suffix.lower() in MARKDOWN
        return is_markdown and _OPTIONAL in self.config.plugins() and name.stem.lower() not in _PAPERS

    def _page(self, entry: SourceEntry) -> None:
        if front := self._front(entry):
            permalink = str(front.values.get("permalink") or "")
            self._seat(entry, front, lambda: seat_page(entry.path, permalink, self.style))

    def _collected(self, entry: SourceEntry) -> None:
        label = PurePosixPath(entry.base).name.removeprefix("_")
        below = entry.path.removeprefix(f"{entry.base}/")
        if not self.config.table(f"collections.{label}").get("output"):
            self._leave(entry, f"of the collection {label}, which has no pages")
        elif not _begins_with_front_matter(entry.file):
            self._copy(entry, f"{STATIC}/{label}/{below}", "file")
        elif PurePosixPath(below).suffix.lower() not in _TEXT:
            self._leave(entry, "a file that the theme fills by Liquid")
        elif front := self._front(entry):
            template = collection_permalink(self.config, label, entry.path)
            self._seat(entry, front, lambda: seat_collected(below, front.values, template, label, self.style))

    def _front(self, entry: SourceEntry) -> FrontMatter | None:
        """The front matter of a page."""
        copy = self._made(entry, f"{CONTENT}/{entry.path}", "page")
        try:
            text, _ = read_text(source_file(copy))
            front, _ = read_front_matter(copy.source, text)
        except BlogError as broken:
            self.aside.append(set_aside(copy, broken.problems))
            return None
        return front

    def _seat(self, entry: SourceEntry, front: FrontMatter, find: Callable[[], Seat]) -> None:
        try:
            seat = find()
        except PermalinkError as bad:
            copy = self._made(entry, "", "page")
            problem = error(entry.path, str(bad.args[0]), bad.mend, line=front.line_of("permalink"))
            self.aside.append(set_aside(copy, [problem]))
            return
        if why := why_left(front):
            label = PurePosixPath(entry.base).name.removeprefix("_")
            self._leave(entry, why)
            self.listed.append(listed(front, seat.was, label))
            return
        self._copy(entry, f"{CONTENT}/{seat.path}", "page")
        if not seat.keeps_address:
            self.moved.append(Moved(source=entry.path, was=seat.was, now=seat.now))

    def _made(self, entry: SourceEntry, destination: str, kind: CopyKind) -> Copy:
        return Copy(source=entry.path, file=entry.file, destination=destination, kind=kind)

    def _copy(self, entry: SourceEntry, destination: str, kind: CopyKind) -> None:
        if rival := self.copies.get(destination):
            self._leave(entry, f"its place is that of {rival.source}")
        else:
            self.copies[destination] = self._made(entry, destination, kind)

    def _leave(self, entry: SourceEntry, why: str) -> None:
        self.left.append(LeftOut(entry.path, why))


def _begins_with_front_matter(file: Path) -> bool | None:
    """None when the file cannot be read."""
    try:
        with file.open("rb") as opened:
            return bool(_OPENING.match(opened.read(256)))
    except OSError:
        return None
