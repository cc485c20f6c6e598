"""site.toml → a frozen Config: every setting with its default, unknown keys refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from blogbuild import settings
from blogbuild.errors import ConfigError, Problem, error
from blogbuild.schema import TableReader, TomlError, is_section, load_toml
from blogbuild.settings import Fault
from blogbuild.text import encode_path

SETTINGS_FILE: Final = "site.toml"
CACHE_FOLDER: Final = ".blogbuild"

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = "Scalar | Sequence[Value] | Mapping[str, Value]"


class Author(Struct, frozen=True, kw_only=True):
    """`[author]`: who writes."""

    name: str = ""
    email: str = ""
    url: str = ""


class MenuItem(Struct, frozen=True, kw_only=True, array_like=True):
    """`[[menu]]`: an entry of the navigation; a URL that begins with `/` is within the site."""

    title: str = ""
    url: str = ""


class Build(Struct, frozen=True, kw_only=True):
    """`[build]`: what is built, and where it goes."""

    output: str = "_site"
    drafts: bool = False
    future: bool = False
    unpublished: bool = False
    conflicts: Literal["error", "newest"] = "error"
    exclude: tuple[str, ...] = ()


class PaginationSettings(Struct, frozen=True, kw_only=True):
    """`[pagination]`: how many posts a page holds, and the address of the pages after the first."""

    per_page: int = 10
    list_per_page: int = 50
    path: str = "page:num/"


class MarkdownSettings(Struct, frozen=True, kw_only=True):
    """`[markdown]`: where we do better than kramdown, and kramdown's own options."""

    paren_lists: bool = True
    bare_links: bool = True
    underscore_particles: bool = True
    footnote_labels: bool = True
    smart_quotes: bool = True
    hard_wrap: bool = False
    auto_ids: bool = True
    gfm: bool = True
    toc_levels: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    footnote_nr: int = 1
    line_numbers: bool = False
    titles_from_headings: bool = False
    strip_titles: bool = False
    excerpt_separator: str = "\n\n"


class FeedSettings(Struct, frozen=True, kw_only=True):
    """`[feeds]`: where the Atom feed lies, how many posts a feed has and in full or not, feeds of terms or not."""

    path: str = "feed.xml"
    limit: int = 20
    full_text: bool = True
    terms: bool = True


class ReadNextSettings(Struct, frozen=True, kw_only=True):
    """`[read_next]`: how many posts are suggested after a post; 0 is none."""

    count: int = 5


class CommentSettings(Struct, frozen=True, kw_only=True):
    """`[comments]`: who keeps the comments below posts; without a provider there are none.

    giscus and utterances keep them in `repo`, written OWNER/NAME; Disqus under `shortname`.
    """

    provider: Literal["", "giscus", "utterances", "disqus"] = ""
    repo: str = ""
    repo_id: str = ""
    category: str = ""
    category_id: str = ""
    mapping: str = "pathname"
    strict: bool = False
    reactions: bool = True
    input_position: Literal["bottom", "top"] = "bottom"
    theme: str = ""
    label: str = ""
    shortname: str = ""


class AnalyticsSettings(Struct, frozen=True, kw_only=True):
    """`[analytics]`: who counts visits: Google's measurement id, GoatCounter's code, Cloudflare's token."""

    google: str = ""
    goatcounter: str = ""
    cloudflare: str = ""


class VerificationSettings(Struct, frozen=True, kw_only=True):
    """`[verification]`: the codes with which search engines know that the site is yours."""

    google: str = ""
    naver: str = ""
    bing: str = ""
    yandex: str = ""
    baidu: str = ""
    facebook: str = ""


class Scope(Struct, frozen=True, kw_only=True):
    """Which documents a `[[defaults]]` entry is for: a path below content/ (with `*`), and a type."""

    path: str = ""
    type: Literal["", "posts", "drafts", "pages"] = ""


class Defaults(Struct, frozen=True, kw_only=True):
    """`[[defaults]]`: front matter for the documents in a scope."""

    scope: Scope = field(default_factory=Scope)
    values: Mapping[str, Value] = field(default_factory=dict)


class Config(Struct, frozen=True, kw_only=True):
    """The settings of a site."""

    title: str = "blog"
    description: str = ""
    url: str = ""
    base_path: str = ""
    language: Literal["ko", "en"] = "ko"
    timezone: str = ""
    permalink: str = "date"
    author: Author = field(default_factory=Author)
    menu: tuple[MenuItem, ...] = ()
    build: Build = field(default_factory=Build)
    pagination: PaginationSettings = field(default_factory=PaginationSettings)
    markdown: MarkdownSettings = field(default_factory=MarkdownSettings)
    feeds: FeedSettings = field(default_factory=FeedSettings)
    read_next: ReadNextSettings = field(default_factory=ReadNextSettings)
    comments: CommentSettings = field(default_factory=CommentSettings)
    analytics: AnalyticsSettings = field(default_factory=AnalyticsSettings)
    verification: VerificationSettings = field(default_factory=VerificationSettings)
    defaults: tuple[Defaults, ...] = ()
    redirects: Mapping[str, Value] = field(default_factory=dict)
    """`[redirects]`: addresses of old and where each leads now, both within the site."""
    variables: Mapping[str, Value] = field(default_factory=dict)
    """`[variables]`: what Liquid in bodies asks for as `site.NAME`, besides the settings."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of dates that name none."""
        return ZoneInfo(self.timezone or _ZONES[self.language])

    def address(self, path: str) -> str:
        """The encoded address, within its host, of a path within the site (`/한글/` → `/base/%ED…/`)."""
        return encode_path(self.base_path + path)

    def absolute(self, path: str) -> str:
        """The whole URL of a path within the site; its address where `url` is not set."""
        return self.url + self.address(path)

    @property
    def feed_path(self) -> str:
        """The path within the site of its Atom feed."""
        return "/" + self.feeds.path.lstrip("/")


_ZONES: Final = {"ko": "Asia/Seoul", "en": "UTC"}


def read_config(root: Path) -> Config:
    """The settings of the site in the folder `root`.

    Raises ConfigError when site.toml is not there, is no TOML or has a key or value that we don't know.
    """
    try:
        text = (root / SETTINGS_FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError as missing:
        mend = 'make a site with "blogbuild new site DIR", or name the folder of yours with -C DIR'
        raise ConfigError([error(SETTINGS_FILE, f"not found in {root.resolve()}", mend)]) from missing
    except OSError as unreadable:
        raise ConfigError([error(SETTINGS_FILE, f"cannot be read: {unreadable.strerror}")]) from unreadable
    except UnicodeDecodeError as unreadable:
        what = "cannot be read: it is not UTF-8"
        raise ConfigError([error(SETTINGS_FILE, what, "save it as UTF-8 in your editor")]) from unreadable
    return parse_config(text)


def parse_config(text: str) -> Config:
    """The settings in the text of a site.toml. Raises ConfigError."""
    try:
        table = load_toml(text)
    except TomlError as broken:
        mend = 'a setting is written once, as name = "value", a section as [name]; a text stands in quotes'
        raise ConfigError([error(SETTINGS_FILE, f"is no TOML: {broken.args[0]}", mend, line=broken.line)]) from broken
    reader = TableReader(SETTINGS_FILE, text)
    config = reader.read(Config, table)
    if problems := reader.problems or list(_checks(config, reader)):
        raise ConfigError(problems)
    return replace(config, url=config.url.rstrip("/"), base_path=_base_path(config.base_path))


def with_base_url(config: Config, base_url: str) -> Config:
    """The settings with `url` and `base_path` taken from one address such as `https://me.github.io/blog`.

    Raises ConfigError when it is no http(s) address.
    """
    if not settings.is_address(base_url):
        what = f'"{base_url}" is no address'
        raise ConfigError([error("--base-url", what, "write https://HOST or https://HOST/PATH")])
    parts = urlsplit(base_url)
    return replace(config, url=f"{parts.scheme}://{parts.netloc}", base_path=_base_path(parts.path))


def with_output(config: Config, root: Path, folder: Path) -> Config:
    """The settings of the site in the folder `root` with another output folder.

    Raises ConfigError when the site's sources lie there.
    """
    site, there = root.resolve(), folder.resolve()
    below = there.relative_to(site).as_posix() if there.is_relative_to(site) else None
    if fault := settings.output_fault(str(folder), below=".." if site.is_relative_to(there) else below):
        raise ConfigError([error("--output", fault.what, fault.mend)])
    return replace(config, build=replace(config.build, output=str(folder)))


def setting_names(kind: type = Config, prefix: str = "") -> Iterator[str]:
    """The dotted name of every setting, in the order of the file; the documentation is held against it."""
    for name, hint in get_type_hints(kind).items():
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if is_section(inner):
            yield from setting_names(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def _base_path(path: str) -> str:
    trimmed = path.strip("/")
    return f"/{trimmed}" if trimmed else ""


def _checks(config: Config, reader: TableReader) -> Iterator[Problem]:
    """What is of the right kind and yet makes no sense."""
    for section, name, fault_of in _RULES:
        value = getattr(getattr(config, section), name) if section else getattr(config, name)
        yield from _problems(fault_of(value), reader.line_of(name, section))
    for number, item in enumerate(config.menu, 1):
        yield from _problems(settings.menu_fault(item.title, item.url), reader.line_of("url", "menu", number))
    for old, new in config.redirects.items():
        yield from _problems(settings.redirect_fault(old, new), reader.line_of(old, "redirects"))
    for name in settings.missing_comment_settings(config.comments.provider, asdict(config.comments)):
        what = f"comments.{name} is missing, and {config.comments.provider} needs it"
        yield error(SETTINGS_FILE, what, f"write {name} into [comments]", line=reader.line_of("comments"))
    for section, name, least in _LEAST:
        if getattr(getattr(config, section), name) < least:
            line = reader.line_of(name, section)
            yield error(SETTINGS_FILE, f"{section}.{name} must be at least {least}", "write 10, say", line=line)


_RULES: Final[tuple[tuple[str, str, Callable[[str], Fault | None]], ...]] = (
    ("", "title", settings.title_fault),
    ("", "url", settings.url_fault),
    ("", "base_path", settings.base_path_fault),
    ("", "timezone", settings.timezone_fault),
    ("", "permalink", settings.permalink_fault),
    ("build", "output", settings.output_fault),
    ("pagination", "path", settings.pages_path_fault),
    ("feeds", "path", settings.feed_path_fault),
)
_LEAST: Final = (
    ("pagination", "per_page", 1),
    ("pagination", "list_per_page", 1),
    ("feeds", "limit", 1),
    ("read_next", "count", 0),
)


def _problems(fault: Fault | None, line: int) -> Iterator[Problem]:
    if fault:
        yield error(SETTINGS_FILE, fault.what, fault.mend, line=line)
