"""A blog's configuration → settings of ours: one function a subject, each with the keys that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from blogbuild.config import Value
from blogbuild.importers.jekyll.blog_config import BlogConfig, read_defaults
from blogbuild.importers.jekyll.markdown_settings import markdown
from blogbuild.importers.jekyll.permalink_guess import Guess
from blogbuild.importers.jekyll.setting import Setting
from blogbuild.importers.jekyll.theme_settings import analytics, comments, menu, verification
from blogbuild.permalink import Parts, PermalinkError, post_path, style_template


class Blog(Struct, frozen=True, kw_only=True):
    """What the settings are made of: the configuration, and what the files tell besides."""

    config: BlogConfig
    is_korean: bool = True
    domain: str = ""
    """What the file CNAME names."""
    asked: frozenset[str] = frozenset()
    """The names that Liquid in bodies asks for as `site.NAME`."""
    permalink: Guess | None = None
    """What the links between its posts tell, where there is no configuration."""
    navigation: Value = None
    """`main` of _data/navigation.yml, as Minimal Mistakes keeps it."""


def settings(blog: Blog) -> Iterator[Setting]:
    """Every setting that the blog's configuration gives."""
    for _, read in _SUBJECTS:
        yield from read(blog)


def unknown_keys(config: BlogConfig, asked: frozenset[str]) -> tuple[str, ...]:
    """The keys of the configuration that have no place here, in order."""
    known = {key for keys, _ in _SUBJECTS for key in keys.split()} | _JEKYLL | asked
    return tuple(key for key, value in config.values.items() if key not in known and not _is_empty(value))


def _is_empty(value: Value) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_empty, value.values()))
    return value is None or value in ("", ())


def _title(blog: Blog) -> Iterator[Setting]:
    own = blog.config.text("title")
    if own in {"", "blank"}:  # al-folio's way to say: the name of its author
        own = blog.config.text("blog_name") or _full_name(blog.config) or blog.config.text("name")
    if own:
        yield Setting(name="title", value=own)
    if description := blog.config.text("description", "tagline", "subtitle"):
        yield Setting(name="description", value=description)


def _full_name(config: BlogConfig) -> str:
    names = (config.text(f"{part}_name") for part in ("first", "middle", "last"))
    return " ".join(filter(None, names))


def _address(blog: Blog) -> Iterator[Setting]:
    url = blog.config.text("url").rstrip("/")
    if not url and blog.domain:
        yield Setting(name="url", value=f"https://{blog.domain}", note="the domain that CNAME names")
    elif url:
        yield _url(url)
    if base := blog.config.text("baseurl").strip("/"):
        yield Setting(name="base_path", value=f"/{base}")


def _url(written: str) -> Setting:
    """The address of the host: Jekyll takes any text for `url` and puts it before every path."""
    whole = written if written.startswith(("http://", "https://")) else f"https://{written.lstrip('/')}"
    parts = _split(whole)
    if parts.netloc in _CODE_HOSTS:
        return Setting(name="url", note=f'url was "{written}", the address of the code; write that of the blog')
    if parts.path or parts.query or parts.fragment:
        note = f'_config.yml had "{written}"; a path that the blog lies below goes into base_path'
        return Setting(name="url", value=f"{parts.scheme}://{parts.netloc}", note=note)
    note = "" if whole == written else f'_config.yml had "{written}", without https://'
    return Setting(name="url", value=whole, note=note)


_CODE_HOSTS: Final = frozenset({"github.com", "www.github.com", "gitlab.com"})


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # `http://[`
        return SplitResult("", url, "", "", "")


def _language(blog: Blog) -> Iterator[Setting]:
    named = blog.config.text("lang", "locale", "language")
    code = named.lower()[:2]
    if code in {"ko", "en"}:
        yield Setting(name="language", value=code)
        return
    guess = "ko" if blog.is_korean else "en"
    said = (
        f'the language was "{named}", in which the theme has no words yet'
        if named
        else "not named in the blog's configuration; taken from the posts"
    )
    yield Setting(name="language", value=guess, note=said)


def _timezone(blog: Blog) -> Iterator[Setting]:
    named = blog.config.text("timezone")
    if not named:
        note = "No zone was set, so GitHub Pages built in UTC. Another zone can move posts to another day and address."
        yield Setting(name="timezone", value="UTC", note=note)
    elif _is_zone(named):
        yield Setting(name="timezone", value=named)
    else:
        yield Setting(name="timezone", value="UTC", note=f'there is no zone "{named}"; Jekyll took UTC')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _permalink(blog: Blog) -> Iterator[Setting]:
    if blog.permalink:
        note = f"guessed from {blog.permalink.links} links between the posts, for there was no _config.yml"
        yield Setting(name="permalink", value=blog.permalink.style, note=note)
        return
    template = blog.config.text("collections.posts.permalink", "permalink") or "date"
    try:
        first, second = (post_path(style_template(template), parts) for parts in _SAMPLES)
    except PermalinkError as bad:
        yield Setting(name="permalink", value="date", note=f"{bad.args[0]}; Jekyll could not build with it")
        return
    note = f"With this, every post without a permalink of its own is at {first}, as it was with Jekyll."
    yield Setting(name="permalink", value=template, note=note if first == second else "")


# Two posts that have nothing in common.
_SAMPLES: Final = (
    Parts(slug="a", path="a", published=datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)),
    Parts(slug="b", path="b", published=datetime(2012, 11, 10, 9, 8, 7, tzinfo=UTC)),
)


def _author(blog: Blog) -> Iterator[Setting]:
    config = blog.config
    own = config.text("author.name") or ("" if config.table("author") else config.text("author"))
    if name := own or config.text("social.name", "author_name") or _full_name(config):
        yield Setting(name="author.name", value=name)
    if email := config.text("author.email", "social.email", "author_email", "email"):
        yield Setting(name="author.email", value=email)
    if url := config.text("author.url", "author.uri", "author.home", "author_url"):
        yield Setting(name="author.url", value=url)


def _build(blog: Blog) -> Iterator[Setting]:
    switches = {"show_drafts": "drafts", "future": "future", "unpublished": "unpublished"}
    for theirs, ours in switches.items():
        if blog.config.is_on(theirs):
            yield Setting(name=f"build.{ours}", value=True)
    note = "Jekyll lets the newest post have an address that several want; the others have no page, as with Jekyll."
    yield Setting(name="build.conflicts", value="newest", note=note)


def _pagination(blog: Blog) -> Iterator[Setting]:
    number = blog.config.text("paginate", "pagination.per_page")
    if number.isdecimal() and int(number):
        yield Setting(name="pagination.per_page", value=int(number))
    path = blog.config.text("paginate_path", "pagination.permalink").strip("/")
    if path and ":num" not in path:
        yield Setting(name="pagination", note=f'the address "{path}" has no :num in it; left out')
    elif path and f"{path}/" != "page:num/":
        yield Setting(name="pagination.path", value=path if path.endswith(".html") else f"{path}/")


def _feeds(blog: Blog) -> Iterator[Setting]:
    path = blog.config.text("feed.path", "atom_feed.path").strip("/")
    if path.startswith("http") or "//" in path:
        yield Setting(name="feeds", note=f"the feed was kept elsewhere: {path}")
    elif path and path != "feed.xml":
        yield Setting(name="feeds.path", value=path)
    limit = blog.config.text("feed.posts_limit")
    if limit.isdecimal() and int(limit):
        yield Setting(name="feeds.limit", value=int(limit))
    if blog.config.is_on("feed.excerpt_only"):
        yield Setting(name="feeds.full_text", value=False)


def _defaults(blog: Blog) -> Iterator[Setting]:
    kept: list[Value] = []
    for entry in read_defaults(blog.config):
        if entry.type not in {"", "posts", "drafts", "pages"}:
            note = f"defaults for the collection {entry.type} are left out: its documents are pages here"
            yield Setting(name="defaults", note=note)
        elif entry.values and not _is_of_files(entry.path):
            scope = {key: text for key, text in (("path", entry.path), ("type", entry.type)) if text}
            kept.append({"scope": scope, "values": entry.values})
    if kept:
        yield Setting(name="defaults", value=tuple(kept))


def _is_of_files(path: str) -> bool:
    """Whether a scope is for files that are only copied."""
    return path.strip("/").startswith(("assets", "_sass"))


def _variables(blog: Blog) -> Iterator[Setting]:
    """What Liquid asks for; a title or an address only where ours is written otherwise, as without its last slash."""
    ours = {setting.name: setting.value for setting in (*_title(blog), *_address(blog))}
    for name, value in blog.config.values.items():
        same = name in _BUILT_IN and value == ours.get(_BUILT_IN[name], "")
        if name in blog.asked and not same and not _is_empty(value):
            yield Setting(name=f"variables.{name}", value=value)


# What `site` has without our help, and our names for it.
_BUILT_IN: Final = {"title": "title", "description": "description", "url": "url", "baseurl": "base_path"}

_VERIFICATIONS: Final = (
    "webmaster_verifications google_site_verification naver_site_verification bing_site_verification "
    "yandex_site_verification baidu_site_verification"
)
_SUBJECTS: Final[Sequence[tuple[str, Callable[[Blog], Iterator[Setting]]]]] = (
    ("title name description tagline subtitle blog_name first_name middle_name last_name", _title),
    ("url baseurl", _address),
    ("lang locale language", _language),
    ("timezone", _timezone),
    ("permalink", _permalink),
    ("author author_name author_email author_url email", _author),
    ("navigation nav menu navbar-links", lambda blog: menu(blog.config, blog.navigation)),
    ("show_drafts future unpublished", _build),
    ("paginate paginate_path pagination", _pagination),
    ("kramdown markdown excerpt_separator", lambda blog: markdown(blog.config)),
    ("feed atom_feed", _feeds),
    ("comments giscus utterances disqus disqus_shortname repository", lambda blog: comments(blog.config)),
    ("analytics google_analytics", lambda blog: analytics(blog.config)),
    (_VERIFICATIONS, lambda blog: verification(blog.config)),
    ("defaults", _defaults),
    ("", _variables),
)  # fmt: skip

# What tells Jekyll, its plugins or a theme how to work, and is nothing that readers see.
_JEKYLL: Final = frozenset(
    "source destination collections_dir plugins_dir layouts_dir data_dir includes_dir collections safe include exclude "
    "keep_files encoding markdown_ext strict_front_matter limit_posts quiet verbose host port show_dir_listing "
    "incremental detach livereload liquid redcarpet rdiscount highlighter lsi plugins gems whitelist theme "
    "remote_theme sass compress_html jekyll-archives jekyll_compose optional_front_matter readme_index "
    "relative_links titles_from_headings cache_dir disable_disk_cache profile prose pwa staticman tipue_search "
    "category_archive tag_archive minimal_mistakes_skin".split()
)
