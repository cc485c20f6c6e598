"""What is the same on every page, put into layouts when they are compiled: the theme's words and the settings.

A page asks for some fifty of them. As constants they are escaped once, join the text around them, and a setting that
is not made takes what depends on it out of the layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Final, TypeAlias

from jinja2 import Environment, Undefined, nodes
from jinja2.visitor import NodeTransformer

from blogbuild.config import Config
from blogbuild.words import WORDS

Known: TypeAlias = Mapping[str, object]
"""Variables of every layout, with those of their attributes that are the same on every page."""

_SETTINGS: Final = (
    "title", "description", "language", "url", "base_path", "author", "comments", "analytics", "verification",
    "feed_path",
)  # fmt: skip
_CONSTANTS: Final = (str, int, type(None))
# A tag that may give one of the names to something else: it stands there with nothing asked of it.
_BINDS: Final = re.compile(r"{%(?:(?!%}).)*?(?<![\w.\"'])(?:site|words)\b(?!\s*[.\[])", re.DOTALL)


def known(config: Config) -> Known:
    """What layouts may ask of a site that only its settings decide."""
    settings = {name: getattr(config, name) for name in _SETTINGS}
    words = WORDS[config.language]
    return {"words": words, "site": SimpleNamespace(**settings, words=words, config=config)}


def is_bound(layouts: Iterable[str]) -> bool:
    """Whether one of these texts may give a name of ours to something of its own, for itself or what it includes."""
    return any(map(_BINDS.search, layouts))


def inlined(layout: nodes.Template, environment: Environment, known: Known) -> nodes.Template:
    """The layout with constants in place of what is known; what is not, and slips, stay to be found on a page."""
    _Inliner(environment, known).visit(layout)
    return layout


class _Inliner(NodeTransformer):
    def __init__(self, environment: Environment, known: Known) -> None:
        self._environment = environment
        self._known = known

    def visit_Getattr(self, node: nodes.Getattr | nodes.Getitem) -> nodes.Node:  # noqa: N802 - as Jinja names it
        value = self._value(node)
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, _CONSTANTS) else self.generic_visit(node)

    visit_Getitem = visit_Getattr  # noqa: N815 - likewise

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802 - likewise
        # Who imports it without the context does not have our names in it.
        return node

    def _value(self, node: nodes.Node) -> object:
        """What the expression will be; undefined where that is not known yet."""
        if isinstance(node, nodes.Name):
            return self._known.get(node.name, Undefined())
        if not isinstance(node, (nodes.Getattr, nodes.Getitem)):
            return Undefined()
        owner = self._value(node.node)
        if isinstance(owner, Undefined):
            return owner
        if isinstance(node, nodes.Getattr):
            return self._environment.getattr(owner, node.attr)
        return self._environment.getitem(owner, node.arg.value) if isinstance(node.arg, nodes.Const) else Undefined()
