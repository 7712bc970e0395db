"""The local model's process dies, hangs or never starts; a request is answered all the same, or says what happened.

A scripted process stands in for the model; the last tests run a real one where it is on disk.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from assistant.answering.answer import TextDelta
from assistant.cancellation import Cancellation, Cancelled
from assistant.errors import ChatModelFailed, ChatModelTimeout
from assistant.language_model.chat_model import ChatMessage, WritingRules
from assistant.language_model.chosen_model import ChosenModel, choose_model
from assistant.language_model.llama_server import estimate_tokens
from assistant.language_model.local_model import LocalModel, LocalModelParts
from assistant.language_model.model_process import ModelProcess
from assistant.language_model.model_stream import TimeLimits
from assistant.settings import ModelSettings, Settings
from tests.models import language_model

REPOSITORY = Path(__file__).resolve().parents[2]
MESSAGES = (ChatMessage("user", "Có bao nhiêu đơn vị?"),)
PATIENT = TimeLimits(first=30, total=60)
Make = Callable[..., LocalModel]


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.chdir(REPOSITORY)
    starts = tmp_path / "starts"
    starts.mkdir()
    made: list[LocalModel] = []

    def make(*scenarios: str, limits: TimeLimits = PATIENT, start_seconds: float = 60) -> LocalModel:
        command = (sys.executable, "-m", "tests.scripted_host", str(starts), *scenarios)
        parts = LocalModelParts(
            launch=lambda api_key: ModelProcess("{}\n", command),
            slots=2,
            limits=limits,
            log=tmp_path / "model.log",
            start_seconds=start_seconds,
        )
        made.append(LocalModel("m", parts))
        return made[-1]

    yield make
    for model in made:
        model.close()


def starts(tmp_path: Path) -> list[int]:
    """Process numbers of the starts, in order."""
    return [int(path.name.split("-")[2]) for path in sorted((tmp_path / "starts").iterdir())]


def answer(model: LocalModel, cancellation: Cancellation | None = None) -> list[str]:
    events = model.stream(MESSAGES, max_tokens=9, cancellation=cancellation or Cancellation())
    return [event.text for event in events if isinstance(event, TextDelta)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_with_the_first_request_and_ends_when_closed(local: Make, tmp_path: Path) -> None:
    model = local("serve")
    assert model.state().state == "starting"
    assert answer(model) == ["Có ", "13 ", "đơn vị."]
    assert model.state().state == "ready"
    assert model.count_tokens("một hai ba") == 3
    model.close()
    [pid] = starts(tmp_path)
    assert not is_running(pid)
    with pytest.raises(ChatModelFailed, match="switched off"):
        answer(model)


def test_a_process_that_dies_is_started_again_and_no_text_comes_twice(local: Make, tmp_path: Path) -> None:
    model = local("die", "serve")
    assert answer(model) == ["Có ", "13 ", "đơn vị."]
    assert len(starts(tmp_path)) == 2
    assert model.state().state == "ready"


def test_a_second_death_is_reported_and_the_next_start_waits(local: Make, tmp_path: Path) -> None:
    model = local("die")
    with pytest.raises(ChatModelFailed, match="the connection broke"):
        answer(model)
    assert len(starts(tmp_path)) == 2
    assert (model.state().state, model.state().code) == ("failed", "chat_model_failed")
    with pytest.raises(ChatModelFailed, match="it failed 2 times; it is started again in"):
        answer(model)
    assert len(starts(tmp_path)) == 2
    assert "scenario die" in (tmp_path / "model.log").read_text(encoding="utf-8")


def test_a_process_that_hangs_is_killed_and_started_again(local: Make, tmp_path: Path) -> None:
    model = local("hang", "serve", limits=TimeLimits(first=2, total=30))
    assert answer(model) == ["Có ", "13 ", "đơn vị."]
    first, _second = starts(tmp_path)
    assert not is_running(first)


def test_a_process_that_hangs_twice_is_late(local: Make) -> None:
    with pytest.raises(ChatModelTimeout):
        answer(local("hang", limits=TimeLimits(first=1, total=30)))


@pytest.mark.parametrize(
    ("scenario", "detail"),
    [
        ("crash", "it ended while it was starting (exit status 3)"),
        ("refuse", "no memory"),
        ("never", "it did not start within 2 seconds"),
    ],
)
def test_a_process_that_does_not_come_to_serve_says_why(
    local: Make, tmp_path: Path, scenario: str, detail: str
) -> None:
    model = local(scenario, start_seconds=2)
    with pytest.raises(ChatModelFailed) as caught:
        answer(model)
    assert caught.value.facts == {"name": "m", "detail": detail}
    assert not any(is_running(pid) for pid in starts(tmp_path))


def test_requests_that_come_while_it_starts_share_one_process(local: Make, tmp_path: Path) -> None:
    model = local("serve")
    texts: list[str] = []
    asking = [threading.Thread(target=lambda: texts.append("".join(answer(model)))) for _ in range(6)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert texts == ["Có 13 đơn vị."] * 6
    assert len(starts(tmp_path)) == 1


def test_giving_up_while_it_starts_does_not_wait_for_it(local: Make) -> None:
    model = local("never")
    cancellation = Cancellation()
    threading.Timer(0.2, cancellation.cancel).start()
    with pytest.raises(Cancelled):
        answer(model, cancellation)


def test_the_process_ends_when_the_one_that_started_it_is_killed(tmp_path: Path) -> None:
    (tmp_path / "starts").mkdir()
    host = f"(sys.executable, '-m', 'tests.scripted_host', {str(tmp_path / 'starts')!r}, 'never')"
    parent = (
        "import sys, time; from assistant.language_model.model_process import ModelProcess; "
        f"p = ModelProcess('{{}}\\n', {host}); print(p.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as running:
        assert running.stdout is not None
        pid = int(running.stdout.readline())
        assert is_running(pid)
        running.send_signal(signal.SIGKILL)
    while is_running(pid):  # ended by the time limit of the test otherwise
        time.sleep(0.05)


def chosen(tmp_path: Path, **wanted: object) -> ChosenModel:
    settings = Settings(
        data_dir=tmp_path, model=ModelSettings.model_validate({"name": str(language_model()), **wanted})
    )
    return choose_model(settings)


@pytest.mark.language_model
def test_the_real_model_writes_reuses_its_prompt_keeps_to_the_numbers_and_stops(tmp_path: Path) -> None:
    held = chosen(tmp_path, slots=1)
    model = held.model
    assert isinstance(model, LocalModel)
    try:
        model.warm(MESSAGES)
        assert held.state().state == "ready"
        for text in (
            "Hội nghị sơ kết 6 tháng đầu năm 2024 có 13 đơn vị dự, kinh phí 24,6 tỷ đồng, tăng gần 8% so với cùng kỳ.",
            "上半年全市共接诊128450人次，完成年度计划的52.3%；会议于7月12日召开，13个单位参加。",
            "In the first half of 2024 the hospitals examined 128,450 people, 52.3% of the plan.",
        ):
            assert 0 < model.count_tokens(text) <= estimate_tokens(text)
        counting = [ChatMessage("user", "Count from 1 to 9 in digits.")]
        events = list(
            model.stream(counting, max_tokens=24, cancellation=Cancellation(), rules=WritingRules(("12", "2024")))
        )
        written = "".join(event.text for event in events if isinstance(event, TextDelta))
        assert written
        assert set(re.findall(r"[0-9]+(?=[^0-9])", written)) <= {"12", "2024"}
        cancellation = Cancellation()
        stream = model.stream([ChatMessage("user", "Viết một bài dài.")], max_tokens=400, cancellation=cancellation)
        next(stream)
        cancellation.cancel()
        with pytest.raises(Cancelled):
            list(stream)
        while model.busy_slots() != 0:  # ended by the time limit of the test otherwise
            time.sleep(0.05)
    finally:
        held.close()


@pytest.mark.language_model
def test_the_real_process_serves_nobody_without_the_key(tmp_path: Path) -> None:
    held = chosen(tmp_path, slots=1)
    model = held.model
    assert isinstance(model, LocalModel)
    try:
        model.warm()
        host = model._host
        assert host is not None
        body = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 1}
        assert httpx.post(f"{host.server.address}/chat/completions", json=body).status_code == 401
        assert httpx.get(f"{host.server.address}/slots").status_code in (401, 404)
    finally:
        held.close()


@pytest.mark.language_model
def test_a_prompt_beyond_the_context_is_refused_with_the_reason_and_harms_nothing(tmp_path: Path) -> None:
    held = chosen(tmp_path, slots=1, context_tokens=512)
    model = held.model
    assert isinstance(model, LocalModel)
    try:
        with pytest.raises(ChatModelFailed, match="context"):
            list(
                model.stream([ChatMessage("user", "dài " * 900)], max_tokens=4, cancellation=Cancellation(), rules=None)
            )
        assert answer(model)
    finally:
        held.close()
