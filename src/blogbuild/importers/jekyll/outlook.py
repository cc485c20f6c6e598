"""What the build will make of a plan: which files it cannot read, which addresses are shared, what a zone moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from blogbuild.config import Config
from blogbuild.content import read_text
from blogbuild.documents import Reader
from blogbuild.errors import BlogError, Problem
from blogbuild.history import first_seen
from blogbuild.importers.jekyll.plan import Aside, Copy, Plan, set_aside, source_file
from blogbuild.model import Document
from blogbuild.permalink import output_path
from blogbuild.text import encode_path

SEOUL: Final = "Asia/Seoul"


class ZoneMove(Struct, frozen=True, kw_only=True):
    """A post that another time zone moves: its address now and then, and whether its day changes."""

    source: str
    was: str
    now: str
    changes_day: bool


class SharedAddress(Struct, frozen=True, kw_only=True):
    """An address that several documents want: the newest has it."""

    url: str
    sources: tuple[str, ...]


class Outlook(Struct, frozen=True, kw_only=True):
    """What the build will say."""

    plan: Plan
    """The plan without what the build cannot read."""
    documents: tuple[Document, ...]
    warnings: tuple[Problem, ...]
    shared: tuple[SharedAddress, ...]
    zone_moves: tuple[ZoneMove, ...]


def look_ahead(plan: Plan, config: Config, *, zone_is_open: bool) -> Outlook:
    """Read every document of the plan as the build will; `zone_is_open` when the blog named no time zone."""
    reader = Reader(config=config, undated=first_seen)
    in_seoul = Reader(config=replace(config, timezone=SEOUL), undated=first_seen)
    aside: list[Aside] = []
    documents: list[Document] = []
    warnings: list[Problem] = []
    moves: list[ZoneMove] = []
    for copy in plan.of("post", "draft", "page"):
        try:
            text, found = read_text(source_file(copy))
            reading = reader.read(source_file(copy), text)
        except BlogError as broken:
            aside.append(set_aside(copy, broken.problems))
            continue
        warnings += (*found, *reading.problems)
        if reading.document and copy.kind != "draft":
            documents.append(reading.document)
        if zone_is_open and reading.document and copy.kind == "post":
            moves += _move(copy, reading.document, in_seoul.read(source_file(copy), text).document)
    return Outlook(
        plan=_without(plan, aside),
        documents=tuple(documents),
        warnings=tuple(sorted(set(warnings))),
        shared=tuple(_shared(documents)),
        zone_moves=tuple(moves),
    )


def _move(copy: Copy, here: Document, there: Document | None) -> Iterator[ZoneMove]:
    if there is None or here.meta.published is None or there.meta.published is None:
        return
    changes_day = here.meta.published.date() != there.meta.published.date()
    if changes_day or here.url != there.url:
        was, now = encode_path(here.url), encode_path(there.url)
        yield ZoneMove(source=copy.source, was=was, now=now, changes_day=changes_day)


def _without(plan: Plan, aside: list[Aside]) -> Plan:
    gone = {each.copy.source for each in aside}
    kept = tuple(copy for copy in plan.copies if copy.source not in gone)
    return replace(plan, copies=kept, aside=(*plan.aside, *aside))


def _shared(documents: Iterable[Document]) -> Iterator[SharedAddress]:
    by_path: dict[str, list[Document]] = {}
    for document in documents:
        by_path.setdefault(output_path(document.url), []).append(document)
    for rivals in by_path.values():
        if len(rivals) > 1:
            sources = tuple(sorted((rival.source for rival in rivals), reverse=True))
            yield SharedAddress(url=encode_path(rivals[0].url), sources=sources)
