"""A site that stands: all that is known of it as it was when all was last well, and how it is brought up to its files.

A fault never takes the site away: sources that are wrong are held back as they last were, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from blogbuild import disk, readnext
from blogbuild.cache import Cache, Drawer
from blogbuild.config import Config
from blogbuild.content import Files
from blogbuild.errors import BlogError, Problem
from blogbuild.readnext import Terms
from blogbuild.standing import era_of
from blogbuild.state import State, state_on
from blogbuild.tables import NoShelf
from blogbuild.trace import Key
from blogbuild.update import Run

DRAWER: Final = "(preview)"
# So many bodies are a few seconds' work.
_PIECE: Final = 500


class Tools(Struct, frozen=True, kw_only=True):
    """What an update works with."""

    cache: Cache
    now: datetime
    jobs: int


class Standing(Struct, frozen=True, kw_only=True):
    """A site that can be shown."""

    config: Config
    files: Files
    state: State
    warnings: tuple[Problem, ...] = ()
    is_partial: bool = False
    """Whether bodies are made when they are asked for, and nothing is suggested yet."""
    unsuggested: Mapping[str, Terms | None] = field(default_factory=dict)
    """The posts that changed since suggestions were made."""


class Step(Struct, frozen=True, kw_only=True):
    """From one standing site to the next: what is other now, and what could not be taken over."""

    site: Standing
    changed: frozenset[Key] = frozenset()
    targets: frozenset[str] = frozenset()
    faults: tuple[Problem, ...] = ()
    held: frozenset[str] = frozenset()
    """The sources that are as they were before, since what they hold now is wrong."""
    touched: frozenset[str] = frozenset()


_Take: TypeAlias = Callable[[Standing, Files, set[str]], Step]


def known(config: Config, files: Files, cache: Cache) -> Standing | None:
    """The site as the cache knows it under these settings, if it does; `files` are those of today."""
    state = _state_in(cache, config)
    before = disk.read(state.files.get() or "")
    if not before:
        return None
    return Standing(config=config, files=replace(files, snapshot=before), state=state)


def filled(config: Config, files: Files, tools: Tools) -> Step:
    """The site with every body made; those that are made are kept as they come, whatever becomes of the rest.

    Raises BlogError when no part of it can be shown.
    """
    return _settled(_nothing(config, files, _state_in(tools.cache, config)), files, None, partial(_fill, tools))


def begun(config: Config, files: Files, tools: Tools) -> Step:
    """The site whose bodies are made when they are asked for. Raises BlogError when no part of it can be shown."""
    return _settled(_nothing(config, files, state_on(NoShelf())), files, None, partial(_begin, tools))


def kept(site: Standing, cache: Cache) -> None:
    """Keep what is known of the site, for the next time."""
    site.state.files.put(disk.written(site.files.snapshot))
    name, before = _drawer(site.config), cache.row(DRAWER, "name")
    if before != name.encode():
        # What was known under other settings is of no use any more.
        if before:
            cache.forget(f"{before.decode()}:")
        cache.change(DRAWER, {"name": name.encode()})
    site.state.save()
    cache.commit()


def brought_up(site: Standing, files: Files, touched: set[str], tools: Tools) -> Step:
    """The site with the files that were touched as they are now, as far as they are right."""
    return _settled(site, files, touched, partial(_next, tools))


def suggested(site: Standing, tools: Tools) -> Step:
    """The site with suggestions that know all posts as they are."""
    state = site.state.copy()
    run = _run(state, site.config, site.files, tools)
    run.terms = dict(site.unsuggested)
    run.suggest()
    return Step(site=replace(site, state=state, unsuggested={}), changed=run.told().changed)


def make_body(site: Standing, url: str, tools: Tools) -> None:
    """Make the body of a post or page whose turn has not come yet. Raises BlogError for a fault in it."""
    state = site.state
    if state.made.get(url) is not None:
        return
    run = _run(state, site.config, site.files, tools)
    run.edited = {url}
    try:
        run.make_bodies()
    except BlogError:
        # A fault that nobody looks at must not stand in the way of other pages.
        state.made.put(url, None)
        state.told.put(f"{url} made", None)
        raise


def _state_in(cache: Cache, config: Config) -> State:
    """What is known under these settings; others have tables of their own, on which a site may stand meanwhile."""
    return state_on(Drawer(cache, _drawer(config)))


def _drawer(config: Config) -> str:
    return f"{DRAWER} {era_of(config)}"


def _nothing(config: Config, files: Files, state: State) -> Standing:
    return Standing(config=config, files=Files(files.root, {}, {}), state=state)


def _settled(site: Standing, files: Files, touched: set[str] | None, take: _Take) -> Step:
    """Take over what was touched (None: everything), less the sources that turn out to be wrong."""
    faults: list[Problem] = []
    held: set[str] = set()
    everything = set(files.snapshot) if touched is None else touched
    while True:
        try:
            step = take(site, _less(files, held, site.files), everything - held)
        except BlogError as failed:
            faults += failed.problems
            wrong = {problem.place.path for problem in failed.problems} & everything - held
            if not wrong and touched is None:
                raise
            held |= wrong or everything
            continue
        return replace(
            step, faults=tuple(dict.fromkeys(faults)), held=frozenset(held), touched=frozenset(everything - held)
        )


def _less(files: Files, held: set[str], before: Files) -> Files:
    """The files, but some as they were before."""
    if not held:
        return files
    snapshot = {path: known for path, known in files.snapshot.items() if path not in held}
    snapshot |= {path: before.snapshot[path] for path in held if path in before.snapshot}
    return replace(files, snapshot=dict(sorted(snapshot.items())))


def _fill(tools: Tools, site: Standing, files: Files, _: set[str]) -> Step:
    state = site.state.copy()
    run = _run(state, site.config, files, tools)
    run.read(disk.differing(disk.read(state.files.get() or ""), files.snapshot))
    run.place()
    run.make_bodies(())  # none yet, but those that asked for something that is other now are to be made, too
    _make_by_pieces(run, tools.cache)
    run.suggest()
    told = run.told()
    stands = replace(site, files=files, state=state, warnings=told.problems)
    return Step(site=stands, changed=told.changed, targets=told.targets)


def _make_by_pieces(run: Run, cache: Cache) -> None:
    """Make all bodies that are to be made. Raises BlogError with what is wrong with any."""
    failed = None
    urls = sorted(run.edited)
    for start in range(0, len(urls), _PIECE):
        try:
            run.make_bodies(urls[start : start + _PIECE])
        except BlogError as found:
            failed = found  # it tells of all before it
        cache.commit()
    if failed:
        raise failed


def _begin(tools: Tools, site: Standing, files: Files, touched: set[str]) -> Step:
    state = site.state.copy()
    run = replace(_run(state, site.config, files, tools), keeps_texts=False)
    run.read(touched)
    run.place()
    readnext.rebuild((), site.config.read_next.count, state.compared)
    told = run.told()
    stands = replace(site, files=files, state=state, warnings=told.problems, is_partial=True)
    return Step(site=stands, changed=told.changed, targets=told.targets)


def _next(tools: Tools, site: Standing, files: Files, touched: set[str]) -> Step:
    state = site.state.copy()
    run = _run(state, site.config, files, tools)
    run.read(touched)
    run.place()
    run.make_bodies([url for url in run.edited if state.made.get(url)] if site.is_partial else None)
    told = run.told()
    stands = replace(
        site,
        files=files,
        state=state,
        warnings=told.problems,
        unsuggested={} if site.is_partial else {**site.unsuggested, **run.terms},
    )
    return Step(site=stands, changed=told.changed, targets=told.targets)


def _run(state: State, config: Config, files: Files, tools: Tools) -> Run:
    return Run(state=state, cache=tools.cache, config=config, files=files, now=tools.now, jobs=tools.jobs)
