"""Cards as makers and layouts see them: each notes what is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, overload

from markupsafe import Markup

from blogbuild.site import Card
from blogbuild.view.reading import Reading

PARTS: Final = ("summary", "minutes")
"""What of a card lists may show or not: keys of their own, apart from the rest of it."""
_REST: Final = (*(name for name in Card.__struct_fields__ if name not in PARTS), "category")


class SeenCard:
    """A `Card` that notes which of its parts are looked at."""

    # A layout asks for a title here and a title there: what was noted stands in the object itself.
    __slots__ = ("_card", "_path", "_view", *PARTS, *_REST)

    def __init__(self, view: Reading, path: str) -> None:
        self._view = view
        self._path = path
        self._card = view.card_of(path)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as a card has it
        is_part = name in PARTS
        self._view.note(f"{name if is_part else 'card'} {self._path}")
        for noted in (name,) if is_part else _REST:
            setattr(self, noted, getattr(self._card, noted))
        return getattr(self._card, name)

    def __dir__(self) -> Iterator[str]:
        return iter(dir(self._card))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SeenCard) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self._path)

    @property
    def path(self) -> str:
        """The post's path within the site."""
        return self._path

    def filled(self, layout: str) -> Markup:
        """The layout filled with this post as `card` and nothing of the page, once for all pages that show it."""
        return Markup(self._view.filled(layout, self._path))  # noqa: S704 - a layout escapes


class Cards(Sequence[SeenCard]):
    """The cards of posts by their paths, each looked up when it is asked for."""

    __slots__ = ("_paths", "_view")

    def __init__(self, view: Reading, paths: Sequence[str]) -> None:
        self._view = view
        self._paths = paths

    @overload
    def __getitem__(self, at: int) -> SeenCard: ...
    @overload
    def __getitem__(self, at: slice) -> Cards: ...
    def __getitem__(self, at: int | slice) -> SeenCard | Cards:
        if isinstance(at, slice):
            return Cards(self._view, self._paths[at])
        return SeenCard(self._view, self._paths[at])

    def __iter__(self) -> Iterator[SeenCard]:
        return map(partial(SeenCard, self._view), self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class CardsByPath(Mapping[str, SeenCard]):
    """The card of each post by its path within the site."""

    __slots__ = ("_view",)

    def __init__(self, view: Reading) -> None:
        self._view = view

    def __getitem__(self, path: str) -> SeenCard:
        self._view.note(f"card {path}")
        try:
            return SeenCard(self._view, path)
        except KeyError:
            self._view.note("site posts")
            raise

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.posts())

    def __len__(self) -> int:
        return len(self._view.posts())
