"""The command line: arguments in, one call, messages and an exit code out. The only place that prints."""

from __future__ import annotations

import os
import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from blogbuild import __version__
from blogbuild.options import folder_option, in_folder, more_posts, not_blank, output_option, settings_of

if TYPE_CHECKING:
    from blogbuild.config import Config

_LANGUAGES: Final = ("ko", "en")
_SHELLS: Final = ("bash", "zsh", "fish")


def main() -> NoReturn:
    """Run the command line; whatever happens ends in a message and an exit code, never in a traceback.

    The process ends at once: to take apart all that it knows would be a tenth of a small build.
    """
    try:
        status = _run()
        for stream in filter(None, (sys.stdout, sys.stderr)):  # none where it was closed from the start
            stream.flush()
    except BrokenPipeError:  # the reader of `list | head` has seen enough
        from blogbuild.errors import EXIT_ERRORS

        status = EXIT_ERRORS
    os._exit(status)


def _run() -> int:
    """Run the command line; the exit code."""
    try:
        cli(prog_name="blogbuild")
    except SystemExit as ended:  # every command ends so
        return ended.code if isinstance(ended.code, int) else 0
    except BrokenPipeError:
        raise
    except Exception as fault:
        if "BLOGBUILD_TRACEBACK" in os.environ:
            raise
        from blogbuild.errors import EXIT_ERRORS

        click.echo(f"blogbuild: a fault of our own: {type(fault).__name__}: {fault}", err=True)
        click.echo(
            "    please report it with the output of the same command after: export BLOGBUILD_TRACEBACK=1", err=True
        )
        return EXIT_ERRORS
    return 0


class _Commands(click.Group):
    """Commands whose problems are printed: path:line: what is wrong, then the mend."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; a BlogError becomes messages and an exit code."""
        from blogbuild.errors import BlogError

        try:
            return super().invoke(context)
        except BlogError as failed:
            from blogbuild.reporting import failure_line, print_problems

            print_problems(failed.problems)
            click.echo(failure_line(failed.problems), err=True)
            context.exit(failed.exit_code)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='\b\nBegin with "blogbuild new site my-blog", then "cd my-blog" and "blogbuild build".',
)
@click.version_option(__version__, prog_name="blogbuild")
@folder_option
def cli() -> None:
    """Make a blog of a job hunt: Markdown posts in, a static site out."""


@cli.group()
def new() -> None:
    """Make a new site, post or layout."""


@new.command("site", short_help="Make a site in DIR that builds at once.")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The blog's title; the folder's name unless given.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="Its language; ko unless given.")
@click.option("--demo", is_flag=True, help="Begin with the example blog, to look around.")
@in_folder
def new_site(root: Path, directory: Path, title: str, language: str | None, *, demo: bool) -> None:
    """Make a site in DIR that builds at once; --demo brings title and language of its own.

    \b
    Examples:
      blogbuild new site my-blog
      blogbuild new site my-blog --title "취업 준비 기록"
      blogbuild new site look-around --demo
    """  # noqa: D301 - click's mark for a paragraph that keeps its lines
    from blogbuild.new import new_site as make
    from blogbuild.reporting import count

    if demo and (title or language):
        raise click.UsageError("--demo has title and language of its own; leave --title and --language out.")
    directory = root / directory
    files = make(directory, language=language or "ko", title=title, now=datetime.now().astimezone(), demo=demo)
    click.echo(f"{count(len(files), 'file')} in {directory}")
    go_there = "" if directory.resolve() == Path.cwd() else f"cd {shlex.quote(str(directory))}, then "
    click.echo(f'next: {go_there}"blogbuild build"', err=True)


@new.command("post", short_help="Make a post with complete front matter.")
@click.argument("title", callback=not_blank)
@click.option("--category", "categories", multiple=True, help="A category; may be given again.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given again.")
@click.option("--draft", is_flag=True, help="Keep it in content/drafts, without a date in its name.")
@in_folder
def new_post(
    root: Path,
    title: str,
    categories: tuple[str, ...],
    tags: tuple[str, ...],
    *,
    draft: bool,
) -> None:
    """Make a post with the title TITLE and complete front matter; prints its path.

    \b
    Examples:
      blogbuild new post "1차 면접 기록" --category 면접 --tag 백엔드
      blogbuild new post "[자소서] 지원 동기" --draft
    """  # noqa: D301 - likewise
    from blogbuild.new import new_post as make

    file = make(root, settings_of(root), title, now=datetime.now(UTC), categories=categories, tags=tags, draft=draft)
    click.echo(file)


@new.command("layout", short_help="Copy a built-in layout, to be changed.")
@click.argument("name", callback=not_blank)
@in_folder
def new_layout(root: Path, name: str) -> None:
    """Copy the built-in layout NAME into layouts/, where it wins and is yours to change; prints its path.

    \b
    Examples:
      blogbuild new layout post.html
      blogbuild new layout partials/foot.html
    """  # noqa: D301 - likewise
    from blogbuild.new import new_layout as make

    settings_of(root)  # a folder that is no site is told so, and stays as it is
    click.echo(make(root, name))


@cli.command()
@output_option
@more_posts
@click.option("--base-url", metavar="URL", help="Where it will be published: https://HOST/PATH.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="How many processes; all cores unless given.")
@click.option("--clean", is_flag=True, help="Remove output and cache first.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option("--profile", is_flag=True, help="Tell where the time went, by stage and by slowest post.")
@in_folder
def build(  # noqa: PLR0913 - an argument an option
    root: Path,
    output: str | None,
    base_url: str | None,
    jobs: int | None,
    *,
    drafts: bool,
    future: bool,
    unpublished: bool,
    clean: bool,
    strict: bool,
    profile: bool,
) -> None:
    """Build the site into its output folder.

    \b
    Examples:
      blogbuild build
      blogbuild build --drafts --future -o /tmp/preview
      blogbuild build --base-url https://name.github.io/blog --strict
    """  # noqa: D301 - likewise
    started = time.perf_counter()
    from blogbuild.garbage import collecting_rarely

    with collecting_rarely():
        from blogbuild.build import build as make
        from blogbuild.build import clean as remove
        from blogbuild.reporting import print_problems, result_line, watching
        from blogbuild.workers import cores

        config = settings_of(
            root, output=output, base_url=base_url, drafts=drafts, future=future, unpublished=unpublished
        )
        if clean:
            remove(root, config)
        with watching(profile=profile) as progress:
            result = make(root, config, now=datetime.now(UTC), jobs=jobs or cores(), strict=strict, progress=progress)
    print_problems(result.problems)
    click.echo(result_line(result, time.perf_counter() - started))


@cli.command(short_help="Show the site while you write it.")
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True, help="0.0.0.0 lets your phone see it.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=4000, show_default=True)
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@click.option("--follow", is_flag=True, help="Let the browser go to the page that is being edited.")
@click.option("--no-drafts", is_flag=True, help="Without what is in drafts.")
@click.option("--no-future", is_flag=True, help="Without posts dated in the future.")
@click.option("--poll", is_flag=True, help="Look at the files again and again: for folders that tell of no changes.")
@in_folder
def serve(
    root: Path,
    host: str,
    port: int,
    *,
    opens: bool,
    follow: bool,
    no_drafts: bool,
    no_future: bool,
    poll: bool,
) -> None:
    """Show the site while you write it, drafts and posts dated in the future too; Ctrl-C ends it.

    What you save is in the browser at once. The output folder is left alone.

    \b
    Examples:
      blogbuild serve --open
      blogbuild serve --host 0.0.0.0 --port 8000
    """  # noqa: D301 - likewise
    settings_of(root)  # a folder that is no site is told so before anything is loaded
    from blogbuild.reporting import Terminal
    from blogbuild.serve.running import Wish
    from blogbuild.serve.running import serve as run

    def read_settings() -> Config:
        return settings_of(root, drafts=not no_drafts, future=not no_future)

    run(root, read_settings, Wish(host=host, port=port, opens=opens, follows=follow, polls=poll), Terminal())


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@more_posts
@in_folder
def list_posts(root: Path, *, as_json: bool, drafts: bool, future: bool, unpublished: bool) -> None:
    """List every post, newest first.

    \b
    Examples:
      blogbuild list
      blogbuild list --json | jq -r 'select(.words > 100) | .title'
    """  # noqa: D301 - likewise
    from blogbuild.build import loaded
    from blogbuild.listing import json_lines, table
    from blogbuild.reporting import print_problems
    from blogbuild.workers import cores

    config = settings_of(root, drafts=drafts, future=future, unpublished=unpublished)
    with loaded(root, config, now=datetime.now(UTC), jobs=cores()) as (view, problems):
        print_problems(problems)
        for line in json_lines(view) if as_json else table(view):
            click.echo(line)


@cli.command(short_help="Remove what blogbuild made.")
@output_option
@in_folder
def clean(root: Path, output: str | None) -> None:
    """Remove what blogbuild made: its files in the output folder, and the cache.

    \b
    Example:
      blogbuild clean
    """  # noqa: D301 - likewise
    from blogbuild.build import clean as remove
    from blogbuild.reporting import count

    click.echo(f"{count(remove(root, settings_of(root, output=output)), 'file')} removed")


@cli.group("import")
def import_site() -> None:
    """Bring a blog over from another generator."""


@import_site.command("jekyll")
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path))
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option(
    "--compare",
    "built",
    metavar="BUILT_SITE",
    type=click.Path(path_type=Path),
    help="Build DEST, and tell address by address what differs from what Jekyll built.",
)
@in_folder
def import_jekyll(root: Path, source: Path, destination: Path, built: Path | None) -> None:
    """Make a site in DEST of the Jekyll blog in SRC, which is only read.

    \b
    Examples:
      blogbuild import jekyll ~/name.github.io my-blog
      blogbuild import jekyll ~/name.github.io my-blog --compare ~/name.github.io/_site
    """  # noqa: D301 - likewise
    from blogbuild.importers import jekyll

    destination = root / destination
    for line in jekyll.lines(jekyll.import_jekyll(source, destination)):
        click.echo(line)
    if built is None:
        return
    from blogbuild.build import build as make
    from blogbuild.config import read_config
    from blogbuild.reporting import print_problems
    from blogbuild.workers import cores

    result = make(destination, read_config(destination), now=datetime.now(UTC), jobs=cores())
    print_problems(result.problems)
    for line in jekyll.comparison_lines(jekyll.compare(destination, built)):
        click.echo(line)


@cli.command(short_help="Print the script for completion in your shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
@folder_option
def completion(shell: str) -> None:
    """Print the script that completes blogbuild's commands and options in SHELL.

    \b
    Examples:
      blogbuild completion bash >> ~/.bashrc
      blogbuild completion zsh >> ~/.zshrc
      blogbuild completion fish > ~/.config/fish/completions/blogbuild.fish
    """  # noqa: D301 - likewise
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(cli, {}, "blogbuild", "_BLOGBUILD_COMPLETE").source())
