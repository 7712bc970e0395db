"""Start the page: check the address, build the service, listen."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AddressNotAllowed, PortInUse

if TYPE_CHECKING:
    from assistant.service import Service
    from assistant.settings import Settings


def serve(settings: Settings, *, sample: Path | None, announce: Callable[[str], None]) -> None:
    """Serve the page until interrupted; ``sample`` is added first when the library holds nothing.

    Raises ``AddressNotAllowed`` off loopback and ``PortInUse``.
    """
    import uvicorn

    from assistant.api import build_api
    from assistant.composition import build_service
    from assistant.ui.app import mount_page

    check_address(settings.server.host)
    listener = listen(settings.server.host, settings.server.port)
    service = build_service(settings, answer_on=True)
    try:
        if sample is not None:
            add_sample(service, sample, announce)
        threading.Thread(target=service.warm, name="warming", daemon=True).start()
        service.start_work()
        application = mount_page(build_api(service), service, concurrency=settings.server.max_concurrent_questions)
        port = listener.getsockname()[1]
        announce(f"http://{settings.server.host}:{port}")
        uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])
    finally:
        service.close()
        listener.close()


def add_sample(service: Service, sample: Path, announce: Callable[[str], None]) -> None:
    """Add the reports of a folder to a library that holds nothing yet."""
    summary = service.library_summary()
    if summary.indexed or summary.refused:
        return
    for outcome in service.ingest([sample]):
        announce(f"{outcome.outcome}: {outcome.source}" + (f" ({outcome.code})" if outcome.code else ""))


def check_address(host: str) -> None:
    """Refuse every address but this machine's own: without users anybody in the network could read the reports."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise AddressNotAllowed(host=host)


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow is done, so that a second start fails at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortInUse(host=host, port=port) from error
    return listener
