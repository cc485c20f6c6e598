"""`{: #id .class key="value" reference}` → attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from blogbuild.markup.kramdown.elements import AttributeList
from blogbuild.markup.kramdown.patterns import LABEL

_ID: Final = r"#([A-Za-z][\w:-]*)"
_CLASS: Final = r"\.([^\s.#]+)"
_PART: Final = re.compile(
    rf"(?:\A|\s)(?:({LABEL})=(\"|')((?:\\\}}|\\\2|[^}}\x02])*?)\2|({LABEL})|((?:{_ID}|{_CLASS})+))(?=\s|\Z)", re.ASCII
)
_ID_OR_CLASS: Final = re.compile(rf"{_ID}|{_CLASS}", re.ASCII)

Definitions = Mapping[str, AttributeList]


def read_into(found: AttributeList, text: str) -> bool:
    """Add what the text of an attribute list says; False when nothing in it can be understood."""
    understood = False
    for key, quote, value, reference, marks, *_ in _PART.findall(text):
        understood = True
        if reference:
            found.references.append(reference)
        elif marks:
            _add_marks(found.attributes, marks)
        else:
            found.attributes[key] = re.sub(rf"\\(\}}|{quote})", r"\1", value)
    return understood


def add(target: AttributeList, more: AttributeList) -> None:
    """Join a second list to the first: classes add up, anything else is replaced."""
    target.references.extend(more.references)
    _merge(target.attributes, more.attributes)


def apply(attributes: dict[str, str], ial: AttributeList, definitions: Definitions) -> None:
    """Write a list onto an element's attributes, what it refers to first."""
    _apply(attributes, ial, definitions, frozenset())


def _apply(attributes: dict[str, str], ial: AttributeList, definitions: Definitions, open_: frozenset[str]) -> None:
    for name in ial.references:
        referred = definitions.get(name)
        if referred is not None and name not in open_:
            _apply(attributes, referred, definitions, open_ | {name})
    _merge(attributes, ial.attributes)


def _merge(attributes: dict[str, str], more: Mapping[str, str]) -> None:
    for key, value in more.items():
        joins = key == "class" and attributes.get("class")
        attributes[key] = f"{attributes['class']} {value}" if joins else value


def _add_marks(attributes: dict[str, str], marks: str) -> None:
    for identifier, name in _ID_OR_CLASS.findall(marks):
        if name:
            _merge(attributes, {"class": name})
        else:
            attributes["id"] = identifier
