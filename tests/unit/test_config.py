"""site.toml: what it may say, and what is said of the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.config import Config, parse_config, read_config, setting_names, with_base_url
from blogbuild.errors import EXIT_USAGE, BlogError, ConfigError, Problem
from blogs import lines_of


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as failed:
        parse_config(text)
    return failed.value.problems


def test_an_empty_file_has_a_default_for_everything() -> None:
    assert parse_config("") == Config()


def test_every_kind_of_setting_is_read() -> None:
    config = parse_config(
        'title = "블로그"\nlanguage = "en"\nurl = "https://a.example/"\n'
        '[author]\nname = "나"\n'
        "[build]\ndrafts = true\nexclude = ['a', 'b']\n"
        "[pagination]\nper_page = 3\n"
        '[[menu]]\ntitle = "글"\nurl = "/"\n'
        '[[defaults]]\nscope = { path = "a", type = "posts" }\nvalues = { x = [1, { y = 2 }] }\n'
    )

    assert (config.title, config.language, config.url, config.author.name) == (
        "블로그",
        "en",
        "https://a.example",
        "나",
    )
    assert (config.build.drafts, config.build.exclude, config.pagination.per_page) == (True, ("a", "b"), 3)
    assert (config.menu[0].title, config.defaults[0].scope.type) == ("글", "posts")
    assert config.defaults[0].values == {"x": (1, {"y": 2})}


def test_texts_are_composed() -> None:
    assert parse_config('title = "\u1112\u116c"').title == "회"


@pytest.mark.parametrize(
    ("text", "told", "mend"),
    [
        ('titel = "a"', 'site.toml:1: unknown key "titel"', 'did you mean "title"?'),
        ('\n[author]\nnmae = "a"', 'site.toml:3: unknown key "author.nmae"', 'did you mean "name"?'),
        ("[autor]\n", 'site.toml:1: unknown key "autor"', 'did you mean "author"?'),
        ("zzzz = 1", 'site.toml:1: unknown key "zzzz"', "known are: analytics,"),
        ("title = 3", 'site.toml:1: "title" must be a text in quotes', "it is 3 here"),
        ("[build]\ndrafts = 1", 'site.toml:2: "build.drafts" must be true or false', "it is 1 here"),
        ("[feeds]\nlimit = true", 'site.toml:2: "feeds.limit" must be a whole number', "it is True here"),
        ("[feeds]\nlimit = 1.5", 'site.toml:2: "feeds.limit" must be a whole number', "it is 1.5 here"),
        ('language = "kr"', 'site.toml:1: "language" must be one of "ko", "en"', "it is 'kr' here"),
        ('author = "나"', 'site.toml:1: "author" must be a section', "it is '나' here"),
        (
            "[menu]\ntitle = 'a'",
            'site.toml:1: "menu" must be a list of sections, [[menu]]',
            "it is {'title': 'a'} here",
        ),
        ("[build]\nexclude = 'a'", 'site.toml:2: "build.exclude" must be a list', "it is 'a' here"),
        ("[[defaults]]\nvalues = 3", 'site.toml:2: "defaults.values" must be a section', "it is 3 here"),
        ('title = "a"\nurl = blog', "site.toml:2: is no TOML: invalid value", "a setting is written"),
        ('title = "a"\ntitle = "b"\n', "site.toml:2: is no TOML: cannot overwrite a value", "a setting is written"),
        ('timezone = "Seoul"', 'site.toml:1: there is no time zone "Seoul"', 'write a name such as "Asia/Seoul"'),
        ('timezone = "../etc"', 'site.toml:1: there is no time zone "../etc"', 'write a name such as "Asia/Seoul"'),
        ('url = "blog.example"', 'site.toml:1: url "blog.example" is no address of a host', "write https://HOST"),
        ('[pagination]\npath = "page/"', "site.toml:2: pagination.path has no :num in it", 'write "page:num/"'),
        ('title = " "', "site.toml:1: title is empty", "write the name of the blog"),
        ('base_path = "https://a"', 'site.toml:1: base_path "https://a" is no path', 'write "/blog"'),
        ('base_path = "../a"', 'site.toml:1: base_path "../a" is no path', 'write "/blog"'),
        (
            'permalink = "/:yaer/:title/"',
            'site.toml:1: the permalink "/:yaer/:title/" has an unknown placeholder ":yaer"',
            'did you mean "year"?',
        ),
        (
            'permalink = ""',
            'site.toml:1: the permalink "" is the address of the home page',
            "write date, pretty,",
        ),
        ('[feeds]\npath = "feed.json"', 'site.toml:2: feeds.path "feed.json" cannot be the Atom feed', "write a name"),
        ('[feeds]\npath = "blog/"', 'site.toml:2: feeds.path "blog/" cannot be the Atom feed', "write a name"),
        ('[[menu]]\ntitle = "글"', "site.toml:1: a menu entry needs a title and a url", "write title ="),
        ("[pagination]\nper_page = 0", "site.toml:2: pagination.per_page must be at least 1", "write 10, say"),
        ("[pagination]\nlist_per_page = -1", "site.toml:2: pagination.list_per_page must be at least 1", "write 10"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_mend(text: str, told: str, mend: str) -> None:
    [problem] = problems_of(text)

    assert lines_of((problem,)) == [told]
    assert problem.mend.startswith(mend)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[menu]]\ntitle = "a"\n\n[[menu]]\ntitle = 3', 5),
        ('[[menu]]\ntitle = "a"\nurl = "a/"\n\n[[menu]]\ntitle = "b"\nurl = "/b/"', 3),
        ('title = "a"\nauthor.nmae = "b"', 2),
        ('title = "a"\n\n\nurl = """b', 4),
        ('title = "a"\nauthor = { nmae = "b" }', 2),
    ],
)
def test_the_line_is_that_of_the_entry(text: str, line: int) -> None:
    [problem] = problems_of(text)

    assert problem.place.line == line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[comments]\nprovider = "utterances"', "site.toml:1: comments.repo is missing, and utterances needs it"),
        ('[redirects]\n"/a/" = "b"', 'site.toml:2: redirects."/a/" leads nowhere'),
    ],
)
def test_what_only_makes_sense_together_is_held_together(text: str, told: str) -> None:
    assert lines_of(problems_of(text)) == [told]


def test_all_problems_are_told_at_once() -> None:
    assert len(problems_of('titel = "a"\n[author]\nnmae = 1\n[build]\ndrafts = 3\n')) == 3


@pytest.mark.parametrize(
    "text",
    [
        'url = "http://["',
        "[feeds]\nlimit = -1",
        "[read_next]\ncount = -1",
        '[pagination]\npath = "../:num/"',
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(text)


@pytest.mark.parametrize("output", ["", ".", "..", "static", "content/x", "./layouts", "_site/.."])
def test_an_output_among_the_sources_is_refused(output: str) -> None:
    [problem] = problems_of(f'[build]\noutput = "{output}"')

    assert problem.what == f'the output folder "{output}" holds sources of the site'


@pytest.mark.parametrize("output", ["_site", "docs", "../public", "/tmp/site", "contents"])  # noqa: S108 - never made
def test_any_other_folder_may_be_the_output(output: str) -> None:
    assert parse_config(f'[build]\noutput = "{output}"').build.output == output


def test_problems_of_the_settings_mean_wrong_use() -> None:
    with pytest.raises(ConfigError) as failed:
        parse_config("x")

    assert failed.value.exit_code == EXIT_USAGE


@pytest.mark.parametrize(
    ("base_path", "address"),
    [
        ("", "/%EA%B8%80/"),
        ("/", "/%EA%B8%80/"),
        ("blog", "/blog/%EA%B8%80/"),
        ("/blog/", "/blog/%EA%B8%80/"),
        ("/한 글", "/%ED%95%9C%20%EA%B8%80/%EA%B8%80/"),
    ],
)
def test_every_address_carries_the_base_path(base_path: str, address: str) -> None:
    assert parse_config(f'base_path = "{base_path}"').address("/글/") == address


@pytest.mark.parametrize(
    ("given_url", "url", "base_path"),
    [
        ("https://me.github.io", "https://me.github.io", ""),
        ("https://me.github.io/blog/", "https://me.github.io", "/blog"),
        ("http://localhost:4000/a/b", "http://localhost:4000", "/a/b"),
    ],
)
def test_one_address_gives_url_and_base_path(given_url: str, url: str, base_path: str) -> None:
    config = with_base_url(Config(base_path="/old"), given_url)

    assert (config.url, config.base_path) == (url, base_path)


@pytest.mark.parametrize(
    "given_url",
    ["me.github.io", "ftp://a", "https://", "http://["],
)
def test_a_base_url_that_is_no_address_is_refused(given_url: str) -> None:
    with pytest.raises(ConfigError, match="is no address"):
        with_base_url(Config(), given_url)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("", "Asia/Seoul"), ('language = "en"', "UTC"), ('timezone = "Europe/Paris"', "Europe/Paris")],
)
def test_the_zone_is_that_of_the_language_unless_set(text: str, zone: str) -> None:
    assert parse_config(text).zone.key == zone


def test_every_setting_has_a_dotted_name() -> None:
    names = list(setting_names())

    assert names[:2] == ["title", "description"]
    assert {"author.name", "menu.url", "build.exclude", "defaults.scope.path", "defaults.values"} <= set(names)


def test_a_folder_without_settings_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as failed:
        read_config(tmp_path)

    [problem] = failed.value.problems
    assert problem.what == f"not found in {tmp_path}"
    assert "blogbuild new site" in problem.mend


def test_settings_in_another_encoding_are_told(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes('title = "회고"'.encode("cp949"))

    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path)


def test_settings_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes('\ufefftitle = "회고"'.encode())

    assert read_config(tmp_path).title == "회고"


@given(
    st.lists(
        st.sampled_from(
            [
                "[author]",
                "[[menu]]",
                "[feeds]",
                "title",
                "name",
                "limit",
                " = ",
                "1",
                '"a"',
                "true",
                "{",
                "}",
                "[",
                "]",
                "\n",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_any_text_is_settings_or_a_blog_error(text: str) -> None:
    try:
        config = parse_config(text)
    except BlogError:
        return

    assert isinstance(config, Config)
