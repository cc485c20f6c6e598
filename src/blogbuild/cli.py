"""The command line: arguments in, one call, messages and an exit code out. The only place that prints."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from blogbuild import __version__
from blogbuild.reporting import Reporting, count, print_problems, watching

if TYPE_CHECKING:
    from blogbuild.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

_LANGUAGES: Final = ("ko", "en")
_SHELLS: Final = ("bash", "zsh", "fish")


def main() -> None:
    """Run the command line; whatever happens ends in a message and an exit code, never in a traceback."""
    try:
        cli(prog_name="blogbuild")
    except BrokenPipeError:  # the reader of `list | head` has seen enough
        from blogbuild.errors import EXIT_ERRORS

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_ERRORS)
    except Exception as fault:
        if "BLOGBUILD_TRACEBACK" in os.environ:
            raise
        from blogbuild.errors import EXIT_ERRORS

        click.echo(f"blogbuild: a fault of our own: {type(fault).__name__}: {fault}", err=True)
        click.echo(
            "    please report it with the output of the same command after: export BLOGBUILD_TRACEBACK=1", err=True
        )
        sys.exit(EXIT_ERRORS)


def _folder_option(command: Command) -> Command:
    """`-C DIR`, before or after the command's name."""
    return click.option(
        "-C",
        "folder",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="The site's folder; the current one unless given.",
    )(command)


def _not_blank(_: click.Context, argument: click.Parameter, value: str) -> str:
    """The argument; an empty one is a mistake, such as a variable of a script that is not set."""
    if not value.strip():
        raise click.BadParameter("it is empty.", param=argument)
    return value


@click.group(
    cls=Reporting,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='\b\nBegin with "blogbuild new site my-blog", then "cd my-blog" and "blogbuild build".',
)
@click.version_option(__version__, prog_name="blogbuild")
@_folder_option
@click.pass_context
def cli(context: click.Context, folder: Path | None) -> None:
    """Make a blog of a job hunt: Markdown posts in, a static site out."""
    context.obj = folder


@cli.group()
def new() -> None:
    """Make a new site, post or layout."""


@new.command("site", short_help="Make a site in DIR that builds at once.")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The blog's title; the folder's name unless given.")
@click.option("--language", type=click.Choice(_LANGUAGES), help="Its language; ko unless given.")
@click.option("--demo", is_flag=True, help="Begin with the example blog, to look around.")
@_folder_option
@click.pass_obj
def new_site(
    above: Path | None, folder: Path | None, directory: Path, title: str, language: str | None, *, demo: bool
) -> None:
    """Make a site in DIR that builds at once; --demo brings title and language of its own.

    \b
    Examples:
      blogbuild new site my-blog
      blogbuild new site my-blog --title "취업 준비 기록"
      blogbuild new site look-around --demo
    """  # noqa: D301 - click's mark for a paragraph that keeps its lines
    from blogbuild.new import new_site as make

    if demo and (title or language):
        raise click.UsageError("--demo has title and language of its own; leave --title and --language out.")
    directory = _root(above, folder) / directory
    files = make(directory, language=language or "ko", title=title, now=datetime.now().astimezone(), demo=demo)
    click.echo(f"{count(len(files), 'file')} in {directory}")
    go_there = "" if directory.resolve() == Path.cwd() else f"cd {shlex.quote(str(directory))}, then "
    click.echo(f'next: {go_there}"blogbuild build"', err=True)


@new.command("post", short_help="Make a post with complete front matter.")
@click.argument("title", callback=_not_blank)
@click.option("--category", "categories", multiple=True, help="A category; may be given again.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given again.")
@click.option("--draft", is_flag=True, help="Keep it in content/drafts, without a date in its name.")
@_folder_option
@click.pass_obj
def new_post(
    above: Path | None,
    folder: Path | None,
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

    root = _root(above, folder)
    file = make(root, _config(root), title, now=datetime.now(UTC), categories=categories, tags=tags, draft=draft)
    click.echo(file)


@new.command("layout", short_help="Copy a built-in layout, to be changed.")
@click.argument("name", callback=_not_blank)
@_folder_option
@click.pass_obj
def new_layout(above: Path | None, folder: Path | None, name: str) -> None:
    """Copy the built-in layout NAME into layouts/, where it wins and is yours to change; prints its path.

    \b
    Examples:
      blogbuild new layout post.html
      blogbuild new layout partials/foot.html
    """  # noqa: D301 - likewise
    from blogbuild.new import new_layout as make

    root = _root(above, folder)
    _config(root)  # a folder that is no site is told so, and stays as it is
    click.echo(make(root, name))


@cli.command()
@click.option("-o", "--output", metavar="DIR", help="The output folder; [build] output of site.toml unless given.")
@click.option("--drafts", is_flag=True, help="Also what is in drafts.")
@click.option("--future", is_flag=True, help="Also posts dated in the future.")
@click.option("--unpublished", is_flag=True, help="Also posts with published: false.")
@click.option("--base-url", metavar="URL", help="Where it will be published: https://HOST/PATH.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="How many processes; all cores unless given.")
@click.option("--clean", is_flag=True, help="Remove output and cache first.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option("--profile", is_flag=True, help="Tell where the time went, by stage and by slowest post.")
@_folder_option
@click.pass_obj
def build(  # noqa: PLR0913 - an argument an option
    above: Path | None,
    folder: Path | None,
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
    from blogbuild.build import build as make
    from blogbuild.build import clean as remove
    from blogbuild.workers import cores

    root = _root(above, folder)
    config = _config(root, output=output, base_url=base_url)
    config = _showing(config, drafts=drafts, future=future, unpublished=unpublished)
    if clean:
        remove(root, config)
    with watching(profile=profile) as progress:
        result = make(root, config, now=datetime.now(UTC), jobs=jobs or cores(), strict=strict, progress=progress)
    print_problems(result.problems)
    report = result.report
    removed = f", {len(report.removed)} removed" if report.removed else ""
    took = time.perf_counter() - started
    posts, written = count(result.posts, "post"), count(len(report.written), "file")
    click.echo(f"{posts}, {result.changed:,} changed, {written} written{removed} in {took:.2f} s")


@cli.command(short_help="Show the site while you write it.")
@click.option("--host", metavar="NAME", default="127.0.0.1", show_default=True, help="0.0.0.0 lets your phone see it.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=4000, show_default=True)
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@click.option("--follow", is_flag=True, help="Let the browser go to the page that is being edited.")
@click.option("--no-drafts", is_flag=True, help="Without what is in drafts.")
@click.option("--no-future", is_flag=True, help="Without posts dated in the future.")
@click.option("--poll", is_flag=True, help="Look at the files again and again: for folders that tell of no changes.")
@_folder_option
@click.pass_obj
def serve(  # noqa: PLR0913 - likewise
    above: Path | None,
    folder: Path | None,
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
    root = _root(above, folder)
    _config(root)  # a folder that is no site is told so before anything is loaded
    from blogbuild.reporting import Terminal
    from blogbuild.serve.running import Wish
    from blogbuild.serve.running import serve as run

    def read_settings() -> Config:
        return _showing(_config(root), drafts=not no_drafts, future=not no_future, unpublished=False)

    run(root, read_settings, Wish(host=host, port=port, opens=opens, follows=follow, polls=poll), Terminal())


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
@click.option("--drafts", is_flag=True, help="Also what is in drafts.")
@click.option("--future", is_flag=True, help="Also posts dated in the future.")
@click.option("--unpublished", is_flag=True, help="Also posts with published: false.")
@_folder_option
@click.pass_obj
def list_posts(
    above: Path | None, folder: Path | None, *, as_json: bool, drafts: bool, future: bool, unpublished: bool
) -> None:
    """List every post, newest first.

    \b
    Examples:
      blogbuild list
      blogbuild list --json | jq -r 'select(.words > 100) | .title'
    """  # noqa: D301 - likewise
    from blogbuild.build import loaded
    from blogbuild.listing import json_lines, table
    from blogbuild.workers import cores

    root = _root(above, folder)
    config = _showing(_config(root), drafts=drafts, future=future, unpublished=unpublished)
    with loaded(root, config, now=datetime.now(UTC), jobs=cores()) as (view, problems):
        print_problems(problems)
        for line in json_lines(view) if as_json else table(view):
            click.echo(line)


@cli.command(short_help="Remove what blogbuild made.")
@click.option("-o", "--output", metavar="DIR", help="The output folder; [build] output of site.toml unless given.")
@_folder_option
@click.pass_obj
def clean(above: Path | None, folder: Path | None, output: str | None) -> None:
    """Remove what blogbuild made: its files in the output folder, and the cache.

    \b
    Example:
      blogbuild clean
    """  # noqa: D301 - likewise
    from blogbuild.build import clean as remove

    root = _root(above, folder)
    click.echo(f"{count(remove(root, _config(root, output=output)), 'file')} removed")


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
@_folder_option
@click.pass_obj
def import_jekyll(above: Path | None, folder: Path | None, source: Path, destination: Path, built: Path | None) -> None:
    """Make a site in DEST of the Jekyll blog in SRC, which is only read.

    \b
    Examples:
      blogbuild import jekyll ~/name.github.io my-blog
      blogbuild import jekyll ~/name.github.io my-blog --compare ~/name.github.io/_site
    """  # noqa: D301 - likewise
    from blogbuild.importers import jekyll

    destination = _root(above, folder) / destination
    for line in jekyll.lines(jekyll.import_jekyll(source, destination)):
        click.echo(line)
    if built is None:
        return
    from blogbuild.build import build as make
    from blogbuild.config import read_config
    from blogbuild.workers import cores

    result = make(destination, read_config(destination), now=datetime.now(UTC), jobs=cores())
    print_problems(result.problems)
    for line in jekyll.comparison_lines(jekyll.compare(destination, built)):
        click.echo(line)


@cli.command(short_help="Print the script for completion in your shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
@_folder_option
def completion(shell: str, folder: Path | None) -> None:  # noqa: ARG001 - every command takes -C
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


def _root(above: Path | None, folder: Path | None) -> Path:
    return folder or above or Path()


def _config(root: Path, *, output: str | None = None, base_url: str | None = None) -> Config:
    """The settings of the site, and what the command line says instead; an output folder is seen from here."""
    from blogbuild.config import read_config, with_base_url, with_output

    config = read_config(root)
    if output:
        config = with_output(config, root, Path.cwd() / output)
    return with_base_url(config, base_url) if base_url else config


def _showing(config: Config, *, drafts: bool, future: bool, unpublished: bool) -> Config:
    """The settings with more posts in the site than they ask for; a command line never takes any away."""
    from dataclasses import replace

    asked = config.build
    shown = replace(
        asked,
        drafts=drafts or asked.drafts,
        future=future or asked.future,
        unpublished=unpublished or asked.unpublished,
    )
    return replace(config, build=shown)
