"""What all tests share: an empty blog, and properties that hold on a slow machine too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
