"""The documents of the scripted library: a cut report, a complete one, a hostile one, and refused files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from assistant.views import ReportSummary
from ingest.documents import Block, Gap
from vectorstore.records import DocumentState, DocumentType, Language, Period

VIETNAMESE = """BÁO CÁO
Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024
Kính gửi: Ủy ban nhân dân tỉnh Vĩnh Lâm
I. Kết quả thực hiện
Trong 6 tháng đầu năm 2024, Phòng Bảo vệ sức khỏe đã khám định kỳ cho 1.284 lượt cán bộ, đạt 96,3% kế hoạch.
Khoảng 200 cán bộ nghỉ hưu được tư vấn dinh dưỡng tại nhà.
Bảng 1. Số lượt khám theo quý
Quý | Lượt khám | Tỷ lệ
Quý I | 612 | 94,1%
Quý II | 672 | 98,4%
Ảnh: Đoàn khám tại huyện Đông Sơn
[Nguồn thiếu nội dung: khoảng 1015 ký tự]
II. Tồn tại, hạn chế
Trang thiết bị siêu âm đã dùng trên mười năm, cần được thay thế trong năm 2025.
Nơi nhận: Như trên; Lưu: VT."""

CHINESE = """林溪县2024年上半年疾病预防控制工作总结
2024年上半年，县疾病预防控制中心共接种疫苗3.2万剂次，同比增长12.5%。
一、主要工作
（一）免疫规划。适龄儿童接种率保持在98%以上，新建接种点6个。
（二）传染病监测。报告法定传染病417例，比上年同期下降8.1%。
二、下一步计划
计划下半年投入500万元更新冷链设备。"""

HOSTILE = """Monthly report of the Harbour Office <script>window.hacked = 1</script>
The office inspected 48 vessels in May 2024 <img src=x onerror="window.hacked = 2">.
Template marks stay text: ${window.hacked = 3} {{constructor}} <b>bold</b> &amp; **stars** [link](javascript:x)."""


@dataclass(frozen=True, slots=True)
class ScriptedDocument:
    summary: ReportSummary
    text: str
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()


def _blocks(text: str, kinds: dict[int, str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    at = 0
    for index, line in enumerate(text.split("\n")):
        kind = kinds.get(index, "paragraph")
        if kind == "table" and blocks and blocks[-1].kind == "table":
            blocks[-1] = Block("table", blocks[-1].start, at + len(line))
        else:
            blocks.append(Block(kind, at, at + len(line)))  # type: ignore[arg-type]
        at += len(line) + 1
    return tuple(blocks)


def _summary(
    number: int, source: str, title: str, issuer: str, kind: DocumentType, language: Language, **rest: object
) -> ReportSummary:
    return ReportSummary(
        document_id=f"{number:064x}",
        source=source,
        state=DocumentState.INDEXED,
        title=title,
        issuer=issuer,
        doc_type=kind,
        language=language,
        passages=3,
        changed_at=datetime(2024, 7, 15, 8, 30, tzinfo=UTC),
        **rest,  # type: ignore[arg-type]
    )


def vietnamese_report() -> ScriptedDocument:
    gap = VIETNAMESE.index("[Nguồn thiếu")
    kinds = {0: "title", 1: "title", 2: "salutation", 3: "heading", 6: "caption"}
    kinds |= dict.fromkeys((7, 8, 9), "table") | {10: "caption", 11: "gap", 12: "heading"}
    summary = _summary(
        1,
        "bao-cao/chăm sóc sức khỏe 6 tháng 2024.docx",
        "Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024",
        "Phòng Bảo vệ sức khỏe tỉnh Vĩnh Lâm",
        "report",
        "vi",
        period=Period(date(2024, 1, 1), date(2024, 6, 30)),
        issue_date=date(2024, 7, 12),
        complete=False,
        missing_characters=1015,
        defects=("truncated",),
    )
    end = VIETNAMESE.index("\n", gap)
    return ScriptedDocument(summary, VIETNAMESE, _blocks(VIETNAMESE, kinds), (Gap(gap, end, 1015, "paywall"),))


def chinese_report() -> ScriptedDocument:
    summary = _summary(
        2,
        "工作总结/林溪县疾控中心 2024 上半年.pdf",
        "林溪县2024年上半年疾病预防控制工作总结",
        "林溪县疾病预防控制中心",
        "summary",
        "zh",
        period=Period(date(2024, 1, 1), date(2024, 6, 30)),
        event_date=date(2024, 7, 3),
        published_at=datetime(2024, 7, 12, 9, 5, tzinfo=UTC),
    )
    return ScriptedDocument(summary, CHINESE, _blocks(CHINESE, {0: "title", 2: "heading", 5: "heading"}))


def hostile_report() -> ScriptedDocument:
    summary = _summary(
        3,
        "reports/harbour <b>office.html",
        "Monthly report of the Harbour Office <script>window.hacked = 1</script>",
        "Harbour Office of Port Ellery",
        "report",
        "en",
        period=Period(date(2024, 5, 1), date(2024, 5, 31)),
        reliability="low",
        defects=("user_uploaded", "mojibake"),
    )
    return ScriptedDocument(
        summary, HOSTILE, _blocks(HOSTILE, {0: "title"}), damaged=((HOSTILE.index("48"), HOSTILE.index("48") + 2),)
    )


def refused_file(number: int, source: str, code: str, **facts: str) -> ReportSummary:
    return ReportSummary(
        document_id=f"{number:064x}",
        source=source,
        state=DocumentState.REFUSED,
        code=code,
        facts=tuple(facts.items()),
        changed_at=datetime(2024, 7, 15, 8, 31, tzinfo=UTC),
    )
