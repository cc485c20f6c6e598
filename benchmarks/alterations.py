"""Random changes to a blog: to its texts and front matter, layouts, data, files, settings, output and clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from blogbuild.content import MARKDOWN

NOW: Final = datetime(2026, 11, 9, 12, tzinfo=UTC)


@dataclass(slots=True)
class Site:
    """A site in a folder, edited at random."""

    root: Path
    chance: random.Random
    now: datetime = NOW
    undo: list[tuple[Path, bytes | None]] = field(default_factory=list)
    """What the last edit changed: files as they were."""

    def write(self, path: Path, content: bytes | str | None) -> None:
        """Write a file, or remove it, and know how it was."""
        self.undo.append((path, path.read_bytes() if path.is_file() else None))
        put(path, content.encode(errors="surrogateescape") if isinstance(content, str) else content)

    def take_back(self) -> None:
        """Undo the last edit."""
        for path, content in reversed(self.undo):
            put(path, content)

    def posts(self) -> list[Path]:
        """The sources of posts and pages."""
        return sorted(file for file in (self.root / "content").rglob("*") if file.suffix in MARKDOWN)

    def one(self, files: Iterable[Path]) -> Path:
        """One of them, at random."""
        return self.chance.choice(sorted(files))

    def text(self, file: Path) -> str:
        """A file's text."""
        return file.read_bytes().decode(errors="surrogateescape")


def put(path: Path, content: bytes | None) -> None:
    """Write a file, or remove it."""
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


# Edits

FRONT: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("하나", "Zwei", "회고: 올해", "<b>&"),
    "excerpt": ("발췌 하나", "발췌 둘"),
    "description": ("줄거리", ""),
    "tags": ("[a]", "[A, b]", "[회고, 면접]", "[]"),
    "categories": ("[dev]", "[Dev]", "[dev, web]", "[Web]"),
    "date": ("2019-01-01", "2024-05-05 10:00:00 +0900", "2026-12-01", "2027-06-01"),
    "pin": ("true", "false"),
    "permalink": ("/x/", "/y/", "/x/:title/", "/:title.html"),
    "redirect_from": ("/old/", "[/old/, /older/]", "[]"),
    "layout": ("own", "post", "wide"),
    "published": ("true", "false"),
    "sitemap": ("true", "false"),
    "last_modified_at": ("2025-02-02", "2026-03-03"),
}
BODIES: Final = (
    "짧은 문장 하나.",
    "## 새 절\n\n본문 " + "가나다라 " * 300,
    "{{ site.posts.size }} {{ site.title }}",
    "{% for post in site.posts limit: 3 %}{{ post.title }}{% endfor %}",
    "{% include added.html %}",
    "![그림](/assets/added.svg)",
    "```python\nx = 1\n```",
    "각주[^새]\n\n[^새]: 글",
)
SIDEBARS: Final = (
    "<p>eins</p>",
    "<p>zwei</p>",
    "{% for tag in site.tags %}{{ tag.name }} {{ tag.count }}{% endfor %}",
    "{% for post in site.posts[:3] %}{{ post.title }}{% endfor %}",
    "{{ site.data | length }}{{ site.data.added }}",
    "{% for found in site.suggestions.values() %}{{ found | length }}{% endfor %}",
    "{{ '/x/' in site.by_url }}{{ 'css/custom.css' is asset }}",
    "{% include 'partials/side.html' ignore missing %}",
)
FILES: Final[Mapping[str, tuple[str | None, ...]]] = {
    "layouts/base.html": (None, *(f"{{% block main %}}{{% endblock %}}{sidebar}" for sidebar in SIDEBARS)),
    "layouts/own.html": (None, "{{ page.title }} {{ post.body.html if post is defined else body.html }}"),
    "layouts/wide.html": (None, "{% extends 'base.html' %}{% block main %}{{ page.description }}{% endblock %}"),
    "layouts/partials/entry.html": (None, "{{ card.title }} {{ card.summary }}"),
    "layouts/partials/side.html": (None, "eins", "{{ site.categories | length }}"),
    "content/_data/added.yml": (None, "a: 1", "a: 2"),
    "content/_includes/added.html": (None, "Teil", "{{ page.title }}"),
    "content/assets/added.svg": (None, '<svg width="10" height="20"/>', '<svg width="30" height="40"/>'),
    "static/css/custom.css": (None, "a {}", "b {}"),
}
SETTINGS: Final = (
    ("title", '"하나"'),
    ("title", '"둘"'),
    ("description", '"무엇"'),
    ("base_path", '"/blog"'),
    ("base_path", '""'),
)


def edit_body(site: Site) -> None:
    """Something at the end of a text comes, or goes."""
    file = site.one(site.posts())
    text = site.text(file)
    shorter = text.rpartition("\n\n")[0]
    is_cut = site.chance.random() < 1 / 3 and shorter.count("---") == text.count("---")
    site.write(file, shorter if is_cut else f"{text.rstrip()}\n\n{site.chance.choice(BODIES)}\n")


def edit_front_matter(site: Site) -> None:
    """A key gets another value, or goes."""
    _edit_key(site, list(FRONT))


def retag_post(site: Site) -> None:
    """A post gets other tags, or none."""
    _edit_key(site, ["tags"])


def redate_post(site: Site) -> None:
    """A post gets another date, or that of its name."""
    _edit_key(site, ["date"])


def _edit_key(site: Site, keys: Sequence[str]) -> None:
    file = site.one(site.posts())
    key = site.chance.choice(keys)
    site.write(file, _with_key(site.text(file), key, site.chance.choice((*FRONT[key], ""))))


def _with_key(text: str, key: str, value: str) -> str:
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in lines[1:]:
        return text
    end = lines.index("---", 1)
    kept, is_of_key = [], False
    for line in lines[1:end]:
        is_of_key = line.startswith(f"{key}:") or (is_of_key and line[:1] in {" ", "-", "\t"})
        if not is_of_key:
            kept.append(line)
    return "\n".join(["---", *kept, *([f"{key}: {value}"] if value else []), *lines[end:]])


def rename_post(site: Site) -> None:
    """A file gets another name."""
    file = site.one(site.posts())
    content = file.read_bytes()
    site.write(file, None)
    site.write(file.with_name(f"{file.stem}-{site.chance.randrange(10)}.md"), content)


def remove_post(site: Site) -> None:
    """A file goes."""
    site.write(site.one(site.posts()), None)


def add_post(site: Site) -> None:
    """A post comes, made of another one's text."""
    day = f"2025-{site.chance.randrange(1, 13):02}-{site.chance.randrange(1, 29):02}"
    text = _with_key(site.text(site.one(site.posts())), "permalink", "")
    site.write(
        site.root / "content" / "posts" / f"{day}-new-{site.chance.randrange(1000)}.md", _with_key(text, "date", "")
    )


def write_file(site: Site) -> None:
    """A layout, partial, data file, picture or style sheet comes, changes or goes."""
    path = site.chance.choice(list(FILES))
    site.write(site.root / path, site.chance.choice(FILES[path]))


def replace_asset(site: Site) -> None:
    """A picture or another file beside the posts changes, or goes."""
    files = [file for file in (site.root / "content").rglob("*") if file.suffix in {".png", ".jpg", ".svg", ".gif"}]
    if files:
        site.write(site.one(files), site.chance.choice((None, "kein Bild", '<svg width="7" height="8"/>')))


def change_setting(site: Site) -> None:
    """A setting gets another value."""
    file = site.root / "site.toml"
    key, value = site.chance.choice(SETTINGS)
    lines = [line for line in site.text(file).split("\n") if not line.startswith(f"{key} =")]
    site.write(file, "\n".join([f"{key} = {value}", *lines]))


def tamper_with_output(site: Site) -> None:
    """Somebody else writes into the output folder."""
    files = [file for file in (site.root / "_site").rglob("*") if file.is_file()]
    if files:
        put(site.one(files), site.chance.choice((None, b"changed")))


def let_time_pass(site: Site) -> None:
    """The next build comes months later, or the clock is set back."""
    site.now = site.chance.choice((NOW, NOW.replace(month=12), NOW.replace(year=2028)))


KINDS: Final[tuple[Callable[[Site], None], ...]] = (
    edit_body,
    edit_body,
    edit_body,
    edit_front_matter,
    edit_front_matter,
    edit_front_matter,
    rename_post,
    remove_post,
    add_post,
    write_file,
    write_file,
    replace_asset,
    change_setting,
    tamper_with_output,
    let_time_pass,
)
