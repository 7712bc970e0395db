"""Exported conversations: everything that was said is in the file, and nothing in it is more than text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answering.answer import Notice
from assistant.conversation_export import (
    LONGEST_FILE_NAME,
    Paragraph,
    Run,
    escape_markdown,
    export_conversation,
    export_words,
    safe_file_name,
    write_markdown,
)
from assistant.conversations import ConversationSummary, ExportFormat, KeptConversation, KeptTurn
from tests.kept_samples import ASKED_AT, sample_answer, sample_citation, sample_turn
from vectorstore.records import Language

HANOI = timezone(timedelta(hours=7))
NOW = datetime(2031, 7, 6, 1, 0, tzinfo=UTC)
ABSTAINED = replace(
    sample_answer("Ai ký?"),
    text="Các báo cáo trong kho không nêu thông tin này.",
    abstained=True,
    reason="no_evidence",
    mode="extractive",
    citations=(),
    sentences=(),
    figures=(),
    notices=(),
    standalone=None,
    nearest=(replace(sample_citation(1, "Kế hoạch năm 2031."), title=None, page=None),),
)


def kept(*turns: KeptTurn, title: str = "Khám bệnh") -> KeptConversation:
    numbered = tuple(replace(turn, number=number) for number, turn in enumerate(turns, 1))
    return KeptConversation(ConversationSummary("0" * 32, title, ASKED_AT, ASKED_AT, len(turns)), numbered)


def export(conversation: KeptConversation, form: ExportFormat, language: Language = "vi") -> tuple[str, bytes]:
    return export_conversation(conversation, form, language, zone=HANOI, now=NOW)


def paragraphs_of(content: bytes) -> list[tuple[str, str]]:
    document = Document(io.BytesIO(content))
    return [(str(paragraph.style and paragraph.style.name), paragraph.text) for paragraph in document.paragraphs]


def test_a_word_file_says_all_of_a_conversation_in_order() -> None:
    name, content = export(kept(sample_turn(), sample_turn("Ai ký?", ABSTAINED)), "docx")
    assert name == "Khám bệnh.docx"
    assert paragraphs_of(content) == [
        ("Title", "Khám bệnh"),
        (
            "Normal",
            "Trích xuất từ baocao ngày 6/7/2031 08:00. Hãy đối chiếu với báo cáo gốc trước khi sử dụng.",
        ),
        ("Heading 1", "Câu hỏi 1: Khám bao nhiêu lượt người?"),
        ("Normal", "Hỏi lúc 5/7/2031 15:30"),
        ("Normal", "Được hiểu là: 6 tháng đầu năm 2031 khám bao nhiêu lượt người?"),
        ("Heading 2", "Trả lời"),
        ("Normal", "Toàn huyện khám cho gần 1.250,5 lượt người.[1] Tăng 20%. [chưa có nguồn xác nhận]"),
        ("Normal", "Câu chữ do mô hình ngôn ngữ viết; từng câu đã được đối chiếu với nguồn."),
        ("Heading 2", "Nguồn"),
        (
            "Normal",
            "[1] “Toàn huyện khám cho gần 1.250,5 lượt người.” – Báo cáo sơ kết 6 tháng đầu năm 2031, trang 3",
        ),
        ("Heading 2", "Lưu ý"),
        ("Normal", "dropped_sentences"),
        ("Heading 1", "Câu hỏi 2: Ai ký?"),
        ("Normal", "Hỏi lúc 5/7/2031 15:30"),
        ("Heading 2", "Không có câu trả lời"),
        ("Normal", "Các báo cáo trong kho không nêu thông tin này."),
        ("Heading 2", "Đoạn gần nhất trong kho"),
        ("Normal", "“Kế hoạch năm 2031.” – so-ket.docx"),
    ]


def test_the_same_in_chinese_markdown() -> None:
    answer = replace(sample_answer("检查多少人次？", "zh"), notices=(Notice("sentences_dropped", (("count", "2"),)),))
    name, content = export(kept(sample_turn("检查多少人次？", answer), title="检查 人次"), "markdown", "zh")
    assert name == "检查 人次.md"
    assert content.decode("utf-8").split("\n\n") == [
        "# 检查 人次",
        "由 baocao 于2031年7月6日08:00导出。使用前请与原报告核对。",
        "## 问题1：检查多少人次？",
        "提问时间：2031年7月5日15:30",
        "理解为：6 tháng đầu năm 2031 khám bao nhiêu lượt người?",
        "### 回答",
        r"Toàn huyện khám cho gần 1.250,5 lượt người.\[1\] ~~Tăng 20%.~~ **\[无来源佐证\]**",
        "文字由语言模型撰写，各句均已与来源核对。",
        "### 来源",
        r"- \[1\] “Toàn huyện khám cho gần 1.250,5 lượt người.”——Báo cáo sơ kết 6 tháng đầu năm 2031，第3页",
        "### 注意",
        "- 因没有依据而略去的句数：2。\n",
    ]


def test_what_no_source_bears_out_is_struck_in_a_word_file() -> None:
    _, content = export(kept(sample_turn()), "docx")
    runs = [run for paragraph in Document(io.BytesIO(content)).paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.strike] == ["Tăng 20%."]
    assert [run.text for run in runs if run.bold] == [" [chưa có nguồn xác nhận]"]


@pytest.mark.parametrize(("language", "tag"), [("vi", "vi-VN"), ("zh", "zh-CN"), ("en", "en-GB")])
def test_the_fonts_of_a_word_file_hold_vietnamese_and_chinese(language: Language, tag: str) -> None:
    _, content = export(kept(sample_turn()), "docx", language)
    document = Document(io.BytesIO(content))
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.rFonts
        assert {key: fonts.get(qn(f"w:{key}")) for key in ("ascii", "hAnsi", "eastAsia", "asciiTheme")} == {
            "ascii": "Times New Roman",
            "hAnsi": "Times New Roman",
            "eastAsia": "SimSun",
            "asciiTheme": None,
        }
    assert document.core_properties.language == tag
    assert document.core_properties.author == "baocao"
    assert document.core_properties.created.replace(tzinfo=UTC) == NOW


HOSTILE = (
    "# Tiêu đề\n![x](http://evil.example/p.png) [bấm](javascript:alert(1)) <img src=x onerror=alert(1)> "
    "www.evil.example a@evil.example\n1. một\n- hai\n    mã\n> trích\n``` \n"
    "| a | b |\n|---|---|\n&lt;b&gt; ***đậm***\u202e"
)


def rendered(markdown: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False}).enable("table").render(markdown))


def test_what_a_report_says_stays_text_in_markdown() -> None:
    answer = replace(sample_answer(), text=HOSTILE, sentences=(), notices=(), citations=(sample_citation(1, HOSTILE),))
    _, content = export(kept(sample_turn(HOSTILE, answer), title=HOSTILE), "markdown")
    html = rendered(content.decode("utf-8"))
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags == {"h1", "h2", "h3", "p", "ul", "li"}
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 1
    assert "![x](http://evil.example/p.png)" in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "&amp;lt;b&amp;gt;" in html


def test_what_a_report_says_stays_text_in_a_word_file() -> None:
    answer = replace(sample_answer(), text=f"a\x00\x0b\ud800<w:t>b</w:t>{HOSTILE}", sentences=(), citations=())
    _, content = export(kept(sample_turn("a\x01?", answer)), "docx")
    texts = [text for _, text in paragraphs_of(content)]
    assert "Câu hỏi 1: a?" in texts
    assert "a<w:t>b</w:t># Tiêu đề" in texts
    assert b"javascript" not in content


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    line = " ".join("".join(character for character in text if character.isprintable()).split())
    shown = rendered(write_markdown([Paragraph("text", (Run(line),))]))
    plain = shown.strip().removeprefix("<p>").removesuffix("</p>")
    for code, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(code, character)
    assert plain == line


def test_a_bare_address_is_no_link() -> None:
    assert escape_markdown("http://a.vn www.b.vn mailto:c@d.vn") == r"http\://a.vn www\.b.vn mailto\:c\@d.vn"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Số liệu quý I", "Số liệu quý I.md"),
        ("../../etc/passwd", "etc passwd.md"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j.md"),
        ("CON", "_CON.md"),
        ("nul.txt", "_nul.txt.md"),
        ("  . ", "Hỏi đáp.md"),
        ("x" * 200, "x" * 77 + ".md"),
        ("a\n\tb\x00\u202e", "a b.md"),
    ],
)
def test_a_file_name_is_safe_on_every_system(title: str, name: str) -> None:
    assert safe_file_name(title, ".md", fallback="Hỏi đáp") == name


@given(st.text(max_size=200))
def test_no_title_makes_an_unsafe_file_name(title: str) -> None:
    name = safe_file_name(title, ".docx", fallback="Hỏi đáp")
    assert len(name) <= LONGEST_FILE_NAME + 1
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert name.removesuffix(".docx").strip(" .") == name.removesuffix(".docx") != ""


def test_every_word_of_the_file_is_there_in_every_language() -> None:
    for name, words in export_words().items():
        assert set(words) == {"vi", "zh", "en"}, name
        placeholders = {language: sorted(re.findall(r"\$[a-z]+", text)) for language, text in words.items()}
        assert placeholders["vi"] == placeholders["zh"] == placeholders["en"], name
