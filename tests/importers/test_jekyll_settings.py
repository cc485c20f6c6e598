"""`_config.yml` → site.toml: every setting that has a place here, and a note for what has none."""

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest

from blogbuild.config import Config, read_config
from blogbuild.errors import BlogError
from blogbuild.importers.jekyll import ImportReport, import_jekyll

POST = "---\ntitle: 첫 글\n---\n본문\n"

Write = Callable[[dict[str, str]], Path]
Import = Callable[[dict[str, str]], tuple[ImportReport, Path]]


@pytest.mark.parametrize(
    ("yaml", "name", "value"),
    [
        ("title: '[회고] 한 해'", "title", "[회고] 한 해"),
        ("title: blank\nfirst_name: 은결\nlast_name: 모", "title", "은결 모"),
        ("tagline: 한 줄", "description", "한 줄"),
        ("url: https://me.github.io/", "url", "https://me.github.io"),
        ("url: me.github.io", "url", "https://me.github.io"),
        ("url: https://me.github.io/blog", "url", "https://me.github.io"),
        ("url: https://github.com/me/me.github.io", "url", ""),
        ("url: 'http://['", "url", ""),
        ("baseurl: https://me.github.io/", "base_path", ""),
        ("baseurl: ../blog", "base_path", ""),
        ("baseurl: ''", "base_path", ""),
        ("baseurl: /", "base_path", ""),
        ("baseurl: /blog", "base_path", "/blog"),
        ("baseurl: blog/", "base_path", "/blog"),
        ("lang: en", "language", "en"),
        ("locale: ko-KR", "language", "ko"),
        ("timezone: Asia/Seoul", "timezone", "Asia/Seoul"),
        ("timezone: Asia/Soul", "timezone", "UTC"),
        ("timezone:", "timezone", "UTC"),
        ("permalink: pretty", "permalink", "pretty"),
        ("permalink: None", "permalink", "None"),
        ("permalink:", "permalink", "date"),
        ("permalink: :title", "permalink", ":title"),
        ("permalink: blog/:title/", "permalink", "blog/:title/"),
        ("permalink: /:catgory/:title/", "permalink", "date"),
        ("collections: {posts: {permalink: '/b/:title/'}}", "permalink", "/b/:title/"),
        ("author: 모은결", "author.name", "모은결"),
        ("author: {name: 모은결, email: a@example.com}", "author.email", "a@example.com"),
        ("social: {name: 모은결}", "author.name", "모은결"),
        ("paginate: 7", "pagination.per_page", 7),
        ("paginate_path: /page:num/", "pagination.path", "page:num/"),
        ("paginate_path: page-:num", "pagination.path", "page-:num/"),
        ("paginate_path: /page/", "pagination.path", "page:num/"),
        ("future: true", "build.future", True),
        ("show_drafts: true", "build.drafts", True),
        ("feed: {path: atom.xml, posts_limit: 7, excerpt_only: true}", "feeds.path", "atom.xml"),
        ("feed: {path: atom.xml, posts_limit: 7, excerpt_only: true}", "feeds.limit", 7),
        ("feed: {path: atom.xml, posts_limit: 7, excerpt_only: true}", "feeds.full_text", False),
        ("kramdown: {input: kramdown}", "markdown.gfm", False),
        ("kramdown: {input: GFM}", "markdown.gfm", True),
        ("kramdown: {hard_wrap: true}", "markdown.hard_wrap", True),
        ("kramdown: {auto_ids: false}", "markdown.auto_ids", False),
        ("kramdown: {toc_levels: 2..3}", "markdown.toc_levels", (2, 3)),
        ("kramdown: {toc_levels: '2,4'}", "markdown.toc_levels", (2, 4)),
        ("kramdown: {toc_levels: [1, 2]}", "markdown.toc_levels", (1, 2)),
        ("kramdown: {smart_quotes: 'apos,apos,quot,quot'}", "markdown.smart_quotes", False),
        ("kramdown: {footnote_nr: 5}", "markdown.footnote_nr", 5),
        ("kramdown: {syntax_highlighter_opts: {block: {line_numbers: true}}}", "markdown.line_numbers", True),
        ("kramdown: {syntax_highlighter_opts: {line_numbers: true, block: {line_numbers: false}}}",
         "markdown.line_numbers", False),
        ("excerpt_separator: <!--more-->", "markdown.excerpt_separator", "<!--more-->"),
        ("plugins: [jekyll-titles-from-headings]\ntitles_from_headings: {collections: true, strip_title: true}",
         "markdown.strip_titles", True),
        ("google_site_verification: abc", "verification.google", "abc"),
        ("webmaster_verifications: {bing: abc}", "verification.bing", "abc"),
        ("naver_site_verification: abc", "verification.naver", "abc"),
        ("analytics: {google: {id: G-1}}", "analytics.google", "G-1"),
        ("analytics: {provider: google-gtag, google: {tracking_id: G-1}}", "analytics.google", "G-1"),
        ("google_analytics: UA-1-1", "analytics.google", ""),
        ("comments: {provider: disqus, disqus: {shortname: me}}", "comments.shortname", "me"),
        ("disqus_shortname: me", "comments.provider", "disqus"),
        ("disqus: true", "comments.provider", ""),
        ("repository: me/c\ncomments: {provider: utterances}", "comments.repo", "me/c"),
        ("comments: {provider: giscus, giscus: {repo: me/c}}", "comments.provider", ""),
        ("giscus: {repo: me/c, repo_id: r, category: General, category_id: c}", "comments.category", "General"),
        ("comments: {active: giscus, giscus: {repo: me/c, repo-id: r, category: G, category-id: c}}",
         "comments.repo_id", "r"),
    ],
)  # fmt: skip
def test_a_setting_carries_over(import_blog: Import, yaml: str, name: str, value: object) -> None:
    _, site = import_blog({"_config.yml": yaml})

    assert setting(read_config(site), name) == value


def test_what_is_better_than_kramdown_is_off(import_blog: Import) -> None:
    _, site = import_blog({})

    markdown = read_config(site).markdown
    improved = ("paren_lists", "bare_links", "underscore_particles", "footnote_labels")
    assert [name for name in improved if getattr(markdown, name)] == []


def test_defaults_keep_their_scopes(import_blog: Import) -> None:
    yaml = (
        "collections: {tabs: {output: true}}\ndefaults:\n"
        "- {scope: {path: '', type: posts}, values: {layout: post, permalink: '/posts/:title/'}}\n"
        "- {scope: {path: _posts/회고}, values: {toc: true, header: {teaser: /a.png, deep: {er: [1, {a: 2}]}}}}\n"
        "- {scope: {path: '', type: tabs}, values: {layout: page}}\n"
    )

    _, site = import_blog({"_config.yml": yaml})

    first, second = read_config(site).defaults
    assert (first.scope.path, first.scope.type, first.values["permalink"]) == ("", "posts", "/posts/:title/")
    assert (second.scope.path, second.values["header"]) == (
        "_posts/회고",
        {"teaser": "/a.png", "deep": {"er": (1, {"a": 2})}},
    )
    assert "collection tabs" in (site / "site.toml").read_text(encoding="utf-8")


def test_liquid_finds_the_variables_that_it_asks_for(import_blog: Import) -> None:
    yaml = "2020_img: /img\nauthor: {name: 모, links: [{url: /a}, null]}\nskin: dark\nbadge: 동\n"
    post = (
        "---\ntitle: a\n---\n![]({{ site.2020_img }}/a.png) {{ site['author'].name }} {% include b.html %} site.skin\n"
    )

    _, site = import_blog({"_config.yml": yaml, "_posts/2024-05-01-a.md": post, "_includes/b.html": "{{ site.badge }}"})

    assert read_config(site).variables == {
        "2020_img": "/img",
        "author": {"name": "모", "links": ({"url": "/a"},)},
        "badge": "동",
    }


def test_an_address_that_liquid_asks_for_is_as_it_was_written(import_blog: Import) -> None:
    post = "---\ntitle: a\n---\n{{ site.url }} {{ site.baseurl }} {{ site.title }}\n"

    _, site = import_blog(
        {"_config.yml": "url: https://me.github.io/\nbaseurl: /b\ntitle: 차", "_posts/2024-05-01-a.md": post}
    )

    assert read_config(site).variables == {"url": "https://me.github.io/"}


def test_what_was_not_understood_has_its_line(import_blog: Import) -> None:
    report, _ = import_blog({"_config.yml": "title: 차\n\nskin: dark\nempty:\nsass: {style: compressed}\n"})

    assert [(unknown.name, str(unknown.place)) for unknown in report.unknown] == [("skin", "_config.yml:3")]


def test_the_menu_keeps_what_leads_somewhere(import_blog: Import) -> None:
    entries = ("{title: 소개, url: /about}", "{title: 밖, url: 'https://example.com/'}", "{title: 찾기, url: /search/}")
    navigation = "main:\n" + "".join(f"- {entry}\n" for entry in entries)
    about = "---\ntitle: 소개\n---\n저는 빈 선반을 세다가 개발자가 되었습니다.\n"

    _, site = import_blog({"_data/navigation.yml": navigation, "about.md": about})

    assert [(item.title, item.url) for item in read_config(site).menu] == [
        ("소개", "/about.html"),
        ("밖", "https://example.com/"),
    ]


def test_what_is_a_list_may_come_to_nothing(import_blog: Import) -> None:
    config = "menu: [{title: 이력서, url: /cv.pdf}]\ndefaults: [{scope: {type: books}, values: {layout: book}}]\n"

    _, site = import_blog({"_config.yml": config})

    assert read_config(site).menu == ()
    assert read_config(site).defaults == ()
    notes = [line for line in (site / "site.toml").read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any("이력서" in line for line in notes)
    assert any("books" in line for line in notes)


def test_the_lists_of_the_theme_lead_to_ours(import_blog: Import) -> None:
    posts = {
        "_posts/2024-05-01-a.md": "---\ntitle: a\ncategories: [회고, 면접]\ntags: C\n---\n본문\n",
        "_posts/2024-05-02-b.md": "---\ntitle: b\ntags: C++\n---\n본문\n",
    }
    pages = {
        "review.html": "---\npermalink: /review/\n---\n{% for post in site.categories['회고'] %}{{ post }}{% endfor %}",
        "tag/c.md": "---\nlayout: tagpage\ntag: c\n---\n",
        "_featured_categories/interview.md": "---\nlayout: list\nslug: 면접\n---\n",
        "year-archive.md": "---\nlayout: posts\npermalink: /year-archive/\n---\n",
        "tags.md": "---\nlayout: tags\npermalink: /tags/\n---\n",
    }
    config = (
        "collections: {featured_categories: {output: true, permalink: '/:name/'}}\n"
        "jekyll-archives: {enabled: all, permalinks: {tag: '/t/:name/', category: '/categories/:name/'}}\n"
        "menu: [{title: 면접, url: /interview/}]\n"
    )

    _, site = import_blog({"_config.yml": config, **posts, **pages})

    assert read_config(site).redirects == {
        "/interview/": "/categories/면접/",
        "/review/": "/categories/회고/",
        "/t/c/": "/tags/c/",
        "/tag/c.html": "/tags/c/",
        "/year-archive/": "/archives/",
    }
    assert [item.url for item in read_config(site).menu] == ["/categories/면접/"]


@pytest.mark.parametrize(("permalink", "is_one"), [("None", True), ("date", False), (":title", False)])
def test_a_permalink_that_is_one_address_for_all_is_pointed_out(
    import_blog: Import, permalink: str, *, is_one: bool
) -> None:
    _, site = import_blog({"_config.yml": f"permalink: {permalink}"})

    assert ("every post without a permalink" in (site / "site.toml").read_text(encoding="utf-8")) is is_one


def test_the_domain_of_cname_is_the_url(import_blog: Import) -> None:
    _, site = import_blog({"CNAME": "blog.example.com\n"})

    assert read_config(site).url == "https://blog.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "\ufefftitle: 차\n",
        "title:\t차\n",
        "title: 커피\ntitle: 차\n",
        "title: 차\r\nauthor:\r\n  name: 모\r\n",
        "title: 차\nauthor:\n\tname: 모\n",
    ],
)
def test_a_configuration_is_read_as_it_was_meant(import_blog: Import, text: str) -> None:
    _, site = import_blog({"_config.yml": text})

    assert read_config(site).title == "차"


@pytest.mark.parametrize(("name", "text"), [("_config.yaml", "title: 차"), ("_config.toml", 'title = "차"')])
def test_a_configuration_may_have_another_name(write_blog: Write, tmp_path: Path, name: str, text: str) -> None:
    root = write_blog({name: text, "_posts/2024-05-01-a.md": POST})

    import_jekyll(root, tmp_path / "site")

    assert read_config(tmp_path / "site").title == "차"


@pytest.mark.parametrize("text", ["title: [", "- a\n- b\n", "a: !ruby/object:X {}\n"])
def test_a_configuration_that_cannot_be_read_is_refused(write_blog: Write, tmp_path: Path, text: str) -> None:
    root = write_blog({"_config.yml": text, "_posts/2024-05-01-a.md": POST})

    with pytest.raises(BlogError, match=r"_config\.yml"):
        import_jekyll(root, tmp_path / "site")

    assert not (tmp_path / "site").exists()


def setting(config: Config, name: str) -> object:
    return attrgetter(name)(config)
