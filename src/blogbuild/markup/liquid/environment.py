"""The library's environment: Liquid's and Jekyll's tags and filters, every tag guarded, every resource limited."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

from liquid.ast import Node
from liquid.parser import Parser

from blogbuild.markup.liquid.context import LONGEST_LIST, LONGEST_TEXT
from blogbuild.markup.liquid.filters import FILTERS
from blogbuild.markup.liquid.lexing import pieces
from blogbuild.markup.liquid.nodes import Guard, Output, Stream, Unknown
from blogbuild.markup.liquid.report import RAW, Report
from blogbuild.markup.liquid.tags import TAGS
from liquid import Environment

# Tags and filters of the library that Liquid 4 does not have: a text that names them is no template.
_LATER: Final = ("echo", "liquid", "render", "#", "doc", "comment")
_LATER_FILTERS: Final = ("safe", "escapejs", "squish", "reject", "has", "find_index")


class LimitedEnvironment(Environment):
    """An environment in which no template runs for long."""

    block_nesting_limit = 60
    context_depth_limit = 40
    loop_iteration_limit = LONGEST_LIST
    local_namespace_limit = LONGEST_TEXT
    output_stream_limit = 8 * LONGEST_TEXT


@functools.cache
def environment() -> Environment:
    """The one environment of this process."""
    made = LimitedEnvironment()
    for name in _LATER:
        made.tags.pop(name)
    for name in _LATER_FILTERS:
        made.filters.pop(name)
    for tag in TAGS:
        made.add_tag(tag)
    made.filters.update(FILTERS)
    made.add_tag(Output)
    made.add_tag(Unknown)
    plain = {"content", Unknown.name}
    made.tags.update({name: Guard(made, tag) for name, tag in made.tags.items() if name not in plain})
    return made


def parse(template: str, path: str, line: int, report: Report) -> Sequence[Node]:
    """The nodes of a template that stands in the file `path` from a line on; what is wrong goes into the report."""
    report.places.setdefault(template, (path, line))
    cut, broken = pieces(template)
    for each in broken:
        report.warn(("broken", each.why), f"{each.why}; left as it is", RAW, template, each.piece.start)
    return Parser(environment()).parse(Stream(cut, template, report))
