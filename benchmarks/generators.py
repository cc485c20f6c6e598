"""The generators under measurement: where each is found, and the site of equal work that it is given."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from corpus import Post, post

HERE: Final = Path(__file__).parent
SITES: Final = HERE / "sites"
FRAME: Final = (SITES / "frame.html").read_text(encoding="utf-8")
OUR_BASE: Final = (HERE.parent / "layouts" / "base.html").read_text(encoding="utf-8")
EDITION: Final = "edition-0"
TITLE: Final = 'title: "{}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """What there is to know about one generator."""

    name: str
    site: str
    """The folder below sites/ that holds its settings and layouts."""
    wheres: tuple[str, ...] = ()
    """Where its program lies below the folder of peers, as patterns; or else it is looked for on PATH."""
    arguments: tuple[str, ...] = ()
    version: str = "--version"
    environment: Mapping[str, str] = field(default_factory=dict)
    posts: str
    post_head: str
    """Its own lines of a post's front matter, as a format."""
    base: str
    """The file that frames every page."""
    frame: Mapping[str, str] = field(default_factory=dict)
    """What stands for title, url and main of the common frame in its template language."""
    output: str = "_site"
    kept: tuple[str, ...] = ()
    """What it keeps between builds beside its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A generator that is here, and the command that builds with it."""

    generator: Generator
    command: tuple[str, ...]
    """The program alone."""
    build: tuple[str, ...]
    """Its arguments for a build of the current folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that is written for a program."""

    program: Program
    folder: Path
    posts: int

    @property
    def base(self) -> Path:
        """The file that frames every page."""
        return self.folder / self.program.generator.base

    def source(self, article: Post) -> Path:
        """The file of a post, named Jekyll's way, which all can read."""
        return self.folder / self.program.generator.posts / f"{article.published:%Y-%m-%d}-{article.slug}.md"

    def page(self, article: Post) -> Path:
        """Where a post's page is to stand: at the same address in every site."""
        return self.folder / self.program.generator.output / "posts" / article.slug / "index.html"

    def disposable(self) -> tuple[Path, ...]:
        """The output, and all that is kept between builds."""
        generator = self.program.generator
        return tuple(self.folder / name for name in (generator.output, *generator.kept))


HUGO_FRAME: Final = {"title": "{{ .Title }}", "url": "{{ .RelPermalink }}", "main": '{{ block "main" . }}{{ end }}'}
HUGO_HEAD: Final = 'date: {date:%Y-%m-%dT%H:%M:%S+09:00}\nslug: {slug}\ncategories: ["{category}"]\ntags: {tags}'
JEKYLL_HEAD: Final = 'layout: post\ndate: {date:%Y-%m-%d %H:%M:%S +0900}\ncategory: "{category}"\ntags: {tags}'

BLOGBUILD: Final = Generator(
    name="blogbuild",
    site="blogbuild",
    arguments=("build",),
    posts="content/posts",
    post_head=JEKYLL_HEAD,
    base="layouts/base.html",
    kept=(".blogbuild",),
)
HUGO: Final = Generator(
    name="hugo",
    site="hugo",
    wheres=("*/lib/python*/site-packages/hugo/binaries/hugo", "*/bin/hugo"),
    arguments=("--quiet",),
    version="version",
    posts="content/posts",
    post_head=HUGO_HEAD,
    base="layouts/_default/baseof.html",
    frame=HUGO_FRAME,
    output="public",
    kept=("resources", ".hugo_build.lock"),
)
HUGO_UNRELATED: Final = replace(HUGO, name="hugo, none related", environment={"HUGO_PARAMS_RELATED": "false"})
ELEVENTY: Final = Generator(
    name="eleventy",
    site="eleventy",
    wheres=("*/node_modules/.bin/eleventy",),
    arguments=("--quiet",),
    posts="posts",
    post_head='date: {date:%Y-%m-%dT%H:%M:%S+09:00}\ncategory: "{category}"\ntags: {tags}',
    base="_includes/base.njk",
    frame={"title": "{{ title }}", "url": "{{ page.url }}", "main": "{{ content | safe }}"},
    kept=(".cache",),
)
JEKYLL: Final = Generator(
    name="jekyll",
    site="jekyll",
    wheres=("*/bin/jekyll",),
    arguments=("build", "--quiet"),
    posts="_posts",
    post_head=JEKYLL_HEAD,
    base="_layouts/base.html",
    frame={"title": "{{ page.title }}", "url": "{{ page.url }}", "main": "{{ content }}"},
    kept=(".jekyll-cache",),
)
PELICAN: Final = Generator(
    name="pelican",
    site="pelican",
    wheres=("*/bin/pelican",),
    arguments=("--quiet",),
    posts="content",
    post_head='date: {date:%Y-%m-%d %H:%M:%S}\nslug: {slug}\ncategory: "{category}"\ntags: {tags}',
    base="theme/templates/base.html",
    frame={
        "title": "{{ (article.title if article else tag or category) or '홈' }}",
        "url": "/{{ output_file }}",
        "main": "{% block main %}{% endblock %}",
    },
    output="output",
    kept=("cache",),
)
PEERS: Final = (HUGO, HUGO_UNRELATED, ELEVENTY, JEKYLL, PELICAN)


def found(peers: Path | None) -> tuple[Program, ...]:
    """blogbuild, and the peers that are below a folder or on PATH."""
    ours = Program(generator=BLOGBUILD, command=(sys.executable, "-m", "blogbuild"), build=BLOGBUILD.arguments)
    programs = [(peer, _program(peer, peers)) for peer in PEERS]
    theirs = [Program(generator=peer, command=(str(path),), build=peer.arguments) for peer, path in programs if path]
    return ours, *theirs


def write_sites(programs: Sequence[Program], posts: int, root: Path) -> tuple[Site, ...]:
    """Write a site with so many posts for each program."""
    sites = tuple(Site(program=program, folder=root / program.generator.name, posts=posts) for program in programs)
    for site in sites:
        _lay(site)
    for article in map(post, range(posts)):
        for site in sites:
            site.source(article).write_text(_text(article, site.program.generator), encoding="utf-8")
    return sites


def _program(peer: Generator, peers: Path | None) -> Path | None:
    below = [path for where in peer.wheres for path in (sorted(peers.glob(where)) if peers else ())]
    usable = [path for path in below if os.access(path, os.X_OK)]
    on_path = shutil.which(peer.site)
    return usable[0] if usable else Path(on_path) if on_path else None


def _lay(site: Site) -> None:
    generator = site.program.generator
    shutil.copytree(SITES / generator.site, site.folder)
    (site.folder / generator.posts).mkdir(parents=True, exist_ok=True)
    site.base.parent.mkdir(parents=True, exist_ok=True)
    site.base.write_text(_base(generator), encoding="utf-8")
    modules = Path(site.program.command[0]).absolute().parent.parent
    if modules.name == "node_modules":  # an npm package is found from the site, not from the program
        (site.folder / "node_modules").symlink_to(modules)


def _base(generator: Generator) -> str:
    if not generator.frame:  # our own: the built-in layout, and one line more to edit
        return OUR_BASE.replace("</body>", f"<p>{EDITION}</p>\n</body>")
    base = FRAME
    for name, text in generator.frame.items():
        base = base.replace(f"@{name}@", text)
    return base


def _text(article: Post, generator: Generator) -> str:
    head = generator.post_head.format(
        date=article.published,
        slug=article.slug,
        category=article.category,
        tags=json.dumps(article.tags, ensure_ascii=False),
    )
    return f"---\n{TITLE.format(article.title)}\n{head}\n---\n\n{article.body}"
