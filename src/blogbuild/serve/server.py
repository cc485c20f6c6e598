"""The site over HTTP: pages as a host such as GitHub Pages shows them, and what their preview script asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from blogbuild.errors import BlogError
from blogbuild.serve import paste, paths
from blogbuild.serve.client import script
from blogbuild.serve.guard import Guard
from blogbuild.serve.live import Live
from blogbuild.serve.pages import Page
from blogbuild.serve.showing import Missing

OWN: Final = "/-/blogbuild/"
_READS: Final = ("GET", "HEAD")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# So many seconds an image may take to come.
_PATIENCE: Final = 30
# So much is read of an image that is too large: a browser hears an answer only when it has sent everything.
_MOST_READ: Final = 6 * paste.LARGEST
_LONGEST_DIGEST: Final = 64
_FAULT: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>blogbuild</title></head>'
    "<body><h1>{}</h1><pre>{}</pre></body></html>"
)


def app(live: Live, guard: Guard) -> Starlette:
    """The application that answers browsers."""
    answer = partial(_answer, live, guard)
    return Starlette(routes=[Route("/{path:path}", answer, methods=[*_READS, "POST"])])


async def _answer(live: Live, guard: Guard, request: Request) -> Response:
    """The answer to any request."""
    if not guard.has_host(request.headers):
        return _refused(403, "this server does not go by that name; --host lets it be reached from elsewhere")
    address = _address(request)
    own = address.rpartition(OWN)[2] if OWN in address else None
    if own is not None:
        endpoint = _OWN.get((request.method.replace("HEAD", "GET"), own))
        return await endpoint(live, guard, request) if endpoint else _refused(404, "there is no such thing")
    if request.method not in _READS:
        return _refused(405, "pages are only read")
    return await _shown(live, guard, address, request)


async def _shown(live: Live, guard: Guard, address: str, request: Request) -> Response:
    """What the site has at an address."""
    try:
        found = await live.answer(address)
    except BlogError as broken:
        text = _FAULT.format("blogbuild", escape(str(broken)))
        page = Page(path="index.html", source="", content=text.encode())
        return _page(live, guard, page, address, status=500)
    if isinstance(found, paths.Redirect):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(found.path + query, 301, _HEADERS)
    if isinstance(found, Missing):
        page = found.page or Page(path="404.html", source="", content=b"404")
        return _page(live, guard, Page(path=page.path, source="", content=page.content), address, status=404)
    return _page(live, guard, found, address, status=200)


def _page(live: Live, guard: Guard, page: Page, address: str, *, status: int) -> Response:
    kind = paths.content_type(page.path)
    content = page.content
    if isinstance(content, Path):
        return _file(content, kind, status=status)
    if kind.startswith("text/html"):
        content = with_script(content, _tag(live, guard, page, address))
    return Response(content, status, {**_HEADERS, "Content-Type": kind})


def _file(file: Path, kind: str, *, status: int) -> Response:
    """A file that is copied as it is."""
    if not file.is_file():
        return _refused(404, "it is gone")
    if kind.startswith("text/css"):
        # A page that is about to change its dress waits for it: threads that read it piece by piece take longer.
        return Response(file.read_bytes(), status, {**_HEADERS, "Content-Type": kind})
    return FileResponse(file, status, _HEADERS, kind)


def with_script(content: bytes, tag: str) -> bytes:
    """A page with the tag of the preview's script before the end of its body."""
    at = content.lower().rfind(b"</body")
    at = len(content) if at < 0 else at
    return content[:at] + tag.encode() + content[at:]


def _tag(live: Live, guard: Guard, page: Page, address: str) -> str:
    given = {
        "src": quote(live.preview.base_path) + OWN + "client.js",
        "data-token": guard.token,
        "data-page": address,
        "data-digest": page.digest,
        "data-source": page.source,
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in given.items())
    return f"<script {attributes}></script>"


# What the script asks for


async def _script(_: Live, guard: Guard, request: Request) -> Response:
    if not guard.is_own(request.headers):
        return _refused(403, "only pages of this server may have it")
    return Response(script(), 200, {**_HEADERS, "Content-Type": "text/javascript; charset=utf-8"})


async def _events(live: Live, guard: Guard, request: Request) -> Response:
    if not guard.is_own(request.headers):
        return _refused(403, "only pages of this server may listen")
    if request.method == "HEAD":
        return Response(None, 200, _HEADERS)
    page, digest = request.query_params.get("page", "/"), request.query_params.get("digest", "")
    tab = await live.join(page, digest[:_LONGEST_DIGEST])
    headers = {**_HEADERS, "Content-Type": "text/event-stream; charset=utf-8"}
    return StreamingResponse(live.streams.stream(tab), 200, headers)


async def _image(live: Live, guard: Guard, request: Request) -> Response:
    if not guard.may_write(request.headers):
        return _refused(403, "only a page of this server may send an image")
    source = request.query_params.get("source", "")
    if not await live.call(live.preview.is_source, source):
        return _refused(404, "there is no such post")
    try:
        async with asyncio.timeout(_PATIENCE):
            content = await _body(request)
        kind = request.headers.get("content-type", "")
        saved = await live.call(paste.paste, live.root, source, content, kind)
    except (TimeoutError, ClientDisconnect):
        return _refused(408, "the image did not come")
    except paste.RefusedError as refused:
        return _refused(refused.status, str(refused))
    except OSError as failed:
        return _refused(500, f"it cannot be saved: {failed.strerror}")
    return JSONResponse({"markdown": saved.markdown, "path": saved.path}, 200, _HEADERS)


async def _body(request: Request) -> bytes:
    """What is sent with a request, if it is not too much. Raises TooLargeError."""
    content = bytearray()
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _MOST_READ:
            break
        if size <= paste.LARGEST:
            content += piece
    if size > paste.LARGEST:
        raise paste.TooLargeError
    return bytes(content)


_OWN: Final[Mapping[tuple[str, str], Callable[[Live, Guard, Request], Awaitable[Response]]]] = {
    ("GET", "client.js"): _script,
    ("GET", "events"): _events,
    ("POST", "image"): _image,
}


def _address(request: Request) -> str:
    """The path that was asked for, as it was sent."""
    raw = request.scope.get("raw_path")
    return raw.decode("ascii", errors="replace") if isinstance(raw, bytes) else quote(request.scope["path"])


def _refused(status: int, why: str) -> Response:
    # A body that nobody reads must not be waited for: the connection ends here.
    return JSONResponse({"error": why}, status, {**_HEADERS, "Connection": "close"})
