"""The addresses of the theme's lists → redirects to ours, so that no link from outside breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.setting import Setting
from blogbuild.importers.jekyll.theme_pages import Listed
from blogbuild.model import Document
from blogbuild.permalink import output_path
from blogbuild.taxonomy import Labels, Taxonomy, TermKind, classify
from blogbuild.text import fold, slugify

_KINDS: Final[tuple[TermKind, ...]] = ("tags", "categories")
_SINGULAR: Final[Mapping[TermKind, str]] = {"tags": "tag", "categories": "category"}


def redirects(pages: Iterable[Listed], documents: Sequence[Document], config: BlogConfig) -> Iterator[Setting]:
    """A redirect for each list of the theme whose address is another here."""
    labels = [
        Labels(source=post.source, url=post.url, tags=post.meta.tags, categories=post.meta.categories)
        for post in documents
        if post.kind == "post"
    ]
    terms = {kind: classify(kind, labels)[0] for kind in _KINDS}
    taken = {output_path(document.url) for document in documents}
    taken |= {output_path(term.path) for taxonomy in terms.values() for term in taxonomy.terms}
    taken |= {output_path(f"/{kind}/") for kind in (*_KINDS, "archives")} | {output_path("/"), output_path("/404.html")}
    pairs = (*_of_pages(pages, terms), *_of_plugin(config, terms))
    # Where names share an old address (C, C++), the first has it.
    found = dict(reversed(pairs))
    for old in sorted(found):
        # A server leads from /a to /a/ by itself.
        if output_path(old) not in taken and f"{old}/" != found[old]:
            yield Setting(name=f"redirects.{old}", value=found[old])


def redirected(settings: Iterable[Setting]) -> dict[str, str]:
    """Where the old addresses lead."""
    return {setting.name.removeprefix("redirects."): str(setting.value) for setting in settings}


def _of_pages(pages: Iterable[Listed], terms: Mapping[TermKind, Taxonomy]) -> Iterator[tuple[str, str]]:
    for page in pages:
        found = (terms[kind].by_key.get(fold(name)) for kind, name in page.names)
        term = next(filter(None, found), None)
        if term or page.kind:
            yield page.url, term.path if term else f"/{page.kind}/"


def _of_plugin(config: BlogConfig, terms: Mapping[TermKind, Taxonomy]) -> Iterator[tuple[str, str]]:
    """What jekyll-archives makes: a page for each name."""
    for kind, taxonomy in terms.items():
        one = _SINGULAR[kind]
        heads = ("jekyll-archives.permalinks", "jekyll-archives.posts.permalinks")
        template = config.text(*(f"{head}.{name}" for head in heads for name in (one, kind)))
        for term in taxonomy.terms if ":name" in template else ():
            yield template.replace(":type", one).replace(":name", slugify(term.name)), term.path
