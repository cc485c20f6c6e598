"""The build: files → state → targets → outputs.

What stands is left alone; a clean build is one that knows nothing yet.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from blogbuild import bodies, disk, features, output
from blogbuild.cache import Cache, open_cache
from blogbuild.codec import DamagedError
from blogbuild.config import CACHE_FOLDER, Config, Value
from blogbuild.content import CONTENT, LAYOUTS, Files, located, scan
from blogbuild.errors import BlogError, Problem, error, raise_errors
from blogbuild.model import Output, Target
from blogbuild.starter import starter_folder
from blogbuild.state import Rendered, State, state_on
from blogbuild.templates import Layouts
from blogbuild.trace import Key, Trace, trace_of, with_kinds
from blogbuild.update import Updated, data_of, update
from blogbuild.version import code_fingerprint
from blogbuild.view import Library, Parts, Renderer, View
from blogbuild.workers import can_share, ordered_map

# Keys of what is no table of the state's: they are held against the fingerprint of the last build.
_PRINTED: Final = ("layout", "asset")
MANIFEST: Final = f"{CACHE_FOLDER}/outputs.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A finished build."""

    posts: int
    changed: int
    """How many posts were made anew or are gone."""
    rendered: tuple[str, ...]
    """The paths of the outputs that were made; the others stood."""
    report: output.Report
    problems: tuple[Problem, ...]


def build(root: Path, config: Config, *, now: datetime, jobs: int, strict: bool = False) -> Result:
    """Build the site in the folder `root` into its output folder; `now` tells which posts lie in the future.

    Raises BlogError with everything that is wrong, in order of place, and then the last good site still stands; with
    `strict`, also when something had to be read as it was meant.
    """
    with open_cache(root) as cache:
        try:
            return _build(root, config, cache, now=now, jobs=jobs, strict=strict)
        except DamagedError:
            cache.renew()
            return _build(root, config, cache, now=now, jobs=jobs, strict=strict)


@contextlib.contextmanager
def loaded(root: Path, config: Config, *, now: datetime, jobs: int) -> Iterator[tuple[View, tuple[Problem, ...]]]:
    """The site in the folder `root`, every body made, and what had to be read as it was meant.

    Raises BlogError with all errors of the first stage that has some.
    """
    with open_cache(root) as cache:
        files = scan(root, config.build.exclude)
        try:
            state, updated = _whole(cache, config, files, now, jobs)
        except DamagedError:
            cache.renew()
            state, updated = _whole(cache, config, files, now, jobs)
        yield View(_library(config, cache, state, files), _nobody), updated.problems


def _whole(cache: Cache, config: Config, files: Files, now: datetime, jobs: int) -> tuple[State, Updated]:
    """The state with all that lists ask of it: who reads a site to the end would come upon damage too late."""
    state = _state(cache, config)
    updated = update(state, cache, config, files, now=now, jobs=jobs)
    for table in (state.homes, state.sources, state.made, state.cards):
        table.all()
    return state, updated


def _nobody(_: Key) -> None:
    """Nobody asks."""


def _build(root: Path, config: Config, cache: Cache, *, now: datetime, jobs: int, strict: bool) -> Result:
    files = scan(root, config.build.exclude)
    state = _state(cache, config)
    updated = update(state, cache, config, files, now=now, jobs=jobs)
    if strict and updated.problems:
        raise BlogError(updated.problems)
    cache.commit()
    library = _library(config, cache, state, files)
    folder = root / config.build.output
    targets = state.targets.all()
    before = disk.read(state.outputs.get() or "")
    now_there = disk.standing(os.fspath(folder), before)
    stale = _stale(state, library, updated, _touched(before, now_there, folder, state))
    made = _made([targets[path] for path in targets if path in stale], library, folder, jobs)
    kept = _Kept(state, library.renderer)
    known = {path for path in now_there if path[-1:] != "/"} if _is_known(before, now_there) else None
    report = output.write(kept.each(made), folder, root / MANIFEST, standing=targets.keys() - stale, before=known)
    kept.drop(updated.targets - targets.keys())
    _remember_outputs(state, folder, before, now_there, report, targets.keys())
    state.save()
    cache.tidy(2 * len(state.homes.all()), lambda: _used(state))
    return Result(
        posts=len(state.posts.get() or ()),
        changed=updated.posts,
        rendered=tuple(path for path in targets if path in stale),
        report=report,
        problems=updated.problems,
    )


def _used(state: State) -> Iterator[bytes]:
    """The keys of all results on which the site stands."""
    for made in state.made.all().values():
        yield bytes.fromhex(made.key)
    for source in state.sources.all().values():
        yield bytes.fromhex(source.key)


def _state(cache: Cache, config: Config) -> State:
    """What is known of the site from the last build into this output folder under these settings, if anything."""
    drawer = _Drawer(cache, config.build.output)
    state = state_on(drawer)
    era = hashlib.blake2b(f"{code_fingerprint()} {config!r}".encode(errors="surrogatepass")).hexdigest()
    if state.era.get() != era:
        cache.forget(drawer.prefix)
        state = state_on(drawer)
        state.era.put(era)
    return state


class _Drawer:
    """The tables of one output folder among those in the cache."""

    def __init__(self, cache: Cache, name: str) -> None:
        self._cache = cache
        self.prefix = f"{name}:"

    def row(self, name: str, key: str) -> bytes | None:
        """The text under a key."""
        return self._cache.row(self.prefix + name, key)

    def rows(self, name: str) -> Mapping[str, bytes]:
        """All of a table."""
        return self._cache.rows(self.prefix + name)

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Change rows."""
        self._cache.change(self.prefix + name, rows)


def _library(config: Config, cache: Cache, state: State, files: Files) -> Library:
    root = files.root
    known: list[Mapping[str, Value]] = []

    def asset(path: str) -> str | None:
        found = state.assets.get(path)
        return state.digests.get(found.path) if found else None

    def data() -> Mapping[str, Value]:
        if not known:
            known.append(data_of(files))
        return known[0]

    folders = (root / LAYOUTS, starter_folder() / LAYOUTS)
    return Library(
        config=config,
        state=state,
        renderer=Layouts(folders, config, asset, state.assets.all),
        body=lambda made: bodies.body(cache, made.key),
        data=data,
        file=lambda asset: located(root, asset.file),
        parts=Parts(),
    )


# Which outputs still stand


def _touched(before: disk.Snapshot, now: disk.Snapshot, folder: Path, state: State) -> set[str]:
    """The outputs that are not there as we left them."""
    touched = set()
    for path in disk.differing(before, now):
        if path[-1:] == "/":
            continue
        rendered = state.rendered.get(path)
        try:
            if path in now and rendered and rendered.digest == _digest(folder / path):
                continue
        except OSError:  # a folder stands there, or nobody may read it: the output must be made again
            pass
        touched.add(path)
    return touched


def _is_known(before: disk.Snapshot, now: disk.Snapshot) -> bool:
    """Whether no file was added to the output folder, or taken from it, since we knew it."""
    return bool(before) and not any(path[-1:] == "/" for path, _ in before.items() ^ now.items())


def _stale(state: State, library: Library, updated: Updated, touched: set[str]) -> set[str]:
    """The targets that must be made: what they are made from has changed, or they do not stand as they did."""
    common = state.common.all()
    changed = with_kinds(updated.changed | _other_prints(state, library, common.values()))
    others = {name for name, keys in common.items() if not changed.isdisjoint(keys)}
    rendered = state.rendered.all()
    stale = set()
    for path in state.targets.all():
        known = rendered.get(path)
        if (
            known is None
            or path in updated.targets
            or path in touched
            or known.common in others
            or not changed.isdisjoint(known.own)
        ):
            stale.add(path)
    return stale


def _other_prints(state: State, library: Library, common: Iterable[tuple[Key, ...]]) -> set[Key]:
    """The layouts and assets that are not what they were."""
    keys = {key for noted in common for key in noted if key.startswith(_PRINTED)}
    return {key for key in keys if state.prints.put(key, library.renderer.fingerprint(key))}


# How the others are made


@dataclass(frozen=True, slots=True)
class _Made:
    """A target that was made and staged, and from what."""

    staged: output.Staged
    digest: str
    trace: Trace


class _Kept:
    """Takes down what targets were made from, once all is well."""

    def __init__(self, state: State, renderer: Renderer) -> None:
        self._state = state
        self._renderer = renderer
        self._names: dict[tuple[Key, ...], str] = {}

    def each(self, made: Iterable[_Made]) -> Iterator[output.Staged]:
        """What was staged."""
        for one in made:
            name = self._name(one.trace.common)
            self._state.rendered.put(one.staged.path, Rendered(digest=one.digest, common=name, own=one.trace.own))
            yield one.staged

    def _name(self, common: tuple[Key, ...]) -> str:
        if common not in self._names:
            name = hashlib.blake2b("\n".join(common).encode(), digest_size=8).hexdigest()
            self._names[common] = name
            self._state.common.put(name, common)
            for key in common:
                if key.startswith(_PRINTED):
                    self._state.prints.put(key, self._renderer.fingerprint(key))
        return self._names[common]

    def drop(self, paths: Iterable[str]) -> None:
        """Forget outputs that nobody makes any more."""
        for path in paths:
            self._state.rendered.put(path, None)


def _made(targets: Sequence[Target], library: Library, folder: Path, jobs: int) -> Iterator[_Made]:
    """Every target made and staged; all that goes wrong in rendering is gathered and raised after the last."""
    problems: set[Problem] = set()
    # Compiled layouts cannot be sent to another process, only shared with it.
    workers = jobs if can_share() else 1
    for made in ordered_map(partial(_make, library, folder), targets, workers):
        if isinstance(made, _Made):
            yield made
        else:
            problems.update(made)
    raise_errors(problems)


def _make(library: Library, folder: Path, target: Target) -> _Made | tuple[Problem, ...]:
    """One target rendered and staged, or what is wrong with its layout; run in a worker."""
    notes: set[Key] = set()
    try:
        made = features.make(View(library, notes.add), target)
        content = made.encode() if isinstance(made, str) else made
    except BlogError as broken:
        return broken.problems
    except UnicodeEncodeError as broken:
        what = f"/{target.path} would hold {broken.object[broken.start : broken.end]!r}, which is no character"
        return (error(target.source or CONTENT, what, "remove it from the text or data that it comes from"),)
    digest = _digest(content) if isinstance(content, Path) else _hash(content)
    return _Made(output.stage(Output(target.path, content), folder), digest, trace_of(notes))


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, partial(hashlib.blake2b, digest_size=16)).hexdigest()


def _remember_outputs(
    state: State, folder: Path, before: disk.Snapshot, now: disk.Snapshot, report: output.Report, paths: Iterable[str]
) -> None:
    """Take down how the output folder looks."""
    wanted = set(paths)
    if report.written or report.removed or not _is_known(before, now) or before.items() ^ now.items():
        wanted |= {f"{above}/" for path in wanted for above in _above(path)} | {"/"}
        state.outputs.put(disk.written(disk.standing(os.fspath(folder), wanted)))


def _above(path: str) -> Iterator[str]:
    above = path.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def clean(root: Path, config: Config) -> int:
    """Remove what blogbuild made, output and cache; how many files of the output went.

    Raises BlogError when they may not be removed.
    """
    removed = output.remove(root / config.build.output, root / MANIFEST)
    for entry in (root / CACHE_FOLDER).glob("*"):
        # The manifest stays while it knows the files of another output folder.
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry != root / MANIFEST:
            entry.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (root / CACHE_FOLDER).rmdir()
    return removed
