"""`{: … }`, `{:name: … }` and `{::name …}` on lines of their own."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown import attribute_lists
from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.document import set_options
from blogbuild.markup.kramdown.elements import AttributeList, Element
from blogbuild.markup.kramdown.patterns import ANY_BUT_BRACE, BLOCK_IAL, LABEL

EXTENSION: Final = rf"\{{::(\w+)(?:\s({ANY_BUT_BRACE}*?)|)(/)?\}}"
_DEFINITION: Final = re.compile(rf" {{0,3}}\{{:({LABEL}):({ANY_BUT_BRACE}+)\}}[ \t\r\f\v]*\n", re.ASCII)
_ATTRIBUTES: Final = re.compile(rf" {{0,3}}{BLOCK_IAL}", re.ASCII)
_EXTENSION: Final = re.compile(rf" {{0,3}}{EXTENSION}[ \t\r\f\v]*\n", re.ASCII)
# Markers that stand for a definition: a list below goes to what was defined.
_DEFINED: Final = frozenset({"link", "abbreviation", "footnote"})


def block_extension(blocks: Blocks) -> bool:
    """An attribute list, its definition, or an extension."""
    return _define(blocks) or _extension(blocks) or _attributes(blocks)


def read_extension(name: str, said: AttributeList, body: str | None) -> Element | None:
    """What `{::name}body{:/}` becomes in the tree; None when there is no such extension."""
    if name == "comment":
        return Element("comment", body) if body is not None else Element("eob")
    if name == "nomarkdown":
        kinds = said.attributes.get("type", "").split()
        return Element("raw", body) if body is not None and (not kinds or "html" in kinds) else Element("eob")
    return None


def _define(blocks: Blocks) -> bool:
    match = _DEFINITION.match(blocks.text, blocks.position)
    if match is None:
        return False
    attribute_lists.read_into(blocks.document.attribute_lists.setdefault(match[1], AttributeList()), match[2])
    blocks.position = match.end()
    blocks.add("eob").info = "ald"
    return True


def _attributes(blocks: Blocks) -> bool:
    match = _ATTRIBUTES.match(blocks.text, blocks.position)
    if match is None:
        return False
    last = blocks.last()
    if last is not None and last.type != "blank" and (last.type != "eob" or last.info in _DEFINED):
        last.ial = last.ial or AttributeList()
        _read(blocks, last.ial, match[1])
        blocks.position = match.end()
        if not _ATTRIBUTES.match(blocks.text, blocks.position):
            blocks.add("eob").info = "ial"
    else:
        blocks.pending = blocks.pending or AttributeList()
        _read(blocks, blocks.pending, match[1])
        blocks.position = match.end()
    return True


def _read(blocks: Blocks, found: AttributeList, text: str) -> None:
    if not attribute_lists.read_into(found, text) and text.strip(": "):
        blocks.document.report(
            blocks.place,
            f"nothing in the attribute list {{:{text}}} can be understood",
            'write {: #id .class key="value"}',
        )


def _extension(blocks: Blocks) -> bool:
    match = _EXTENSION.match(blocks.text, blocks.position)
    if match is None:
        return False
    name, written, closed = match[1], match[2] or "", match[3]
    said = AttributeList()
    attribute_lists.read_into(said, written)
    body: str | None = None
    end = match.end()
    if not closed:
        stop = re.compile(rf"^ {{0,3}}\{{:/(?:{name})?\}}[ \t\r\f\v]*\n", re.MULTILINE).search(blocks.text, end)
        if stop is None:
            blocks.document.report(
                blocks.place, f"{{::{name}}} is never closed", "put {:/} on a line of its own below it"
            )
            return False
        body, end = blocks.text[end : stop.start()].removesuffix("\n"), stop.end()
    return _add_extension(blocks, name, said, body, end)


def _add_extension(blocks: Blocks, name: str, said: AttributeList, body: str | None, end: int) -> bool:
    if name == "options":
        set_options(blocks.document.options, said.attributes)
        blocks.position = end
        blocks.add("eob").info = "extension"
        return True
    element = read_extension(name, said, body)
    if element is None:
        blocks.document.report(
            blocks.place, f"there is no extension {{::{name}}}", "use comment, nomarkdown or options"
        )
        return False
    blocks.position = end
    if element.type != "eob":
        element.block = True
        blocks.tree.nodes.append(element)
    return True
