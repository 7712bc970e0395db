"""How well follow-up questions are completed from their dialogues, by rules alone and with a language model.

``python -m benchmarks.follow_up_quality [--model GGUF] [--heldout] [--store] [--verbose]``. A dialogue is right when
the completed question holds every ``must_contain`` and no ``must_not_contain`` (case apart), and when a question that
stands alone is left as it is. ``--heldout`` measures the dialogues that nothing was built on instead; with
``--verbose`` the ones that are wrong are shown (of the development set only). Prints each measure beside the last
stored one.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.cancellation import Cancellation
from assistant.conversations import Exchange
from assistant.follow_ups.follow_up import complete_question
from assistant.follow_ups.question_completion import FollowUps
from assistant.language_model.chat_model import ChatModel
from benchmarks.results_file import compare, load_results, store_results
from vectorstore.records import Language

EVALUATION = Path(__file__).resolve().parent.parent / "tests" / "evaluation"
SETS = {"development": EVALUATION / "data" / "dialogues.json", "heldout": EVALUATION / "heldout" / "dialogues.json"}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation with its last question; ``standalone`` is ``None`` where that stands alone already."""

    identifier: str
    language: Language
    kind: str
    history: tuple[tuple[str, str], ...]
    question: str
    standalone: str | None
    must_contain: tuple[str, ...]
    must_not_contain: tuple[str, ...]

    def is_right(self, completed: str) -> bool:
        """Tell whether a completed question says what it must and nothing that it must not."""
        if self.standalone is None:
            return completed == self.question
        text = _folded(completed)
        return all(_folded(part) in text for part in self.must_contain) and not any(
            _folded(part) in text for part in self.must_not_contain
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one dialogue went; ``how`` is what the rules said of it."""

    dialogue: Dialogue
    completed: str
    how: str

    @property
    def right(self) -> bool:
        return self.dialogue.is_right(self.completed)


def read_dialogues(path: Path) -> list[Dialogue]:
    """Read a file of dialogues."""
    return [
        Dialogue(
            identifier=row["id"],
            language=row["lang"],
            kind=row["kind"],
            history=tuple((turn["question"], turn["answer"]) for turn in row["history"]),
            question=row["question"],
            standalone=row["standalone"],
            must_contain=tuple(row["must_contain"]),
            must_not_contain=tuple(row["must_not_contain"]),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def complete(dialogue: Dialogue, model: ChatModel | None) -> Outcome:
    """Complete the last question of a dialogue; the ones before it are completed by rule."""
    history: list[Exchange] = []
    for question, answer in dialogue.history:
        history.append(Exchange(question, complete_question(question, history).text, answer))
    if dialogue.kind == "after_refusal":
        last = history[-1]
        history[-1] = Exchange(last.question, last.standalone, last.answer, abstained=True)
    how = complete_question(dialogue.question, history).how
    completed = FollowUps().complete(dialogue.question, history, dialogue.language, model, Cancellation())
    return Outcome(dialogue, dialogue.question if completed is None else completed.text, how)


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Shares that are right: of all, of follow-ups, of questions that stand alone, by language and by kind."""
    leaning = [outcome for outcome in outcomes if outcome.dialogue.standalone is not None]
    alone = [outcome for outcome in outcomes if outcome.dialogue.standalone is None]
    return {
        "dialogues": len(outcomes),
        "right": _share(outcomes),
        "follow_ups_right": _share(leaning),
        "stand_alone_unchanged": _share(alone),
        "rules_sure_right": _share([outcome for outcome in outcomes if outcome.how != "needs_model"]),
        "left_to_model": sum(outcome.how == "needs_model" for outcome in outcomes),
        "by_language": _shares(outcomes, lambda outcome: outcome.dialogue.language),
        "by_kind": _shares(outcomes, lambda outcome: outcome.dialogue.kind),
    }


def _shares(outcomes: Iterable[Outcome], key: Any) -> dict[str, float]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return {name: _share(group) for name, group in sorted(groups.items())}


def _share(outcomes: Sequence[Outcome]) -> float:
    return round(sum(outcome.right for outcome in outcomes) / len(outcomes), 3) if outcomes else 1.0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def measure(path: Path, gguf: Path | None, *, verbose: bool) -> dict[str, Any]:
    """Measure one set by rules alone and, with a model file, with that model."""
    dialogues = read_dialogues(path)
    runs: dict[str, list[Outcome]] = {"rules": [complete(dialogue, None) for dialogue in dialogues]}
    if gguf is not None:
        from assistant.language_model.chosen_model import choose_model
        from assistant.settings import load_settings

        chosen = choose_model(load_settings({"model": {"name": str(gguf)}}, environment={}))
        if chosen.model is None:
            raise SystemExit(f"{gguf}: {chosen.without}")
        with closing(chosen.model) as model:
            runs["rules_and_model"] = [complete(dialogue, model) for dialogue in dialogues]
    if verbose:
        for name, outcomes in runs.items():
            for outcome in outcomes:
                if not outcome.right:
                    print(f"{name} {outcome.dialogue.identifier} {outcome.how}: {outcome.completed}")
    return {name: summarise(outcomes) for name, outcomes in runs.items()}


def main() -> None:
    """Measure, compare, and store on request."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a GGUF file that completes what rules are not sure of")
    parser.add_argument("--heldout", action="store_true", help="measure the held-out dialogues")
    parser.add_argument("--store", action="store_true", help="keep the result for later runs to compare with")
    parser.add_argument("--verbose", action="store_true", help="show the wrong ones of the development set")
    given = parser.parse_args()
    name = "heldout" if given.heldout else "development"
    stored = load_results("follow_ups")
    now = {name: measure(SETS[name], given.model, verbose=given.verbose and not given.heldout)}
    print(compare(stored, now))
    if given.store:
        kept = {key: value for key, value in stored.items() if key in SETS}
        store_results("follow_ups", kept | now)


if __name__ == "__main__":
    main()
