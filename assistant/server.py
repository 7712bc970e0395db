"""Start the page: check the address, build the service, listen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AddressNotAllowed, PortInUse

if TYPE_CHECKING:
    from assistant.people.gate import Gate
    from assistant.service import Service
    from assistant.settings import Settings


def serve(settings: Settings, *, sample: Path | None, announce: Callable[[str], None]) -> None:
    """Serve the page until interrupted; ``sample`` is added first when the library holds nothing.

    Raises ``AddressNotAllowed`` off loopback without accounts, and ``PortInUse``.
    """
    import uvicorn

    from assistant.composition import build_service
    from assistant.housekeeping import Housekeeping
    from assistant.people.people import People

    with closing(People.in_folder(settings)) as people:
        check_address(settings.server.host, has_accounts=people.has_accounts())
    listener = listen(settings.server.host, settings.server.port)
    service = build_service(settings, answer_on=True)
    housekeeping = Housekeeping(lambda: service.care.clean_up())
    try:
        if sample is not None:
            add_sample(service, sample, announce)
        threading.Thread(target=service.warm, name="warming", daemon=True).start()
        service.start_work()
        housekeeping.start()
        application = build_application(service, settings)
        port = listener.getsockname()[1]
        announce(f"http://{settings.server.host}:{port}")
        # what a proxy says of the browser is believed by the gate only, which knows the trusted ones
        config = uvicorn.Config(application, log_level="warning", proxy_headers=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        housekeeping.stop()
        service.close()
        listener.close()


def build_application(service: Service, settings: Settings) -> Gate:
    """Put everything together that is served: the gate, and behind it the page, the log-in and the health checks."""
    from assistant.api import build_api
    from assistant.people.gate import Gate
    from assistant.ui.app import mount_page
    from assistant.ui.asker import visitor_of_request
    from assistant.ui.log_in_page import add_log_in

    api = add_log_in(build_api(service), service.people, least_characters=settings.access.password_characters)
    page = mount_page(api, service, concurrency=settings.server.max_concurrent_questions, identify=visitor_of_request)
    return Gate(page, service.people, settings.server)


def add_sample(service: Service, sample: Path, announce: Callable[[str], None]) -> None:
    """Add the reports of a folder to a library that holds nothing yet."""
    summary = service.library_summary()
    if summary.indexed or summary.refused:
        return
    for outcome in service.ingest([sample]):
        announce(f"{outcome.outcome}: {outcome.source}" + (f" ({outcome.code})" if outcome.code else ""))


def check_address(host: str, *, has_accounts: bool = False) -> None:
    """Refuse every address but this machine's own where there are no accounts: anybody in the network could read."""
    from assistant.people.identification import is_local

    if not is_local(host) and not has_accounts:
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
