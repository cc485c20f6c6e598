"""A Jekyll blog of a few files, and its import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blogbuild.importers.jekyll import ImportReport, import_jekyll

POST = "---\ntitle: 첫 글\n---\n본문\n"

Write = Callable[[dict[str, str]], Path]
Import = Callable[[dict[str, str]], tuple[ImportReport, Path]]


@pytest.fixture
def write_blog(tmp_path: Path) -> Write:
    def write(files: dict[str, str]) -> Path:
        root = tmp_path / "jekyll"
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return root

    return write


@pytest.fixture
def import_blog(write_blog: Write, tmp_path: Path) -> Import:
    def run(files: dict[str, str]) -> tuple[ImportReport, Path]:
        site = tmp_path / "site"
        posts = {} if any("_posts/" in path for path in files) else {"_posts/2024-05-01-tea.md": POST}
        return import_jekyll(write_blog({"_config.yml": "title: 차\n", **posts, **files}), site), site

    return run
