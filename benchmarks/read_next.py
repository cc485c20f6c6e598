"""How long read-next takes for 1,000 and for 10,000 made-up Korean posts, and how that grows with their number.

    python benchmarks/read_next.py [POSTS ...]

Times are of one core, the best of three runs. Nothing is read or written.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from blogbuild.readnext import Reading, Terms, suggest, terms

if TYPE_CHECKING:
    from collections.abc import Callable

SYLLABLES: Final = "가나다라마바사아자차카타파하고노도로모보소오조구누두루무부수우주기니디리미비시이지각난달람만방산"
PARTICLES: Final = (
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에서",
    "으로",
    "로",
    "와",
    "과",
    "",
    "",
    "",
    "한다",
    "했다",
)
NOUNS: Final = 12_000
TOPICS: Final = 60
TOPIC_WORDS: Final = 150
EOJEOL: Final = 420  # about 5 KB
ABOUT_THE_TOPIC: Final = 0.3
FIRST_DAY: Final = datetime(2015, 1, 1, tzinfo=UTC)
RUNS: Final = 3


def main() -> None:
    """Print one line for each number of posts, and what growing from the first to the last costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", nargs="*", type=int, default=[1_000, 10_000])
    sizes = sorted(parser.parse_args().posts)
    readings = made_up_posts(sizes[-1])
    seconds = [measure(readings[:size]) for size in sizes]
    print(f"{sizes[-1] // sizes[0]} times the posts take {seconds[-1] / seconds[0]:.1f} times as long to rank")


def measure(readings: list[Reading]) -> float:
    """Seconds that ranking all posts takes."""
    found: list[Terms] = []

    def find() -> None:
        found[:] = map(terms, readings)

    finding = best_of(find)
    ranking = best_of(lambda: suggest(found))
    size = sum(len(reading.text.encode()) for reading in readings) / len(readings)
    each = finding / len(readings) * 1e6
    print(
        f"{len(readings):6} posts of {size:.0f} bytes: terms {each:.0f} µs a post, suggestions for all {ranking:.2f} s"
    )
    return ranking


def best_of(run: Callable[[], object]) -> float:
    """Processor seconds of the fastest run, which other work on the machine disturbed least."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def made_up_posts(count: int) -> list[Reading]:
    """Posts in which words are as unevenly common as in real ones, a third of them from the post's own topic."""
    chance = random.Random(7)  # noqa: S311 -- made-up posts, the same ones each time
    nouns = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(NOUNS)]
    usual = [1 / (rank + 1) for rank in range(len(PARTICLES))]
    weights = [1 / (rank + 2) for rank in range(NOUNS)]
    topics = [chance.sample(nouns, TOPIC_WORDS) for _ in range(TOPICS)]
    posts = []
    for number in range(count):
        topic = chance.randrange(TOPICS)
        about = int(EOJEOL * ABOUT_THE_TOPIC)
        words = chance.choices(nouns, weights, k=EOJEOL - about) + chance.choices(
            topics[topic], weights[:TOPIC_WORDS], k=about
        )
        chance.shuffle(words)
        eojeol = map(str.__add__, words, chance.choices(PARTICLES, usual, k=EOJEOL))
        posts.append(
            Reading(
                url=f"/{number}/",
                title=" ".join(words[:4]),
                headings=(words[4], words[5]),
                text=" ".join(eojeol),
                tags=(topics[topic][0], topics[chance.randrange(TOPICS)][1]),
                categories=(topics[topic % 8][2],),
                published=FIRST_DAY + timedelta(days=number / 3),
            )
        )
    return posts


if __name__ == "__main__":
    main()
