"""A blog that is edited in every way that a blog may be, built and killed, and compared with a clean build."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Final

from blogbuild.build import Result, build
from blogbuild.config import CACHE_FOLDER, read_config
from blogbuild.errors import BlogError, Problem
from blogs import NOW, Blog, files_below

OUTPUT: Final = "_site"
# What changes the disk, by the names of the functions written in C that do so.
_ACTS: Final = frozenset("open mkdir rename replace rmdir unlink remove commit executemany scandir sendfile".split())
# And of that which calls the system by itself.
_OWN_ACTS: Final = frozenset({"exchange"})
_LATER: Final = 5_000_000_000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build ended: what stands in the output folder, what was said, whether it was refused."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    is_refused: bool


@dataclass(slots=True)
class ChangingBlog:
    """A blog whose files may change faster than the clock of the disk tells.

    Where it is `aged`, every change has a time of its own and the clock of builds runs ahead, as if files were seldom
    changed: builds then trust the times of files.
    """

    root: Path
    is_aged: bool = False
    now: datetime = NOW
    _changes: int = field(default=0, init=False)

    def write(self, path: str, content: str | bytes | None) -> None:
        """Write a file, or remove it; where a folder stands in the way nothing happens."""
        file = self.root / path
        if content is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.touch(path)

    def move(self, path: str, to: str) -> None:
        """Rename a file, if it is there."""
        if (self.root / path).exists():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).replace(self.root / to)

    def touch(self, path: str) -> None:
        """Give a file a time that it did not have."""
        if self.is_aged:
            self._changes += 1
            moment = 1_700_000_000_000_000_123 + self._changes * 1_000_003
            os.utime(self.root / path, ns=(moment, moment))

    def build(self, jobs: int = 1) -> Result:
        """One build."""
        with self._clock():
            return build(self.root, read_config(self.root), now=self.now, jobs=jobs)

    def ended(self, jobs: int = 1) -> Ended:
        """One build, however it ends."""
        try:
            problems, is_refused = self.build(jobs).problems, False
        except BlogError as failed:
            problems, is_refused = failed.problems, True
        return Ended(self.outputs(), problems, is_refused)

    def clean(self, at: Path) -> Ended:
        """How the build of a copy ends that knows nothing."""
        keep_out = shutil.ignore_patterns(OUTPUT, CACHE_FOLDER)
        copy = ChangingBlog(at, now=self.now)
        shutil.copytree(self.root, copy.root, ignore=keep_out)
        try:
            return copy.ended()
        finally:
            shutil.rmtree(copy.root)

    def outputs(self) -> dict[str, bytes]:
        """What stands in the output folder."""
        return files_below(self.root / OUTPUT)

    def killed(self, acts: int) -> bool:
        """Kill a build when it has acted on the disk so many times; whether it had not ended before."""
        child = os.fork()
        if child == 0:
            try:
                sys.setprofile(_Killer(acts))
                self.ended()
            finally:
                os._exit(0)  # what goes wrong here goes wrong in the next build, too
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    @contextmanager
    def _clock(self) -> Iterator[None]:
        """The clock by which a build judges whether a file may have changed since its time."""
        import time

        clock = time.time_ns
        if self.is_aged:
            time.time_ns = lambda: clock() + _LATER
        try:
            yield
        finally:
            time.time_ns = clock


@dataclass(slots=True)
class _Killer:
    """Kills this process at one of its acts."""

    acts: int

    def __call__(self, frame: FrameType, event: str, function: object) -> None:
        is_written_in_c = event in {"c_call", "c_return"}
        name = getattr(function, "__name__", "") if is_written_in_c else frame.f_code.co_name
        if name in (_ACTS if is_written_in_c else _OWN_ACTS):
            self.acts -= 1
            if self.acts < 0:
                os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Post:
    """A post whose front matter is changed key by key."""

    front: dict[str, str] = field(default_factory=dict)
    body: str = "본문"

    @property
    def text(self) -> str:
        lines = "".join(f"{key}: {value}\n" for key, value in self.front.items() if value)
        return f"---\n{lines}---\n{self.body}\n"


def blog_of(root: Path, plain: Blog, *, is_aged: bool) -> ChangingBlog:
    """The same blog, to be changed."""
    assert plain.root == root
    return ChangingBlog(root, is_aged=is_aged)


PLACES: Final = (
    "content/posts/2024-05-01-a.md",
    "content/posts/2024-05-02-b.md",
    "content/posts/sub/2024-05-02-다.md",
    "content/posts/2026-11-20-later.md",
    "content/posts/2025-01-01-e/index.md",
    "content/posts/undated.md",
    "content/_posts/2023-12-31-old.md",
    "content/_posts/undated.md",
    "content/drafts/d.md",
    "content/about.md",
    "content/docs/index.md",
    "content/tags.md",
)
FRONT: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("하나", "둘", "Three", '"<&>"'),
    "date": (
        "",
        "2024-05-01",
        "2024-06-01 10:00:00 +0900",
        "2024-06-01 01:00:00 +0000",
        "2026-11-09 13:00:00 +0000",
        "2027-01-01",
        "never",
    ),
    "tags": ("", "[a]", "[A, b]", "[b, 나]", "[나]", "[a/b, a-b]"),
    "categories": ("", "[dev]", "[Dev, web]", "[dev, Web]", "[Web]"),
    "permalink": ("", "/x/", "/y/", "/x/:title/", "/tags/", "/2024/05/01/a.html"),
    "redirect_from": ("", "/old/", "/x/", "[/old/, /older/]", "/feed.xml"),
    "layout": ("", "own", "wide", "page", "home"),
    "excerpt": ("", "발췌", "다른 발췌"),
    "description": ("", "줄거리"),
    "pin": ("", "true"),
    "published": ("", "false"),
    "image": ("", "pic.svg"),
    "related": ("", "false"),
    "toc": ("", "false"),
    "sitemap": ("", "false"),
    "last_modified_at": ("", "2025-02-02", "2026-12-01"),
    "render_with_liquid": ("", "false"),
    "mood": ("", "good", "[a, [b, {c: 1}]]", "2024-02-03", "1", "1.0", "true", "{a: 1, b: 2}", "{b: 2, a: 1}", ".nan"),
    "excerpt_separator": ("", '"<!--more-->"'),
}
BODY: Final = (
    "**말**은 그대로",
    "긴 문단 " + "가나다라마바사 " * 300,
    "## 절\n\n### 아래 절",
    "[a](2024-05-01-a.md) [다](sub/2024-05-02-다.md#절) [뿌리](/about/)",
    "![그림](pic.svg) ![다른](/pics/two.svg)",
    "각주[^1]\n\n[^1]: [b](2024-05-02-b.md)",
    "{% post_url 2024-05-01-a %}",
    "{% link posts/2024-05-02-b.md %}",
    "{{ site.title }} {{ site.posts.size }} {{ site.mood }}",
    "{% for post in site.posts %}{{ post.title }}{{ post.date }}{{ post.tags }}{{ post.excerpt }}{% endfor %}",
    "{{ site.data.x }} {{ site.data.more.y }}",
    "{% include p.html %}",
    "{% include_relative _p/part.md %}",
    "{% include_relative .hidden.md %}",
    "{% include_relative note.txt %}",
    "<!--more-->",
    "```python\nx = 1\n```",
    "1) 하나\n2) 둘",
    "{% nonsense %}",
)
_OWN: Final = "{% extends 'base.html' %}{% block main %}{{ post.body.html }}"
_LIST: Final = "{% extends 'base.html' %}{% block main %}{% for post in posts %}"
_SIDE: Final = "{% set side %}{% include 'partials/two.html' ignore missing %}{% endset %}"
_SIDEBAR: Final = "<b>{% block main %}{% endblock %}</b>"
FILES: Final[Mapping[str, tuple[str | None, ...]]] = {
    "layouts/base.html": (
        None,
        _SIDEBAR,
        _SIDEBAR + "<p>eins</p>",
        "<hr>" + _SIDEBAR + "<p>zwei</p>",
        "<a>"
        + _SIDEBAR
        + "{% include 'partials/feed-icon.html' %}<p>eins</p>{{ page.title }}{% if page.noindex %}x{% endif %}",
        "<u>"
        + _SIDEBAR
        + "{% include 'partials/feed-icon.html' %}<p>drei</p>{{ page.title }}{% if page.noindex %}y{% endif %}",
        _SIDEBAR + "{% for tag in site.tags %}{{ tag.name }} {{ tag.count }} {{ tag.url }}{% endfor %}",
        _SIDEBAR + "{% for post in site.posts[:3] %}{{ post.title }} {{ post.date }}{% endfor %}",
        _SIDEBAR + "{% for post in site.posts[:3] %}{{ post.title }} {{ post.published | iso }}{% endfor %}",
        _SIDEBAR + "{{ site.data.x }}",
        _SIDEBAR + "{{ site.data | length }} {{ 'more' in site.data }}",
        _SIDEBAR + "{% for article in site.articles %}{{ article.body.html | length }}{% endfor %}",
        _SIDEBAR + "{{ site.by_url['/x/'].title if '/x/' in site.by_url }}{{ '/y/' in site.by_url }}",
        _SIDEBAR + "{% for url, found in site.suggestions.items() %}{{ url }} {{ found | length }}{% endfor %}",
        _SIDEBAR + "{% include 'partials/side.html' ignore missing %}",
        "{% set name = 'x' %}" + _SIDEBAR + "{% include 'partials/two.html' ignore missing %}",
        "{% filter upper %}" + _SIDEBAR + "{% endfilter %}",
        "{{ post.words if post is defined }}" + _SIDEBAR + "{{ 'css/custom.css' is asset }}",
        _SIDEBAR + "{% for item in site.menu %}{{ item.title }}{% endfor %}{{ site.assets | length }}",
        _SIDEBAR + "{% for branch in site.tree %}{{ branch.term.count }}{% endfor %}",
        _SIDEBAR + "{{ site.tag_terms.terms | length }}{{ site.category_terms.terms | length }}",
        _SIDEBAR + "{% for page in site.page_articles %}{{ page.meta.title }}{{ page.meta.extra.mood }}{% endfor %}",
        "{% if %}",
        "{{ nothing }}",
    ),
    "layouts/home.html": (
        None,
        "{% for post in posts %}{{ post.url }}{{ post.summary }}\n{% endfor %}",
        "{% for post in posts %}{{ post.minutes }}{{ post.tags }}\n{% endfor %}",
        "{% for post in posts %}{{ post | filled('partials/one.html') }}\n{% endfor %}",
        _LIST + "{{ post | filled('partials/one.html') }}{% endfor %}{{ site.tags | length }}{% endblock %}",
        "{% extends 'base.html' %}{% block main %}{{ 'css/custom.css' is asset }}{% endblock %}",
    ),
    "layouts/post.html": (
        None,
        "{{ post.title }}{{ post.body.html }}{{ post.previous.title if post.previous }}{{ post.extra.mood }}",
        _OWN + "{% endblock %}",
        "{% extends 'base.html' %}{% block main %}{{ name is defined }}{{ 'css/custom.css' is asset }}{% endblock %}",
        "{% extends 'base.html' %}{% block main %}{% include 'partials/feed-icon.html' %}{{ post.tags }}{% endblock %}",
        _OWN + "{% include 'partials/one.html' ignore missing %}{% endblock %}",
        _OWN + "{{ site.data.x }}{{ site.tags | length }}{{ 'css/custom.css' is asset }}{% endblock %}",
        "{% include ['partials/one.html', 'partials/two.html'] ignore missing %}{{ post.read_next }}",
        "{% import 'partials/macros.html' as macros %}{{ macros.show(post) }}",
    ),
    "layouts/page.html": (
        None,
        "{{ page.title }} {{ body.html }} {{ '/x/' in site.by_url }} {{ '/2024/05/01/a.html' in site.by_url }}",
        "{% extends 'base.html' %}{% block main %}{{ body.html }}{% endblock %}",
        "{{ 'css/custom.css' | asset_url if 'css/custom.css' is asset }}{{ body.contents }}",
    ),
    "layouts/own.html": (None, "own {{ page.title }}", "{% extends 'post.html' %}"),
    "layouts/wide.html": (None, "wide {{ page.title }} {{ page.description }}"),
    "layouts/404.html": (None, "{% for card in recent %}{{ card.title }}{% endfor %}"),
    "layouts/partials/feed-icon.html": (None, "eins", "<p>eins</p>", "drei {{ page.title }}"),
    "layouts/partials/foot.html": (None, "eins", "<p>eins</p>"),
    "layouts/partials/side.html": (None, "eins", "{{ site.categories | length }}"),
    "layouts/partials/one.html": (None, "{{ (card is defined and card.title) or 'one' }}", "{{ page.title }}"),
    "layouts/partials/two.html": (None, "two"),
    "layouts/partials/macros.html": (
        None,
        "{% macro show(post) %}{{ post.summary }}{% endmacro %}",
        _SIDE + "{% macro show(post) %}{{ side }}{{ post.title }}{% endmacro %}",
    ),
    "layouts/partials/entry.html": (None, "{{ card.title }} {{ card.minutes }}"),
    "content/_data/x.yml": (None, "a: 1", "a: 2", "- 1\n- [2]", "a: [", "a: 2024-01-01"),
    "content/_data/more/y.json": (None, "1", '{"z": [1, 2]}', "{"),
    "content/_data/t.csv": (None, "a,b\n1,2\n"),
    "content/_includes/p.html": (None, "Teil", "{{ site.posts.size }}{{ page.title }}", "{% include p.html %}"),
    "content/posts/_p/part.md": (None, "eins", "**zwei**", "{{ page.title }}"),
    "content/posts/.hidden.md": (None, "eins", "zwei"),
    "content/posts/note.txt": (None, "eins", "zwei"),
    "content/posts/pic.svg": (None, '<svg width="10" height="20"/>', '<svg width="30" height="40"/>', "kein Bild"),
    "content/pics/two.svg": (None, '<svg width="1" height="2"/>', '<svg width="3" height="4"/>'),
    "static/pics/two.svg": (None, '<svg width="5" height="6"/>'),
    "content/plain.html": (None, "<p>roh</p>", "<p>rot</p>", "---\ntitle: x\n---\n<p>Seite</p>"),
    "static/css/custom.css": (None, "a {}", "b {}"),
    "static/css/theme.css": (None, "a {}"),
    "static/robots.txt": (None, "User-agent: x\n"),
    "static/old/index.html": (None, "alt"),
    "static/x": (None, "a file where a folder may be"),
}
SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ('"시험"', '"다른 이름"'),
    "description": ('""', '"무엇"'),
    "url": ('"https://blog.example"', '""'),
    "base_path": ('""', '"/blog"'),
    "language": ('"ko"', '"en"'),
    "timezone": ('"Asia/Seoul"', '"America/New_York"'),
    "permalink": ('"date"', '"pretty"', '"/:title/"', '"/:categories/:title.html"'),
    "variables.mood": ('"gut"', '"schlecht"'),
    "author.name": ('""', '"누구"'),
    "build.drafts": ("false", "true"),
    "build.future": ("false", "true"),
    "build.conflicts": ('"error"', '"newest"'),
    "build.exclude": ("[]", '["docs"]', '["posts/note.txt"]'),
    "pagination.per_page": ("10", "1"),
    "markdown.paren_lists": ("true", "false"),
    "markdown.line_numbers": ("false", "true"),
    "feeds.full_text": ("true", "false"),
    "feeds.terms": ("true", "false"),
    "feeds.limit": ("20", "1"),
    "read_next.count": ("5", "1"),
    "redirects": ("{}", '{"/gone/" = "/about/"}'),
}


def settings_text(chosen: Mapping[str, str]) -> str:
    """`site.toml` with these settings."""
    return "".join(f"{name} = {value}\n" for name, value in chosen.items())
