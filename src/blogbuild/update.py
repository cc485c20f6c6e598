"""Files → State: what has changed is read, put in its place and made; the rest stands as it was known.

With nothing known this is the whole way from sources to a site whose bodies are made. With a state of an earlier build
it goes the same way as far as something has changed, and tells which keys did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import unquote

from blogbuild import bodies, features, readnext
from blogbuild.cache import Cache
from blogbuild.config import Config, Value
from blogbuild.conflicts import settle_targets
from blogbuild.content import BUILT_IN, CONTENT, LAYOUTS, Files, kind_of, located, read_text, source_file
from blogbuild.data import first_name, read_data
from blogbuild.disk import differing, read, written
from blogbuild.documents import Reader
from blogbuild.errors import BlogError, DamagedError, Problem, error, raise_errors
from blogbuild.history import first_seen
from blogbuild.liquid_view import liquid_site, read_partials
from blogbuild.markup import Markup
from blogbuild.markup.links import Addresses
from blogbuild.markup.liquid import LiquidSite, asks_for_liquid
from blogbuild.model import Document, SourceFile
from blogbuild.pictures import is_picture, size_of
from blogbuild.progress import QUIET, Progress
from blogbuild.site import Asset, Card, TermLink, branch_view, card, menu, term_card, term_links
from blogbuild.state import Clock, Made, Source, State
from blogbuild.structure import Placed, asset_path, is_text, next_date, structure_of
from blogbuild.tables import Table
from blogbuild.text import fold
from blogbuild.trace import ALL, Key, with_kinds
from blogbuild.view import PARTS
from blogbuild.workers import can_share, ordered_map

Given = TypeVar("Given")
Result = TypeVar("Result")

_MANY: Final = 500
"""So many files that were touched ask for most of what is known."""
_TOLD_OF_STRUCTURE: Final = "structure"
_TOLD_OF_DATA: Final = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What an update found: the keys that changed, and all that had to be read as it was meant."""

    changed: frozenset[Key]
    problems: tuple[Problem, ...]
    targets: frozenset[str]
    """The paths of the outputs that were added, removed or are made of something else."""
    posts: int
    """How many posts were made anew, or are gone."""


def update(
    state: State,
    cache: Cache,
    config: Config,
    files: Files,
    *,
    now: datetime,
    jobs: int,
    progress: Progress = QUIET,
) -> Updated:
    """Bring the state up to the files as they are.

    Raises BlogError with all errors of the first stage that has some; the state is then good for nothing.
    """
    run = Run(state=state, cache=cache, config=config, files=files, now=now, jobs=jobs, progress=progress)
    run.read(differing(read(state.files.get() or ""), files.snapshot))
    run.make_bodies()
    run.suggest()
    state.files.put(written(files.snapshot))
    return run.told()


def data_of(files: Files) -> Mapping[str, Value]:
    """What lies in `_data`."""
    return read_data(_of_kind(files, "data"))[0]


def _of_kind(files: Files, kind: str) -> Iterator[SourceFile]:
    for path in files.below(CONTENT):
        if kind_of(path) == kind:
            source = source_file(files, path)
            if source:
                yield source


@dataclass(slots=True, kw_only=True)
class Run:
    """One update, step by step: `read`, `make_bodies`, `suggest`. `told` sums up what was done so far.

    Each step raises BlogError with all errors that it has found; the state is then good for nothing.
    """

    state: State
    cache: Cache
    config: Config
    files: Files
    now: datetime
    jobs: int
    progress: Progress = QUIET
    changed: set[Key] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    """The paths of the outputs that were added, removed or are made of something else."""
    texts: dict[str, str] = field(default_factory=dict)
    """The texts of the sources that were read, until their bodies are made."""
    edited: set[str] = field(default_factory=set)
    """The paths within the site whose bodies are to be made."""
    terms: dict[str, readnext.Terms | None] = field(default_factory=dict)
    """What read-next is to know of the posts that were made, None of those that are gone."""
    posts: int = 0
    """How many posts were made anew, or are gone."""

    def told(self) -> Updated:
        """What has been done."""
        return Updated(
            changed=frozenset(with_kinds(self.changed)),
            problems=self.problems(),
            targets=frozenset(self.targets),
            posts=self.posts,
        )

    # What is read

    def read(self, touched: set[str]) -> None:
        """Read the files that were touched, and give everything its place where the shape of the site has changed."""
        if len(touched) > _MANY:
            self.state.load()
        is_shaped = self._read_sources(touched)
        is_shaped |= self._read_others(touched)
        self._raise_told()
        if is_shaped or self._has_time_come() or self._are_layouts_others(touched):
            self._place()
            self._raise_told()

    def _read_sources(self, touched: set[str]) -> bool:
        """Read the documents among the files that were touched; whether that changes the shape of the site."""
        known = self.state.sources
        undated = set(self.state.undated.get() or ())
        looked_at = sorted(touched | undated)
        unread = [path for path in looked_at if path in self.files.snapshot and is_text(path, self.config)]
        gone = [path for path in looked_at if path not in self.files.snapshot and known.get(path)]
        is_shaped = bool(gone)
        for path in gone:
            known.put(path, None)
            undated.discard(path)
            self.state.told.put(path, None)
            self._touch_text(path)
        read_one = partial(read_source, Reader(config=self.config, undated=first_seen))
        sources = [source for path in unread if (source := source_file(self.files, path))]
        read = self.progress.stage("reading", ordered_map(read_one, sources, self.jobs), len(sources))
        for given, found in zip(sources, read, strict=True):
            path = given.path
            before = known.get(path)
            self.state.told.put(path, found.problems or None)
            (undated.add if found.is_undated else undated.discard)(path)
            if known.put(path, found.source):
                self.texts[path] = found.text
                if found.source.is_plain:
                    self._touch_asset(path)
                is_shaped |= _shape(before) != _shape(found.source)
                self._touch_text(path)
                self._touch_document(before, found.source)
        self.state.undated.put(tuple(sorted(undated)))
        return is_shaped

    def _touch_text(self, path: str) -> None:
        self.changed.add(f"text {path.removeprefix(f'{CONTENT}/')}")

    def _touch_document(self, before: Source | None, now: Source) -> None:
        documents = [source.document for source in (before, now) if source and source.document]
        self.edited.update(document.url for document in documents)
        if not self.state.sources.is_same(_less_text(before), _less_text(now)):
            self.changed.update(f"meta {document.url}" for document in documents)
            self.changed.add("liquid *")

    def _read_others(self, touched: set[str]) -> bool:
        """Look at the files among those touched that are no documents; whether the shape of the site changes."""
        digests = self.state.digests
        is_shaped = False
        kinds: set[str] = set()
        for path in touched:
            kind = kind_of(path) if path.startswith(f"{CONTENT}/") else "static"
            if kind in {"post", "page"} or (kind == "draft" and self.config.build.drafts):
                continue
            before = digests.get(path)
            now = _digest(self.files.locate(path)) if path in self.files.snapshot else None
            if not digests.put(path, now):
                continue
            if path.startswith(f"{CONTENT}/"):
                self._touch_text(path)
            if kind in {"draft", None}:
                continue
            is_shaped |= before is None or now is None
            kinds.add(kind)
            self._touch_asset(path)
        if kinds & {"data", "partial"} or self.state.told.get(_TOLD_OF_DATA) is None:
            self._read_data()
        if kinds:
            self.changed.add("liquid *")
        return is_shaped

    def _touch_asset(self, source: str) -> None:
        folder, _, below = source.partition("/")
        path = asset_path(source) if folder == CONTENT else below
        self.changed.add(f"file {path}")
        self.changed.add(f"size {self.config.address(f'/{path}')}")

    def _read_data(self) -> None:
        """Data and partials: what is wrong with them, and which names have other values."""
        _, problems = read_data(_of_kind(self.files, "data"))
        _, partial_problems = read_partials(_of_kind(self.files, "partial"))
        self.state.told.put(_TOLD_OF_DATA, (*problems, *partial_problems))
        names: dict[str, str] = {}
        for source in _of_kind(self.files, "data"):
            name = f"data {first_name(source)}"
            names[name] = names.get(name, "") + source.path + (self.state.digests.get(source.path) or "")
        for key in [key for key in self.state.prints.all() if key.startswith("data ")]:
            names.setdefault(key, "")
        for key, value in names.items():
            if self.state.prints.put(key, value or None):
                self.changed.add(key)

    # What is where

    def _has_time_come(self) -> bool:
        """Whether a post's date has passed since the last build, or the clock has gone back."""
        clock, now = self.state.clock.get(), self.now.timestamp()
        return clock is None or now < clock.built or (clock.next_change is not None and now >= clock.next_change)

    def _are_layouts_others(self, touched: set[str]) -> bool:
        """Whether there are layouts that there were not, or the other way round: posts may ask for them."""
        if self.state.layouts.get() is not None and not any(map(_is_layout, touched)):
            return False
        names = {path.partition(f"{LAYOUTS}/")[2] for path in self.files.snapshot if _is_layout(path)}
        return self.state.layouts.put(tuple(sorted(names)))

    def _place(self) -> None:
        """Give everything its place."""
        self.progress.begin("placing")
        state = self.state
        sources = state.sources.all()
        self._are_layouts_others(set(self.files.snapshot))
        layouts = set(state.layouts.get() or ())
        placed = structure_of(self.config, sources, self.files, lambda name: f"{name}.html" in layouts, self.now)
        targets, conflicts = settle_targets(features.plan(placed.structure), self.config.build.conflicts)
        state.told.put(_TOLD_OF_STRUCTURE, (*placed.problems, *conflicts))
        if any(problem.fatal for problem in (*placed.problems, *conflicts)):
            return
        self._place_addresses(placed)
        self._place_documents(placed)
        self._place_terms(placed)
        next_change = next_date(sources.values(), self.now)
        state.clock.put(Clock(self.now.timestamp(), next_change.timestamp() if next_change else None))
        self.targets |= state.targets.replace({target.path: target for target in targets})

    def _place_addresses(self, placed: Placed) -> None:
        structure = placed.structure
        prefix = f"{CONTENT}/"
        found = {asset.source.removeprefix(prefix): f"/{path}" for path, asset in structure.assets.items()}
        documents = (*placed.overruled, *structure.posts, *structure.pages)
        found |= {document.source.removeprefix(prefix): document.url for document in documents}
        self.changed.update(f"source {name}" for name in self.state.addresses.replace(found))
        for path in self.state.assets.replace(structure.assets):
            self.changed.add(f"file {path}")
            self.changed.add(f"size {self.config.address(f'/{path}')}")

    def _place_documents(self, placed: Placed) -> None:
        state, structure = self.state, placed.structure
        posts = tuple(document.url for document in structure.posts)
        pages = tuple(document.url for document in structure.pages)
        if state.posts.put(posts):
            self.changed |= {"site posts", "liquid *"}
        if state.pages.put(pages):
            self.changed |= {"site pages", "liquid *"}
        if state.overruled.put(tuple(document.source for document in placed.overruled)):
            self.changed.add("liquid *")
        homes = {document.url: document.source for document in (*structure.posts, *structure.pages)}
        for url in state.homes.replace(homes):
            if url in homes:
                self.edited.add(url)
            else:
                self._forget(url)

    def _forget(self, url: str) -> None:
        """No page is at a path any more."""
        self.state.made.put(url, None)
        self.state.asks.put(url, None)
        self.state.told.put(f"{url} made", None)
        self.changed |= {f"body {url}", f"gist {url}", f"meta {url}"}
        self._put_card(url, None)
        self.terms[url] = None
        self.posts += 1

    def _place_terms(self, placed: Placed) -> None:
        state, structure, config = self.state, placed.structure, self.config
        tags, categories = structure.tags, structure.categories
        wholes = {
            "tags": state.tags.put(tuple(term_card(config, term) for term in tags.terms)),
            "categories": state.categories.put(tuple(term_card(config, term) for term in categories.terms)),
            "tree": state.tree.put(tuple(branch_view(config, branch) for branch in categories.tree)),
            "tag_terms": state.tag_terms.put(tags),
            "category_terms": state.category_terms.put(categories),
            "menu": state.menu.put(menu(config, tags, categories)),
        }
        self.changed |= {f"site {name}" for name, is_changed in wholes.items() if is_changed}
        are_links_others = state.tag_links.put(term_links(config, tags))
        are_links_others |= state.category_links.put(term_links(config, categories))
        # The spelling of a term may have changed, or a date may have passed: cards of posts that nobody touched.
        if are_links_others or self._has_time_come():
            for document in structure.posts:
                made = state.made.get(document.url)
                if made:
                    self._make_card(document, made)

    # What is made

    def make_bodies(self, only: Collection[str] | None = None) -> None:
        """Make the bodies of documents that changed, and of those to which the site answers something else now.

        `only` are paths within the site to which this is limited; the rest is for a later call.
        """
        state = self.state
        self.edited |= self._disappointed()
        urls = self.edited if only is None else self.edited.intersection(only)
        self.edited = self.edited - urls
        documents = [document for url in sorted(urls) if (document := state.document(url))]
        given = [(document, self._text(document), self._key(document)) for document in documents]
        answers = _Answers(self)
        liquid = None
        if any(asks_for_liquid(replace(document, body=text)) for document, text, _ in given):
            liquid = self._liquid_site()
            answers.of("liquid *")  # workers are to know it, and not to find it out each for itself
        markup = Markup(settings=self.config.markdown, addresses=answers.addresses, sizes=answers.sizes, liquid=liquid)
        made = bodies.outcomes(markup, self.cache, given, answers.of, self.jobs)
        made = self.progress.stage("bodies", made, len(given))
        asked = set(state.asked.get() or ())
        for document, known in zip(documents, made, strict=True):
            asked.update(key.partition(" ")[0] for key in known.outcome.asks)
            self._put_body(document, known)
            self.progress.took(document.source, known.seconds)
            self.texts.pop(document.source, None)
        state.asked.put(tuple(sorted(asked)))
        self._raise_told()

    def _disappointed(self) -> set[str]:
        """The paths of the bodies that asked for something which has changed."""
        asked = self.state.asked.get() or ()
        if "text" in asked:
            self._look_at_hidden_texts()
        changed = with_kinds(self.changed)
        kinds = {key.partition(" ")[0] for key in changed}
        if kinds.isdisjoint(asked):
            return set()
        return {url for url, asks in self.state.asks.items() if not changed.isdisjoint(asks)}

    def _look_at_hidden_texts(self) -> None:
        """Note which of the files that bodies include, and that are no sources of the site, are others now."""
        wanted = {key for _, asks in self.state.asks.items() for key in asks if key.startswith("text ")}
        for key in wanted:
            path = f"{CONTENT}/{key.removeprefix('text ')}"
            if path not in self.files.snapshot:
                file = self.files.locate(path)
                if self.state.prints.put(key, _digest(file) if file.is_file() else None):
                    self.changed.add(key)

    def _text(self, document: Document) -> str:
        """The text of a document, read now where it was not before."""
        if document.source not in self.texts:
            source = source_file(self.files, document.source)
            assert source  # noqa: S101 - it was a document's a moment ago
            self.texts[document.source] = read_source(Reader(config=self.config, undated=first_seen), source).text
        return self.texts[document.source]

    def _key(self, document: Document) -> str:
        source = self.state.sources.get(document.source)
        return source.key if source else ""

    def _liquid_site(self) -> LiquidSite:
        sources = self.state.sources.all()
        return liquid_site(
            self.files.root,
            self.config,
            [document for path in self.state.homes.all().values() if (document := sources[path].document)],
            overruled=[document for path in self.state.overruled.get() or () if (document := sources[path].document)],
            addresses=self.state.addresses.all(),
            data=data_of(self.files),
            partials=read_partials(_of_kind(self.files, "partial"))[0],
        )

    def _put_body(self, document: Document, known: bodies.Known) -> None:
        state, url, outcome = self.state, document.url, known.outcome
        before = state.made.get(url)
        made = Made(key=known.key, gist=outcome.gist)
        state.told.put(f"{url} made", outcome.problems or None)
        state.asks.put(url, outcome.asks)
        if state.made.put(url, made):
            self.changed.add(f"body {url}")
            if not before or before.gist != made.gist:
                self.changed.add(f"gist {url}")
        if document.kind != "page":
            self._make_card(document, made)
            self.terms[url] = outcome.terms
            self.posts += 1

    def _make_card(self, document: Document, made: Made) -> None:
        tags, categories = self.state.tag_links.get() or {}, self.state.category_links.get() or {}
        self._put_card(
            document.url,
            card(
                self.config,
                document,
                made.gist,
                _links(document.meta.tags, tags),
                _links(document.meta.categories, categories),
                self.now,
            ),
        )

    def _put_card(self, url: str, now: Card | None) -> None:
        before = self.state.cards.get(url)
        if not self.state.cards.put(url, now):
            return
        if before and now:
            self.changed.update(f"{part} {url}" for part in PARTS if getattr(before, part) != getattr(now, part))
            if self.state.cards.is_same(replace(before, **{part: getattr(now, part) for part in PARTS}), now):
                return
        self.changed.add(f"card {url}")

    # What to read next

    def suggest(self) -> None:
        """Bring the suggestions up to the posts as they are."""
        self.progress.begin("read next")
        store, count = self.state.compared, self.config.read_next.count
        if not self.terms and self.state.is_compared.get():
            return
        try:
            if self.state.is_compared.get():
                changed = readnext.update(self.terms, count, store)
            else:
                posts = [terms for terms in self.terms.values() if terms]
                changed = readnext.rebuild(posts, count, store, self._map)
                self.state.is_compared.put(value=True)
        except readnext.DamagedError as damaged:
            raise DamagedError("what read-next keeps") from damaged
        self.changed.update(f"suggestions {url}" for url in changed)
        self.terms.clear()

    def _map(self, make: Callable[[Given], Result], given: Sequence[Given]) -> Iterator[Result]:
        # What all posts are compared by is large: workers share it or do without.
        return ordered_map(make, given, self.jobs if can_share() else 1)

    # What is said

    def problems(self) -> tuple[Problem, ...]:
        """All that had to be read as it was meant, and all that is wrong."""
        return tuple(sorted({problem for found in self.state.told.all().values() for problem in found}))

    def _raise_told(self) -> None:
        """Raise the errors of a stage together."""
        raise_errors(self.problems())


class _Answers:
    """What the site answers to bodies, by the key of what they ask."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._whole: dict[Key, str] = {}
        state, config = run.state, run.config
        self.addresses = Addresses(
            base_path=config.base_path,
            by_source=Rows(state.addresses),
            files=_Files(state.assets),
        )
        self.sizes = _Sizes(config, run.files.root, state.assets)

    def of(self, key: Key) -> str:
        """A fingerprint of the answer."""
        kind, _, name = key.partition(" ")
        if name == ALL:
            if key not in self._whole:
                self._whole[key] = self._of_all(kind)
            return self._whole[key]
        if kind == "source":
            return self.addresses.by_source.get(name) or ""
        if kind == "file":
            return "there" if name in self.addresses.files else ""
        if kind == "size":
            return repr(self.sizes.get(name))
        assert kind == "text", key  # noqa: S101 - these are all
        file = self._run.files.locate(f"{CONTENT}/{name}")
        return _digest(file) if file.is_file() else ""

    def _of_all(self, kind: str) -> str:
        state = self._run.state
        parts: list[object] = [sorted(state.addresses.items())]
        if kind == "liquid":
            sources = state.sources.all()
            parts += [sources[path].document for path in state.homes.all().values()]
            parts += [sources[path].document for path in state.overruled.get() or ()]
            parts.append(self._run.config)
            parts += sorted((path, digest) for path, digest in state.digests.items() if path.startswith(f"{CONTENT}/"))
        return hashlib.blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=16).hexdigest()


class Rows(Mapping[str, str]):
    """A table as a mapping."""

    def __init__(self, table: Table[str]) -> None:
        self._table = table

    def __getitem__(self, name: str) -> str:
        found = self._table.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.all())

    def __len__(self) -> int:
        return len(self._table.all())


class _Files(Mapping[str, str]):
    """The source of every file that is copied, by its path within the site."""

    def __init__(self, assets: Table[Asset]) -> None:
        self._assets = assets

    def __getitem__(self, path: str) -> str:
        found = self._assets.get(path.removeprefix("/"))
        if found is None or not path.startswith("/"):
            raise KeyError(path)
        return found.source

    def __iter__(self) -> Iterator[str]:
        return (f"/{path}" for path in self._assets.all())

    def __len__(self) -> int:
        return len(self._assets.all())


class _Sizes(Mapping[str, tuple[int, int]]):
    """Width and height of pictures by their address, read when they are asked for."""

    def __init__(self, config: Config, root: Path, assets: Table[Asset]) -> None:
        self._config = config
        self._root = root
        self._assets = assets
        self._known: dict[str, tuple[int, int] | None] = {}

    def __getitem__(self, address: str) -> tuple[int, int]:
        if address not in self._known:
            self._known[address] = self._read(address)
        found = self._known[address]
        if found is None:
            raise KeyError(address)
        return found

    def _read(self, address: str) -> tuple[int, int] | None:
        path = unquote(address).removeprefix(f"{self._config.base_path}/")
        asset = self._assets.get(path) if is_picture(path) else None
        if asset is None or self._config.address(f"/{path}") != address:
            return None
        return size_of(located(self._root, asset.file))

    def __iter__(self) -> Iterator[str]:
        return (self._config.address(f"/{path}") for path in self._assets.all() if is_picture(path))

    def __len__(self) -> int:
        return len(list(iter(self)))


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was read, its text, what is to be said of it, and whether its history gave it a date."""

    source: Source
    text: str
    problems: tuple[Problem, ...]
    is_undated: bool


def read_source(reader: Reader, source: SourceFile) -> Found:
    """One document read, or what is wrong with it; run in a worker."""
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
        key = (
            hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest() if reading.is_plain else ""
        )
        return Found(Source(is_plain=reading.is_plain, key=key), "", problems, is_undated=bool(asked))
    body, document = reading.document.body, replace(reading.document, body="")
    key = bodies.document_key(reader.config, document, body)
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


def _links(spellings: Iterable[str], links: Mapping[str, TermLink]) -> Iterator[TermLink]:
    """The links of the terms that the spellings name, each once, in order."""
    return (links[key] for key in dict.fromkeys(map(fold, spellings)))


def _is_layout(path: str) -> bool:
    return path.startswith((f"{LAYOUTS}/", f"{BUILT_IN}{LAYOUTS}/"))


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, partial(hashlib.blake2b, digest_size=16)).hexdigest()
    except OSError as unreadable:
        raise BlogError([error(str(file), f"cannot be read: {unreadable.strerror}")]) from unreadable
