"""The nouns: what each stage of a build takes and gives, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from msgspec import Struct, field

from blogbuild.config import Value

SourceKind: TypeAlias = Literal["post", "draft", "page", "asset", "draft_asset", "data", "partial", "undated"]
"""`undated`: it lies in Jekyll's `_posts` without a date in its name, and so is no post."""


class SourceFile(Struct, frozen=True, kw_only=True):
    """A file that the author keeps: where it is, its name in NFC below the site's folder, what it is for."""

    path: str
    file: Path
    kind: SourceKind

    @property
    def name(self) -> PurePosixPath:
        """Its path as one, for its parts."""
        return PurePosixPath(self.path)


class Meta(Struct, frozen=True, kw_only=True):
    """A document's front matter, typed; what we don't know stands in `extra`."""

    title: str
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    layout: str = ""
    description: str = ""
    excerpt: str = ""
    excerpt_separator: str = "\n\n"
    image: str = ""
    redirect_from: tuple[str, ...] = ()
    in_sitemap: bool = True
    is_pinned: bool = False
    extra: Mapping[str, Value] = field(default_factory=dict)


class Document(Struct, frozen=True, kw_only=True):
    """A post or page whose body is still text; its URL is known."""

    source: str
    kind: Literal["post", "draft", "page"]
    meta: Meta
    url: str
    """The path within the site, not encoded: `/회고/2025/12/31/한-해.html`."""
    body: str
    """Its text; empty once the body is made of it."""
    body_line: int
    """The line of the file on which the body begins."""
    markup: Literal["markdown", "html"] = "markdown"


class ContentsEntry(Struct, frozen=True, array_like=True):
    """A heading in the list of contents, with those below it."""

    id: str
    text: str
    children: tuple[ContentsEntry, ...] = ()


class Note(Struct, frozen=True, array_like=True):
    """A footnote: its number, its name in anchors, its HTML with the way back."""

    number: int
    name: str
    html: str


class Gist(Struct, frozen=True, kw_only=True, array_like=True):
    """What lists and counts know of a body without its text."""

    summary: str = ""
    """The excerpt as plain text: one line."""
    image: str = ""
    """The address of the picture that stands for it where it is shared."""
    syllables: int = 0
    """Its Hangul syllables."""
    words: int = 0
    """Its words that are not Hangul."""


class Body(Gist, frozen=True, kw_only=True):
    """What the markup of a document became."""

    html: str
    contents: tuple[ContentsEntry, ...] = ()
    footnotes: tuple[Note, ...] = ()
    headings: tuple[str, ...] = ()


class Target(Struct, frozen=True, kw_only=True):
    """A file of the output: its path below the output folder, the source that asks for it, what is made of what."""

    path: str
    source: str
    maker: str
    """The name of the function that makes it."""
    subject: tuple[Value, ...] = ()
    """What that function is told: all that decides about the file, besides what it reads from the site."""
    gives_way: bool = False
    """Whether another target of the same path is made instead: an author's own page wins over our index."""


class Output(Struct, frozen=True):
    """A target that was made."""

    path: str
    content: bytes | Path


def generated(path: str, maker: str, *subject: Value) -> Target:
    """A target that we make of our own accord: an author's file of that path wins."""
    return Target(path=path, source="", maker=maker, subject=subject, gives_way=True)
