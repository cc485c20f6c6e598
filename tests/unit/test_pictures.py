"""The size of pictures."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from blogbuild.pictures import sizes


def test_pictures_have_sizes_and_other_files_none(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    files = {
        "a.png": b"\x89PNG\r\n\x1a\n" + chunk,
        "b.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"></svg>',
        "broken.png": b"\x89PNG",
        "text.txt": b"a",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    found = sizes({name: tmp_path / name for name in files})

    assert found == {"a.png": (3, 2), "b.svg": (10, 20)}


def test_without_pictures_there_are_no_sizes() -> None:
    assert sizes({}) == {}
