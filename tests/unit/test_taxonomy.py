"""Tags and categories over all posts."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.taxonomy import Branch, Labels, Taxonomy, classify, initial, sort_key
from blogbuild.text import fold
from blogs import Blog

NAMES = st.text(st.sampled_from("aAbB가까ㅋＡ１1+#./ -C?"), min_size=1, max_size=4).filter(str.strip)


def tagged(*posts: tuple[str, ...]) -> tuple[Labels, ...]:
    return tuple(
        Labels(source=f"{number}.md", url=f"/{number}/", tags=tags, categories=()) for number, tags in enumerate(posts)
    )


def sorted_into(*posts: tuple[str, ...]) -> Taxonomy:
    labels = [Labels(source="", url=f"/{at}/", tags=(), categories=names) for at, names in enumerate(posts)]
    taxonomy, _ = classify("categories", labels)
    return taxonomy


def outline(branches: tuple[Branch, ...]) -> dict[str, object]:
    return {branch.term.name: outline(branch.children) for branch in branches}


def names_in(branches: tuple[Branch, ...]) -> Iterator[str]:
    for branch in branches:
        yield branch.term.name
        yield from names_in(branch.children)


def test_case_and_width_make_one_term_under_its_commonest_spelling() -> None:
    taxonomy, problems = classify("tags", tagged(("python",), ("Python",), ("Python", "ＰＹＴＨＯＮ")))

    [term] = taxonomy.terms

    assert (term.name, term.path, term.posts) == ("Python", "/tags/python/", ("/0/", "/1/", "/2/"))
    assert [(problem.place.path, problem.mend) for problem in problems] == [
        ("0.md", 'write "Python"'),
        ("2.md", 'write "Python"'),
    ]


def test_every_spelling_leads_to_its_term_once() -> None:
    taxonomy, _ = classify("tags", tagged(("a", "B"), ("A",)))

    assert [term.name for term in taxonomy.of(["b", "A", "a"])] == ["B", "A"]


def test_c_cpp_and_csharp_have_pages_of_their_own() -> None:
    taxonomy, problems = classify("tags", tagged(("C", "C++", "C#", ".NET", "F#")))

    assert {term.name: term.path for term in taxonomy.terms} == {
        "C": "/tags/c/",
        "C#": "/tags/csharp/",
        "C++": "/tags/c++/",
        "F#": "/tags/fsharp/",
        ".NET": "/tags/.net/",
    }
    assert problems == ()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("채용 회고", "채용-회고"),
        ("a/b", "a-b"),
        ("what?", "what"),
        ("끝.", "끝"),
        ("..", "-"),
        ("?", "-"),
        ('"인용"', "인용"),
        ("100%", "100"),
        ("ＡＩ", "ai"),
    ],
)
def test_a_slug_is_a_name_that_every_disk_takes(name: str, slug: str) -> None:
    taxonomy, _ = classify("tags", tagged((name,)))

    assert taxonomy.terms[0].path == f"/tags/{slug}/"


def test_names_that_would_share_a_slug_get_numbers_and_the_plainest_none() -> None:
    taxonomy, _ = classify("tags", tagged(("a/b", "a-b", "a b", "a-b-2")))

    assert {term.name: term.path for term in taxonomy.terms} == {
        "a-b": "/tags/a-b/",
        "a b": "/tags/a-b-3/",
        "a/b": "/tags/a-b-4/",
        "a-b-2": "/tags/a-b-2/",
    }


@given(st.lists(st.lists(NAMES, max_size=3).map(tuple), max_size=5))
def test_no_two_terms_share_an_address(posts: list[tuple[str, ...]]) -> None:
    taxonomy, _ = classify("tags", tagged(*posts))

    paths = [unicodedata.normalize("NFC", term.path).casefold() for term in taxonomy.terms]

    assert len(set(paths)) == len(paths) == len({fold(name) for post in posts for name in post})


@given(st.lists(st.lists(NAMES, max_size=3).map(tuple), max_size=5))
def test_every_term_knows_its_posts_in_their_order(posts: list[tuple[str, ...]]) -> None:
    taxonomy, _ = classify("tags", tagged(*posts))

    for term in taxonomy.terms:
        having = [f"/{at}/" for at, names in enumerate(posts) if fold(term.name) in map(fold, names)]
        assert list(term.posts) == having


def test_terms_stand_in_the_order_of_an_index() -> None:
    taxonomy, _ = classify("tags", tagged(("zeta", "하나", "2024", "까치", "Alpha", "가지", "나무", "!", "기차")))

    names = [term.name for term in taxonomy.terms]

    assert names == ["가지", "기차", "까치", "나무", "하나", "Alpha", "zeta", "2024", "!"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("가지", "ㄱ"),
        ("까치", "ㄱ"),
        ("쌀", "ㅅ"),
        ("힣", "ㅎ"),
        ("ㅋㅋ", "ㅋ"),
        ("ㄲ", "ㄱ"),
        ("ㅏ", "#"),
        ("python", "P"),
        ("Ｊava", "J"),
        ("2024", "0–9"),
        ("日本", "#"),
        (".net", "#"),
    ],
)
def test_a_name_stands_under_its_initial(name: str, letter: str) -> None:
    assert initial(name) == letter


@pytest.mark.parametrize("names", [["가지", "코딩", "a"], ["가지", "코딩", "ㅋㅋ"]])
def test_an_index_has_each_letter_once(names: list[str]) -> None:
    letters = [letter for letter, _ in groupby(map(initial, sorted(names, key=sort_key)))]

    assert len(letters) == len(set(letters))


@pytest.mark.parametrize(
    ("posts", "tree"),
    [
        ([("공부", "알고리즘"), ("공부", "DB"), ("회고",)], {"공부": {"알고리즘": {}, "DB": {}}, "회고": {}}),
        ([("a", "b", "c"), ("a",)], {"a": {"b": {"c": {}}}}),
        ([("a", "b"), ("b",)], {"a": {"b": {}}}),
        ([("a", "b"), ("b", "c")], {"a": {"b": {}}, "b": {"c": {}}}),
        ([("a", "b"), ("b", "a")], {"a": {"b": {}}, "b": {"a": {}}}),
        ([()], {}),
        ([("Python", "python")], {"Python": {}}),
    ],
)
def test_categories_nest_as_posts_list_them(posts: list[tuple[str, ...]], tree: dict[str, object]) -> None:
    assert outline(sorted_into(*posts).tree) == tree


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple), max_size=6))
def test_every_category_is_somewhere_in_the_tree(posts: list[tuple[str, ...]]) -> None:
    taxonomy = sorted_into(*posts)

    assert set(names_in(taxonomy.tree)) == {term.name for term in taxonomy.terms}


def test_tags_do_not_nest() -> None:
    taxonomy, _ = classify("tags", tagged(("a", "b")))

    assert taxonomy.tree == ()


@pytest.mark.parametrize(("language", "letters"), [("ko", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎB"), ("en", "B")])
def test_letters_stand_idle_only_where_readers_know_the_row(blog: Blog, language: str, letters: str) -> None:
    blog.settings(f'language = "{language}"\n')
    blog.write("layouts/terms.html", "{% for letter in letters %}{{ letter.text }}{% endfor %}")
    blog.post("2024-05-01-a.md", "tags: [Back end]")

    blog.build()

    assert blog.output("tags/index.html") == letters
