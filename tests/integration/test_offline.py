"""Nothing is sent anywhere: a whole run with every address but loopback blocked, telemetry of libraries included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.models import embedding_model, models_folder

REPOSITORY = Path(__file__).resolve().parents[2]
PROBE = """
import socket, sys
from pathlib import Path

tried = []
def refuse(name):
    def call(*arguments, **options):
        tried.append((name, repr(arguments[:2])))
        raise OSError("blocked")
    return call

real = socket.socket.connect
def connect(self, address):
    host = address[0] if isinstance(address, tuple) else ""
    if host in ("127.0.0.1", "::1", "localhost", ""):
        return real(self, address)
    return refuse("connect")(self, address)

socket.socket.connect = connect
socket.getaddrinfo = refuse("getaddrinfo")

from assistant.api import build_api
from assistant.composition import build_service
from assistant.settings import load_settings
from assistant.ui.app import mount_page

service = build_service(load_settings({"data_dir": sys.argv[1], "embedding_model": sys.argv[2]}))
outcomes = [outcome.outcome for outcome in service.ingest([Path(sys.argv[3])])]
answer = service.ask("Trung tâm đã khám bệnh cho bao nhiêu lượt người?")
mount_page(build_api(service), service)
service.close()
print(outcomes, answer.abstained, tried)
"""


@pytest.mark.model
def test_reading_searching_answering_and_building_the_page_ask_for_no_address(tmp_path: Path) -> None:
    embedding_model()
    report = tmp_path / "report.txt"
    report.write_text("Trong quý I, Trung tâm đã khám bệnh cho 3.210 lượt người.\n", encoding="utf-8")
    model = models_folder() / "multilingual-e5-small"
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE, str(tmp_path / "data"), str(model), str(report)],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    assert finished.stdout.strip().splitlines()[-1] == "['added'] False []"
