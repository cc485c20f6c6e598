"""The site as a maker sees it: what it reads is noted, and it fills layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from blogbuild.framing import Frame
from blogbuild.trace import Key, is_printed
from blogbuild.view.cards import Cards, SeenCard
from blogbuild.view.library import Part
from blogbuild.view.reading import Reading
from blogbuild.view.site import Site


class View(Reading, frozen=True):
    """The site, read for one target, and its layouts; a path is one within the site."""

    frame: Frame | None = None
    """What takes the block of the target's page, where that may be left out."""

    def fill(self, layout: str, **variables: object) -> str:
        """The layout filled with what every layout is given and these."""
        given = {"site": Site(self), "words": self.words, **variables}
        return self.library.renderer.render(layout, given, self.note, self.frame)

    def filled(self, layout: str, path: str) -> str:
        """The layout filled with the card of the post at a path and nothing of the page, once for all pages."""
        return self.part(layout, path, partial(_filled, layout))

    def part(self, name: str, path: str, make: Callable[[View, str], str]) -> str:
        """What `make` makes of the post at a path, once for all targets that have it in them under this name."""
        parts = self.library.parts
        known = parts.get(name, path)
        if known is None:
            notes: set[Key] = set()
            text = make(View(self.library, notes.add), path)
            known = Part(text, tuple(notes), tuple(filter(is_printed, notes)))
            parts.put(name, path, known)
        for key in known.keys:
            self.note(key)
        if self.frame and self.frame.is_filling:
            self.frame.keys.update(known.printed)
        elif self.frame:
            self.frame.asked.append(name)
        return known.text

    def card(self, path: str) -> SeenCard:
        """The card of the post at a path; each of its parts is noted when it is asked for."""
        return SeenCard(self, path)

    def cards(self, paths: Sequence[str]) -> Sequence[SeenCard]:
        """The cards of the posts at these paths."""
        return Cards(self, paths)


def _filled(layout: str, view: View, path: str) -> str:
    return view.fill(layout, card=view.card(path))
