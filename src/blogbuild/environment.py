"""Jinja as layouts need it: every layout that is asked for is noted, and what was compiled is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

import jinja2
import markupsafe
from markupsafe import Markup

from blogbuild.config import Config
from blogbuild.including import included, put_in_place, texts_of
from blogbuild.inlining import Known, inlined
from blogbuild.version import code_fingerprint, users_folder

Note: TypeAlias = Callable[[str], None]
"""Takes the key of what was read."""
Text: TypeAlias = Callable[[str], str | None]


class _Template(jinja2.Template):
    """Joins what it puts out, and so has no need to mark each piece as safe: a page has a hundred of them.

    What is imported, or included without the context, Jinja runs but once for all pages (`Template._module`): what that
    asked for is noted for each of them.
    """

    environment: Environment
    _asked_once: Collection[str] = ()

    @classmethod
    def from_code(cls, *args: Any, **options: Any) -> jinja2.Template:  # noqa: ANN401 - Jinja's
        made = super().from_code(*args, **options)
        made.root_render_func.__globals__["escape"] = _escaped
        return made

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> jinja2.environment.TemplateModule:
        if self._module is not None:
            for key in self._asked_once:
                self.environment.noted(key)
            return super()._get_default_module(ctx)
        self._asked_once = asked = set[str]()
        with self.environment.also_noting(asked.add):
            return super()._get_default_module(ctx)


def _escaped(value: object) -> str:
    if type(value) is str:
        return _escape_text(value)
    return value if type(value) is Markup else markupsafe.escape(value)


# What is in the library under its `escape`, and takes a fifth of its time.
_escape_text: Final[Callable[[str], str]] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


# So many layouts are put one into the other.
_DEEPEST: Final = 4


class Environment(jinja2.Environment):
    """Tells of every layout that is asked for, also of those that are not there: one of that name may come."""

    template_class = _Template
    noted: Note = staticmethod(lambda _: None)

    def __init__(self, constants: Known, *, is_joined: bool = True, **options: Any) -> None:  # noqa: ANN401 - Jinja's
        """`is_joined`: layouts have those in them that they include; else every line of what is run has its file."""
        super().__init__(**options)
        self._constants = constants
        self._is_joined = is_joined
        self.asked: list[str] | None = None
        """Where to write which layouts are asked for, but for those that stand in others."""
        self._parsed: list[str] = []
        self._known: dict[str, tuple[str, jinja2.Template]] = {}

    @contextmanager
    def also_noting(self, note: Note) -> Iterator[None]:
        """Tell another one, too, of what is noted meanwhile."""
        noted = self.noted

        def both(key: str) -> None:
            note(key)
            noted(key)

        self.noted = both
        try:
            yield
        finally:
            self.noted = noted

    def _parse(self, source: str, name: str | None, filename: str | None) -> jinja2.nodes.Template:
        layout = inlined(super()._parse(source, name, filename), self, self._constants)
        if not self._is_joined or not name:
            return layout
        self._parsed.append(name)
        try:
            return put_in_place(layout, included(source), self._part)
        finally:
            self._parsed.pop()

    def _part(self, name: str) -> jinja2.nodes.Template | None:
        """The layout of that name, to stand within the one that is parsed; None for one that must be asked for."""
        if name in self._parsed or len(self._parsed) > _DEEPEST or not self.loader:
            return None
        try:
            source, filename, _ = self.loader.get_source(self, name)
            return self._parse(source, name, filename)
        except (jinja2.TemplateError, OSError, ValueError):  # to be told of where a page wants it
            return None

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What templates know without being told."""
        # Every include makes a set of these: that of a plain dictionary takes a fifth of the time.
        return {**self.globals, **(d or {})}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja has it
    ) -> jinja2.Template:
        """The layout of that name, noted."""
        if self.asked is not None:
            self.asked.append(str(name))
        # A page asks some twenty times: no need to go through the library's lock and its weak references each time.
        known = self._known.get(name) if isinstance(name, str) and not globals else None
        if known:
            self.noted(known[0])
            return known[1]
        if isinstance(name, str):
            self.noted(f"layout {name}")
        found = super().get_template(name, parent, globals)
        if isinstance(name, str) and not globals:
            self._known[name] = (f"layout {name}", found)
        return found

    def select_template(
        self,
        names: Iterable[str | jinja2.Template],
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - likewise
    ) -> jinja2.Template:
        """The first of these that there is; those before it are noted, too."""
        names = list(names)
        for name in names:
            try:
                return self.get_template(name, parent, globals)
            except jinja2.TemplateNotFound:
                continue
        raise jinja2.TemplatesNotFound([str(name) for name in names])


class CompiledLayouts(jinja2.BytecodeCache):
    """Compiled layouts in the user's own folder for such things, as Python keeps its modules beside them.

    They are never kept with a site: what comes with a repository must not be able to run anything.
    """

    @classmethod
    def of(cls, site: Path, config: Config, constants: Known, text: Text) -> CompiledLayouts | None:
        """Those of a site, which are others with other settings; None where there is no place for them.

        `text` gives that of a layout; None where there is none or it cannot be read.
        """
        folder = users_folder()
        about = f"{config} {bool(constants)}"
        return cls(folder / "layouts" / code_fingerprint(), site, about, text) if folder else None

    def __init__(self, folder: Path, site: Path, about: str, text: Text) -> None:
        self._folder = folder
        self._site = site
        self._about = about
        self._text = text

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of the file of a compiled layout."""
        return super().get_cache_key(f"{name} {self._site!a}", filename)

    def get_source_checksum(self, source: str) -> str:
        """What decides whether it may be used."""
        # What depends on constants only, the settings among them, is worked out when a layout is compiled, and what it
        # includes is put into it.
        parts = "\0".join(f"{name}\0{text!a}" for name, text in texts_of(included(source), self._text).items())
        return super().get_source_checksum(f"{self._about}\0{source}\0{parts}")

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Read a compiled layout, if there is one."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            bucket.bytecode_from_string((self._folder / bucket.key).read_bytes())

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep a compiled layout."""
        with suppress(OSError):
            if not self._folder.exists():
                # Those of other versions of the program are of no use any more.
                shutil.rmtree(self._folder.parent, ignore_errors=True)
                self._folder.mkdir(parents=True, mode=0o700)
            fresh = self._folder / f"{bucket.key}.{os.getpid()}"
            fresh.write_bytes(bucket.bytecode_to_string())
            fresh.replace(self._folder / bucket.key)
