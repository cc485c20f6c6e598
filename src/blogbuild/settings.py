"""What a setting may be beyond its kind: each rule tells what is wrong with a value, and what to write instead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from blogbuild.permalink import PermalinkError, check_template, style_template

# The folders that a site's sources lie in: an output among them would be a source of the next build.
_SOURCES: Final = frozenset({"content", "layouts", "static"})
_LEADS_SOMEWHERE: Final = re.compile(r"/|#|[A-Za-z][A-Za-z0-9+.\-]*:")


class Fault(NamedTuple):
    """What is wrong with a value, and what to write instead."""

    what: str
    mend: str


def is_address(url: str) -> bool:
    """Whether it is a whole http(s) address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # `http://[`
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def title_fault(title: str) -> Fault | None:
    """A blog's title is more than blanks: it is the text of the link to the home page."""
    return None if title.strip() else Fault("title is empty", "write the name of the blog")


def url_fault(url: str) -> Fault | None:
    """`url` is where the host is, without a path."""
    if not url or (is_address(url) and not urlsplit(url).path.strip("/")):
        return None
    return Fault(f'url "{url}" is no address of a host', "write https://HOST; a path such as /blog goes into base_path")


def base_path_fault(path: str) -> Fault | None:
    """`base_path` is a plain path."""
    if not re.search(r"[:?#\\]", path) and ".." not in path.split("/"):
        return None
    return Fault(f'base_path "{path}" is no path', 'write "/blog"; the host goes into url')


def timezone_fault(name: str) -> Fault | None:
    """`timezone` is a name of the IANA data base."""
    try:
        ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):  # a ZoneInfoNotFoundError is a KeyError
        return Fault(f'there is no time zone "{name}"', 'write a name such as "Asia/Seoul" or "UTC"')
    return None


def permalink_fault(permalink: str) -> Fault | None:
    """`permalink` is a style, or a template whose placeholders we know."""
    try:
        check_template(style_template(permalink))
    except PermalinkError as bad:
        return Fault(str(bad.args[0]), bad.mend)
    return None


def output_fault(folder: str, *, below: str | None = None) -> Fault | None:
    """`build.output` is a folder of its own; `below` is its path from the site's folder, if it is called otherwise."""
    path = posixpath.normpath((folder if below is None else below).replace("\\", "/"))
    if set(path.split("/")) - {".", ".."} and path.split("/")[0] not in _SOURCES:
        return None
    what = f'the output folder "{folder}" holds sources of the site'
    return Fault(what, 'name a folder that is for the output only, such as "_site"')


def pages_path_fault(path: str) -> Fault | None:
    """`pagination.path` tells pages apart, and stays within the site."""
    if ":num" not in path:
        return Fault("pagination.path has no :num in it", 'write "page:num/" or "page/:num/"')
    return _climbing("pagination.path", path)


def feed_path_fault(path: str) -> Fault | None:
    """`feeds.path` is a file within the site, and not the one beside it."""
    if path.strip("/") in {"", "feed.json"} or path.endswith("/"):
        return Fault(f'feeds.path "{path}" cannot be the Atom feed', 'write a name such as "feed.xml" or "atom.xml"')
    return _climbing("feeds.path", path)


def menu_fault(title: str, url: str) -> Fault | None:
    """An entry of the menu has a text, and leads to the same place from every page."""
    if not (title.strip() and url):
        return Fault("a menu entry needs a title and a url", 'write title = "…" and url = "/…/" below [[menu]]')
    if not _LEADS_SOMEWHERE.match(url):
        mend = f'write url = "/{url.lstrip("./")}", or a whole address'
        return Fault(f'the menu entry "{title}" leads to "{url}", which is another place on each page', mend)
    return None


def redirect_fault(old: str, new: object) -> Fault | None:
    """A redirect leads from one path within the site to another."""
    if isinstance(new, str) and new.startswith("/") and ".." not in f"{old}/{new}".split("/"):
        return None
    return Fault(f'redirects."{old}" leads nowhere', f'write "{old}" = "/an/address/", both within the site')


def missing_comment_settings(provider: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """What a comment service needs and has not been given."""
    return tuple(name for name in _NEEDED[provider] if not given[name])


_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "giscus": ("repo", "repo_id", "category", "category_id"),
    "utterances": ("repo",),
    "disqus": ("shortname",),
}


def _climbing(name: str, path: str) -> Fault | None:
    return Fault(f"{name} climbs out of the site", "leave the .. out") if ".." in path.split("/") else None
