"""What the command line says: problems as path:line, what is wrong and the mend; results; counts in words."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TextIO

import click

from blogbuild.progress import QUIET, Bar, Profile, Progress

if TYPE_CHECKING:  # the address of a preview is printed before anything is loaded that takes long
    from blogbuild.errors import Problem
    from blogbuild.standing import Result


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each with its mend, to stderr."""
    for problem in problems:
        colour, kind = ("red", "error") if problem.fatal else ("yellow", "warning")
        what = f"{click.style(kind, fg=colour)}: {problem.what}"
        click.echo(f"{click.style(str(problem.place), bold=True)}: {what}", err=True)
        if problem.mend:
            click.echo(f"    {problem.mend}", err=True)


@contextmanager
def watching(*, profile: bool) -> Iterator[Progress]:
    """What a build tells of itself: a bar on a terminal while it lasts, or a profile at its end."""
    if profile:
        taken = Profile()
        yield taken
        taken.end()
        for line in taken.lines():
            click.echo(line, err=True)
    elif sys.stderr.isatty():
        bar = Bar(partial(_draw, sys.stderr))
        try:
            yield bar
        finally:
            bar.end()
    else:
        yield QUIET


def _draw(terminal: TextIO, text: str) -> None:
    """Put a text in place of the line that stands there."""
    terminal.write(f"\r\x1b[K{text}")
    terminal.flush()


def failure_line(problems: Iterable[Problem]) -> str:
    """The last line of a command that problems stopped."""
    found = list(problems)
    errors = sum(problem.fatal for problem in found)
    if errors:
        return f"{count(errors, 'error')}; nothing was written"
    return f"{count(len(found), 'warning')} with --strict; nothing was written"


def result_line(result: Result, seconds: float) -> str:
    """The line that a build ends with."""
    report = result.report
    posts, written = count(result.posts, "post"), count(len(report.written), "file")
    removed = f", {len(report.removed)} removed" if report.removed else ""
    return f"{posts}, {result.changed:,} changed, {written} written{removed} in {seconds:.2f} s"


def count(number: int, word: str) -> str:
    """A number with the word for what is counted: `1 post`, `2 posts`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


class Terminal:
    """What `serve` tells the author: where the site is to be seen, each change, each problem once."""

    def listening(self, url: str, others: tuple[str, ...], picture: str, taken: int | None) -> None:
        """The site is at this URL, and at others for other machines, the first of them as a picture for a phone.

        `taken` is the port that it was to have, and that another program has.
        """
        click.echo(url)
        if taken is not None:
            click.echo(f"port {taken} is taken by another program; this is the next free one", err=True)
        for other in others:
            click.echo(other)
        click.echo(picture, nl=False)
        click.echo("Ctrl-C ends it", err=True)

    def changed(self, sources: Collection[str], pages: int, milliseconds: float) -> None:
        """These sources were changed, and so many pages with them."""
        [first, *more] = sources
        what = f"{first} and {count(len(more), 'other')}" if more else first
        click.echo(f"{_clock()} {what}: {count(pages, 'page')} in {milliseconds:.0f} ms", err=True)

    def wrong(self, problems: Iterable[Problem]) -> None:
        """These problems are new."""
        print_problems(problems)

    def mended(self) -> None:
        """The last fault is gone."""
        click.echo(f"{_clock()} all errors are mended", err=True)

    def ended(self) -> None:
        """That was all."""
        click.echo("ended", err=True)


def _clock() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
