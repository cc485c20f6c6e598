"""The whole way of a build: files → state → targets → outputs.

What stands is left alone; a clean build goes the same way and knows nothing yet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from blogbuild import bodies, disk, features, output, stale
from blogbuild.cache import Cache, Drawer
from blogbuild.config import Config, Value
from blogbuild.content import CONTENT, LAYOUTS, Files, located
from blogbuild.data import data_of
from blogbuild.digests import digest_of, hash_of
from blogbuild.errors import BlogError, Problem, error, raise_errors
from blogbuild.framing import Frame
from blogbuild.model import Output
from blogbuild.patching import Edit, Page, patched
from blogbuild.progress import Progress
from blogbuild.staging import Staged, stage
from blogbuild.stale import FRAME, LAYOUT, Stale
from blogbuild.standing import MANIFEST, Outputs, Result, era_of
from blogbuild.starter import starter_folder
from blogbuild.state import Rendered, State, state_on
from blogbuild.trace import Key, common_to, is_printed, merged, packed, trace_of
from blogbuild.update import update
from blogbuild.view import Library, Parts, Renderer, View
from blogbuild.workers import can_share, nothing, ordered_map

if TYPE_CHECKING:
    from blogbuild.templates import Layouts

_WORTH_WORKERS: Final = 60
# So many targets ask for most of what is known: workers are to share it.
_MANY: Final = 500


def make(
    config: Config,
    cache: Cache,
    files: Files,
    outputs: Outputs,
    *,
    now: datetime,
    jobs: int,
    strict: bool,
    progress: Progress,
) -> Result:
    """Bring the output folder, with those outputs of the last build, up to the files.

    Raises BlogError with everything that is wrong, and DamagedError when what is kept is not what was written.
    """
    state = state_of(cache, config, config.build.output)
    is_first = state.is_new
    updated = update(state, cache, config, files, now=now, jobs=jobs, progress=progress, meanwhile=_renderer)
    progress.begin("checking")
    if strict and updated.problems:
        raise BlogError(updated.problems)
    cache.commit()
    library = library_of(config, cache, state, files)
    folder = files.root / config.build.output
    if is_first:
        outputs = Outputs({}, dict)
    before, there = outputs.before, outputs.now
    touched = stale.touched(outputs.changes, folder, state)
    planned = list(state.targets.keys())
    found = stale.stale(state, library.renderer, updated.changed, planned, updated.targets | touched)
    place = _Place(
        folder,
        is_empty=output.is_empty(folder),
        untouched=frozenset(path for path in found.paths if path in there and path not in touched),
        reframed=found.reframed,
        edits=_possible(found, folder, state),
    )
    filled = len(found.paths) - sum(name in place.edits for name in found.reframed.values())
    if is_first or filled > _MANY:
        state.fetch()  # before the first build is written down: workers must not read a file that is written
    # Compiled layouts cannot be sent to another process, only shared with it.
    workers = jobs if can_share() else 1
    if workers > 1 and filled >= _WORTH_WORKERS:
        library.renderer.prepare()
    meanwhile = partial(_save_first, cache, state) if is_first else nothing
    made = progress.stage("pages", _made(found.paths, library, place, workers, meanwhile), len(found.paths))
    kept, paths = _Kept(state, library.renderer), set(planned)
    looks: dict[str, disk.Signature] = {}

    def keep(report: output.Report) -> None:
        progress.begin("keeping")
        kept.drop(updated.targets - paths)
        looks.update(_looks(folder, before, there, report, paths))
        state.save()

    report = output.write(
        kept.each(made),
        folder,
        files.root / MANIFEST,
        standing=paths.difference(found.paths),
        known=_known(outputs),
        expected=len(found.paths),
        jobs=jobs,
        meanwhile=keep,
    )
    # The folder had the stage in it until now.
    state.outputs.put(disk.written(looks | disk.standing(os.fspath(folder), {"/"})))
    state.save()
    cache.tidy(2 * len(state.posts.get() or ()), lambda: _used(state))
    return Result(
        posts=len(state.posts.get() or ()),
        changed=updated.posts,
        rendered=tuple(found.paths),
        report=report,
        problems=updated.problems,
    )


def whole(config: Config, cache: Cache, files: Files, *, now: datetime, jobs: int) -> tuple[View, tuple[Problem, ...]]:
    """The site with every body made, and what had to be read as it was meant; nothing is written."""
    state = state_of(cache, config, config.build.output)
    updated = update(state, cache, config, files, now=now, jobs=jobs)
    # Who reads a site to the end would come upon damage too late to begin anew.
    for table in (state.homes, state.sources, state.made, state.cards):
        table.all()
    return View(library_of(config, cache, state, files), _nobody), updated.problems


def _nobody(_: Key) -> None:
    """Nobody asks."""


def _used(state: State) -> Iterator[bytes]:
    """The keys of all results on which the site stands."""
    for made in state.made.all().values():
        yield bytes.fromhex(made.key)
    for source in state.sources.all().values():
        yield bytes.fromhex(source.key)


def state_of(cache: Cache, config: Config, name: str) -> State:
    """What is known of the site from the last build of that name under these settings, if anything."""
    drawer = Drawer(cache, name)
    state = state_on(drawer)
    era = era_of(config)
    if state.era.get() != era:
        cache.forget(drawer.prefix)
        state = state_on(drawer)
        state.era.put(era)
    return state


def _renderer() -> type[Layouts]:
    """What renders. It loads Jinja, an eighth of all that is loaded: no body needs to wait for that."""
    from blogbuild.templates import Layouts

    return Layouts


def library_of(config: Config, cache: Cache, state: State, files: Files) -> Library:
    """What views of the site read from."""
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
        renderer=_renderer()(folders, config, asset, state.assets.all),
        body=lambda made: bodies.body(cache, made.key),
        data=data,
        file=lambda asset: located(root, asset.file),
        parts=Parts(),
    )


# How the output folder looks


def _known(outputs: Outputs) -> output.Known:
    """What is known of the folder: all that is in it where no file was added to it, or taken from it."""
    is_same = outputs.before and not any(path[-1:] == "/" for path in outputs.changes)
    return output.Known(_files_in(outputs.now) if is_same else None, _files_in(outputs.before))


def _files_in(looks: disk.Snapshot) -> set[str]:
    return {path for path in looks if path[-1:] != "/"}


# How the others are made


def _save_first(cache: Cache, state: State) -> None:
    """Write what is known before the outputs are made; without its era it counts for nothing, should they fail."""
    state.save(whole=False)
    cache.commit()


class _Place(Struct, frozen=True):
    """Where outputs go, and what is known of those that stand there."""

    folder: Path
    is_empty: bool
    untouched: frozenset[str]
    """Those that stand there as they were rendered."""
    reframed: Mapping[str, str]
    """Those of these of which only the frame must be made, as `Stale` has them."""
    edits: Mapping[str, tuple[Edit, ...]]

    def patched(self, path: str, rendered: Rendered) -> Page | None:
        """An output with what has changed in its frame, where it is so little that nothing needs to be filled."""
        edits = self.edits.get(self.reframed.get(path, ""))
        return None if edits is None else _patched(self.folder, path, rendered, edits)

    def block(self, path: str, rendered: Rendered) -> bytes | None:
        """The block of an output of which only the frame must be made; None when it cannot be read any more."""
        if path not in self.reframed:
            return None
        with suppress(OSError):
            block = output.part_of(f"{self.folder}/{path}", rendered.start, rendered.end)
            return block if len(block) == rendered.end - rendered.start else None
        return None

    def stage(self, path: str, content: bytes | Path, digest: str, before: Rendered | None) -> Staged:
        """Lay an output with that digest on the stage, unless it stands there from before. Raises BlogError."""
        if before and before.digest == digest:
            return Staged(path, None)
        return stage(Output(path, content), self.folder, is_empty=self.is_empty, may_stand=before is None)


def _possible(found: Stale, folder: Path, state: State) -> dict[str, tuple[Edit, ...]]:
    """Those of the edits that can be made in one of the pages: so they can in most, as these have the same frame."""
    pages = {name: path for path, name in found.reframed.items()}
    return {
        name: edits
        for name, edits in found.edits.items()
        if name in pages
        and (rendered := state.rendered.get(pages[name]))
        and _patched(folder, pages[name], rendered, edits)
    }


def _patched(folder: Path, path: str, rendered: Rendered, edits: Iterable[Edit]) -> Page | None:
    with suppress(OSError):
        return patched(Page(output.content_of(f"{folder}/{path}"), rendered.start, rendered.end), edits)
    return None


class _Made(Struct, frozen=True):
    """A target that was made and staged, and from what: the keys that many share, and its own."""

    staged: Staged
    digest: str
    common: tuple[Key, ...] | str
    """The keys, or the name under which they are kept."""
    own: bytes
    block: tuple[tuple[Key, ...] | str, int, int] | None
    """The keys of its block, likewise, and where that begins and ends, if it has one in a frame."""


class _Kept:
    """Takes down what targets were made from, once all is well."""

    def __init__(self, state: State, renderer: Renderer) -> None:
        self._state = state
        self._renderer = renderer
        self._names: dict[tuple[Key, ...], str] = {}

    def each(self, made: Iterable[_Made]) -> Iterator[Staged]:
        """What was staged."""
        for one in made:
            keys, start, end = one.block or ((), 0, 0)
            rendered = Rendered(
                digest=one.digest,
                common=self._name(one.common),
                own=one.own,
                block=self._name(keys) if keys else "",
                start=start,
                end=end,
            )
            self._state.rendered.put(one.staged.path, rendered)
            yield one.staged

    def _name(self, common: tuple[Key, ...] | str) -> str:
        if isinstance(common, str):
            return common
        if common not in self._names:
            name = hash_of("\n".join(common))
            self._names[common] = name
            self._state.common.put(name, common)
            for key in common:
                if is_printed(key):
                    self._state.prints.put(key, self._renderer.fingerprint(key))
        return self._names[common]

    def drop(self, paths: Iterable[str]) -> None:
        """Forget outputs that nobody makes any more."""
        for path in paths:
            self._state.rendered.put(path, None)


def _made(
    paths: Sequence[str], library: Library, place: _Place, workers: int, meanwhile: Callable[[], None]
) -> Iterator[_Made]:
    """Every target made and staged; all that goes wrong in rendering is gathered and raised after the last."""
    problems: set[Problem] = set()
    make = partial(_make, library, place)
    for made in ordered_map(make, paths, workers, worth=_WORTH_WORKERS, meanwhile=meanwhile):
        if isinstance(made, _Made):
            yield made
        else:
            problems.update(made)
    raise_errors(problems)


def _make(library: Library, place: _Place, path: str) -> _Made | tuple[Problem, ...]:
    """The target at a path rendered and staged, or what is wrong with its layout; run in a worker."""
    before = library.state.rendered.get(path) if path in place.untouched else None
    page = place.patched(path, before) if before else None
    if before and page:
        digest = hash_of(page.content)
        staged = place.stage(path, page.content, digest, before)
        return _Made(staged, digest, before.common, before.own, (before.block, page.start, page.end))
    target = library.state.targets.get(path)
    assert target is not None, path  # noqa: S101 - it is planned
    notes: set[Key] = set()
    frame = Frame(place.block(path, before) if before else None)
    try:
        made = features.make(View(library, notes.add, frame), target)
        content, start, end = frame.around(made) if isinstance(made, str) else (made, 0, 0)
        digest = digest_of(content) if isinstance(content, Path) else hash_of(content)
    except BlogError as broken:
        return broken.problems
    except UnicodeEncodeError as broken:
        what = f"/{path} would hold {broken.object[broken.start : broken.end]!r}, which is no character"
        return (error(target.source or CONTENT, what, "remove it from the text or data that it comes from"),)
    trace = trace_of(notes)
    common, own = trace.common, packed(trace.own)
    block: tuple[tuple[Key, ...] | str, int, int] = (common_to(frame.keys), start, end)
    if before and frame.is_around_known:
        # What else the old page was made from stays: which of it the block asked for is not known.
        keys = library.state.common
        others = [key for key in keys.get(before.common) or () if not key.startswith((LAYOUT, FRAME))]
        common, own = common_to(common, keys.get(before.block) or (), others), merged(own, before.own)
        block = (before.block, start, end)
    staged = place.stage(path, content, digest, before)
    return _Made(staged, digest, common, own, block if frame.is_left_out else None)


def _looks(
    folder: Path, before: disk.Snapshot, there: disk.Snapshot, report: output.Report, paths: set[str]
) -> dict[str, disk.Signature]:
    """How what is in the output folder looks."""
    if before and before.keys() == there.keys() and not report.removed and there.keys() >= set(report.written):
        # The same files as ever: only what was written looks otherwise.
        written = set(report.written) | {f"{above}/" for path in report.written for above in _above(path)}
        return {**there, **disk.standing(os.fspath(folder), written)}
    wanted = paths | {f"{above}/" for path in paths for above in _above(path)}
    others = {*report.written, *(f"{above}/" for path in (*report.written, *report.removed) for above in _above(path))}
    looked_at = (others | (wanted - there.keys())) & wanted
    stood = {path: known for path, known in there.items() if path in wanted}
    return stood | disk.standing(os.fspath(folder), looked_at)


def _above(path: str) -> Iterator[str]:
    above = path.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]
