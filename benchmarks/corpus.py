"""A made-up job hunt in Korean, as long as one likes: post i is a function of i alone, the same on every machine."""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from snippets import code_block

FIRST: Final = datetime(2010, 1, 4, 9, 0, tzinfo=timezone(timedelta(hours=9)))
BETWEEN: Final = timedelta(minutes=80)  # 100,000 posts end before 2026
SHARE_WITH_CODE: Final = 0.4
SHARE_WITH_TABLE: Final = 0.2
SHARE_WITH_FOOTNOTES: Final = 0.4
SHARE_NOTED: Final = 0.3  # of the paragraphs of a post with footnotes
SHARE_NUMBERED: Final = 0.4
SHARE_NESTED: Final = 0.25
SHARE_REMARKED: Final = 0.2
SHORT, LONG, LONGEST = (900, 4500), (4500, 9500), (12_000, 20_000)  # bytes of prose
LENGTHS: Final = (SHORT, LONG, LONGEST)
LENGTH_WEIGHTS: Final = (83, 14, 3)

WORDS: Final[Mapping[str, Sequence[str]]] = tomllib.loads(
    (Path(__file__).parent / "vocabulary.toml").read_text("utf-8")
)
CATEGORY_WEIGHTS: Final = (24, 19, 17, 13, 10, 8, 6, 3)
COMPANIES: Final = [
    first + last for first, last in itertools.product(WORDS["company_beginnings"], WORDS["company_endings"])
]
TAGS: Final = (*WORDS["subjects"], *COMPANIES)
TAG_WEIGHTS: Final = tuple(1 / (rank + 1) for rank in range(len(TAGS)))
PROJECTS: Final = tuple(
    map("".join, itertools.product(WORDS["syllables"], WORDS["syllables"], WORDS["last_syllables"]))
)
PROJECT_WEIGHTS: Final = tuple(itertools.accumulate(1 / (rank + 1) for rank in range(len(PROJECTS))))
SHARE_OF_PROJECTS: Final = 0.4  # words that few posts share, without which any two posts would look alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post before any generator's front matter stands above it."""

    slug: str
    title: str
    published: datetime
    category: str
    tags: tuple[str, ...]
    body: str


def post(number: int) -> Post:
    """Post number `number`; its links lead to posts of lower numbers."""
    chance = random.Random(f"post {number}")  # noqa: S311 - the same posts for everybody
    wanted = chance.choices(TAGS, TAG_WEIGHTS, k=chance.choice((1, 2, 3, 3, 4, 5)))
    return Post(
        slug=slug(number),
        title=f"{chance.choice(COMPANIES)} {_subject(chance)} {number + 1}",
        published=FIRST + number * BETWEEN,
        category=chance.choices(WORDS["categories"], CATEGORY_WEIGHTS)[0],
        tags=tuple(dict.fromkeys(wanted)),
        body=Author(chance, [f"/posts/{slug(chance.randrange(number))}/" for _ in range(2)] if number else []).body(),
    )


def slug(number: int) -> str:
    """The last part of the post's address."""
    chance = random.Random(f"slug {number}")  # noqa: S311 - likewise
    return f"{chance.choice(WORDS['slugs'])}-{chance.choice(WORDS['slugs'])}-{number:05}"


class Author:
    """Writes one body: what was written decides what may come next, so this is the one mutable thing here."""

    def __init__(self, chance: random.Random, earlier: Sequence[str]) -> None:
        self.chance = chance
        self.earlier = earlier
        self.notes: list[str] = []
        self.has_notes = chance.random() < SHARE_WITH_FOOTNOTES

    def body(self) -> str:
        """Prose of a chosen length with its table and code blocks strewn in, and its footnotes at the end."""
        chance = self.chance
        length = chance.randint(*chance.choices(LENGTHS, LENGTH_WEIGHTS)[0])
        blocks = [self.paragraph()]
        while sum(len(block.encode()) for block in blocks) < length:
            blocks += self.section()
        for make in self.extras():
            blocks.insert(chance.randint(1, len(blocks)), make())
        notes = "\n".join(f"[^{mark}]: {note}" for mark, note in enumerate(self.notes, start=1))
        return "\n\n".join([*blocks, notes] if notes else blocks) + "\n"

    def extras(self) -> list[Callable[[], str]]:
        """What stands between the prose."""
        chance = self.chance
        code = chance.choice((1, 2, 2, 3)) if chance.random() < SHARE_WITH_CODE else 0
        table = [self.table] if chance.random() < SHARE_WITH_TABLE else []
        return [lambda: code_block(chance, WORDS["names"], WORDS["notes"])] * code + table

    def section(self) -> list[str]:
        """A heading and what stands below it."""
        chance = self.chance
        marks = chance.choice(("##", "##", "###"))
        heading = f"{marks} {_subject(chance)}"
        kinds = (self.paragraph, self.list, self.quote)
        return [heading, *(make() for make in chance.choices(kinds, (8, 2, 1), k=chance.randint(2, 4)))]

    def paragraph(self) -> str:
        """A few sentences, at times with a footnote."""
        text = " ".join(self.sentence() for _ in range(self.chance.randint(2, 5)))
        if not self.has_notes or self.chance.random() > SHARE_NOTED:
            return text
        self.notes.append(self.sentence())
        return f"{text}[^{len(self.notes)}]"

    def list(self) -> str:
        """A list with or without numbers, and a second level at times."""
        chance = self.chance
        numbered = chance.random() < SHARE_NUMBERED
        lines = []
        for entry in range(1, chance.randint(4, 7)):
            mark = f"{entry}. " if numbered else "- "
            lines.append(mark + self.sentence())
            lines += [" " * len(mark) + "- " + self.sentence()] * (chance.random() < SHARE_NESTED)
        return "\n".join(lines)

    def quote(self) -> str:
        """What somebody said, in two paragraphs."""
        return f"> {self.sentence()}\n>\n> {self.sentence()}"

    def table(self) -> str:
        """A table of three or four columns."""
        chance = self.chance
        columns = chance.sample(WORDS["columns"], chance.choice((3, 4)))
        rows = [columns, [chance.choice(("---", ":---", "---:")) for _ in columns]]
        rows += [[self.cell() for _ in columns] for _ in range(chance.randint(3, 8))]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def cell(self) -> str:
        """A company, a figure or a thing."""
        chance = self.chance
        return chance.choice(
            (chance.choice(COMPANIES), f"{chance.randint(1, 90)}분", chance.choice(WORDS["what"]).partition("/")[0])
        )

    def sentence(self) -> str:
        """One sentence, now and then with something marked, and a remark after it."""
        chance = self.chance
        thing, particle = chance.choice(WORDS["what"]).split("/")
        if chance.random() < SHARE_OF_PROJECTS:
            thing = f"{chance.choices(PROJECTS, cum_weights=PROJECT_WEIGHTS)[0]} {thing}"
        when, who, did = (chance.choice(WORDS[kind]) for kind in ("when", "who", "did"))
        sentence = f"{when} {who} {self.marked(thing)}{particle} {did}."
        return f"{sentence} {chance.choice(WORDS['remarks'])}" if chance.random() < SHARE_REMARKED else sentence

    def marked(self, thing: str) -> str:
        """The thing as a strong, linked, deleted or plain text, or a piece of code in its place."""
        chance = self.chance
        link = chance.choice(self.earlier) if self.earlier else "/"
        forms = (
            thing,
            f"**{thing}**",
            f"*{thing}*",
            f"~~{thing}~~",
            f"`{chance.choice(WORDS['snippets'])}`",
            f"[{thing}]({link})",
            f"[{thing}](https://example.com/jobs/{chance.randint(1, 9999)})",
        )
        return chance.choices(forms, (62, 10, 3, 2, 15, 4, 4))[0]


def _subject(chance: random.Random) -> str:
    return f"{chance.choice(WORDS['stages'])} {chance.choice(WORDS['kinds'])}"
