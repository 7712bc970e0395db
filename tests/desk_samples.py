"""A desk over sample reports with a real SQLite workspace and a search that finds what shares words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.cancellation import Cancellation
from assistant.checking.verifier import Verifier
from assistant.drafting.draft import Brief
from assistant.drafting.draft_choices import NO_CHOICES
from assistant.drafting.draft_desk import DeskParts, DraftDesk, Rewriting
from assistant.drafting.draft_writer import Composition, DraftWriter
from assistant.drafting.kept_draft import DraftEvent, DraftFinished, KeptDraft, OutlineChoices
from assistant.ui.draft_service import DraftService
from assistant.workspace import Workspace
from assistant.workspace_drafts import DraftStore
from ingest.catalogue_records import DocumentRecord
from ingest.errors import UnknownDocument
from ingest.stored_text import StoredText
from tests.fakes import WordCountEmbedder
from tests.unit.assistant.drafting.test_draft_facts import NAMES, stored
from vectorstore.records import Passage, RetrievalTimings, SearchFilter, SearchResult

EVERYTHING = SearchFilter()
SPEECH = (
    "Bài phát biểu bế mạc hội nghị sơ kết công tác y tế 6 tháng đầu năm 2024 cho Giám đốc Sở Y tế Vân Khê, "
    "khoảng 500 chữ"
)
REPORT_VI = "Soạn báo cáo kết quả công tác y tế 6 tháng đầu năm 2024 của Sở Y tế Vân Khê gửi UBND tỉnh, khoảng 800 chữ"
REPORT_ZH = "写一份望溪区卫生健康局2024年上半年工作总结，600字左右，分成效、问题、打算三部分"
REPORT_EN = (
    "Write a report on disease prevention of the Van Khe Centre for Disease Control for the first half of 2024, "
    "about 400 words"
)
REVIEW_EN = "van-khe-cdc-half-year-review-2024-en.md"


class SampleLibrary:
    """Sample reports; one that was ``removed`` is gone for every call from then on."""

    def __init__(self, names: Sequence[str] = (*NAMES, REVIEW_EN)) -> None:
        self._names = names
        self.removed: set[str] = set()

    def text(self, document_id: str) -> StoredText:
        return self._known(document_id)[1]

    def document(self, document_id: str) -> DocumentRecord:
        return self._known(document_id)[0]

    def documents(self) -> list[DocumentRecord]:
        return [stored(name)[0] for name in self._names if name not in self.removed]

    def search(
        self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING, ignored: frozenset[str] = frozenset()
    ) -> SearchResult:
        """Find blocks that share most words with the query, as a search by words does."""
        wanted = set(_words(query))
        scored = []
        for name in self._names:
            if name in self.removed or (filter.document_ids and name not in filter.document_ids):
                continue
            clean = stored(name)[1].clean
            for block in clean.blocks:
                shared = len(wanted & set(_words(clean.text[block.start : block.end])))
                scored.append((-shared, name, block.start, block.end))
        found = sorted(scored)[:k]
        passages = tuple(
            Passage(rank, 0.9, name, name, name, None, None, start, end, "", 0.9, 0.0)
            for rank, (_, name, start, end) in enumerate(found)
        )
        return SearchResult(passages, RetrievalTimings())

    def _known(self, document_id: str) -> tuple[DocumentRecord, StoredText]:
        if document_id not in self._names or document_id in self.removed:
            raise UnknownDocument(document_id=document_id)
        return stored(document_id)


@cache
def _composition(brief: Brief, choices: OutlineChoices, removed: frozenset[str]) -> Composition:
    library = SampleLibrary()
    library.removed = set(removed)
    return DraftWriter(library, library).compose(brief, choices)


class RememberingWriter(DraftWriter):
    """Composes what was composed before only once, however many desks ask for it."""

    def __init__(self, library: SampleLibrary) -> None:
        super().__init__(library, library)
        self._samples = library

    def compose(
        self, brief: Brief, choices: OutlineChoices = NO_CHOICES, cancellation: Cancellation | None = None
    ) -> Composition:
        return _composition(brief, choices, frozenset(self._samples.removed))


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3400-\u9fff]|\w+", text.casefold())


@dataclass
class Desk:
    """A desk with what it stands on, and short ways to say what tests say often."""

    folder: Path
    library: SampleLibrary = field(default_factory=SampleLibrary)
    rewriting: Rewriting | None = None
    house: str = ""
    user: str = "an"

    def __post_init__(self) -> None:
        self.workspace = Workspace.in_folder(self.folder)
        self.desk = self._made()

    def _made(self) -> DraftDesk:
        verifier = Verifier(self.library, self.library, WordCountEmbedder())
        return DraftDesk(
            DeskParts(
                writer=RememberingWriter(self.library),
                retriever=self.library,
                library=self.library,
                verify=verifier.verify,
                store=DraftStore(self.workspace.database),
                houses=self.folder / "house",
                house=self.house,
                rewriting=self.rewriting,
            )
        )

    @property
    def for_page(self) -> DraftService:
        """The desk as the page knows it."""
        return self.desk

    def reopen(self) -> None:
        """Close the workspace and open it again, as a restart does."""
        self.workspace.close()
        self.workspace = Workspace.in_folder(self.folder)
        self.desk = self._made()

    def written(self, request: str | Brief, choices: OutlineChoices | None = None) -> KeptDraft:
        """Begin a draft and write it without a model."""
        brief = request if isinstance(request, Brief) else self.desk.read_brief(request)
        begun = self.desk.begin(self.user, brief, choices or OutlineChoices())
        return finished(list(self.desk.write(self.user, begun.summary.draft_id, with_model=False)))

    def revised(self, kept: KeptDraft, instruction: str, part: str | None = None) -> KeptDraft:
        """Carry an instruction out without a model."""
        summary = kept.summary
        events = self.desk.revise(
            self.user, summary.draft_id, summary.version, instruction, part=part, with_model=False
        )
        return finished(list(events))


def finished(events: Sequence[DraftEvent]) -> KeptDraft:
    last = events[-1]
    assert isinstance(last, DraftFinished)
    return last.kept
