"""Bare addresses in text: where `https://…` ends in Korean prose."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.span_reader import LINK, Spans

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"`|*\\^{}「」『』【】〈〉《》（）〔〕“”‘’、。，！？：；…·]+")
_HANGUL: Final = "가-힣ㄱ-ㆎ"
# A host in ASCII letters ends before Hangul: what follows is a particle.
_HOST: Final = re.compile(rf"https?://[\w\-.:@%]*?[A-Za-z0-9](?=[{_HANGUL}])(?![\w\-.:@%]*\.[\w{_HANGUL}])")
_PARTICLES: Final = (
    "은|는|이|가|을|를|에|의|로|으로|와|과|도|만|나|이나|랑|이랑|에서|에게|에는|에도|에서는|에서도|부터|까지|보다|처럼|라고|이라고|라는|이라는|"
    "라며|이라며|입니다|이다|이며|이고|인데|이에요|예요|으로는|로는|로도|으로도|에서의|로부터|으로부터|을통해|를통해"
)
_PARTICLE: Final = re.compile(rf"(?<=[A-Za-z0-9/)])(?:{_PARTICLES})\Z")
_TRAILING: Final = ".,:;!?'*_~-"
_OPENING: Final = {")": "(", "]": "["}


def bare_address(spans: Spans, start: int) -> int:
    """A link from an address that stands in the text."""
    before = spans.text[start - 1 : start]
    if spans.open & LINK or (before.isalnum() and before.isascii()):
        return 0
    match = _ADDRESS.match(spans.text, start)
    address = _trimmed(match[0]) if match else ""
    if not address.partition("://")[2]:
        return 0
    link = Element("link")
    link.attributes["href"] = address
    link.nodes.append(address)
    return spans.add(start, link, start + len(address))


def _trimmed(written: str) -> str:
    """The address without the punctuation and the particle that belong to the sentence."""
    host = _HOST.match(written)
    if host is not None:
        return host[0]
    address = written
    while True:
        shorter = _PARTICLE.sub("", address.rstrip(_TRAILING))
        if shorter.endswith((")", "]")) and shorter.count(shorter[-1]) > shorter.count(_OPENING[shorter[-1]]):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter
