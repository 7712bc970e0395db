"""The addresses ``/login``, ``/logout`` and ``/password``: forms that work without script, in three languages."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import LogInFailed, LogInLocked, PasswordRefused
from assistant.messages import message_for
from assistant.people.gate import connection_in, visitor_in
from assistant.ui.languages import choose_language
from assistant.ui.render.log_in import render_log_in, render_password
from assistant.ui.texts import Texts, load_texts

if TYPE_CHECKING:
    from assistant.people.people import People

_LANGUAGE_COOKIE: Final = "baocao_language"


def add_log_in(app: FastAPI, people: People, *, least_characters: int) -> FastAPI:
    """Add the addresses to an application that stands behind the gate."""

    @app.get("/login")
    async def show_log_in(request: Request, changed: bool = False) -> Response:
        if visitor_in(request.scope) is not None:
            return RedirectResponse("/", 303)
        texts, nonce = _texts(request), _nonce()
        return _shown(render_log_in(texts, nonce, changed=changed), request, texts, nonce)

    @app.post("/login")
    async def log_in(request: Request) -> Response:
        texts, nonce, connection = _texts(request), _nonce(), connection_in(request.scope)
        fields = await _fields(request, "name", "password")
        name, password = fields
        if not name.strip() or not password:
            page = render_log_in(texts, nonce, name=name, problem=[texts("log_in.incomplete")])
            return _shown(page, request, texts, nonce, status=400)
        try:
            token = await run_in_threadpool(people.log_in, name, password, connection.address, connection.token)
        except (LogInFailed, LogInLocked) as error:
            page = render_log_in(texts, nonce, name=name, problem=_words(error, texts))
            return _shown(page, request, texts, nonce, status=_status(error))
        reply = RedirectResponse("/", 303)
        reply.set_cookie(
            connection.cookie_name, token, path="/", secure=connection.is_https, httponly=True, samesite="strict"
        )
        return reply

    @app.post("/logout")
    async def log_out(request: Request) -> Response:
        connection = connection_in(request.scope)
        if connection.token is not None:
            await run_in_threadpool(people.log_out, connection.token, connection.address)
        return _without_cookie(RedirectResponse("/login", 303), request)

    @app.get("/password")
    async def show_password(request: Request) -> Response:
        visitor = visitor_in(request.scope)
        if visitor is None or not visitor.is_account:
            return RedirectResponse("/", 303)
        texts, nonce = _texts(request), _nonce()
        return _shown(render_password(texts, nonce, name=visitor.name, least=least_characters), request, texts, nonce)

    @app.post("/password")
    async def change_password(request: Request) -> Response:
        visitor, connection = visitor_in(request.scope), connection_in(request.scope)
        if visitor is None or not visitor.is_account:
            return RedirectResponse("/", 303)
        texts, nonce = _texts(request), _nonce()
        old, new, again = await _fields(request, "old", "new", "again")
        if new != again or not old or not new:
            problem, status = [texts("log_in.differ" if new != again else "log_in.incomplete")], 400
        else:
            try:
                await run_in_threadpool(people.change_password, visitor.name, old, new, connection.address)
                return _without_cookie(RedirectResponse("/login?changed=1", 303), request)
            except (LogInFailed, LogInLocked, PasswordRefused) as error:
                problem, status = _words(error, texts), _status(error)
        page = render_password(texts, nonce, name=visitor.name, least=least_characters, problem=problem)
        return _shown(page, request, texts, nonce, status=status)

    return app


async def _fields(request: Request, *names: str) -> tuple[str, ...]:
    """The texts of a form; what is missing, too long or a file is empty."""
    form = await request.form(max_files=0, max_fields=8)
    values = (form.get(name) for name in names)
    return tuple(value if isinstance(value, str) and len(value) <= 1000 else "" for value in values)


def _texts(request: Request) -> Texts:
    remembered = request.query_params.get("language") or request.cookies.get(_LANGUAGE_COOKIE)
    return load_texts(choose_language(remembered, request.headers.get("accept-language")))


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def _shown(page: str, request: Request, texts: Texts, nonce: str, *, status: int = 200) -> Response:
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    reply = HTMLResponse(page, status, headers={"Content-Security-Policy": policy})
    if "language" in request.query_params:
        reply.set_cookie(_LANGUAGE_COOKIE, texts.language, max_age=31_536_000, samesite="lax", httponly=True)
    return reply


def _without_cookie(reply: RedirectResponse, request: Request) -> Response:
    connection = connection_in(request.scope)
    reply.delete_cookie(connection.cookie_name, path="/", secure=connection.is_https, httponly=True, samesite="strict")
    return reply


def _words(error: Exception, texts: Texts) -> list[str]:
    worded = message_for(error, texts.language)
    return [sentence for sentence in (worded.happened, worded.meaning, worded.remedy) if sentence]


def _status(error: Exception) -> int:
    if isinstance(error, LogInLocked):
        return 429
    return 401 if isinstance(error, LogInFailed) else 400
