"""Settings that site.toml can hold: whatever a blog's configuration says, the imported site can be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from blogbuild.config import parse_config
from blogbuild.errors import ConfigError
from blogbuild.importers.jekyll.setting import Setting, section_of, settings_text
from blogbuild.values import as_text


def sound(settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """The settings, with a note in place of each that blogbuild would refuse.

    Settings of one section may need each other: when none of them alone is to blame, the section is left out.
    """
    chosen = tuple(settings)
    if not _fault(chosen):
        return chosen
    groups = groupby(sorted(chosen, key=_group), key=_group)
    return tuple(setting for _, group in groups for setting in _sound_group(tuple(group)))


def _group(setting: Setting) -> str:
    """What is judged together: a section, or a setting that stands in none."""
    return section_of(setting) or setting.name


def _sound_group(group: tuple[Setting, ...]) -> Iterator[Setting]:
    fault = _fault(group)
    if not fault:
        yield from group
        return
    culprit = next((each for each in group if not _fault(other for other in group if other is not each)), None)
    for setting in group:
        yield setting if culprit not in {None, setting} else _note(setting, fault)


def _fault(settings: Iterable[Setting]) -> str:
    """What blogbuild has against these settings; nothing where it takes them."""
    try:
        parse_config(settings_text(settings, ""))
    except ConfigError as refused:
        return refused.problems[0].what
    return ""


def _note(setting: Setting, fault: str) -> Setting:
    note = f"{setting.name} was {as_text(setting.value) or 'set'}, and is left out: {fault}"
    return Setting(name=setting.name.partition(".")[0], note=note)
