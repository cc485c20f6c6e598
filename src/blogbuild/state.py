"""What is known of a site between builds: one table a kind of value, each read only where it is asked for."""

from __future__ import annotations

import copy
import struct
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

from msgspec import Struct

import blogbuild.config
from blogbuild.codec import Codec, codec
from blogbuild.config import MenuItem
from blogbuild.digests import DIGITS
from blogbuild.errors import DamagedError, Problem
from blogbuild.model import Document, Gist, Target
from blogbuild.site import Asset, BranchView, Card, TermCard, TermLink
from blogbuild.standing import Clock
from blogbuild.tables import Shelf, Table, Texts
from blogbuild.taxonomy import Taxonomy
from blogbuild.trace import Key

Kept = TypeVar("Kept")


# Digest, name of the common keys, name of the block's keys, where the block begins and ends.
_RENDERED: Final = struct.Struct(f"<{DIGITS}s{DIGITS}s{DIGITS}sII")
_OWN: Final = _RENDERED.size


class Source(Struct, frozen=True, kw_only=True):
    """What stands in the source of a document: the document, if it is one, and what decides about its body."""

    document: Document | None = None
    """Without its text."""
    is_plain: bool = False
    """An HTML file without front matter: to be copied as it is."""
    key: str = ""


class Made(Struct, frozen=True, kw_only=True, array_like=True):
    """What became of the body of a document: under which key it is kept, what lists know of it."""

    key: str
    """In hexadecimal digits."""
    gist: Gist


class Rendered(Struct, frozen=True, kw_only=True):
    """A target that was made: the digest of its bytes, what it was made from."""

    digest: str
    common: str
    """Under which name the keys are kept that it shares with others."""
    own: bytes
    """The other keys, as `trace.packed` writes them."""
    block: str = ""
    """Under which name the keys of its block are kept, if it has one in a frame."""
    start: int = 0
    end: int = 0
    """Where the block stands in its bytes."""

    @staticmethod
    def read(text: bytes) -> Rendered:
        """What `text` has written. Raises DamagedError."""
        try:
            digest, common, block, start, end = _RENDERED.unpack_from(text)
            return Rendered(
                digest=digest.decode("ascii"),
                common=common.decode("ascii"),
                own=text[_OWN:],
                block=block.rstrip(b"\0").decode("ascii"),
                start=start,
                end=end,
            )
        except (ValueError, struct.error) as damaged:
            raise DamagedError(str(damaged)) from damaged

    def text(self) -> bytes:
        """One after the other, so that a key is found in many of these without reading them."""
        fixed = (self.digest.encode(), self.common.encode(), self.block.encode(), self.start, self.end)
        return _RENDERED.pack(*fixed) + self.own

    @staticmethod
    def parts(text: bytes) -> tuple[bytes, bytes, bytes]:
        """`common` and `block`, encoded, and `own` of one that was written; no block is as many zeros."""
        return text[DIGITS : 2 * DIGITS], text[2 * DIGITS : 3 * DIGITS], text[_OWN:]


class One(Generic[Kept]):
    """A value that a site has one of."""

    def __init__(self, shelf: Shelf, name: str, kind: Codec[Kept]) -> None:
        self._table = Table(shelf, "one", kind)
        self._name = name

    def get(self) -> Kept | None:
        """The value; None where there is none yet."""
        return self._table.get(self._name)

    def put(self, value: Kept) -> bool:
        """Set the value; whether that changes it."""
        return self._table.put(self._name, value)

    def copy(self) -> One[Kept]:
        """The same value, to be changed apart from this one."""
        copied = copy.copy(self)
        copied._table = self._table.copy()  # noqa: SLF001 - one of us
        return copied

    def save(self) -> None:
        """Write it where it has changed."""
        self._table.save()


class State(Struct, frozen=True):
    """Tables by their names; `state_on` puts them on a shelf.

    Their keys are paths of sources, paths of outputs, or, where it says so, paths of posts and pages within the site.
    """

    sources: Table[Source]
    """Of every document."""
    told: Table[tuple[Problem, ...]]
    """What had to be read as it was meant, by where it was found."""
    digests: Table[str]
    """Of the files that are no documents."""
    addresses: Table[str]
    """By path below content/: the path within the site."""
    assets: Table[Asset]
    homes: Table[str]
    """By path within the site: the source of the post or page that is there."""
    made: Table[Made]
    """By path within the site."""
    asks: Table[tuple[Key, ...]]
    """What bodies asked the site for, by path within the site; most ask for nothing, and have none."""
    cards: Table[Card]
    """By path within the site."""
    compared: Texts
    """What read-next keeps of all posts."""
    is_compared: One[bool]
    """Whether it has been given them."""
    targets: Table[Target]
    rendered: Table[Rendered]
    common: Table[tuple[Key, ...]]
    """Keys that many outputs share, by name."""
    prints: Table[str]
    """Fingerprints by key."""

    posts: One[tuple[str, ...]]
    """Their paths within the site, newest first."""
    pages: One[tuple[str, ...]]
    tags: One[tuple[TermCard, ...]]
    categories: One[tuple[TermCard, ...]]
    tree: One[tuple[BranchView, ...]]
    tag_links: One[dict[str, TermLink]]
    category_links: One[dict[str, TermLink]]
    tag_terms: One[Taxonomy]
    category_terms: One[Taxonomy]
    menu: One[tuple[MenuItem, ...]]
    overruled: One[tuple[str, ...]]
    """Sources of posts without a page of their own."""
    layouts: One[tuple[str, ...]]
    asked: One[tuple[str, ...]]
    """The kinds of keys that any body asks for."""
    undated: One[tuple[str, ...]]
    """Sources whose date is that of their history."""
    clock: One[Clock]
    files: One[str]
    """The snapshot of the sources."""
    outputs: One[str]
    """The snapshot of the output folder."""
    era: One[str]
    """What all of this depends on: code, settings."""

    def document(self, path: str) -> Document | None:
        """The post or page that is at a path within the site, less its text."""
        home = self.homes.get(path)
        source = self.sources.get(home) if home else None
        return source.document if source else None

    @property
    def is_new(self) -> bool:
        """Whether nothing is known of an earlier build."""
        return self.files.get() is None

    def holds(self, now: datetime) -> bool:
        """Whether nothing has changed by itself since the last build."""
        clock = self.clock.get()
        return clock is not None and clock.holds(now)

    def fetch(self) -> None:
        """Take every table from the shelf at once, before much of it is asked for piece by piece."""
        for name in self.__struct_fields__:
            table = getattr(self, name)
            if isinstance(table, Table):
                table.fetch()

    def copy(self) -> State:
        """The same knowledge, to be changed apart from this: the way back from an update that fails."""
        return State(**{name: getattr(self, name).copy() for name in self.__struct_fields__})

    def save(self, *, whole: bool = True) -> None:
        """Write every change; if not `whole`, without the era, which all the rest counts for nothing without."""
        for name in self.__struct_fields__:
            if whole or name != "era":
                getattr(self, name).save()


def state_on(shelf: Shelf) -> State:
    """The state that lies on a shelf."""
    return State(**{name: make(shelf, name) for name, make in _makers().items()})


def codec_of(kind: Any) -> Codec[Any]:  # noqa: ANN401 - a type
    """How values of a type are kept; annotations may mention what is a name for a type in the settings."""
    return codec(kind, _names)


def _names() -> Mapping[str, Any]:
    return vars(blogbuild.config)


def _makers() -> dict[str, Any]:
    if not _MAKERS:
        for name, hint in get_type_hints(State).items():
            if hint is Texts:
                _MAKERS[name] = Texts
                continue
            [kind] = get_args(hint)
            known = Codec(Rendered.text, Rendered.read) if kind is Rendered else codec_of(kind)
            is_one = hint.__origin__ is One
            _MAKERS[name] = partial(_one, known) if is_one else partial(_table, known, is_strict=name in _STRICT)
    return _MAKERS


_MAKERS: Final[dict[str, Any]] = {}


# Values that hold data or moments as authors wrote them.
_STRICT: Final = frozenset({"sources", "cards"})


def _one(kind: Codec[Any], shelf: Shelf, name: str) -> One[Any]:
    return One(shelf, name, kind)


def _table(kind: Codec[Any], shelf: Shelf, name: str, *, is_strict: bool) -> Table[Any]:
    return Table(shelf, name, kind, is_strict=is_strict)
