"""Code blocks."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.markup.highlight import LARGEST_COLOURED, code_block, coloured

PYTHON = 'def f(x):\n    return "한글 <b>" + x  # & 끝\n'


def shown(html: str) -> str:
    """What a reader sees of the code."""
    code = re.search(r"<code>(.*)</code>", html, re.DOTALL)
    return unescape(re.sub("<[^>]*>", "", code[1] if code else html))


def test_a_block_has_rouges_shape() -> None:
    html = code_block("x = 1\n", "python", {})

    assert html.startswith('<div class="language-python highlighter-rouge code">')
    assert '<div class="highlight"><pre class="highlight" tabindex="0"><code>' in html
    assert '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>' in html
    assert html.endswith("</code></pre></div></div>\n")


@pytest.mark.parametrize(
    ("language", "name", "caption"),
    [
        ("python", "python", "Python"),
        ("Java", "Java", "Java"),
        ("{.python}", "python", "Python"),
        ("language-go", "go", "Go"),
        ("js?x=1", "js", "JavaScript"),
        ("gradle", "gradle", "Groovy"),
        ("kline", "kline", "kline"),
        ("", "plaintext", None),
        ("text", "text", "text"),
        ("  ", "plaintext", None),
    ],
)
def test_a_language_is_named_as_written(language: str, name: str, caption: str | None) -> None:
    html = code_block("x\n", language, {})

    assert f'class="language-{name} highlighter-rouge' in html
    assert re.findall("<span>(.*?)</span>", html) == ([caption] if caption else [])


@pytest.mark.parametrize("language", ["kline", "", "text", "plaintext", "없는말"])
def test_an_unknown_language_stays_plain(language: str) -> None:
    assert "<code>a &lt; b &amp; c\n</code>" in code_block("a < b & c\n", language, {})


def test_attributes_go_to_the_outer_element_and_the_file_into_the_caption() -> None:
    html = code_block("x\n", "python", {"file": "a<b.py", "class": "nolineno", "id": 'q"'})

    assert html.startswith(
        '<div class="language-python highlighter-rouge code nolineno" id="q&quot;">'
        '<div class="code-caption" data-decoration><span>Python</span><span>a&lt;b.py</span></div>'
    )


@pytest.mark.parametrize(
    "code", ["\n\n  x = 1\n\n", "\tx\n  \n", PYTHON, "a\u3000b\u00a0c\n", "'''\n\n끝나지 않는 글\n"]
)
@pytest.mark.parametrize("language", ["python", "plaintext", "html", "console", "yaml", "json", "java", "sql", "diff"])
def test_the_text_of_code_is_kept_to_the_letter(code: str, language: str) -> None:
    assert shown(code_block(code, language, {})) == code


def test_code_without_a_last_line_end_is_kept_too() -> None:
    for code in ("x = 1", "", "# x"):
        for language in ("python", "bash", "console", "diff"):
            assert shown(code_block(code, language, {})) == code


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff"), max_size=60),
    st.sampled_from(["python", "bash", "javascript", "html", "yaml", "c", "kotlin", "없음"]),
)
def test_any_text_in_any_language_is_kept(code: str, language: str) -> None:
    assert shown(coloured(code, language)) == code


def test_code_that_nobody_reads_is_not_coloured() -> None:
    code = "x = 1\n" * (LARGEST_COLOURED // 6 + 1)

    assert coloured(code, "python") == code


def test_white_space_is_not_wrapped() -> None:
    assert 'class="w"' not in coloured("{\n  }\n", "json")
