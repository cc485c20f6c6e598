"""Whatever is edited, with builds and killed builds between: a build gives what a clean one gives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from blogbuild import bodies, making, sources, staging, standing, update, workers
from blogs import blog_in
from changing_blog import BODY, FILES, FRONT, OUTPUT, PLACES, SETTINGS, ChangingBlog, Post, settings_text

Chosen = TypeVar("Chosen")

# How much work is worth a worker, or another way to do it: little in these small blogs.
WORTHS: Final = (
    (workers, "WORTH_WORKERS"), (bodies, "WORTH_WORKERS"), (making, "_WORTH_WORKERS"), (sources, "_WORTH_WORKERS"),
    (update, "_WORTH_WORKERS"), (standing, "_WORTH_WORKERS"), (staging, "_MANY"),
    (making, "_MANY"), (update, "_MANY"),
)  # fmt: skip
EXAMPLES: Final = 30
STEPS: Final = 25

MOMENTS: Final = tuple(
    datetime.fromisoformat(day).replace(tzinfo=UTC) for day in ("2026-11-09 12:00", "2026-11-09 14:00", "2027-06-01")
)


def options(table: Mapping[str, tuple[Chosen, ...]]) -> st.SearchStrategy[tuple[str, Chosen]]:
    return st.sampled_from([(name, value) for name, values in table.items() for value in values])


def pages_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What readers see: not what a killed build has left on its stage."""
    return {path: content for path, content in files.items() if not path.startswith(".blogbuild-stage")}


DAMAGES: Final[tuple[Callable[[bytes], bytes], ...]] = (
    lambda _: b"",
    lambda content: bytes(byte ^ 1 for byte in content),
    lambda content: content + b"x",
)


class Edits(RuleBasedStateMachine):
    """A blog that is edited, and built now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.folder = Path(tempfile.mkdtemp())
        self.posts: dict[str, Post] = {}
        self.settings: dict[str, str] = {"url": '"https://blog.example"'}
        plain = blog_in(self.folder / "blog")
        self.blog = ChangingBlog(plain.root)

    @initialize(
        is_aged=st.booleans(),
        is_large=st.sampled_from([True, True, False]),
        kept=st.sets(st.sampled_from(["home", "post", "page", "list", "terms"])),
    )
    def begin(self, *, is_aged: bool, is_large: bool, kept: set[str]) -> None:
        """Some layouts are the tests' own, the others are built in; most blogs are built as large ones are."""
        self.blog.is_aged = is_aged
        for module, name in WORTHS if is_large else ():
            self.patch.setattr(module, name, 2)
        for layout in {"home", "post", "page", "list", "terms"} - kept:
            self.blog.write(f"layouts/{layout}.html", None)
        self._write("content/posts/2024-05-01-a.md", Post({"title": "처음", "tags": "[a, b]"}))
        self._write("content/posts/2024-05-02-b.md", Post({"title": "다음", "categories": "[dev]"}))
        self._save_settings()

    # Edits

    @rule(place=st.sampled_from(PLACES), body=st.lists(st.sampled_from(BODY), max_size=4))
    def write_a_body(self, place: str, body: list[str]) -> None:
        post = self.posts.get(place, Post({"title": "neu"}))
        self._write(place, Post(post.front, "\n\n".join(body)))

    @rule(place=st.sampled_from(PLACES), chosen=options(FRONT))
    def write_front_matter(self, place: str, chosen: tuple[str, str]) -> None:
        post = self.posts.get(place, Post({"title": "neu"}))
        self._write(place, Post({**post.front, chosen[0]: chosen[1]}, post.body))

    @rule(places=st.lists(st.sampled_from(PLACES), min_size=2, max_size=2, unique=True))
    def swap_addresses(self, places: list[str]) -> None:
        one, two = (self.posts.get(place, Post({"title": "neu"})) for place in places)
        theirs, ours = one.front.get("permalink", ""), two.front.get("permalink", "")
        self._write(places[0], Post({**one.front, "permalink": ours or "/x/"}, one.body))
        self._write(places[1], Post({**two.front, "permalink": theirs or "/y/"}, two.body))

    @rule(place=st.sampled_from(PLACES), to=st.sampled_from(PLACES))
    def move_a_post(self, place: str, to: str) -> None:
        if place in self.posts:
            self.blog.move(place, to)
            self.posts[to] = self.posts.pop(place)

    @rule(place=st.sampled_from(PLACES))
    def remove_a_post(self, place: str) -> None:
        self.blog.write(place, None)
        self.posts.pop(place, None)

    @rule(chosen=options(FILES))
    def write_a_file(self, chosen: tuple[str, str | None]) -> None:
        self.blog.write(*chosen)

    @rule(chosen=options(FILES))
    def write_another_file(self, chosen: tuple[str, str | None]) -> None:
        self.blog.write(*chosen)

    @rule(path=st.sampled_from(sorted(FILES)), to=st.sampled_from(sorted(FILES)))
    def move_a_file(self, path: str, to: str) -> None:
        self.blog.move(path, to)

    @rule(chosen=options(SETTINGS))
    def change_a_setting(self, chosen: tuple[str, str]) -> None:
        self.settings[chosen[0]] = chosen[1]
        self._save_settings()

    @rule(path=st.sampled_from((*PLACES, *FILES)))
    def touch_a_file(self, path: str) -> None:
        if (self.blog.root / path).exists():
            self.blog.touch(path)

    @rule(moment=st.sampled_from(MOMENTS))
    def let_time_pass(self, moment: datetime) -> None:
        self.blog.now = moment

    @rule()
    def mend(self) -> None:
        """What stops builds goes, so that not all of them end early."""
        for post in self.posts.values():
            post.front.pop("permalink", None)
            post.front.pop("redirect_from", None)
            post.body = post.body.replace("{% nonsense %}", "")
        for place, post in self.posts.items():
            self._write(place, post)
        for path in ("layouts/base.html", "content/_data/x.yml", "content/_data/more/y.json", "static/x"):
            self.blog.write(path, None)

    # What happens to the output

    @rule(at=st.integers(0, 40), damage=st.sampled_from(DAMAGES))
    def tamper_with_an_output(self, at: int, damage: Callable[[bytes], bytes]) -> None:
        path = self._output(at)
        if path:
            file = self.blog.root / path
            self.blog.write(path, damage(file.read_bytes()))

    @rule(at=st.integers(0, 40), is_folder=st.booleans())
    def remove_an_output(self, at: int, *, is_folder: bool) -> None:
        path = self._output(at)
        if path:
            (self.blog.root / path).unlink()
            if is_folder:
                (self.blog.root / path).mkdir()

    @rule()
    def remove_the_output(self) -> None:
        shutil.rmtree(self.blog.root / OUTPUT, ignore_errors=True)

    @rule()
    def put_a_foreign_file_into_the_output(self) -> None:
        before = self.blog.clean(self.folder / "clean")
        self.blog.write(f"{OUTPUT}/foreign.txt", "mein")

        ended = self.blog.ended()

        assert ended.is_refused
        if not before.is_refused:
            assert "did not write: foreign.txt" in ended.problems[0].what
        self.blog.write(f"{OUTPUT}/foreign.txt", None)

    # Builds

    @rule()
    def build(self) -> None:
        self._build(jobs=1)

    @rule()
    def build_again(self) -> None:
        self._build(jobs=1)

    @rule()
    def build_in_two_processes(self) -> None:
        self._build(jobs=2)

    @rule(acts=st.integers(0, 600))
    def kill_a_build(self, acts: int) -> None:
        self.blog.killed(acts)

    def _build(self, jobs: int) -> None:
        before = self.blog.outputs()

        ended = self.blog.ended(jobs)

        clean = self.blog.clean(self.folder / "clean")
        assert ended.problems == clean.problems
        assert ended.is_refused == clean.is_refused
        if ended.is_refused:
            assert pages_of(ended.files) == pages_of(before)
            return
        assert ended.files == clean.files
        again = self.blog.build(jobs)
        assert (again.rendered, again.report.written, again.report.removed) == ((), (), ())
        assert again.problems == clean.problems

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    # Files

    def _write(self, place: str, post: Post) -> None:
        self.posts[place] = post
        self.blog.write(place, post.text)

    def _save_settings(self) -> None:
        self.blog.write("site.toml", settings_text(self.settings))

    def _output(self, at: int) -> str | None:
        paths = sorted(self.blog.outputs())
        return f"{OUTPUT}/{paths[at % len(paths)]}" if paths else None


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
