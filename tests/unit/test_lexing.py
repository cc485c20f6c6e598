"""Reading code by the rules of Pygments' lexers: the runs are Pygments' own, to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class, find_lexer_class_by_name, get_all_lexers, get_lexer_by_name

from blogbuild.markup.emitting import Run, css_class
from blogbuild.markup.expressions import Expression, character
from blogbuild.markup.lexing import Grammar, reader

OPTIONS = (("ensurenl", False), ("stripnl", False))
COMMON = (
    "java python bash yaml javascript typescript html css sql json kotlin c cpp go rust console diff docker "
    "csharp php swift ruby xml scss make"
).split()
OURS = "java python bash yaml javascript typescript html css sql kotlin c cpp go rust docker csharp ruby xml".split()
# Its lexer remembers the code before: Pygments itself colours one text now so, now otherwise.
UNSTEADY = {"XQuery"}
# It never comes to the end of some texts.
ENDLESS = {"MCSchema", "Maple", "Smithy"}

SAMPLES = (
    Path(__file__).read_text(encoding="utf-8")[:1500],
    """@Service
public class 가나<T> {
  private final int MAX = 0x1F; // 끝
  String f(int a) { return "x\\n" + a; }
}
""",
    """#!/bin/bash
A_DIR="${HOME}/a"  # b
for f in "$A_DIR"/*; do
  cat <<EOF | awk '{print $1}'
x $f
EOF
done
""",
    """version: "3"
a-1:
    ports: ["80:80", 'b']
    - MODE=x  # 한글
  text: |
      하나
   둘
%YAML 1.1
---
&a !!s *b
""",
    "<!doctype html>\n<p class=a>&amp; 글<style>b { c: #fff }</style><script>let x = `a${1}` // y\n</script>\n",
    "SELECT a.*, 'it''s' FROM t -- 한\nWHERE x >= 1.5e3;\n#include <b.h>\nstd::size_t n = sizeof(uint8_t);\n",
    '{"a": [1, null], "b": f"{x!r:>{w}}"}\n$ ls -l\n+ add\n- del\n@@ -1 +1 @@\nRUN apt && b \\\n  c\n\n\n',
    "unfinished \"string\n  'other /* ( [ {{ <\n\tı ſ K \x1c \x85 \u2028 é 😀\n>>> x\n... y",
    "",
    "\n",
    "한",
)
PIECES = st.sampled_from(
    [
        *"\n \t\"'`\\{}[]()<>#$%&*/-+=:;,.!?@|~^_09aZ한é\x1c",
        *(
            "\n  ",
            "/*",
            "*/",
            "//",
            "<!--",
            '"""',
            "'''",
            "EOF",
            "if ",
            "return ",
            "def ",
            "class ",
            'f"',
            "${ ",
            "$( ",
            "#{ ",
        ),
        *"<script> </script> <?php int public String x: - | --- $ 0x1.5 key=1 r' ſK".split(),
    ]
)


def joined(runs: Iterable[Run]) -> list[Run]:
    """The runs with neighbours of one class in one."""
    return [(name, "".join(text for _, text in same)) for name, same in groupby(runs, key=itemgetter(0))]


def of_pygments(lexer: Lexer, code: str) -> list[Run]:
    return joined((css_class(kind), value) for kind, value in lexer.get_tokens(code))


@pytest.mark.parametrize("language", COMMON)
def test_a_common_language_is_read_as_pygments_reads_it(language: str) -> None:
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    read = reader(find_lexer_class_by_name(language), OPTIONS)

    for code in SAMPLES:
        assert joined(read(code)) == of_pygments(lexer, code)


# Every lexer would take half a minute to compile; neighbours in the alphabet have little in common.
@pytest.mark.parametrize("name", sorted({name for name, *_ in get_all_lexers()} - UNSTEADY - ENDLESS)[::12])
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_a_rare_language_is_read_as_pygments_reads_it(name: str) -> None:
    made = find_lexer_class(name)
    assert made
    lexer = made(stripnl=False, ensurenl=False)
    read = reader(made, OPTIONS)

    for code in SAMPLES:
        assert joined(read(code)) == of_pygments(lexer, code)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(COMMON))
def test_any_text_is_read_as_pygments_reads_it(code: str, language: str) -> None:
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    read = reader(find_lexer_class_by_name(language), OPTIONS)

    assert joined(read(code)) == of_pygments(lexer, code)


@pytest.mark.parametrize("language", OURS)
def test_a_common_language_is_read_by_our_loop(language: str) -> None:
    read = reader(find_lexer_class_by_name(language), OPTIONS)

    assert isinstance(getattr(read, "__self__", None), Grammar)


@pytest.mark.parametrize("code", ["\ufeffx = 1\n", "x = 1\r\ny\rz\n"])
def test_what_pygments_drops_before_it_reads_is_dropped(code: str) -> None:
    lexer = get_lexer_by_name("python", stripnl=False, ensurenl=False)
    read = reader(find_lexer_class_by_name("python"), OPTIONS)

    assert joined(read(code)) == of_pygments(lexer, code)


@pytest.mark.parametrize(
    ("source", "characters"),
    [
        ("abc", "a"),
        ("a?b|c", "abc"),
        (r"(?:x*)(y+?)z", "xy"),
        ("(?i:k)", "kKé"),
        ("(?i)[^k]", None),
        (r"[^\x00-\x7f]", "é"),
        (r"\bif(?=\s)", "i"),
        ("(?=[ab])", "ab"),
        ("[ ]*(?=#|$)", " #\n"),
        (r"(?<!\.)[a-c]", "abc"),
        ("(a)?\\1b", None),
        ("", None),
        ("x*", None),
    ],
)
def test_an_expression_knows_the_characters_before_which_it_may_match(source: str, characters: str | None) -> None:
    first = Expression(source, 0).first
    printable = [*map(chr, range(0x20, 0x7F)), "\n", "é"]

    assert [char for char in printable if first & character(char)] == [
        char for char in printable if characters is None or char in characters
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                *r"a K 한 . \s \S \w \W \d [^a] [^\s] [b-k] [가-힣] a? K* (?:a|) (?i:k)".split(),
                *r"(?=a) (?!a) (?<=a) ^ $ \b \Z | (b) \n".split(),
            ]
        ),
        max_size=5,
    ).map("".join),
    st.text("aAbkKſK한\n \x1c1.", max_size=4),
    st.sampled_from([0, 2, 8, 16, 26, 256]),
)
def test_an_expression_matches_nowhere_else(source: str, text: str, flags: int) -> None:
    expression = Expression(source, flags)

    for place in range(len(text) + 1):
        if expression(text, place):
            assert expression.first & character(text[place : place + 1])
            assert not expression.is_at_line_start or place == 0 or text[place - 1] == "\n"
