"""Documents → bodies: made in all processes, or remembered from an earlier build.

A body is remembered under all that decides about it: the code, the settings, the document with its text. What else it
asked the site for, the address of a post that it links to or the size of a picture, stands beside it with a
fingerprint of the answer, and the body is taken again only where the site answers the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

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

Unmade: TypeAlias = tuple[Document, str, str]
"""A document, its text and its key."""
Answer: TypeAlias = Callable[[Key], str]
"""The fingerprint of what the site answers to a key, in this build."""
Answered: TypeAlias = tuple[tuple[Key, str], ...]
"""Keys that a body asked for, and the fingerprints of what was answered."""

WORTH_WORKERS: Final = 24
"""So many bodies are worth a worker: they are the most work of a build."""

_END: Final = b"\0"  # JSON writes it in another way, so it ends each part of a result
_PARTS: Final = 3


class Outcome(Struct, frozen=True, array_like=True):
    """What became of a text but for the text: what read-next knows of it if it is a post's, its problems, its asks."""

    gist: Gist
    terms: Terms | None
    problems: tuple[Problem, ...]
    asks: tuple[Key, ...]


class Known(Struct, frozen=True):
    """An outcome that is kept under a key, in hexadecimal digits."""

    key: str
    outcome: Outcome
    seconds: float = 0.0
    """How long it took to make; nothing where it was remembered."""


class Fresh(Struct, frozen=True):
    """An outcome that was made just now, the answers on which it stands, and how it is kept."""

    known: Known
    answers: Answered
    written: bytes


class _Pointer(Struct, frozen=True, array_like=True):
    """Where the last outcome of a document is kept, and the answers on which it stands."""

    key: str
    answers: Answered


class _Bones(Struct, frozen=True, array_like=True):
    """A body less its text."""

    gist: Gist
    contents: tuple[ContentsEntry, ...]
    footnotes: tuple[Note, ...]
    headings: tuple[str, ...]


def document_key(config: Config, document: Document, text: str) -> str:
    """What decides about a document's body, but for what it asks the site; in hexadecimal digits."""
    return hash_of(_settings(config) + codec_of(Document).write(document) + text.encode(errors="surrogatepass"))


def outcomes(
    markup: Markup, cache: Cache, documents: Sequence[Known | Unmade], answer: Answer, jobs: int
) -> Iterator[Known]:
    """The outcome of each document, if it is not one already; what must be made is made in all processes."""
    found = [each if isinstance(each, Known) else _remembered(cache, each[2], answer) or each for each in documents]
    unmade = [each for each in found if not isinstance(each, Known)]
    made = ordered_map(partial(make, markup, answer), unmade, jobs, worth=WORTH_WORKERS)
    for each in found:
        if isinstance(each, Known):
            yield each
        else:
            fresh = next(made)
            keep(cache, each[2], fresh)
            yield fresh.known


def make(markup: Markup, answer: Answer, given: Unmade) -> Fresh:
    """What becomes of a document; run in a worker."""
    began = time.perf_counter()
    document, text, key = given
    made = markup.make(replace(document, body=text))
    outcome = Outcome(gist(made.body), _terms(document, made.body, made.text), made.problems, made.asks)
    answers = tuple((asked, answer(asked)) for asked in made.asks)
    own_key = hash_of(key + repr(answers)) if answers else key
    known = Known(own_key, outcome, time.perf_counter() - began)
    return Fresh(known, answers, _written(outcome, made.body))


def keep(cache: Cache, key: str, fresh: Fresh) -> None:
    """Remember what became of the document with that key."""
    if fresh.answers:
        cache.put(bytes.fromhex(key), codec_of(_Pointer).write(_Pointer(fresh.known.key, fresh.answers)))
    cache.put(bytes.fromhex(fresh.known.key), fresh.written)


def body(cache: Cache, key: str) -> Body:
    """The body of an outcome that is kept. Raises DamagedError when it is not."""
    written = cache.get(bytes.fromhex(key))
    if written is None:
        raise DamagedError("a text is missing")
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


def _remembered(cache: Cache, key: str, answer: Answer) -> Known | None:
    """What was made of the document in an earlier build, if it would come out the same now."""
    try:
        found = cache.get(bytes.fromhex(key))
        if not found:
            return None
        if _END in found:  # it asked for nothing, and lies there itself
            return Known(key, codec_of(Outcome).read(_parts(found)[0]))
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
        raise DamagedError("a text is not whole")
    return parts
