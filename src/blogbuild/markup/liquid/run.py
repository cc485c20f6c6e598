"""A document and its site → the body with its Liquid run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from liquid.ast import Node
from liquid.exceptions import LiquidInterrupt, ResourceLimitError
from liquid.template import BoundTemplate

from blogbuild.errors import Problem
from blogbuild.markup.liquid.context import Context, Run
from blogbuild.markup.liquid.environment import environment, parse
from blogbuild.markup.liquid.report import Report
from blogbuild.markup.liquid.site import LiquidSite
from blogbuild.markup.liquid.variables import globals_of
from blogbuild.model import Document
from blogbuild.trace import Key

_ENDLESS: Final = "make its loops shorter and its blocks less deep, and let no file include itself"


def run(document: Document, site: LiquidSite, note: Callable[[Key], None]) -> tuple[str, tuple[Problem, ...]]:
    """The body with its Liquid run, and what is to be said of it; `note` is told of every file that is read."""
    body = document.body
    report = Report({body: (document.source, document.body_line)})
    state = Run(document=document, site=site, report=report, parse=partial(_parse, report), note=note)
    try:
        text = _rendered(state.parse(body, document.source, document.body_line), state)
    except (ResourceLimitError, RecursionError, MemoryError) as endless:
        reason = endless.message if isinstance(endless, ResourceLimitError) else "it goes too deep"
        report.fail(f"its Liquid was stopped: {reason}", _ENDLESS, body, 0)
        text = body
    return text, report.found()


def _parse(report: Report, template: str, path: str, line: int) -> Sequence[Node]:
    return parse(template, path, line, report)


def _rendered(nodes: Sequence[Node], state: Run) -> str:
    template = BoundTemplate(environment(), list(nodes))
    context = Context(template, globals_of(state.document, state.site), state)
    buffer = context.get_buffer()
    try:
        for node in nodes:
            node.render(context, buffer)
    except LiquidInterrupt:  # a `break` outside every loop ends the body, as in Ruby
        pass
    return buffer.getvalue()
