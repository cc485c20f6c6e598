"""Documents → bodies: made in all processes, or remembered from an earlier build.

A body is remembered under all that decides about it: the code, the settings, the document with its text. What else it
asked the site for, the address of a post that it links to or the size of a picture, stands beside it with a
fingerprint of the answer, and the body is taken again only where the site answers the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from blogbuild.cache import Cache
from blogbuild.config import Config
from blogbuild.digests import hash_of
from blogbuild.errors import DamagedError, Problem
from blogbuild.markup import Markup
from blogbuild.model import Body, ContentsEntry, Document, Gist, Note
from blogbuild.readnext import Reading, Terms, terms
from blogbuild.state import codec_of
from blogbuild.trace import Key
from blogbuild.version import code_fingerprint
from blogbuild.workers import ordered_map

Answer = Callable[[Key], str]
"""The fingerprint of what the site answers to a key, in this build."""

_END: Final = b"\0"  # JSON writes it in another way, so it ends each part of a result
_PARTS: Final = 3
_WORTH_WORKERS: Final = 24  # bodies are the most work of a build


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a text but for the text: what read-next knows of it if it is a post's, its problems, its asks."""

    gist: Gist
    terms: Terms | None
    problems: tuple[Problem, ...]
    asks: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """An outcome that is kept under a key, in hexadecimal digits."""

    key: str
    outcome: Outcome
    seconds: float = 0.0
    """How long it took to make; nothing where it was remembered."""


@dataclass(frozen=True, slots=True)
class _Pointer:
    """Where the last outcome of a document is kept, and the answers on which it stands."""

    key: str
    answers: tuple[tuple[Key, str], ...]


@dataclass(frozen=True, slots=True)
class _Bones:
    """A body less its text."""

    gist: Gist
    contents: tuple[ContentsEntry, ...]
    footnotes: tuple[Note, ...]
    headings: tuple[str, ...]


def document_key(config: Config, document: Document, text: str) -> str:
    """What decides about a document's body, but for what it asks the site; in hexadecimal digits."""
    return hash_of(_settings(config) + codec_of(Document).write(document) + text.encode(errors="surrogatepass"))


def outcomes(
    markup: Markup, cache: Cache, documents: Sequence[tuple[Document, str, str]], answer: Answer, jobs: int
) -> Iterator[Known]:
    """The outcome of each document, given with its text and its key; what must be made is made in all processes."""
    found: dict[int, Known] = {}
    missing: list[int] = []
    for at, (_, _, key) in enumerate(documents):
        known = _remembered(cache, key, answer)
        if known:
            found[at] = known
        else:
            missing.append(at)
    unmade = [documents[at] for at in missing]
    made = ordered_map(partial(_make, markup, answer), unmade, jobs, worth=_WORTH_WORKERS)
    for at in range(len(documents)):
        if at in found:
            yield found[at]
            continue
        known, written = next(made)
        key, outcome = known.key, known.outcome
        cache.put(bytes.fromhex(documents[at][2]), codec_of(_Pointer).write(_Pointer(key, _answers(outcome, answer))))
        cache.put(bytes.fromhex(key), written)
        yield known


def body(cache: Cache, key: str) -> Body:
    """The body of an outcome that is kept. Raises DamagedError when it is not."""
    written = cache.get(bytes.fromhex(key))
    if written is None:
        raise DamagedError(key)
    _, bones, html = _parts(written)
    light: _Bones = codec_of(_Bones).read(bones)
    return Body(
        html=html.decode(errors="surrogatepass"),
        contents=light.contents,
        footnotes=light.footnotes,
        headings=light.headings,
        summary=light.gist.summary,
        image=light.gist.image,
        syllables=light.gist.syllables,
        words=light.gist.words,
    )


def gist(body: Body) -> Gist:
    """A body without its text."""
    return Gist(summary=body.summary, image=body.image, syllables=body.syllables, words=body.words)


def _make(markup: Markup, answer: Answer, given: tuple[Document, str, str]) -> tuple[Known, bytes]:
    """A document's outcome, and how it is kept; run in a worker."""
    began = time.perf_counter()
    document, text, key = given
    made = markup.make(replace(document, body=text))
    outcome = Outcome(gist(made.body), _terms(document, made.body, made.text), made.problems, made.asks)
    written = _written(outcome, made.body)
    return Known(hash_of(key + repr(_answers(outcome, answer))), outcome, time.perf_counter() - began), written


def _terms(document: Document, body: Body, text: str) -> Terms | None:
    meta = document.meta
    if document.kind == "page" or meta.published is None:
        return None
    return terms(
        Reading(
            url=document.url,
            title=meta.title,
            headings=body.headings,
            text=text,
            tags=meta.tags,
            categories=meta.categories,
            published=meta.published,
        )
    )


def _answers(outcome: Outcome, answer: Answer) -> tuple[tuple[Key, str], ...]:
    return tuple((key, answer(key)) for key in outcome.asks)


def _remembered(cache: Cache, key: str, answer: Answer) -> Known | None:
    """What was made of the document in an earlier build, if it would come out the same now."""
    try:
        found = cache.get(bytes.fromhex(key))
        if not found:
            return None
        pointer: _Pointer = codec_of(_Pointer).read(found)
        if any(answer(asked) != answered for asked, answered in pointer.answers):
            return None
        written = cache.get(bytes.fromhex(pointer.key))
        return Known(pointer.key, codec_of(Outcome).read(_parts(written)[0])) if written else None
    except DamagedError:
        return None


def _settings(config: Config) -> bytes:
    parts = (code_fingerprint(), repr(config.markdown), config.base_path, config.url)
    return "\0".join(parts).encode()


def _written(outcome: Outcome, body: Body) -> bytes:
    light = codec_of(Outcome).write(outcome)
    bones = codec_of(_Bones).write(_Bones(outcome.gist, body.contents, body.footnotes, body.headings))
    return _END.join((light, bones, body.html.encode(errors="surrogatepass")))


def _parts(written: bytes) -> list[bytes]:
    parts = written.split(_END, 2)
    if len(parts) != _PARTS:
        raise DamagedError("parts")
    return parts
