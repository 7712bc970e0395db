"""Chunks: whole units of text, in order, nothing lost, with their context before them for the indexes only."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunker import ChunkerConfig, chunk_document
from ingest.documents import Block, BlockKind, CleanDocument, OffsetMap
from tests.fakes import WordCountEmbedder
from vectorstore.records import Chunk, Language, Period, ReportMetadata

SENTENCE = "Trung tâm đã khám 12,5 nghìn lượt người trong kỳ báo cáo này. "
COUNT = WordCountEmbedder().count_tokens


def document(*lines: tuple[BlockKind, str] | tuple[BlockKind, str, int]) -> CleanDocument:
    blocks, texts, start = [], [], 0
    for kind, text, *level in lines:
        blocks.append(Block(kind, start, start + len(text), level[0] if level else 0))
        texts.append(text)
        start += len(text) + 1
    whole = "\n".join(texts)
    return CleanDocument(whole, tuple(blocks), OffsetMap(((0, 0, len(whole), len(whole)),)))


def metadata(title: str | None = None, language: Language = "vi", **known: object) -> ReportMetadata:
    script = "hans" if language == "zh" else "latin"
    return ReportMetadata(title=title, language=language, script=script, doc_type="report", **known)  # type: ignore[arg-type]


def chunks_of(clean: CleanDocument, meta: ReportMetadata | None = None, **sizes: int) -> tuple[Chunk, ...]:
    return chunk_document(clean, meta or metadata(), "d" * 64, ChunkerConfig(**sizes), COUNT)  # type: ignore[arg-type]


def assert_restores(clean: CleanDocument, chunks: tuple[Chunk, ...]) -> None:
    end = 0
    for number, chunk in enumerate(chunks):
        assert chunk.index == number
        assert clean.text[chunk.char_start : chunk.char_end] == chunk.text == chunk.text.strip()
        assert not clean.text[end : chunk.char_start].strip()
        assert chunk.char_start >= end
        end = chunk.char_end
    assert not clean.text[end:].strip()


def test_a_short_report_is_one_chunk_with_its_context_in_the_embedded_text_only() -> None:
    clean = document(("heading", "I. KẾT QUẢ", 1), ("paragraph", "Đã khám 200 lượt."))
    meta = metadata("Báo cáo sơ kết", issuer="Sở Y tế Sông Lam", period=Period(date(2024, 1, 1), date(2024, 6, 30)))
    (chunk,) = chunks_of(clean, meta)
    assert chunk.text == "I. KẾT QUẢ\nĐã khám 200 lượt."
    assert chunk.embedded_text == (
        "Báo cáo sơ kết\nSở Y tế Sông Lam\n2024-01-01 – 2024-06-30\nI. KẾT QUẢ\nĐã khám 200 lượt."
    )
    assert chunk.heading_path == ("I. KẾT QUẢ",)
    assert chunk.chunk_id == f"{'d' * 64}:0"


def test_a_document_without_a_title_gets_none() -> None:
    (chunk,) = chunks_of(document(("paragraph", "Đã khám 200 lượt.")))
    assert chunk.embedded_text == "Đã khám 200 lượt."


def test_a_title_that_stands_in_the_chunk_is_not_said_twice() -> None:
    clean = document(("title", "Báo cáo sơ kết"), ("paragraph", "Đã khám 200 lượt."))
    (chunk,) = chunks_of(clean, metadata("Báo cáo sơ kết"))
    assert chunk.embedded_text == "Báo cáo sơ kết\nĐã khám 200 lượt."


def test_a_heading_opens_a_chunk_and_later_chunks_carry_its_path() -> None:
    clean = document(
        ("heading", "I. Khám bệnh", 1),
        ("heading", "1. Nội trú", 2),
        ("paragraph", SENTENCE * 12),
        ("heading", "II. Dự phòng", 1),
        ("paragraph", SENTENCE * 6),
    )
    chunks = chunks_of(clean)
    assert_restores(clean, chunks)
    assert [chunk.heading_path for chunk in chunks] == [
        ("I. Khám bệnh", "1. Nội trú"),
        ("I. Khám bệnh", "1. Nội trú"),
        ("II. Dự phòng",),
    ]
    assert chunks[1].embedded_text.startswith("I. Khám bệnh\n1. Nội trú\nTrung tâm")
    assert not chunks[1].text.startswith("I. Khám bệnh")
    assert chunks[2].text.startswith("II. Dự phòng\n")


def test_very_short_sections_share_a_chunk() -> None:
    clean = document(*[line for n in range(4) for line in (("heading", f"{n}. Mục", 2), ("paragraph", "Tốt."))])
    assert len(chunks_of(clean)) == 1


def test_chunks_of_a_long_paragraph_end_with_sentences_and_have_like_lengths() -> None:
    clean = document(("paragraph", SENTENCE.strip() + (" " + SENTENCE.strip()) * 30))
    chunks = chunks_of(clean, target_latin=400)
    assert_restores(clean, chunks)
    assert all(chunk.text.endswith("này.") for chunk in chunks)
    lengths = [len(chunk.text) for chunk in chunks]
    assert max(lengths) <= 480
    assert max(lengths) - min(lengths) <= len(SENTENCE)


def test_table_rows_stay_whole_and_the_header_is_repeated_for_the_indexes_only() -> None:
    rows = ["Đơn vị | Lượt khám | Tỷ lệ"] + [f"Trạm số {n} | {n * 37} lượt | {n}%" for n in range(60)]
    clean = document(("table", "\n".join(rows)))
    chunks = chunks_of(clean, target_latin=300)
    assert_restores(clean, chunks)
    assert [line for chunk in chunks for line in chunk.text.split("\n")] == rows
    assert len(chunks) > 3
    for chunk in chunks[1:]:
        assert chunk.embedded_text.startswith("Đơn vị | Lượt khám | Tỷ lệ\nTrạm số")
        assert chunk.text.startswith("Trạm số")


def test_an_endless_sentence_is_cut_at_clauses_never_between_figure_and_unit() -> None:
    clean = document(("paragraph", ", ".join(["chi 12,5 triệu đồng cho 1.234 hộ"] * 80)))
    chunks = chunks_of(clean)
    assert_restores(clean, chunks)
    assert len(chunks) > 2
    assert all(chunk.text.startswith("chi 12,5") and chunk.text.rstrip(",").endswith("1.234 hộ") for chunk in chunks)


def test_chinese_chunks_are_shorter_and_end_with_a_full_stop() -> None:
    clean = document(("paragraph", "全区共检查企业450余家，整改隐患200余条。" * 40))
    chunks = chunks_of(clean, metadata(language="zh"))
    assert_restores(clean, chunks)
    assert all(chunk.text.endswith("。") and len(chunk.text) <= 270 for chunk in chunks)


def test_captions_and_gaps_are_part_of_the_chunks() -> None:
    clean = document(("paragraph", "Họp."), ("caption", "Ảnh: đại biểu"), ("gap", "[… thiếu 15 ký tự …]"))
    assert_restores(clean, chunks_of(clean))


def test_text_outside_every_block_is_not_lost() -> None:
    text = "Dòng không có khối\nĐã khám.\nCuối"
    clean = CleanDocument(text, (Block("paragraph", 19, 27),), OffsetMap(((0, 0, len(text), len(text)),)))
    assert_restores(clean, chunks_of(clean))


def test_capitals_and_decomposed_letters_are_embedded_in_their_plain_form() -> None:
    (chunk,) = chunks_of(document(("paragraph", "KẾ HOẠCH NĂM TỚI\n")))
    assert chunk.text == "KẾ HOẠCH NĂM TỚI"
    assert chunk.embedded_text == "Kế hoạch năm tới"


def test_a_context_too_long_for_the_model_is_left_out() -> None:
    clean = document(("heading", "từ " * 60, 1), ("paragraph", "Đã khám 200 lượt. " * 8))
    chunks = chunks_of(clean, max_tokens=40)
    assert_restores(clean, chunks)
    assert all(COUNT(chunk.embedded_text) <= 40 for chunk in chunks)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["title", "heading", "paragraph", "list_item", "table", "caption", "gap"]),
        st.text(alphabet="aB1 .,;。“”()国一đ|\n", min_size=1, max_size=120),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(LINES, st.sampled_from([20, 60, 200]), st.sampled_from([24, 80]))
@settings(max_examples=150)
def test_any_document_is_restored_and_every_chunk_fits_the_model(
    lines: list[tuple[BlockKind, str, int]], target: int, most: int
) -> None:
    clean = document(
        *((kind, text if kind == "table" else text.replace("\n", " "), level) for kind, text, level in lines)
    )
    meta = metadata("Một tiêu đề", issuer="Sở Sông Lam")
    chunks = chunks_of(clean, meta, target_latin=target, target_han=target, max_tokens=most)
    assert_restores(clean, chunks)
    assert all(COUNT(chunk.embedded_text) <= most for chunk in chunks)
    assert chunks == chunks_of(clean, meta, target_latin=target, target_han=target, max_tokens=most)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", [SENTENCE, "a", "1. "])
def test_a_long_monotonous_paragraph_is_cut_whole_before_the_time_limit(unit: str) -> None:
    clean = document(("paragraph", unit * (300_000 // len(unit))))
    assert_restores(clean, chunks_of(clean))
