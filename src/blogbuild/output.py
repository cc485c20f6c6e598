"""Outputs → the output folder: all or nothing, the same bytes left alone, what nobody makes any more removed.

Files are first made in a stage inside the folder and moved to their places when the last one is there, so a build that
fails leaves the old site standing and a reader never sees half a file. Which files are ours stands in a manifest.

A stage is flat, so that no folders are made and removed for nothing. Where nothing stands in the folder yet the stage
has the folders of the site, and these are moved whole.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import os
import shutil
import stat
import struct
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec
from msgspec import Struct

from blogbuild.digests import hash_of
from blogbuild.errors import BlogError, error, raise_errors
from blogbuild.model import Output

if TYPE_CHECKING:
    from concurrent.futures import Future

STAGE: Final = ".blogbuild-stage"
_FLAT: Final = "files/"
_TREE: Final = "site/"
# Each build has a stage of its own: workers of one that was killed may still write to theirs. A worker, being a copy of
# its build, has the number of that.
_BUILDER: Final = str(os.getpid())
# So many files are worth threads that free what they replace; so many threads, each of which frees so many at once,
# and so many times that may be left to free: no more files are open than a process may have.
_MANY: Final = 500
_FREEING: Final = 16
_FREED_AT_ONCE: Final = 16
_MOST_LEFT: Final = 32
# How to open a file, whatever it is, without waiting for it; nothing where one that is open cannot be replaced.
_HOLDING: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW if os.name == "posix" else None
# Linux's inode flags (ioctl_iflags(2)): a folder in one of these is placed like a folder at the top of the file system.
_FLAGS: Final = struct.Struct("l")
_GET_FLAGS: Final = 0x80006601 | _FLAGS.size << 16
_SET_FLAGS: Final = 0x40006602 | _FLAGS.size << 16
_TOP_FOLDER: Final = 0x20000
# So many folders of a stage are each at a place of their own, the best of so many that were tried.
_PLACES: Final = 4
_TRIED: Final = 12
# What people keep in an output folder on purpose: a repository to push from.
KEPT: Final = frozenset({".git", ".svn", ".hg"})
_SHOWN_FOREIGN: Final = 3


class Report(Struct, frozen=True):
    """What a build did to the output folder."""

    total: int
    written: tuple[str, ...]
    removed: tuple[str, ...]


class Staged(Struct, frozen=True):
    """An output that was made: its path, and its name on the stage unless the same bytes stand in the folder."""

    path: str
    name: str | None


def stage(output: Output, folder: Path, *, is_empty: bool = False, may_stand: bool = True) -> Staged:
    """Lay an output on the stage, unless its bytes stand in the folder already; any process may do so.

    `is_empty` says that nothing is in the folder, `may_stand` whether these bytes may be. Raises BlogError when it
    cannot be written.
    """
    content = output.content
    if may_stand and not is_empty and _is_same(f"{folder}/{output.path}", content):
        return Staged(output.path, None)
    with _explained(folder):
        if is_empty:
            # Two paths of which one is a folder of the other cannot both be laid: `write` refuses them.
            with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                return _lay(content, _stage(folder), output.path, f"{_TREE}{output.path}")
        name = hash_of(output.path)
        return _lay(content, _stage(folder), output.path, f"{_FLAT}{int(name[0], 16) % _PLACES}/{name}")


def part_of(file: str, start: int, end: int) -> bytes:
    """The bytes of an output from one place to another, as far as there are any. Raises OSError."""
    # With no more calls to the system than that takes, as below.
    opened = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        if start:
            os.lseek(opened, start, os.SEEK_SET)
        return os.read(opened, end - start)
    finally:
        os.close(opened)


def is_empty(folder: Path) -> bool:
    """Whether nothing stands in a folder, if it is there at all."""
    try:
        with os.scandir(folder) as found:
            return not any(found)
    except OSError:
        return True


def _stage(folder: Path) -> str:
    return f"{folder}/{STAGE}/{_BUILDER}"


def _make_stage(folder: Path) -> None:
    above = folder / STAGE
    shutil.rmtree(above, ignore_errors=True)
    above.mkdir(parents=True)
    stage = Path(_stage(folder))
    (stage / _FLAT).mkdir(parents=True)
    if _sets_apart(above):
        names = (_TREE, *(f"{_FLAT}{number}" for number in range(_PLACES)))
        for name, place in zip(names, _places(above), strict=False):
            place.rename(stage / name)


def _sets_apart(folder: Path) -> bool:
    """Ask the system for places of their own on the disk, for folders in this one with all that will be in them.

    Else ext4 makes a file near its folder, and without a journal, as on many virtual machines, it passes there over
    every file that was removed in the last minutes, one by one. Where a whole site has just been removed, or replaced,
    that would take longer than to write the files.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    opened = os.open(folder, os.O_RDONLY)
    try:
        flags = bytearray(_FLAGS.size)
        fcntl.ioctl(opened, _GET_FLAGS, flags)
        fcntl.ioctl(opened, _SET_FLAGS, _FLAGS.pack(_FLAGS.unpack(flags)[0] | _TOP_FOLDER))
    except OSError:  # another file system
        return False
    finally:
        os.close(opened)
    return True


def _places(folder: Path) -> list[Path]:
    """New folders in one that sets them apart, those first that are the farthest from the others on the disk.

    A place is the first without folders from a random one on: often it is the same, or near it, in build after build.
    """
    places = {}
    for number in range(_TRIED):
        place = folder / f"{_BUILDER}.{number}"
        place.mkdir()
        places[place.stat().st_ino] = place
    room = {here: min((abs(here - other) for other in places if other != here), default=0) for here in places}
    return [places[here] for here in sorted(places, key=lambda here: -room[here])]


def _lay(content: bytes | Path, stage: str, path: str, name: str) -> Staged:
    file = f"{stage}/{name}"
    try:
        _put(content, file)
    except FileNotFoundError:
        _make_folder(file.rpartition("/")[0])
        _put(content, file)
    return Staged(path, name)


def _put(content: bytes | Path, file: str) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, file)
    else:
        _create(file, content)


def _create(file: str, content: bytes) -> None:
    """Write a new file, with no more calls to the system than that takes: it is done ten thousand times."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(opened, rest) :]
    finally:
        os.close(opened)


def write(
    made: Iterable[Staged],
    folder: Path,
    manifest: Path,
    *,
    standing: Iterable[str] = (),
    before: set[str] | None = None,
    left: Iterable[str] = (),
) -> Report:
    """Bring the folder to hold what is made, what is `standing` and nothing else of ours.

    `manifest` remembers which files are ours. `made` is gone through once the stage is clear, and must put each of its
    outputs there with `stage`; `before` are the files in the folder, where they are known, and `left` those that we
    left there the last time, as far as that is known. Raises BlogError, with the folder as it was, when something
    cannot be made or written, and when the folder holds files that we did not write.
    """
    try:
        with _explained(folder):
            _make_stage(folder)
            before = _files(folder) if before is None else before
            outputs = list(made)
            paths = {output.path for output in outputs}.union(standing)
            staged = {output.path: output.name for output in outputs if output.name}
            if before - paths or paths - before:
                orphans = _change(paths, before, staged, folder, manifest, ours=set(left))
            else:
                orphans = set()
                _move(staged, folder)
    finally:
        shutil.rmtree(folder / STAGE, ignore_errors=True)
    return Report(len(paths), tuple(staged), tuple(sorted(orphans)))


def _change(
    paths: set[str], before: set[str], staged: Mapping[str, str], folder: Path, manifest: Path, *, ours: set[str]
) -> set[str]:
    """Put what is staged in its place where other files will be there than before; those that went."""
    _refuse_double(paths)
    ours |= _read_manifest(manifest, folder)
    _refuse_foreign(folder, before - paths - ours)
    orphans = (before & ours) - paths
    # What we write is ours before it stands there: a build that is killed now knows its files next time.
    _write_manifest(manifest, folder, paths | orphans)
    _move(staged, folder)
    _remove(orphans, folder)
    _write_manifest(manifest, folder, paths)
    return orphans


def remove(folder: Path, manifest: Path) -> int:
    """Remove what we wrote into the folder, and the folder if nothing else is in it; how many files went."""
    with _explained(folder):
        ours = _read_manifest(manifest, folder) & _files(folder) if folder.is_dir() else set()
        _remove(ours, folder)
        shutil.rmtree(folder / STAGE, ignore_errors=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        _write_manifest(manifest, folder, set())
    return len(ours)


class _explained:  # noqa: N801 - reads as a statement
    """Turns what the operating system refuses into problems with a place and a mend."""

    _MENDS: Final = {
        errno.ENOSPC: "free some space on the disk; the last site was left as it was",
        errno.EDQUOT: "free some space in your quota; the last site was left as it was",
        errno.EACCES: "give yourself the right to write there, or choose another folder with -o",
        errno.EPERM: "give yourself the right to write there, or choose another folder with -o",
        errno.EROFS: "choose a folder on another disk with -o",
        errno.ENOTDIR: "a file stands where a folder is needed; remove it, or choose another folder with -o",
        errno.EEXIST: "a file stands where a folder is needed; remove it, or choose another folder with -o",
        errno.ENAMETOOLONG: "give the post a shorter file name or permalink",
    }

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, refused: object, trace: object) -> None:
        if isinstance(refused, OSError):
            path = str(refused.filename or self.folder).replace(f"{STAGE}/{_BUILDER}/{_TREE}", "")
            mend = self._MENDS.get(refused.errno or 0, "")
            raise BlogError([error(path, f"cannot be written: {refused.strerror}", mend)]) from refused


def _files(folder: Path) -> set[str]:
    """Every file below the folder, by its path."""
    return {name for name in _walk(os.fspath(folder), "") if not name.startswith(f"{STAGE}/")}


def _walk(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not prefix and entry.name in KEPT:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def _is_same(file: str, content: bytes | Path) -> bool:
    try:
        status = os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(status.st_mode):
        return False
    if isinstance(content, Path):
        return status.st_size == content.stat().st_size and filecmp.cmp(file, content, shallow=False)
    return status.st_size == len(content) and Path(file).read_bytes() == content


def _refuse_double(paths: set[str]) -> None:
    folders = {path[:at] for path in paths for at in range(len(path)) if path[at] == "/"}
    problems = [
        error(path, "cannot be written: it is to be a file and a folder", "give one of the two another address")
        for path in folders & paths
    ]
    raise_errors(problems)


def _refuse_foreign(folder: Path, foreign: set[str]) -> None:
    if not foreign:
        return
    shown = ", ".join(sorted(foreign)[:_SHOWN_FOREIGN])
    more = f" and {len(foreign) - _SHOWN_FOREIGN} more" if len(foreign) > _SHOWN_FOREIGN else ""
    what = f"holds files that blogbuild did not write: {shown}{more}"
    raise BlogError(
        [error(str(folder), what, "move them away (static/ is for files of yours), or choose another folder with -o")]
    )


def _move(staged: Mapping[str, str], folder: Path) -> None:
    stage = _stage(folder)
    moved = _move_whole(f"{stage}/{_TREE}", folder)
    moves = [
        (f"{stage}/{name}", f"{folder}/{path}")
        for path, name in staged.items()
        if not (name.startswith(_TREE) and path.partition("/")[0] in moved)
    ]
    for file, target in _refused(moves):
        _make_way(Path(target), folder)
        os.makedirs(target.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - as below
        os.replace(file, target)  # noqa: PTH105 - the one atomic step


def _refused(moves: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make the moves; those that could not be made, as something is in the way."""
    left = []
    with _Freeing() if len(moves) >= _MANY else contextlib.nullcontext() as freeing:
        for file, target in moves:
            if freeing:
                freeing.hold(target)
            try:
                os.replace(file, target)  # noqa: PTH105 - the one atomic step
            except OSError:
                left.append((file, target))
    return left


class _Freeing:
    """Frees, in threads, what files held that are replaced meanwhile.

    The system frees it within the move, and where it also tells the disk (discard, ext4(5)) that takes three times as
    long as to move; unless somebody still has the replaced file open: then who closes it waits for that.
    """

    def __init__(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._pool = ThreadPoolExecutor(_FREEING)
        self._held: list[int] = []
        self._left: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _close(self._held)
        self._pool.shutdown()

    def hold(self, file: str) -> None:
        """Keep a file, if it is there, from being freed before it is replaced."""
        if _HOLDING is None:
            return
        with contextlib.suppress(OSError):
            self._held.append(os.open(file, _HOLDING))
        if len(self._held) > _FREED_AT_ONCE:
            # The last one is to be replaced yet.
            self._left.append(self._pool.submit(_close, self._held[:-1]))
            del self._held[:-1]
        if len(self._left) > _MOST_LEFT:
            self._left.popleft().result()


def _close(held: Iterable[int]) -> None:
    for opened in held:
        os.close(opened)


def _move_whole(tree: str, folder: Path) -> set[str]:
    """Move what is in a tree, folders with all that is in them; the names of what could be moved so."""
    moved = set()
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir(tree):  # noqa: PTH208 - a name may be no path
            with contextlib.suppress(OSError):  # somebody put something there
                os.replace(tree + name, folder / name)  # noqa: PTH105 - the one atomic step
                moved.add(name)
    return moved


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)  # noqa: PTH102 - ten thousand times
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - likewise


def _make_way(target: Path, folder: Path) -> None:
    """Remove pages of ours where a folder must be, and folders of them where a page must be (no others are left)."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    for above in target.parents:
        if above == folder or above.is_dir():
            return
        above.unlink(missing_ok=True)


def _remove(paths: Iterable[str], folder: Path) -> None:
    for path in paths:
        target = folder / path
        # What gave way to a folder, or lay below a page's new place, is gone already.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            target.unlink()
        _remove_empty_above(target.parent, folder)


def _remove_empty_above(below: Path, folder: Path) -> None:
    while below != folder and (not below.exists() or (below.is_dir() and not any(below.iterdir()))):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            below.rmdir()
        below = below.parent


def _name(folder: Path, manifest: Path) -> str:
    """The output folder's name in the manifest: within the site its path there, so that a site may be moved."""
    site, here = manifest.parent.parent.resolve(), folder.resolve()
    return (here.relative_to(site) if here.is_relative_to(site) else here).as_posix()


def _read_manifest(manifest: Path, folder: Path) -> set[str]:
    """The files that we wrote into the folder; none when the manifest is lost or damaged."""
    try:
        known = msgspec.json.decode(manifest.read_bytes())
        return set(known[_name(folder, manifest)])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write_manifest(manifest: Path, folder: Path, paths: set[str]) -> None:
    try:
        known = msgspec.json.decode(manifest.read_bytes())
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    known[_name(folder, manifest)] = sorted(paths)
    known = {name: files for name, files in known.items() if files}
    if not known:
        manifest.unlink(missing_ok=True)
        return
    manifest.parent.mkdir(parents=True, exist_ok=True)
    fresh = manifest.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=2))
    fresh.replace(manifest)
