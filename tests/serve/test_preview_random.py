"""Whatever is edited while a site is shown: what it shows is what a clean build gives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from blogbuild.config import read_config
from blogbuild.errors import ConfigError
from blogbuild.serve.preview import Preview
from blogs import NOW, blog_in
from changing_blog import BODY, FILES, FRONT, PLACES, SETTINGS, Post, settings_text
from previews import as_shown, clean

Chosen = TypeVar("Chosen")

EXAMPLES: Final = 12
STEPS: Final = 20


def options(table: Mapping[str, tuple[Chosen, ...]]) -> st.SearchStrategy[tuple[str, Chosen]]:
    return st.sampled_from([(name, value) for name, values in table.items() for value in values])


class Edits(RuleBasedStateMachine):
    """A site that is edited while it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="blogbuild-test-"))
        self.root = self.folder / "blog"
        self.root.mkdir()
        self.blog = blog_in(self.root)
        self.posts: dict[str, Post] = {}
        self.settings: dict[str, str] = {"title": '"시험"', "url": '"https://blog.example"'}
        self.preview = Preview(self.root, lambda: read_config(self.root), lambda: NOW, 1)
        self.preview.open()
        self.changed: set[Path] = set()

    @rule(place=st.sampled_from(PLACES), key=options(FRONT))
    def set_a_key(self, place: str, key: tuple[str, str]) -> None:
        post = self.posts.setdefault(place, Post())
        post.front[key[0]] = key[1]
        self._write(place, post.text)

    @rule(place=st.sampled_from(PLACES), body=st.sampled_from(BODY))
    def set_a_body(self, place: str, body: str) -> None:
        post = self.posts.setdefault(place, Post())
        post.body = body
        self._write(place, post.text)

    @rule(place=st.sampled_from(PLACES))
    def remove_a_post(self, place: str) -> None:
        if self.posts.pop(place, None):
            self._write(place, None)

    @rule(place=st.sampled_from(PLACES), to=st.sampled_from(PLACES))
    def rename_a_post(self, place: str, to: str) -> None:
        post = self.posts.pop(place, None)
        if post and to not in self.posts:
            self.posts[to] = post
            self._write(place, None)
            self._write(to, post.text)

    @rule(file=options(FILES))
    def write_a_file(self, file: tuple[str, str | None]) -> None:
        self._write(*file)

    @rule(chosen=options(SETTINGS))
    def set_a_setting(self, chosen: tuple[str, str]) -> None:
        self.settings[chosen[0]] = chosen[1]
        self._write("site.toml", settings_text(self.settings))

    @precondition(lambda self: self.changed)
    @rule()
    def see(self) -> None:
        """The watcher tells of what has changed."""
        self.preview.refresh(self.changed, ["/", "/x/"])
        self.changed.clear()

    @rule()
    def see_without_being_told(self) -> None:
        self.preview.refresh(None)
        self.changed.clear()

    @rule()
    def pause(self) -> None:
        self.preview.finish()

    @invariant()
    def holds_what_a_build_writes(self) -> None:
        if self.changed:
            return
        self.preview.finish()
        try:
            config = read_config(self.root)
        except ConfigError:
            return
        built = clean(self.root, self.folder / "clean")
        is_wrong = any(problem.fatal for problem in self.preview.problems)
        if built is None:
            return
        assert as_shown(self.preview, config, iter(built)) == built
        assert not is_wrong

    def teardown(self) -> None:
        self.preview.close()
        shutil.rmtree(self.folder)

    def _write(self, path: str, content: str | bytes | None) -> None:
        file = self.root / path
        try:
            if content is None:
                file.unlink(missing_ok=True)
            else:
                self.blog.write(path, content)
        except OSError:  # a file stands where a folder is wanted, or the other way round
            return
        self.changed.add(file)


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
