"""Unicode forms, slugs, addresses, lengths."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.text import (
    did_you_mean,
    encode_path,
    fold,
    nearest,
    nfc,
    other_words,
    padded,
    plain_text,
    reading_minutes,
    shorten,
    slugify,
    squeeze,
    syllables,
)
from tables import cases

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@cases("slugs", "input", "default", "pretty", "ascii")
def test_a_slug_is_what_jekyll_makes(input: str, default: str, pretty: str, ascii: str) -> None:  # noqa: A002 - columns
    assert slugify(input) == default
    assert slugify(input, mode="pretty", cased=True) == pretty
    assert slugify(input, mode="ascii").strip("-") == ascii


@given(TEXTS)
def test_a_slug_holds_letters_marks_digits_and_hyphens(text: str) -> None:
    slug = slugify(text)

    assert all(char == "-" or unicodedata.category(char)[0] in "LMN" for char in slug)
    assert "--" not in slug


@given(TEXTS)
def test_a_pretty_slug_of_a_slug_is_itself(text: str) -> None:
    slug = slugify(text, mode="pretty", cased=True)

    assert slugify(slug.strip("-"), mode="pretty", cased=True) == slug.strip("-")


@given(TEXTS)
def test_an_encoded_path_is_ascii_and_decodes_to_itself(text: str) -> None:
    encoded = encode_path(text)

    assert encoded.isascii()
    assert not re.search(r"""[\s"'<>?#\\]""", encoded)
    assert unquote(encoded) == text


def test_a_path_keeps_its_slashes_and_its_plain_signs() -> None:
    assert encode_path("/a+b/C++ & 회고!/") == "/a+b/C++%20&%20%ED%9A%8C%EA%B3%A0!/"


def test_names_from_a_mac_are_composed() -> None:
    assert nfc(unicodedata.normalize("NFD", "회고")) == "회고"


@pytest.mark.parametrize(
    ("one", "other"), [("Python", "PYTHON"), ("Ｊａｖａ", "java"), ("STRASSE", "straße"), ("ＡＩ　회고", "ai 회고")]
)
def test_case_and_width_do_not_make_two_names(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("①", "1"), ("㎢", "km2"), ("가", "까")])
def test_other_differences_make_two_names(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), [("ﾡￂ", "가"), ("ｶﾞﾁｬ", "ガチャ")])
def test_half_width_letters_compose(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cn"]), max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(re.sub("[\uff00-\uffef]", "", text))

    assert fold(once) == once


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>하나 <b>둘</b></p>", "하나 둘"),
        ("<p>하나</p><p>둘</p>", "하나 둘"),
        ("하나<br />둘<br>셋", "하나 둘 셋"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("앞<!-- 뒤 > 말 -->끝", "앞끝"),
        ("앞 <pre><code>x</code></pre> 뒤", "앞 뒤"),
        ('<div class="code-caption" data-decoration><span>Go</span></div>뒤', "뒤"),
        ("<script>a</script><style>b</style>c", "c"),
        ("<p>  넓은 \n 자리\t </p>", "넓은 자리"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.text(alphabet="<>!-/ap&;\"' 가", max_size=80))
def test_plain_text_is_one_line(markup: str) -> None:
    assert plain_text(markup) == squeeze(plain_text(markup))


def test_plain_text_of_half_written_markup_ends_where_the_text_ends() -> None:
    assert plain_text("a " + '<div class="code-caption"' * 3_000) == "a"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("짧다", 10, "짧다"),
        ("하나 둘 셋 넷", 6, "하나 둘 셋…"),
        ("하나 둘, 셋", 6, "하나 둘…"),
        ("빈칸없는긴낱말", 3, "빈칸없…"),
        ("하나 둘", 4, "하나 둘"),
    ],
)
def test_a_text_is_cut_at_a_blank(text: str, limit: int, cut: str) -> None:
    assert shorten(text, limit) == cut


@given(TEXTS, st.integers(1, 40))
def test_a_cut_text_is_never_longer(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= max(len(text) if len(text) <= limit else 0, limit + 1)


@pytest.mark.parametrize(
    ("text", "korean", "words"),
    [
        ("안녕하세요 세계", 7, 0),
        ("Spring Boot 3.2를 썼다", 3, 4),
        ("don't stop", 0, 2),
        ("don’t", 0, 1),
        ("a's' 'b c'd'e", 0, 3),
        ("ㅋㅋㅋ", 0, 1),
        ("API서버", 2, 1),
        ("—…!", 0, 0),
    ],
)
def test_syllables_and_other_words_are_counted_apart(text: str, korean: int, words: int) -> None:
    assert (syllables(text), other_words(text)) == (korean, words)


@pytest.mark.parametrize(
    ("korean", "words", "minutes"), [(0, 0, 1), (500, 0, 1), (1500, 0, 3), (0, 600, 3), (1000, 200, 3)]
)
def test_reading_takes_a_minute_at_least(korean: int, words: int, minutes: int) -> None:
    assert reading_minutes(korean, words) == minutes


def test_the_near_name_is_found() -> None:
    assert nearest("categry", ["category", "title"]) == "category"
    assert nearest("xyz", ["category", "title"]) is None


def test_without_a_near_name_all_are_told() -> None:
    assert did_you_mean("catgory", ["title", "category"]) == 'did you mean "category"?'
    assert did_you_mean("xyz", ["title", "category"]) == "known are: category, title"


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("회고", 6, "회고  "), ("abc", 6, "abc   "), ("회고록", 4, "회고록")]
)
def test_hangul_takes_two_columns(text: str, width: int, shown: str) -> None:
    assert padded(text, width) == shown


@given(st.text(max_size=60))
def test_every_syllable_of_hangul_counts_and_nothing_else(text: str) -> None:
    assert syllables(text + "힣\ud7a4\ud7ff가") == sum("가" <= char <= "힣" for char in text) + 2
