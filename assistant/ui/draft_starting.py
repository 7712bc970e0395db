"""Beginning a draft, going back to one, and the list of kept ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.answering.answer import Answer
from assistant.drafting.draft import Brief
from assistant.drafting.kept_draft import OutlineChoices
from assistant.ui.brief_form import GENRES
from assistant.ui.draft_screen import DraftScreen, Updates
from assistant.ui.draft_visit import DraftVisit
from assistant.ui.draft_writing import DraftWriting
from assistant.ui.events import number_value, read_period, text_value
from assistant.ui.render.draft_start import REQUEST_CHARACTERS, TITLE_CHARACTERS
from assistant.ui.texts import LANGUAGES
from assistant.ui.visit import Visit
from vectorstore.records import Language

_GENRES = frozenset(GENRES)
_LANGUAGES: dict[str, Language] = {one: one for one in LANGUAGES}


class DraftStarting:
    """Handlers of the part of the tab where no draft is open."""

    def __init__(self, screen: DraftScreen, writing: DraftWriting) -> None:
        self._screen = screen
        self._writing = writing

    def connect(self, visit: gr.State, quick: dict[str, Any], slow: dict[str, Any]) -> None:
        """Join the events to their handlers."""
        parts = self._screen.parts
        parts.request.begin_draft(self.begin_draft, **slow)
        parts.scope.find_sources(self.find_sources, trigger_mode="always_last", **quick)
        parts.scope.toggle_source(self.toggle_source, **quick)
        parts.scope.clear_sources(self.clear_sources, **quick)
        parts.listing.open_draft(self.open_draft, **slow)
        parts.listing.draft_again(self.draft_again, **slow)
        parts.listing.search_drafts(self.search_drafts, trigger_mode="always_last", **quick)
        parts.listing.rename_draft(self.rename_draft, **quick)
        parts.listing.delete_draft(self.delete_draft, **quick)
        parts.bar.reopen_draft(self.open_draft, **slow)
        parts.bar.close_draft(self.close_draft, **quick)
        parts.notice.reload_draft(self.reload_draft, **quick)
        parts.notice.dismiss_problem(self.dismiss_problem, **quick)

    # ---- beginning ----

    def begin_draft(self, visit: Visit, event: gr.EventData) -> Iterator[Updates]:
        """Read the request, search the reports, and keep the outline."""
        request = text_value(event, "request")[:REQUEST_CHARACTERS]
        genre, language = text_value(event, "genre"), _LANGUAGES.get(text_value(event, "language"))
        visit.drafting.request = request
        yield {**self._screen.request(visit, busy=True)}

        def begin(here: DraftVisit) -> None:
            brief = self._screen.drafts.read_brief(
                request,
                genre=genre if genre in _GENRES else None,
                language=language,
                sources=tuple(sorted(here.sources)),
            )
            self._begin(visit, here, brief)
            here.request, here.sources = "", frozenset()

        self._screen.attempt(visit, begin)
        yield self._screen.everything(visit)

    def _begin(self, visit: Visit, here: DraftVisit, brief: Brief) -> None:
        kept = self._screen.drafts.begin(visit.user, brief, OutlineChoices())
        here.open(kept, self._screen.drafts.outline(kept.brief, kept.choices))

    def draft_again(self, visit: Visit, event: gr.EventData) -> Updates:
        """Begin the same document for another period; the past draft stays as it is."""
        draft_id = text_value(event, "draft")
        period = read_period(f"{text_value(event, 'start')}/{text_value(event, 'end')}")
        if period is None:
            return self._screen.notice(visit)

        def again(here: DraftVisit) -> None:
            self._begin(visit, here, self._screen.drafts.brief_again(visit.user, period, draft_id=draft_id))

        self._screen.attempt(visit, again)
        return self._screen.everything(visit)

    def use_in_draft(self, visit: Visit, event: gr.EventData) -> Updates:
        """Take a question and the sources of its answer into a new request."""
        turn = visit.turn(number_value(event, "turn"))
        if turn is None:
            return {}
        here = visit.drafting
        here.close()
        here.request, here.prefilled = turn.standalone or turn.question, here.prefilled + 1
        here.sources = _cited(turn.answer)
        return self._screen.everything(visit)

    # ---- which reports ----

    def find_sources(self, visit: Visit, event: gr.EventData) -> Updates:
        """Offer the documents that hold the words."""
        visit.drafting.source_search = text_value(event, "words")
        return self._screen.scope(visit)

    def toggle_source(self, visit: Visit, event: gr.EventData) -> Updates:
        """Draw on a document, or no longer."""
        document = text_value(event, "document")
        if document:
            visit.drafting.sources ^= {document}
        return self._screen.scope(visit)

    def clear_sources(self, visit: Visit) -> Updates:
        """Draw on whatever is found again."""
        visit.drafting.sources = frozenset()
        return self._screen.scope(visit)

    # ---- kept drafts ----

    def open_draft(self, visit: Visit, event: gr.EventData) -> Iterator[Updates]:
        """Go back to a kept draft; one that is being written is followed to its end."""
        draft_id = text_value(event, "draft")
        opened = self._screen.attempt(visit, lambda here: self._open(visit, here, draft_id))
        if not opened:
            visit.drafting.kept = None
        yield self._screen.everything(visit)
        if opened:
            yield from self._writing.follow(visit)

    def _open(self, visit: Visit, here: DraftVisit, draft_id: str) -> None:
        kept = self._screen.drafts.draft(visit.user, draft_id)
        here.open(kept, self._screen.drafts.outline(kept.brief, kept.choices))
        here.run = self._writing.running(visit)

    def reload_draft(self, visit: Visit) -> Updates:
        """Show the version that stands by now; what was typed stays to be copied."""
        kept, unsaved = visit.drafting.kept, visit.drafting.unsaved
        if kept is None:
            return self._screen.everything(visit)

        def reload(here: DraftVisit) -> None:
            self._open(visit, here, kept.summary.draft_id)

        problem = visit.drafting.problem
        if self._screen.attempt(visit, reload) and unsaved.strip():
            visit.drafting.unsaved, visit.drafting.problem = unsaved, problem
        return self._screen.desk(visit)

    def dismiss_problem(self, visit: Visit) -> Updates:
        """Take a notice away."""
        visit.drafting.problem, visit.drafting.unsaved = None, ""
        return self._screen.notice(visit)

    def close_draft(self, visit: Visit) -> Updates:
        """Go back to the list; the draft stays as it is."""
        visit.drafting.close()
        return self._screen.everything(visit)

    def search_drafts(self, visit: Visit, event: gr.EventData) -> Updates:
        """List the drafts that hold the words."""
        visit.drafting.list_search = text_value(event, "words")[:TITLE_CHARACTERS]
        return self._screen.listing(visit)

    def rename_draft(self, visit: Visit, event: gr.EventData) -> Updates:
        """Give a draft the name that was typed in; an empty one changes nothing."""
        title = " ".join(text_value(event, "title").split())[:TITLE_CHARACTERS]
        draft_id = text_value(event, "draft")
        if title:
            self._screen.attempt(visit, lambda _: self._screen.drafts.rename(visit.user, draft_id, title))
        return {**self._screen.notice(visit), **self._screen.listing(visit)}

    def delete_draft(self, visit: Visit, event: gr.EventData) -> Updates:
        """Forget a draft for good, and give up what is being written of it."""
        draft_id = text_value(event, "draft")
        self._writing.stop_writing(visit, draft_id)
        self._screen.attempt(visit, lambda _: self._screen.drafts.delete(visit.user, draft_id))
        return {**self._screen.notice(visit), **self._screen.listing(visit)}


def _cited(answer: Answer | None) -> frozenset[str]:
    return frozenset() if answer is None else frozenset(one.document_id for one in answer.citations)
