"""The build: sources → documents → articles → site → targets → outputs → files."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from blogbuild import features, output, readnext
from blogbuild.bodies import make_articles
from blogbuild.cache import Cache, open_cache
from blogbuild.config import CACHE_FOLDER, Config
from blogbuild.conflicts import settle_targets
from blogbuild.errors import BlogError, Problem, error, raise_errors, warning
from blogbuild.model import Article, Document, Output, Renderer, Target
from blogbuild.site import Asset, Site, assemble, newest_first
from blogbuild.sources import read_sources
from blogbuild.starter import starter_folder
from blogbuild.taxonomy import Labels, classify
from blogbuild.templates import LAYOUTS, Layouts
from blogbuild.workers import can_share, ordered_map

MANIFEST: Final = f"{CACHE_FOLDER}/outputs.json"

_OUR_LAYOUTS: Final = frozenset({"base", "home", "list", "terms", "archive", "404", "redirect"})
_FAMILIAR: Final = frozenset({"", "post", "posts", "page", "pages", "single", "default", "home", "none", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A finished build."""

    posts: int
    report: output.Report
    problems: tuple[Problem, ...]


def build(root: Path, config: Config, *, now: datetime, jobs: int, strict: bool = False) -> Result:
    """Build the site in the folder `root` into its output folder; `now` tells which posts lie in the future.

    Raises BlogError with everything that is wrong, in order of place, and then the last good site still stands; with
    `strict`, also when something had to be read as it was meant.
    """
    with open_cache(root) as cache:
        result = _build(root, config, cache, now=now, jobs=jobs, strict=strict)
        cache.tidy()
    return result


def load(root: Path, config: Config, *, now: datetime, jobs: int) -> tuple[Site, tuple[Problem, ...]]:
    """The site in the folder `root`, every body made, and what had to be read as it was meant.

    Raises BlogError with all errors of the first stage that has some.
    """
    with open_cache(root) as cache:
        return _load(root, config, cache, now=now, jobs=jobs)


def _build(root: Path, config: Config, cache: Cache, *, now: datetime, jobs: int, strict: bool) -> Result:
    site, problems = _load(root, config, cache, now=now, jobs=jobs)
    targets, conflicts = settle_targets(features.plan(site), config.build.conflicts)
    problems = (*problems, *conflicts)
    raise_errors(problems)
    if strict and problems:
        raise BlogError(problems)
    folder = root / config.build.output
    layouts = _layouts(root, site.config, site.assets)
    report = output.write(_made(targets, layouts, folder, jobs), folder, root / MANIFEST)
    return Result(posts=len(site.articles), report=report, problems=problems)


def _load(root: Path, config: Config, cache: Cache, *, now: datetime, jobs: int) -> tuple[Site, tuple[Problem, ...]]:
    sources = read_sources(root, config, now=now, jobs=jobs)
    raise_errors(sources.problems)
    documents, layout_problems = _with_layouts(sources.documents, _layouts(root, config, sources.assets))
    articles, terms, body_problems = make_articles(root, sources, documents, cache=cache, jobs=jobs)
    raise_errors(body_problems)
    labels = tuple(_labels(article) for article in newest_first(_posts(articles)))
    tags, tag_problems = classify("tags", labels)
    categories, category_problems = classify("categories", labels)
    site = assemble(
        config,
        articles,
        taxonomies=(tags, categories),
        suggestions=_suggestions(terms, config.read_next.count, jobs),
        data=sources.data,
        assets=sources.assets,
        now=now,
    )
    found = (sources.problems, layout_problems, body_problems, tag_problems, category_problems)
    return site, tuple(sorted(set().union(*found)))


def _layouts(root: Path, config: Config, assets: Mapping[str, Asset]) -> Layouts:
    folders = (root / LAYOUTS, starter_folder() / LAYOUTS)
    return Layouts(folders, config, {path: asset.file for path, asset in assets.items()})


def _with_layouts(documents: Sequence[Document], layouts: Layouts) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents with the layout that each gets, and one warning for each layout that we don't have."""
    problems: dict[str, Problem] = {}
    placed = []
    for document in documents:
        asked = document.meta.layout
        own, other = ("page", "post") if document.kind == "page" else ("post", "page")
        # Each of the two is given the variables of its own kind; Jekyll's layouts know only `page`.
        is_ours = asked not in {*_OUR_LAYOUTS, other} and layouts.has(asked)
        if not is_ours and asked not in _FAMILIAR:
            what = f'there is no layout "{asked}"; shown with "{own}"'
            mend = f"make {LAYOUTS}/{asked}.html, or write layout: {own}"
            problems.setdefault(asked, warning(document.source, what, mend))
        placed.append(replace(document, meta=replace(document.meta, layout=asked if is_ours else own)))
    return tuple(placed), tuple(problems.values())


def _suggestions(terms: Sequence[readnext.Terms], count: int, jobs: int) -> dict[str, tuple[readnext.Suggestion, ...]]:
    blog = readnext.compare(terms)
    # What all posts are compared by is large: workers share it or do without.
    workers = jobs if can_share() else 1
    found = ordered_map(partial(readnext.suggestions, blog, count), range(len(blog.urls)), workers)
    return dict(zip(blog.urls, found, strict=True))


def _posts(articles: Iterable[Article]) -> Iterator[Article]:
    return (article for article in articles if article.document.kind != "page")


def _labels(article: Article) -> Labels:
    meta = article.meta
    return Labels(source=article.document.source, url=article.url, tags=meta.tags, categories=meta.categories)


def _made(targets: Sequence[Target], renderer: Renderer, folder: Path, jobs: int) -> Iterator[output.Staged]:
    """Every target made and staged; all that goes wrong in rendering is gathered and raised after the last."""
    problems: set[Problem] = set()
    # Compiled layouts cannot be sent to another process, only shared with it.
    workers = jobs if can_share() else 1
    for made in ordered_map(partial(_make_target, renderer, folder), targets, workers):
        if isinstance(made, output.Staged):
            yield made
        else:
            problems.update(made)
    raise_errors(problems)


def _make_target(renderer: Renderer, folder: Path, target: Target) -> output.Staged | tuple[Problem, ...]:
    """One target rendered and staged, or what is wrong with its layout; run in a worker."""
    try:
        made = target.render(renderer)
        content = made.encode() if isinstance(made, str) else made
    except BlogError as broken:
        return broken.problems
    except UnicodeEncodeError as broken:
        what = f"/{target.path} would hold {broken.object[broken.start : broken.end]!r}, which is no character"
        return (error(target.source or "content", what, "remove it from the text or data that it comes from"),)
    return output.stage(Output(target.path, content), folder)


def clean(root: Path, config: Config) -> int:
    """Remove what blogbuild made, output and cache; how many files of the output went.

    Raises BlogError when they may not be removed.
    """
    removed = output.remove(root / config.build.output, root / MANIFEST)
    for entry in (root / CACHE_FOLDER).glob("*"):
        # The manifest stays while it knows the files of another output folder.
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry != root / MANIFEST:
            entry.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (root / CACHE_FOLDER).rmdir()
    return removed
