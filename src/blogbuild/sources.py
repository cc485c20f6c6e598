"""Everything that a site is made from: content/ and static/, read, typed and given addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from blogbuild.config import Config, Value
from blogbuild.conflicts import settle_documents
from blogbuild.content import STATIC, read_text, static_files, walk
from blogbuild.data import read_data
from blogbuild.documents import Reader, Reading
from blogbuild.errors import BlogError, Problem, error, warning
from blogbuild.history import first_seen
from blogbuild.liquid_view import read_partials
from blogbuild.model import Document, SourceFile
from blogbuild.site import HOME, Asset
from blogbuild.starter import starter_folder
from blogbuild.workers import ordered_map

_DATED_MEND: Final = "name it YYYY-MM-DD-name.md, or move it out of _posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that was read: documents whose URLs are known, files to copy, data, what had to be read as it was meant."""

    config: Config
    documents: tuple[Document, ...]
    overruled: tuple[Document, ...]
    """Those that have no page, since a newer one has their address."""
    assets: dict[str, Asset]
    data: Mapping[str, Value]
    partials: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_sources(root: Path, config: Config, *, now: datetime, jobs: int) -> Sources:
    """Read all of content/ and static/. What is wrong stands in the problems."""
    files = walk(root, config.build.exclude)
    documents, assets, problems = _sorted_out(root, config, files, now=now, jobs=jobs)
    settled, conflicts = settle_documents(documents, config.build.conflicts)
    data, data_problems = read_data(source for source in files if source.kind == "data")
    partials, partial_problems = read_partials(source for source in files if source.kind == "partial")
    standing = {document.source for document in settled}
    return Sources(
        config=config,
        documents=settled,
        overruled=tuple(document for document in documents if document.source not in standing),
        assets=assets,
        data=data,
        partials=partials,
        problems=(*problems, *conflicts, *data_problems, *partial_problems),
    )


def _sorted_out(
    root: Path, config: Config, files: Sequence[SourceFile], *, now: datetime, jobs: int
) -> tuple[list[Document], dict[str, Asset], list[Problem]]:
    """The documents that are shown, and what is copied: static files and what lies beside shown posts."""
    documents: list[Document] = []
    assets = _static(root)
    problems = [
        warning(source.path, "is no post: its name has no date", _DATED_MEND)
        for source in files
        if source.kind == "undated"
    ]
    beside = [source for source in files if _is_asset(source, config)]
    hidden: list[str] = []
    texts = [source for source in files if _is_text(source, config)]
    reader = Reader(config=config, undated=first_seen)
    for source, reading in zip(texts, ordered_map(partial(_read, reader), texts, jobs), strict=True):
        problems += reading.problems
        if reading.is_plain:
            beside.append(source)
        elif reading.document and _is_shown(reading.document, config, now):
            documents.append(reading.document)
        elif source.kind == "post" and source.name.stem == "index":
            hidden.append(f"{source.name.parent}/")
    problems += _add_assets(assets, beside, tuple(hidden))
    return documents, assets, problems


def _read(reader: Reader, source: SourceFile) -> Reading:
    """One file read, or what is wrong with it; run in a worker."""
    try:
        text, warnings = read_text(source)
        reading = reader.read(source, text)
    except BlogError as broken:
        return Reading(None, broken.problems)
    return replace(reading, problems=(*warnings, *reading.problems)) if warnings else reading


def _is_text(source: SourceFile, config: Config) -> bool:
    return source.kind in {"post", "page"} or (source.kind == "draft" and config.build.drafts)


def _is_asset(source: SourceFile, config: Config) -> bool:
    return source.kind == "asset" or (source.kind == "draft_asset" and config.build.drafts)


def _is_shown(document: Document, config: Config, now: datetime) -> bool:
    """Whether a document has a page: not before its date, and not where it only asks for the home that we make."""
    if document.kind == "page" and document.url == HOME and document.meta.layout == "home":
        return False
    published = document.meta.published
    is_future = document.kind != "page" and published is not None and published > now
    return config.build.future or not is_future


def _static(root: Path) -> dict[str, Asset]:
    """The built-in static files, and over them the site's own."""
    own = {path: Asset(f"{STATIC}/{path}", file) for path, file in static_files(root / STATIC).items()}
    built_in = {path: Asset("", file) for path, file in static_files(starter_folder() / STATIC).items()}
    return built_in | own


def _add_assets(assets: dict[str, Asset], beside: Sequence[SourceFile], hidden: tuple[str, ...]) -> Iterator[Problem]:
    """Add the files beside posts, less those in the folder of a post that is not published (yet).

    Each keeps its place, less the underscore of Jekyll's folders; a problem for each whose place is taken.
    """
    for source in beside:
        if source.path.startswith(hidden):
            continue
        path = "/".join(part.removeprefix("_") for part in source.name.parts[1:])
        taken = assets.get(path)
        if taken and taken.source:
            yield error(source.path, f"wants the file {path}, which {taken.source} has", "rename one of them")
        else:
            assets[path] = Asset(source.path, source.file)
