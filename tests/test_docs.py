"""The documentation against the program: what there is is written down, and what is written down works."""

from __future__ import annotations

import inspect
import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, get_args, get_origin, get_type_hints

import click
import jinja2
import pytest
import yaml
from click.testing import CliRunner
from msgspec import Struct
from msgspec.structs import replace

import blogbuild.config
from blogbuild import documents, features, markup, permalink
from blogbuild.build import loaded
from blogbuild.cli import cli
from blogbuild.config import Config, parse_config, setting_names
from blogbuild.content import LAYOUTS
from blogbuild.markup.highlight import code_block
from blogbuild.markup.kramdown import Dialect, Markdown
from blogbuild.permalink import STYLES
from blogbuild.starter import starter_folder
from blogbuild.templates import Layouts
from blogbuild.view import View
from blogs import NOW, Blog

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

_FENCE: Final = re.compile(
    r"^ *(?P<fence>`{3,})(?P<language>\w*)\n(?P<code>.*?)^ *(?P=fence)$\n?", re.DOTALL | re.MULTILINE
)
_HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
_EXAMPLE: Final = re.compile(r"^```markdown\n((?:(?!```).*\n)*)```\n\n```html\n((?:(?!```).*\n)*)```$", re.MULTILINE)
_COMMAND: Final = re.compile(r"(?:^|\$ |run: )(blogbuild(?: .*)?)$", re.MULTILINE)
_SHELL: Final = re.compile(r" *(?:[|>#]|&&).*")
_SPAN: Final = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")
_REFERENCE: Final = re.compile(r"\]\(([^)\s]+)\)")

page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


# What there is is written down


def test_every_command_has_a_section_with_each_of_its_options() -> None:
    for name, command in _commands(cli, "blogbuild"):
        section = _section("docs/commands.md", f"`{name}`")
        written = {cell.split()[0] for cell in _rows(section) if cell.startswith("-")}
        with_help = command.get_params(_context(command, resilient_parsing=True))

        assert _options(command.params) <= written <= _options(with_help), name
        for parameter in command.params:
            assert isinstance(parameter, click.Option) or parameter.human_readable_name in section, name


def test_every_key_of_a_listed_post_is_documented(blog: Blog) -> None:
    blog.post("2025-03-14-a.md")

    listed = CliRunner().invoke(cli, ["-C", str(blog.root), "list", "--json"]).stdout

    assert json.loads(listed).keys() <= set(_rows(_section("docs/commands.md", "`blogbuild list`")))


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \|.*?\| `([^`]+)` \| ", _text("docs/settings.md"), re.MULTILINE)

    assert dict(rows) == {name: json.dumps(_default(name)) for name in setting_names()}


def test_every_key_of_front_matter_is_documented() -> None:
    read = {*vars(documents)["_TYPED"], *vars(markup)["_DOLLAR_MATH"]}

    assert read <= set(_rows(_section("docs/posts.md", "Front matter")))


def test_every_placeholder_and_style_is_documented() -> None:
    section = _section("docs/posts.md", "Addresses")
    placeholders = {row.removeprefix(":") for row in _rows(section) if row.startswith(":")}
    styles = dict(re.findall(r"^\| `(\w+)`[^|]*\| `([^`]+)` \|", section, re.MULTILINE))

    assert placeholders == vars(permalink)["_VALUES"].keys()
    assert styles == STYLES


def test_every_placeholder_stands_for_what_is_said(blog: Blog) -> None:
    rows = re.findall(r"^\| (`:.*?) \|.*\| (.*?) \|$", _section("docs/posts.md", "Addresses"), re.MULTILINE)
    names, values = (list(_spans(" ".join(column))) for column in zip(*rows, strict=True))
    template = "/" + "/".join(names)

    blog.post("2025-03-14-C++-첫_면접.md", f"date: 2025-03-14 09:05:07\ncategory: 회고\npermalink: {template}")

    assert blog.only().url == "/" + "/".join(values)


def test_every_layout_is_documented_with_all_that_it_is_given(blog: Blog) -> None:
    given = _given(blog)
    common = set(_rows(_section("docs/layouts.md", "Every layout")))
    overview = _section("docs/layouts.md", "Which layout makes which page")

    assert set(_rows(overview)) == {f"{layout}.html" for layout in given}
    assert all(f"`{file.name}`" in overview for file in (starter_folder() / LAYOUTS).glob("*.html"))
    for layout, variables in given.items():
        assert common | set(_rows(_section("docs/layouts.md", f"Layout `{layout}`"))) == variables.keys(), layout


def test_every_attribute_that_layouts_see_is_documented(blog: Blog) -> None:
    seen: set[type] = set()
    for variables in _given(blog).values():
        for value in variables.values():
            _gather(value, seen)

    for kind in seen:
        if kind.__module__ != blogbuild.config.__name__:  # settings have a page of their own
            written = {row.partition("(")[0] for row in _rows(_section("docs/layouts.md", f"`{kind.__name__}`"))}
            assert written == set(_attributes(kind)), kind.__name__


def test_every_filter_and_test_of_layouts_is_documented() -> None:
    ours, theirs = _environment(), jinja2.Environment(autoescape=True)

    filters = ours.filters.keys() - theirs.filters.keys()
    tests = ours.tests.keys() - theirs.tests.keys()

    assert set(_rows(_section("docs/layouts.md", "Filters"))) == filters
    assert set(_rows(_section("docs/layouts.md", "Tests"))) == tests


def test_both_readmes_lead_to_every_page_and_show_the_same_commands() -> None:
    english, korean = _text("README.md"), _text("README.ko.md")

    for page in ROOT.glob("docs/*.md"):
        assert f"(docs/{page.name})" in english
        assert f"(docs/{page.name})" in korean
    assert list(_fences(english)) == list(_fences(korean))


# What is written down works


@page_by_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _REFERENCE.findall(_SPAN.sub("", _prose(page))):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        at = (page.parent / file).resolve() if file else page
        assert at.exists(), target
        assert not anchor or anchor in _anchors(at), target


@page_by_page
def test_every_command_line_names_real_commands_and_options(page: Path) -> None:
    for language, code in _fences(_text(page)):
        if language in {"console", "sh", "yaml"}:
            for line in _COMMAND.findall(code):
                _parse(line, complete=True)

    for span in _spans(_prose(page)):
        if re.match(r"blogbuild( |$)", span):
            _parse(span, complete=False)


def test_every_settings_file_layout_and_workflow_shown_can_be_read() -> None:
    readers: dict[str, Callable[[str], object]]
    readers = {"toml": parse_config, "jinja": _environment().from_string, "yaml": yaml.safe_load}

    for page in ROOT.glob("docs/*.md"):
        for language, code in _fences(_text(page)):
            readers.get(language, str)(code)


def test_every_markdown_example_gives_the_html_beside_it() -> None:
    markdown = Markdown(Dialect(), code_block)
    examples = _EXAMPLE.findall(_text("docs/markdown.md"))

    assert examples
    for source, html in examples:
        rendered = markdown.render(source)
        made = rendered.html + "".join(note.html for note in rendered.footnotes)
        assert made.split() == html.split()


def _text(page: str | Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    """The page without its code blocks, as one line: a span may go on in the next one."""
    return _FENCE.sub("", _text(page)).replace("\n", " ")


def _fences(text: str) -> Iterator[tuple[str, str]]:
    """The language and the content of each code block."""
    return ((match["language"], match["code"]) for match in _FENCE.finditer(text))


@cache
def _sections(page: str) -> dict[str, str]:
    """What stands below each heading, up to the next one of any level."""
    _, *parts = _HEADING.split(_FENCE.sub("", _text(page)))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _section(page: str, heading: str) -> str:
    assert heading in _sections(page), f"{page} has no section {heading}"
    return _sections(page)[heading]


def _rows(text: str) -> Iterator[str]:
    """The names in code in the first cell of every table row."""
    for cell in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE):
        yield from _spans(cell)


def _spans(text: str) -> Iterator[str]:
    """What stands between backticks."""
    return (match["code"] for match in _SPAN.finditer(text))


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, and the one above all, by the names that lead to it."""
    if not isinstance(command, click.Group) or name == "blogbuild":
        yield name, command
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _commands(below, f"{name} {below.name}")


def _options(parameters: Iterable[click.Parameter]) -> set[str]:
    """Every spelling of every option."""
    options = [parameter for parameter in parameters if isinstance(parameter, click.Option)]
    return {spelling for option in options for spelling in (*option.opts, *option.secondary_opts)}


def _default(name: str) -> object:
    """The default of the setting of that dotted name."""
    *sections, last = name.split(".")
    kind: type = Config
    for section in sections:
        hint = get_type_hints(kind)[section]
        kind = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return getattr(kind(), last)


class _Recorder:
    """A renderer that remembers what each layout is given."""

    def __init__(self) -> None:
        self.given: dict[str, dict[str, object]] = {}

    def has(self, layout: str, note: Callable[[str], None]) -> bool:  # noqa: ARG002 - as a renderer has it
        return True

    def fingerprint(self, key: str) -> str:
        return key

    def prepare(self) -> None: ...

    def render(self, layout: str, variables: Mapping[str, object], *_: object) -> str:
        known = self.given.setdefault(layout, {})
        known.update((name, value) for name, value in variables.items() if value is not None or name not in known)
        return ""


def _given(blog: Blog) -> dict[str, dict[str, object]]:
    """What each layout is given, in a blog that has something of everything."""
    blog.post("2025-03-14-a.md", "tags: [가]\ncategories: [나, 다]\nredirect_from: /old/")
    blog.post("2025-03-15-b.md", "tags: [가]")
    blog.write("content/about.md", "---\ntitle: 소개\n---\n본문\n")
    recorder = _Recorder()
    with loaded(blog.root, blog.config, now=NOW, jobs=1) as (view, _):
        library = replace(view.library, renderer=recorder)
        for target in library.state.targets.all().values():
            features.make(View(library, lambda _: None), target)
    return recorder.given


def _gather(value: object, seen: set[type]) -> None:
    """The structs that lead on from a value."""
    if isinstance(value, Struct):
        _gather_kind(type(value), seen)
    for each in value if isinstance(value, tuple) else ():
        _gather(each, seen)


def _gather_kind(kind: type, seen: set[type]) -> None:
    if kind in seen:
        return
    seen.add(kind)
    properties = [member.fget for _, member in inspect.getmembers(kind) if isinstance(member, property)]
    # Names of our own that stand for a type are spelled out where they come from.
    known = vars(blogbuild.config)
    public = [hint for name, hint in get_type_hints(kind, localns=known).items() if name[0] != "_"]
    hints = [*public, *(get_type_hints(each, localns=known)["return"] for each in properties)]
    for hint in hints:
        for below in _kinds(hint):
            _gather_kind(below, seen)


def _kinds(hint: object) -> Iterator[type]:
    """The structs in an annotation."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _kinds(inner)


def _attributes(kind: type) -> Iterator[str]:
    """What a layout may ask of it: fields, properties, methods."""
    assert issubclass(kind, Struct)
    yield from (name for name in kind.__struct_fields__ if name[0] != "_")
    for name, member in inspect.getmembers(kind):
        if not name.startswith("_") and (isinstance(member, property) or inspect.isfunction(member)):
            yield name


@cache
def _environment() -> jinja2.Environment:
    folder = starter_folder() / LAYOUTS
    environment = vars(Layouts((folder, folder), Config(), lambda _: None, tuple))["_environment"]
    assert isinstance(environment, jinja2.Environment)
    return environment


@cache
def _anchors(page: Path) -> frozenset[str]:
    return frozenset(heading.id for heading in Markdown(Dialect(), code_block).render(_text(page)).headings)


def _parse(line: str, *, complete: bool) -> None:
    """Let click read a command line; one that is not `complete` may lack its arguments."""
    _, *words = shlex.split(_SHELL.sub("", line))
    try:
        command, rest = _named(cli, words)
        _context(command, *rest)
    except click.exceptions.Exit:  # --help has been answered
        return
    except (click.MissingParameter, click.exceptions.NoArgsIsHelpError):
        assert not complete, line
    except click.UsageError as wrong:
        pytest.fail(f"{line}: {wrong.format_message()}")


def _context(command: click.Command, *words: str, resilient_parsing: bool = False) -> click.Context:
    """The command with words to read."""
    return command.make_context(command.name, [*words], _above(command), resilient_parsing=resilient_parsing)


def _above(command: click.Command) -> click.Context | None:
    """Where a command finds that `-h` is help, too: click keeps the first help option that it makes, for all tests."""
    return None if command is cli else click.Context(cli, **cli.context_settings)


def _named(command: click.Command, words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words lead to, and the words that are left for it."""
    while isinstance(command, click.Group) and words:
        context = click.Context(command, _above(command), **command.context_settings)
        _, rest, _ = command.make_parser(context).parse_args(list(words))
        if not rest:
            break
        _, below, words = command.resolve_command(context, rest)
        assert below is not None
        command = below
    return command, words
