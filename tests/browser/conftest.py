"""A real browser on the repository's own blog, served from a folder."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from blogbuild.build import build
from blogbuild.config import read_config

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="session")
def own_blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which the repository's own blog is served."""
    folder = tmp_path_factory.mktemp("own") / "blog"
    for name in ("content", "layouts", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "site.toml", folder / "site.toml")
    config = read_config(folder)
    build(folder, replace(config, url="", base_path=""), now=NOW, jobs=1)
    with serving(folder / "_site") as address:
        yield address


class serving:  # noqa: N801 - reads as a statement
    """Serves a folder as a static host does, on a free port."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...
