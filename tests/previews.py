"""A preview of a blog in a folder of its own, held against clean builds of the same blog."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from blogbuild.build import build
from blogbuild.config import CACHE_FOLDER, Config, read_config
from blogbuild.errors import BlogError
from blogbuild.serve.news import News
from blogbuild.serve.pages import Page
from blogbuild.serve.preview import Preview
from blogbuild.serve.showing import Missing
from blogs import NOW, Blog, files_below

OUTPUT: Final = "_site"


class Shown:
    """A blog, and its preview, which is told of every change as a watcher would."""

    def __init__(self, blog: Blog, preview: Preview) -> None:
        self.blog = blog
        self.preview = preview

    def write(self, path: str, content: str | bytes) -> Path:
        return self.blog.write(path, content)

    def save(self, path: str, content: str | bytes | None, *shown: str) -> News:
        """Write or remove a file, and tell the preview."""
        file = self.blog.root / path
        if content is None:
            file.unlink()
        else:
            self.write(path, content)
        return self.preview.refresh([file.absolute()], shown)

    def page(self, address: str) -> Page:
        found = self.preview.answer(address)
        assert isinstance(found, Page), found
        return found

    def text(self, address: str) -> str:
        return bytes_of(self.page(address)).decode()

    def is_there(self, address: str) -> bool:
        return not isinstance(self.preview.answer(address), Missing)

    @property
    def faults(self) -> list[str]:
        return [f"{problem.place}: {problem.what}" for problem in self.preview.problems if problem.fatal]


@contextmanager
def shown(blog: Blog, *, small: int = 300, now: datetime = NOW) -> Iterator[Shown]:
    """A preview of the blog as it is."""
    preview = Preview(blog.root, lambda: read_config(blog.root), lambda: now, 1, small=small)
    preview.open()
    try:
        yield Shown(blog, preview)
    finally:
        preview.close()


def bytes_of(page: Page) -> bytes:
    return page.content.read_bytes() if isinstance(page.content, Path) else page.content


def clean(root: Path, at: Path, now: datetime = NOW) -> dict[str, bytes] | None:
    """What a build of a copy gives that knows nothing; None where it is refused."""
    shutil.copytree(root, at, ignore=shutil.ignore_patterns(OUTPUT, CACHE_FOLDER))
    try:
        build(at, read_config(at), now=now, jobs=1)
        return files_below(at / OUTPUT)
    except BlogError:
        return None
    finally:
        shutil.rmtree(at)


def as_shown(preview: Preview, config: Config, paths: Iterator[str]) -> dict[str, bytes]:
    """What the preview shows for each of these paths of the output."""
    found = {}
    for path in paths:
        page = preview.answer(config.address(f"/{path}"))
        found[path] = bytes_of(page) if isinstance(page, Page) else b"(missing)"
    return found
