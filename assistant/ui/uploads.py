"""Files on their way from a browser to the data folder: streamed to the disk as they come, then queued together.

The page's script sends each file as the body of a request of its own, so that nothing is held in memory and a bar can
show how far it is. What it gets back is a token that only the same person can queue; where the bytes lie is not told.
"""

from __future__ import annotations

import io
import json
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from anyio import from_thread, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from assistant.errors import KNOWN_ERRORS, NotAllowed
from assistant.messages import message_for
from assistant.people.values import Visitor
from assistant.ui.languages import choose_language
from ingest.jobs.records import Upload
from vectorstore.records import Language

if TYPE_CHECKING:
    from assistant.ui.asker import PageServices

VisitorOf = Callable[[Request], Visitor | None]
UPLOAD_PATH: Final = "/library/upload"
QUEUE_PATH: Final = "/library/queue"
_MOST_WAITING: Final = 20_000
_LONGEST_NAME: Final = 1_000


class Waiting:
    """Uploads that have come and are not queued yet, by token; each belongs to whoever sent it."""

    def __init__(self) -> None:
        self._uploads: dict[str, tuple[str, Upload]] = {}
        self._lock = threading.Lock()

    def put(self, owner: str, upload: Upload) -> str:
        """Remember an upload; give its token."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            while len(self._uploads) >= _MOST_WAITING:
                del self._uploads[next(iter(self._uploads))]
            self._uploads[token] = owner, upload
        return token

    def take(self, owner: str, tokens: Sequence[str]) -> list[Upload]:
        """Give the uploads with these tokens and forget them; another's are not there."""
        with self._lock:
            mine = [token for token in dict.fromkeys(tokens) if self._uploads.get(token, ("",))[0] == owner]
            return [self._uploads.pop(token)[1] for token in mine]


class BodyStream(io.RawIOBase):
    """The body of a request as a file, for a worker thread: each read waits for what the browser sends next."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        view = memoryview(target)
        while not self._rest:
            try:
                self._rest = from_thread.run(self._next)
            except StopAsyncIteration:
                return 0
            if not self._rest:
                return 0
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    async def _next(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                return chunk
        return b""


def add_uploads(app: FastAPI, services: PageServices, visitor_of: VisitorOf) -> None:
    """Offer the two addresses; ``visitor_of`` says who sent a request (``None``: nobody who may)."""
    waiting = Waiting()

    def asking(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor is None:
            raise NotAllowed
        return visitor

    async def receive(request: Request) -> JSONResponse:
        """Write one file to the data folder as it comes."""
        try:
            visitor = asking(request)
            name = unquote(request.headers.get("x-file-name", ""))[:_LONGEST_NAME]
            care = services.for_visitor(visitor).care
            stream = cast(Any, BodyStream(request.stream()))
            upload = await to_thread.run_sync(care.receive, stream, name)
        except KNOWN_ERRORS as error:
            return _refused(error, _language(request))
        return JSONResponse({"ok": True, "token": waiting.put(visitor.name, upload), "size": upload.size})

    async def queue(request: Request) -> JSONResponse:
        """Queue what has come."""
        try:
            visitor = asking(request)
            tokens, collection = _wanted(await request.body())
            uploads = waiting.take(visitor.name, tokens)
            if not uploads:
                return JSONResponse({"ok": False, "error": {"code": "request_invalid"}}, 400)
            care = services.for_visitor(visitor).care
            job = await to_thread.run_sync(care.enqueue_uploads, uploads, collection)
        except KNOWN_ERRORS as error:
            return _refused(error, _language(request))
        return JSONResponse({"ok": True, "job": job.job_id})

    app.add_api_route(UPLOAD_PATH, receive, methods=["POST"], response_model=None)
    app.add_api_route(QUEUE_PATH, queue, methods=["POST"], response_model=None)


def _wanted(body: bytes) -> tuple[list[str], str]:
    """The tokens and the collection of a request; what makes no sense is empty."""
    try:
        values = json.loads(body)
    except ValueError:
        return [], "default"
    if not isinstance(values, dict):
        return [], "default"
    tokens, collection = values.get("uploads"), values.get("collection")
    listed = [one for one in tokens if isinstance(one, str)] if isinstance(tokens, list) else []
    name = " ".join(collection.split())[:80] if isinstance(collection, str) else ""
    return listed, name or "default"


def _language(request: Request) -> Language:
    return choose_language(request.headers.get("x-page-language", ""), request.headers.get("accept-language"))


def _refused(error: Exception, language: Language) -> JSONResponse:
    code = str(getattr(error, "code", "internal_error"))
    status = 403 if isinstance(error, NotAllowed) else 413 if code == "too_large" else 400
    return JSONResponse({"ok": False, "error": {"code": code, "message": str(message_for(error, language))}}, status)
