"""Which outputs still stand, and how much of the others must be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild import disk
from blogbuild.digests import digest_of
from blogbuild.errors import BlogError
from blogbuild.patching import Edit
from blogbuild.state import Rendered, State
from blogbuild.trace import Key, finder, is_printed, with_kinds
from blogbuild.view import Renderer

LAYOUT: Final = "layout "
FRAME: Final = "frame "


class Stale(Struct, frozen=True):
    """The outputs that must be made: what they are made from has changed, or they stand otherwise."""

    paths: list[str]
    reframed: Mapping[str, str]
    """Those of which only the frame must be, as layouts have changed, but none that the block is from; each with the
    name of the keys that it shares with others."""
    edits: Mapping[str, tuple[Edit, ...]]
    """By such a name: what has changed in the frame, where that is fixed text alone."""


def stale(
    state: State, renderer: Renderer, changed: AbstractSet[Key], planned: Sequence[str], otherwise: AbstractSet[str]
) -> Stale:
    """Those of the planned outputs that must be made after these keys have changed, and those that must `otherwise`."""
    common = state.common.all()
    printed, edits = _changed_prints(state, renderer, common.values())
    changed = with_kinds(changed | printed)
    others = {name: found for name, keys in common.items() if (found := changed.intersection(keys))}
    frames = {name for name, found in others.items() if all(key.startswith(LAYOUT) for key in found)}
    is_touched = finder(changed)
    gone, framed = _encoded(others), _encoded(frames)
    blocks = _encoded(name for name, keys in common.items() if changed.isdisjoint(keys))
    standing, reframed = set(), {}
    for path, text in state.rendered.texts():
        name, block, own = Rendered.parts(text)
        if path in otherwise or is_touched(own):
            continue
        if name not in gone:
            standing.add(path)
        elif name in framed and block in blocks:
            reframed[path] = name.decode("ascii")
    return Stale(
        paths=[path for path in planned if path not in standing],
        reframed=reframed,
        edits={name: edits[key] for name in frames for key in common[name] if key in edits},
    )


def _encoded(names: Iterable[str]) -> set[bytes]:
    return {name.encode() for name in names}


def _changed_prints(
    state: State, renderer: Renderer, common: Iterable[tuple[Key, ...]]
) -> tuple[set[Key], dict[Key, tuple[Edit, ...]]]:
    """The layouts and assets that are not what they were, and the frames in which only fixed text is not."""
    keys = {key for noted in common for key in noted if is_printed(key)}
    frames = {key for key in keys if key.startswith(FRAME)}
    changed = {key for key in keys - frames if state.prints.put(key, renderer.fingerprint(key))}
    edits = {}
    for frame in frames if any(key.startswith(LAYOUT) for key in changed) else ():
        before = state.prints.get(frame)
        if before and state.prints.put(frame, renderer.fingerprint(frame)):
            found = renderer.edits(frame, before)
            if found is not None:
                edits[frame] = found
    return changed, edits


def touched(changes: Mapping[str, disk.Signature | None], folder: Path, state: State) -> set[str]:
    """The outputs in a folder that are not there as we left them, by what looks otherwise there."""
    found = set()
    for path, known in changes.items():
        if path[-1:] == "/":
            continue
        rendered = state.rendered.get(path)
        try:
            if known and rendered and rendered.digest == digest_of(folder / path):
                continue
        except BlogError:  # a folder stands there, or nobody may read it: the output must be made again
            pass
        found.add(path)
    return found
