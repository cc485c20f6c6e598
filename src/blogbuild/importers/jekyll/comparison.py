"""Two built sites side by side: Jekyll's and ours, address by address."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.config import read_config
from blogbuild.errors import BlogError, error
from blogbuild.text import nfc

_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
# A formula is TeX in the one and MathML in the other.
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "button", "math"})
_TEX: Final = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]|\$\$.*?\$\$", re.DOTALL)
_DOLLARS: Final = re.compile(r"\$[^$\n]{1,400}\$")
# What only one side writes: line numbers of either, marks that our theme adds.
_DECORATION: Final = frozenset(
    {"gutter", "rouge-gutter", "lineno", "linenos", "anchor", "reversefootnote", "footnotes", "code-caption"}
)
_PIECE: Final = 40
_SHOWN: Final = 30
_STRAIGHT: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


class Change(Struct, frozen=True, order=True):
    """A page that is in both and whose text is another: where the first difference is."""

    url: str
    near: str


class Comparison(Struct, frozen=True, kw_only=True):
    """What would change for readers, by address."""

    same: tuple[str, ...]
    changed: tuple[Change, ...]
    gone: tuple[str, ...]
    """Pages of Jekyll's site that ours has not."""
    gone_files: tuple[str, ...]
    """Files that are no pages, likewise."""
    added: tuple[str, ...]
    """Pages that only ours has."""


def compare(destination: Path, built: Path) -> Comparison:
    """The site in `destination`, which is built, beside the folder that Jekyll built of the same blog.

    Raises BlogError when one of the two is not there.
    """
    ours_folder = destination / read_config(destination).build.output
    if not ours_folder.is_dir():
        mend = f'build it first: blogbuild build -C "{destination}"'
        raise BlogError([error(str(ours_folder), "there is no such folder", mend)])
    if not built.is_dir():
        raise BlogError(
            [error(str(built), "there is no such folder", "name the folder that Jekyll built, often _site")]
        )
    ours, theirs = _files(ours_folder), _files(built)
    shared = sorted(path for path in ours.keys() & theirs.keys() if _is_page(path))
    changes = {path: near for path in shared if (near := _difference(_read(ours[path]), _read(theirs[path])))}
    gone = sorted(theirs.keys() - ours.keys())
    return Comparison(
        same=tuple(_url(path) for path in shared if path not in changes),
        changed=tuple(Change(_url(path), near) for path, near in changes.items()),
        gone=tuple(_url(path) for path in gone if _is_page(path)),
        gone_files=tuple(f"/{path}" for path in gone if not _is_page(path)),
        added=tuple(_url(path) for path in sorted(ours.keys() - theirs.keys()) if _is_page(path)),
    )


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The comparison as a terminal shows it: counts, then addresses."""
    yield f"{len(comparison.same):,} pages are where they were, with their text"
    parts = (
        ("pages have another text", [f"{change.url}  near “{change.near}”" for change in comparison.changed]),
        ("pages are gone", comparison.gone),
        ("files are gone", comparison.gone_files),
        ("pages are new", comparison.added),
    )
    for title, rows in parts:
        if rows:
            yield f"{len(rows):,} {title}"
            yield from _some(list(rows))


def _some(rows: list[str]) -> Iterator[str]:
    yield from (f"    {row}" for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"    … and {len(rows) - _SHOWN:,} more"


def _files(folder: Path) -> dict[str, Path]:
    """Every file below the folder by its path, NFC."""
    found = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    return {nfc(file.relative_to(folder).as_posix()): file for file in found}


def _is_page(path: str) -> bool:
    return path.endswith((".html", ".htm"))


def _url(path: str) -> str:
    return "/" + path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else f"/{path}"


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _difference(ours: str, theirs: str) -> str:
    """The first piece of our content that their page does not show; nothing when it shows all."""
    has_formulas = "<math" in ours
    content = _folded(_seen(ours, "e-content"), has_formulas=has_formulas)
    whole = _folded(_seen(theirs, ""), has_formulas=has_formulas)
    if content in whole:
        return ""
    pieces = (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))
    return next((piece for piece in pieces if piece not in whole), content[:_PIECE])


def _folded(text: str, *, has_formulas: bool) -> str:
    """What readers do not see as a difference, folded away."""
    text = _TEX.sub("", text)
    text = _DOLLARS.sub("", text) if has_formulas else text
    return "".join(nfc(text).translate(_STRAIGHT).split())


def _seen(html: str, class_name: str) -> str:
    reader = _Text(class_name)
    reader.feed(html)
    reader.close()
    return " ".join(reader.texts)


class _Element(Struct, frozen=True):
    """An element that is open: whether what is seen in it counts."""

    tag: str
    is_content: bool
    is_hidden: bool


class _Text(HTMLParser):
    """Gathers what is seen of a page, or of the elements of a class in it."""

    def __init__(self, class_name: str) -> None:
        super().__init__()
        self.class_name = class_name
        self.texts: list[str] = []
        self.open = [_Element("", is_content=not class_name, is_hidden=False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; what it is in, its parts are in too."""
        if tag in _VOID:
            return
        above, classes = self.open[-1], _classes(attrs)
        is_decoration = bool(_DECORATION & classes) or any(name == "data-decoration" for name, _ in attrs)
        self.open.append(
            _Element(
                tag,
                is_content=above.is_content or self.class_name in classes,
                is_hidden=above.is_hidden or tag in _UNSEEN or is_decoration,
            )
        )

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and those in it that nobody closed; an end of nothing is none."""
        depth = next((at for at in range(len(self.open) - 1, 0, -1) if self.open[at].tag == tag), 0)
        if depth:
            del self.open[depth:]

    def handle_data(self, data: str) -> None:
        """Keep what is seen."""
        if self.open[-1].is_content and not self.open[-1].is_hidden:
            self.texts.append(data)


def _classes(attrs: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    return frozenset(next((value or "" for name, value in attrs if name == "class"), "").split())
