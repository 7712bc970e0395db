# ruff: noqa: E501
"""A library of invented reports in memory and a search over it, for tests of the answer chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.answering.evidence import Evidence, SentenceVectors, gather_evidence
from assistant.answering.question_analysis import QuestionAnalysis
from assistant.asking import EVERYTHING
from ingest.catalogue_records import DocumentRecord
from ingest.cleaner import clean_text
from ingest.documents import LoadedDocument
from ingest.errors import UnknownDocument
from ingest.stored_text import StoredText
from tests.fakes import WordCountEmbedder
from vectorstore.records import (
    DocumentState,
    Language,
    Passage,
    Period,
    ReportMetadata,
    RetrievalTimings,
    SearchFilter,
    SearchResult,
)
from vectorstore.search_text import index_keys, query_keys

BRIDGE_VI = """Báo cáo kết quả sửa chữa cầu đường năm 2023 huyện Lam Khê

Ngày 15/3/2024, tại Hội trường huyện Lam Khê, Ban Quản lý cầu đường tổ chức hội nghị tổng kết công tác sửa chữa cầu đường.

Năm 2023, Ban Quản lý đã sửa chữa 27 cây cầu và gần 140 km đường liên xã. Tổng kinh phí sửa chữa là 12,5 tỷ đồng. Tỷ lệ hoàn thành kế hoạch đạt 92%.

Ông Đinh Văn Khải, Phó Trưởng Ban Quản lý cầu đường, trình bày báo cáo tại hội nghị.

Tiến độ cầu Suối Mây chậm do mưa lũ kéo dài trong tháng 9.
"""
WATER_ZH = """清源县供水工作总结

2023年，全县新建供水站12座，铺设管道300余公里，解决了8600户居民的饮水问题。

目前，县供水技术专家库已有专家45人，涵盖水质、管网、节水等领域。

二、存在的主要问题

部分乡镇管道老化，漏损较大；由于技术人员不足，水质检测不够及时。
"""
LIBRARY_EN = """Annual report of the Marlow Reading Rooms, 2023

In 2023 the reading rooms lent 48,200 books and opened two branches. Attendance rose by 12% on the year before.

The new branch in Easton opened on 4 May 2023.
"""


@dataclass
class ReportsInMemory:
    """Documents by id; a passage is a paragraph, found by shared keys and counted words."""

    embedder: WordCountEmbedder
    records: dict[str, DocumentRecord] = field(default_factory=dict)
    texts: dict[str, StoredText] = field(default_factory=dict)

    def add(
        self,
        identifier: str,
        text: str,
        language: Language,
        *,
        title: str,
        issuer: str | None = None,
        period: Period | None = None,
        missing_characters: int = 0,
        published_at: datetime | None = None,
    ) -> None:
        clean = clean_text(text)
        metadata = ReportMetadata(
            title=title,
            issuer=issuer,
            language=language,
            script="hans" if language == "zh" else "latin",
            doc_type="report",
            period=period,
            published_at=published_at,
            defects=("truncated",) if missing_characters else clean.defects,
            missing_characters=missing_characters,
        )
        moment = datetime(2024, 6, 1, tzinfo=UTC)
        self.texts[identifier] = StoredText(LoadedDocument(f"{identifier}.txt", identifier, "text", text), clean)
        self.records[identifier] = DocumentRecord(
            document_id=identifier,
            source=f"{identifier}.txt",
            sources=(f"{identifier}.txt",),
            state=DocumentState.INDEXED,
            collection="default",
            collections=frozenset({"default"}),
            metadata=metadata,
            chunk_count=1,
            size=len(text),
            media_type="text",
            added_at=moment,
            indexed_at=moment,
        )

    def text(self, document_id: str) -> StoredText:
        if document_id not in self.texts:
            raise UnknownDocument(document_id=document_id)
        return self.texts[document_id]

    def document(self, document_id: str) -> DocumentRecord:
        return self.records[document_id]

    def search(
        self, query: str, k: int = 10, *, filter: SearchFilter = EVERYTHING, ignored: frozenset[str] = frozenset()
    ) -> SearchResult:
        keys = set(query_keys(query))
        vector = self.embedder.embed_queries([query])[0]
        found: list[tuple[float, float, float, str, int, int]] = []
        for identifier, stored in self.texts.items():
            if filter.document_ids and identifier not in filter.document_ids:
                continue
            for block in stored.clean.blocks:
                text = stored.clean.text[block.start : block.end]
                cosine = float(self.embedder.embed_passages([text])[0] @ vector)
                lexical = len(keys & set(index_keys(text))) / max(1, len(keys))
                found.append((cosine + lexical, cosine, lexical, identifier, block.start, block.end))
        found.sort(key=lambda row: (-row[0], row[3], row[4]))
        return SearchResult(
            tuple(self._passage(rank, *row) for rank, row in enumerate(found[:k], start=1)), RetrievalTimings()
        )

    def _passage(
        self, rank: int, score: float, cosine: float, lexical: float, identifier: str, start: int, end: int
    ) -> Passage:
        return Passage(
            rank=rank,
            score=score,
            chunk_id=f"{identifier}:{start}",
            document_id=identifier,
            source=f"{identifier}.txt",
            title=self.records[identifier].metadata.title,
            page=None,
            char_start=start,
            char_end=end,
            text=self.texts[identifier].clean.text[start:end],
            cosine=cosine,
            lexical=lexical,
        )


def invented_library(extra: Mapping[str, tuple[str, Language, str]] | None = None) -> ReportsInMemory:
    """Three reports in three languages, and ``extra`` ones as (text, language, title)."""
    library = ReportsInMemory(WordCountEmbedder())
    library.add("bridge", BRIDGE_VI, "vi", title="Báo cáo kết quả sửa chữa cầu đường năm 2023 huyện Lam Khê")
    library.add("water", WATER_ZH, "zh", title="清源县供水工作总结")
    library.add("reading", LIBRARY_EN, "en", title="Annual report of the Marlow Reading Rooms, 2023")
    for identifier, (text, language, title) in (extra or {}).items():
        library.add(identifier, text, language, title=title)
    return library


def evidence_for(question: QuestionAnalysis, library: ReportsInMemory) -> tuple[Evidence, ...]:
    """Gather the candidates that the chain would weigh."""
    passages = library.search(question.text, 10).passages
    return gather_evidence(question, passages, library, SentenceVectors(library.embedder))
