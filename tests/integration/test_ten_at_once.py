"""Ten people ask at once: each gets an answer to the own question, in the order of asking; stopping frees a place."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from assistant.answering.abstention import default_calibration
from assistant.answering.answer import AnswerEvent, Finished, PassagesFound, TextDelta, Waiting
from assistant.answering.answer_chain import AnswerChain, Prose
from assistant.answering.answer_writing import AnswerWriter
from assistant.answering.prose_step import ProseStep
from assistant.cancellation import Cancellation, Cancelled
from assistant.language_model.chat_model import ChatMessage, WritingRules, YesNo
from assistant.language_model.turnstile import Turnstile
from prompts.catalog import default_catalog
from tests.unit.assistant.answer_fixtures import invented_library

QUESTIONS = (
    ("Năm 2023 đã sửa chữa bao nhiêu cây cầu?", "Năm 2023 đã sửa chữa 27 cây cầu.", "27"),
    ("Tỷ lệ hoàn thành kế hoạch sửa chữa đạt bao nhiêu phần trăm?", "Tỷ lệ hoàn thành kế hoạch đạt 92%.", "92%"),
    ("Tổng kinh phí sửa chữa cầu đường là bao nhiêu?", "Tổng kinh phí sửa chữa là 12,5 tỷ đồng.", "12,5 tỷ đồng"),
)


class OneSlotModel:
    """Writes one answer at a time, the prepared one for the question in the prompt, slowly enough to be waited for."""

    name = "one-slot"

    def __init__(self) -> None:
        self.turnstile = Turnstile(1)
        self.served: list[str] = []
        self.writing = threading.Event()
        self.go_on = threading.Event()

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        cancellation: Cancellation,
        rules: WritingRules | None = None,
    ) -> Iterator[Waiting | TextDelta]:
        question, reply, _ = next(one for one in QUESTIONS if one[0] in messages[-1].content)
        with self.turnstile.ticket() as ticket:
            for ahead in ticket.wait(cancellation):
                yield Waiting(ahead)
            self.served.append(question)
            self.writing.set()
            self.go_on.wait(20)
            cancellation.check()
            yield TextDelta(reply)

    def lean(
        self, messages: Sequence[ChatMessage], words: YesNo, *, cancellation: Cancellation
    ) -> Generator[Waiting, None, float | None]:
        yield from ()
        return None


def chain_with(model: OneSlotModel) -> AnswerChain:
    library = invented_library()
    step = ProseStep(AnswerWriter(model, default_catalog()), library.embedder)
    return AnswerChain(library, library, library.embedder, default_calibration(), Prose(step))


def wait_until_queued(model: OneSlotModel, count: int) -> None:
    for _ in range(2000):
        if model.turnstile.waiting >= count:
            return
        time.sleep(0.005)
    raise AssertionError(f"only {model.turnstile.waiting} are waiting")


def test_each_of_ten_gets_the_own_answer_in_the_order_of_asking_and_evidence_at_once() -> None:
    model = OneSlotModel()
    chain = chain_with(model)
    asked = [QUESTIONS[number % len(QUESTIONS)] for number in range(10)]

    def ask(question: str) -> list[AnswerEvent]:
        return list(chain.stream(question))

    with ThreadPoolExecutor(10) as people:
        answers = [people.submit(ask, asked[0][0])]
        assert model.writing.wait(20)
        for number, (question, _, _) in enumerate(asked[1:], start=1):
            answers.append(people.submit(ask, question))
            wait_until_queued(model, number)
        model.go_on.set()
        events = [answer.result(60) for answer in answers]
    assert model.served == [question for question, _, _ in asked]
    for (question, _, held), own in zip(asked, events, strict=True):
        assert isinstance(own[0], PassagesFound)
        assert isinstance(own[-1], Finished)
        assert (own[-1].answer.question, held in own[-1].answer.text) == (question, True)
    assert [event.ahead for event in events[9] if isinstance(event, Waiting)][:1] == [9]


def test_one_who_stops_while_waiting_gives_the_place_to_the_next() -> None:
    model = OneSlotModel()
    chain = chain_with(model)
    given_up = Cancellation()

    def ask(question: str, cancellation: Cancellation | None = None) -> str:
        try:
            return type(list(chain.stream(question, cancellation=cancellation))[-1]).__name__
        except Cancelled:
            return "stopped"

    with ThreadPoolExecutor(3) as people:
        first = people.submit(ask, QUESTIONS[0][0])
        assert model.writing.wait(20)
        second = people.submit(ask, QUESTIONS[1][0], given_up)
        wait_until_queued(model, 1)
        third = people.submit(ask, QUESTIONS[2][0])
        wait_until_queued(model, 2)
        given_up.cancel()
        assert second.result(20) == "stopped"
        model.go_on.set()
        assert (first.result(20), third.result(20)) == ("Finished", "Finished")
    assert model.served == [QUESTIONS[0][0], QUESTIONS[2][0]]
