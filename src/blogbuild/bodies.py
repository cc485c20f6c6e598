"""Documents → articles: every body made, in all processes, or remembered from an earlier build.

A body is remembered under all that decides about it: the code, the settings, the document. What else it asked the site
for, the address of a post that it links to or the size of a picture, stands beside it with the answer, and the body is
taken again only where the site answers the same. Bodies with Liquid may ask for anything, and are made anew.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from blogbuild.cache import Cache
from blogbuild.config import Config
from blogbuild.content import CONTENT
from blogbuild.errors import Place, Problem
from blogbuild.liquid_view import liquid_site
from blogbuild.markup import Markup, Read
from blogbuild.markup.links import Addresses
from blogbuild.markup.liquid import asks_for_liquid
from blogbuild.markup.strays import strays
from blogbuild.model import Article, Body, ContentsEntry, Document, Note
from blogbuild.pictures import sizes
from blogbuild.readnext import Reading, Terms, terms
from blogbuild.site import Asset
from blogbuild.sources import Sources
from blogbuild.version import code_fingerprint
from blogbuild.workers import ordered_map


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a document: its body, what read-next knows of it if it is a post, its problems, what it asked."""

    body: Body
    terms: Terms | None
    problems: tuple[Problem, ...]
    reads: tuple[Read, ...]


def make_articles(
    root: Path, sources: Sources, documents: Sequence[Document], *, cache: Cache, jobs: int
) -> tuple[tuple[Article, ...], tuple[Terms, ...], tuple[Problem, ...]]:
    """Every document with its body, what read-next knows of each post, and what had to be read as it was meant."""
    markup = _markup(root, sources, documents)
    results = _results(markup, sources.config, documents, cache, jobs)
    pairs = [(document, results[document.source]) for document in documents]
    return (
        tuple(Article(document=document, body=result.body) for document, result in pairs),
        tuple(result.terms for _, result in pairs if result.terms),
        tuple(problem for pair in pairs for problem in _problems(*pair, markup.addresses)),
    )


def _problems(document: Document, result: Result, addresses: Addresses) -> tuple[Problem, ...]:
    """What is to be said of a body: what its text told, and which files it names in vain in this build."""
    unresolved = (name for kind, name, answer in result.reads if kind == "address" and answer is None)
    return (*result.problems, *strays(document, result.body.html, unresolved, addresses))


def _results(
    markup: Markup, config: Config, documents: Sequence[Document], cache: Cache, jobs: int
) -> dict[str, Result]:
    """The result of each document, by its source."""
    found: dict[str, Result] = {}
    missing: list[tuple[Document, bytes | None]] = []
    under = _settings_key(config)
    for document in documents:
        key = None if asks_for_liquid(document) else _key(under, document)
        known = _remembered(cache, markup, document, key)
        if known is None:
            missing.append((document, key))
        else:
            found[document.source] = known
    unmade = [document for document, _ in missing]
    for (document, key), (result, written) in zip(
        missing, ordered_map(partial(_make, markup), unmade, jobs), strict=True
    ):
        found[document.source] = result
        if key:
            cache.put(key, written)
    return found


def _make(markup: Markup, document: Document) -> tuple[Result, bytes]:
    """One document's result, and the same as it is remembered; run in a worker."""
    made = markup.make(document)
    result = Result(made.body, _terms(document, made.body, made.text), made.problems, made.reads)
    return result, _written(result)


def _terms(document: Document, body: Body, text: str) -> Terms | None:
    meta = document.meta
    if document.kind == "page" or meta.published is None:
        return None
    return terms(
        Reading(
            url=document.url,
            title=meta.title,
            headings=body.headings,
            text=text,
            tags=meta.tags,
            categories=meta.categories,
            published=meta.published,
        )
    )


def _settings_key(config: Config) -> bytes:
    parts = (code_fingerprint(), repr(config.markdown), config.base_path)
    return "\0".join(parts).encode()


def _key(under: bytes, document: Document) -> bytes:
    return hashlib.blake2b(under + pickle.dumps(document), digest_size=16).digest()


def _remembered(cache: Cache, markup: Markup, document: Document, key: bytes | None) -> Result | None:
    """What was made of the document in an earlier build, if it would come out the same now."""
    written = cache.get(key) if key else None
    result = _read(written) if written else None
    return result if result and markup.answers(document, result.reads) else None


def _written(result: Result) -> bytes:
    """A result as it is remembered: JSON, since a file that came with a repository must not be able to run anything."""
    kept = {
        "body": asdict(result.body),
        "terms": asdict(result.terms) if result.terms else None,
        "problems": [astuple(problem) for problem in result.problems],
        "reads": result.reads,
    }
    return json.dumps(kept, ensure_ascii=False).encode(errors="surrogatepass")


def _read(written: bytes) -> Result | None:
    try:
        kept: dict[str, Any] = json.loads(written.decode(errors="surrogatepass"))
        return Result(
            _body(kept["body"]),
            Terms(**{name: _tupled(value) for name, value in kept["terms"].items()}) if kept["terms"] else None,
            tuple(Problem(Place(*place), *rest) for place, *rest in kept["problems"]),
            tuple((kind, name, _tupled(answer)) for kind, name, answer in kept["reads"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _body(kept: Mapping[str, Any]) -> Body:
    return Body(
        **{
            **kept,
            "contents": _entries(kept["contents"]),
            "footnotes": tuple(Note(**note) for note in kept["footnotes"]),
            "headings": tuple(kept["headings"]),
        }
    )


def _entries(kept: Iterable[Mapping[str, Any]]) -> tuple[ContentsEntry, ...]:
    return tuple(ContentsEntry(entry["id"], entry["text"], _entries(entry["children"])) for entry in kept)


def _tupled(value: Any) -> Any:  # noqa: ANN401 - what JSON gives
    return tuple(value) if isinstance(value, list) else value


def _markup(root: Path, sources: Sources, documents: Sequence[Document]) -> Markup:
    config = sources.config
    addresses = _addresses(config, (*sources.overruled, *documents), sources.assets)
    liquid = None
    if any(map(asks_for_liquid, documents)):
        liquid = liquid_site(
            root,
            config,
            documents,
            overruled=sources.overruled,
            addresses=addresses,
            data=sources.data,
            partials=sources.partials,
        )
    return Markup(
        settings=config.markdown, addresses=addresses, sizes=_picture_sizes(config, sources.assets), liquid=liquid
    )


def _addresses(config: Config, documents: Iterable[Document], assets: Mapping[str, Asset]) -> Addresses:
    prefix = f"{CONTENT}/"
    own = {asset.source.removeprefix(prefix): f"/{path}" for path, asset in assets.items()}
    by_source = own | {document.source.removeprefix(prefix): document.url for document in documents}
    files = frozenset(f"/{path}" for path in assets)
    return Addresses(base_path=config.base_path, by_source=by_source, files=files)


def _picture_sizes(config: Config, assets: Mapping[str, Asset]) -> dict[str, tuple[int, int]]:
    found = sizes({path: asset.file for path, asset in assets.items()})
    return {config.address(f"/{path}"): size for path, size in found.items()}
