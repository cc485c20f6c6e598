"""Files → State: what has changed is read, put in its place and made; the rest stands as it was known.

With nothing known this is the whole way from sources to a site whose bodies are made. With a state of an earlier build
it goes the same way as far as something has changed, and tells which keys did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from blogbuild import bodies, readnext
from blogbuild.answers import Answers
from blogbuild.cache import Cache
from blogbuild.cards import make_card, put_card
from blogbuild.config import Config
from blogbuild.content import CONTENT, LAYOUTS, Files, is_layout, source_file
from blogbuild.digests import digest_of
from blogbuild.disk import differing, read, written
from blogbuild.documents import Reader
from blogbuild.errors import DamagedError, Problem, raise_errors
from blogbuild.history import first_seen
from blogbuild.markup import Markup
from blogbuild.markup.liquid import asks_for_liquid
from blogbuild.model import Document
from blogbuild.placing import Placing
from blogbuild.progress import QUIET, Progress
from blogbuild.sources import Intake, read_source
from blogbuild.state import Made, State, state_on
from blogbuild.structure import likely_assets
from blogbuild.tables import NoShelf
from blogbuild.trace import Key, with_kinds
from blogbuild.workers import can_share, nothing, ordered_map

Given = TypeVar("Given")
Result = TypeVar("Result")

_MANY: Final = 500
"""So many files that were touched ask for most of what is known."""
_WORTH_WORKERS: Final = 60
"""So many posts to be compared are worth a worker."""
_FEW: Final = 50
"""One text of so many is few."""


class Updated(Struct, frozen=True, kw_only=True):
    """What an update found: the keys that changed, and all that had to be read as it was meant."""

    changed: frozenset[Key]
    problems: tuple[Problem, ...]
    targets: frozenset[str]
    """The paths of the outputs that were added, removed or are made of something else."""
    posts: int
    """How many posts were made anew, or are gone."""


def update(
    state: State,
    cache: Cache,
    config: Config,
    files: Files,
    *,
    now: datetime,
    jobs: int,
    progress: Progress = QUIET,
    meanwhile: Callable[[], object] = nothing,
) -> Updated:
    """Bring the state up to the files as they are; what else there is to do here is done while workers read and make.

    Raises BlogError with all errors of the first stage that has some; the state is then good for nothing.
    """
    run = Run(
        state=state,
        cache=cache,
        config=config,
        files=files,
        now=now,
        jobs=jobs,
        progress=progress,
        meanwhile=meanwhile,
    )
    run.read(differing(read(state.files.get() or ""), files.snapshot))
    if run.is_mostly_made:
        run.suggest_early()
    else:
        run.settle()
    run.suggest()
    state.files.put(written(files.snapshot))
    return run.told()


class Run(Struct, kw_only=True):
    """One update, step by step: `read`, `place`, `make_bodies`, `suggest`. `told` sums up what was done so far.

    Each step raises BlogError with all errors that it has found; the state is then good for nothing.
    """

    state: State
    cache: Cache
    config: Config
    files: Files
    now: datetime
    jobs: int
    progress: Progress = QUIET
    keeps_texts: bool = True
    """Whether the texts that are read are wanted soon, or bodies are made when somebody asks for them."""
    meanwhile: Callable[[], object] = nothing
    """What is to be done here while workers read."""
    changed: set[Key] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    """The paths of the outputs that were added, removed or are made of something else."""
    texts: dict[str, str] = field(default_factory=dict)
    """The texts of the sources that were read, until their bodies are made."""
    made: dict[str, tuple[bodies.Known, bodies.Answered]] = field(default_factory=dict)
    """What was made of other sources on guessed answers, until the site gives the right ones."""
    is_moved: bool = False
    """Whether something may have another place than it had."""
    edited: set[str] = field(default_factory=set)
    """The paths within the site whose bodies are to be made."""
    terms: dict[str, readnext.Terms | None] = field(default_factory=dict)
    """What read-next is to know of the posts that were made, None of those that are gone."""
    posts: int = 0
    """How many posts were made anew, or are gone."""

    def told(self) -> Updated:
        """What has been done."""
        return Updated(
            changed=frozenset(with_kinds(self.changed)),
            problems=self.problems(),
            targets=frozenset(self.targets),
            posts=self.posts,
        )

    # What is read, and where it is

    def read(self, touched: set[str]) -> None:
        """Read the files that were touched."""
        if len(touched) > _MANY:
            self.state.fetch()
        is_shaped = self._read(touched)
        self._raise_told()
        are_layouts_others = self._are_layouts_others(touched)
        self.is_moved = is_shaped or are_layouts_others or not self.state.holds(self.now)

    def place(self) -> None:
        """Give everything its place where the shape of the site may have changed."""
        if self.is_moved:
            self._place()
            self._raise_told()
            self.is_moved = False

    def settle(self) -> None:
        """Give everything its place, and make the bodies that can be made only then."""
        self.place()
        self.make_bodies()

    def _read(self, touched: set[str]) -> bool:
        """Read the files that were touched; whether that changes the shape of the site."""
        intake = Intake(
            state=self.state,
            config=self.config,
            files=self.files,
            now=self.now,
            jobs=self.jobs,
            progress=self.progress,
            cache=self.cache,
            keeps_texts=self.keeps_texts,
            guess=self._guess(),
            meanwhile=self.meanwhile,
        )
        intake.read(touched)
        self.changed |= intake.changed
        self.edited |= intake.edited
        self.texts |= intake.texts
        self.made |= intake.made
        return intake.is_shaped

    def _guess(self) -> Answers | None:
        """What the site will answer if nothing surprises; None where bodies are not made now, or were made before."""
        if not (self.keeps_texts and self.state.is_new) or self.cache.has_results():
            return None
        likely = state_on(NoShelf())
        likely.assets.replace(likely_assets(self.config, self.files))
        return Answers(likely, self.config, self.files)

    def _are_layouts_others(self, touched: set[str]) -> bool:
        """Whether there are layouts that there were not, or the other way round."""
        if self.state.layouts.get() is not None and not any(map(is_layout, touched)):
            return False
        names = {path.partition(f"{LAYOUTS}/")[2] for path in self.files.snapshot if is_layout(path)}
        return self.state.layouts.put(tuple(sorted(names)))

    def _place(self) -> None:
        """Give everything its place."""
        self.progress.begin("placing")
        placing = Placing(state=self.state, config=self.config, files=self.files, now=self.now)
        placing.place()
        self.changed |= placing.changed
        self.targets |= placing.targets
        self.edited |= placing.edited
        self.terms |= dict.fromkeys(placing.gone)
        self.posts += len(placing.gone)

    # What is made

    def make_bodies(self, only: Collection[str] | None = None) -> None:
        """Make the bodies of documents that changed, and of those to which the site answers something else now.

        `only` are paths within the site to which this is limited; the rest is for a later call.
        """
        state = self.state
        self.edited |= self._disappointed()
        urls = self.edited if only is None else self.edited.intersection(only)
        self.edited = self.edited - urls
        documents = [document for url in sorted(urls) if (document := state.document(url))]
        answers = Answers(self.state, self.config, self.files)
        given = [self._guessed(document, answers) or self._given(document) for document in documents]
        liquid = None
        texts = (each for each in given if not isinstance(each, bodies.Known))
        if any(asks_for_liquid(replace(document, body=text)) for document, text, _ in texts):
            liquid = answers.liquid()
            answers.of("liquid *")  # workers are to know it, and not to find it out each for itself
        markup = Markup(settings=self.config.markdown, addresses=answers.addresses, sizes=answers.sizes, liquid=liquid)
        made = bodies.outcomes(markup, self.cache, given, answers.of, self.jobs)
        made = self.progress.stage("bodies", made, len(given))
        asked = set(state.asked.get() or ())
        for document, known in zip(documents, made, strict=True):
            asked.update(key.partition(" ")[0] for key in known.outcome.asks)
            self._put_body(document, known)
            self.progress.took(document.source, known.seconds)
            self.texts.pop(document.source, None)
        state.asked.put(tuple(sorted(asked)))
        self._raise_told()

    def _disappointed(self) -> set[str]:
        """The paths of the bodies that asked for something which has changed."""
        asked = self.state.asked.get() or ()
        if "text" in asked:
            self._look_at_hidden_texts()
        changed = with_kinds(self.changed)
        kinds = {key.partition(" ")[0] for key in changed}
        if kinds.isdisjoint(asked):
            return set()
        return {url for url, asks in self.state.asks.items() if not changed.isdisjoint(asks)}

    def _look_at_hidden_texts(self) -> None:
        """Note which of the files that bodies include, and that are no sources of the site, are others now."""
        wanted = {key for _, asks in self.state.asks.items() for key in asks if key.startswith("text ")}
        for key in wanted:
            path = f"{CONTENT}/{key.removeprefix('text ')}"
            if path not in self.files.snapshot:
                file = self.files.locate(path)
                if self.state.prints.put(key, digest_of(file) if file.is_file() else None):
                    self.changed.add(key)

    def _text(self, document: Document) -> str:
        """The text of a document, read now where it was not before."""
        if document.source not in self.texts:
            source = source_file(self.files, document.source)
            assert source  # noqa: S101 - it was a document's a moment ago
            self.texts[document.source] = read_source(Reader(config=self.config, undated=first_seen), source).text
        return self.texts[document.source]

    def _guessed(self, document: Document, answers: Answers) -> bodies.Known | None:
        """What was made of a document already, if the site answers what was guessed."""
        known, guessed = self.made.pop(document.source, (None, ()))
        return known if all(answers.of(asked) == answered for asked, answered in guessed) else None

    def _given(self, document: Document) -> bodies.Unmade:
        """A document with its text and its key, which was not worked out if nobody wanted its body yet."""
        text, source = self._text(document), self.state.sources.get(document.source)
        return document, text, (source and source.key) or bodies.document_key(self.config, document, text)

    def _put_body(self, document: Document, known: bodies.Known) -> None:
        state, url, outcome = self.state, document.url, known.outcome
        before = state.made.get(url)
        made = Made(key=known.key, gist=outcome.gist)
        state.told.put(f"{url} made", outcome.problems or None)
        state.asks.put(url, outcome.asks or None)
        if state.made.put(url, made):
            self.changed.add(f"body {url}")
            if not before or before.gist != made.gist:
                self.changed.add(f"gist {url}")
        if document.kind != "page":
            self.changed |= make_card(state, self.config, document, made, self.now)
            self.terms[url] = outcome.terms
            self.posts += 1
        elif state.cards.get(url):  # a post was there
            self.changed |= put_card(state, url, None)
            self.terms[url] = None

    # What to read next

    @property
    def is_mostly_made(self) -> bool:
        """Whether bodies were made before anything had its place, nearly all of them."""
        return len(self.made) > len(self.texts) * _FEW

    def suggest_early(self) -> None:
        """Suggest what was made before anything had its place, and settle that here while workers compare.

        What comes out otherwise, as two posts want one address or a guess was wrong, is left to `suggest`.
        """
        sources = self.state.sources
        early = {
            source.document.url: known.outcome.terms
            for path, (known, _) in self.made.items()
            if (source := sources.get(path)) and source.document and known.outcome.terms
        }

        def settle() -> None:
            self.settle()
            self.progress.begin("read next")

        self._suggest_all(early.values(), settle)
        terms = {**dict.fromkeys(early.keys() - self.terms.keys()), **self.terms}
        self.terms = {url: its for url, its in terms.items() if its != early.get(url)}

    def suggest(self) -> None:
        """Bring the suggestions up to the posts as they are."""
        if not self.state.is_compared.get():
            self._suggest_all([terms for terms in self.terms.values() if terms])
        elif self.terms:
            self.progress.begin("read next")
            try:
                changed = readnext.update(self.terms, self.config.read_next.count, self.state.compared)
            except readnext.DamagedError as damaged:
                raise DamagedError(str(damaged)) from damaged
            self.changed.update(f"suggestions {url}" for url in changed)
        self.terms.clear()

    def _suggest_all(self, posts: Iterable[readnext.Terms], meanwhile: Callable[[], object] = nothing) -> None:
        self.progress.begin("read next")
        changed = readnext.rebuild(posts, self.config.read_next.count, self.state.compared, self._map, meanwhile)
        self.state.is_compared.put(value=True)
        self.changed.update(f"suggestions {url}" for url in changed)

    def _map(
        self, make: Callable[[Given], Result], given: Sequence[Given], *, meanwhile: Callable[[], object]
    ) -> Iterator[Result]:
        # What all posts are compared by is large: workers share it or do without.
        return ordered_map(make, given, self.jobs if can_share() else 1, worth=_WORTH_WORKERS, meanwhile=meanwhile)

    # What is said

    def problems(self) -> tuple[Problem, ...]:
        """All that had to be read as it was meant, and all that is wrong."""
        return tuple(sorted({problem for found in self.state.told.all().values() for problem in found}))

    def _raise_told(self) -> None:
        """Raise the errors of a stage together."""
        raise_errors(self.problems())
