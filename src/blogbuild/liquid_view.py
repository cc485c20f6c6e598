"""What Liquid in bodies may see of a site: made from its sources once every URL is known, only where a body asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.config import Config, Value
from blogbuild.content import CONTENT, read_text
from blogbuild.errors import BlogError, Problem
from blogbuild.markup.liquid import LiquidPost, LiquidSite
from blogbuild.model import Document, SourceFile
from blogbuild.text import encode_path

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class TextsBelow(Struct, frozen=True):
    """Reads the files below content/ by their path there, and none outside of it."""

    content: Path

    def __call__(self, path: str) -> str | None:
        """The text of the file; None where there is none or it is no text."""
        file = self.content / path
        if not file.resolve().is_relative_to(self.content.resolve()) or not file.is_file():
            return None
        try:
            return read_text(SourceFile(path=path, file=file, kind="partial"))[0]
        except BlogError:
            return None


def read_partials(sources: Iterable[SourceFile]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The texts below content/_includes by their path there, and what is wrong with those that cannot be read."""
    partials: dict[str, str] = {}
    problems: list[Problem] = []
    for source in sources:
        parts = source.name.parts
        name = "/".join(parts[parts.index("_includes") + 1 :])
        try:
            partials[name], found = read_text(source)
        except BlogError as broken:
            problems += broken.problems
            continue
        problems += found
    return partials, tuple(problems)


def liquid_site(
    root: Path,
    config: Config,
    documents: Sequence[Document],
    *,
    overruled: Iterable[Document],
    addresses: Mapping[str, str],
    data: Mapping[str, Value],
    partials: Mapping[str, str],
) -> LiquidSite:
    """The site as its bodies see it."""
    posts = sorted(
        (document for document in documents if document.kind != "page"),
        key=lambda document: (document.meta.published or _NEVER, document.source),
        reverse=True,
    )
    return LiquidSite(
        variables=_variables(config),
        posts=tuple(_post(config, document) for document in posts),
        overruled=tuple(_post(config, document) for document in overruled if document.kind != "page"),
        pages=tuple(_post(config, document) for document in documents if document.kind == "page"),
        data=data,
        partials=partials,
        files={path: encode_path(config.base_path + url) for path, url in addresses.items()},
        texts=TextsBelow(root / CONTENT),
        zone=config.zone,
        now=(posts[0].meta.published or _NEVER) if posts else _NEVER,
    )


def _variables(config: Config) -> Mapping[str, Value]:
    """What `site.NAME` is, as Jekyll's settings name it; `[variables]` adds what a blog has of its own."""
    author = {"name": config.author.name, "email": config.author.email, "url": config.author.url}
    own: Mapping[str, Value] = {
        "title": config.title,
        "description": config.description,
        "author": author,
        "timezone": config.timezone,
        "lang": config.language,
    }
    addresses = {name: _as_written(config.variables.get(name), now) for name, now in _addresses(config)}
    return {**own, **config.variables, **addresses}


def _addresses(config: Config) -> tuple[tuple[str, str], ...]:
    return ("url", config.url), ("baseurl", config.base_path)


def _as_written(written: Value, now: str) -> str:
    """An address as the blog wrote it, while it is still where the site goes."""
    return written if isinstance(written, str) and written.strip("/") == now.strip("/") else now


def _post(config: Config, document: Document) -> LiquidPost:
    meta = document.meta
    folder, _, name = document.url.rpartition("/")
    return LiquidPost(
        url=config.address(document.url),
        title=meta.title,
        date=meta.published or _NEVER,
        categories=meta.categories,
        tags=meta.tags,
        id=encode_path(folder) + "/" + name.removesuffix(".html"),
        path=document.source.removeprefix(f"{CONTENT}/"),
        excerpt=meta.excerpt or meta.description,
        values=meta.extra,
    )
