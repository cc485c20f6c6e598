"""What themes keep in the configuration: menu, comments, analytics, verification codes.

The names are those of Minimal Mistakes, al-folio and Chirpy, old and new, and of the themes that learnt from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from blogbuild.config import Value
from blogbuild.importers.jekyll.blog_config import BlogConfig
from blogbuild.importers.jekyll.setting import Setting
from blogbuild.text import nfc
from blogbuild.values import as_switch, as_text

_PROVIDERS: Final = ("giscus", "utterances", "disqus")
# Ours, and the names under which themes keep it below `comments.giscus` or `giscus`.
_GISCUS: Final = {
    "repo": ("repo",),
    "repo_id": ("repo_id", "repo-id"),
    "category": ("category", "category_name"),
    "category_id": ("category_id", "category-id"),
    "mapping": ("mapping", "discussion_term"),
    "theme": ("theme",),
}
_VERIFICATION: Final = ("google", "naver", "bing", "yandex", "baidu", "facebook")
_OWN_PAGES: Final = ("/", "/tags/", "/categories/", "/archives/")
_MENUS: Final = ("menu", "navigation", "nav", "navbar-links")


def comments(config: BlogConfig) -> Iterator[Setting]:
    """`[comments]`, when the blog has a provider that blogbuild knows and all that it needs."""
    provider = config.text("comments.provider", "comments.active").lower() or _implied(config)
    if provider not in _PROVIDERS:
        if provider and provider != "false":
            yield Setting(
                name="comments", note=f'comments were kept by "{provider}"; known are {", ".join(_PROVIDERS)}'
            )
        return
    found = tuple(_PROVIDER_SETTINGS[provider](config))
    names = {setting.name.partition(".")[2] for setting in found}
    if missing := sorted(_NEEDED[provider] - names):
        yield Setting(name="comments", note=f"{provider} kept the comments, but {', '.join(missing)} was not set")
        return
    yield Setting(name="comments.provider", value=provider)
    yield from found


def _implied(config: BlogConfig) -> str:
    """The provider of a theme that has no switch: the one that is set up."""
    if config.text("giscus.repo"):
        return "giscus"
    if config.text("utterances.repo"):
        return "utterances"
    return "disqus" if _shortname(config) else ""


def _giscus(config: BlogConfig) -> Iterator[Setting]:
    for ours, theirs in _GISCUS.items():
        places = (f"{head}.{name}" for name in theirs for head in ("comments.giscus", "giscus"))
        value = config.text(*places) or (config.text("repository") if ours == "repo" else "")
        if value and (ours, value) != ("mapping", "pathname"):
            yield Setting(name=f"comments.{ours}", value=value)
    if as_switch(_either(config, "strict"), default=False):
        yield Setting(name="comments.strict", value=True)
    if not as_switch(_either(config, "reactions_enabled"), default=True):
        yield Setting(name="comments.reactions", value=False)
    if (
        config.text("comments.giscus.input_position", "comments.giscus.input-position", "giscus.input_position")
        == "top"
    ):
        yield Setting(name="comments.input_position", value="top")


def _either(config: BlogConfig, name: str) -> Value:
    value = config.get(f"comments.giscus.{name}")
    return config.get(f"giscus.{name}") if value is None else value


def _utterances(config: BlogConfig) -> Iterator[Setting]:
    if repo := config.text("comments.utterances.repo", "utterances.repo", "repository"):
        yield Setting(name="comments.repo", value=repo)
    mapping = config.text("comments.utterances.issue_term", "utterances.issue_term")
    if mapping and mapping != "pathname":
        yield Setting(name="comments.mapping", value=mapping)
    for name in ("theme", "label"):
        if value := config.text(f"comments.utterances.{name}", f"utterances.{name}"):
            yield Setting(name=f"comments.{name}", value=value)


def _disqus(config: BlogConfig) -> Iterator[Setting]:
    if name := _shortname(config):
        yield Setting(name="comments.shortname", value=name)


def _shortname(config: BlogConfig) -> str:
    own = config.text("comments.disqus.shortname", "disqus.shortname", "disqus_shortname",
                      "theme_settings.disqus_shortname")  # fmt: skip
    bare = config.get("disqus")
    name = own or (bare if isinstance(bare, str) else "")
    return name if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name, re.IGNORECASE) and name != "xxxx" else ""


_PROVIDER_SETTINGS: Final = {"giscus": _giscus, "utterances": _utterances, "disqus": _disqus}
_NEEDED: Final = {
    "giscus": {"repo", "repo_id", "category", "category_id"},
    "utterances": {"repo"},
    "disqus": {"shortname"},
}


def analytics(config: BlogConfig) -> Iterator[Setting]:
    """`[analytics]`; Google's ids of before 2023 count nothing any more."""
    own = config.get("google_analytics")
    google = config.text("analytics.google.id", "analytics.google.tracking_id", "google_analytics.id",
                         "theme_settings.google_analytics") or (own if isinstance(own, str) else "")  # fmt: skip
    if google.upper().startswith("UA-"):
        note = f"{google} is an id of Universal Analytics, which ended in 2023; get one that begins with G-"
        yield Setting(name="analytics", note=note)
    elif google:
        yield Setting(name="analytics.google", value=google)
    if code := config.text("analytics.goatcounter.id"):
        yield Setting(name="analytics.goatcounter", value=code)
    if token := config.text("analytics.cloudflare.id"):
        yield Setting(name="analytics.cloudflare", value=token)
    for provider in ("umami", "matomo", "fathom", "custom"):
        if config.text(f"analytics.{provider}.id"):
            yield Setting(name="analytics", note=f"{provider} counted visits; blogbuild does not know it")


def verification(config: BlogConfig) -> Iterator[Setting]:
    """`[verification]`."""
    for name in _VERIFICATION:
        if code := config.text(f"webmaster_verifications.{name}", f"{name}_site_verification"):
            yield Setting(name=f"verification.{name}", value=code)


def menu(config: BlogConfig, navigation: Value) -> Iterator[Setting]:
    """`[[menu]]`: the entries that have a title and an address."""
    lists = (config.get(name) for name in _MENUS)
    entries = next((found for value in (*lists, navigation) if (found := tuple(_entries(value)))), ())
    if entries:
        yield Setting(name="menu", value=entries)


def with_living_menu(settings: Iterable[Setting], addresses: Mapping[str, str]) -> Iterator[Setting]:
    """The settings with a menu whose entries lead somewhere; a note for each that does not.

    `addresses` tells where each address that came over leads now.
    """
    known = {_bare(old): new for old, new in addresses.items()} | {_bare(url): url for url in _OWN_PAGES}
    for setting in settings:
        if setting.name != "menu":
            yield setting
            continue
        kept: list[Mapping[str, Value]] = []
        for entry in setting.value if isinstance(setting.value, tuple) else ():
            title, url = _pair(entry)
            if not as_text(url).startswith("/") or _bare(as_text(url)) in known:
                kept.append({"title": title, "url": known.get(_bare(as_text(url)), url)})
            else:
                yield Setting(name="menu", note=f'the entry "{title}" led to {url}, which does not come over')
        if kept:
            yield Setting(name="menu", value=tuple(kept))


def _bare(url: str) -> str:
    """The address without what does not tell pages apart: `/about`, `/about/`, `/about.html`."""
    return nfc(unquote(url)).removesuffix("index.html").removesuffix(".html").rstrip("/")


def _entries(value: Value) -> Iterator[Mapping[str, Value]]:
    pairs = value.items() if isinstance(value, Mapping) else map(_pair, value) if isinstance(value, tuple) else ()
    for title, url in pairs:
        address = as_text(url)
        if as_text(title) and address and not isinstance(url, Mapping | tuple):
            is_whole = re.match(r"[a-z]+:|//|#", address)
            yield {"title": as_text(title), "url": address if is_whole else f"/{address.lstrip('/')}"}


def _pair(entry: Value) -> tuple[str, Value]:
    if not isinstance(entry, Mapping):
        return "", ""
    return next((as_text(entry[key]) for key in ("title", "text", "name", "label") if entry.get(key)), ""), (
        entry.get("url") or entry.get("link") or ""
    )
