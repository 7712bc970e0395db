"""The words by which a question leans on its conversation, in Vietnamese, Chinese and English.

All patterns are matched on folded text (``ingest.folding``), the Vietnamese ones also on text without tone marks.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.answer_patterns import Pattern, matcher
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import Language

Table = dict[Language, Pattern]


def table(vi: str, zh: str, en: str) -> Table:
    """One pattern for each language."""
    return {"vi": VietnamesePattern(vi), "zh": re.compile(zh), "en": re.compile(en)}


def find(patterns: Table, text: str, language: Language) -> re.Match[str] | None:
    """The first match of a language's pattern in a text, at the text's own offsets."""
    folded = fold(text)
    return matcher(patterns[language], folded).search(folded)


def find_all(patterns: Table, text: str, language: Language) -> list[re.Match[str]]:
    """Every match of a language's pattern in a text, at the text's own offsets."""
    folded = fold(text)
    return list(matcher(patterns[language], folded).finditer(folded))


COURTESY: Final = table(
    r"^(?:(?:dạ|vâng|ok|okay|oke|à|ừ|thế là|vậy là|rất|xin|em|tôi|mình|bạn|nhé|nhiều|ạ|rồi|tốt|hay|cảm ơn|cám ơn"
    r"|xin chào|chào|rõ|hiểu|được|đủ|tạm biệt|đã|lắm|quá|anh|chị|trợ lý)(?!\w)[\s,.!~]*)+",
    r"^(?:(?:好的?|那好|行|嗯+|哦|ok|谢谢|多谢|感谢|辛苦|明白|知道|了解|清楚|收到|先这样|就这样|再见|你好|您好"
    r"|早上好|你们?|您"
    r"|了|吧|啦|啊|的|不错|很好|没问题|可以|非常)[\s，,。.！!~]*)+",
    r"^(?:(?:ok(?:ay)?|thanks?|thank you|many thanks|great|good|perfect|got it|i see|understood|hello|hi|bye|goodbye"
    r"|very much|so much|a lot|that helps|that's all|all clear|noted|alright|well done|good morning)(?!\w)[\s,.!~]*)+",
)
"""Thanks, greetings and words of having understood, at the beginning of what was typed."""

LEAD: Final = table(
    r"^(?:(?:thế|vậy) (?:còn|thì|là)|thế|vậy|còn|và|ngoài ra|tiếp theo|nếu|riêng|với|(?:đối )?với)(?!\w)[\s,]*",
    r"^(?:那么|那|还有|另外|此外|而|至于|再问一下|请问)[，,\s]*",
    r"^(?:(?:and|but|so|then|ok|what about|how about|what of)(?!\w)[\s,]*)+",
)
"""Words that hand a question on from the one before."""

TAIL: Final = table(
    r"[\s,]*(?:(?:thì|là|nó)\s+)?(?:thì sao|ra sao|thế nào|như thế nào|sao|thì bao nhiêu|là bao nhiêu|bao nhiêu|nữa"
    r"|cũng vậy)?(?:\s+(?:ạ|vậy|nhỉ|nhé|hả))?[\s?!.]*$",
    r"(?:的)?(?:怎么样|如何|情况|是多少|有多少|多少|呢|是什么)*[？?！!。.\s]*$",
    r"[\s,]*(?:then|instead|too|as well)?[\s?!.]*$",
)
"""What may follow the one new thing that is asked about (``thì sao``, ``呢``)."""

ASKING: Final = table(
    r"(?<!\w)(?:(?:có|được|là|đạt|khoảng|tổng cộng|thu|hết|tốn)\s+)?(?:bao nhiêu|mấy)(?:\s+(?:tiền|lần))?(?!\w)"
    r"|(?<!\w)(?:vào\s+)?(?:khi nào|lúc nào|bao giờ|hôm nào|(?:ngày|tháng|năm|giờ) nào)"
    r"|(?<!\w)(?:từ\s+)?(?:bao giờ|khi nào)"
    r"|(?<!\w)(?:họp|diễn ra)?\s*(?:ở|tại|từ|về) đâu|(?<!\w)bao lâu|(?<!\w)do ai(?!\w)"
    r"|(?<!\w)(?:là\s+)?ai(?!\w)|(?<!\w)vì sao|(?<!\w)tại sao"
    r"|(?<!\w)(?:như )?thế nào|(?<!\w)ra sao|(?<!\w)(?:là |những |gồm |gồm những |về )*gì(?!\w)"
    r"|(?<!\w)(?:những |các )?nào(?!\w)|(?<!\w)(?:hay )?không(?=\s*\?*$)|(?<!\w)đúng không|(?<!\w)phải không"
    r"|(?<!\w)hãy (?:cho biết|nêu)|(?<!\w)cho (?:tôi )?(?:biết|hỏi)",
    r"(?:是|有|达到|达|为|要达到|共有|一共|总共)?(?:多少|几(?=[个名家项条次人位件份场期张种类级]))(?:钱|人(?=[？?]*$))?"
    r"[个名家项条次位件份张]?"
    r"|(?:是|在|于|从|到)?(?:什么时候|何时|哪一?[年月天日]|什么时间)|在?(?:哪里|哪儿|什么地方)"
    r"|(?:是|由|有|为)?谁(?:的)?|为什么|为何|(?:怎么样|怎样|如何|怎么)|(?:是|有|为)?(?:什么|哪[些几个家位份项种]*|何种)"
    r"|[吗呢](?=[？?\s]*$)|是否|有没有|请问|几[几]?",
    r"\b(?:how many|how much|how long|how often|what|which|who|whom|whose|when|where|why|how)\b"
    r"|^(?:is|are|was|were|did|does|do|has|have|had|can|will|would)\b|(?<=\w )(?:did|does|do)\b",
)
"""The words of a question that only ask; a bar stands for them when the subject is wanted."""

WHY: Final = table(
    r"vì sao|tại sao|nguyên nhân|lý do|sao lại|do đâu",
    r"为什么|为何|原因|怎么回事",
    r"\bwhy\b|\breasons?\b|\bcauses?\b|how come",
)

COMPARING: Final = table(
    r"so sánh|(?:hơn|gấp) (?:mấy|bao nhiêu)|chênh|(?<!\w)(?:bên|nơi|huyện|đơn vị|cái|năm|kỳ|xã|chỗ|đâu|tỉnh"
    r"|quý) nào (?:\w+ ){0,2}(?:hơn|nhất)"
    r"|(?:nhiều|ít|cao|thấp|tăng|giảm|nhanh|chậm|lớn|nhỏ|tốt|kém|đông)\s+hơn|chênh lệch|hơn kém|so với|tăng hay giảm"
    r"|(?:tăng|giảm)\s+(?:bao nhiêu|mấy|thế nào)",
    r"(?:快|慢|多|少|高|低|增加|减少|增长|下降|提高|上升)了(?:多少|几)|相差|差了多少|差距|两者|对比"
    r"|哪[个一]?.{0,4}(?:最|更)[多少高低快慢好]|差多少"
    r"|比.{2,12}[多少高低快慢](?:吗|不|$)|哪[个一]?[年个家区].{0,4}(?:更|最)?[多少高低快慢]"
    r"|相比|比较|更[多少高低快慢]",
    r"\b(?:more|less|higher|lower|fewer|bigger|smaller|faster|slower|difference|gap|by how much|compared?"
    r"|increase|decrease)\b",
)

DETAIL: Final = table(
    r"cụ thể|chi tiết|rõ hơn|nói thêm|giải thích",
    r"具体|详细|展开说|细说",
    r"\b(?:in detail|specifically|in particular|more detail|elaborate|exactly)\b",
)

WITHIN: Final = table(
    r"(?<!\w)trong (?:đó|số đó|số này|các số đó|số ấy)(?!\w)[\s,]*",
    r"(?:其中|这里面|这当中)[，,\s]*",
    r"\b(?:of (?:them|these|those|which)|among them|out of (?:them|those))\b",
)

GENERIC: Final = table(
    r"(?<!\w)(?:hạn|thời hạn|xử phạt|bị phạt|trách nhiệm|đảm nhiệm|lâu|sớm|muộn|thiệt hại|thi công|nhà thầu"
    r"|chủ đầu tư|dự án|bị thương|điều tra|kế hoạch|chỉ tiêu|dự toán|nguồn"
    r"|theo|bằng|so với|so|chính|chủ yếu|chủ trì|chủ tọa|điều hành"
    r"|tham dự|tham gia|dự|phát biểu|kết luận"
    r"|khai mạc|bế mạc|tổ chức|diễn ra|họp"
    r"|ký|ban hành|phê duyệt|duyệt|công bố|thực hiện|triển khai|áp dụng|phụ trách|chịu trách nhiệm|sửa|chữa|xong"
    r"|khởi công|hoàn thành|khánh thành|nghiệm thu|bắt đầu|kết thúc|tăng|giảm|đạt|vượt|thiếu|thừa|mắc|chết|tử vong"
    r"|hỏng|xử lý|khắc phục|xảy ra|đề nghị|kiến nghị|đề xuất|yêu cầu|giao|giải thích|cho biết|nói|cụ thể|chi tiết|rõ"
    r"|hơn|nguyên nhân|lý do|kết quả|kết quả|địa điểm|thời gian|số lượng|tổng số|tổng cộng|tổng|số|người"
    r"|nội dung|mục đích"
    r"|mục tiêu|ý nghĩa|giải pháp|biện pháp|khó khăn|hạn chế|tồn tại|kinh phí|chi phí|thành phần|quy mô|tiến độ"
    r"|đối tượng"
    r"|tên|chức vụ|bao gồm|gồm|những|các|nữa|khác|thêm|liệt kê|kể|nhiều|ít|cao|thấp|nhất|lượt|ca|vụ|lần|đơn vị"
    r"|cơ quan|hội nghị|buổi|cuộc|lúc|giờ|ngày|tháng|năm|hôm|nơi|đâu|đó|này|thì|mà|vậy|thế|còn|có|là|được|bị|đã|sẽ|đang"
    r"|chưa|rồi|không|ở|tại|vào|của|cho|với|và|từ|đến|trong|ra|sao|do|vì|bởi|nam|nữ|tỷ lệ|tỉ lệ|phần trăm|chiếm"
    r"|hết|tốn|cùng kỳ|cả năm"
    r"|mất|cần|phải|cũng|lại|hay|ai|gì|nào|mấy|bao nhiêu|bao giờ|khi nào|phần|mức|con)(?!\w)",
    r"这么|那么|少|同期|同比|哪来|钱|牵头|承担|处理|处罚|截止|期限|环比|全年|计划|带队|这么|那么|主要|会上|提出"
    r"|投入|这|主持|参加|出席|讲话|发言|签署|签发|印发"
    r"|负责|牵头|召开|举行|举办|开展"
    r"|开工|竣工|投入使用|完成"
    r"|开始|结束|增加|减少|上升|下降"
    r"|增长|提高|快|慢|更|多|高|低|原因|结果|目标|问题|具体|详细|时间|地点|人员|内容|措施|要求|目的|意义|经费"
    r"|资金|金额|人数|数量|比例"
    r"|成效|效果|困难|职务|会议|单位|部门|个人|需要|要|出|占|还|又|也|了|的|地|得|是|有|在|会|能|可以|怎么说|说"
    r"|到底|究竟|其|每年|每人|男|女"
    r"|和|与|对|为|由|从|到|被|把|给|就|都|共|一共|总共|那|这|哪|吗|呢|啊|吧|人|次|个|名|家|项|条|件|份|位|年"
    r"|月|日|号|钱|元|万|点|开|办|做|去|来|过|着",
    r"\b(?:the|a|an|of|in|on|at|to|for|by|with|from|and|or|not|chair(?:ed)?|attend(?:ed)?|held|hold|sign(?:ed)?"
    r"|organi[sz]ed?"
    r"|took|take|place|start(?:ed)?|begin|began|finish(?:ed)?|end(?:ed)?|complete[d]?|approved?|happen(?:ed)?"
    r"|there|be|been|being"
    r"|is|are|was|were|did|does|do|has|have|had|will|would|can|could|reasons?|causes?|results?|details?|date"
    r"|time|venue|location"
    r"|number|total|amount|cost|many|much|people|persons?|women|men|exactly|specifically|more|less|higher|lower"
    r"|else|also|ones?"
    r"|meeting|conference|targets?|met|charge|responsible|paid|pay|deadline|finished|funding|funded|led|lead"
    r"|topics?|few|than|before|after|same|period|whole|full|it|they|them|that"
    r"|this|those|these|he|she"
    r"|his|her|their|its|so"
    r"|then|year|month|day|why|how|what|who)\b",
)
"""What gives a question no subject of its own: general verbs, relational nouns, function words."""

WITH_OBJECT: Final = table(
    r"(?:chủ trì|chủ tọa|điều hành|tham dự|dự|ký|ban hành|phê duyệt|tổ chức|thực hiện|phụ trách|công bố)$",
    r"$^",
    r"(?:chaired?|attend(?:ed)?|signed?|organi[sz]ed?|approved?|hosted)$",
)
"""A question that ends in a verb which still wants its object."""

SHIFTED_YEAR: Final[dict[Language, tuple[tuple[Pattern, int], ...]]] = {
    "vi": (
        (VietnamesePattern(r"(?<!\w)(?:hai|2) năm trước(?: đó)?(?!\w)|(?<!\w)năm trước nữa(?!\w)"), -2),
        (VietnamesePattern(r"(?<!\w)năm (?:liền )?(?:trước đó|trước|ngay trước)(?!\w)"), -1),
        (VietnamesePattern(r"(?<!\w)năm (?:sau đó|tiếp theo|kế tiếp|liền sau|sau|tiếp)(?!\w)"), 1),
    ),
    "zh": (
        (re.compile(r"两年前|前两年"), -2),
        (re.compile(r"(?:去年|上年)(?=同期)|一年前|前一年|上一年度?|上年度?(?!半)"), -1),
        (re.compile(r"后一年|次年|下一年度?|第二年"), 1),
    ),
    "en": (
        (re.compile(r"\btwo years (?:earlier|before)\b"), -2),
        (re.compile(r"\b(?:a|one) year (?:later|after)\b"), 1),
        (re.compile(r"\b(?:a|one) year (?:earlier|before)\b"), -1),
        (re.compile(r"\b(?:the )?(?:year before(?: that)?|previous year|preceding year)\b"), -1),
        (re.compile(r"\b(?:the )?(?:year after(?: that)?|following year|next year)\b"), 1),
    ),
}
"""Words for the year before or after the one that was spoken of."""

SPOKEN_YEAR: Final = table(
    r"(?<!\w)năm (?:nay|ngoái|qua|kia)(?!\w)", r"今年|去年|前年|明年", r"\b(?:this|last|next) year\b"
)
"""A year seen from today, which only the reader knows: it is put in as it was said."""

HELD: Final = table(
    r"^(?:kỷ niệm |buổi |cuộc |các |lễ )?(?:hội nghị|hội thảo|họp|đại hội|lễ|làm việc|báo cáo|kế hoạch"
    r"|quyết định|văn bản"
    r"|thông báo|chương trình|dự án|đề án|lớp|chiến dịch|công trình|nghị quyết|cuộc họp|tập huấn)(?!\w)",
    r"$^",
    r"^(?:the |a )?(?:[\w-]+ ){0,6}?(?:conference|meeting|workshop|seminar|training|report|plan|project"
    r"|decision|event|brief"
    r"|campaign|programme|programs?)\b(?! (?:was|were|is|are|did)\b)",
)
"""Subjects that somebody chairs, attends or signs."""

BARE: Final = table(
    r"(?<!\w)(?:thì|là|có|được|đạt|số liệu|con số|số|kết quả|tình hình|thông tin|báo cáo|nêu|lượt|ca|người|nó"
    r"|vậy|thế|còn|và"
    r"|trong|vào|ở|tại|của|sao|ra sao|thế nào|như thế nào|không|bên|phía|sang|đến|với|riêng|cụ thể|khoảng"
    r"|tổng cộng|tiền|vụ"
    r"|đó|này|ấy|nữa|cũng|cho|biết|tôi|hỏi|muốn|xin)(?!\w)",
    r"的|是|有|了|呢|那|在|为|达到?|情况|数字|数据|数|人|个|家|例|次|张|件|名|起|它|这|吗|又|还|呀|啊|则|一共"
    r"|共|没有|边|方面|请问",
    r"\b(?:was|were|is|are|it|that|this|there|the|a|an|figures?|numbers?|data|in|for|of|at|about|do|did|does"
    r"|have|had|has|they|them"
    r"|any|available|then|and|but|so|how|what|one|ones|same|be|tell|me)\b",
)
"""What may stand beside a new period or place in a question that asks the same again (``năm 2022 là bao nhiêu?``)."""

OTHER_KIND: Final = table(
    r"(?<!\w)(?:ai|khi nào|bao giờ|ngày nào|ở đâu|vì sao|tại sao)(?!\w)",
    r"谁|什么时候|何时|哪里|哪儿|为什么|为何|怎么",
    r"\b(?:who|when|where|why|whose)\b",
)
"""Asking words with which a question is not the same again."""

SHIFTED_INTERVAL: Final = (
    table(
        r"(?<!\w)(?:quý|tháng) (?:trước đó|liền trước|trước|ngay trước)(?!\w)",
        r"(?:上一?个?(?:季度|月)|前一个?(?:季度|月))(?!份)",
        r"\b(?:the )?(?:previous|preceding|last) (?:quarter|month)\b|\b(?:the )?(?:quarter|month) before(?: that)?\b",
    ),
    table(
        r"(?<!\w)(?:quý|tháng) (?:sau đó|tiếp theo|kế tiếp|liền sau|sau|tới)(?!\w)",
        r"(?:下一?个?(?:季度|月)|后一个?(?:季度|月))(?!份)",
        r"\b(?:the )?(?:next|following) (?:quarter|month)\b|\b(?:the )?(?:quarter|month) after(?: that)?\b",
    ),
)
"""Words for the quarter or month before, and for the one after, what was spoken of."""

SAME_PERIOD: Final = table(r"cùng kỳ", r"同期|同比", r"\bsame (?:period|time|quarter|half|months)\b")
WHOLE_YEAR: Final = table(r"cả năm|toàn năm|trọn năm", r"全年|整年", r"\b(?:full|whole|entire) year\b|\ball of\b")
