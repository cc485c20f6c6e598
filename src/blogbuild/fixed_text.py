"""The fixed text of a layout: what it puts out on every page, whatever that shows.

A word in the foot, a link in the head, a class: most edits of a base layout change nothing else. What its expressions
give stands in the old pages already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jinja2 import nodes

from blogbuild.patching import Edit

# Another layout may put out anything.
_ASKING: Final = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def edits(old: nodes.Template, new: nodes.Template) -> tuple[Edit, ...] | None:
    """What another text of a layout changes where that puts out its own text always, once and as it is.

    None where it changes anything else, or the layout asks for others. Both are of no use afterwards.
    """
    texts, others = list(_taken_out(old)), list(_taken_out(new))
    if len(texts) != len(others) or repr(old) != repr(new) or any(old.find_all(_ASKING)):
        return None
    pairs = zip(texts, others, strict=True)
    return tuple([(before.encode(), after.encode()) for before, after in pairs if before != after])


def _taken_out(layout: nodes.Template) -> Iterator[str]:
    """The fixed texts of a layout, which it is without afterwards."""
    for text in _always(layout.body):
        yield text.data
        text.data = ""


def _always(body: Iterable[nodes.Node]) -> Iterator[nodes.TemplateData]:
    for node in body:
        if isinstance(node, nodes.Output):
            yield from (part for part in node.nodes if isinstance(part, nodes.TemplateData))
        elif isinstance(node, nodes.Scope):
            yield from _always(node.body)
