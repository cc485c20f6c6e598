"""What several commands are asked alike: in which folder, which posts, where to; and the settings that come of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

# Nothing else of ours is imported before a command runs: `--version` and completion are to answer at once.
if TYPE_CHECKING:
    from blogbuild.config import Config

Command: TypeAlias = Callable[..., Any]


def _take_folder(context: click.Context, _: click.Parameter, folder: Path | None) -> None:
    """What stands after a command's name wins over what stands before it."""
    context.obj = folder or context.obj or Path()


folder_option: Final = click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The site's folder; the current one unless given.",
    callback=_take_folder,
    expose_value=False,
)
output_option: Final = click.option(
    "-o", "--output", metavar="DIR", help="The output folder; [build] output of site.toml unless given."
)
_MORE_POSTS: Final = (
    click.option("--drafts", is_flag=True, help="Also what is in drafts."),
    click.option("--future", is_flag=True, help="Also posts dated in the future."),
    click.option("--unpublished", is_flag=True, help="Also posts with published: false."),
)


def in_folder(command: Command) -> Command:
    """`-C DIR`, before or after the command's name; the command is given the folder."""
    return folder_option(click.pass_obj(command))


def more_posts(command: Command) -> Command:
    """The options that bring more posts into the site than its settings do."""
    for option in reversed(_MORE_POSTS):
        command = option(command)
    return command


def not_blank(_: click.Context, argument: click.Parameter, value: str) -> str:
    """The argument; an empty one is a mistake, such as a variable of a script that is not set."""
    if not value.strip():
        raise click.BadParameter("it is empty.", param=argument)
    return value


def settings_of(
    root: Path,
    *,
    output: str | None = None,
    base_url: str | None = None,
    drafts: bool = False,
    future: bool = False,
    unpublished: bool = False,
) -> Config:
    """The settings of the site in the folder `root`, with what a command was given.

    An output folder is seen from where the command is run. Of the posts a command line only ever shows more. Raises
    ConfigError.
    """
    from msgspec.structs import replace

    from blogbuild.config import read_config, with_base_url, with_output

    config = read_config(root)
    if output:
        config = with_output(config, root, Path.cwd() / output)
    if base_url:
        config = with_base_url(config, base_url)
    build = config.build
    shown = replace(
        build,
        drafts=drafts or build.drafts,
        future=future or build.future,
        unpublished=unpublished or build.unpublished,
    )
    return replace(config, build=shown)
