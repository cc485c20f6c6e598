"""Words and settings as constants of layouts: what may be one, and what must stay to be asked."""

from pathlib import Path

import pytest

from blogbuild.build import loaded
from blogbuild.config import Author, Config
from blogbuild.errors import BlogError
from blogbuild.inlining import is_bound, known
from blogbuild.templates import Layouts
from blogbuild.view import Site
from blogs import NOW, Blog, lines_of


def rendered(blog: Blog, text: str, config: Config, **variables: object) -> str:
    """The text as a layout; with another site and other words than the settings have, it tells which were asked."""
    blog.write("layouts/mine.html", text)
    folder = blog.root / "layouts"
    return Layouts((folder, folder), config, lambda _: None, tuple).render("mine", variables, lambda _: None)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ site.title }}", "A &amp; B"),
        ("{{ site.author.name }}{{ site['language'] }}{{ site.config.feeds.limit }}", "Moen20"),
        ("{{ words.tags }}, {{ words['tags'] }}, {{ site.words.tags }}", "Tags, Tags, Tags"),
        ("{{ 1 | counted(words.posts) }}", "1 post"),
        ("{% if site.description %}x{% endif %}{{ site.url or 'none' }}", "none"),
        ("{% for tag in site.tags %}{{ tag }}{% endfor %}", "ab"),
        ("{{ words | length }}", "1"),
        ("{{ site.title[0] }}{{ site.title[2:] | upper }}{{ site.title.lower() }}", "A&amp; Ba &amp; b"),
        ("{{ site.config.markdown.toc_levels[1] }}", "2"),
        ("{{ site.config.pagination['per_page'] + 1 }}", "11"),
        ("{% macro a() %}{{ words.own }}{% endmacro %}{{ a() }}", "eigen"),
    ],
)
def test_what_only_settings_decide_is_put_in_and_the_rest_is_asked(blog: Blog, text: str, made: str) -> None:
    config = Config(title="A & B", language="en", author=Author(name="Mo"))

    site = {"tags": ("a", "b"), "config": config}
    assert rendered(blog, text, config, site=site, words={"own": "eigen"}) == made


@pytest.mark.parametrize(
    "text",
    [
        "{% for site in ({'title': 'other'},) %}{{ site.title }}{% endfor %}",
        "{% set site = {'title': 'other'} %}{{ site.title }}",
        "{% with site = {'title': 'other'} %}{% include 'part.html' %}{% endwith %}",
        "{% macro a(site) %}{{ site.title }}{% endmacro %}{{ a({'title': 'other'}) }}",
    ],
)
def test_a_layout_may_give_our_names_to_something_else(blog: Blog, text: str) -> None:
    blog.write("layouts/part.html", "{{ site.title }}")

    assert rendered(blog, text, Config(title="ours"), site={"title": "ours"}) == "other"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("{% import 'a.html' as words %}", True),
        ("{% from 'a.html' import words with context %}", True),
        ("{%- for name,\n words in x %}", True),
        ("{% set words %}x{% endset %}", True),
        ("{% macro words() %}{% endmacro %}", True),
        ("{% for post in site.posts if words['x'] %}{{ site }}", False),
        ('{% include "site.html" %}<b class="site">{{ my.site }}</b>', False),
    ],
)
def test_a_tag_that_may_bind_a_name_is_found(text: str, *, is_one: bool) -> None:
    assert is_bound([text]) is is_one


def test_the_themes_own_layouts_bind_none_of_our_names() -> None:
    layouts = Path(__file__).parents[2] / "layouts"

    assert not is_bound(file.read_text(encoding="utf-8") for file in layouts.rglob("*.html"))


def test_what_is_known_is_what_a_page_would_be_told(blog: Blog) -> None:
    blog.settings('base_path = "/b"\n[author]\nname = "모"\n')

    with loaded(blog.root, blog.config, now=NOW, jobs=1) as (view, _):
        found = known(view.config)

        assert found["words"] == view.words
        assert {name: getattr(Site(view), name) for name in vars(found["site"])} == vars(found["site"])


def test_a_slip_is_told_on_the_page_that_makes_it(blog: Blog) -> None:
    blog.write("layouts/404.html", "\n{{ words.tgas }}")

    with pytest.raises(BlogError) as failed:
        blog.build()

    assert lines_of(failed.value.problems)[0].startswith('layouts/404.html:2: there is no "tgas" here; did you mean')


def test_a_compiled_layout_is_of_one_site_with_its_settings(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    texts = "{{ '/' | relative_url }} {{ site.title }}"

    made = [rendered(blog, texts, Config(title=title, base_path=f"/{title}")) for title in ("a", "b", "a")]

    assert made == ["/a/ a", "/b/ b", "/a/ a"]
