"""What stands for contents."""

from pathlib import Path

import pytest

from blogbuild.digests import digest_of, hash_of
from blogbuild.errors import BlogError
from blogs import lines_of


@pytest.mark.parametrize("text", ["", "면접", "a\r\nb", "half a character: \ud83d"])
def test_a_text_its_bytes_and_a_file_of_them_have_one_digest(tmp_path: Path, text: str) -> None:
    written = text.encode(errors="surrogatepass")
    file = tmp_path / "a"
    file.write_bytes(written)

    assert hash_of(text) == hash_of(written) == digest_of(file)
    assert hash_of(f"{text} ") != hash_of(text)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BlogError) as failed:
        digest_of(tmp_path / "nowhere")

    assert lines_of(failed.value.problems) == [f"{tmp_path / 'nowhere'}: cannot be read: No such file or directory"]
