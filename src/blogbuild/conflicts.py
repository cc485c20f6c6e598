"""Who gets an address that several want: nobody without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from blogbuild.errors import Problem, error, warning
from blogbuild.model import Document, Target
from blogbuild.permalink import output_path
from blogbuild.text import nfc

Policy: TypeAlias = Literal["error", "newest"]

_SHOWN: Final = 3
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


def settle_documents(documents: Sequence[Document], policy: Policy) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents with an address of their own, and a problem for each that shares one.

    Addresses that differ only by letter case are one: on most people's disks they would be the same file. The policy
    `newest` is Jekyll's: it tells case apart, and the newest document has the address.
    """
    claims: dict[str, list[Document]] = {}
    for document in documents:
        claims.setdefault(_key(output_path(document.url), policy), []).append(document)
    losers: set[str] = set()
    problems: list[Problem] = []
    for rivals in claims.values():
        if len(rivals) > 1:
            winner, *others = sorted(rivals, key=_age, reverse=True)
            losers.update(document.source for document in others)
            problems += _newest_problem(winner, others) if policy == "newest" else _shared_problems(winner, others)
    return tuple(document for document in documents if document.source not in losers), tuple(problems)


def settle_targets(targets: Iterable[Target], policy: Policy) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """One target a path, in the order of planning, and a problem for each that could not be had.

    Under the policy `newest` no such problem stops the build, as none stops Jekyll's.
    """
    kept: dict[str, Target] = {}
    problems: list[Problem] = []
    for target in targets:
        key = _key(target.path, policy)
        rival = kept.get(key)
        if rival is None or (rival.gives_way and not target.gives_way):
            kept[key] = target
        if rival is not None:
            problems += _target_problems(policy, *((rival, target) if kept[key] is target else (target, rival)))
    return tuple(kept.values()), tuple(problems)


def _key(path: str, policy: Policy) -> str:
    return nfc(path) if policy == "newest" else nfc(path).casefold()


def _age(document: Document) -> tuple[datetime, str]:
    return document.meta.published or _OLDEST, document.source


def _newest_problem(winner: Document, others: Sequence[Document]) -> list[Problem]:
    """One warning an address."""
    shown = ", ".join(other.source for other in others[:_SHOWN])
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    what = f"has the URL {winner.url}, being the newest; no page is made of {shown}{more}"
    return [warning(winner.source, what, "give the others another permalink")]


def _shared_problems(winner: Document, others: Sequence[Document]) -> list[Problem]:
    mend = "give one of them another permalink, slug or date"
    return [error(other.source, _shared(winner, other), mend) for other in others]


def _shared(winner: Document, other: Document) -> str:
    wants = f"wants the URL {other.url}"
    if other.url == winner.url:
        return f"{wants}, which {winner.source} has"
    is_case = nfc(other.url).casefold() == nfc(winner.url).casefold()
    how = "differs only by letter case" if is_case else "is the same file"
    return f"{wants}, and {winner.source} has {winner.url}, which {how}"


def _target_problems(policy: Policy, loser: Target, winner: Target) -> list[Problem]:
    if not loser.source:
        return []
    if loser.gives_way:
        what = f"redirects from /{loser.path}, which {winner.source or 'blogbuild'} makes"
        return [warning(loser.source, what, "remove that redirect_from")]
    mend = "rename one of them, or give it another permalink"
    grade = warning if policy == "newest" else error
    return [grade(loser.source, f"wants the file {loser.path}, which {winner.source} makes", mend)]
