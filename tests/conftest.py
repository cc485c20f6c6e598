"""What all tests share: an empty blog, a browser, and properties that hold on a slow machine too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from blogs import Blog, blog_in

# The same examples on every run: a suite that fails now and then is read by nobody.
settings.register_profile(
    "blogbuild", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("blogbuild")


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """A blog without posts, under plain layouts."""
    root = tmp_path / "blog"
    root.mkdir()
    return blog_in(root)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and "BLOGBUILD_REQUIRE_BROWSER" not in os.environ:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)  # milliseconds; a busy machine gets them
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
