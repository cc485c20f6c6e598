"""What Jekyll's filters do; the library brings the standard ones that are not here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from blogbuild.markup.liquid.filters.addresses import ADDRESSES
from blogbuild.markup.liquid.filters.lists import LISTS
from blogbuild.markup.liquid.filters.texts import TEXTS
from blogbuild.markup.liquid.filters.times import TIMES

FILTERS: Final[Mapping[str, Callable[..., object]]] = {**TEXTS, **ADDRESSES, **TIMES, **LISTS}
