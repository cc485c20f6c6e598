"""What browsers get, and what foes don't."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from blogbuild.serve import paste
from blogs import Blog, blog_in
from previews import clean
from serving import HEAD, LONGEST, Listener, Served, read_all, serving

POST = "content/posts/2025-03-14-a.md"
KOREAN = "content/posts/2025-03-15-회고.md"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
TAG = re.compile(
    r'<script src="([^"]*)" data-token="([^"]*)" data-page="([^"]*)" data-digest="(\w*)" '
    r'data-source="([^"]*)"></script>'
)


@pytest.fixture
def own(blog: Blog) -> Blog:
    blog.settings('permalink = "/:title/"\n')
    blog.write(POST, "---\ntitle: 하나\n---\n본문\n")
    blog.write(KOREAN, "---\ntitle: 회고\n---\n본문\n")
    blog.write("layouts/404.html", "<html><body>nicht da</body></html>")
    blog.write("layouts/post.html", "<html><body>{{ post.title }} {{ post.body.html }}</body></html>")
    blog.write("static/film.mp4", bytes(range(256)) * 8)
    blog.write("static/plain.html", "<p>ohne</p>")
    blog.write("secret.txt", "geheim")
    return blog


@pytest.fixture
def served(own: Blog) -> Iterator[Served]:
    with serving(own.root) as served:
        yield served


def tag_of(text: str) -> tuple[str, ...]:
    found = TAG.search(text)
    assert found, text
    return tuple(unescape(value) for value in found.groups())


# What browsers get


def test_a_page_is_what_a_build_writes_and_one_script(own: Blog, served: Served, tmp_path: Path) -> None:
    built = clean(own.root, tmp_path / "clean")
    assert built

    for path, content in built.items():
        shown = served.get(f"/{quote(path)}").text if path.endswith(".html") else ""

        assert TAG.sub("", shown) == (content.decode() if shown else "")
        assert len(TAG.findall(shown)) == (1 if shown else 0)


def test_the_script_knows_its_page(served: Served) -> None:
    answer = served.get("/%ED%9A%8C%EA%B3%A0/")

    source, token, page, digest, file = tag_of(answer.text)
    assert (source, page, file) == ("/-/blogbuild/client.js", "/%ED%9A%8C%EA%B3%A0/", KOREAN)
    assert token == served.guard.token
    assert digest
    assert answer.text.endswith("</script></body></html>")


def test_the_script_stands_at_the_end_of_a_page_without_a_body(served: Served) -> None:
    assert TAG.sub("", served.get("/plain.html").text) == "<p>ohne</p>"
    assert served.get("/plain.html").text.endswith("></script>")


def test_what_is_not_there_is_the_404_page(served: Served) -> None:
    answer = served.get("/nirgends/")

    assert answer.status == 404
    assert answer.text.startswith("<html><body>nicht da<script")
    assert tag_of(answer.text)[3] == ""


@pytest.mark.parametrize(
    ("path", "to"), [("/a", "/a/"), ("/a?x=1", "/a/?x=1"), ("/%ED%9A%8C%EA%B3%A0", "/%ED%9A%8C%EA%B3%A0/")]
)
def test_a_folder_without_its_slash_leads_to_it(served: Served, path: str, to: str) -> None:
    answer = served.get(path)

    assert (answer.status, answer.headers["location"]) == (301, to)


def test_the_base_path_is_respected(own: Blog) -> None:
    own.settings('permalink = "/:title/"\nbase_path = "/base"\n')
    with serving(own.root) as served:
        assert served.get("/base/a/").status == 200
        assert tag_of(served.get("/base/a/").text)[0] == "/base/-/blogbuild/client.js"
        assert served.get("/a/").status == 404
        assert served.get("/").headers["location"] == "/base/"
        assert served.get("/base").headers["location"] == "/base/"
        assert served.get("/base/-/blogbuild/client.js").status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/film.mp4", "video/mp4"),
        ("/-/blogbuild/client.js", "text/javascript; charset=utf-8"),
    ],
)
def test_everything_has_its_type_and_is_not_kept(served: Served, path: str, kind: str) -> None:
    answer = served.get(path)

    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"


def test_a_part_of_a_film_is_given(served: Served) -> None:
    answer = served.get("/film.mp4", {"Range": "bytes=10-19"})

    assert answer.status == 206
    assert answer.body == bytes(range(10, 20))
    assert answer.headers["content-range"] == "bytes 10-19/2048"


def test_a_head_has_no_body(served: Served) -> None:
    answer = served.get("/a/", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_a_page_that_cannot_be_made_says_why_and_comes_by_itself(own: Blog) -> None:
    file = own.write("layouts/post.html", "{% if %}")
    with serving(own.root) as served:
        answer = served.get("/a/")
        tab = Listener(served, "/a/")
        event, hello = tab.next()
        own.write("layouts/post.html", "heil")
        served.tell(file)

        assert answer.status == 500
        assert "layouts/post.html:1" in unescape(answer.text)
        assert (event, hello["problems"][0]["path"]) == ("hello", "layouts/post.html")
        assert [tab.next()[0] for _ in range(2)] == ["page", "problems"]
        tab.close()


# What tabs are told


def test_a_tab_is_told_when_its_page_is_another(own: Blog, served: Served) -> None:
    digest = tag_of(served.get("/a/").text)[3]
    tab = Listener(served, "/a/", digest)
    hello = tab.next()

    served.tell(own.write(POST, "---\ntitle: 하나\n---\nneu\n"))
    event, data = tab.next()

    assert hello == ("hello", {"digest": digest, "problems": []})
    assert event == "page"
    assert data["digest"] == tag_of(served.get("/a/").text)[3] != digest
    tab.close()


def test_a_tab_that_was_away_is_told_what_there_is_now(own: Blog, served: Served) -> None:
    served.tell(own.write(POST, "---\ntitle: 하나\n---\nneu\n"))
    tab = Listener(served, "/a/", "0123456789abcdef")

    assert tab.next()[1]["digest"] == tag_of(served.get("/a/").text)[3]
    tab.close()


def test_a_tab_elsewhere_is_offered_the_way(own: Blog, served: Served) -> None:
    tab = Listener(served, "/")
    tab.next()

    served.tell(own.write(KOREAN, "---\ntitle: 회고\n---\nneu\n"))

    assert tab.next() == ("elsewhere", {"url": "/%ED%9A%8C%EA%B3%A0/", "title": "회고", "follow": False})
    tab.close()


def test_a_tab_is_told_that_its_page_is_gone(own: Blog, served: Served) -> None:
    served.get("/a/")
    tab = Listener(served, "/a/")
    tab.next()

    (own.root / POST).unlink()
    served.tell(own.root / POST)

    assert tab.next() == ("gone", {})
    tab.close()


def test_a_style_sheet_is_swapped_without_the_page(own: Blog) -> None:
    own.write("layouts/post.html", """<link rel="stylesheet" href="{{ 'x.css' | asset_url }}">""")
    own.write("static/x.css", "a{}")
    with serving(own.root) as served:
        tab = Listener(served, "/a/", tag_of(served.get("/a/").text)[3])
        tab.next()

        served.tell(own.write("static/x.css", "b{}"))
        event, data = tab.next()

        assert (event, data["path"]) == ("style", "/x.css")
        assert data["href"] in served.get("/a/").text
        tab.close()


def test_a_fault_is_told_with_its_lines_and_mended(own: Blog, served: Served) -> None:
    tab = Listener(served, "/a/", tag_of(served.get("/a/").text)[3])
    tab.next()

    served.tell(own.write(POST, "---\ntitle: 하나\ndate: never\n---\nneu\n"))
    broken = tab.next()
    served.tell(own.write(POST, "---\ntitle: 하나\n---\n본문\n"))
    mended = tab.next()

    [problem] = broken[1]["problems"]
    assert (problem["path"], problem["line"], problem["kind"], problem["fatal"]) == (POST, 3, "error", True)
    assert [3, "date: never"] in problem["excerpt"]
    assert mended == ("problems", {"problems": []})
    assert served.heard.mends == 1
    assert len(served.heard.problems) == 1
    tab.close()


# What foes don't get


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/a/../../secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "//secret.txt",
        "/./../secret.txt",
        "/static/../../secret.txt",
        "/a/%00../../secret.txt",
        "/site.toml",
        "/content/posts/2025-03-14-a.md",
        "/.blogbuild/preview/.blogbuild/cache.sqlite",
        "/-/blogbuild/../../../secret.txt",
        "/-/blogbuild/%2e%2e/client.css",
        "/-/blogbuild/client.css",
        "/ⅰ",
        "/%ff",
    ],
)
def test_no_path_leads_out_of_the_site(served: Served, path: str) -> None:
    sent = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n"

    answer = served.raw(sent.encode())

    assert re.match(rb"HTTP/1\.1 (404|400|301) ", answer), answer
    assert b"geheim" not in answer
    assert b"permalink" not in answer


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""])
def test_a_foreign_host_gets_nothing(served: Served, host: str) -> None:
    answer = served.get("/a/", {"Host": host.format(port=served.port)})

    assert answer.status == 403
    assert "하나" not in answer.text


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_the_own_names_are_known(served: Served, host: str) -> None:
    assert served.get("/a/", {"Host": host.format(port=served.port)}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
        {"X-Blogbuild-Token": "falsch"},
        {"X-Blogbuild-Token": ""},
    ],
)
def test_no_foreign_page_writes(own: Blog, served: Served, headers: dict[str, str]) -> None:
    before = (own.root / POST).read_bytes()
    given = {"X-Blogbuild-Token": served.guard.token, "Content-Type": "image/png", **headers}

    answer = served.ask("POST", f"/-/blogbuild/image?source={POST}", given, PNG)

    assert answer.status == 403
    assert (own.root / POST).read_bytes() == before


@pytest.mark.parametrize("path", ["/-/blogbuild/events?page=/", "/-/blogbuild/client.js"])
def test_no_foreign_page_listens(served: Served, path: str) -> None:
    assert served.get(path, {"Origin": "http://evil.example"}).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(served: Served, method: str) -> None:
    assert served.ask(method, "/a/").status == 405


def test_a_head_that_is_too_long_is_refused(served: Served) -> None:
    answer = served.raw(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * (HEAD * 20))

    assert not answer or answer.startswith(b"HTTP/1.1 4")
    assert served.get("/").status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GE",
        b"GET / HTTP/1.1\r\nHost: ",
        b"GET / HTTP/1.1\r\n",
        b"\0\0\0\0",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_what_is_no_request_ends_with_its_connection(served: Served, sent: bytes) -> None:
    served.raw(sent)  # returns when the server has ended the connection

    assert served.get("/").status == 200


def test_an_image_that_does_not_come_is_not_waited_for_by_others(served: Served) -> None:
    head = (
        f"POST /-/blogbuild/image?source={POST} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        "Content-Type: image/png\r\n"
        f"X-Blogbuild-Token: {served.guard.token}\r\nContent-Length: 5000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), LONGEST) as half:
        half.sendall(head.encode() + PNG)

        assert served.get("/a/").status == 200


def test_many_idle_connections_disturb_nobody(served: Served) -> None:
    idle = [socket.create_connection(("127.0.0.1", served.port), LONGEST) for _ in range(60)]

    assert served.get("/a/").status == 200
    assert [read_all(connection) for connection in idle] == [b""] * 60
    for connection in idle:
        connection.close()


def test_tabs_that_come_and_go_leave_nothing_behind(own: Blog, served: Served) -> None:
    for _ in range(50):
        Listener(served, "/a/").close()
    tab = Listener(served, "/a/")
    tab.next()

    for number in range(3):
        served.tell(own.write(POST, f"---\ntitle: 하나\n---\n{number}\n"))

    assert [tab.next()[0] for _ in range(3)] == ["page"] * 3
    tab.close()


# An image


def send(served: Served, content: bytes, kind: str = "image/png", source: str = POST) -> tuple[int, str]:
    headers = {"X-Blogbuild-Token": served.guard.token, "Content-Type": kind, "Origin": served.origin}
    answer = served.ask("POST", f"/-/blogbuild/image?source={source}", headers, content)
    return answer.status, answer.text


def test_an_image_is_saved_beside_its_post(own: Blog, served: Served) -> None:
    status, text = send(served, PNG)

    assert (status, text) == (200, '{"markdown":"![](a-1.png)","path":"content/posts/a-1.png"}')
    assert (own.root / "content/posts/a-1.png").read_bytes() == PNG
    assert (own.root / POST).read_text() == "---\ntitle: 하나\n---\n본문\n\n![](a-1.png)\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg/>", "image/svg+xml"),
        (b"GIF89a", "image/png"),
        (b"", "image/png"),
        (PNG, "text/html"),
        (b"MZ", "image/png"),
    ],
)
def test_only_images_are_taken(own: Blog, served: Served, content: bytes, kind: str) -> None:
    assert send(served, content, kind)[0] == 415
    assert not list((own.root / "content/posts").glob("a-*"))


def test_an_image_that_is_too_large_is_refused(own: Blog, served: Served) -> None:
    assert send(served, PNG + b"\0" * paste.LARGEST)[0] == 413
    assert not list((own.root / "content/posts").glob("a-*"))


@pytest.mark.parametrize(
    "source", ["secret.txt", "../x.md", "site.toml", "", "content/posts/none.md", "layouts/post.html"]
)
def test_an_image_goes_to_a_post_and_nowhere_else(own: Blog, served: Served, source: str) -> None:
    assert send(served, PNG, source=source)[0] == 404
    assert (own.root / "secret.txt").read_text() == "geheim"


def test_a_plain_blog_is_served_without_anything_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with serving(blog_in(tmp_path / "empty").root) as served:
        assert served.get("/").status == 200
