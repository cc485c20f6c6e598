"""`_config.yml` → a BlogConfig: the settings of a Jekyll blog, and the line on which each stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from blogbuild.config import Value
from blogbuild.errors import BlogError, Place, error
from blogbuild.frontmatter import load_yaml
from blogbuild.schema import freeze
from blogbuild.values import as_text

# Jekyll 4.3, lib/jekyll/configuration.rb, `config_files`: the first that is there.
CONFIG_FILES: Final = ("_config.yml", "_config.yaml", "_config.toml")


class BlogConfig(Struct, frozen=True, kw_only=True):
    """What the configuration of a Jekyll blog says."""

    path: str = ""
    """The file's name; empty when there is none."""
    source: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def get(self, dotted: str) -> Value:
        """The value under a name such as `kramdown.input`; None when it is not there."""
        value: Value = self.values
        for name in dotted.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def text(self, *dotted: str) -> str:
        """The first text that stands under one of the names."""
        return next(filter(None, (as_text(self.get(name)) for name in dotted)), "")

    def texts(self, dotted: str) -> tuple[str, ...]:
        """The texts of a list, or the one text that stands there instead."""
        value = self.get(dotted)
        if isinstance(value, str):
            return (value,)
        return tuple(as_text(each) for each in value) if isinstance(value, Sequence) else ()

    def table(self, dotted: str) -> Mapping[str, Value]:
        """The names and values below a name; none when it holds no mapping."""
        value = self.get(dotted)
        return value if isinstance(value, Mapping) else {}

    def is_on(self, dotted: str) -> bool:
        """Whether a switch is set to true."""
        return self.get(dotted) is True

    def plugins(self) -> frozenset[str]:
        """The plugins that the blog names, under the key of today or the one of before."""
        return frozenset((*self.texts("plugins"), *self.texts("gems")))

    def place(self, name: str) -> Place:
        """Where a setting of the top level stands."""
        pattern = re.compile(rf"""["']?{re.escape(name)}["']?\s*[:=]""")
        lines = enumerate(self.source.splitlines(), 1)
        return Place(self.path, next((number for number, line in lines if pattern.match(line)), 0))


def read_blog_config(folder: Path) -> BlogConfig:
    """The configuration in the folder of a blog; an empty one when there is no file.

    Raises BlogError when the file cannot be read.
    """
    file = next((folder / name for name in CONFIG_FILES if (folder / name).is_file()), None)
    if file is None:
        return BlogConfig()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        mend = "save it as UTF-8 text that you may read"
        raise BlogError([error(file.name, f"cannot be read: {unreadable}", mend)]) from unreadable
    values = _parsed(file.name, text)
    if not isinstance(values, Mapping):
        raise BlogError([error(file.name, "holds no settings", "write one `key: value` a line")])
    return BlogConfig(path=file.name, source=text, values=values)


class DefaultValues(Struct, frozen=True, kw_only=True):
    """An entry of `defaults`: front matter for what lies below a path, of one type or of any."""

    path: str
    type: str
    values: Mapping[str, Value]


def read_defaults(config: BlogConfig) -> Iterator[DefaultValues]:
    """The entries of `defaults` that can be read, as Jekyll takes them."""
    entries = config.get("defaults")
    for entry in entries if isinstance(entries, Sequence) else ():
        own = BlogConfig(values=entry if isinstance(entry, Mapping) else {})
        yield DefaultValues(path=own.text("scope.path"), type=own.text("scope.type"), values=own.table("values"))


def _parsed(name: str, text: str) -> Value:
    if name.endswith(".toml"):
        try:
            return freeze(tomllib.loads(text))  # type: ignore[no-any-return] # freeze gives what it is given
        except tomllib.TOMLDecodeError as broken:
            raise BlogError([error(name, f"is no TOML: {broken}")]) from broken
    try:
        return load_yaml(name, text) or {}
    except BlogError:
        if "\t" not in text:
            raise
        # Tabs that indent are no YAML; what was meant is plain enough.
        return load_yaml(name, text.expandtabs(2)) or {}
