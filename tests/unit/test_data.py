"""Data files, seen by layouts."""

import pytest

from blogbuild.errors import BlogError
from blogs import Blog, lines_of


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("a.yml", "- {name: 가, when: 2024-05-01}\n", ({"name": "가", "when": "2024-05-01"},)),
        ("a.yaml", "x: 1", {"x": 1}),
        ("a.json", '[{"x": [1, null]}]', ({"x": (1, None)},)),
        ("a.toml", "[x]\ny = [1, 2]", {"x": {"y": (1, 2)}}),
        ("a.csv", "이름,날\n가,1\n나,2\n", ({"이름": "가", "날": "1"}, {"이름": "나", "날": "2"})),
        ("a.YML", "", None),
    ],
)
def test_a_data_file_is_read_by_its_kind(blog: Blog, name: str, text: str, value: object) -> None:
    blog.write(f"content/_data/{name}", text)

    site, _ = blog.load()

    assert site.data == {"a": value}


def test_folders_are_names(blog: Blog) -> None:
    blog.write("content/_data/a/b/c.yml", "1")
    blog.write("content/_data/a/b.json", "2")
    blog.write("content/_data/a.toml", "x = 3")

    site, _ = blog.load()

    assert site.data == {"a": {"x": 3, "b": {"c": 1}}}


def test_layouts_see_the_data(blog: Blog) -> None:
    blog.write("content/_data/곳.yml", "- 가게\n- 은행\n")
    blog.write("layouts/404.html", "{{ site.data['곳'] | join(',') }}")

    blog.build()

    assert blog.output("404.html") == "가게,은행"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '{\n"x": }', "content/_data/a.json:2: the data cannot be read: Expecting value"),
        ("a.toml", "x = ", "content/_data/a.toml:1: the data cannot be read: invalid value"),
        ("a.yml", "x: 1\ny: [", "content/_data/a.yml:3: the YAML cannot be read: did not find"),
        ("a.json", "[" * 100_000, "content/_data/a.json"),
    ],
)
def test_data_that_cannot_be_read_is_an_error(blog: Blog, name: str, text: str, told: str) -> None:
    blog.write(f"content/_data/{name}", text)

    with pytest.raises(BlogError) as failed:
        blog.load()

    assert lines_of(failed.value.problems)[0].startswith(told)


def test_a_text_that_no_file_can_hold_is_an_error(blog: Blog) -> None:
    blog.write("content/_data/a.json", '"\\ud800"')
    blog.write("layouts/404.html", "{{ site.data.a }}")

    with pytest.raises(BlogError):
        blog.build()
