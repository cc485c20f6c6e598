"""Files that were touched → what is known of them: documents read, digests of the rest, and the keys that changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from blogbuild import bodies
from blogbuild.answers import Answers
from blogbuild.cache import Cache
from blogbuild.config import Config
from blogbuild.content import CONTENT, Files, kind_of, read_text, source_file, sources_of
from blogbuild.data import first_name, read_data
from blogbuild.digests import digest_of, hash_of
from blogbuild.documents import Reader
from blogbuild.errors import BlogError, Problem
from blogbuild.history import first_seen
from blogbuild.liquid_view import read_partials
from blogbuild.markup import Markup
from blogbuild.markup.liquid import asks_for_liquid
from blogbuild.model import Document, SourceFile
from blogbuild.progress import Progress
from blogbuild.state import Source, State
from blogbuild.structure import asset_path, file_keys, is_shown, is_text
from blogbuild.trace import Key
from blogbuild.workers import nothing, ordered_map

_TOLD_OF_DATA: Final = "data"
PIECE: Final = 500
"""So many bodies are made between two times that they are kept for good."""
# A document is read almost as soon as another process could send it.
_WORTH_WORKERS: Final = 3_000


class Found(Struct, frozen=True):
    """A source that was read, its text, what is to be said of it, and whether its history gave it a date."""

    source: Source
    text: str
    problems: tuple[Problem, ...]
    is_undated: bool
    body: bodies.Fresh | None = None
    """What was made of it already."""


class Intake(Struct, kw_only=True):
    """Takes files into the state of a site; what came of it so far is in the fields below."""

    state: State
    config: Config
    files: Files
    now: datetime
    jobs: int
    progress: Progress
    cache: Cache
    keeps_texts: bool
    guess: Answers | None = None
    """What the site will answer to bodies, as far as that is known by now; they are made at once where it is given."""
    meanwhile: Callable[[], object] = nothing
    """What is to be done here while workers read."""
    changed: set[Key] = field(default_factory=set)
    edited: set[str] = field(default_factory=set)
    """The paths within the site of documents that say something else now."""
    texts: dict[str, str] = field(default_factory=dict)
    """Of the sources that changed and whose bodies are to be made."""
    made: dict[str, tuple[bodies.Known, bodies.Answered]] = field(default_factory=dict)
    """What was made of the other ones on guessed answers, by their path."""
    is_shaped: bool = False
    """Whether an address, a date, a term or whatever else decides about places is another one."""

    def read(self, touched: set[str]) -> None:
        """Read those of the files that were touched, and those whose date may be another one."""
        undated = set(self.state.undated.get() or ())
        documents = sorted(touched | undated)
        gone = [path for path in documents if path not in self.files.snapshot and self.state.sources.get(path)]
        for path in gone:
            self._forget(path)
        sources = [source for path in documents if is_text(path, self.config) and (source := self._source(path))]
        worth = bodies.WORTH_WORKERS if self.guess else _WORTH_WORKERS
        read = ordered_map(self._reads(), sources, self.jobs, worth=worth, meanwhile=self.meanwhile)
        read = self.progress.stage("bodies" if self.guess else "reading", read, len(sources))
        undated.difference_update(gone)
        for source, found in zip(sources, read, strict=True):
            (undated.add if found.is_undated else undated.discard)(source.path)
            self._put(source.path, found)
        self.state.undated.put(tuple(sorted(undated)))
        self._read_others(touched)

    def _reads(self) -> Callable[[SourceFile], Found]:
        """How one document is read."""
        reader = Reader(config=self.config, undated=first_seen)
        if self.guess is None:
            return partial(read_source if self.keeps_texts else _read_head, reader)
        addresses, sizes = self.guess.addresses, self.guess.sizes
        markup = Markup(settings=self.config.markdown, addresses=addresses, sizes=sizes)
        return partial(_read_and_make, reader, markup, self.guess.of, self.now)

    def _forget(self, path: str) -> None:
        """There is no document any more where there was one."""
        self.state.sources.put(path, None)
        self.state.told.put(path, None)
        self._touch_text(path)
        self.is_shaped = True

    def _source(self, path: str) -> SourceFile | None:
        return source_file(self.files, path) if path in self.files.snapshot else None

    def _put(self, path: str, found: Found) -> None:
        """A document was read."""
        known, source = self.state.sources, found.source
        before = known.get(path)
        self.state.told.put(path, found.problems or None)
        if not known.put(path, source):
            return
        if found.body:
            bodies.keep(self.cache, source.key, found.body)
            self.made[path] = (found.body.known, found.body.answers)
            if len(self.made) % PIECE == 0:
                self.cache.commit()  # should this be ended before all are made, they were not made in vain
        elif self.keeps_texts:
            self.texts[path] = found.text
        if source.is_plain:
            self._touch_asset(path)
        self.is_shaped |= _shape(before) != _shape(source)
        self._touch_text(path)
        documents = [each.document for each in (before, source) if each and each.document]
        self.edited.update(document.url for document in documents)
        if not known.is_same(_less_text(before), _less_text(source)):
            self.changed.update(f"meta {document.url}" for document in documents)
            self.changed.add("liquid *")

    def _read_others(self, touched: set[str]) -> None:
        """Look at those of the files that are no documents."""
        others = [path for path in touched if not is_text(path, self.config)]
        kinds = {kind for path in others if (kind := self._read_other(path))}
        if kinds & {"data", "partial"} or self.state.told.get(_TOLD_OF_DATA) is None:
            self._read_data()
        if kinds:
            self.changed.add("liquid *")

    def _read_other(self, path: str) -> str | None:
        """What a file is for; None where it holds what it held before, or where nothing of it is on a page."""
        digests = self.state.digests
        before = digests.get(path)
        now = digest_of(self.files.locate(path)) if path in self.files.snapshot else None
        if not digests.put(path, now):
            return None
        is_content = path.startswith(f"{CONTENT}/")
        kind = kind_of(path) if is_content else "static"
        if is_content:
            self._touch_text(path)
        if kind in {"draft", None}:
            return None
        self.is_shaped |= before is None or now is None
        self._touch_asset(path)
        return kind

    def _touch_text(self, path: str) -> None:
        self.changed.add(f"text {path.removeprefix(f'{CONTENT}/')}")

    def _touch_asset(self, path: str) -> None:
        self.changed.update(file_keys(self.config, asset_path(path)))

    def _read_data(self) -> None:
        """Data and partials: what is wrong with them, and which names have other values."""
        _, problems = read_data(sources_of(self.files, "data"))
        _, partial_problems = read_partials(sources_of(self.files, "partial"))
        self.state.told.put(_TOLD_OF_DATA, (*problems, *partial_problems))
        names: dict[str, str] = {}
        for source in sources_of(self.files, "data"):
            name = f"data {first_name(source)}"
            names[name] = names.get(name, "") + source.path + (self.state.digests.get(source.path) or "")
        for key in [key for key in self.state.prints.all() if key.startswith("data ")]:
            names.setdefault(key, "")
        for key, value in names.items():
            if self.state.prints.put(key, value or None):
                self.changed.add(key)


def read_source(reader: Reader, source: SourceFile) -> Found:
    """One document read, or what is wrong with it; run in a worker."""
    return _read(reader, source, partial(bodies.document_key, reader.config))


def _read_head(reader: Reader, source: SourceFile) -> Found:
    """The same without the text, which is most of what a worker would send, and the key, which is a text to hash."""
    return replace(_read(reader, source, _no_key), text="")


def _no_key(_document: Document, _text: str) -> str:
    return ""


def _read_and_make(reader: Reader, markup: Markup, answer: bodies.Answer, now: datetime, source: SourceFile) -> Found:
    """One document read, and its body made instead of its text kept; not so where Liquid must see the whole site."""
    found = read_source(reader, source)
    document = found.source.document
    if document is None or not is_shown(document, reader.config, now):
        return found
    if asks_for_liquid(replace(document, body=found.text)):
        return found
    return replace(found, text="", body=bodies.make(markup, answer, (document, found.text, found.source.key)))


def _read(reader: Reader, source: SourceFile, key_of: Callable[[Document, str], str]) -> Found:
    asked: list[SourceFile] = []

    def undated(file: SourceFile) -> datetime:
        asked.append(file)
        return reader.undated(file)

    try:
        text, warnings = read_text(source)
        reading = replace(reader, undated=undated).read(source, text)
    except BlogError as broken:
        return Found(Source(), "", broken.problems, is_undated=False)
    problems = (*warnings, *reading.problems)
    if reading.document is None:
        key = hash_of(text) if reading.is_plain else ""
        return Found(Source(is_plain=reading.is_plain, key=key), "", problems, is_undated=bool(asked))
    body, document = reading.document.body, replace(reading.document, body="")
    key = key_of(document, body)
    return Found(Source(document=document, key=key), body, problems, is_undated=bool(asked))


def _shape(source: Source | None) -> tuple[object, ...]:
    """What of a source decides about its place and about the places of others."""
    if source is None or source.document is None:
        return (source is None, source and source.is_plain)
    document, meta = source.document, source.document.meta
    return (
        document.kind,
        document.url,
        meta.published,
        meta.updated,
        meta.tags,
        meta.categories,
        meta.layout,
        meta.redirect_from,
        meta.in_sitemap,
        meta.is_pinned,
    )


def _less_text(source: Source | None) -> Source | None:
    """A source whatever its text says."""
    return source and replace(source, key="")
