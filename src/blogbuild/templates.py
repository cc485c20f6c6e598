"""The one door to Jinja: layouts of the site before the built-in ones, our filters, errors with file and line."""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from itertools import repeat
from operator import is_
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import jinja2
from msgspec import Struct

from blogbuild.config import Config
from blogbuild.content import LAYOUTS
from blogbuild.digests import hash_of
from blogbuild.environment import CompiledLayouts, Environment, Note
from blogbuild.errors import BlogError, Problem, error
from blogbuild.fixed_text import edits
from blogbuild.framing import MARK, Frame
from blogbuild.including import texts_of
from blogbuild.inlining import Known, is_bound, known
from blogbuild.patching import Edit
from blogbuild.text import MONTH_NAMES, did_you_mean

# What an expression of a layout may raise, a layout that includes itself, and one with more loops in each other than
# Python allows.
_FAILURES: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
_BUILT_IN: Final = "built-in:"
# The key of whether no layout gives a name of ours to anything else: then what it stands for is a constant, which also
# those layouts have that are run without the names of the page.
_NAMES: Final = "layouts names"
# A block that may ask another layout, or another block of its own, to fill it.
_REACHES_OUT: Final = re.compile(r"\b(?:super|self)\b")
# A layout of which nothing is shown but its block: any other tag stands within that, as far as its end can be told.
_NOTHING_BESIDE: Final = re.compile(
    r"""(?x:
        TEXT {%[-+]?\s*extends\b TEXT {%[-+]?\s*block\b
        (?: (?! {%[-+]?\s*endblock\b ) . )* {%[-+]?\s*endblock\b TEXT \Z
    )""".replace("TEXT", r"(?: (?! {[{%#] ) . )*"),
    re.DOTALL,
)
_FINGERPRINT_LENGTH: Final = 8


Assets: TypeAlias = Callable[[], Iterable[str]]


class Filled(Protocol):
    """A post that fills layouts."""

    def filled(self, layout: str) -> str:
        """The layout filled with the post."""


class _Block(Struct, frozen=True):
    """The one block of a layout, and whether nothing else in that shows anything."""

    name: str
    is_all: bool


class Layouts:
    """The layouts of one site, compiled once, rendered with strict names."""

    def __init__(
        self, folders: tuple[Path, Path], config: Config, asset: Callable[[str], str | None], assets: Assets
    ) -> None:
        """`folders` are the site's own layouts and the built-in ones.

        `asset` gives the digest of a static file by its output path, None for one that is not there; `assets` tells all
        of them.
        """
        self._own, self._built_in = folders
        self._config = config
        self._asset = asset
        self._assets = assets
        # Read once: every page of a build is made of the same texts, also when one is saved meanwhile. A file of the
        # site wins over the built-in one of its name.
        self._files = {name: file for folder in reversed(folders) for name, file in _files_below(folder)}
        self._texts: dict[str, str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._constants = {} if is_bound(self._own_texts()) else known(config)
        self._loader = jinja2.FunctionLoader(self._source)
        self._environment = self._environment_of(
            self._loader, self._constants, kept=CompiledLayouts.of(self._own, config, self._constants, self._readable)
        )
        self._apart: Environment | None = None
        self._blocks: dict[str, _Block | None] = {}

    def _environment_of(
        self,
        loader: jinja2.BaseLoader,
        constants: Known,
        *,
        is_joined: bool = True,
        kept: CompiledLayouts | None = None,
    ) -> Environment:
        environment = Environment(
            constants,
            is_joined=is_joined,
            loader=loader,
            autoescape=True,
            undefined=_Unknown,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=kept,
        )
        environment.filters.update(self._filters())
        environment.tests["asset"] = self.is_asset
        return environment

    def _own_texts(self) -> Iterator[str]:
        """The texts of the site's own layouts, as far as they can be read."""
        own = (name for name, file in self._files.items() if file.is_relative_to(self._own))
        return (text for text in map(self._readable, own) if text is not None)

    def _readable(self, name: str) -> str | None:
        """The text of a layout; None where there is none or it cannot be read."""
        try:
            return self._text(name)
        except (OSError, KeyError):
            return None

    def prepare(self) -> None:
        """Load every layout that is in order, for workers to share."""
        for name in self._files:
            with suppress(*_FAILURES):
                self._environment.get_template(name)

    def has(self, layout: str, note: Note) -> bool:
        """Whether there is a layout of that name."""
        note(f"layout? {layout}.html")
        return f"{layout}.html" in self._files

    def fingerprint(self, key: str) -> str:
        """What stands for a layout, an asset or a frame that was noted, as it is now; empty for what is not there."""
        kind, _, name = key.partition(" ")
        if key == _NAMES:
            return "ours" if self._constants else ""
        if kind == "frame":
            return json.dumps(texts_of([name], self._readable))
        if kind in {"asset", "asset?"}:
            digest = self._asset(name) or ""
            return digest and ("there" if kind == "asset?" else digest)
        if name not in self._files:
            return ""
        return "there" if kind == "layout?" else hash_of(self._text(name))

    def edits(self, key: str, before: str) -> tuple[Edit, ...] | None:
        """What has changed in the fixed text of a frame that had that fingerprint; None if more than that has."""
        name = key.partition(" ")[2]
        try:
            now = texts_of([name], self._readable)
            return edits(self._parsed(name, json.loads(before)), self._parsed(name, now))
        except _FAILURES:  # to be told of when a page is filled
            return None

    def _parsed(self, name: str, texts: Mapping[str, str | None]) -> jinja2.nodes.Template:
        """A layout with others in their places, by their texts. Raises one of the failures."""
        loader = jinja2.DictLoader({each: text for each, text in texts.items() if text is not None})
        for text in loader.mapping.values():
            text.encode()  # as it is read
        return self._environment_of(loader, {}).parse(loader.mapping[name], name, name)

    def _text(self, name: str) -> str:
        if name not in self._texts:
            # What cannot be read as text is told by Jinja's place for it, as soon as a page wants it.
            self._texts[name] = self._files[name].read_text(encoding="utf-8", errors="surrogateescape")
        return self._texts[name]

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A layout for Jinja: its text and its file."""
        if name not in self._files:
            return None
        file = self._files[name]
        text = self._text(name)
        text.encode()
        return text, str(file), lambda: True

    def render(self, layout: str, variables: Mapping[str, object], note: Note, frame: Frame | None = None) -> str:
        """The layout filled with the variables; `note` is told of all layouts and assets that are read.

        With a `frame`, the block that the layout gives to the one that it extends may be left out, and stands there.
        Raises BlogError with the layout's file and line when it is missing, has a syntax error or uses an unknown name.
        """
        try:
            return self._filled(layout, variables, note, frame)
        except _FAILURES:
            if frame:
                frame.is_left_out = False
            return self._filled_apart(layout, variables, note)

    def _filled(self, layout: str, variables: Mapping[str, object], note: Note, frame: Frame | None = None) -> str:
        before, self._environment.noted = self._environment.noted, note
        note(_NAMES)
        try:
            template = self._environment.get_template(f"{layout.removesuffix('.html')}.html")
            block = self._only_block(template) if frame else None
            if frame and block:
                return self._framed(template, block, variables, frame)
            return template.render(variables)
        finally:
            self._environment.noted = before

    def _only_block(self, template: jinja2.Template) -> _Block | None:
        """The one block that a layout has, if it depends on no other layout."""
        name = template.name or ""
        if name not in self._blocks:
            text = self._text(name)
            is_alone = len(template.blocks) == 1 and not _REACHES_OUT.search(text)
            block = _Block(next(iter(template.blocks)), bool(_NOTHING_BESIDE.match(text))) if is_alone else None
            self._blocks[name] = block
        return self._blocks[name]

    def _framed(self, template: jinja2.Template, block: _Block, variables: Mapping[str, object], frame: Frame) -> str:
        """A layout that is filled but for its block, as far as the one that it extends shows that as it is."""
        name = block.name
        context = template.new_context(dict(variables))
        made = context.blocks[name][0]

        def left_out(given: jinja2.runtime.Context) -> Iterator[str]:
            # Around the block there may be names that it sees, or it is shown once more.
            if frame.is_left_out or given is not context or given.vars or not given.eval_ctx.autoescape:
                yield from made(given)
                return
            if frame.known is None:
                frame.keys.add(f"layout {template.name}")
                frame.block = self._block(frame, lambda: "".join(made(given)))
            frame.is_left_out = True
            yield MARK

        context.blocks[name][0] = left_out
        self._environment.asked = frame.asked
        try:
            pieces = list(template.root_render_func(context))
        finally:
            self._environment.asked = None
            context.blocks[name][0] = made  # in a circle of references the page would stay for long
        if frame.is_left_out and sum(map(is_, pieces, repeat(MARK))) != 1:
            frame.is_left_out = False  # something was done with what it gave
            return template.render(variables)
        if frame.is_left_out and block.is_all and len(frame.asked) == 1:
            self._environment.noted(f"frame {frame.asked[0]}")  # all the rest of the page is that layout's
        return "".join(pieces)

    def _block(self, frame: Frame, make: Callable[[], str]) -> str:
        """A block that is made, with what it asks for among the keys of the frame's block as well."""
        asked, self._environment.asked = self._environment.asked, None
        frame.is_filling = True
        try:
            with self._environment.also_noting(frame.keys.add):
                return make()
        finally:
            self._environment.asked, frame.is_filling = asked, False

    def _filled_apart(self, layout: str, variables: Mapping[str, object], note: Note) -> str:
        """A layout that cannot be filled, once more: what it includes stays apart, and so every line has its file."""
        if self._apart is None:
            self._apart = self._environment_of(self._loader, self._constants, is_joined=False)
        joined, self._environment = self._environment, self._apart
        try:
            return self._filled(layout, variables, note)
        except jinja2.TemplateSyntaxError as broken:
            raise BlogError([self._syntax_problem(broken)]) from broken
        except jinja2.TemplateNotFound as missing:
            raise BlogError([self._missing(layout, missing)]) from missing
        except _FAILURES as failed:
            raise BlogError([self._failure(layout, failed)]) from failed
        finally:
            self._environment = joined

    def _filters(self) -> dict[str, Callable[..., str]]:
        return {
            "filled": self.filled,
            "relative_url": self.relative_url,
            "absolute_url": self.absolute_url,
            "asset_url": self.asset_url,
            "date_text": self.date_text,
            "month_day": self.month_day,
            "iso": iso,
            "iso_day": iso_day,
            "number": number,
            "counted": counted,
        }

    def filled(self, card: Filled, layout: str) -> str:
        """`filled`: a layout filled with a post of a list as `card`, made once for all pages that list the post."""
        return card.filled(layout)

    def relative_url(self, path: str) -> str:
        """`relative_url`: the address, with base path, of a path within the site."""
        return self._config.address(path if path.startswith("/") else f"/{path}")

    def absolute_url(self, path: str) -> str:
        """`absolute_url`: the whole URL of a path within the site."""
        return self._config.url + self.relative_url(path)

    # Jinja works out what depends on constants only when it compiles a layout, once for all pages; with the context as
    # an argument it asks for every page.
    @jinja2.pass_context
    def asset_url(self, _: jinja2.runtime.Context, path: str) -> str:
        """`asset_url`: the address of a static file with a fingerprint of its content, so that caches let go of it."""
        name = path.lstrip("/")
        self._environment.noted(f"asset {name}")
        digest = self._asset(name)
        if digest is None:
            # Jinja's own error, so that the problem gets the layout's file and line.
            raise jinja2.TemplateRuntimeError(f'there is no static file "{name}"; {did_you_mean(name, self._assets())}')
        address = self._addresses.get((name, digest))
        if address is None:
            address = self._addresses[name, digest] = f"{self.relative_url(name)}?v={digest[:_FINGERPRINT_LENGTH]}"
        return address

    @jinja2.pass_context
    def is_asset(self, _: jinja2.runtime.Context, path: str) -> bool:
        """`is asset`: whether there is a static file of that name."""
        name = path.lstrip("/")
        self._environment.noted(f"asset? {name}")
        return self._asset(name) is not None

    def date_text(self, day: date) -> str:
        """`date_text`: a date as the site's language writes it."""
        if self._config.language == "ko":
            return f"{day.year}. {day.month}. {day.day}."
        return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"

    def month_day(self, day: date) -> str:
        """`month_day`: a date without its year."""
        if self._config.language == "ko":
            return f"{day.month}. {day.day}."
        return f"{day.day} {MONTH_NAMES[day.month - 1][:3]}"

    def _place(self, filename: str | None) -> str:
        """How a layout's file is named to the author."""
        path = Path(filename or "")
        for folder, prefix in ((self._own, f"{LAYOUTS}/"), (self._built_in, f"{_BUILT_IN}{LAYOUTS}/")):
            if path.is_relative_to(folder):
                return prefix + path.relative_to(folder).as_posix()
        return path.as_posix()

    def _syntax_problem(self, broken: jinja2.TemplateSyntaxError) -> Problem:
        mend = "see https://jinja.palletsprojects.com/templates/ for the syntax"
        return error(self._place(broken.filename), f"syntax error: {broken.message}", mend, line=broken.lineno)

    def _missing(self, layout: str, missing: jinja2.TemplateNotFound) -> Problem:
        file, line = self._last_line(missing)
        known = [name for name in self._files if name.endswith(".html")]
        place = file or f"{LAYOUTS}/{layout}.html"
        return error(place, f'there is no layout "{missing.name}"', did_you_mean(str(missing.name), known), line=line)

    def _failure(self, layout: str, failed: Exception) -> Problem:
        file, line = self._last_line(failed)
        mend = "docs/layouts.md lists what each layout is given"
        if isinstance(failed, jinja2.UndefinedError):
            mend += '; what may be missing is asked for with "is defined"'
        return error(file or f"{LAYOUTS}/{layout}.html", str(failed) or type(failed).__name__, mend, line=line)

    def _last_line(self, failed: Exception) -> tuple[str, int]:
        """The innermost line of a layout that the failure went through."""
        for frame in reversed(traceback.extract_tb(failed.__traceback__)):
            if Path(frame.filename).suffix in {".html", ".xml"}:
                return self._place(frame.filename), frame.lineno or 0
        return "", 0


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    for at, _, names in os.walk(folder):
        for name in names:
            file = Path(at, name)
            yield file.relative_to(folder).as_posix(), file


class _Unknown(jinja2.StrictUndefined):
    """An unknown name is an error that names the near one, and none of our classes."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is jinja2.utils.missing:
            return f'there is no variable "{name}"'
        owner = self._undefined_obj
        known = owner.keys() if isinstance(owner, Mapping) else (each for each in dir(owner) if each[0] != "_")
        return f'there is no "{name}" here; {did_you_mean(name, map(str, known))}'


def iso(moment: datetime) -> str:
    """`iso`: a moment for machines, with its offset."""
    return moment.isoformat()


def iso_day(moment: date) -> str:
    """`iso_day`: a day for machines."""
    return moment.strftime("%Y-%m-%d")


def number(count: int) -> str:
    """`number`: a count with its thousands apart."""
    return f"{count:,}"


def counted(count: int, word: str) -> str:
    """`counted`: a count in its word: `글 {}편`, or `{} post|{} posts`."""
    one, _, many = word.partition("|")
    return (one if count == 1 or not many else many).format(number(count))
