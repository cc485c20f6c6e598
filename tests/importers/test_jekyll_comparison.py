"""An imported site beside what Jekyll built: what would change for readers."""

from pathlib import Path

import pytest

from blogbuild.errors import BlogError
from blogbuild.importers.jekyll import compare, comparison_lines

OURS = '<nav>차림</nav><article><div class="e-content"><p>“{}”</p><p>닫지 않은 문단<br>끝</div></article><p>꼬리'
THEIRS = (
    '<html><body><main><p>머리</p><div><p>"{}"</p><p>닫지 않은 문단 끝</p></div></main><script>1</script></body></html>'
)


def test_each_address_is_told(tmp_path: Path) -> None:
    ours = {"a/index.html": OURS.format("같다"), "b.html": OURS.format("다르다"), "tags/index.html": "<p>새 목록"}
    theirs = {
        "a/index.html": THEIRS.format("같다"),
        "b.html": THEIRS.format("같았다"),
        "old/index.html": THEIRS.format("사라짐"),
        "main.css": "",
    }
    write(tmp_path / "site/_site", ours)
    write(tmp_path / "jekyll", theirs)
    (tmp_path / "site/site.toml").write_text("", encoding="utf-8")

    comparison = compare(tmp_path / "site", tmp_path / "jekyll")

    assert comparison.same == ("/a/",)
    assert [change.url for change in comparison.changed] == ["/b.html"]
    assert comparison.gone == ("/old/",)
    assert comparison.gone_files == ("/main.css",)
    assert comparison.added == ("/tags/",)
    assert "1 pages are gone" in list(comparison_lines(comparison))


@pytest.mark.parametrize("tex", [r"\(x_1\)", r"\[x_1\]", "$$x_1$$", "$x_1$"])
def test_a_formula_is_the_same_in_either_form(tmp_path: Path, tex: str) -> None:
    write(tmp_path / "site/_site", {"a.html": OURS.format("값 <math><mi>x</mi></math>은")})
    write(tmp_path / "jekyll", {"a.html": THEIRS.format(f"값 {tex}은")})
    (tmp_path / "site/site.toml").write_text("", encoding="utf-8")

    assert compare(tmp_path / "site", tmp_path / "jekyll").same == ("/a.html",)


def test_a_site_that_is_not_built_cannot_be_compared(tmp_path: Path) -> None:
    write(tmp_path / "site", {"site.toml": ""})

    with pytest.raises(BlogError, match="no such folder"):
        compare(tmp_path / "site", tmp_path / "jekyll")


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
