"""Where a page of Jekyll's lies among ours, so that its address stays what it is.

Sources of the rules: Jekyll 4.3, lib/jekyll/page.rb, lib/jekyll/collection.rb and lib/jekyll/utils.rb
(`add_permalink_suffix`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from blogbuild.config import Value
from blogbuild.dates import DATED_NAME
from blogbuild.importers.jekyll.blog_config import BlogConfig, read_defaults
from blogbuild.permalink import Parts, PermalinkError, output_path, page_path, post_path, style_template
from blogbuild.values import as_text, split_names

# In these folders, at the top of content/, everything is a post or a draft.
_TAKEN: Final = frozenset({"posts", "drafts"})
_PAGES: Final = "pages"


class Seat(Struct, frozen=True):
    """A page's place below content/, its address in Jekyll, and its address there."""

    path: str
    was: str
    now: str

    @property
    def keeps_address(self) -> bool:
        """Whether readers find the page where it was."""
        return output_path(self.was) == output_path(self.now)


def seat_page(path: str, permalink: str, style: str) -> Seat:
    """The place of a page that lies at `path` below the blog's source. Raises PermalinkError."""
    return _seated(PurePosixPath(path), permalink, style, page_path(permalink, style, _parts(PurePosixPath(path))))


def seat_collected(path: str, values: Mapping[str, Value], template: str, label: str, style: str) -> Seat:
    """The place of a collection's document, `path` below its folder. Raises PermalinkError."""
    below = PurePosixPath(path)
    dated = DATED_NAME.fullmatch(below.stem)
    parts = Parts(
        slug=dated[2] if dated else below.stem,
        path=below.with_suffix("").as_posix(),
        published=None,
        own_slug=as_text(values.get("slug")),
        categories=split_names(values.get("categories")),
        collection=label,
    )
    own = as_text(values.get("permalink"))
    return _seated(PurePosixPath(label) / below, own, style, post_path(own or template, parts))


def collection_permalink(config: BlogConfig, label: str, path: str) -> str:
    """The template of the addresses of a collection's documents, from the defaults, its own setting or Jekyll's."""
    own = as_text(config.table(f"collections.{label}").get("permalink"))
    return _default_permalink(config, label, path) or own or _with_suffix("/:collection/:path", config)


def _default_permalink(config: BlogConfig, label: str, path: str) -> str:
    """What `defaults` say of the addresses of a collection; the longest path wins."""
    found = [
        (len(entry.path), as_text(entry.values["permalink"]))
        for entry in read_defaults(config)
        if "permalink" in entry.values and entry.type in {"", label} and path.startswith(entry.path)
    ]
    return max(found, key=lambda pair: pair[0], default=(0, ""))[1]


def _with_suffix(template: str, config: BlogConfig) -> str:
    style = config.text("permalink") or "date"
    style = style_template(style)
    if style.endswith("/"):
        return f"{template}/"
    return f"{template}:output_ext" if style.endswith(":output_ext") else template


def _seated(path: PurePosixPath, permalink: str, style: str, url: str) -> Seat:
    seats = [Seat(place, url, _url(place, permalink, style)) for place in _places(path, url) if _is_free(place)]
    return next((seat for seat in seats if seat.keeps_address), seats[0])


def _places(path: PurePosixPath, url: str) -> Iterator[str]:
    """Where a page could lie, the likeliest first; the last is always free."""
    yield path.as_posix()
    plain = "/".join(part.lstrip("_.") for part in path.parts)
    yield plain
    at = url.strip("/").removesuffix(".html")
    yield f"{at}/index{path.suffix}" if at else f"index{path.suffix}"
    yield f"{at or 'index'}{path.suffix}"
    yield f"{_PAGES}/{plain}"


def _is_free(place: str) -> bool:
    *folders, _ = place.split("/")
    return not any(part.startswith(("_", ".")) for part in folders) and not (folders and folders[0] in _TAKEN)


def _url(place: str, permalink: str, style: str) -> str:
    try:
        return page_path(permalink, style, _parts(PurePosixPath(place)))
    except PermalinkError:
        return ""


def _parts(path: PurePosixPath) -> Parts:
    return Parts(slug=path.stem, path=path.with_suffix("").as_posix(), published=None, collection="pages")
