"""Permalinks: Jekyll's styles and placeholders → the path of a document within the site.

Sources of the rules: Jekyll 4.3, lib/jekyll/url.rb and lib/jekyll/drops/url_drop.rb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from blogbuild.text import DAY_NAMES, MONTH_NAMES, did_you_mean, nearest, nfc, slugify

STYLES: Final[Mapping[str, str]] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}

OUTPUT_EXTENSION: Final = ".html"
# What a permalink may end with of its own; a dot in a title (`python-3.12`) is none.
_EXTENSIONS: Final = (".html", ".htm", ".xhtml", ".xml", ".json", ".txt")
_PLACEHOLDER: Final = re.compile(r":([a-z_]+)")


class PermalinkError(ValueError):
    """A permalink that leads nowhere; the arguments are what is wrong and the mend."""

    @property
    def mend(self) -> str:
        """How to write it instead."""
        return str(self.args[1])


class Parts(Struct, frozen=True, kw_only=True):
    """What the placeholders of a document stand for."""

    slug: str
    """The file's name without date and extension."""
    path: str
    """The file's path below its collection, without the extension."""
    published: datetime | None
    own_slug: str = ""
    """`slug` in the front matter."""
    categories: tuple[str, ...] = ()
    collection: str = "posts"


def style_template(style: str) -> str:
    """The template of a style's name; a template is its own (a style's name in front matter is none of ours)."""
    return STYLES.get(style, style)


def post_path(template: str, parts: Parts) -> str:
    """The path of a post, from a template. Raises PermalinkError."""
    return clean(_filled(unquote(template), parts))


def page_path(permalink: str, site_style: str, parts: Parts) -> str:
    """The path of a page: its own permalink, else where its file lies, with a folder of its own if posts have one."""
    if permalink:
        return clean(_filled(unquote(permalink), parts))
    folder, _, name = parts.path.rpartition("/")
    folder = f"/{folder}/" if folder else "/"
    if name == "index":
        return folder
    has_folder = style_template(site_style).endswith("/")
    return f"{folder}{name}/" if has_folder else f"{folder}{name}{OUTPUT_EXTENSION}"


def check_template(template: str) -> None:
    """Raises PermalinkError for what cannot be the template of all posts."""
    for match in _PLACEHOLDER.finditer(unquote(template)):
        _known(template, match, _VALUES)
    if not template.strip("/ "):
        raise PermalinkError(f'the permalink "{template}" is the address of the home page', template_mend(template))


def is_one_address(template: str) -> bool:
    """Whether the template gives every post the same address."""
    return not _PLACEHOLDER.search(unquote(template))


def template_mend(template: str) -> str:
    """What was probably meant by a template that does not tell posts apart."""
    near = nearest(template, STYLES)
    return f'did you mean "{near}"?' if near else f"write {', '.join(STYLES)}, or a template with :title in it"


def clean(path: str) -> str:
    """The path with one slash for many and one in front, in NFC. Raises PermalinkError when it climbs out."""
    parts = nfc(path).split("/")
    if ".." in parts:
        raise PermalinkError(f'the permalink "{path}" climbs out of the site', "write a path without `..`")
    if bad := next((char for char in path if char in "\0\n\r\t\\"), None):
        raise PermalinkError(f"the permalink {path!r} has {bad!r} in it", "leave that character out")
    kept = [part for part in parts if part not in {"", "."}]
    closing = "/" if kept and parts[-1] in {"", "."} else ""
    return "/" + "/".join(kept) + closing


def output_path(url_path: str) -> str:
    """The file, below the output folder, that a server shows for a path: `/a/` → `a/index.html`, `/a` → `a.html`."""
    path = url_path.removeprefix("/")
    if not path or path.endswith("/"):
        return path + "index.html"
    return path if path.endswith(_EXTENSIONS) else path + OUTPUT_EXTENSION


def _filled(template: str, parts: Parts) -> str:
    known = _VALUES if parts.published else _TIMELESS

    def fill(match: re.Match[str]) -> str:
        name = _known(template, match, known)
        return known[name](parts) + match[1][len(name) :]

    return _PLACEHOLDER.sub(fill, template)


def _known(template: str, match: re.Match[str], known: Mapping[str, object]) -> str:
    """The name of a placeholder that stands in the template. Raises PermalinkError when it is none of the known."""
    # `:month_:day`: a name may be followed by an underscore of the template's own.
    name = match[1].rstrip("_")
    if name not in known:
        what = f'the permalink "{template}" has an unknown placeholder ":{name}"'
        raise PermalinkError(what, did_you_mean(name, known))
    return name


def _title(parts: Parts) -> str:
    return slugify(parts.own_slug or parts.slug, mode="pretty", cased=True)


def _joined(parts: Parts, name: Callable[[str], str]) -> str:
    return "/".join(dict.fromkeys(name(category) for category in parts.categories))


def _date(parts: Parts) -> datetime:
    if parts.published is None:
        raise PermalinkError("a permalink with a date needs a date", "write `date:` into the front matter")
    return parts.published


_TIMELESS: Final[Mapping[str, Callable[[Parts], str]]] = {
    "title": _title,
    "slug": lambda parts: slugify(parts.own_slug or parts.slug),
    "name": lambda parts: slugify(parts.slug),
    "basename": lambda parts: parts.slug,
    "path": lambda parts: parts.path,
    "collection": lambda parts: parts.collection,
    "categories": lambda parts: _joined(parts, str.lower),
    "slugified_categories": lambda parts: _joined(parts, slugify),
    "output_ext": lambda _: OUTPUT_EXTENSION,
}
_VALUES: Final[Mapping[str, Callable[[Parts], str]]] = {
    **_TIMELESS,
    "year": lambda parts: f"{_date(parts).year:04}",
    "short_year": lambda parts: f"{_date(parts).year % 100:02}",
    "month": lambda parts: f"{_date(parts).month:02}",
    "i_month": lambda parts: str(_date(parts).month),
    "short_month": lambda parts: MONTH_NAMES[_date(parts).month - 1][:3],
    "long_month": lambda parts: MONTH_NAMES[_date(parts).month - 1],
    "day": lambda parts: f"{_date(parts).day:02}",
    "i_day": lambda parts: str(_date(parts).day),
    "y_day": lambda parts: f"{_date(parts).timetuple().tm_yday:03}",
    "short_day": lambda parts: DAY_NAMES[_date(parts).weekday()][:3],
    "long_day": lambda parts: DAY_NAMES[_date(parts).weekday()],
    "week": lambda parts: f"{_date(parts).isocalendar().week:02}",
    "w_year": lambda parts: f"{_date(parts).isocalendar().year:04}",
    "w_day": lambda parts: str(_date(parts).isoweekday()),
    "hour": lambda parts: f"{_date(parts).hour:02}",
    "minute": lambda parts: f"{_date(parts).minute:02}",
    "second": lambda parts: f"{_date(parts).second:02}",
}
