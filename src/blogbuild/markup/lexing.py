"""Code → runs of one CSS class: the rules are those of Pygments' lexers, the loop is our own.

Pygments tries every rule of a state at every place of the text. Here a state knows, for each character, the few rules
that may match before it; an expression is compiled when a text first needs it; and no token is made only to be joined
with the next one. The runs are those of Pygments to the letter. A lexer that does more than to run its rules is asked
as Pygments would ask it.
"""

from __future__ import annotations

import functools
import importlib
import operator
import re
import types
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pygments.lexer import Lexer, LexerContext, RegexLexer, RegexLexerMeta, words
from pygments.token import Error, Name, _TokenType

from blogbuild.markup import emitting
from blogbuild.markup.emitting import Callback, Emit, EmitPart, Run
from blogbuild.markup.expressions import Expression, Words, character

# From code to its runs. They may lose some of the code: what a lexer does not read, a byte order mark.
Reader: TypeAlias = Callable[[str], list[Run]]
Options: TypeAlias = tuple[tuple[str, object], ...]

# As Pygments has them: a jump is a number of states to leave or names of states to enter.
_Action: TypeAlias = _TokenType | Callback | None
_Match: TypeAlias = Callable[[str, int, int], re.Match[str] | None]
_Jump: TypeAlias = int | str | tuple[str, ...]
_Definition: TypeAlias = tuple[Expression | _Match, _Action, _Jump | None]

# As the loop has them. A rule without a match takes the one character under which it is found.
_Rule: TypeAlias = tuple[_Match | None, str, Emit | None, _Jump | None]
_MakeRule: TypeAlias = Callable[[_Match, _Action, _Jump | None], _Rule]

_ROOT: Final = ("root",)
_LEAVE: Final = -1
_RESET: Final = "#pop to root"
# All characters outside of ASCII have the rules of this one.
_OTHER: Final = "\x80"

# What runs the rules of a lexer, where we know that it does just that: Pygments' two loops,
_REGEX: Final = "pygments.lexer.RegexLexer.get_tokens_unprocessed"
_EXTENDED: Final = "pygments.lexer.ExtendedRegexLexer.get_tokens_unprocessed"
# the second with a context that knows indentation,
_YAML: Final = "pygments.lexers.data.YamlLexer.get_tokens_unprocessed"
# and the first with an eye on the names of the standard library's types.
_C: Final = "pygments.lexers.c_cpp.CFamilyLexer.get_tokens_unprocessed"
_PLAIN: Final = frozenset((_REGEX, _C))


def reader(lexer: type[Lexer], options: Options) -> Reader:
    """The quickest reader that gives the runs of a lexer with these options."""
    grammar = _grammar(lexer, options)
    return grammar.runs if grammar else functools.partial(_asked, lexer(**dict(options)))


def _asked(lexer: Lexer, code: str) -> list[Run]:
    return [(emitting.css_class(kind), value) for kind, value in lexer.get_tokens(code)]


@functools.cache
def _grammar(lexer: type[Lexer], options: Options) -> Grammar | None:
    """The grammar of a lexer that only runs its rules."""
    if not issubclass(lexer, RegexLexer) or lexer.get_tokens is not Lexer.get_tokens:
        return None
    loop = f"{lexer.get_tokens_unprocessed.__module__}.{lexer.get_tokens_unprocessed.__qualname__}"
    if loop not in _PLAIN | {_EXTENDED, _YAML}:
        return None
    made: RegexLexer = types.new_class(lexer.__name__, (lexer,), {"metaclass": _Deferring})(**dict(options))
    if made.filters or made.stripall or made.stripnl or made.ensurenl or made.tabsize:
        return None
    return Grammar(made, loop)


class _Deferring(RegexLexerMeta):
    """Makes lexers whose expressions are not compiled before a text needs them."""

    def _process_regex(cls, regex: str | words, rflags: int, _state: str) -> Expression:  # noqa: N805 -- a metaclass
        if isinstance(regex, words):
            return Words(regex.words, regex.prefix, regex.get, rflags)
        return _expression(regex, rflags)


@functools.cache
def _expression(source: str, flags: int) -> Expression:
    """The expression, one for all rules that have it: Python's for a name is long and stands in five states."""
    return Expression(source, flags)


class Grammar:
    """The states of a lexer, and the loop that runs them."""

    def __init__(self, lexer: RegexLexer, loop: str) -> None:
        self._lexer = lexer
        self._loop = loop
        self.is_plain = loop in _PLAIN
        self._tables = _Tables(lexer, self._rule)
        self._types = _standard_types(lexer) if loop == _C else frozenset()

    def runs(self, code: str) -> list[Run]:
        """The runs of the code; neighbours may be of one class."""
        code = code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        runs: list[Run] = []
        self.run(code, _ROOT, runs, _context(self._loop, code))
        return runs

    def run(  # noqa: C901, PLR0912 -- the one place where each call would be paid for at every character
        self, text: str, entered: Iterable[str], runs: list[Run], context: LexerContext | None
    ) -> None:
        """Adds the runs of a text, read from the state entered last."""
        tables = self._tables
        stack: list[str] = context.stack if context else list(entered)
        at_line_start, within_line = tables[stack[-1]]
        position, end = 0, len(text)
        held, since = None, 0
        while True:
            table = within_line if position and text[position - 1] != "\n" else at_line_start
            for match, name, emit, jump in table[text[position] if position < end else ""]:
                if match is None:
                    found, after = None, position + 1
                elif found := match(text, position, end):
                    after = found.end()
                else:
                    continue
                if emit is None or found is None:
                    if name is not held:
                        if held is not None:
                            runs.append((held, text[since:position]))
                        held, since = name, position
                    position = after
                else:
                    if held is not None:
                        runs.append((held, text[since:position]))
                        held = None
                    if context is None:
                        emit(found, runs, None)
                        position = after
                    else:
                        context.pos = position
                        emit(found, runs, context)
                        position, end, stack = context.pos, context.end, context.stack
                        at_line_start, within_line = tables[stack[-1]]
                if jump is not None:
                    if jump == _LEAVE and len(stack) > 1:
                        stack.pop()
                    elif type(jump) is str:
                        stack.append(jump)
                    else:
                        _move(stack, jump)
                    at_line_start, within_line = tables[stack[-1]]
                break
            else:
                break
        if held is not None:
            runs.append((held, text[since:position]))

    def _rule(self, match: _Match, action: _Action, jump: _Jump | None) -> _Rule:
        if isinstance(action, _TokenType) and not self._is_named(action):
            return match, emitting.css_class(action), None, jump
        return match, "", self._emit(action), jump

    def _emit(self, action: _Action) -> Emit:
        if action is None:
            return emitting.nothing
        cells = emitting.cells(action)
        if "args" in cells:
            return self._groups(cells["args"])
        if "gt_kwargs" in cells or isinstance(action, _TokenType):
            return emitting.whole(self._part(action))
        return functools.partial(emitting.called, self._lexer, action)

    def _is_named(self, kind: _TokenType) -> bool:
        """Whether its class depends on the text, as in C, where known types are told from other names."""
        return kind is Name and bool(self._types)

    def _groups(self, actions: Sequence[_Action]) -> Emit:
        """What `bygroups` does."""
        kinds = [action for action in actions if isinstance(action, _TokenType) and not self._is_named(action)]
        if len(kinds) == len(actions):
            return functools.partial(emitting.kinds, tuple(map(emitting.css_class, kinds)))
        parts = ((index, self._part(action)) for index, action in enumerate(actions, 1) if action is not None)
        return functools.partial(emitting.parts, tuple(parts))

    def _part(self, action: _TokenType | Callback) -> EmitPart:
        """What an action makes of a text."""
        if isinstance(action, _TokenType):
            if self._is_named(action):
                return functools.partial(emitting.named, self._types)
            return functools.partial(emitting.of_class, emitting.css_class(action))
        cells = emitting.cells(action)
        if "gt_kwargs" in cells:
            grammar = self._used(cells)
            if grammar:
                return functools.partial(emitting.run_in, grammar.run, cells["gt_kwargs"].get("stack", _ROOT))
        return functools.partial(emitting.called_on, self._lexer, action)

    def _used(self, cells: Mapping[str, Any]) -> Grammar | None:
        """The grammar that `using` is about."""
        if "_other" not in cells and not cells["kwargs"]:
            return self
        options = {**self._lexer.options, **cells["kwargs"]}
        if not all(isinstance(value, Hashable) for value in options.values()):
            return None
        grammar = _grammar(cells.get("_other", type(self._lexer).__base__), tuple(sorted(options.items())))
        return grammar if grammar and grammar.is_plain else None


# The last rules of every state: an end of line that nothing takes leads back to the start, all else is an error.
_NEW_LINE: Final[_Rule] = None, "", None, (_RESET,)
_ERROR: Final[_Rule] = None, emitting.css_class(Error), None, None


class _Tables(dict[str, tuple["_Table", "_Table"]]):
    """By the name of a state: its rules where a line begins, and elsewhere."""

    def __init__(self, lexer: RegexLexer, rule: _MakeRule) -> None:
        super().__init__()
        # The name under which Pygments keeps a lexer's rules, all references resolved.
        self._definitions: Mapping[str, Sequence[_Definition]] = operator.attrgetter("_tokens")(lexer)
        self._rule = rule

    def __missing__(self, state: str) -> tuple[_Table, _Table]:
        definitions = [_defined(definition) for definition in self._definitions[state]]
        within = [definition for definition in definitions if not definition[0].is_at_line_start]
        tables = self[state] = _Table(definitions, self._rule), _Table(within, self._rule)
        return tables


class _Table(dict[str, tuple[_Rule, ...]]):
    """By the next character, nothing at the end: the rules that may match there, in their order."""

    def __init__(self, definitions: Sequence[tuple[Expression, _Action, _Jump | None]], rule: _MakeRule) -> None:
        super().__init__()
        self._definitions = definitions
        self._rule = rule

    def __missing__(self, char: str) -> tuple[_Rule, ...]:
        rules = self[char] = self[_OTHER] if char > _OTHER else tuple(self._rules(char))
        return rules

    def _rules(self, char: str) -> Iterator[_Rule]:
        here = character(char)
        for expression, action, jump in self._definitions:
            if not expression.first & here:
                continue
            if not expression.is_one_character or char >= _OTHER:
                yield self._rule(expression.match, action, jump)
            elif expression.match(char, 0, 1):
                # It takes this character wherever it stands: nothing behind it is reached.
                rule = self._rule(expression.match, action, jump)
                yield rule if rule[2] else (None, *rule[1:])
                return
        if char:
            yield _NEW_LINE if char == "\n" else _ERROR


def _defined(definition: _Definition) -> tuple[Expression, _Action, _Jump | None]:
    match, action, jump = definition
    if jump == "#push":
        jump = (jump,)
    elif isinstance(jump, tuple) and len(jump) == 1 and not jump[0].startswith("#"):
        jump = jump[0]
    if isinstance(match, Expression):
        return match, action, jump
    # The empty expression of `default`, which Pygments compiles itself.
    pattern: re.Pattern[str] = operator.attrgetter("__self__")(match)
    return Expression(pattern.pattern, pattern.flags), action, jump


def _context(loop: str, code: str) -> LexerContext | None:
    if loop in _PLAIN:
        return None
    if loop == _YAML:
        made: LexerContext = importlib.import_module("pygments.lexers.data").YamlLexerContext(code, 0)
        return made
    return LexerContext(code, 0)


def _standard_types(lexer: RegexLexer) -> frozenset[str]:
    names = operator.attrgetter("stdlib_types", "c99_types", "c11_atomic_types", "linux_types")(lexer)
    return frozenset[str]().union(*names)


def _move(stack: list[str], jump: _Jump) -> None:
    """Leaves states or enters them; the first one is never left."""
    if isinstance(jump, int):
        del stack[max(1, len(stack) + jump) :]
        return
    for state in jump:
        if state == "#pop":
            del stack[max(1, len(stack) - 1) :]
        elif state == "#push":
            stack.append(stack[-1])
        elif state == _RESET:
            stack[:] = _ROOT
        else:
            stack.append(state)
