"""A blog in a folder of its own: written, built and read back by the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from blogbuild.build import Result, build, loaded
from blogbuild.config import Build, Config, MenuItem, Value, read_config
from blogbuild.content import Files, scan, source_file
from blogbuild.documents import Reader
from blogbuild.errors import Problem
from blogbuild.history import first_seen
from blogbuild.model import Body, Document, Meta
from blogbuild.readnext import Suggestion
from blogbuild.site import Asset, Card, TermCard
from blogbuild.sources import read_source
from blogbuild.view import Site, View

NOW: Final = datetime(2026, 11, 9, 12, tzinfo=UTC)

SETTINGS: Final = 'title = "시험"\nurl = "https://blog.example"\n'

# Just what a test wants to see, so that no test depends on the theme.
_LAYOUTS: Final[Mapping[str, str]] = {
    "home": "{% for post in posts %}{{ post.url }}\n{% endfor %}",
    "post": "{{ post.title }}\n{{ post.body.html }}",
    "page": "{{ page.title }}\n{{ body.html }}",
    "list": "{{ heading }} {{ count }}\n{% for post in posts %}{{ post.url }}\n{% endfor %}",
    "terms": "{% for group in groups %}{{ group.id }}\n{% endfor %}",
    "archive": "{% for year in years %}{{ year.year }} {{ year.count }}\n{% endfor %}",
    "404": "{{ page.title }}",
    "redirect": "{{ target }}",
}


@dataclass(frozen=True, slots=True)
class Article:
    """A post or page as it was read and made."""

    document: Document
    body: Body

    @property
    def meta(self) -> Meta:
        return self.document.meta

    @property
    def url(self) -> str:
        return self.document.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """All that a site has, read once."""

    articles: tuple[Article, ...]
    page_articles: tuple[Article, ...]
    posts: tuple[Card, ...]
    tags: tuple[TermCard, ...]
    categories: tuple[TermCard, ...]
    menu: tuple[MenuItem, ...]
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    data: Mapping[str, Value]
    assets: Mapping[str, Asset]


def read_whole(view: View) -> Loaded:
    site = Site(view)
    return Loaded(
        articles=tuple(Article(view.document(path), view.body(path)) for path in view.posts()),
        page_articles=tuple(Article(view.document(path), view.body(path)) for path in view.pages()),
        posts=tuple(map(view.whole_card, view.posts())),
        tags=site.tags,
        categories=site.categories,
        menu=site.menu,
        suggestions=dict(site.suggestions),
        data=dict(site.data),
        assets=site.assets,
    )


@dataclass(frozen=True, slots=True)
class Blog:
    """The site in a folder, under plain layouts."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def settings(self, text: str) -> None:
        self.write("site.toml", SETTINGS + text)

    def post(self, name: str, front: str = "", body: str = "본문") -> Path:
        """A post below content/posts; its title is the name unless `front` has one."""
        title = "" if "title:" in front else f"title: {name}\n"
        return self.write(f"content/posts/{name}", f"---\n{title}{front.rstrip()}\n---\n{body}\n")

    @property
    def config(self) -> Config:
        return read_config(self.root)

    def build(self, *, jobs: int = 1, strict: bool = False, chosen: Build | None = None) -> Result:
        return build(self.root, self._config(chosen), now=NOW, jobs=jobs, strict=strict)

    def load(self, chosen: Build | None = None) -> tuple[Loaded, tuple[Problem, ...]]:
        with loaded(self.root, self._config(chosen), now=NOW, jobs=1) as (view, problems):
            return read_whole(view), problems

    def documents(self, chosen: Build | None = None) -> tuple[Document, ...]:
        """Every post, newest first, then every page."""
        site, _ = self.load(chosen)
        files = scan(self.root)
        documents = [article.document for article in (*site.articles, *site.page_articles)]
        return tuple(replace(document, body=self._text(files, document)) for document in documents)

    def _text(self, files: Files, document: Document) -> str:
        source = source_file(files, document.source)
        assert source
        return read_source(Reader(config=self.config, undated=first_seen), source).text

    def only(self) -> Document:
        """The one document of the blog."""
        [document] = self.documents()
        return document

    def output(self, path: str) -> str:
        return (self.root / "_site" / path).read_text(encoding="utf-8")

    def outputs(self) -> dict[str, bytes]:
        return files_below(self.root / "_site")

    def _config(self, chosen: Build | None) -> Config:
        return replace(self.config, build=chosen) if chosen else self.config


def blog_in(root: Path) -> Blog:
    """A blog without posts."""
    made = Blog(root)
    made.settings("")
    (root / "content" / "posts").mkdir(parents=True)
    for name, layout in _LAYOUTS.items():
        made.write(f"layouts/{name}.html", layout)
    return made


def files_below(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def lines_of(problems: tuple[Problem, ...]) -> list[str]:
    """The problems as `path:line: what`."""
    return [f"{problem.place}: {problem.what}" for problem in problems]
