"""Drafts of every layout, about agencies that do not exist."""

from __future__ import annotations

from decimal import Decimal

from assistant.answering.answer import AnsweredFigure, Citation, FigureStatus
from assistant.drafting.draft import Blank, BlockKind, Brief, Draft, DraftBlock, Gap, Genre, Profile
from vectorstore.records import Language


def block(
    kind: BlockKind,
    text: str,
    level: int = 0,
    *,
    keys: tuple[int, ...] = (),
    blanks: tuple[tuple[str, str], ...] = (),
    figures: tuple[tuple[str, FigureStatus], ...] = (),
) -> DraftBlock:
    """A block whose blanks and figures are found in its text by their words."""
    return DraftBlock(
        kind,
        text,
        level,
        citations=keys,
        blanks=tuple(Blank(text.index(one), text.index(one) + len(one), wanted) for one, wanted in blanks),
        figures=tuple(figure(text, surface, status) for surface, status in figures),
    )


def figure(text: str, surface: str, status: FigureStatus) -> AnsweredFigure:
    start = text.index(surface)
    return AnsweredFigure(surface, Decimal(1), None, "", "=", status, 1, start, start + len(surface))


def citation(key: int, title: str, quote: str) -> Citation:
    return Citation(key, f"d{key}", f"kho/bao-cao-{key}.txt", title, key, quote, 0, len(quote), 0, len(quote))


def draft(
    profile: Profile,
    genre: Genre,
    language: Language,
    title: str,
    blocks: tuple[DraftBlock, ...],
    citations: tuple[Citation, ...] = (),
    gaps: tuple[Gap, ...] = (),
) -> Draft:
    return Draft(Brief("", genre, language), title, profile, blocks, citations, gaps)


VI_SOURCES = (
    citation(1, "Báo cáo sơ kết 6 tháng đầu năm 2024", "Viện đã quan trắc 1.245 mẫu nước, đạt 62% kế hoạch năm."),
    citation(2, "Báo cáo quý II năm 2024", "Còn 3 trạm chưa có máy phát điện dự phòng."),
)

VI_REPORT = draft(
    "nd30",
    "report",
    "vi",
    "Kết quả công tác 6 tháng đầu năm 2024 và phương hướng, nhiệm vụ 6 tháng cuối năm 2024",
    (
        block("superior", "Sở Thủy văn tỉnh Lam Sơn"),
        block("issuer", "Viện Khảo sát và Quan trắc nguồn nước Sông Lam"),
        block("motto", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        block("number", "Số:       /BC-VKS", blanks=(("      ", "số văn bản"),)),
        block("place_date", "Lam Sơn, ngày … tháng … năm 2024", blanks=(("… tháng …", "ngày, tháng ký"),)),
        block("type_name", "BÁO CÁO"),
        block("subject", "Kết quả công tác 6 tháng đầu năm 2024 và phương hướng, nhiệm vụ 6 tháng cuối năm 2024"),
        block("addressee", "Kính gửi: Sở Thủy văn tỉnh Lam Sơn."),
        block("paragraph", "Thực hiện kế hoạch công tác năm 2024, Viện báo cáo kết quả 6 tháng đầu năm như sau:"),
        block("heading", "I. KẾT QUẢ ĐẠT ĐƯỢC", 1),
        block("heading", "1. Công tác quan trắc", 2),
        block(
            "paragraph",
            "Viện đã quan trắc 1.245 mẫu nước, đạt 62% kế hoạch năm, tăng 8% so với cùng kỳ.",
            keys=(1,),
            figures=(("1.245 mẫu", "supported"), ("8%", "unsupported")),
        ),
        block("list_item", "- Duy trì 14 trạm đo tự động trên dòng chính.", keys=(1,)),
        block("list_item", "- Bảo đảm an toàn lao động tại các trạm.", keys=(1, 2)),
        block(
            "table",
            "Chỉ tiêu\tKế hoạch năm\tThực hiện\tTỷ lệ\nMẫu nước\t2.000\t1.245\t62%\nTrạm đo\t14\t14\t100%",
            keys=(1,),
        ),
        block("heading", "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", 1),
        block("paragraph", "Còn 3 trạm chưa có máy phát điện dự phòng.", keys=(2,)),
        block(
            "paragraph",
            "Nguyên nhân: [nguyên nhân của hạn chế].",
            blanks=(("[nguyên nhân của hạn chế]", "nguyên nhân"),),
        ),
        block("heading", "III. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM", 1),
        block("paragraph", "Tiếp tục hoàn thành kế hoạch quan trắc và lắp đặt máy phát điện cho các trạm còn thiếu."),
        block("closing", "Trên đây là báo cáo kết quả công tác 6 tháng đầu năm 2024; Viện kính báo cáo Sở."),
        block("recipients", "Nơi nhận:\n- Sở Thủy văn tỉnh Lam Sơn;\n- Các phòng, trạm;\n- Lưu: VT, KHTH."),
        block("signature_post", "KT. VIỆN TRƯỞNG\nPHÓ VIỆN TRƯỞNG"),
        block("signature_name", "[họ và tên]", blanks=(("[họ và tên]", "họ và tên người ký"),)),
    ),
    VI_SOURCES,
    (Gap("II", "nguyên nhân của hạn chế"),),
)

VI_LONG_REPORT = draft(
    "nd30",
    "report",
    "vi",
    VI_REPORT.title,
    (
        *VI_REPORT.blocks[:8],
        block("basis", "Căn cứ Kế hoạch công tác năm 2024 của Viện"),
        block("basis", "Căn cứ ý kiến chỉ đạo của Sở Thủy văn"),
        *(
            one
            for number, roman in enumerate(("I", "II", "III", "IV"), 1)
            for one in (
                block("heading", f"{roman}. Nội dung công tác nhóm {number}", 1),
                block("heading", "1. Công tác chuyên môn", 2),
                *(
                    block("paragraph", "Viện tổ chức quan trắc định kỳ, tổng hợp số liệu và gửi báo cáo đúng hạn. " * 4)
                    for _ in range(4)
                ),
                block("heading", "2. Công tác khác", 2),
                block("heading", "a) Công tác tổ chức", 3),
                block("list_item", "- Kiện toàn tổ chức các trạm."),
                block("list_item", "+ Bố trí đủ người trực."),
                block(
                    "table",
                    "Chỉ tiêu\tĐơn vị\tKết quả\n" + "\n".join(f"Trạm số {at}\tmẫu\t{at * 7}" for at in range(1, 19)),
                ),
            )
        ),
        *VI_REPORT.blocks[-5:],
    ),
    VI_SOURCES,
)

VI_MINIMAL = draft("nd30", "report", "vi", "", (block("paragraph", "Viện đã hoàn thành nhiệm vụ."),))

VI_PLAN = draft(
    "nd30",
    "plan",
    "vi",
    "Quan trắc nguồn nước mùa khô năm 2025",
    (
        block("paragraph", "Thực hiện chỉ đạo của Sở, Viện xây dựng Kế hoạch như sau:"),
        block("heading", "I. MỤC ĐÍCH, YÊU CẦU", 1),
        block("paragraph", "Bảo đảm đủ số liệu phục vụ điều tiết nước."),
        block("closing", "Yêu cầu các đơn vị nghiêm túc triển khai thực hiện./."),
    ),
)

VI_SPEECH = draft(
    "plain_vi",
    "speech",
    "vi",
    "Bài phát biểu bế mạc Hội nghị sơ kết công tác quan trắc nguồn nước 6 tháng đầu năm 2024",
    (
        block("title", "BÀI PHÁT BIỂU BẾ MẠC\nHội nghị sơ kết công tác quan trắc nguồn nước 6 tháng đầu năm 2024"),
        block("subtitle", "(Viện trưởng Viện Khảo sát Sông Lam)"),
        block("salutation", "Kính thưa các vị đại biểu, khách quý!"),
        block("salutation", "Thưa toàn thể Hội nghị!"),
        block("paragraph", "Sau một buổi làm việc khẩn trương, Hội nghị đã hoàn thành chương trình đề ra.", keys=(1,)),
        block(
            "paragraph", "Một là, tiếp tục hoàn thành kế hoạch. Hai là, lắp đặt máy phát điện cho 3 trạm.", keys=(2,)
        ),
        block("closing", "Với tinh thần đó, tôi xin tuyên bố bế mạc Hội nghị. Xin trân trọng cảm ơn!"),
    ),
    VI_SOURCES,
)

VI_NEWS = draft(
    "plain_vi",
    "news",
    "vi",
    "Viện Khảo sát Sông Lam sơ kết công tác 6 tháng đầu năm",
    (
        block("title", "Viện Khảo sát Sông Lam sơ kết công tác 6 tháng đầu năm"),
        block("paragraph", "Ngày 12/7/2024, Viện tổ chức Hội nghị sơ kết công tác 6 tháng đầu năm.", keys=(1,)),
        block("paragraph", "Tại Hội nghị, các đại biểu đã thảo luận, làm rõ kết quả quan trắc 1.245 mẫu nước."),
        block("byline", "Tin, ảnh: …", blanks=(("…", "người viết"),)),
    ),
    VI_SOURCES,
)

ZH_SOURCES = (citation(1, "沧澜区水务局2024年上半年工作情况", "全区完成河道清淤126公里，占年度任务的63%。"),)

ZH_SUMMARY = draft(
    "gbt9704",
    "report",
    "zh",
    "沧澜区水务局关于2024年上半年河道治理工作情况的报告",
    (
        block("issuer", "沧澜区水务局文件"),
        block("number", "沧水发〔2024〕  号", blanks=(("  ", "发文序号"),)),
        block("title", "沧澜区水务局关于2024年上半年河道治理工作情况的报告"),
        block("addressee", "沧澜区人民政府："),
        block("paragraph", "今年以来，我局认真落实河湖长制各项要求，河道治理工作稳步推进。现将有关情况报告如下。"),
        block("heading", "一、主要工作及成效", 1),
        block("heading", "（一）加强组织领导", 2),
        block(
            "paragraph",
            "截至6月底，全区完成河道清淤126公里，占年度任务的63%，较上年同期提高5个百分点。",
            keys=(1,),
            figures=(("126公里", "supported"), ("5个百分点", "unverifiable")),
        ),
        block("heading", "1．完善巡查制度。", 3),
        block("paragraph", "各镇街每周巡查不少于2次，发现问题及时整改。", keys=(1,)),
        block("heading", "二、存在的问题", 1),
        block("paragraph", "部分支流淤积严重，【原因】。", blanks=(("【原因】", "问题的原因"),)),
        block("heading", "三、下一步工作打算", 1),
        block("paragraph", "力争年底前全面完成清淤任务。"),
        block("closing", "特此报告。"),
        block("signature_name", "沧澜区水务局"),
        block("issue_date", "2024年7月5日"),
        block("recipients", "抄送：沧澜区河长制办公室。"),
    ),
    ZH_SOURCES,
    (Gap("二", "问题的原因"),),
)

ZH_LONG = draft(
    "gbt9704",
    "report",
    "zh",
    ZH_SUMMARY.title,
    (
        *ZH_SUMMARY.blocks[:5],
        *(
            one
            for numeral in "一二三四"
            for one in (
                block("heading", f"{numeral}、工作内容", 1),
                *(
                    block(
                        "paragraph",
                        "各镇街坚持问题导向，逐条河道建立台账，明确责任单位和完成时限，定期通报进展情况。" * 4,
                    )
                    for _ in range(4)
                ),
            )
        ),
        block("table", "河道\t长度（公里）\t完成率\n" + "\n".join(f"第{at}支流\t{at}\t63%" for at in range(1, 13))),
        *ZH_SUMMARY.blocks[-4:],
    ),
    ZH_SOURCES,
)

ZH_MINIMAL = draft("gbt9704", "plan", "zh", "工作方案", (block("paragraph", "制定本方案。"),))

ZH_SPEECH = draft(
    "plain_zh",
    "speech",
    "zh",
    "在全区河道治理工作推进会议上的讲话",
    (
        block("title", "在全区河道治理工作推进会议上的讲话"),
        block("subtitle", "（2024年7月8日）"),
        block("salutation", "同志们："),
        block("paragraph", "今天，我们在这里召开全区河道治理工作推进会议，主要任务是总结成效、部署工作。", keys=(1,)),
        block("heading", "一、提高思想认识", 1),
        block("paragraph", "要充分认识河道治理的重要意义。"),
        block("heading", "（一）突出重点", 2),
        block("paragraph", "一是要加快进度。二是要落实责任。"),
        block("closing", "同志们，任务艰巨、责任重大，让我们共同努力！"),
    ),
    ZH_SOURCES,
)

ZH_INTERNAL = draft(
    "plain_zh",
    "summary",
    "zh",
    "沧澜区水务局2024年上半年工作总结",
    (
        block("title", "沧澜区水务局2024年上半年工作总结"),
        block("paragraph", "上半年完成河道清淤126公里。", keys=(1,)),
        block("signature_name", "沧澜区水务局"),
        block("issue_date", "2024年7月5日"),
    ),
    ZH_SOURCES,
)

EN_SUMMARY = draft(
    "plain_en",
    "summary",
    "en",
    "Water monitoring in the first half of 2024",
    (
        block("title", "Water monitoring in the first half of 2024"),
        block("subtitle", "Lam River Survey Institute (Viện Khảo sát Sông Lam), 12 July 2024"),
        block("heading", "1. Results", 1),
        block("paragraph", "The institute took 1,245 samples, 62% of the plan for the year.", keys=(1,)),
        block("list_item", "• Fourteen stations were kept running.", keys=(1,)),
        block("table", "Indicator\tPlan\tResult\nSamples\t2,000\t1,245"),
        block("heading", "2. Limitations", 1),
        block("paragraph", "Three stations have no generator because of [cause].", blanks=(("[cause]", "cause"),)),
    ),
    VI_SOURCES,
)

SAMPLES = {
    "vi_report": VI_REPORT,
    "vi_long_report": VI_LONG_REPORT,
    "vi_minimal": VI_MINIMAL,
    "vi_plan": VI_PLAN,
    "vi_speech": VI_SPEECH,
    "vi_news": VI_NEWS,
    "zh_report": ZH_SUMMARY,
    "zh_long_report": ZH_LONG,
    "zh_minimal": ZH_MINIMAL,
    "zh_speech": ZH_SPEECH,
    "zh_summary": ZH_INTERNAL,
    "en_summary": EN_SUMMARY,
}
"""Every sample by its name."""
