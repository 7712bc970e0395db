from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import (
    Block,
    CleanDocument,
    Gap,
    LoadedDocument,
    Observation,
    OffsetMap,
    Page,
    Region,
    Removal,
)
from ingest.stored_text import pack_text, unpack_text

LOADED = LoadedDocument(
    source="/reports/a.pdf",
    document_id="ab" * 32,
    media_type="pdf",
    text="Trang 1\nBáo cáo",
    encoding=None,
    pages=(Page(1, 0, 7), Page(2, 8, 15)),
    regions=(Region("furniture", 0, 7), Region("heading", 8, 15, 2)),
    properties=(("title", "Báo cáo"), ("author", "")),
    warnings=("page_without_text",),
)
CLEAN = CleanDocument(
    text="Báo cáo\n[…]",
    blocks=(Block("title", 0, 7, 0, 2), Block("gap", 8, 11)),
    offsets=OffsetMap(((0, 8, 15, 7), (7, 15, 15, 4))),
    removals=(Removal("page_number", 0, 7, "Trang 1"),),
    gaps=(Gap(8, 11, 1200, "paywall"), Gap(8, 11, None, "unknown")),
    observations=(Observation("views", "12", 0, 7), Observation("author", "x", 0, 7, 1, 2)),
    defects=("truncated",),
    damaged=((3, 5),),
    language_hint="vi",
)


def test_every_field_of_both_layers_survives() -> None:
    stored = unpack_text(pack_text(LOADED, CLEAN))
    assert (stored.loaded, stored.clean, stored.raw) == (LOADED, CLEAN, LOADED.text)
    assert stored.clean.offsets.raw_span(0, 3) == CLEAN.offsets.raw_span(0, 3)


@given(st.text(st.characters(codec=None)))
def test_any_text_survives_lone_surrogates_included(text: str) -> None:
    loaded = LoadedDocument("s", "0" * 64, "text", text)
    clean = CleanDocument(text, (), OffsetMap(()))
    stored = unpack_text(pack_text(loaded, clean))
    assert (stored.raw, stored.clean.text) == (text, text)


def test_a_long_report_is_packed_to_a_fraction() -> None:
    text = "Toàn tỉnh có 215 cán bộ y tế đang công tác tại các trạm. " * 2000
    packed = pack_text(LoadedDocument("s", "0" * 64, "text", text), CleanDocument(text, (), OffsetMap(())))
    assert len(packed) < len(text) / 20


@pytest.mark.parametrize("packed", [b"", b"2" + zlib.compress(b"{}"), b"1not compressed"])
def test_what_was_not_packed_is_not_unpacked(packed: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_text(packed)
