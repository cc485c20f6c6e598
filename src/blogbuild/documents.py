"""A source file and its text → a Document: typed front matter, date, URL.

Source of the rules: Jekyll 4.3, lib/jekyll/document.rb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, Literal
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from blogbuild.config import SETTINGS_FILE, Config, Value
from blogbuild.content import COLLECTIONS, HTML
from blogbuild.dates import DATED_NAME, parse_date
from blogbuild.defaults import with_defaults
from blogbuild.errors import BlogError, Problem, error, warning
from blogbuild.frontmatter import FrontMatter, read_front_matter
from blogbuild.model import Document, Meta, SourceFile
from blogbuild.permalink import (
    STYLES,
    Parts,
    PermalinkError,
    clean,
    is_one_address,
    page_path,
    post_path,
    style_template,
    template_mend,
)
from blogbuild.text import nfc
from blogbuild.titles import Titled, from_heading, from_text, titleized
from blogbuild.values import as_switch, as_text, flat, names, split_names, unique

_UPDATED: Final = ("last_modified_at", "last_updated", "updated")
_PINNED: Final = ("pin", "pinned", "sticky")
# Minimal Mistakes' pictures of a post, the one meant for sharing first.
_HEADER_IMAGES: Final = ("og_image", "teaser", "overlay_image", "image")
_TYPED: Final = frozenset(
    "title date category categories tag tags layout description excerpt excerpt_separator image redirect_from sitemap "
    "published permalink slug".split()
) | {*_UPDATED, *_PINNED}


class Reading(Struct, frozen=True):
    """What became of a source file: a document, or none (empty, not published); and what is to be said of it."""

    document: Document | None
    problems: tuple[Problem, ...] = ()
    is_plain: bool = False
    """An HTML file without front matter: to be copied as it is."""


class Reader(Struct, frozen=True, kw_only=True):
    """Turns source files into documents under the settings of one site."""

    config: Config
    undated: Callable[[SourceFile], datetime]
    """The date of a file that names none: its first commit, else its last change."""

    def read(self, source: SourceFile, text: str) -> Reading:
        """The document in a file, with what had to be read as it was meant.

        Raises BlogError with all that is wrong in its front matter.
        """
        if not text.strip():
            return Reading(None, (warning(source.path, "is empty; skipped", "write something, or remove it"),))
        front, problems = read_front_matter(source.path, text)
        if source.kind == "page" and not front.is_there and source.name.suffix.lower() in HTML:
            return Reading(None, is_plain=True)
        draft = _Drafting(self, source, front, with_defaults(source, front.values, self.config.defaults))
        document = draft.document()
        raise_now = [problem for problem in draft.problems if problem.fatal]
        if raise_now:
            raise BlogError(raise_now)
        return Reading(document, (*problems, *draft.problems))


class _Drafting:
    """One document in the making: gathers every problem before it gives up."""

    def __init__(self, reader: Reader, source: SourceFile, front: FrontMatter, values: Mapping[str, Value]) -> None:
        self.reader = reader
        self.config = reader.config
        self.source = source
        self.front = front
        self.values = values
        self.problems: list[Problem] = []
        self.is_post = source.kind != "page"
        *above, file = source.path.split("/")
        self.folders = tuple(above[1:])
        self.stem, suffix = _stem_and_suffix(file)
        self.is_html = suffix.lower() in HTML
        # The name that tells date and slug: the file's, or its folder's for an `index.md`.
        is_index = self.is_post and self.stem == "index" and bool(above)
        name = (above[-1] if is_index else self.stem).rstrip(".")
        self.dated = DATED_NAME.fullmatch(name) if self.is_post else None
        self.slug = self.dated[2].rstrip(".") if self.dated else name

    def document(self) -> Document | None:
        """The document; None when it must not be published."""
        if not as_switch(self.values.get("published"), default=True) and not self.config.build.unpublished:
            return None
        kind: Literal["post", "draft", "page"] = self.source.kind  # type: ignore[assignment] # only these are read
        titled = self._titled() if self.is_html else from_heading(self._titled(), self.config.markdown)
        published = self._published()
        meta = Meta(
            title=titled.title,
            published=published,
            updated=self._updated(),
            categories=self._categories(),
            tags=self._tags(),
            layout=as_text(self.values.get("layout")),
            description=as_text(self.values.get("description")),
            excerpt=as_text(self.values.get("excerpt")),
            excerpt_separator=str(self.values.get("excerpt_separator") or self.config.markdown.excerpt_separator),
            image=self._image(),
            redirect_from=tuple(self._old_paths()),
            in_sitemap=self._in_sitemap(),
            is_pinned=any(as_switch(self.values.get(key), default=False) for key in _PINNED),
            extra={key: value for key, value in self.values.items() if key not in _TYPED},
        )
        return Document(source=self.source.path, kind=kind, meta=meta, url=self._url(meta), body=titled.body,
                        body_line=titled.line, markup="html" if self.is_html else "markdown")  # fmt: skip

    def _titled(self) -> Titled:
        title = as_text(self.values.get("title"))
        body, line = self.front.body, self.front.body_line
        if title:
            return Titled(title, body, line)
        if self.front.is_there:
            if self.is_post and not self.config.markdown.titles_from_headings:
                self._warn("has no title; its file name gives one", "write `title:` into the front matter", "title")
            return Titled(titleized(self.slug), body, line)
        # In Jekyll's own folder Jekyll's rule: the name gives the title, and the text stays whole.
        bare = Titled("", body, line) if _is_jekylls(self.source) else from_text(body)
        title = bare.title or titleized(self.slug)
        mend = f"begin the file with three lines: ---, title: {title}, ---"
        self._warn("has no front matter; title and date are guessed", mend)
        return replace(bare, title=title)

    def _published(self) -> datetime | None:
        value = self.values.get("date")
        if value is not None and value != "":
            return self._date("date", value)
        if not self.is_post:
            return None
        if self.dated:
            return self._date("", self.dated[1])
        if self.source.kind == "post":
            mend = "write `date:` into the front matter, or begin the file's name with YYYY-MM-DD-"
            self._warn("has no date; taken from its history", mend)
        return self.reader.undated(self.source).astimezone(self.config.zone)

    def _date(self, key: str, value: Value) -> datetime | None:
        try:
            return parse_date(as_text(value), self.config.zone)
        except ValueError as bad:
            where = "the date in the file's name: " if not key else f"{key}: "
            mend = "write it as 2026-11-09, or 2026-11-09 21:30:00 +0900"
            # Nothing hangs on the date of a page.
            grade = warning if key in _UPDATED or not self.is_post else error
            self.problems.append(grade(self.source.path, f"{where}{bad}", mend, line=self.front.line_of(key)))
            return None

    def _updated(self) -> datetime | None:
        """The last change; nothing hangs on it, and Jekyll never reads it as a date."""
        key = next((key for key in _UPDATED if as_text(self.values.get(key))), None)
        return self._date(key, self.values[key]) if key else None

    def _categories(self) -> tuple[str, ...]:
        value = self.values.get("categories")
        # In Jekyll's own folder Jekyll's rule: a comma stays in the name, and so in the public address.
        keeps_commas = isinstance(value, str) and _is_jekylls(self.source)
        plural = tuple(str(value).split()) if keeps_commas else split_names(value)
        self._warn_of_comma("categories", "kept in their names, as in Jekyll" if keeps_commas else "read as a list")
        # Jekyll joins both keys for categories, the plural first.
        own = unique(plural, tuple(flat(self.values.get("category"))))
        return unique(_folder_categories(self.folders), own)

    def _tags(self) -> tuple[str, ...]:
        self._warn_of_comma("tags", "read as a list")
        return unique(names(self.values, "tag", "tags"))

    def _warn_of_comma(self, key: str, how: str) -> None:
        value = self.values.get(key)
        if isinstance(value, str) and "," in value:
            mend = f"write a list: {key}: [{', '.join(split_names(value))}]"
            self._warn(f"{key} has commas; {how}", mend, key)

    def _old_paths(self) -> Iterator[str]:
        for old in flat(self.values.get("redirect_from")):
            try:
                yield clean(unquote(old))
            except PermalinkError as bad:
                line = self.front.line_of("redirect_from")
                self.problems.append(error(self.source.path, str(bad.args[0]), bad.mend, line=line))

    def _image(self) -> str:
        value = self.values.get("image")
        header = self.values.get("header")
        named = [value.get("path") if isinstance(value, Mapping) else value]
        named += [header.get(key) for key in _HEADER_IMAGES] if isinstance(header, Mapping) else []
        named.append(self.values.get("thumbnail"))
        return next(filter(None, map(as_text, named)), "")

    def _in_sitemap(self) -> bool:
        value = self.values.get("sitemap")
        return not as_switch(value.get("exclude"), default=False) if isinstance(value, Mapping) else as_switch(
            value, default=True)  # fmt: skip

    def _url(self, meta: Meta) -> str:
        if any(problem.fatal for problem in self.problems):
            return "/"
        parts = Parts(
            slug=self.slug,
            path=self._path_below(),
            published=meta.published,
            own_slug=as_text(self.values.get("slug")),
            categories=meta.categories,
            collection="posts" if self.is_post else "pages",
        )
        own = as_text(self.values.get("permalink")) if self.is_post else as_text(self.front.values.get("permalink"))
        if own in STYLES:
            mend = f"styles are for site.toml; leave it out here, or write /{own}/ if that is meant"
            self._warn(f"the permalink is the address /{own}, and not the style of that name", mend, "permalink")
        try:
            if self.is_post:
                return post_path(own or self._site_template(), parts)
            return page_path(own, self.config.permalink, parts)
        except PermalinkError as bad:
            line = self.front.line_of("permalink")
            self.problems.append(error(self.source.path, str(bad.args[0]), bad.mend, line=line))
            return "/"

    def _site_template(self) -> str:
        """The template of the settings; the same warning for each post that is brought to an address of all."""
        template = style_template(self.config.permalink)
        if is_one_address(template):
            what = f'permalink "{template}" gives the same address to every post that has none of its own'
            self.problems.append(warning(SETTINGS_FILE, what, template_mend(template)))
        return template

    def _path_below(self) -> str:
        """The file's path below its collection, without the extension."""
        folders = self.folders
        if self.is_post:
            depth = next(depth for depth, name in enumerate(folders) if name in COLLECTIONS)
            folders = folders[depth + 1 :]
        return "/".join((*folders, self.stem))

    def _warn(self, what: str, mend: str, key: str = "") -> None:
        self.problems.append(warning(self.source.path, what, mend, line=self.front.line_of(key) or 1))


def _stem_and_suffix(file: str) -> tuple[str, str]:
    """The name without its extension (and without a doubled one: `x.md.md` is kept as Jekyll keeps it)."""
    dot = file.rfind(".")
    return (file[:dot], file[dot:]) if 0 < dot < len(file) - 1 else (file, "")


def _is_jekylls(source: SourceFile) -> bool:
    return not {"_posts", "_drafts"}.isdisjoint(source.path.split("/"))


def _folder_categories(folders: tuple[str, ...]) -> tuple[str, ...]:
    """The folders above a `_posts` that is not at the top."""
    above = next((folders[:depth] for depth, name in enumerate(folders) if name in {"_posts", "_drafts"}), ())
    return tuple(map(nfc, above))
