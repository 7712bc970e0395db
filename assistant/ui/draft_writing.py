"""Writing and rewriting a draft: begun here, followed by every page that shows it, stopped by any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from assistant.cancellation import Cancellation
from assistant.drafting.kept_draft import DraftEvent
from assistant.ui.draft_runs import DraftRuns
from assistant.ui.draft_screen import DraftScreen, Updates
from assistant.ui.draft_visit import DraftRun, DraftVisit
from assistant.ui.events import text_value
from assistant.ui.render.draft_side import INSTRUCTION_CHARACTERS
from assistant.ui.visit import Visit


class DraftWriting:
    """Handlers of what takes long."""

    def __init__(self, screen: DraftScreen, runs: DraftRuns, with_model: Callable[[], bool]) -> None:
        self._screen = screen
        self._runs = runs
        self._with_model = with_model

    def connect(self, visit: gr.State, quick: dict[str, Any], slow: dict[str, Any]) -> None:
        """Join the events to their handlers."""
        parts = self._screen.parts
        parts.bar.write_draft(self.write_draft, **slow)
        parts.side.revise_draft(self.revise_draft, **slow)
        parts.progress.stop_draft(self.stop_draft, **quick)

    def write_draft(self, visit: Visit) -> Iterator[Updates]:
        """Write the open draft from its outline."""
        here = visit.drafting
        if here.kept is None or here.writing:
            return
        draft_id, with_model = here.kept.summary.draft_id, self._with_model()

        def source(cancellation: Cancellation) -> Iterator[DraftEvent]:
            return self._screen.drafts.write(visit.user, draft_id, with_model=with_model, cancellation=cancellation)

        yield from self._run(visit, DraftRun(draft_id, draft=here.kept.draft), source)

    def revise_draft(self, visit: Visit, event: gr.EventData) -> Iterator[Updates]:
        """Change a part, or the whole text, as asked in free words."""
        here = visit.drafting
        instruction = text_value(event, "instruction").strip()[:INSTRUCTION_CHARACTERS]
        if here.kept is None or here.writing or not instruction:
            return
        draft_id, version = here.kept.summary.draft_id, here.kept.summary.version
        part, with_model = text_value(event, "part") or None, self._with_model()

        def source(cancellation: Cancellation) -> Iterator[DraftEvent]:
            return self._screen.drafts.revise(
                visit.user,
                draft_id,
                version,
                instruction,
                part=part,
                with_model=with_model,
                cancellation=cancellation,
            )

        yield from self._run(visit, DraftRun(draft_id, revising=True, draft=here.kept.draft), source, instruction)

    def _run(
        self,
        visit: Visit,
        run: DraftRun,
        source: Callable[[Cancellation], Iterator[DraftEvent]],
        typed: str = "",
    ) -> Iterator[Updates]:
        here = visit.drafting
        here.problem, here.unsaved, here.comparison, here.editing, here.adding = None, "", None, None, None
        here.view = "text"
        states = self._runs.start((visit.user, run.draft_id), run, source)
        here.run = run
        yield self._screen.desk(visit)
        yield from self._show(visit, run.draft_id, states, typed)

    def follow(self, visit: Visit) -> Iterator[Updates]:
        """Show how the open draft is being written, if it is, until that ends or another draft is opened."""
        kept = visit.drafting.kept
        if kept is not None:
            draft_id = kept.summary.draft_id
            yield from self._show(visit, draft_id, self._runs.follow((visit.user, draft_id)), "")

    def _show(self, visit: Visit, draft_id: str, states: Iterator[DraftRun], typed: str) -> Iterator[Updates]:
        here = visit.drafting
        for run in states:
            if here.kept is None or here.kept.summary.draft_id != draft_id:
                return
            here.run = run
            if run.ended:
                yield self._finish(visit, run, typed)
                return
            yield {**self._screen.progress(visit), **self._screen.main(visit)}

    def _finish(self, visit: Visit, run: DraftRun, typed: str) -> Updates:
        here = visit.drafting
        here.run = None
        if run.kept is not None:
            here.stand(run.kept)
            here.view = "text"
        else:
            self._screen.attempt(visit, lambda seen: self._reload(visit, seen, run.draft_id))
        if run.problem is not None:
            here.problem, here.unsaved = run.problem, typed
        if here.kept is not None and here.kept.draft is None:
            here.view = "outline"
        return self._screen.desk(visit)

    def _reload(self, visit: Visit, here: DraftVisit, draft_id: str) -> None:
        here.stand(self._screen.drafts.draft(visit.user, draft_id))

    def running(self, visit: Visit) -> DraftRun | None:
        """The run of the draft that is open."""
        kept = visit.drafting.kept
        return None if kept is None else self._runs.running((visit.user, kept.summary.draft_id))

    def stop_draft(self, visit: Visit) -> None:
        """Give up writing the open draft; what is kept of it stays."""
        if visit.drafting.kept is not None:
            self.stop_writing(visit, visit.drafting.kept.summary.draft_id)

    def stop_writing(self, visit: Visit, draft_id: str) -> None:
        """Give up writing a draft of this user."""
        self._runs.stop((visit.user, draft_id))
