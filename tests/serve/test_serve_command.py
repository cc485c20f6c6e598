"""`blogbuild serve` from its first line to its last."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from blogs import Blog

LONGEST: Final = 30.0
SOON: Final = 15.0  # seconds; one is promised, a busy machine gets more


@contextmanager
def started(blog: Blog, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "blogbuild", "serve", "-C", str(blog.root), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().rstrip("\n")


@pytest.mark.skipif(os.name == "nt", reason="a process is not sent Ctrl-C alone there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_the_site_is_shows_it_and_ends_when_told(blog: Blog, number: signal.Signals) -> None:
    blog.write("content/drafts/later.md", "---\ntitle: 나중\n---\n본문\n")
    blog.write("layouts/home.html", "{% for post in posts %}{{ post.title }}{% endfor %}")
    with started(blog, "--port", "0") as process:
        url = first_line(process)
        with urllib.request.urlopen(url, timeout=LONGEST) as answer:  # noqa: S310 - our own
            home = answer.read().decode()
        process.send_signal(number)
        out, err = process.communicate(timeout=SOON)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
    assert home.startswith("나중")
    assert process.returncode == 0
    assert out == ""
    assert err.splitlines() == ["Ctrl-C ends it", "ended"]


def test_a_port_that_is_taken_is_told_and_the_next_one_used(blog: Blog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(blog, "--port", str(port)) as process:
            url = first_line(process)
            assert process.stderr
            told = process.stderr.readline()

    assert url != f"http://127.0.0.1:{port}/"
    assert told == f"port {port} is taken by another program; this is the next free one\n"


def test_a_folder_that_is_no_site_is_told_so(blog: Blog) -> None:
    (blog.root / "site.toml").unlink()
    with started(blog) as process:
        _, err = process.communicate(timeout=LONGEST)

    assert process.returncode == 2
    assert err.startswith("site.toml: error: not found")


def test_drafts_may_be_left_out(blog: Blog) -> None:
    blog.write("content/drafts/later.md", "---\ntitle: 나중\n---\n본문\n")
    blog.write("layouts/home.html", "{% for post in posts %}{{ post.title }}{% endfor %}")
    with started(blog, "--port", "0", "--no-drafts") as process:
        url = first_line(process)
        with urllib.request.urlopen(url, timeout=LONGEST) as answer:  # noqa: S310 - our own
            home = answer.read().decode()

    assert "나중" not in home
