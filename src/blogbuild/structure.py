"""What was read → the Structure of a site: what is shown, at which address, in which order, under which terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from blogbuild.config import Config
from blogbuild.conflicts import settle_documents
from blogbuild.content import BUILT_IN, CONTENT, LAYOUTS, STATIC, Files, kind_of
from blogbuild.errors import Problem, error, warning
from blogbuild.layouts import is_missed
from blogbuild.model import Document
from blogbuild.site import HOME, Asset, Structure, newest_first, published
from blogbuild.state import Source
from blogbuild.taxonomy import Labels, classify
from blogbuild.trace import Key

_DATED_MEND: Final = "name it YYYY-MM-DD-name.md, or move it out of _posts"


class Placed(Struct, frozen=True, kw_only=True):
    """A site's structure, the posts that have no page since a newer one has their address, and what is to be said."""

    structure: Structure
    overruled: tuple[Document, ...]
    problems: tuple[Problem, ...]


def structure_of(
    config: Config, sources: Mapping[str, Source], files: Files, has_layout: Callable[[str], bool], now: datetime
) -> Placed:
    """The structure of the site whose documents were read; `now` tells which posts lie in the future."""
    problems = [
        warning(path, "is no post: its name has no date", _DATED_MEND)
        for path in files.below(CONTENT)
        if kind_of(path) == "undated"
    ]
    documents: list[Document] = []
    beside: list[str] = []
    hidden: list[str] = []
    for path, kind in texts(files, config):
        source = sources[path]
        document = source.document
        if source.is_plain:
            beside.append(path)
        elif document and is_shown(document, config, now):
            documents.append(document)
        elif kind == "post" and path.rpartition("/")[2].startswith("index."):
            hidden.append(path.rpartition("/")[0] + "/")
    assets = _static(files)
    problems += _add_assets(assets, (*_beside(files, config), *beside), tuple(hidden), files.names)
    settled, conflicts = settle_documents(documents, config.build.conflicts)
    standing = {document.source for document in settled}
    posts = newest_first(document for document in settled if document.kind != "page")
    labels = [_labels(document) for document in posts]
    tags, tag_problems = classify("tags", labels)
    categories, category_problems = classify("categories", labels)
    structure = Structure(
        config=config,
        posts=posts,
        pages=tuple(document for document in settled if document.kind == "page"),
        tags=tags,
        categories=categories,
        assets=assets,
    )
    return Placed(
        structure=structure,
        overruled=tuple(document for document in documents if document.source not in standing),
        problems=(*problems, *conflicts, *_missed_layouts(settled, has_layout), *tag_problems, *category_problems),
    )


def texts(files: Files, config: Config) -> Iterator[tuple[str, str]]:
    """The sources of documents, each with its kind."""
    for path in files.below(CONTENT):
        if is_text(path, config):
            yield path, kind_of(path) or ""


def is_text(path: str, config: Config) -> bool:
    """Whether a file is the source of a document."""
    kind = kind_of(path) if path.startswith(f"{CONTENT}/") else None
    return kind in {"post", "page"} or (kind == "draft" and config.build.drafts)


def next_date(sources: Iterable[Source], now: datetime) -> datetime | None:
    """The first date of a post after `now`: then the site changes by itself."""
    dates = (source.document.meta.published for source in sources if source.document)
    return min((date for date in dates if date and date > now), default=None)


def _beside(files: Files, config: Config) -> Iterator[str]:
    """The files beside documents that are copied."""
    for path in files.below(CONTENT):
        kind = kind_of(path)
        if kind == "asset" or (kind == "draft_asset" and config.build.drafts):
            yield path


def is_shown(document: Document, config: Config, now: datetime) -> bool:
    """Whether a document has a page: not before its date, and not where it only asks for the home that we make."""
    if document.kind == "page" and document.url == HOME and document.meta.layout == "home":
        return False
    if document.kind == "page":
        return True
    return config.build.future or published(document) <= now


def likely_assets(config: Config, files: Files) -> Mapping[str, Asset]:
    """The files that are copied, as they will be unless a document that nobody has read yet has a say in it."""
    assets = _static(files)
    tuple(_add_assets(assets, _beside(files, config), (), files.names))  # problems are told when all is known
    return assets


def _static(files: Files) -> dict[str, Asset]:
    """The built-in static files, and over them the site's own."""
    found: dict[str, Asset] = {}
    for folder in (f"{BUILT_IN}{STATIC}", STATIC):
        for path in files.below(folder):
            source = "" if folder != STATIC else path
            found[asset_path(path)] = Asset(source, files.names.get(path, path))
    return found


def _add_assets(
    assets: dict[str, Asset], beside: Iterable[str], hidden: tuple[str, ...], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Add the files beside posts, less those in the folder of a post that is not published (yet).

    Each keeps its place, less the underscore of Jekyll's folders; a problem for each whose place is taken.
    """
    for source in beside:
        if source.startswith(hidden):
            continue
        path = asset_path(source)
        taken = assets.get(path)
        if taken and taken.source:
            yield error(source, f"wants the file {path}, which {taken.source} has", "rename one of them")
        else:
            assets[path] = Asset(source, names.get(source, source))


def asset_path(source: str) -> str:
    """Where in the output a static file, or a file beside a post, is copied to."""
    folder, _, path = source.partition("/")
    return "/".join(part.removeprefix("_") for part in path.split("/")) if folder == CONTENT else path


def file_keys(config: Config, path: str) -> tuple[Key, ...]:
    """The keys that change with a file that is copied, by its path in the output."""
    return f"file {path}", f"size {config.address(f'/{path}')}"


def _labels(document: Document) -> Labels:
    meta = document.meta
    return Labels(source=document.source, url=document.url, tags=meta.tags, categories=meta.categories)


def _missed_layouts(documents: Iterable[Document], has: Callable[[str], bool]) -> Iterator[Problem]:
    """One warning for each layout that we don't have."""
    told: set[str] = set()
    for document in documents:
        asked = document.meta.layout
        kind: Literal["page", "post"] = "page" if document.kind == "page" else "post"
        if asked not in told and is_missed(asked, kind, has):
            told.add(asked)
            what = f'there is no layout "{asked}"; shown with "{kind}"'
            yield warning(document.source, what, f"make {LAYOUTS}/{asked}.html, or write layout: {kind}")
