"""Addresses, names, streams, editors: the parts of a server that need no network."""

from __future__ import annotations

import pytest

from blogbuild.serve import reaching
from blogbuild.serve.guard import guard
from blogbuild.serve.paths import Redirect, content_type, decoded, target_of, within
from blogbuild.serve.streams import Streams
from blogbuild.serve.telling import editor_of

OUTPUTS = {"index.html", "a/index.html", "b.html", "b/index.html", "c/d.pdf", "feed.xml"}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "index.html"),
        ("", Redirect("/")),
        ("/a/", "a/index.html"),
        ("/a", Redirect("/a/")),
        ("/a/index.html", "a/index.html"),
        ("/a/index", "a/index.html"),
        ("/b", "b.html"),
        ("/b/", "b/index.html"),
        ("/c/d.pdf", "c/d.pdf"),
        ("/c/d.pdf/", None),
        ("/c", None),
        ("/../index.html", None),
        ("//a/", None),
    ],
)
def test_a_path_shows_what_github_pages_would(path: str, shown: str | Redirect | None) -> None:
    assert target_of(path, OUTPUTS.__contains__) == shown


@pytest.mark.parametrize(
    ("address", "path"),
    [("/%ED%9A%8C", "/회"), ("/회", "/회"), ("/%E1%84%92%E1%85%AC", "/회"), ("/%ff", None), ("/a%2Fb", "/a/b")],
)
def test_an_address_is_decoded_to_nfc(address: str, path: str | None) -> None:
    assert decoded(address) == path


@pytest.mark.parametrize(
    ("path", "base", "inner"),
    [("/a/", "", "/a/"), ("/b/a/", "/b", "/a/"), ("/b", "/b", ""), ("/bc/", "/b", None), ("/", "/b", None)],
)
def test_a_path_is_within_the_base_path_or_not(path: str, base: str, inner: str | None) -> None:
    assert within(path, base) == inner


def test_types_do_not_depend_on_the_machine() -> None:
    assert content_type("a/X.WEBP") == "image/webp"
    assert content_type("CNAME") == "application/octet-stream"


def test_a_server_goes_by_its_names_with_its_port() -> None:
    ours = guard(("127.0.0.1", "Host.local"), 4000)

    assert ours.has_host({"host": "host.LOCAL:4000"})
    assert not ours.has_host({"host": "host.local"})
    assert guard(("127.0.0.1",), 80).has_host({"host": "127.0.0.1"})


def test_the_next_free_port_is_taken() -> None:
    first = reaching.bound("127.0.0.1", 0)
    port = first.getsockname()[1]

    second = reaching.bound("127.0.0.1", port)

    assert second.getsockname()[1] > port
    first.close()
    second.close()


def test_an_address_is_drawn_for_a_phone() -> None:
    assert len(reaching.qr_code("http://192.168.0.5:4000/").splitlines()) > 10


def test_a_tab_that_does_not_listen_is_let_go_of() -> None:
    streams = Streams()
    deaf, other = streams.join("/a/", ""), streams.join("/b/", "")

    for _ in range(1000):
        streams.tell(deaf, "page", {})

    assert streams.tabs == (other,)


@pytest.mark.parametrize(
    ("environment", "begins"),
    [
        ({}, "vscode://"),
        ({"VISUAL": "cursor --wait", "EDITOR": "vi"}, "cursor://"),
        ({"EDITOR": "/usr/bin/code"}, "vscode://"),
        ({"EDITOR": "vim"}, ""),
        ({"EDITOR": '"'}, ""),
    ],
)
def test_the_editor_is_the_authors(environment: dict[str, str], begins: str) -> None:
    assert editor_of(environment).startswith(begins)
    assert bool(editor_of(environment)) == bool(begins)
