"""The repository's own blog, built at the root of a host and under a base path: what every page and feed must hold."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import pytest
from msgspec.structs import replace

from blogbuild.build import Result, build
from blogbuild.config import Config, read_config
from blogbuild.starter import starter_folder
from blogs import NOW, files_below

XHTML = "{http://www.w3.org/1999/xhtml}"
NS = {"h": "http://www.w3.org/1999/xhtml"}


@dataclass(frozen=True)
class Built:
    """The blog as its readers find it."""

    root: Path
    config: Config
    result: Result
    files: dict[str, bytes]
    pages: dict[str, ET.Element]

    @property
    def home(self) -> str:
        return self.config.url + self.config.base_path + "/"

    def url_of(self, path: str) -> str:
        return self.config.url + self.config.address("/" + path.removesuffix("index.html"))

    def file_of(self, url: str) -> str | None:
        """The file that a server shows for a URL of the blog."""
        path = unquote(urlsplit(url).path)
        if not path.startswith(self.config.base_path + "/"):
            return None
        below = path.removeprefix(self.config.base_path + "/")
        candidates = (f"{below}index.html",) if below.endswith("/") or not below else (below, f"{below}.html")
        return next((file for file in candidates if file in self.files), None)

    def posts(self) -> dict[str, ET.Element]:
        found = {path: page.find(".//h:article[@class='h-entry']", NS) for path, page in self.pages.items()}
        return {path: article for path, article in found.items() if article is not None and is_post(article)}


def is_post(article: ET.Element) -> bool:
    return article.find(".//h:time", NS) is not None


@pytest.fixture(scope="session", params=["", "/repo"], ids=["root", "base path"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("own") / "blog"
    for name in ("content", "layouts", "static"):
        shutil.copytree(starter_folder() / name, root / name)
    shutil.copy(starter_folder() / "site.toml", root)
    settings = read_config(root)
    # The author's address is a whole URL of this host at its root, which is not there under a base path.
    author = replace(settings.author, url="https://author.example/")
    config = replace(settings, base_path=str(request.param), author=author)
    result = build(root, config, now=NOW, jobs=1)
    files = files_below(root / "_site")
    pages = {path: parsed(content) for path, content in files.items() if path.endswith(".html")}
    return Built(root, config, result, files, pages)


def parsed(content: bytes) -> ET.Element:
    page: ET.Element = html5lib.HTMLParser(strict=True).parse(content.decode())
    return page


def with_class(element: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in element.iter() if name in (each.get("class") or "").split()]


def references(page: ET.Element) -> Iterator[str]:
    for element in page.iter():
        for name in ("href", "src", "poster"):
            if value := element.get(name):
                yield value


def test_the_blog_builds_without_a_word(built: Built) -> None:
    assert built.result.problems == ()
    assert built.result.posts == len(built.posts()) > 10


def test_every_page_is_sound_html(built: Built) -> None:
    assert all(page.get("lang") == "ko" for page in built.pages.values())
    assert len(built.pages) > 30


def test_no_page_has_an_id_twice(built: Built) -> None:
    for path, page in built.pages.items():
        ids = [name for element in page.iter() if (name := element.get("id"))]

        assert sorted(set(ids)) == sorted(ids), path


def test_every_link_leads_to_a_page_and_every_anchor_to_an_element(built: Built) -> None:
    dead = []
    for path, page in built.pages.items():
        for reference in references(page):
            url = urljoin(built.url_of(path), reference)
            if not url.startswith(built.config.url):
                continue
            file = built.file_of(url)
            anchor = unquote(urlsplit(url).fragment)
            if file is None or (anchor and not any(each.get("id") == anchor for each in built.pages[file].iter())):
                dead.append(f"{path}: {reference}")

    assert dead == []


def test_every_address_is_encoded(built: Built) -> None:
    bare = [
        reference
        for page in built.pages.values()
        for reference in references(page)
        if not reference.partition("#")[0].isascii()
    ]

    assert bare == []


def test_no_page_asks_a_third_party_for_anything(built: Built) -> None:
    for path, page in built.pages.items():
        for element in page.iter():
            asked = element.get("src") or (element.get("href") if element.tag == f"{XHTML}link" else None)
            rel = element.get("rel") or ""
            if asked and rel not in {"canonical", "author"}:
                assert urljoin(built.url_of(path), asked).startswith(built.config.url), (path, asked)


def test_every_page_names_its_canonical_url(built: Built) -> None:
    named = 0
    for path, page in built.pages.items():
        if page.find(".//h:meta[@http-equiv='refresh']", NS) is not None:
            continue
        found = [link.get("href") for link in page.iterfind(".//h:link[@rel='canonical']", NS)]
        named += len(found)

        assert found in ([built.url_of(path)], []), path
    assert named > 20


def test_a_post_is_one_entry_that_machines_understand(built: Built) -> None:
    for path, article in built.posts().items():
        [title] = with_class(article, "p-name")
        [published] = with_class(article, "dt-published")
        [body] = with_class(article, "e-content")

        assert (title.tag, published.tag, body.tag) == (f"{XHTML}h1", f"{XHTML}time", f"{XHTML}div"), path
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", published.get("datetime") or ""), path
        assert len(with_class(built.pages[path], "h-entry")) == 1, path


def test_a_post_links_its_tags_and_categories(built: Built) -> None:
    rels = set()
    for article in built.posts().values():
        for link in with_class(article, "p-category"):
            assert link.tag == f"{XHTML}a"
            assert set((link.get("rel") or "").split()) & {"tag", "category"}
            rels |= set((link.get("rel") or "").split())

    assert {"tag", "category"} <= rels


def test_posts_suggest_what_to_read_next(built: Built) -> None:
    suggesting = 0
    for path, article in built.posts().items():
        for nav in with_class(article, "read-next"):
            links = [urljoin(built.url_of(path), link.get("href") or "") for link in nav.iter(f"{XHTML}a")]

            assert nav.tag == f"{XHTML}nav"
            assert built.url_of(path) not in links
            assert len(set(links)) == len(links)
            suggesting += 1

    assert suggesting > 5


def test_every_feed_is_sound_and_absolute(built: Built) -> None:
    feeds = [path for path in built.files if path.endswith("feed.xml")]
    for path in feeds:
        feed = feedparser.parse(built.files[path])

        assert feed.bozo == 0, path
        assert feed.feed.link.startswith(built.home), path
        for entry in feed.entries:
            assert entry.link == entry.id
            assert entry.link.startswith(built.home)
            # Feeds of terms have excerpts, which are plain text.
            assert ("content" in entry) == (path == "feed.xml"), path
            for content in entry.get("content", ()):
                markup = markup_of(content.value)
                assert not re.search(r'\s(?:href|src|poster)="(?!https?:|mailto:|data:)', markup), path

    assert len(feeds) > 10


def markup_of(html: str) -> str:
    """The HTML without its code, in which anything may stand."""
    return re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)


def test_every_json_feed_says_what_its_standard_wants(built: Built) -> None:
    for path, content in built.files.items():
        if not path.endswith("feed.json"):
            continue
        feed = json.loads(content)

        assert feed["version"] == "https://jsonfeed.org/version/1.1", path
        assert feed["feed_url"] == built.url_of(path), path
        assert feed["title"]
        for item in feed["items"]:
            assert item["id"] == item["url"]
            assert item["url"].startswith(built.home)
            assert item["content_html" if path == "feed.json" else "content_text"]
            assert all(isinstance(tag, str) for tag in item["tags"])


def test_feeds_link_to_pages_that_exist(built: Built) -> None:
    items = json.loads(built.files["feed.json"])["items"]

    assert all(built.file_of(item["url"]) in built.posts() for item in items)


def test_the_sitemap_lists_pages_that_exist_once(built: Built) -> None:
    tree = ET.fromstring(built.files["sitemap.xml"])  # noqa: S314 - our own output
    urls = [str(loc.text) for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    files = [built.file_of(url) for url in urls]

    assert None not in files
    assert len(set(urls)) == len(urls)
    assert set(built.posts()) <= set(files)
    assert "404.html" not in files


def test_a_missing_page_leads_home_from_anywhere(built: Built) -> None:
    links = [reference for reference in references(built.pages["404.html"]) if not reference.startswith("#")]

    assert all(reference.startswith(("/", "http")) for reference in links)
    assert built.config.address("/") in links


def test_drafts_are_nowhere(built: Built) -> None:
    titles = [
        re.search(r"^title: *(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        for file in (built.root / "content" / "drafts").glob("*.md")
    ]

    shown = [title[1] for title in titles if title for content in built.files.values() if title[1].encode() in content]

    assert titles
    assert shown == []


def test_a_second_build_writes_nothing(built: Built) -> None:
    report = build(built.root, built.config, now=NOW, jobs=2).report

    assert (report.written, report.removed) == ((), ())
