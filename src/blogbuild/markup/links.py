"""References in finished HTML → addresses that work wherever the site is put.

A link to a source file (`[글](2025-03-14-글.md)`, `![](사진.png)`) becomes its address; a path from the root gets the
site's base path; everything else stays as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from typing import Final, TypeVar
from urllib.parse import quote, unquote

from msgspec import Struct, field

from blogbuild.text import encode_path, nfc

# Code within text is most of the tags, and is passed over at once.
_TAG: Final = re.compile(r'<(?!(?:span|code) class="[^"<>]*">)[A-Za-z][^<>]*?\s(?:href|src|poster)=[^<>]*>')
_REFERENCE: Final = re.compile(r"""(?<=\s)(href|src|poster)=(["'])(.*?)\2""", re.DOTALL)
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|[#?]|$")
# RFC 3986: what may stand in a path, a query and a fragment, and the sign of what is encoded.
_KEPT: Final = "/~!$&'()*+,;=:@-._?#%"
_TAIL: Final = re.compile(r"[?#].*", re.DOTALL)


Found = TypeVar("Found")


class Noted(Mapping[str, Found]):
    """A mapping that tells what is looked up in it, as `KIND NAME`."""

    __slots__ = ("_kind", "_names", "_note")

    def __init__(self, kind: str, names: Mapping[str, Found], note: Callable[[str], None]) -> None:
        self._kind = kind
        self._names = names
        self._note = note

    def __getitem__(self, name: str) -> Found:
        self._note(f"{self._kind} {name}")
        return self._names[name]

    def get(self, name: str, default: Found | None = None) -> Found | None:  # type: ignore[override] # as it is used
        """What is found under a name."""
        self._note(f"{self._kind} {name}")
        return self._names.get(name, default)

    def __contains__(self, name: object) -> bool:
        return self.get(str(name)) is not None

    def __iter__(self) -> Iterator[str]:
        self._note(f"{self._kind} *")
        return iter(self._names)

    def __len__(self) -> int:
        self._note(f"{self._kind} *")
        return len(self._names)


class Addresses(Struct, frozen=True, kw_only=True):
    """Where every source file is on the site: its path below content/ → its path within the site."""

    base_path: str
    by_source: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    """The source of every file that is copied, by its path within the site."""

    def noted(self, note: Callable[[str], None]) -> Addresses:
        """The same, telling what is looked up."""
        return Addresses(
            base_path=self.base_path,
            by_source=Noted("source", self.by_source, note),
            files=Noted("file", self.files, note),
        )

    def of(self, reference: str, folder: str, media: str = "") -> str | None:
        """The address that a reference, written in a file of `folder`, leads to; None when it is right as it is.

        `folder` lies below content/; after what lies there comes what lies in the folder `media` of the site, where the
        document names one.
        """
        if _ELSEWHERE.match(reference):
            return None
        if reference.startswith("/"):
            return self._from_root(reference)
        tail = _TAIL.search(reference)
        name = reference[: tail.start()] if tail else reference
        plain = nfc(unquote(name))
        found = self.by_source.get(posixpath.normpath(posixpath.join(folder, plain))) or self._medium(media, plain)
        return encode_path(self.base_path + found) + (tail[0] if tail else "") if found else None

    def _medium(self, media: str, name: str) -> str | None:
        path = posixpath.normpath(posixpath.join("/", media, name))
        return path if media and path in self.files else None

    def _from_root(self, reference: str) -> str | None:
        has_base = reference == self.base_path or reference.startswith(f"{self.base_path}/")
        address = _encoded(reference if has_base else self.base_path + reference)
        return None if address == reference else address


def _encoded(reference: str) -> str:
    """The reference with what is not encoded yet encoded; what is, stays."""
    return reference if reference.isascii() and " " not in reference else quote(nfc(reference), safe=_KEPT)


def replace_references(html: str, address_of: Callable[[str], str | None]) -> str:
    """The HTML with what `href`, `src` and `poster` of its tags name replaced; None leaves one as it is.

    Text that only looks like an attribute stays: in code samples `<` is escaped, so they hold no tags.
    """

    def in_reference(match: re.Match[str]) -> str:
        address = address_of(unescape(match[3]).strip())
        return match[0] if address is None else f'{match[1]}="{escape(address)}"'

    return _TAG.sub(lambda tag: _REFERENCE.sub(in_reference, tag[0]), html)
