"""The size of pictures."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from blogbuild.pictures import is_picture, size_of

HEADER = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
CHUNK = struct.pack(">I", len(HEADER)) + b"IHDR" + HEADER + struct.pack(">I", zlib.crc32(b"IHDR" + HEADER))


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + CHUNK, (3, 2)),
        ("b.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"></svg>', (10, 20)),
        ("broken.png", b"\x89PNG", None),
    ],
)
def test_a_picture_has_the_size_that_its_head_tells(
    tmp_path: Path, name: str, data: bytes, size: tuple[int, int] | None
) -> None:
    (tmp_path / name).write_bytes(data)

    assert is_picture(name)
    assert size_of(tmp_path / name) == size


def test_other_files_are_no_pictures() -> None:
    assert not is_picture("text.txt")
