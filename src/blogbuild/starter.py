"""What a site starts from: the built-in layouts, static files and the example posts, wherever blogbuild lies."""

from __future__ import annotations

import functools
from pathlib import Path

from blogbuild.config import SETTINGS_FILE


@functools.cache
def starter_folder() -> Path:
    """The folder with `layouts/`, `static/`, `content/` and `site.toml`.

    A wheel carries them inside the package; in a checkout they are the top level of the repository.
    """
    package = Path(__file__).parent
    inside = package / "starter"
    return inside if (inside / SETTINGS_FILE).is_file() else package.parents[1]
