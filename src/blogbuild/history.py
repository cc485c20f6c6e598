"""When a file came to be, as its repository knows it, for posts that name no date."""

from __future__ import annotations

from datetime import UTC, datetime

from blogbuild.model import SourceFile


def first_seen(source: SourceFile) -> datetime:
    """The file's first commit; its last change where it was never committed, or git is not there."""
    import subprocess

    command = ("git", "log", "--follow", "--diff-filter=A", "--format=%aI", "--", source.file.name)
    try:
        ran = subprocess.run(  # noqa: S603 - our own words and a file's name
            command, cwd=source.file.parent, capture_output=True, text=True, check=True, timeout=10
        )
        return datetime.fromisoformat(ran.stdout.split()[-1])
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return datetime.fromtimestamp(int(source.file.stat().st_mtime), UTC)
