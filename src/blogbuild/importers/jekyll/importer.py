"""The import itself: reads a Jekyll blog, writes a site of ours into a new folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from blogbuild.config import CACHE_FOLDER, SETTINGS_FILE, Value, parse_config
from blogbuild.content import CONTENT
from blogbuild.errors import BlogError, error
from blogbuild.frontmatter import load_yaml
from blogbuild.importers.jekyll.blog_config import BlogConfig, read_blog_config
from blogbuild.importers.jekyll.notes import notes
from blogbuild.importers.jekyll.old_lists import redirected, redirects
from blogbuild.importers.jekyll.outlook import Outlook, look_ahead
from blogbuild.importers.jekyll.permalink_guess import Guess, guess_permalink
from blogbuild.importers.jekyll.plan import Copy, Plan, make_plan
from blogbuild.importers.jekyll.report import REPORT_FILE, ImportReport, UnknownSetting, lines
from blogbuild.importers.jekyll.rules import read_rules
from blogbuild.importers.jekyll.setting import Setting, settings_text
from blogbuild.importers.jekyll.settings import Blog, settings, unknown_keys
from blogbuild.importers.jekyll.soundness import sound
from blogbuild.importers.jekyll.sources import Folders, LeftOut, read_folders, walk
from blogbuild.importers.jekyll.texts import listen
from blogbuild.importers.jekyll.theme_settings import with_living_menu

_IGNORED: Final = f"/_site/\n/{CACHE_FOLDER}/\n"


def import_jekyll(source: Path, destination: Path) -> ImportReport:
    """Bring the Jekyll blog in `source` over into `destination`, a folder that is empty or not there yet.

    The source is only read. Raises BlogError when it is no Jekyll blog, its configuration cannot be read, or the
    destination is not empty, lies in the source or cannot be written.
    """
    _check_folders(source, destination)
    reading = _read(source)
    zone_is_open = not reading.blog.config.text("timezone")
    first = sound(settings(reading.blog))
    outlook = look_ahead(reading.plan, parse_config(settings_text(first, "")), zone_is_open=zone_is_open)
    chosen = sound(_settled(first, reading, outlook))
    lost = _write(outlook.plan, settings_text(chosen, reading.blog.config.path), destination)
    report = _report(source, destination, reading.blog, chosen, outlook, lost)
    _write_text(destination / REPORT_FILE, "\n".join(lines(report, sys.maxsize)) + "\n")
    return report


class _Reading(Struct, frozen=True):
    """A blog that was read: what its settings are made of, and the plan for its files."""

    blog: Blog
    plan: Plan


def _read(source: Path) -> _Reading:
    config = read_blog_config(source)
    folders = read_folders(_root(source, config), config, read_rules(config))
    _check_blog(source, config, folders.root)
    entries = tuple(walk(folders))
    plan = make_plan(entries, config, config.text("permalink") or "date")
    guess = None if config.path else guess_permalink(plan.of("post"), plan.of("page"))
    if guess:
        plan = make_plan(entries, config, guess.style)
    return _Reading(_blog(config, folders, plan, guess), plan)


def _settled(first: Iterable[Setting], reading: _Reading, outlook: Outlook) -> Iterator[Setting]:
    """The settings, once every address is known: redirects to our lists, a menu that leads somewhere."""
    moved = tuple(redirects(reading.plan.listed, outlook.documents, reading.blog.config))
    addresses = {document.url: document.url for document in outlook.documents} | redirected(moved)
    yield from with_living_menu(first, addresses)
    yield from moved


def _report(
    source: Path,
    destination: Path,
    blog: Blog,
    chosen: tuple[Setting, ...],
    outlook: Outlook,
    lost: Iterable[LeftOut],
) -> ImportReport:
    config, plan = blog.config, outlook.plan
    unknown = unknown_keys(config, blog.asked)
    return ImportReport(
        source=source,
        destination=destination,
        copied=dict(Counter(copy.kind for copy in plan.copies)),
        settings=chosen,
        unknown=tuple(UnknownSetting(name=name, place=config.place(name)) for name in unknown),
        left=(*plan.left, *lost),
        moved=plan.moved,
        aside=plan.aside,
        warnings=outlook.warnings,
        shared=outlook.shared,
        zone_is_open=not config.text("timezone"),
        zone_moves=outlook.zone_moves,
        notes=tuple(notes(config, plan.copies)),
    )


def _check_folders(source: Path, destination: Path) -> None:
    if not source.is_dir():
        raise BlogError([error(str(source), "there is no such folder", "name the folder of the Jekyll blog")])
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise BlogError([error(str(destination), "is not empty", "name a folder that is not there yet")])
    if destination.resolve().is_relative_to(source.resolve()):
        mend = "name a folder beside it: the blog is only read"
        raise BlogError([error(str(destination), "lies in the blog that is imported", mend)])


def _root(source: Path, config: BlogConfig) -> Path:
    """The folder that Jekyll reads: the blog's, or the one below it that `source` names."""
    named = source / config.text("source")
    is_below = named.is_dir() and named.resolve().is_relative_to(source.resolve())
    return named if is_below else source


def _check_blog(source: Path, config: BlogConfig, root: Path) -> None:
    has_posts = any((root / name).is_dir() for name in ("_posts", "_drafts", "_layouts"))
    if not config.path and not has_posts:
        mend = "name the folder with _config.yml in it"
        raise BlogError([error(str(source), "is no Jekyll blog: no _config.yml and no _posts", mend)])


def _blog(config: BlogConfig, folders: Folders, plan: Plan, guess: Guess | None) -> Blog:
    told = listen(plan.of("post", "draft", "page"), plan.of("partial"))
    return Blog(
        config=config,
        is_korean=told.is_korean,
        domain=_first_line(folders.root / "CNAME"),
        asked=told.asked,
        permalink=guess,
        navigation=_navigation(folders),
    )


def _first_line(file: Path) -> str:
    try:
        return next(iter(file.read_text(encoding="utf-8-sig").split()), "")
    except (OSError, UnicodeDecodeError):
        return ""


def _navigation(folders: Folders) -> Value:
    """`main` of Minimal Mistakes' navigation.yml."""
    file = folders.root / folders.data / "navigation.yml"
    try:
        data = load_yaml(file.name, file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, BlogError):
        return None
    return data.get("main") if isinstance(data, dict) else None


def _write(plan: Plan, text: str, destination: Path) -> list[LeftOut]:
    """Write the site; what could not be read on the way."""
    try:
        for folder in (CONTENT, "layouts", "static"):
            (destination / folder).mkdir(parents=True, exist_ok=True)
        lost = list(_copied((*plan.copies, *(aside.copy for aside in plan.aside)), destination))
        _write_text(destination / SETTINGS_FILE, text)
        _write_text(destination / ".gitignore", _IGNORED)
    except OSError as refused:
        path = str(refused.filename or destination)
        raise BlogError([error(path, f"cannot be written: {refused.strerror}")]) from refused
    return lost


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _copied(copies: tuple[Copy, ...], destination: Path) -> Iterator[LeftOut]:
    for copy in copies:
        try:
            opened = copy.file.open("rb")
        except OSError as unreadable:
            yield LeftOut(copy.source, f"cannot be read: {unreadable.strerror}")
            continue
        target = destination / copy.destination
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened:
            try:
                with target.open("xb") as written:
                    shutil.copyfileobj(opened, written)
            except FileExistsError:  # on a disk that does not tell capitals, or composed letters, apart
                yield LeftOut(copy.source, "its name is another's but for letter case or Unicode form")
                continue
        # A draft's date is the day of its last change.
        status = copy.file.stat()
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
