"""Who gets an address that several want: nobody without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from blogbuild.errors import Problem, error, warning
from blogbuild.model import Document, Target
from blogbuild.permalink import output_path
from blogbuild.text import nfc

_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


def settle_documents(
    documents: Sequence[Document], policy: Literal["error", "newest"]
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents with an address of their own, and a problem for each that shares one.

    Addresses that differ only by letter case are one: on most people's disks they would be the same file.
    """
    claims: dict[str, list[Document]] = {}
    for document in documents:
        claims.setdefault(_key(output_path(document.url)), []).append(document)
    losers: set[str] = set()
    problems: list[Problem] = []
    for rivals in claims.values():
        if len(rivals) > 1:
            winner, *others = sorted(rivals, key=_age, reverse=True)
            losers.update(document.source for document in others)
            problems += [_document_problem(other, winner, policy) for other in others]
    return tuple(document for document in documents if document.source not in losers), tuple(problems)


def settle_targets(targets: Iterable[Target]) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """One target a path, in the order of planning, and a problem for each that could not be had."""
    kept: dict[str, Target] = {}
    problems: list[Problem] = []
    for target in targets:
        key = _key(target.path)
        rival = kept.get(key)
        if rival is None or (rival.gives_way and not target.gives_way):
            kept[key] = target
        if rival is not None:
            problems += _target_problems(*((rival, target) if kept[key] is target else (target, rival)))
    return tuple(kept.values()), tuple(problems)


def _key(path: str) -> str:
    return nfc(path).casefold()


def _age(document: Document) -> tuple[datetime, str]:
    return document.meta.published or _OLDEST, document.source


def _document_problem(other: Document, winner: Document, policy: Literal["error", "newest"]) -> Problem:
    if policy == "newest":
        what = f"{other.url} belongs to the newer {winner.source}; this file has no page"
        return warning(other.source, what, "give one of them another permalink")
    same = "the URL" if other.url == winner.url else f"but for letter case the URL {winner.url}, here"
    what = f"wants {same} {other.url}, which {winner.source} has"
    return error(other.source, what, "give one of them another permalink, slug or date")


def _target_problems(loser: Target, winner: Target) -> list[Problem]:
    if not loser.source:
        return []
    if loser.gives_way:
        what = f"redirects from /{loser.path}, which {winner.source or 'blogbuild'} makes"
        return [warning(loser.source, what, "remove that redirect_from")]
    mend = "rename one of them, or give it another permalink"
    return [error(loser.source, f"wants the file {loser.path}, which {winner.source} makes", mend)]
