"""Any words survive an export and open again; blanks, house profiles, Markdown, PDF and refusals."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.conversation_export import clean_for_file
from assistant.drafting.draft import Blank, Draft, DraftBlock
from assistant.errors import (
    DocxDamaged,
    DocxEncrypted,
    DocxTooLarge,
    DocxUnreadable,
    HouseProfileInvalid,
    PdfUnavailable,
)
from assistant.export import export_docx, export_markdown, export_pdf
from assistant.export.house_profile import HouseProfile, parse_house_profile, read_house_profile
from assistant.export.profiles import PROFILES
from assistant.export.review_marks import Copy, Stretch, block_lines, with_ending
from assistant.export.text_width import text_width_pt
from assistant.export.title_lines import title_lines
from assistant.format_check import docx_reading
from assistant.format_check.format_checker import check_docx
from tests.unit.assistant.export.draft_samples import EN_SUMMARY, SAMPLES, VI_REPORT, VI_SPEECH, ZH_SUMMARY

WORDS = st.text(max_size=60) | st.sampled_from(
    [
        "\x00\x08\x1b",
        "x" * 3000,
        "👩‍🔬🇻🇳",
        "\u202eabc\u202c \u200f שלום",
        "a\ud800b",
        "]]>&<w:t>",
        "  ",
        "\t\n\u2028",
        "=1+1",
    ]
)


def words_of(data: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)


@given(words=WORDS, title=WORDS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("sample", ["vi_minimal", "zh_minimal", "vi_speech", "en_summary"])
def test_any_words_survive_and_the_file_opens_again(sample: str, words: str, title: str) -> None:
    blocks = (
        DraftBlock("paragraph", "vững " + words + " bền"),
        DraftBlock("heading", words, 2),
        DraftBlock("table", words),
    )
    draft = replace(SAMPLES[sample], title=title, blocks=blocks)
    written = words_of(export_docx(draft, copy="clean"))
    for line in ("vững " + words + " bền").splitlines():
        assert all(word in written for word in clean_for_file(line).rstrip(".;, /").split()[:1])
    check_docx(export_docx(draft, copy="review"), PROFILES[draft.profile])
    assert export_markdown(draft)


@given(st.text(max_size=120), st.sampled_from(["vi", "zh", "en"]))
@settings(max_examples=80, deadline=None)
def test_breaking_a_title_loses_nothing(title: str, language: str) -> None:
    lines = title_lines(title, "zh" if language == "zh" else "vi", 300, 14)
    joint = "" if language == "zh" else " "
    assert joint.join(lines) == (title if language == "zh" else " ".join(title.split()))


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_text_outside_a_blank_is_never_lost(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    blanks = (Blank(min(start, end), end, "tên"),)
    whole = "".join(
        one.text for line in block_lines(DraftBlock("paragraph", text, blanks=blanks), "clean", "vi") for one in line
    )
    kept = clean_for_file(text[: min(start, end)]).split() + clean_for_file(text[end:]).split()
    assert all(word in whole for word in kept)


def test_the_motto_is_as_wide_as_its_letters() -> None:
    assert round(text_width_pt("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13), 1) == 271.2


def test_an_ending_replaces_what_stood_there() -> None:
    assert with_ending((Stretch("đã xong.", keys=(1,)),), "./.") == (Stretch("đã xong./.", keys=(1,)),)
    assert with_ending((Stretch("còn "), Stretch("[số]", "blank")), ";") == (
        Stretch("còn "),
        Stretch("[số]", "blank"),
        Stretch(";"),
    )


def test_blanks_show_what_is_wanted_for_review_and_dots_when_clean() -> None:
    block = DraftBlock("paragraph", "Dự có ___.", blanks=(Blank(6, 9, "tên đại biểu"),))
    assert block_lines(block, "review", "vi") == (
        (Stretch("Dự có "), Stretch("[tên đại biểu]", "blank"), Stretch(".")),
    )
    assert block_lines(block, "clean", "vi") == ((Stretch("Dự có "), Stretch("…………"), Stretch(".")),)
    assert block_lines(block, "clean", "zh")[0][1] == Stretch("【　　】")


def test_blanks_that_name_what_is_wanted_pass_the_check_in_both_copies() -> None:
    blanks = {
        "vi_report": (
            ("number", "Số:       /BC-[ký hiệu cơ quan]"),
            ("place_date", "[địa danh], ngày … tháng … năm …"),
            ("signature_name", "[họ và tên người ký]"),
        ),
        "zh_report": (("number", "[机关代字]〔    〕  号"), ("issue_date", "[成文日期]"), ("signature_name", "[署名]")),
        "zh_summary": (("issue_date", "[成文日期]"),),
    }
    for sample, texts in blanks.items():
        draft, instead = SAMPLES[sample], dict(texts)
        blocks = tuple(
            replace(
                one, text=text, blanks=tuple(Blank(*match.span(), match[0][1:-1]) for match in _BRACKETS.finditer(text))
            )
            if (text := instead.get(one.kind)) is not None
            else one
            for one in draft.blocks
        )
        for copy in _COPIES:
            written = export_docx(replace(draft, blocks=blocks), copy=copy)
            assert check_docx(written, PROFILES[draft.profile]) == ()


def test_a_chinese_news_item_has_a_lead_like_its_text() -> None:
    news = replace(SAMPLES["zh_speech"], brief=replace(SAMPLES["zh_speech"].brief, genre="news"))
    assert check_docx(export_docx(news, copy="clean"), PROFILES["plain_zh"]) == ()


_BRACKETS = re.compile(r"\[[^\]]*\]")
_COPIES: tuple[Copy, ...] = ("review", "clean")


def test_the_open_places_of_number_and_date_are_blanks_by_themselves() -> None:
    block = DraftBlock("number", "Số:       /BC-VKS")
    assert block_lines(block, "review", "vi") == ((Stretch("Số:"), Stretch("       ", "blank"), Stretch("/BC-VKS")),)
    assert [one.text for one in block_lines(block, "clean", "vi")[0]] == ["Số:", "       ", "/BC-VKS"]


def test_an_empty_draft_is_still_a_document() -> None:
    for sample in SAMPLES.values():
        empty = Draft(sample.brief, "", sample.profile, ())
        assert export_docx(empty, copy="review")[:2] == b"PK"


# ---- house profiles ------------------------------------------------------------------------------------------------

HOUSE = """
[page]
top_mm = 25
right_mm = 20
[body]
size_pt = 13
line_spacing = 1.2
[sizes]
motto = 12
[names]
superior = "Sở Thủy văn"
issuer = "Viện Khảo sát Sông Lam"
issuer_code = "VKS"
place = "Lam Sơn"
"""


def test_a_house_profile_is_written_and_then_checked() -> None:
    house = parse_house_profile(HOUSE)
    assert house == HouseProfile(
        margins={"top_mm": 25.0, "right_mm": 20.0},
        body={"size_pt": 13.0, "line_spacing": 1.2},
        sizes={"motto": 12.0},
        names={"superior": "Sở Thủy văn", "issuer": "Viện Khảo sát Sông Lam", "issuer_code": "VKS", "place": "Lam Sơn"},
    )
    draft = replace(SAMPLES["vi_minimal"], title="Kết quả công tác")
    data = export_docx(draft, copy="clean", house=house)
    assert check_docx(data, PROFILES["nd30"], house) == ()
    assert {one.rule for one in check_docx(export_docx(draft, copy="clean"), PROFILES["nd30"], house)} == {
        "page.top",
        "page.right",
        "motto.size",
        "body.size",
        "body.line_spacing",
    }
    cells = [
        one.text for row in Document(io.BytesIO(data)).tables[0].rows for cell in row.cells for one in cell.paragraphs
    ]
    assert "VIỆN KHẢO SÁT SÔNG LAM" in cells
    assert "Số:       /BC-VKS" in cells


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[page]\nmiddle_mm = 3", "page.middle_mm"),
        ("[page]\ntop_mm = 500", "page.top_mm"),
        ("[page]\ntop_mm = true", "page.top_mm"),
        ("[page]\ntop_mm = nan", "page.top_mm"),
        ('[sizes]\nmotto = "big"', "sizes.motto"),
        ("[names]\nissuer = 3", "names.issuer"),
        ('[names]\nsigner = "x"', "names.signer"),
        ('[names]\nissuer = "a\\u0007"', "names.issuer"),
        ("page = 3", "page"),
        ("[page", "TOML"),
        ("[colours]", "colours"),
    ],
)
def test_a_house_profile_that_cannot_be_used_names_the_entry(text: str, key: str) -> None:
    with pytest.raises(HouseProfileInvalid) as refused:
        parse_house_profile(text)
    assert refused.value.facts["key"] == key


def test_a_house_profile_must_fit_its_layout(tmp_path: Path) -> None:
    with pytest.raises(HouseProfileInvalid):
        export_docx(VI_SPEECH, copy="clean", house=HouseProfile(sizes={"motto": 12}))
    with pytest.raises(HouseProfileInvalid):
        export_docx(VI_SPEECH, copy="clean", house=HouseProfile(margins={"left_mm": 60, "right_mm": 60}))
    with pytest.raises(HouseProfileInvalid):
        read_house_profile(tmp_path / "absent.toml")


# ---- Markdown and PDF ----------------------------------------------------------------------------------------------


def test_markdown_keeps_marks_of_people_as_text() -> None:
    draft = replace(EN_SUMMARY, title="", blocks=(DraftBlock("paragraph", "# <b>x</b> [a](b) *c*", citations=(1,)),))
    html = MarkdownIt("commonmark").render(export_markdown(draft))
    assert html.startswith("<p># &lt;b&gt;x&lt;/b&gt; [a](b) *c*[1]</p>")


def test_markdown_of_a_report() -> None:
    text = export_markdown(VI_REPORT)
    assert "# BÁO CÁO" in text
    assert "## I. KẾT QUẢ ĐẠT ĐƯỢC" in text
    assert "| Chỉ tiêu | Kế hoạch năm | Thực hiện | Tỷ lệ |\n| --- | --- | --- | --- |" in text
    assert "tăng 8% so với cùng kỳ.\\[1\\]" in text


def test_without_libreoffice_pdf_is_refused_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(PdfUnavailable):
        export_pdf(b"")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_an_export_becomes_a_pdf() -> None:
    assert export_pdf(export_docx(ZH_SUMMARY, copy="review")).startswith(b"%PDF-")


# ---- files that are no DOCX ----------------------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", DocxUnreadable),
        (b"%PDF-1.7", DocxUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, DocxUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), DocxEncrypted),
        (export_docx(SAMPLES["vi_minimal"], copy="clean")[:3000], DocxDamaged),
        (packed(a=b"x"), DocxUnreadable),
    ],
    ids=["empty", "pdf", "old word", "password", "cut", "other zip"],
)
def test_what_is_no_docx_is_refused_with_its_kind(data: bytes, kind: type[DocxUnreadable]) -> None:
    with pytest.raises(DocxUnreadable) as refused:
        check_docx(data, PROFILES["nd30"])
    assert type(refused.value) is kind


def test_broken_markup_and_entities_are_refused() -> None:
    data = export_docx(SAMPLES["vi_minimal"], copy="clean")
    for content in (b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                new.writestr(name, content if name == "word/document.xml" else old.read(name))
        with pytest.raises(DocxDamaged):
            check_docx(buffer.getvalue(), PROFILES["nd30"])


def test_a_file_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reading, "LARGEST_MEGABYTES", 0)
    with pytest.raises(DocxTooLarge):
        check_docx(export_docx(SAMPLES["vi_minimal"], copy="clean"), PROFILES["nd30"])


@given(st.integers(0, 40_000), st.binary(min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_damage_anywhere_is_refused_or_read_and_never_a_bug(place: int, noise: bytes) -> None:
    data = bytearray(export_bytes())
    place %= len(data)
    data[place : place + len(noise)] = noise
    try:
        check_docx(bytes(data), PROFILES["nd30"])
    except DocxUnreadable:
        return


_KEPT: list[bytes] = []


def export_bytes() -> bytes:
    if not _KEPT:
        _KEPT.append(export_docx(SAMPLES["vi_minimal"], copy="clean"))
    return _KEPT[0]
