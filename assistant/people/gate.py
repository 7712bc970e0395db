"""The gate before the whole server: nothing behind it is reached without being somebody.

It is the outermost layer, written against ASGI itself, so that no route, mount or addition of a library can stand
beside it. Who asks is put into the request's scope, from where the page takes it; what a browser sends cannot.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from assistant.people.doors import Address, address_of
from assistant.people.identification import Connection, Headers, Identification
from assistant.people.page_sessions import PageSessions

if TYPE_CHECKING:
    from assistant.people.people import People
    from assistant.people.values import Visitor
    from assistant.settings import ServerSettings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

VISITOR: Final = "baocao.visitor"
CONNECTION: Final = "baocao.connection"
"""Where the scope says who asks and how the request came in."""
_LARGEST_BODY: Final = 4_000_000
_LARGEST_FORM: Final = 20_000
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Gate:
    """Lets a request through to ``application`` once it is known who sends it and that the address is theirs to use."""

    def __init__(self, application: Application, people: People, server: ServerSettings) -> None:
        self._application = application
        self._identification = Identification(people, server)
        self._pages = PageSessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI asks for it."""
        if scope["type"] == "http":
            await self._serve(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":  # the page has none
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._application(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = read_headers(scope)
        address = address_of(scope["method"], scope["path"])
        if address.door == "closed":
            return await _refuse(send, 404, "not_found")
        connection = self._identification.connection(scope, headers)
        if scope["method"] not in _SAFE and not is_same_origin(headers, from_proxy=connection.from_proxy):
            return await _refuse(send, 403, "other_origin")
        if address.door == "open":
            return await self._application(scope, receive, send)
        visitor = await asyncio.to_thread(self._identification.visitor, connection, headers)
        if visitor is None and address.door != "log_in":
            return await _to_log_in(send, scope, headers)
        if address.door == "uploading" and not _may_upload(visitor):
            return await _refuse(send, 403, "not_allowed")
        scope[VISITOR], scope[CONNECTION] = visitor, connection
        if address.page is None or visitor is None:
            is_upload = address.door == "uploading"
            return await self._application(scope, receive if is_upload else _limited(receive), send)
        body = await _read_body(receive) if address.page == "body" else b""
        page = None if body is None else _page_name(address, scope, body)
        if body is None or page is None:
            return await _refuse(send, 413 if body is None else 400, "request_invalid")
        if not self._pages.belongs(page, visitor.name):
            return await _refuse(send, 403, "other_page")
        return await self._application(scope, receive if address.page != "body" else _replayed(body, receive), send)


def visitor_in(scope: Scope) -> Visitor | None:
    """Who sends a request that came through the gate."""
    found: Visitor | None = scope.get(VISITOR)
    return found


def connection_in(scope: Scope) -> Connection:
    """How a request that came through the gate came in."""
    found: Connection = scope[CONNECTION]
    return found


def read_headers(scope: Scope) -> Headers:
    """The headers of a request by name, each with all of its values."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), _text(value))
    return found


def is_same_origin(headers: Headers, *, from_proxy: bool = False) -> bool:
    """Tell whether a request that changes something comes from a page of this server, as far as browsers say.

    Browsers send ``Origin`` with each such request; a program that sends none has no user's cookie either. A trusted
    proxy may have put the name that the browser asked for into ``X-Forwarded-Host``.
    """
    origins, hosts = headers.get("origin", ()), headers.get("host", ())
    hosts = headers.get("x-forwarded-host", hosts) if from_proxy else hosts
    if headers.get("sec-fetch-site", ("same-origin",))[0] not in ("same-origin", "none"):
        return False
    return not origins or (len(origins) == len(hosts) == 1 and urlsplit(origins[0]).netloc == hosts[0])


def _text(value: bytes) -> str:
    """A header's value; proxies send names of people as UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _may_upload(visitor: Visitor | None) -> bool:
    return visitor is not None and (visitor.writable is None or bool(visitor.writable))


def _page_name(address: Address, scope: Scope, body: bytes) -> str | None:
    """The name of the page that a request belongs to; ``None`` for a request that does not say so properly."""
    if address.page == "path":
        return str(scope["path"])[len(address.path) :]
    if address.page == "query":
        names = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])
        return names[0] if len(names) == 1 else None
    try:
        values = json.loads(body)
    except ValueError:
        return None
    name = values.get("session_hash") if isinstance(values, dict) else None
    return name if isinstance(name, str) else None


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; ``None`` if it is larger than any that the page sends."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _limited(receive: Receive) -> Receive:
    """End a body that is longer than any form of ours; what is cut reads as an incomplete form."""
    size = 0

    async def limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        return message if size <= _LARGEST_FORM else {"type": "http.request", "body": b"", "more_body": False}

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message.get("headers", ())}
            added = [*_HEADERS, (b"cache-control", b"no-store")]
            message["headers"] = [*message.get("headers", ()), *(one for one in added if one[0] not in names)]
        await send(message)

    return sending


async def _to_log_in(send: Send, scope: Scope, headers: Headers) -> None:
    """Send a person to the log-in page, and tell a program that somebody has to log in."""
    wants_page = scope["method"] in _SAFE and "text/html" in ",".join(headers.get("accept", ()))
    if not wants_page:
        await _refuse(send, 401, "log_in_needed")
        return
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/login")]})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, status: int, code: str) -> None:
    body = json.dumps({"ok": False, "error": {"code": code}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
