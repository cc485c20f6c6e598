"""Front matter and body, each with its line."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.config import Value
from blogbuild.errors import BlogError
from blogbuild.frontmatter import load_yaml, read_front_matter
from blogbuild.frontmatter.loading import UNREADABLE, load
from blogbuild.frontmatter.plain import plain_values
from blogs import lines_of

BLOCK = "---\ntitle: a\n---\n"


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        (BLOCK + "본문\n", "본문\n", 4),
        (BLOCK + "\n\n    코드\n", "\n\n    코드\n", 4),
        (BLOCK, "", 4),
        ("---\ntitle: a\n---", "", 3),
        ("---  \ntitle: a\n--- \t\n본문", "본문", 4),
        ("---\ntitle: a\n...\n본문\n---\n", "본문\n---\n", 4),
        ("---\n---\n본문", "본문", 3),
        ("---\ntitle: |\n  a\n\n  b\nx: 1\n---\n\n본문", "\n본문", 8),
        (BLOCK + "---\n본문\n---\n", "---\n본문\n---\n", 4),
    ],
)
def test_the_body_is_kept_to_the_letter(text: str, body: str, line: int) -> None:
    front, problems = read_front_matter("a.md", text)

    assert (front.body, front.body_line, front.is_there, problems) == (body, line, True, ())


@pytest.mark.parametrize("text", ["본문", "---\n본문\n", "----\ntitle: a\n----\n", " ---\ntitle: a\n---\n", "", "---"])
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    front, problems = read_front_matter("a.md", text)

    assert (front.body, front.body_line, front.is_there, front.values, problems) == (text, 1, False, {}, ())


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("2024-01-28", "2024-01-28"),
        ("2024-01-28 10:00:00 +0900", "2024-01-28 10:00:00 +0900"),
        ("12:30", "12:30"),
        ("12:30:15", "12:30:15"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("yes", True),
        ("~", None),
        ("=", "="),
        ("[a, [b]]", ("a", ("b",))),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ("9" * 5000, "9" * 5000),
        ("1:30.5", "1:30.5"),
    ],
)
def test_values_are_read_without_yamls_surprises(yaml: str, value: Value) -> None:
    front, _ = read_front_matter("a.md", f"---\nkey: {yaml}\n---\n")

    assert front.values == {"key": value}


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("[백준] 1234", "[백준] 1234"),
        ("a: b", "a: b"),
        ("@Transactional 정리", "@Transactional 정리"),
        ("`code` 로 시작", "`code` 로 시작"),
        ("*별* 로 시작", "*별* 로 시작"),
        ("%로 시작", "%로 시작"),
        ('"인용" 으로 시작', '"인용" 으로 시작'),
        ("'it's' 로 시작", "'it's' 로 시작"),
        ("{{ x }} 로 시작", "{{ x }} 로 시작"),
        ("!!python/object:os.system x", "!!python/object:os.system x"),
    ],
)
def test_a_value_that_is_no_yaml_is_read_as_it_stands(title: str, read: str) -> None:
    front, [problem] = read_front_matter("a.md", f"---\nlayout: post\ntitle: {title}\ntags: [x]\n---\n")

    assert front.values == {"layout": "post", "title": read, "tags": ("x",)}
    assert (str(problem.place), problem.what) == ("a.md:3", "the value of title is no YAML; read as text")
    assert problem.mend.startswith("put it in quotes: title: '")


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("- a\n- b", "a.md:2: the front matter is a list"),
        ("그냥 글", "a.md:2: the front matter is no list of keys"),
        ("title: a\n\tlayout: b", "a.md:3: the YAML cannot be read: "),
        ("title: a\nlist: [a,\n  b\nx: 1", "a.md:"),
        ('title: "a\n  b', "a.md:"),
        ("a: &x [*x]", "a.md"),
        ("? [a]\n: b", "a.md:"),
    ],
)
def test_unreadable_yaml_is_an_error_with_its_line(yaml: str, problem: str) -> None:
    with pytest.raises(BlogError) as failed:
        read_front_matter("a.md", f"---\n{yaml}\n---\n본문\n")

    [told] = failed.value.problems
    assert lines_of((told,))[0].startswith(problem)
    assert told.mend


def test_a_text_that_ends_at_a_number_sign_is_pointed_out() -> None:
    front, problems = read_front_matter("a.md", "---\nlayout: post\ntitle: C# 공부 #1\n---\n")

    assert front.values["title"] == "C# 공부"
    assert lines_of(problems) == ["a.md:3: title ends before the #; YAML takes the rest for a comment"]
    assert problems[0].mend.startswith("put it in quotes: title: 'C# 공부 #1'")


@pytest.mark.parametrize(
    "yaml",
    [
        "title: C# 공부",
        "title: '공부 #1'",
        "title: [백준] 풀이 #1",
        "layout: post # as always",
        "tags: [a] #b",
        "x: |\n  title: a #b",
        'x: "a\n  title: b #c"',
    ],
)
def test_any_other_number_sign_says_nothing(yaml: str) -> None:
    _, problems = read_front_matter("a.md", f"---\n{yaml}\n---\n")

    assert not [problem for problem in problems if "comment" in problem.what]


def test_a_control_character_is_an_error_with_its_line() -> None:
    with pytest.raises(BlogError) as failed:
        read_front_matter("a.md", "---\ntitle: a\nkey: b\x08\n---\n")

    assert str(failed.value.problems[0].place) == "a.md:3"


def test_front_matter_without_an_end_is_an_error() -> None:
    with pytest.raises(BlogError) as failed:
        read_front_matter("a.md", "---\ntitle: a\n\n본문\n")

    assert lines_of(failed.value.problems) == ["a.md:1: the front matter has no end"]


def test_a_key_has_a_line() -> None:
    front, _ = read_front_matter("a.md", '---\ntitle: a\n"date" : b\ndates: c\n---\n')

    assert [front.line_of(key) for key in ("title", "date", "dates", "none")] == [2, 3, 4, 0]


def test_yaml_of_a_data_file_tells_its_own_lines() -> None:
    with pytest.raises(BlogError) as failed:
        load_yaml("_data/a.yml", "a: 1\nb: [\n")

    assert str(failed.value.problems[0].place).startswith("_data/a.yml:")


@given(st.text(alphabet="-\n.: ab'\"[]{}#*&!|>\t가", max_size=60))
def test_any_text_is_read_or_refused_as_a_blog_error(text: str) -> None:
    try:
        front, _ = read_front_matter("a.md", text)
    except BlogError:
        return

    assert text.endswith(front.body)
    assert text.count("\n", 0, len(text) - len(front.body)) + 1 == front.body_line


@given(st.text(alphabet="-\n.: ab'\"[]{}#*&!|>\t가", max_size=40))
def test_any_front_matter_is_read_or_refused_as_a_blog_error(yaml: str) -> None:
    try:
        front, _ = read_front_matter("a.md", f"---\n{yaml}\n---\n본문\n")
    except BlogError:
        return

    assert front.body.endswith("본문\n")


PIECES = (
    "a", "글", "C#", "#", " #", ":", ": ", "key: ", "\nkey: ", "\n", "- ", "\n- ", "\n  - ", " ", "\t", ",", "[", "]",
    "{", "}", '"', "'", "\\", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "<<", "=", "null", "True", "no", "0",
    "7", "0x1", "1_0", "1.5", "-3", "12:30", "2024-01-28", "1e5", "+0900", "/", "http://a", "...", "---", "\xa0",
    "\x85", "\u2028", "\ufeff", "\ufffe", "\ue000", "e\u0301", "\x7f", "\x00", "\U0001f600", '["a", b]', '"a b"',
    "'it'",
)  # fmt: skip
OPENINGS = ("", "key: ", "key: [", "key:\n- ", "key:\n  - a\n")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from(OPENINGS))
def test_what_is_read_without_yaml_has_the_values_that_yaml_gives(text: str, opening: str) -> None:
    plain = plain_values(opening + text)
    if plain is None:
        return

    try:
        assert repr(plain) == repr(load(opening + text) or {})
    except UNREADABLE as broken:
        raise AssertionError(opening + text) from broken


@pytest.mark.parametrize(
    "yaml",
    [
        "title: 회고 1편\ndate: 2024-01-28 10:00:00 +0900\ncategory: dev\ntags: [a, 'b c', \"다\"]\n",
        "tags:\n  - a\n  - b\ncategories:\n- 가\n- C#\n\n# a remark\npin: true\nweight: 7\nimage: /a/b.png\n",
        "link: https://example.org/a?b=c\nempty:\nnone: []\n",
    ],
)
def test_usual_front_matter_needs_no_yaml(yaml: str) -> None:
    assert plain_values(yaml) == load(yaml)


def test_reading_posts_loads_yaml_only_when_it_is_needed() -> None:
    program = "import sys, blogbuild.documents; print('yaml' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
