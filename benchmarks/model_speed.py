"""Speed of the local language model and of our path to it, beside bare calls to the same server in the same run.

``python -m benchmarks.model_speed [--store]``. Time to the first token is taken alternately through our path and by a
bare HTTP call with the same messages, each time with a new question behind the same cached beginning. The model is that
of ``BAOCAO_TEST_LANGUAGE_MODEL`` or the default one on disk.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from assistant.answering.answer import TextDelta, Waiting
from assistant.cancellation import Cancellation, Cancelled
from assistant.language_model.chat_model import ChatMessage, WritingRules
from assistant.language_model.local_model import LocalModel, LocalModelParts
from assistant.language_model.model_host import HostOrder
from assistant.language_model.model_process import ModelProcess
from assistant.language_model.model_stream import TimeLimits
from benchmarks.results_file import compare, load_results, store_results
from tests.models import language_model

RULES = ChatMessage(
    "system",
    "Bạn trả lời câu hỏi về báo cáo của cơ quan. Chỉ dùng các câu trích dưới đây. Trả lời bằng một hoặc hai câu, giữ "
    "nguyên mọi con số, ngày tháng, tên người và chức vụ. Không thêm điều gì không có trong câu trích.",
)
EVIDENCE = (
    "[1] Sáu tháng đầu năm, toàn tỉnh khám bệnh cho 128.450 lượt người, đạt 52,3% kế hoạch.\n"
    "[2] Hội nghị sơ kết tổ chức ngày 12/7 tại hội trường trung tâm, có 13 đơn vị dự.\n"
    "[3] Kinh phí chi cho y tế cơ sở là 24,6 tỷ đồng, tăng gần 8% so với cùng kỳ.\n"
)
PAIRS = 7
STOPS = 4
USERS = 10
PARTS = ("first_token", "stop", "users", "speed", "batch")
LIMITS = TimeLimits(first=300, total=600)
LONG = "Các đơn vị báo cáo kết quả khám bệnh, chữa bệnh và phòng chống dịch trong sáu tháng đầu năm. "


@contextmanager
def running(file: Path, *, slots: int = 1, batch: int = 32) -> Iterator[LocalModel]:
    """A local model with everything else as it is by default on two cores."""

    def launch(api_key: str) -> ModelProcess:
        return ModelProcess(HostOrder(str(file), api_key, 2, slots, 4096, batch, 512).encode())

    model = LocalModel("benchmark", LocalModelParts(launch, slots, LIMITS))
    model.warm([RULES])
    try:
        yield model
    finally:
        model.close()


def messages(number: int) -> list[ChatMessage]:
    """A prompt whose beginning is always the same."""
    return [RULES, ChatMessage("user", f"{EVIDENCE}Câu hỏi {number}: có bao nhiêu đơn vị dự hội nghị?")]


def bare_call(model: LocalModel, prompt: Sequence[ChatMessage], tokens: int) -> tuple[float, dict[str, float]]:
    """Seconds to the first token by plain HTTP, and the timings that the server reports."""
    host = model._host
    if host is None:
        raise RuntimeError("the model is not running")
    body = {
        "messages": [{"role": message.role, "content": message.content} for message in prompt],
        "max_tokens": tokens,
        "temperature": 0,
        "stream": True,
        "cache_prompt": True,
    }
    headers = {"Authorization": str(host.server._client.headers["authorization"])}
    timings: dict[str, float] = {}
    started, first = time.perf_counter(), 0.0
    url = f"{host.server.address}/v1/chat/completions"
    with httpx.stream("POST", url, json=body, headers=headers, timeout=600) as response:
        for line in response.iter_lines():
            row = json.loads(line[6:]) if line.startswith("data: {") else {}
            if not first and any(choice["delta"].get("content") for choice in row.get("choices", [])):
                first = time.perf_counter() - started
            timings = row.get("timings") or timings
    return first, timings


def our_call(model: LocalModel, prompt: Sequence[ChatMessage], tokens: int, rules: WritingRules | None = None) -> float:
    """Seconds to the first token through our path; the answer is read to its end."""
    started, first = time.perf_counter(), 0.0
    for event in model.stream(prompt, max_tokens=tokens, cancellation=Cancellation(), rules=rules):
        if isinstance(event, TextDelta) and not first:
            first = time.perf_counter() - started
    return first


def measure_first_token(model: LocalModel) -> dict[str, Any]:
    """Our path beside the bare call, alternately; the order changes from pair to pair."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(PAIRS):
        for turn in (number, number + 1):
            if turn % 2:
                ours.append(our_call(model, messages(100 + number * 2), 2))
            else:
                bare.append(bare_call(model, messages(101 + number * 2), 2)[0])
    return {
        "ours_seconds": statistics.median(ours),
        "bare_seconds": statistics.median(bare),
        "ours_to_bare": statistics.median(ours) / statistics.median(bare),
        "pairs": PAIRS,
    }


def measure_generation(model: LocalModel) -> dict[str, Any]:
    """Reading and writing speed, what of the prompt is cached, and what the grammar of numbers costs."""
    _, cached = bare_call(model, messages(1), 40)
    _, fresh = bare_call(model, [ChatMessage("user", f"{time.time()} {LONG * 8}")], 2)
    story = [ChatMessage("user", "Viết một đoạn văn về công tác y tế.")]
    seconds: dict[str, float] = {}
    held = WritingRules(("128", "450", "52", "3", "13", "24", "6", "8"), without_han=True)
    for name, rules in (("free", None), ("held_to_rules", held)):
        started = time.perf_counter()
        our_call(model, story, 40, rules)
        seconds[name] = time.perf_counter() - started
    return {
        "prompt_tokens_per_second": fresh["prompt_per_second"],
        "generated_tokens_per_second": cached["predicted_per_second"],
        "cached_prompt_tokens": int(cached["cache_n"]),
        "read_prompt_tokens": int(cached["prompt_n"]),
        "forty_tokens_seconds": seconds,
    }


def seconds_until_free(model: LocalModel, *, after: float, writing: bool) -> tuple[float, float]:
    """Stop an answer and return (until the stream ended here, until the server's slot was free), in seconds."""
    cancellation = Cancellation()
    prompt = [ChatMessage("user", f"{time.time()} Tóm tắt: {'' if writing else LONG * 20}")]
    ended: list[float] = []
    begun = threading.Event()

    def ask() -> None:
        try:
            for _ in model.stream(prompt, max_tokens=400, cancellation=cancellation):
                begun.set()
        except Cancelled:
            ended.append(time.perf_counter())

    asking = threading.Thread(target=ask)
    asking.start()
    if writing:
        begun.wait(60)
    time.sleep(after)
    started = time.perf_counter()
    cancellation.cancel()
    while model.busy_slots() != 0:
        time.sleep(0.01)
    free = time.perf_counter() - started
    asking.join()
    return (ended[0] if ended else time.perf_counter()) - started, free


def measure_stops(model: LocalModel) -> dict[str, Any]:
    """Stops while the prompt is read and while the answer is written."""
    result: dict[str, Any] = {}
    for name, writing in (("reading", False), ("writing", True)):
        rows = [seconds_until_free(model, after=0.3 + 0.37 * number, writing=writing) for number in range(STOPS)]
        result[name] = {
            "ended_here_longest": max(row[0] for row in rows),
            "slot_free_median": statistics.median(row[1] for row in rows),
            "slot_free_longest": max(row[1] for row in rows),
        }
    return result


def measure_users(model: LocalModel) -> dict[str, Any]:
    """Ten requests at once: who was served when, and whether that was the order in which they came."""
    first: dict[int, float] = {}
    done: dict[int, float] = {}
    told: dict[int, int] = {}
    started = time.perf_counter()

    def ask(number: int, asked: threading.Event) -> None:
        events = model.stream(messages(number), max_tokens=12, cancellation=Cancellation())
        for event in events:
            asked.set()
            if isinstance(event, Waiting):
                told[number] = event.ahead
            else:
                first.setdefault(number, time.perf_counter() - started)
        done[number] = time.perf_counter() - started

    threads = []
    for number in range(USERS):
        asked = threading.Event()
        threads.append(threading.Thread(target=ask, args=(number, asked)))
        threads[-1].start()
        if number >= model.slots:
            asked.wait(60)  # it stands in the queue before the next one comes
        else:
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    order = sorted(first, key=lambda number: first[number])
    late = max(abs(place - number) for place, number in enumerate(order))
    return {
        "served": len(done),
        "furthest_from_order_of_arrival": late,
        "seconds_to_first_word_median": statistics.median(first.values()),
        "seconds_to_first_word_longest": max(first.values()),
        "seconds_until_all_done": max(done.values()),
    }


def measure_batches(file: Path, batches: Sequence[int]) -> dict[str, Any]:
    """What reading the prompt in larger pieces gains in speed and costs in time to stop."""
    result: dict[str, Any] = {}
    for batch in batches:
        with running(file, batch=batch) as model:
            _, timings = bare_call(model, [ChatMessage("user", f"{time.time()} {LONG * 8}")], 1)
            stops = [seconds_until_free(model, after=0.5 + 0.4 * number, writing=False)[1] for number in range(3)]
            row = {"prompt_tokens_per_second": timings["prompt_per_second"], "slot_free_longest": max(stops)}
            result[f"tokens_{batch}"] = row
    return result


def measure(file: Path, part: str, batches: Sequence[int]) -> dict[str, Any]:
    """One part of the measurements."""
    if part == "batch":
        return measure_batches(file, batches)
    if part == "users":
        result = {}
        for slots in (1, 2, 4):
            with running(file, slots=slots) as model:
                result[f"slots_{slots}"] = measure_users(model)
        return result
    measures = {"first_token": measure_first_token, "speed": measure_generation, "stop": measure_stops}
    with running(file) as model:
        return measures[part](model)


def main() -> None:
    """Measure, compare with what is stored, and store on request; parts that are not measured keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", action="store_true", help="Store the results.")
    parser.add_argument("--parts", default=",".join(PARTS), help="What to measure.")
    parser.add_argument("--batches", default="16,32,64,128,512", help="Batch sizes to compare.")
    wanted = parser.parse_args()
    file = language_model()
    for part in wanted.parts.split(","):
        before = load_results("model_speed")
        result = {part: measure(file, part, [int(size) for size in wanted.batches.split(",")])}
        print(compare(before, result), flush=True)
        if wanted.store:
            kept = {name: before[name] for name in PARTS if name in before}
            store_results("model_speed", kept | result | {"model": file.name})


if __name__ == "__main__":
    main()
