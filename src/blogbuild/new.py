"""New sites, posts and layouts: files that build at once and are the author's to change."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from blogbuild.config import CACHE_FOLDER, SETTINGS_FILE, Config, parse_config
from blogbuild.content import CONTENT, LAYOUTS, STATIC
from blogbuild.errors import BlogError, error
from blogbuild.frontmatter import read_front_matter
from blogbuild.starter import starter_folder
from blogbuild.text import did_you_mean, nfc, slugify, squeeze

_SETTINGS: Final = {
    "ko": """\
# 이 블로그의 설정. 모든 설정은 blogbuild 문서의 docs/settings.md 에 있습니다.
title = "{title}"
description = "빈칸을 하나씩 채워 가는 취업 기록"
language = "ko"
permalink = "pretty"

# 공개할 주소: https://이름.github.io 에 올린다면
# url = "https://이름.github.io"
# https://이름.github.io/저장소/ 에 올린다면
# base_path = "/저장소"

[author]
name = ""
""",
    "en": """\
# The settings of this blog; docs/settings.md of blogbuild lists them all.
title = "{title}"
description = "Notes from a job hunt"
language = "en"
timezone = "UTC"
permalink = "pretty"

# Where it will be published, on https://NAME.github.io:
# url = "https://NAME.github.io"
# and on https://NAME.github.io/REPOSITORY/ as well:
# base_path = "/REPOSITORY"

[author]
name = ""
""",
}
_FIRST_POST: Final = {
    "ko": (
        "첫 글",
        """\
여기는 **첫 번째 글**입니다. `content/posts/` 안의 이 파일을 고치거나 지우고 시작하세요.

새 글은 이렇게 만듭니다.

```console
$ blogbuild new post "1차 면접 기록"
```

## 이렇게 씁니다

- 제목, 날짜, 카테고리, 태그는 파일 맨 위의 `---` 사이에 적습니다.
- 같은 폴더의 사진은 `![설명](사진.png)`, 다른 글은 `[제목](2026-01-02-다른-글.md)`처럼 파일 이름으로 잇습니다.
- 아직 보여 주고 싶지 않은 글은 `content/drafts/`에 둡니다.
""",
    ),
    "en": (
        "First post",
        """\
This is the **first post**. Change or remove this file in `content/posts/` and begin.

A new post is made like this:

```console
$ blogbuild new post "Notes on a first interview"
```

## How to write

- Title, date, categories and tags stand between the `---` at the top of the file.
- Link to a picture in the same folder with `![what it shows](picture.png)`, to another post by its file's name.
- Keep what is not ready yet in `content/drafts/`.
""",
    ),
}
_IGNORED: Final = f"/_site/\n/{CACHE_FOLDER}/\n"


def new_site(folder: Path, *, language: str, title: str, now: datetime, demo: bool = False) -> tuple[str, ...]:
    """Make a site in a folder that is empty or not there yet; the files made, by their path in it.

    With `demo`, the example blog. Raises BlogError when there is something in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BlogError([error(str(folder), "is not empty", "name a folder that is not there yet")])
    make = _demo if demo else partial(_fresh, language=language, title=title, now=now)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        make(folder)
        _write(folder / ".gitignore", _IGNORED)
        for name in (f"{CONTENT}/drafts", LAYOUTS, STATIC):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise BlogError([error(str(refused.filename), f"cannot be written: {refused.strerror}")]) from refused
    return tuple(sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()))


def new_post(
    root: Path,
    config: Config,
    title: str,
    *,
    now: datetime,
    categories: Sequence[str] = (),
    tags: Sequence[str] = (),
    draft: bool = False,
) -> Path:
    """Make a post with complete front matter, never over another; where it is.

    Raises BlogError when there is a file of its name, or it cannot be written.
    """
    moment = now.astimezone(config.zone).replace(microsecond=0)
    name = f"drafts/{_slug(title)}.md" if draft else _post_name(title, moment)
    file = root / CONTENT / name
    try:
        if file.exists():
            mend = "write there, or choose another title"
            raise BlogError([error(f"{CONTENT}/{name}", "is there already", mend)])
        _write(file, _front_matter(title, moment, categories, tags))
    except OSError as refused:
        raise BlogError([error(f"{CONTENT}/{name}", f"cannot be written: {refused.strerror}")]) from refused
    return file


def new_layout(root: Path, name: str) -> Path:
    """Copy the built-in layout of that name into the site, never over one of its own; where it is.

    Raises BlogError when there is no such layout, there is one in the site, or it cannot be written.
    """
    built_in = starter_folder() / LAYOUTS
    known = {file.relative_to(built_in).with_suffix("").as_posix() for file in built_in.rglob("*.html")}
    name = name.removeprefix(f"{LAYOUTS}/").removesuffix(".html")
    place = f"{LAYOUTS}/{name}.html"
    file = root / place
    if name not in known:
        raise BlogError([error(place, "there is no built-in layout of that name", did_you_mean(name, known))])
    try:
        if file.exists():
            raise BlogError([error(place, "is there already", "change that one, or remove it first")])
        _write(file, (built_in / f"{name}.html").read_text(encoding="utf-8"))
    except OSError as refused:
        raise BlogError([error(place, f"cannot be written: {refused.strerror}")]) from refused
    return file


def _demo(folder: Path) -> None:
    """The example blog in a folder."""
    shutil.copytree(starter_folder() / CONTENT, folder / CONTENT)
    shutil.copyfile(starter_folder() / SETTINGS_FILE, folder / SETTINGS_FILE)


def _fresh(folder: Path, *, language: str, title: str, now: datetime) -> None:
    """Settings and a first post in a folder."""
    title = squeeze(nfc(title)) or squeeze(nfc(folder.resolve().name)) or "blog"
    settings = _SETTINGS[language].format(title=_toml_text(title))
    first_title, body = _FIRST_POST[language]
    moment = now.astimezone(parse_config(settings).zone).replace(microsecond=0)
    _write(folder / SETTINGS_FILE, settings)
    _write(folder / CONTENT / _post_name(first_title, moment), _front_matter(first_title, moment) + body)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _slug(title: str) -> str:
    return slugify(nfc(title)) or "post"


def _post_name(title: str, moment: datetime) -> str:
    return f"posts/{moment:%Y-%m-%d}-{_slug(title)}.md"


def _front_matter(title: str, moment: datetime, categories: Sequence[str] = (), tags: Sequence[str] = ()) -> str:
    return (
        "---\n"
        "layout: post\n"
        f"title: {_yaml_text(squeeze(nfc(title)))}\n"
        f"date: {moment:%Y-%m-%d %H:%M:%S %z}\n"
        f"categories: [{', '.join(map(_yaml_item, categories))}]\n"
        f"tags: [{', '.join(map(_yaml_item, tags))}]\n"
        "---\n\n"
    )


def _yaml_text(text: str) -> str:
    """The text as YAML reads it back: plain where that is possible."""
    try:
        front, problems = read_front_matter("", f"---\ntitle: {text}\n---\n")
    except BlogError:
        return _quoted(text)
    return text if front.values.get("title") == text and not problems else _quoted(text)


def _yaml_item(text: str) -> str:
    try:
        front, problems = read_front_matter("", f"---\ntags: [{text}]\n---\n")
    except BlogError:
        return _quoted(text)
    return text if front.values.get("tags") == (text,) and not problems else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _toml_text(text: str) -> str:
    """The text as it stands between the quotes of TOML, which holds no control characters."""
    text = "".join(char for char in text if char.isprintable())
    return text.replace("\\", "\\\\").replace('"', '\\"')
