"""Jekyll's filters on lists (Jekyll 4.3, lib/jekyll/filters.rb and lib/jekyll/filters/grouping_filters.rb)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from liquid.builtin.expressions import BooleanExpression, FilteredExpression, tokenize
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context
from liquid.token import TOKEN_EXPRESSION, Token

from blogbuild.markup.liquid.context import running_in
from blogbuild.markup.liquid.filters.texts import to_integer
from blogbuild.markup.liquid.lax import relaxed
from blogbuild.markup.liquid.printing import printed
from liquid import RenderContext, TokenStream

_FLOAT: Final = re.compile(r"\s*-?(?:\d+\.?\d*|\.\d+)\s*", re.ASCII)


def where(value: object, key: object, *wanted: object) -> object:
    """The items whose property has that value, or has it in a list; with none named, any but nil and false."""
    if not wanted and isinstance(value, list):
        return [item for item in value if _property(item, key) not in (None, False)]
    target = next(iter(wanted), None)
    if not isinstance(value, list | Mapping) or not key or isinstance(target, list | Mapping):
        return value
    return [item for item in _items(value) if _matches(_property(item, key), target)]


def find(value: object, key: object, *wanted: object) -> object:
    """The first item whose property has that value."""
    found = where(value, key, *wanted)
    return next(iter(found), None) if isinstance(found, list) else found


@with_context
def where_exp(value: object, name: object, condition: object, *, context: RenderContext) -> object:
    """The items for which a condition holds."""
    if not isinstance(value, list | Mapping):
        return value
    holds = _condition(printed(name), printed(condition), context)
    return [item for item in _items(value) if holds(item)]


@with_context
def find_exp(value: object, name: object, condition: object, *, context: RenderContext) -> object:
    """The first item for which a condition holds."""
    if not isinstance(value, list | Mapping):
        return value
    holds = _condition(printed(name), printed(condition), context)
    return next((item for item in _items(value) if holds(item)), None)


def group_by(value: object, key: object) -> object:
    """The items by a property: a list of name, items and size."""
    return _grouped(value, lambda item: printed(_property(item, key)))


@with_context
def group_by_exp(value: object, name: object, expression: object, *, context: RenderContext) -> object:
    """The items by what an expression makes of each."""
    token = _token(relaxed("output", printed(expression), context.env.filters.__contains__))
    parsed = FilteredExpression.parse(context.env, TokenStream(tokenize(token.value, token)))
    return _grouped(value, lambda item: _evaluated(parsed.evaluate, printed(name), item, context))


def sort(value: object, key: object = None, nils: object = "first") -> object:
    """The items in order, by a property if one is named; those without it come first, or last."""
    if value is None:
        raise FilterArgumentError("what is not there cannot be sorted", token=None)
    if nils not in {"first", "last"}:
        raise FilterArgumentError(f'nils stand "first" or "last", not "{printed(nils)}"', token=None)
    items = list(_items(value))
    if key is None:
        return sorted(items, key=functools.cmp_to_key(_compare))
    order = -1 if nils == "first" else 1
    compare = functools.partial(_compare_keyed, order)
    keyed = sorted(((_property(item, key), item) for item in items), key=functools.cmp_to_key(compare))
    return [item for _, item in keyed]


def push(value: object, item: object) -> object:
    """The list with an item behind it."""
    return [*value, item] if isinstance(value, list) else value


def pop(value: object, count: object = 1) -> object:
    """The list without its last items."""
    return value[: max(0, len(value) - to_integer(count))] if isinstance(value, list) else value


def shift(value: object, count: object = 1) -> object:
    """The list without its first items."""
    return value[to_integer(count) :] if isinstance(value, list) else value


def unshift(value: object, item: object) -> object:
    """The list with an item before it."""
    return [item, *value] if isinstance(value, list) else value


def sample(value: object, count: object = 1) -> object:
    """The first item or items: chance would make each build another."""
    if not isinstance(value, list):
        return value
    return next(iter(value), None) if to_integer(count) == 1 else value[: to_integer(count)]


def _items(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()
    else:
        yield value


def _property(item: object, key: object) -> object:
    """The property of an item, through dots; a text that is a number counts as one."""
    for part in printed(key).split("."):
        item = item.get(part) if isinstance(item, Mapping) else None
    if isinstance(item, str) and _FLOAT.fullmatch(item):
        number = float(item)
        return int(number) if item.strip().lstrip("-").isdigit() else number
    return item


def _matches(own: object, target: object) -> bool:
    if target is None:
        return own is None
    wanted = printed(target)
    if isinstance(own, str):
        return own == wanted
    return any(printed(each) == wanted for each in (own if isinstance(own, list) else [own] if own is not None else []))


def _condition(name: str, condition: str, context: RenderContext) -> Callable[[object], object]:
    token = _token(condition)
    parsed = BooleanExpression.parse(context.env, TokenStream(tokenize(token.value, token)))
    return lambda item: _evaluated(parsed.evaluate, name, item, context)


def _evaluated(evaluate: Callable[[RenderContext], object], name: str, item: object, context: RenderContext) -> object:
    running_in(context).step()
    with context.extend({name: item}):
        return evaluate(context)


def _token(markup: str) -> Token:
    return Token(TOKEN_EXPRESSION, markup, 0, markup)


def _grouped(value: object, key: Callable[[object], object]) -> object:
    if not isinstance(value, list):
        return value
    groups: dict[str, tuple[object, list[object]]] = {}
    for item in value:
        name = key(item)
        groups.setdefault(printed(name), (name, []))[1].append(item)
    return [{"name": name, "items": items, "size": len(items)} for name, items in groups.values()]


def _compare_keyed(order: int, left: tuple[object, object], right: tuple[object, object]) -> int:
    if left[0] is None or right[0] is None:
        return order * ((left[0] is None) - (right[0] is None))
    return _compare(left[0], right[0])


def _compare(left: object, right: object) -> int:
    """Numbers by value, times by instant, all else as text."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return (left > right) - (left < right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left > right) - (left < right)
    return (printed(left) > printed(right)) - (printed(left) < printed(right))


LISTS: Final[Mapping[str, Callable[..., object]]] = {
    "where": where,
    "find": find,
    "where_exp": where_exp,
    "find_exp": find_exp,
    "group_by": group_by,
    "group_by_exp": group_by_exp,
    "sort": sort,
    "push": push,
    "pop": pop,
    "shift": shift,
    "unshift": unshift,
    "sample": sample,
}
