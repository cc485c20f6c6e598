"""What tags and filters find while a body is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from liquid.ast import Node
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.template import BoundTemplate
from liquid.token import Token
from liquid.undefined import Undefined
from liquid.utils import ReadOnlyChainMap
from msgspec import Struct, field

from blogbuild.markup.liquid.report import RAW, Report
from blogbuild.markup.liquid.site import LiquidSite
from blogbuild.model import Document
from blogbuild.text import did_you_mean
from blogbuild.trace import Key
from liquid import RenderContext

# No post of ours comes near; a template bomb reaches them in under a second.
MOST_STEPS: Final = 200_000
LONGEST_TEXT: Final = 4_000_000
LONGEST_LIST: Final = 100_000
WIDEST_NUMBER: Final = 4096

# So many characters or items made by a filter count as a step.
_STEP: Final = 1024


class MissingError(LiquidError):
    """A file that a tag names is not there."""

    def __init__(self, what: str, mend: str, token: Token) -> None:
        super().__init__(what, token=token)
        self.mend = mend


class Run(Struct, kw_only=True):
    """The running of one body: what it is of, what was found, which partials were read."""

    document: Document
    site: LiquidSite
    report: Report
    parse: Callable[[str, str, int], Sequence[Node]]
    """A template's text, the path of its file and the line on which it begins → its nodes."""
    note: Callable[[Key], None]
    """Is told the key of every file that is read."""
    partials: dict[str, Sequence[Node]] = field(default_factory=dict)
    steps: int = 0


class Context(RenderContext):
    """The library's context, less the clock, with our limits and Jekyll's way of passing over unknown filters."""

    __slots__ = ("run",)

    def __init__(self, template: BoundTemplate, variables: Mapping[str, object], run: Run) -> None:
        super().__init__(template, globals=variables)
        self.run = run
        # Without the library's `now` and `today`: the output must not depend on the clock.
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)

    def step(self, cost: int = 1) -> None:
        """Count a node, or work of such a cost. Raises ResourceLimitError when there was too much."""
        self.run.steps += cost
        if self.run.steps > MOST_STEPS:
            raise ResourceLimitError(f"more than {MOST_STEPS:,} steps", token=None)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """The filter of that name, held to our limits; one that there is not changes nothing."""
        found = self.env.filters.get(name)
        if found is None:
            self._miss(name, token)
            return _unchanged
        own: dict[str, object] = {}
        if getattr(found, "with_context", False):
            own["context"] = self
        if getattr(found, "with_environment", False):
            own["environment"] = self.env
        return partial(self._bounded, partial(found, **own))

    def _bounded(self, found: Callable[..., object], value: object, *arguments: object, **named: object) -> object:
        given = {name: _plain(each) for name, each in named.items()}
        result = found(_plain(value), *map(_plain, arguments), **given)
        if isinstance(result, str):
            within(len(result))
            self.step(len(result) // _STEP)
        elif isinstance(result, list | tuple):
            within(len(result), LONGEST_LIST)
            self.step(len(result) // _STEP)
        elif isinstance(result, int):
            within(result.bit_length(), WIDEST_NUMBER)
        return result

    def _miss(self, name: str, token: Token | None) -> None:
        mend = did_you_mean(name, self.env.filters)
        mend = mend if mend.startswith("did") else RAW
        template, at = (token.source, token.start_index) if token else ("", 0)
        self.run.report.warn(("filter", name), f'there is no filter "{name}"; passed over', mend, template, at)


def running_in(context: RenderContext) -> Context:
    """The context as ours, which it always is."""
    if not isinstance(context, Context):
        raise TypeError(context)
    return context


def within(size: int, most: int = LONGEST_TEXT) -> None:
    """Raise ResourceLimitError where something of that size would be made."""
    if size > most:
        raise ResourceLimitError("a value grows without end", token=None)


def _unchanged(value: object, *_: object, **__: object) -> object:
    return value


def _plain(value: object) -> object:
    """The value as filters know it: nil for what is not there, a list for a tuple or a range."""
    if isinstance(value, Undefined):
        return None
    if isinstance(value, range):
        within(max(0, value.stop - value.start), LONGEST_LIST)
    return list(value) if isinstance(value, tuple | range) else value
