"""Whole sites: `cases/NAME/in` is built and held against what is known to be right.

`out/` has those files whose content matters, `paths.txt` every path of the output but the theme's own static files,
`told.txt` what is said while it is built. To record them anew after a change that was meant, and then to read the diff:

    BLOGBUILD_RECORD=1 pytest tests/site/test_cases.py

A file becomes interesting when it is made, empty, in `out/` and recorded.
"""

import os
import shutil
from pathlib import Path

import pytest

from blogbuild.starter import starter_folder
from blogs import Blog, files_below

CASES = Path(__file__).parent / "cases"
RECORDING = "BLOGBUILD_RECORD" in os.environ


@pytest.fixture(params=sorted(case.name for case in CASES.iterdir()))
def case(request: pytest.FixtureRequest) -> Path:
    return CASES / str(request.param)


def test_a_site_comes_out_as_it_is_known_to_be(case: Path, tmp_path: Path) -> None:
    blog = Blog(Path(shutil.copytree(case / "in", tmp_path / "blog")))

    problems = blog.build().problems

    made = blog.outputs()
    theme = files_below(starter_folder() / "static").keys()
    paths = "".join(f"{path}\n" for path in sorted(made) if path not in theme)
    told = "".join(f"{problem}\n" for problem in problems)
    if RECORDING:
        record(case, made, paths, told)
    assert told == (case / "told.txt").read_text(encoding="utf-8")
    assert paths == (case / "paths.txt").read_text(encoding="utf-8")
    for path, content in files_below(case / "out").items():
        assert made[path].decode() == content.decode(), path


def record(case: Path, made: dict[str, bytes], paths: str, told: str) -> None:
    (case / "paths.txt").write_text(paths, encoding="utf-8")
    (case / "told.txt").write_text(told, encoding="utf-8")
    for path in files_below(case / "out"):
        (case / "out" / path).write_bytes(made[path])
