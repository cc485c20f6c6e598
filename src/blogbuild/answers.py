"""What the site answers to bodies, and a fingerprint of each answer, by the key of what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from blogbuild.config import Config
from blogbuild.content import CONTENT, Files, located, sources_of
from blogbuild.data import data_of
from blogbuild.digests import digest_of, hash_of
from blogbuild.liquid_view import liquid_site, read_partials
from blogbuild.markup.links import Addresses
from blogbuild.markup.liquid import LiquidSite
from blogbuild.model import Document
from blogbuild.pictures import is_picture, size_of
from blogbuild.site import Asset
from blogbuild.state import State
from blogbuild.tables import Table
from blogbuild.trace import ALL, Key


class Answers:
    """What a site answers while its bodies are made: their answers must not change meanwhile."""

    def __init__(self, state: State, config: Config, files: Files) -> None:
        self._state = state
        self._config = config
        self._files = files
        self._whole: dict[Key, str] = {}
        self.addresses = Addresses(
            base_path=config.base_path,
            by_source=_Rows(state.addresses),
            files=_Copied(state.assets),
        )
        self.sizes = _Sizes(config, files.root, state.assets)

    def of(self, key: Key) -> str:
        """A fingerprint of the answer."""
        kind, _, name = key.partition(" ")
        if name == ALL:
            if key not in self._whole:
                self._whole[key] = self._of_all(kind)
            return self._whole[key]
        if kind == "source":
            return self.addresses.by_source.get(name) or ""
        if kind == "file":
            return "there" if name in self.addresses.files else ""
        if kind == "size":
            return repr(self.sizes.get(name))
        assert kind == "text", key  # noqa: S101 - these are all
        file = self._files.locate(f"{CONTENT}/{name}")
        return digest_of(file) if file.is_file() else ""

    def liquid(self) -> LiquidSite:
        """The site as Liquid sees it."""
        return liquid_site(
            self._files.root,
            self._config,
            self._documents(self._state.homes.all().values()),
            overruled=self._documents(self._state.overruled.get() or ()),
            addresses=self._state.addresses.all(),
            data=data_of(self._files),
            partials=read_partials(sources_of(self._files, "partial"))[0],
        )

    def _of_all(self, kind: str) -> str:
        state = self._state
        parts: list[object] = [sorted(state.addresses.items())]
        if kind == "liquid":
            parts += self._documents(state.homes.all().values())
            parts += self._documents(state.overruled.get() or ())
            parts.append(self._config)
            parts += sorted((path, digest) for path, digest in state.digests.items() if path.startswith(f"{CONTENT}/"))
        return hash_of(repr(parts))

    def _documents(self, paths: Iterable[str]) -> list[Document]:
        """The documents of sources."""
        sources = self._state.sources.all()
        return [document for path in paths if (document := sources[path].document)]


class _Rows(Mapping[str, str]):
    """A table as a mapping."""

    def __init__(self, table: Table[str]) -> None:
        self._table = table

    def __getitem__(self, name: str) -> str:
        found = self._table.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.all())

    def __len__(self) -> int:
        return len(self._table.all())


class _Copied(Mapping[str, str]):
    """The source of every file that is copied, by its path within the site."""

    def __init__(self, assets: Table[Asset]) -> None:
        self._assets = assets

    def __getitem__(self, path: str) -> str:
        found = self._assets.get(path.removeprefix("/"))
        if found is None or not path.startswith("/"):
            raise KeyError(path)
        return found.source

    def __iter__(self) -> Iterator[str]:
        return (f"/{path}" for path in self._assets.all())

    def __len__(self) -> int:
        return len(self._assets.all())


class _Sizes(Mapping[str, tuple[int, int]]):
    """Width and height of pictures by their address, read when they are asked for."""

    def __init__(self, config: Config, root: Path, assets: Table[Asset]) -> None:
        self._config = config
        self._root = root
        self._assets = assets
        self._known: dict[str, tuple[int, int] | None] = {}

    def __getitem__(self, address: str) -> tuple[int, int]:
        if address not in self._known:
            self._known[address] = self._read(address)
        found = self._known[address]
        if found is None:
            raise KeyError(address)
        return found

    def _read(self, address: str) -> tuple[int, int] | None:
        path = unquote(address).removeprefix(f"{self._config.base_path}/")
        asset = self._assets.get(path) if is_picture(path) else None
        if asset is None or self._config.address(f"/{path}") != address:
            return None
        return size_of(located(self._root, asset.file))

    def __iter__(self) -> Iterator[str]:
        return (self._config.address(f"/{path}") for path in self._assets.all() if is_picture(path))

    def __len__(self) -> int:
        return len(list(iter(self)))
