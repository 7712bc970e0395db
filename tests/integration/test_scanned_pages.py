"""Scanned pages through the real engines; skipped by name where they are not installed. Pages are small to be quick."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.cleaner import clean_document
from ingest.errors import NoTextLayer
from ingest.loaders import LoadLimits, load_bytes
from ingest.loaders.readable_formats import readable_endings, readable_formats
from ingest.metadata import read_metadata
from ingest.recognition.installed import installed_engines, recognised_languages
from ingest.recognition.rapid import installed_rapid
from ingest.recognition.tesseract import installed_tesseract

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
TESSERACT = installed_tesseract()
both_engines = pytest.mark.skipif(
    TESSERACT is None or not TESSERACT.reads("vi") or installed_rapid() is None or not FONT.is_file(),
    reason="needs Tesseract with Vietnamese data, RapidOCR and Noto Serif CJK",
)
LINES = ("Ghi nhận 451 ca mắc, giảm 3,8% so với quý trước.", "全区建立居民健康档案52.3万份，建档率为90.4%。")


def _page(*lines: str) -> Image.Image:
    page = Image.new("RGB", (1900, 700), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 46)
    for number, line in enumerate(lines):
        pen.text((120, 120 + 110 * number), line, font=font, fill="black")
    return page


def _file(page: Image.Image, kind: str) -> bytes:
    packed = io.BytesIO()
    page.save(packed, kind)
    return packed.getvalue()


@pytest.mark.slow
@both_engines
def test_a_scanned_pdf_in_two_languages_is_read_with_its_figures_confirmed() -> None:
    document = load_bytes(_file(_page(*LINES), "PDF"), "scan.pdf")
    assert document.media_type == "pdf"
    words = "".join(document.text.split())
    assert "Ghinhận451camắc,giảm3,8%sovớiquýtrước." in words
    assert "全区建立居民健康档案52.3万份，建档率为90.4%。" in words
    assert [region.kind for region in document.regions if region.kind == "uncertain"] == []
    engines = installed_engines()
    assert engines is not None
    assert dict(document.properties)["ocr_engine"] == ", ".join(engines.names)
    clean = clean_document(document)
    values = {value.field: value for value in read_metadata(clean, document).values}
    assert (values["ocr_pages"].value, values["ocr_doubted_figures"].value) == ("1", "0")
    assert values["ocr_engine"].confidence > 0.8


@pytest.mark.slow
@both_engines
def test_a_picture_that_lies_upside_down_is_turned() -> None:
    document = load_bytes(_file(_page(LINES[0]).rotate(180), "PNG"), "photo.png")
    assert document.media_type == "image"
    assert "451 ca mắc" in document.text


def test_without_recognition_a_picture_and_a_scan_are_refused_with_the_reason() -> None:
    off = LoadLimits(recognition="none")
    picture = Image.new("RGB", (300, 200), "white")
    for data in (_file(picture, "PNG"), _file(picture, "TIFF"), _file(picture, "PDF")):
        with pytest.raises(NoTextLayer) as caught:
            load_bytes(data, "x", limits=off)
        assert caught.value.facts == {"file": "x", "pages": 1}


def test_what_can_be_read_here_is_told_with_what_is_missing() -> None:
    without = LoadLimits(recognition="none", office_program="/nowhere/soffice")
    lacking = {one.endings[0]: one.lacks for one in readable_formats(without) if not one.readable}
    assert lacking == {".ppt": "libreoffice", ".png": "tesseract"}
    assert ".xlsx" in readable_endings(without)
    assert ".png" not in readable_endings(without)
    scans = next(one for one in readable_formats() if one.family == "scan")
    assert scans.languages == recognised_languages()
