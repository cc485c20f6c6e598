"""TeX → MathML, at build time: the one door to latex2mathml. The TeX is kept beside it."""

from __future__ import annotations

import functools
import re
from html import escape
from typing import Final

UNREAD: Final = 'class="math unread"'
"""Marks a formula that could not be read and stands as its TeX."""

# Environments that latex2mathml knows under another name.
_ENVIRONMENT: Final = re.compile(
    r"\\(begin|end)\{(?:aligned|split|gathered|gather\*?|eqnarray\*?|equation\*?|multline\*?)\}"
)
# An operator that latex2mathml has forgotten.
_OPERATOR: Final = re.compile(r"\\(arg)(?![A-Za-z])")
# What latex2mathml hands through unread: a command that it does not know, `$…$` within \text.
_UNREAD: Final = re.compile(r"<m[ion]>\\|\$")
_ROOT: Final = re.compile(r"(<math[^>]*>)(.*)(</math>)", re.DOTALL)


@functools.lru_cache(maxsize=4096)
def mathml(tex: str, is_block: bool) -> str:  # noqa: FBT001 - the Markdown renderer calls it so
    """The formula as MathML with its TeX as annotation; as TeX between its marks where it cannot be read."""
    from latex2mathml.converter import convert

    readable = _OPERATOR.sub(r"\\operatorname{\1}", _ENVIRONMENT.sub(r"\\\1{align*}", tex.strip()))
    try:
        found = _ROOT.search(convert(readable, display="block" if is_block else "inline"))
    except Exception:  # noqa: BLE001 - it raises whatever it stumbles over, IndexError and RecursionError among it
        return _as_text(tex, is_block=is_block)
    if found is None or _UNREAD.search(found[2]):
        return _as_text(tex, is_block=is_block)
    source = f'<annotation encoding="application/x-tex">{escape(tex.strip(), quote=False)}</annotation>'
    formula = f"{found[1]}<semantics>{found[2]}{source}</semantics>{found[3]}"
    return f'<div class="math" tabindex="0">{formula}</div>\n' if is_block else formula


def _as_text(tex: str, *, is_block: bool) -> str:
    name, left, right = ("div", r"\[", r"\]") if is_block else ("span", r"\(", r"\)")
    return f"<{name} {UNREAD}>{left}{escape(tex.strip(), quote=False)}{right}</{name}>"
