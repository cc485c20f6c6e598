"""A small site whose bodies hold Liquid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from blogbuild.config import Value
from blogbuild.errors import Problem
from blogbuild.markup.liquid import LiquidPost, LiquidSite, render_liquid
from blogbuild.model import Document, Meta

SEOUL = ZoneInfo("Asia/Seoul")
BODY_LINE = 5


@dataclass(frozen=True)
class Texts:
    """Files beside posts, as a site hands them out: by path below content/."""

    by_path: dict[str, str] = field(default_factory=dict)

    def __call__(self, path: str) -> str | None:
        return self.by_path.get(path)


def post(day: int, name: str, **others: Value) -> LiquidPost:
    """A post of January 2024."""
    return LiquidPost(
        url=f"/blog/2024/01/{day:02}/{name}.html",
        title=name.title(),
        date=datetime(2024, 1, day, 9, 30, tzinfo=SEOUL),
        categories=("지원",),
        tags=("면접",) if day % 2 else ("회고", "면접"),
        id=f"/2024/01/{day:02}/{name}",
        path=f"content/posts/2024-01-{day:02}-{name}.md",
        excerpt=f"{name} in short",
        values=others,
    )


SITE = LiquidSite(
    variables={
        "title": "됫박 일기",
        "url": "https://example.org",
        "baseurl": "/blog",
        "2024_img": "/img/2024",
        "author": {"name": "이랑"},
        "nav": ({"title": "글", "url": "/"}, {"title": "소개", "url": "/about/"}),
    },
    posts=(post(5, "third", order=1), post(4, "second"), post(3, "first", order=2)),
    pages=(),
    data={"stages": ({"name": "서류", "left": 9}, {"name": "면접", "left": 3})},
    partials={
        "note.html": '<p class="note">{{ include.text }}</p>',
        "loop.html": "{% include loop.html %}",
        "bad.html": "good\n{% nosuchtag %}",
    },
    files={"about.md": "/blog/about/", "img/a b.png": "/blog/img/a%20b.png", "posts/2024-01-03-first.md": "/blog/x"},
    texts=Texts({"posts/part.md": "part of {{ page.title }}"}),
    zone=SEOUL,
    now=datetime(2024, 1, 5, 9, 30, tzinfo=SEOUL),
)


def document(body: str) -> Document:
    """The second post, with that body."""
    meta = Meta(
        title="두 번째 글",
        published=datetime(2024, 1, 4, 9, 30, tzinfo=SEOUL),
        categories=("지원",),
        tags=("회고", "면접"),
        extra={"company": "쪽배물류", "rounds": 2, "gallery": ({"image_path": "/a.png", "alt": "책상"},)},
    )
    source = "content/posts/2024-01-04-second.md"
    return Document(
        source=source, kind="post", meta=meta, url="/2024/01/04/second.html", body=body, body_line=BODY_LINE
    )


def with_partials(**partials: str) -> LiquidSite:
    """The site with other partials; their names end with `.html`."""
    return replace(SITE, partials={f"{name}.html": text for name, text in partials.items()})


def text_of(body: str, site: LiquidSite = SITE) -> str:
    """What the body becomes."""
    return render_liquid(document(body), site)[0]


def problems_of(body: str, site: LiquidSite = SITE) -> tuple[Problem, ...]:
    """What is said of the body."""
    return render_liquid(document(body), site)[1]
