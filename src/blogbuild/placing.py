"""Sources that were read → their places: addresses, lists, terms, targets; and which keys are others with them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct, field

from blogbuild import features
from blogbuild.cards import make_card, put_card
from blogbuild.config import Config
from blogbuild.conflicts import settle_targets
from blogbuild.content import CONTENT, Files
from blogbuild.site import Structure, branch_view, menu, term_card, term_links
from blogbuild.standing import Clock
from blogbuild.state import State
from blogbuild.structure import Placed, file_keys, next_date, structure_of
from blogbuild.trace import Key

_TOLD_OF_STRUCTURE: Final = "structure"


class Placing(Struct, kw_only=True):
    """Gives everything in the state of a site its place; what came of it is in the fields below."""

    state: State
    config: Config
    files: Files
    now: datetime
    changed: set[Key] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    """The paths of the outputs that were added, removed or are made of something else."""
    edited: set[str] = field(default_factory=set)
    """The paths within the site where there is another document now."""
    gone: set[str] = field(default_factory=set)
    """The paths within the site where there is none any more."""

    def place(self) -> None:
        """Place everything anew, unless an error stands in the way: the state is told of it."""
        state = self.state
        sources = state.sources.all()
        layouts = set(state.layouts.get() or ())
        placed = structure_of(self.config, sources, self.files, lambda name: f"{name}.html" in layouts, self.now)
        targets, conflicts = settle_targets(features.plan(placed.structure), self.config.build.conflicts)
        problems = (*placed.problems, *conflicts)
        state.told.put(_TOLD_OF_STRUCTURE, problems)
        if any(problem.fatal for problem in problems):
            return
        self._place_addresses(placed)
        self._place_documents(placed)
        self._place_terms(placed.structure)
        next_change = next_date(sources.values(), self.now)
        state.clock.put(Clock(self.now.timestamp(), next_change.timestamp() if next_change else None))
        self.targets |= state.targets.replace({target.path: target for target in targets})

    def _place_addresses(self, placed: Placed) -> None:
        structure = placed.structure
        prefix = f"{CONTENT}/"
        found = {asset.source.removeprefix(prefix): f"/{path}" for path, asset in structure.assets.items()}
        documents = (*placed.overruled, *structure.posts, *structure.pages)
        found |= {document.source.removeprefix(prefix): document.url for document in documents}
        self.changed.update(f"source {name}" for name in self.state.addresses.replace(found))
        for path in self.state.assets.replace(structure.assets):
            self.changed.update(file_keys(self.config, path))

    def _place_documents(self, placed: Placed) -> None:
        state, structure = self.state, placed.structure
        posts = tuple(document.url for document in structure.posts)
        pages = tuple(document.url for document in structure.pages)
        if state.posts.put(posts):
            self.changed |= {"site posts", "liquid *"}
        if state.pages.put(pages):
            self.changed |= {"site pages", "liquid *"}
        if state.overruled.put(tuple(document.source for document in placed.overruled)):
            self.changed.add("liquid *")
        homes = {document.url: document.source for document in (*structure.posts, *structure.pages)}
        for url in state.homes.replace(homes):
            if url in homes:
                self.edited.add(url)
            else:
                self._forget(url)

    def _forget(self, url: str) -> None:
        """No page is at a path any more."""
        self.state.made.put(url, None)
        self.state.asks.put(url, None)
        self.state.told.put(f"{url} made", None)
        self.changed |= {f"body {url}", f"gist {url}", f"meta {url}", *put_card(self.state, url, None)}
        self.gone.add(url)

    def _place_terms(self, structure: Structure) -> None:
        state, config = self.state, self.config
        tags, categories = structure.tags, structure.categories
        wholes = {
            "tags": state.tags.put(tuple(term_card(config, term) for term in tags.terms)),
            "categories": state.categories.put(tuple(term_card(config, term) for term in categories.terms)),
            "tree": state.tree.put(tuple(branch_view(config, branch) for branch in categories.tree)),
            "tag_terms": state.tag_terms.put(tags),
            "category_terms": state.category_terms.put(categories),
            "menu": state.menu.put(menu(config, tags, categories)),
        }
        self.changed |= {f"site {name}" for name, is_changed in wholes.items() if is_changed}
        are_links_others = state.tag_links.put(term_links(config, tags))
        are_links_others |= state.category_links.put(term_links(config, categories))
        # The spelling of a term may have changed, or a date may have passed: cards of posts that nobody touched.
        if are_links_others or not state.holds(self.now):
            for document in structure.posts:
                made = state.made.get(document.url)
                if made:
                    self.changed |= make_card(state, config, document, made, self.now)
