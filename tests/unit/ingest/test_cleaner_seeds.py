"""What cleaning must make of the real scraped documents (catalogue of noise, section 5)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.cleaner import clean_text
from ingest.documents import CleanDocument
from tests.unit.ingest.cleaner_views import headings, kinds, observed, texts


@pytest.fixture(scope="module")
def seeds(shared_folder: Path) -> dict[str, CleanDocument]:
    files = sorted((shared_folder / "seeds").glob("*.txt"))
    return {file.name[:3]: clean_text(file.read_text("utf-8")) for file in files}


@pytest.fixture(scope="module")
def raw(shared_folder: Path) -> dict[str, str]:
    return {file.name[:3]: file.read_text("utf-8") for file in (shared_folder / "seeds").glob("*.txt")}


def _counts(clean: CleanDocument) -> dict[str, int]:
    found = [kind for kind, _ in kinds(clean)]
    return {kind: found.count(kind) for kind in dict.fromkeys(found)}


def test_000_has_a_title_five_paragraphs_four_captions_and_keeps_stamp_and_source(
    seeds: dict[str, CleanDocument],
) -> None:
    clean = seeds["000"]
    assert _counts(clean) == {"title": 1, "stamp": 1, "paragraph": 5, "caption": 4, "byline": 2}
    assert texts(clean, "stamp") == ["01/10/2024, 09:52"]
    assert texts(clean, "byline")[0] == "Đưa tin: Trung tâm ĐT&QLKH"
    assert sum(len(text.split()) for kind, text in kinds(clean) if kind in ("title", "paragraph")) == 473
    assert clean.removals == ()
    assert observed(clean)["published_at"] == "01/10/2024, 09:52"
    assert observed(clean)["source"] == "Viện Sức khỏe nghề nghiệp và Môi trường"


def test_001_joins_broken_captions_and_loses_render_date_and_tail(seeds: dict[str, CleanDocument]) -> None:
    clean = seeds["001"]
    assert _counts(clean) == {"title": 1, "stamp": 1, "paragraph": 4, "caption": 6, "byline": 1}
    assert texts(clean, "byline") == ["Đỗ Hùng"]
    assert sum(len(text.split()) for kind, text in kinds(clean) if kind in ("title", "paragraph", "byline")) == 555
    assert texts(clean, "caption")[-1].endswith(
        'thành phố Ninh Bình cho cá nhân có thành tích trong thực hiện phong trào "Cụm an toàn các bệnh viện” năm 2023'
    )
    assert clean.text.startswith("Hội nghị sơ kết")
    assert clean.text.endswith("Đỗ Hùng")
    found = observed(clean)
    assert (found["crawl_date"], found["published_at"], found["views"]) == (
        "Thứ Năm, 21/11/2024",
        "Thứ Sáu, 29/03/2024",
        "3686754",
    )


def test_002_reads_image_cells_as_captions(seeds: dict[str, CleanDocument]) -> None:
    clean = seeds["002"]
    assert _counts(clean) == {"title": 1, "paragraph": 4, "caption": 2, "byline": 1}
    assert sum(len(text.split()) for kind, text in kinds(clean) if kind in ("title", "paragraph")) == 429
    assert "|" not in clean.text
    assert "![" not in clean.text
    assert texts(clean, "caption")[1] == "Đồng chí Mai Sơn biểu dương những nỗ lực của nhân viên y tế."
    assert texts(clean, "byline") == ["Tin, ảnh: Lệ Thanh"]
    assert observed(clean)["comment_count"] == "0"


def test_003_loses_readings_and_furniture_and_keeps_what_is_damaged(seeds: dict[str, CleanDocument]) -> None:
    clean = seeds["003"]
    assert sum(removal.rule == "pinyin" for removal in clean.removals) == 275
    assert not any(letter in clean.text for letter in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")
    for kept in (
        "(創國衛辦〔〕9號)",
        "優化。現將",
        "由任組長,任副組長",
        "月9日",
        "在年開展",
        "三四全面",
        "20分鐘醫療券",
    ):
        assert kept in clean.text
    assert not any(gone in clean.text for gone in ("上一篇", "下一篇", "導語", "客服"))
    assert texts(clean, "stamp") == ["時間:2022-12-30 10:44:00"]
    assert [clean.text[start:end] for start, end in clean.damaged] == [
        "〔〕9號",
        "月9日",
        "由任組長",
        ",任副組長",
        "在年",
    ]
    assert clean.defects == ("missing_fields", "mojibake", "user_uploaded")
    assert observed(clean)["uploaded_at"] == "2022-12-30 10:44:00"
    assert [level for level, _ in headings(clean)] == [1, 1, 1, 2, 2, 1, 1]
    assert clean.text.split("\n")[6].startswith("1、深化衛生星級科室創建活動。為進一步")


def test_004_is_unwrapped_into_title_salutation_headings_paragraphs_and_gaps(seeds: dict[str, CleanDocument]) -> None:
    clean = seeds["004"]
    assert [(kind, text[:9]) for kind, text in kinds(clean)] == [
        ("title", "在全区职业病防治三"),
        ("salutation", "同志们:"),
        ("paragraph", "今天,我们在这里召"),
        ("heading", "一、提高思想认识,"),
        ("paragraph", "职业病防治工作关系"),
        ("gap", "⟦缺 1015 字"),
        ("heading", "(二)深入开展中小"),
        ("paragraph", "中小微企业是我区经"),
        ("heading", "(三)扎实推进职业"),
        ("paragraph", "职业病防治机构是开"),
        ("heading", "三、强化保障措施,"),
        ("paragraph", "开展职业病防治“三"),
        ("heading", "(一)加强组织领导"),
        ("paragraph", "各级各部门要将职业"),
        ("heading", "(二)加大投入力度"),
        ("paragraph", "要建立稳定的职业病"),
        ("gap", "⟦缺⟧"),
    ]
    assert [level for level, _ in headings(clean)] == [1, 2, 2, 1, 2, 2]
    assert clean.text.count("在全区职业病防治三项行动工作推进会议上的讲话") == 1
    assert [(gap.missing_characters, gap.kind) for gap in clean.gaps] == [(1015, "paywall"), (None, "end")]
    assert (observed(clean)["full_length"], observed(clean)["shown_length"]) == ("4749", "2638")
    assert clean.defects == ("truncated", "redacted")
    assert "各*镇、*街道" in clean.text


def test_evidence_of_every_question_is_in_raw_and_clean(
    shared_folder: Path, seeds: dict[str, CleanDocument], raw: dict[str, str]
) -> None:
    questions = json.loads((shared_folder / "eval" / "questions.json").read_text("utf-8"))
    answerable = [question for question in questions if question["evidence"]]
    assert len(answerable) == 30
    for question in answerable:
        name = question["doc"][:3]
        clean = seeds[name]
        assert question["evidence"] in raw[name], question["id"]
        start = clean.text.find(question["evidence_clean"])
        assert start >= 0, question["id"]
        low, high = clean.offsets.raw_span(start, start + len(question["evidence_clean"]))
        assert raw[name][low:high] in (question["evidence"], question["evidence_clean"]), question["id"]


def test_cleaning_a_clean_seed_changes_nothing(seeds: dict[str, CleanDocument]) -> None:
    for name, clean in seeds.items():
        assert clean_text(clean.text).text == clean.text, name
