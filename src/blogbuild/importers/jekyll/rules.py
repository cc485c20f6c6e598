"""Which files Jekyll publishes.

Source of the rules: Jekyll 4.3, lib/jekyll/entry_filter.rb and the defaults in lib/jekyll/configuration.rb.
"""

from __future__ import annotations

import fnmatch
from typing import Final

from msgspec import Struct

from blogbuild.importers.jekyll.blog_config import BlogConfig

INCLUDED: Final = (".htaccess",)
EXCLUDED: Final = (
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle/",
    "vendor/cache/",
    "vendor/gems/",
    "vendor/ruby/",
)
_SPECIAL: Final = (".", "_", "#", "~")


class Rules(Struct, frozen=True, kw_only=True):
    """What a blog includes and excludes."""

    include: tuple[str, ...] = INCLUDED
    exclude: tuple[str, ...] = EXCLUDED

    def refusal(self, path: str, inside: str = "") -> str:
        """Why Jekyll leaves a file or folder out; nothing when it does not.

        `path` is below the blog's source; `inside` is the folder that is read on its own, such as `_posts`.
        """
        is_included = any(_matches(pattern, path) or _matches(pattern, _name(path)) for pattern in self.include)
        if not is_included and any(_matches(pattern, path) for pattern in self.exclude):
            return "excluded"
        if is_included:
            return ""
        below = path.removeprefix(f"{inside}/") if inside else _name(path)
        if below.startswith(_SPECIAL) or _name(path).startswith(_SPECIAL):
            return "hidden" if _name(path).startswith(".") else "underscored"
        return "a backup" if path.endswith("~") else ""


def read_rules(config: BlogConfig) -> Rules:
    """The rules of a blog."""
    include = config.texts("include")
    exclude = tuple(pattern for pattern in (*EXCLUDED, *config.texts("exclude")) if pattern not in include)
    return Rules(include=(*INCLUDED, *include), exclude=exclude)


def _matches(pattern: str, path: str) -> bool:
    """As `glob_include?` does: the pattern as a glob, as the beginning of the path, or as the folder itself."""
    wanted = pattern.strip().lstrip("/")
    if not wanted:
        return False
    return fnmatch.fnmatchcase(path, wanted) or path.startswith(wanted) or wanted == f"{path}/"


def _name(path: str) -> str:
    return path.rpartition("/")[2]
