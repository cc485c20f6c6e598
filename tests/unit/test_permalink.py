"""Jekyll's permalinks."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.permalink import STYLES, Parts, PermalinkError, clean, output_path, page_path, post_path, style_template
from tables import cases

PUBLISHED = datetime(2022, 1, 5, 19, 8, 7, tzinfo=UTC)


def parts(slug: str = "a", path: str = "a", *, own_slug: str = "") -> Parts:
    return Parts(slug=slug, path=path, published=PUBLISHED, own_slug=own_slug, categories=("채용 회고", "Job"))


def page(path: str) -> Parts:
    return Parts(slug=path.rpartition("/")[2], path=path, published=None, collection="pages")


@cases("permalinks", "template", "slug", "output")
def test_a_post_is_where_jekyll_puts_it(template: str, slug: str, output: str) -> None:
    assert post_path(style_template(template), parts(slug)) == output


def test_a_slug_in_the_front_matter_wins_over_the_file_name() -> None:
    assert post_path("/:title/:slug/:name/", parts("file", own_slug="My Own")) == "/My-Own/my-own/file/"


def test_without_categories_there_is_no_empty_folder() -> None:
    bare = Parts(slug="a", path="a", published=PUBLISHED)

    assert post_path(style_template("date"), bare) == "/2022/01/05/a.html"


def test_a_category_that_two_spellings_share_stands_once() -> None:
    twice = Parts(slug="a", path="a", published=PUBLISHED, categories=("Job", "job"))

    assert post_path(style_template("none"), twice) == "/job/a.html"


def test_the_days_around_new_year_belong_to_the_week_of_iso_8601() -> None:
    new_year = Parts(slug="a", path="a", published=datetime(2021, 1, 1, tzinfo=UTC))

    assert post_path("/:year/:w_year/:week/:w_day/", new_year) == "/2021/2020/53/5/"


def test_an_unknown_placeholder_is_refused_with_the_near_one() -> None:
    with pytest.raises(PermalinkError) as refused:
        post_path("/:yaer/:title/", parts())

    assert refused.value.args[0] == 'the permalink "/:yaer/:title/" has an unknown placeholder ":yaer"'
    assert refused.value.mend == 'did you mean "year"?'


def test_a_page_has_no_date_for_its_permalink() -> None:
    with pytest.raises(PermalinkError, match="unknown placeholder"):
        page_path("/:year/:title/", "date", page("about"))


@pytest.mark.parametrize(
    ("permalink", "style", "path", "output"),
    [
        ("", "date", "about", "/about.html"),
        ("", "pretty", "about", "/about/"),
        ("", "/:title/", "about", "/about/"),
        ("", "/:title", "docs/소개", "/docs/소개.html"),
        ("", "date", "index", "/"),
        ("", "pretty", "docs/index", "/docs/"),
        ("/me", "pretty", "about", "/me"),
        ("/:basename/", "date", "about", "/about/"),
        ("/:path/", "date", "docs/about", "/docs/about/"),
    ],
)
def test_a_page_is_where_its_file_lies(permalink: str, style: str, path: str, output: str) -> None:
    assert page_path(permalink, style, page(path)) == output


@pytest.mark.parametrize("path", ["/../a/", "a/../../b", ".."])
def test_a_permalink_does_not_climb_out_of_the_site(path: str) -> None:
    with pytest.raises(PermalinkError, match="climbs out") as refused:
        clean(path)

    assert refused.value.mend == "write a path without `..`"


@pytest.mark.parametrize("char", ["\0", "\n", "\t", "\\"])
def test_a_permalink_holds_no_sign_that_a_file_name_cannot(char: str) -> None:
    with pytest.raises(PermalinkError, match="has"):
        clean(f"/a{char}b/")


def test_a_path_is_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "/회고/")) == "/회고/"


@given(st.text(alphabet="ab./가 ", max_size=20))
def test_cleaning_twice_is_cleaning_once(path: str) -> None:
    try:
        once = clean(path)
    except PermalinkError:
        return

    assert clean(once) == once
    assert once.startswith("/")
    assert "//" not in once


@given(
    st.sampled_from([*STYLES, "/:slug/", "/:title"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20),
)
def test_no_file_name_leads_out_of_the_site(template: str, slug: str) -> None:
    try:
        path = post_path(style_template(template), parts(slug))
    except PermalinkError:
        return

    assert path.startswith("/")
    assert ".." not in output_path(path).split("/")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/", "index.html"),
        ("/a/", "a/index.html"),
        ("/a", "a.html"),
        ("/a.html", "a.html"),
        ("/v1.2/a", "v1.2/a.html"),
        ("/python-3.12", "python-3.12.html"),
    ],
)
def test_a_server_finds_the_file_of_an_address(url: str, file: str) -> None:
    assert output_path(url) == file
