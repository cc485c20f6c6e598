"""An image that is pasted gets a name of its own, and its line a place that loses nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from blogbuild.serve.paste import RefusedError, ending_of, paste, with_line

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n", "a\n\n![](x)\n"),
        ("a", "a\n\n![](x)\n"),
        ("a\n\n\n", "a\n\n![](x)\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n\r\n![](x)\r\n"),
        ("", "![](x)\n"),
        ("a\n![]()\nb\n", "a\n![](x)\nb\n"),
        ("a ![]() b ![]() c\n", "a ![](x) b ![]() c\n"),
        ("```\n![]()\n```\n![]()\n", "```\n![]()\n```\n![](x)\n"),
        ("~~~\n![]()\n```\n![]()\n~~~\n", "~~~\n![]()\n```\n![]()\n~~~\n\n![](x)\n"),
    ],
)
def test_the_line_takes_the_place_of_the_first_marker_or_goes_to_the_end(text: str, expected: str) -> None:
    assert with_line(text, "![](x)") == expected


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("content/posts/2025-01-01-slug.md", "slug-1.png"),
        ("content/posts/2025-01-01-한글 제목.md", "한글-제목-1.png"),
        ("content/posts/2025-01-01-(a)/index.md", "a-1.png"),
        ("content/about.md", "about-1.png"),
        ("content/drafts/d.markdown", "d-1.png"),
    ],
)
def test_an_image_is_named_after_its_post(tmp_path: Path, source: str, name: str) -> None:
    file = tmp_path / source
    file.parent.mkdir(parents=True)
    file.write_text("본문\n")

    pasted = paste(tmp_path, source, PNG, "image/png")

    assert pasted.markdown == f"![]({name})"
    assert (tmp_path / pasted.path).read_bytes() == PNG
    assert (file.parent / name).exists()


def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "a-1.png").write_text("mein")
    (tmp_path / "a-2.png").symlink_to("nirgends")

    pasted = paste(tmp_path, "a.md", PNG, "image/png")

    assert pasted.path == "a-3.png"
    assert (tmp_path / "a-1.png").read_text() == "mein"
    assert not (tmp_path / "nirgends").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_the_encoding_of_a_post_stays(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.md").write_bytes("한글\r\n".encode(encoding))

    paste(tmp_path, "a.md", PNG, "image/png")

    assert (tmp_path / "a.md").read_bytes() == "한글\r\n\r\n![](a-1.png)\r\n".encode(encoding)


def test_the_mode_of_a_post_and_a_link_to_it_stay(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("x")
    (tmp_path / "real.md").chmod(0o640)
    (tmp_path / "a.md").symlink_to("real.md")

    paste(tmp_path, "a.md", PNG, "image/png")

    assert (tmp_path / "a.md").is_symlink()
    assert "a-1.png" in (tmp_path / "real.md").read_text()
    assert stat.S_IMODE((tmp_path / "real.md").stat().st_mode) == 0o640


def test_nothing_is_left_when_the_post_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\x81")

    with pytest.raises(RefusedError):
        paste(tmp_path, "a.md", PNG, "image/png")

    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_a_page_in_html_gets_an_element(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>\n")

    assert paste(tmp_path, "a.html", PNG, "image/png").markdown == '<img src="a-1.png" alt="">'


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (PNG, "image/png", "png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "jpg"),
        (b"GIF89a", "image/gif; charset=x", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "IMAGE/WEBP", "webp"),
    ],
)
def test_an_image_is_known_by_its_beginning_and_its_type(content: bytes, kind: str, ending: str) -> None:
    assert ending_of(content, kind) == ending
