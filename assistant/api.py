"""The HTTP side beside the page: is the server alive, can it answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from assistant.errors import KNOWN_ERRORS
from assistant.messages import message_for

if TYPE_CHECKING:
    from assistant.service import Service


def build_api(service: Service) -> FastAPI:
    """Make the application that the page is mounted in; no documentation pages: they load remote scripts."""
    api = FastAPI(title="baocao", docs_url=None, redoc_url=None, openapi_url=None)

    @api.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "alive"}

    @api.get("/readyz")
    def ready() -> JSONResponse:
        readiness = service.ready()
        if readiness.state == "trouble":
            return JSONResponse({"status": "trouble", "code": readiness.code, "facts": dict(readiness.facts)}, 503)
        return JSONResponse({"status": readiness.state})

    for kind in KNOWN_ERRORS:
        api.add_exception_handler(kind, _canonical_error)
    return api


def _canonical_error(request: Request, error: Exception) -> JSONResponse:
    code = str(getattr(error, "code", "internal_error"))
    return JSONResponse({"ok": False, "error": {"code": code, "message": str(message_for(error, "en"))}}, 400)
