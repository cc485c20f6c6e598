"""The stage: outputs are laid there, by any process, and moved to their places when the last one is there.

A stage is flat, so that no folders are made and removed for nothing. Where nothing stands in the output folder yet the
stage has the folders of the site, and these are moved whole.
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
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.digests import hash_of
from blogbuild.errors import BlogError, error
from blogbuild.exchanging import exchange
from blogbuild.model import Output
from blogbuild.workers import ordered_map

STAGE: Final = ".blogbuild-stage"
_FLAT: Final = "files/"
_TREE: Final = "site/"
# Each build has a stage of its own: workers of one that was killed may still write to theirs. A worker, being a copy of
# its build, has the number of that.
_BUILDER: Final = str(os.getpid())
# So many files are worth the search for a place to make them, and an exchange with what they replace.
_MANY: Final = 500
# So many files are removed at a time, by so many threads.
_REMOVED_AT_ONCE: Final = 500
_REMOVING: Final = 16
# Linux's inode flags (ioctl_iflags(2)): a folder in one of these is placed like a folder at the top of the file system.
_FLAGS: Final = struct.Struct("l")
_GET_FLAGS: Final = 0x80006601 | _FLAGS.size << 16
_SET_FLAGS: Final = 0x40006602 | _FLAGS.size << 16
_TOP_FOLDER: Final = 0x20000
# So many folders of a stage are each at a place of their own, the best of so many that were tried with so many files:
# more than ext4 keeps in one block, as it may pass over whole blocks of them.
_PLACES: Final = 4
_TRIED: Final = 12
_FILES_TRIED: Final = 18


class Staged(Struct, frozen=True):
    """An output that was made: its path, and its name on the stage unless the same bytes stand in the folder."""

    path: str
    name: str | None


def _stage(folder: Path) -> str:
    return f"{folder}/{STAGE}/{_BUILDER}"


def stage(output: Output, folder: Path, *, is_empty: bool = False, may_stand: bool = True) -> Staged:
    """Lay an output on the stage, unless its bytes stand in the folder already; any process may do so.

    `is_empty` says that nothing is in the folder, `may_stand` whether these bytes may be. Raises BlogError when it
    cannot be written.
    """
    content = output.content
    if may_stand and not is_empty and _is_same(f"{folder}/{output.path}", content):
        return Staged(output.path, None)
    with explained(folder):
        if is_empty:
            # Two paths of which one is a folder of the other cannot both be laid: `write` refuses them.
            with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                return _lay(content, _stage(folder), output.path, f"{_TREE}{output.path}")
        name = hash_of(output.path)
        return _lay(content, _stage(folder), output.path, f"{_FLAT}{int(name[0], 16) % _PLACES}/{name}")


class explained:  # noqa: N801 - reads as a statement
    """Turns what the operating system refuses in an output folder into problems with a place and a mend."""

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


def clear_stage(folder: Path, expected: int) -> None:
    """Make an empty stage in an output folder, for about as many outputs as are expected. Raises OSError."""
    above = folder / STAGE
    shutil.rmtree(above, ignore_errors=True)
    above.mkdir(parents=True)
    is_apart = _sets_apart(above)
    stage = Path(_stage(folder))
    (stage / _FLAT).mkdir(parents=True)
    if is_apart and expected >= _MANY:
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
    """New folders in one that sets them apart, those first in which files are made the quickest.

    For each the system takes the first place without folders from a random one on: often the same in build after build.
    """
    places = [folder / f"{_BUILDER}.{number}" for number in range(_TRIED)]
    for place in places:
        place.mkdir()
    return sorted(places, key=_time_to_make_files)


def _time_to_make_files(place: Path) -> float:
    begun = time.perf_counter()
    files = [f"{place}/{number}" for number in range(_FILES_TRIED)]
    for file in files:
        _create(file, b"")
    for file in files:
        os.unlink(file)  # noqa: PTH108 - as it is created
    return time.perf_counter() - begun


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


def move_staged(staged: Mapping[str, str], folder: Path) -> list[str]:
    """Move outputs to their paths in a folder, by their names on its stage; the files there that are to be removed.

    Raises OSError.
    """
    stage = _stage(folder)
    moved = _move_whole(f"{stage}/{_TREE}", folder)
    moves = [
        (f"{stage}/{name}", f"{folder}/{path}")
        for path, name in staged.items()
        if not (name.startswith(_TREE) and path.partition("/")[0] in moved)
    ]
    old, rest = _exchanged(moves) if len(moves) >= _MANY else ([], moves)
    for file, target in _refused(rest):
        _make_way(Path(target), folder)
        os.makedirs(target.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - as below
        os.replace(file, target)  # noqa: PTH105 - the one atomic step
    return old


def _exchanged(moves: Iterable[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Make those of the moves that replace something, by an exchange: what stood there is on the stage; and the rest.

    To replace takes ten times as long: ext4 writes a file that takes another's place at once (auto_da_alloc in
    ext4(5)), and frees what that one held before the move is done. What a power cut may then leave empty, as any new
    file, looks otherwise than it was written, and the next build makes it again.
    """
    old, rest = [], []
    for file, target in moves:
        if exchange(file, target):
            old.append(file)
        else:
            rest.append((file, target))
    return old, rest


def _refused(moves: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make the moves; those that could not be made, as something is in the way."""
    left = []
    for file, target in moves:
        try:
            os.replace(file, target)  # noqa: PTH105 - the one atomic step
        except OSError:
            left.append((file, target))
    return left


def remove_staged(files: Sequence[str], jobs: int, meanwhile: Callable[[], object]) -> None:
    """Remove files from the stage, over `jobs` processes, and do something else meanwhile.

    Where the system also tells the disk what is free (discard in ext4(5)) it waits for that: so do threads.
    """
    parts = [files[start : start + _REMOVED_AT_ONCE] for start in range(0, len(files), _REMOVED_AT_ONCE)]
    for _ in ordered_map(_remove, parts, jobs, worth=1, meanwhile=meanwhile):
        pass


def _remove(files: Sequence[str]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_REMOVING) as pool:
        for thread in range(_REMOVING):
            pool.submit(_unlink, files[thread::_REMOVING])


def _unlink(files: Iterable[str]) -> None:
    for file in files:
        with contextlib.suppress(OSError):  # a folder, which goes with the stage
            os.unlink(file)  # noqa: PTH108 - ten thousand times


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
