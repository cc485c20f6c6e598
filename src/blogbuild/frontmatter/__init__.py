"""The one door to YAML: a text → its front matter and its body, each with its line.

python-frontmatter reads the YAML; the block is found here, because its own splitting strips the body and forgets where
the body begins. What most front matter consists of is read without YAML, to the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from blogbuild.config import Value
from blogbuild.errors import BlogError, Problem, error, warning
from blogbuild.frontmatter.plain import plain_values
from blogbuild.text import nfc

# Jekyll 4.3, lib/jekyll/document.rb, YAML_FRONT_MATTER_REGEXP; what follows the second line of dashes is the body.
_BLOCK: Final = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING: Final = re.compile(r"---[ \t]*\n")
# `#1` behind a blank begins a comment, and most people who write it mean a number or a tag; `# …` is a comment.
_CUT: Final = re.compile(r"(?P<key>[^\s#:\-][^:]*?)\s*:[ \t]+(?P<kept>[^\s\"'\[{|>&*!#].*?)[ \t]+#[^\s#].*")
_PAIR: Final = re.compile(r"(?P<key>[^\s#:\-][^:]*?)\s*:[ \t]+(?P<value>\S.*?)\s*$")


class FrontMatter(Struct, frozen=True):
    """What stands at the head of a file, and the text below it."""

    path: str
    values: Mapping[str, Value]
    yaml: str
    body: str
    body_line: int
    is_there: bool

    def line_of(self, key: str) -> int:
        """The line of the file that sets the key, or 0."""
        for number, line in enumerate(self.yaml.splitlines(), 2):
            if re.match(rf"""["']?{re.escape(key)}["']?\s*:""", line):
                return number
        return 0


def read_front_matter(path: str, text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    r"""The front matter of the text, and what had to be read as it was meant.

    `text` has its line ends as `\n` and no byte order mark; `path` is named in problems. Raises BlogError when the
    YAML cannot be read or is no mapping.
    """
    block = _BLOCK.match(text)
    if block is None:
        if _OPENING.match(text) and re.match(r"---[ \t]*\n[\w\"']+\s*:", text):
            mend = "write a line --- below the last key"
            raise BlogError([error(path, "the front matter has no end", mend, line=1)])
        return FrontMatter(path, {}, "", text, 1, is_there=False), ()
    source = block["yaml"]
    values, problems = _load(path, source)
    if " #" in source:
        problems = (*problems, *_cut(path, source, values))
    body_line = text.count("\n", 0, block.end()) + 1
    return FrontMatter(path, values, source, text[block.end() :], body_line, is_there=True), problems


def load_yaml(path: str, text: str) -> Value:
    """The data of a YAML file. Raises BlogError."""
    from blogbuild.frontmatter.loading import UNREADABLE, load

    try:
        return load(text)
    except UNREADABLE as broken:
        raise BlogError([_yaml_problem(path, text, broken, first_line=1)]) from broken


def _load(path: str, source: str) -> tuple[Mapping[str, Value], tuple[Problem, ...]]:
    plain = plain_values(source)
    if plain is not None:
        return plain, ()
    from blogbuild.frontmatter.loading import UNREADABLE, load

    try:
        return _mapping(path, load(source)), ()
    except UNREADABLE as broken:
        mended, problems = _mend(path, source)
        if mended == source:
            raise BlogError([_yaml_problem(path, source, broken, first_line=2)]) from broken
    try:
        return _mapping(path, load(mended)), problems
    except UNREADABLE as broken:
        raise BlogError([_yaml_problem(path, mended, broken, first_line=2)]) from broken


def _mapping(path: str, values: Value) -> Mapping[str, Value]:
    if values is None:
        return {}
    if isinstance(values, Mapping):
        return values
    kind = "a list" if isinstance(values, tuple) else "no list of keys"
    raise BlogError([error(path, f"the front matter is {kind}", "write one `key: value` a line", line=2)])


def _mend(path: str, source: str) -> tuple[str, tuple[Problem, ...]]:
    """The YAML with its top-level values read as their author meant them, and a warning for each."""
    lines, problems = source.split("\n"), []
    for number, line in enumerate(lines):
        pair = _PAIR.match(line)
        if pair is None or not _is_broken(line):
            continue
        quoted = pair["value"].replace("'", "''")
        lines[number] = f"{pair['key']}: '{quoted}'"
        mend = f"put it in quotes: {lines[number]}"
        problems.append(warning(path, f"the value of {pair['key']} is no YAML; read as text", mend, line=number + 2))
    return "\n".join(lines), tuple(problems)


def _cut(path: str, source: str, values: Mapping[str, Value]) -> Iterator[Problem]:
    """A warning for each text that ends at a `#` because YAML takes the rest for a comment."""
    for number, line in enumerate(source.split("\n"), 2):
        pair = _CUT.fullmatch(line.rstrip())
        if pair and values.get(pair["key"]) == nfc(pair["kept"]):
            whole = line.split(":", 1)[1].strip().replace("'", "''")
            what = f"{pair['key']} ends before the #; YAML takes the rest for a comment"
            mend = f"put it in quotes: {pair['key']}: '{whole}'; a comment has a blank behind its #"
            yield warning(path, what, mend, line=number)


def _is_broken(line: str) -> bool:
    """Whether this line alone fails to be YAML."""
    from blogbuild.frontmatter.loading import UNREADABLE, load_bare

    try:
        load_bare(line)
    except UNREADABLE:
        return True
    return False


def _yaml_problem(path: str, source: str, broken: Exception, *, first_line: int) -> Problem:
    what = getattr(broken, "problem", None) or str(broken).splitlines()[0]
    line = _line_within(source, broken) + first_line
    mend = "a value with a colon, a bracket or a # in it stands in quotes; lists and nested keys are indented by blanks"
    return error(path, f"the YAML cannot be read: {what}", mend, line=line)


def _line_within(source: str, broken: Exception) -> int:
    """The line, counted from 0, on which the YAML breaks."""
    mark = getattr(broken, "problem_mark", None)
    if mark is not None:
        return int(mark.line)
    position = getattr(broken, "position", None)
    return source.count("\n", 0, position) if isinstance(position, int) else 0
