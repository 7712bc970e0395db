"""Serves the page over ``ScriptedService``.

``python -m tests.e2e.scripted_server PORT [PAUSE_SECONDS [MODEL_STATE]]``
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI

from assistant.ui.app import mount_page
from tests.e2e.scripted_service import ScriptedService


def main() -> None:
    port, pause = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    model = sys.argv[3] if len(sys.argv) > 3 else "absent"
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"state": "alive"}

    service = ScriptedService(pause_seconds=pause, model=model)

    @app.get("/forget")
    def forget() -> dict[str, str]:
        service.forget_conversations()
        return {"state": "forgotten"}

    mount_page(app, service)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
