"""A line of site.toml in the making, and the whole of it as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

import tomlkit
from msgspec import Struct
from tomlkit.items import Table

from blogbuild.config import Value, setting_names

_HEAD: Final = "Brought over from Jekyll's {}."
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FREE: Final = ("redirects", "variables")
_LISTS: Final = ("menu", "defaults")
_SECTIONS: Final = (*dict.fromkeys(name.partition(".")[0] for name in setting_names() if "." in name), *_FREE)


class Setting(Struct, frozen=True, kw_only=True):
    """A setting of ours with its value; or only a note, where something of the blog's has no place here."""

    name: str
    """Its dotted name; of a note, the section it stands in."""
    value: Value = None
    note: str = ""


def settings_text(settings: Iterable[Setting], config_name: str) -> str:
    """The text of a site.toml with these settings, in the order of the documentation."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD.format(config_name or "files (it had no _config.yml)")))
    placed = sorted(settings, key=_order)
    for section, group in groupby(placed, key=section_of):
        document.add(tomlkit.nl())
        if section:
            _add_section(document, section, tuple(group))
        else:
            for setting in group:
                _add(document, setting.name, setting)
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def section_of(setting: Setting) -> str:
    """The section of site.toml that a setting stands in; nothing when it stands above them all."""
    head = setting.name.partition(".")[0]
    return head if head in _SECTIONS else ""


def _order(setting: Setting) -> int:
    section = section_of(setting)
    return _SECTIONS.index(section) + 1 if section else 0


def _add_section(document: tomlkit.TOMLDocument, section: str, settings: tuple[Setting, ...]) -> None:
    if section in _LISTS:
        _add_array(document, section, settings)
        return
    table = tomlkit.table()
    for setting in settings:
        _add(table, setting.name.partition(".")[2], setting)
    document.append(section, table)


def _add_array(document: tomlkit.TOMLDocument, section: str, settings: tuple[Setting, ...]) -> None:
    array = tomlkit.aot()
    for setting in settings:
        for line in _comment_lines(setting):
            document.add(tomlkit.comment(line))
        for each in setting.value if isinstance(setting.value, tuple) else ():
            array.append(_table(each if isinstance(each, Mapping) else {}))
    if array:
        document.append(section, array)


def _add(container: tomlkit.TOMLDocument | Table, name: str, setting: Setting) -> None:
    for line in _comment_lines(setting):
        container.add(tomlkit.comment(line))
    if setting.value is not None:
        container.append(tomlkit.key(name), tomlkit.item(plain(setting.value)))


def _comment_lines(setting: Setting) -> Iterator[str]:
    """The note, without what may not stand in a comment."""
    return (_CONTROLS.sub("", line) for line in setting.note.splitlines())


def _table(values: Mapping[str, Value]) -> Table:
    """A table of an array; a scope stands on one line."""
    table = tomlkit.table()
    for key, value in values.items():
        if isinstance(value, Mapping) and key == "scope":
            scope = tomlkit.inline_table()
            scope.update({name: plain(each) for name, each in value.items()})
            table.append(key, scope)
        else:
            table.append(key, tomlkit.item(plain(value)))
    return table


def plain(value: Value) -> object:
    """The value as TOML can hold it: lists for tuples, and nothing that is nothing."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, tuple):
        return [plain(each) for each in value if each is not None]
    return value
