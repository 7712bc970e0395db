"""Surface cues of what a question asks for, in Vietnamese, Chinese and English.

Every cue is matched on folded text (``ingest.folding``): lower case, simplified characters; a Vietnamese question
typed without tone marks is matched against the cues without theirs. The order of the rules is their priority where
two of them claim the same words.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ingest.folding import VietnamesePattern
from vectorstore.records import Language

AskedKind = Literal[
    "published",
    "author",
    "reason",
    "purpose",
    "money",
    "rate",
    "count",
    "duration",
    "post",
    "document",
    "date",
    "place",
    "person",
    "agency",
    "example",
    "result",
    "plan",
    "definition",
    "manner",
    "list",
    "polar",
    "other",
]

_VI: Final[tuple[tuple[AskedKind, str], ...]] = (
    (
        "published",
        r"(?:bài|tin|bản tin|bài viết|trang|thông tin|văn bản)\b.*?(?:đăng|xuất bản|công bố|đưa lên|"
        r"phát hành|tải lên)"
        r".*?(?:lúc nào|khi nào|bao giờ|(?:ngày|giờ|thời điểm|thời gian) (?:nào|mấy|bao nhiêu)|lúc mấy giờ)"
        r"|(?:thời gian|thời điểm|ngày|giờ) (?:đăng|xuất bản|đưa tin)"
        r"|(?:đăng|xuất bản) (?:lúc|khi|ngày|vào)\b.*?(?:nào|mấy)",
    ),
    (
        "author",
        r"(?:ai|đơn vị nào|cơ quan nào|phóng viên nào|người nào) (?:là người |đã |đăng |thực hiện )*"
        r"(?:đưa tin|viết bài|viết tin|chụp ảnh|viết|chụp|biên soạn)\b"
        r"|(?:tin và ảnh|tin, ảnh|tin ảnh|bài và ảnh|ảnh bài|bài viết|bản tin|bài)\b.*?"
        r"(?:do|của|bởi) (?:ai|phóng viên nào|đơn vị nào|người nào|cơ quan nào)"
        r"|tác giả|người viết|người chụp|nguồn (?:tin|bài|nào|của|từ)|lấy từ nguồn|trích từ nguồn|ai (?:đưa|viết)",
    ),
    ("reason", r"tại sao|vì sao|sao lại|nguyên nhân|(?:lý|lí) do|do đâu|vì đâu|bởi đâu|vì điều gì|do điều gì"),
    ("purpose", r"để làm gì|nhằm (?:mục đích|mục tiêu)? ?gì|mục đích|dùng (?:vào|cho|để)[^,?]*gì|dùng làm gì"),
    (
        "rate",
        r"(?:bao nhiêu|mấy) (?:phần trăm|%)|(?:tỷ|tỉ) (?:lệ|trọng|suất)|tốc độ tăng|mức tăng(?: trưởng)?|tăng trưởng"
        r"|(?:tăng|giảm)(?: thêm| lên| đi)? (?:bao nhiêu|mấy)(?! \w*(?:người|lượt|vụ))|chiếm bao nhiêu|chiếm mấy",
    ),
    (
        "money",
        r"(?:bao nhiêu|mấy) (?:tiền|đồng|(?:triệu|tỷ|tỉ|nghìn|vạn)(?: đồng)?\b|kinh phí|vốn|ngân sách|usd|đô la|tệ)"
        r"|(?:kinh phí|chi phí|ngân sách|số tiền|tổng vốn|vốn đầu tư|tổng mức đầu tư|giá trị|giá|"
        r"học phí|trị giá|doanh thu"
        r"|số thu|tổng thu|tổng chi|tiền thưởng|mức thưởng|mức hỗ trợ|mức lương)\b[^?,]*?"
        r"(?:bao nhiêu|mấy|là gì|như thế nào|cụ thể)"
        r"|(?:tốn|chi|tiêu|hết|tiêu tốn|đầu tư) (?:hết |khoảng |tổng cộng )?(?:bao nhiêu|mấy)(?! \w)",
    ),
    (
        "duration",
        r"bao lâu|trong thời gian bao|(?<!lúc )(?<!vào )mấy (?:năm|tháng|ngày|tuần|giờ|phút)\b|bao nhiêu (?:năm|tháng|"
        r"ngày|tuần|giờ|phút)\b",
    ),
    ("count", r"bao nhiêu|(?<!thứ )(?<!lần thứ )mấy\b(?! giờ)|số lượng|tổng số|quy mô"),
    (
        "post",
        r"(?:giữ )?chức vụ(?: gì| nào)?|chức danh(?: gì| nào)?|giữ chức(?: gì| nào)?|cương vị|(?:làm|"
        r"đảm nhiệm|đảm nhận) (?:chức|vị trí|nhiệm vụ) gì|học hàm|học vị|cấp bậc|quân hàm",
    ),
    (
        "document",
        r"(?:văn bản|quyết định|nghị quyết|nghị định|thông tư|công văn|chỉ thị|quy chế|luật|hướng dẫn|"
        r"tài liệu|thông báo|pháp lệnh"
        r"|quy định) (?:nào|số mấy|số bao nhiêu|số nào|gì)|kế hoạch (?:số mấy|số bao nhiêu|số nào)"
        r"|căn cứ (?:vào )?(?:đâu|gì|văn bản|nào|quy định)|số hiệu|cơ sở pháp lý|theo (?:văn bản|"
        r"quy chế|quyết định) nào",
    ),
    (
        "date",
        r"(?:ngày|tháng|năm|hôm|quý|thứ|buổi|thời gian|thời điểm|thời hạn|giai đoạn|kỳ|dịp) (?:nào|mấy|bao nhiêu)"
        r"|khi nào|bao giờ|lúc nào|mấy giờ|hạn chót|thời hạn|(?:thời gian|thời điểm|"
        r"ngày)\b[^?,]{0,60}?\blà (?:gì|bao giờ|khi nào|ngày nào)"
        r"|từ (?:ngày )?nào đến|đến (?:bao giờ|khi nào)",
    ),
    (
        "place",
        r"(?:ở|tại|từ|đến|về|vào) đâu|nơi nào|chỗ nào|nơi đâu|(?:ở|tại) (?:những )?(?:nơi|chỗ|địa phương) nào"
        r"|(?:địa điểm|địa bàn|địa phương|hội trường|địa chỉ|trụ sở|quốc gia|nước|"
        r"vùng) (?:\w+ ){0,2}?(?:nào|là gì|ở đâu)"
        r"|(?:tại|ở|thuộc) (?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|thôn|phòng|"
        r"hội trường|bệnh viện|trường) nào"
        r"|(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|thôn) nào|(?:ở )?đâu\s*\?*$",
    ),
    (
        "person",
        r"\bai\b|(?:người|đồng chí|ông|bà|lãnh đạo|đại biểu|cá nhân|bác sĩ|(?<!đơn )vị) nào|"
        r"tên (?:là )?gì|\btên\b(?=.*là gì)|họ tên|họ và tên|tên của"
        r"|(?:chủ tịch|giám đốc|viện trưởng|hiệu trưởng|bộ trưởng|thứ trưởng|cục trưởng|trưởng phòng|"
        r"trưởng ban|trưởng khoa"
        r"|bí thư|chánh văn phòng|trưởng công an|chi cục trưởng|chủ nhiệm)\b[^?,]{0,60}?\b(?:nào|là ai|tên gì)",
    ),
    (
        "agency",
        r"(?:đơn vị|cơ quan|tổ chức|(?<!cơ )sở|ban|phòng|bộ|viện|trung tâm|bệnh viện|công ty|doanh nghiệp|"
        r"trường|khoa|cục|vụ|hội|nhà máy"
        r"|ngành|bên|tập thể|lực lượng|ban ngành)(?: \w+){0,3}? nào",
    ),
    ("example", r"ví dụ|thí dụ|trước và sau|thay đổi (?:gì|như thế nào|ra sao|thế nào)|điển hình|minh họa"),
    (
        "result",
        r"kết quả|thành tích|thành tựu|(?:đánh giá|diễn biến|tình hình|thực trạng)\b.*?(?:thế nào|"
        r"ra sao|gì)|đạt (?:được )?(?:những )?(?:gì|kết quả)"
        r"|hạn chế|tồn tại|khó khăn|vướng mắc",
    ),
    ("plan", r"mục tiêu|phương hướng|nhiệm vụ|dự kiến|chỉ tiêu|định hướng|sắp tới|thời gian tới|giải pháp|kế hoạch"),
    ("definition", r"(?:nghĩa là|có nghĩa|được hiểu|định nghĩa)(?: là)?(?: gì)?|viết tắt (?:của|là)"),
    (
        "manner",
        r"như thế nào|bằng cách nào|ra sao|thế nào|cách nào|làm sao|bằng (?:hình thức|phương pháp|cách) (?:gì|nào)",
    ),
    (
        "list",
        r"(?:những|các)\b[^?,]*?(?:nào|gì|ai)|gồm|bao gồm|liệt kê|kể tên|lần lượt|nội dung|"
        r"(?:\w+ )gì\b|\bnào\b|\bgì\b|hãy (?:nêu|cho biết)",
    ),
    (
        "polar",
        r"^có phải|(?:^| )có\b.+\b(?:không|chưa)\s*\?*$|(?:^| )đã\b.+\bchưa\s*\?*$|hay không|"
        r"phải không|đúng không|\bkhông\s*\?+$|\bchưa\s*\?+$",
    ),
)

_ZH: Final[tuple[tuple[AskedKind, str], ...]] = (
    (
        "published",
        r"(?:发布|上传|发表|刊登|登载|登出|发出|刊出)[^,，?？]*(?:时间|何时|什么时候|哪一?天|几点|几号|日期)"
        r"|(?:何时|什么时候|哪一?天|几点)[^,，?？]*(?:发布|上传|发表|刊登|登载|登出|刊出)",
    ),
    (
        "author",
        r"作者|撰稿|谁写|谁撰写|谁拍|(?:来源|出处|出自)(?:于|自)?(?:哪|何|什么|谁|是)|(?:文章|报告|稿件|本文|消息)[^,，?？]*(?:来源|出处)|供稿|报道的是谁",
    ),
    ("reason", r"为什么|为何|原因|缘何|何故|因何|怎么会|理由"),
    ("purpose", r"用于(?:什么|哪|何)|用来(?:做|干)?什么|目的|用途|为了什么|做什么用|干什么用|意义"),
    (
        "rate",
        r"百分之(?:几|多少)|占(?:了|比)?(?:多少|几)|(?:多少|多大|几成)的?比例|百分比|比例|占比|比重|(?:多少|几)(?:%|％|个百分点|成)"
        r"|率(?:是|为|达到?|达|有|提高|上升|下降|增加|增长|将)?[^,，?？]{0,6}(?:多少|几)|增长率|增速|增幅|(?:增长|下降|提高|上升|"
        r"减少)了?多少(?![\u4e00-\u9fff])",
    ),
    (
        "money",
        r"多少(?:资金|钱|经费|万元|亿元|元|费用|投资|预算|补贴|奖金|收入|财政|款|人民币|美元)"
        r"|(?:资金|经费|投资|费用|预算|花费|投入|补贴|补助|奖励|成本|造价|金额|产值|收入|支出|耗资|标准)[^,，?？]{0,12}(?:多少|几何|几万|几亿|是什么)"
        r"|(?:花|投|拨|耗)(?:费|资|入|款)?了?多少",
    ),
    (
        "duration",
        r"多久|多长时间|几分几秒|(?:平均|用|耗|候|等)[^,，?？]{0,8}时间?是?(?:多少|几)|多少(?:年|个月|天|小时|分钟|周)(?![\u4e00-\u9fff]*(?:医疗圈))|几(?:年|个月|小时|分钟|周)(?!以)|时长|为期",
    ),
    (
        "date",
        r"哪一?[天日年月]|哪几[天日年月]|何时|什么时候|几月|几[日号]|什么时间|什么日期|哪个(?:月|季度|年|时间)|时限|期限|截止|何年|时间(?:节点)?是|日期|"
        r"(?:时间|日子)(?:在|为)?(?:什么|哪)|从哪[^,，?？]*开始",
    ),
    (
        "count",
        r"多少|几(?=[个名家项条次人位件份场期辆台座所处批张间户类种大方轮届例起级座篇套支点本])|数量|总数|人数|规模|数目",
    ),
    ("post", r"什么职务|职务|担任(?:什么|何)|任什么职|什么职位|何职|什么身份|什么头衔"),
    (
        "document",
        r"(?:哪|什么|何)(?:一|几)?(?:份|个|部|些|项|种|类)?(?:文件|通知|条例|规定|办法|方案|法律|法规|制度|决定|意见|标准|规划|计划|规章|依据|公文)"
        r"|根据(?:什么|哪|何)|依据(?:是)?(?:什么|哪|何)|文号|文件号|编号",
    ),
    (
        "place",
        r"哪里|(?<!如)何处(?!理)|哪儿|什么地方|哪些地方|在哪(?![一个些位家种项类份次几天年月])|地点|(?:哪|什么)(?:一|几)?(?:个|些|座|所)?(?:地方|省|"
        r"市|县|区|镇|乡|村|城市|国家|会议室|场所|街道|地区)|位于哪|地址",
    ),
    (
        "person",
        r"谁|哪(?:一|几|两)?位|哪些人|何人|叫什么|姓名|什么名字|哪(?:个|些|名)(?:人|领导|专家|同志|干部|代表)|姓什么",
    ),
    (
        "agency",
        r"(?:哪|什么)(?:一|几)?(?:个|些|家|所)?(?:单位|部门|机构|科室|组织|企业|公司|医院|学校|局|处|中心|委员会|团队|科|机关|银行|方(?!面))",
    ),
    ("example", r"例子|举例|举出|典型|事例|案例|(?:有|发生)(?:什么|哪些|何)变化|变化"),
    (
        "result",
        r"结果|成效|效果|成绩|成果|(?:情况|状况|形势)(?:怎么样|如何|怎样|是什么)|进展|问题|困难|不足|差距|薄弱|评价",
    ),
    ("plan", r"目标|计划|打算|下一步|规划|任务|要求|措施|部署|将要|安排"),
    ("definition", r"什么是|什么意思|指(?:的)?是?什么|何谓|是指|含义|定义"),
    ("manner", r"如何|怎么样|怎样|怎么|通过什么|以什么(?:方式|形式)|什么(?:方式|办法|方法|形式)|哪一步"),
    ("polar", r"(?<![什怎多这那])[吗嘛么]\s*[?？]*$|是否|有没有|有无|能否|是不是|可否|会不会|要不要|能不能|对不对"),
    ("list", r"哪些|哪几|什么|分别是|包括|有何|何种|哪种|哪类|哪项|哪个|列出|列举|哪两|哪三"),
)

_EN: Final[tuple[tuple[AskedKind, str], ...]] = (
    (
        "published",
        r"(?:when|what (?:date|time|day)|at what time)\b.*\b(?:publish|post|upload|releas|put online|appear)\w*"
        r"|(?:publication|posting|upload) (?:date|time)",
    ),
    (
        "author",
        r"\b(?:author|wrote|written by|byline|photographer|credited|reported (?:on|by)|who (?:took|"
        r"wrote|reported|published|covered))\b|what(?: is| was)? the source|(?:which|what) (?:source|"
        r"unit|agency|outlet|office)\b[^?]*\b(?:reported|published|covered|wrote)",
    ),
    ("reason", r"\bwhy\b|\breasons?\b|\bcauses?\b|how come|what led to|what caused|because of what|due to what"),
    (
        "purpose",
        r"\bwhat (?:\w+ ){0,6}for\s*\?*$|for what|purpose|(?:used|intended|spent|meant) (?:for|"
        r"on) what|what (?:\w+ )*(?:used|intended|spent|meant) (?:for|on)",
    ),
    (
        "rate",
        r"(?:what|which) (?:percentage|percent|share|proportion|fraction|rate|ratio)|how many percent|"
        r"\b(?:percentage|growth rate|increase rate|proportion|share of|rate of|\w+ rate)\b|"
        r"by how much|how much (?:did|has|have)\b.*\b(?:grow|increase|rise|fall|decrease|decline|drop)",
    ),
    (
        "money",
        r"how much (?:money|funding|budget|did|does|was|were|has|have|is|will)\b(?=.*\b(?:cost|spen|"
        r"pa[iy]|invest|fund|budget|money|worth|alloc|price|grant|subsid|donat|earn|revenue|charge|"
        r"rais)\w*)"
        r"|how much (?:money|funding|budget|capital|cash)|\b(?:cost|budget|price|expenditure|spending|"
        r"revenue|funding amount|sum|amount of money|allowance|salary|fine|fee)\b",
    ),
    ("duration", r"how long|how many (?:years|months|days|weeks|hours|minutes)\b|what (?:length of time|duration)"),
    ("count", r"how many|number of|how much|how large|how big|what size|total of|\b(?:what|which)\b.*\bvolume\b"),
    (
        "post",
        r"what (?:position|post|title|role|job|rank|office)|which (?:position|post|title|rank)|"
        r"(?:position|post|title|rank) (?:of|does|did|is|was)|\bpositions?\b.*\bhold|\bjob title\b",
    ),
    (
        "document",
        r"(?:which|what) (?:\w+ ){0,2}?(?:document|decision|decree|circular|notice|regulation|law|"
        r"directive|resolution|regulations|documents|rules|ordinance|instrument)s?\b|legal basis|"
        r"document number|on what basis|under which",
    ),
    (
        "date",
        r"\bwhen\b|(?:what|which) (?:\w+ )?(?:date|day|year|month|time|dates|days|quarter|century|"
        r"decade|deadline|period)\b|what time|deadline|by what date|since what",
    ),
    (
        "place",
        r"\bwhere\b|(?:what|which) (?:\w+ )?(?:place|places|venue|city|town|province|district|country|"
        r"location|locations|room|region|state|village|commune|hall|county|island|continent|river)\b",
    ),
    (
        "person",
        r"\bwho\b|\bwhom\b|\bwhose\b|(?:what|which) (?:deputy |vice[- ]|standing )*(?:director|"
        r"chairman|minister|secretary|president|mayor|governor|chief|head|person|people|official|"
        r"leader|speaker|man|woman|doctor|delegate)s?\b|name of the (?:\w+ ){0,3}(?:director|chairman|"
        r"speaker|leader|official|head|person|secretary|minister|president|mayor|officer)|what (?:is|"
        r"was) (?:his|her|the \w+'s) name",
    ),
    (
        "agency",
        r"(?:which|what) (?:\w+ ){0,2}?(?:unit|units|agency|agencies|organi[sz]ation|organi[sz]ations|"
        r"department|departments|body|bodies|office|offices|hospital|hospitals|institute|company|"
        r"companies|committee|school|university|board|institution|institutions|group|team)\b",
    ),
    ("example", r"\bexamples?\b|before and after|what changed|how did .* change|changes? (?:in|were|did)"),
    (
        "result",
        r"\bresults?\b|outcomes?|achieve\w*|assess\w*|evaluat\w*|\bproblems?\b|difficult\w*|"
        r"limitations?|shortcomings?|weakness\w*|how was .* (?:rated|judged)|progress",
    ),
    (
        "plan",
        r"\bgoals?\b|\btargets?\b|objectives?|\bplans?\b|planned|next steps?|intend\w*|tasks?|"
        r"upcoming|measures?|requirements?",
    ),
    ("definition", r"what (?:does|do) .* (?:mean|stand for)|definition|what is meant|refer to"),
    ("manner", r"\bhow\b"),
    ("polar", r"^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|may)\b"),
    ("list", r"\bwhich\b|\bwhat\b|\blist\b|\bname (?:the|all)\b|\binclude"),
)

Pattern = VietnamesePattern | re.Pattern[str]


def _table(vi: str, zh: str, en: str) -> dict[Language, Pattern]:
    return {"vi": VietnamesePattern(vi), "zh": re.compile(zh), "en": re.compile(en)}


def matcher(pattern: Pattern, folded: str) -> re.Pattern[str]:
    """Give the expression to use on ``folded`` text, with or without tone marks as the text has them."""
    return pattern.on(folded) if isinstance(pattern, VietnamesePattern) else pattern


QUESTION_CUES: Final[dict[Language, tuple[tuple[AskedKind, Pattern], ...]]] = {
    "vi": tuple((kind, VietnamesePattern(pattern)) for kind, pattern in _VI),
    "zh": tuple((kind, re.compile(pattern)) for kind, pattern in _ZH),
    "en": tuple((kind, re.compile(pattern)) for kind, pattern in _EN),
}

NAME_REQUIRED: Final = _table(
    r"tên (?:là )?gì|\btên\b.*là gì|họ tên|họ và tên|tên của|(?:người|đồng chí|ông|bà|lãnh đạo|vị|trưởng|"
    r"giám đốc|chủ tịch|bí thư) nào|là ai\b",
    r"叫什么|姓名|什么名字|哪(?:一|几|两)?位|姓什么|是谁",
    r"\bname of\b|'s name|named\b|who (?:is|was|were|are) (?:the|its|his|their)\b|which (?:person|official|leader)",
)
"""A person's own name is wanted: a post or a body does not answer."""

PLAN_CUES: Final = _table(
    r"phấn đấu|dự kiến|kế hoạch|mục tiêu|chỉ tiêu|định hướng|phương hướng|sẽ\b|sắp tới|"
    r"thời gian tới|nhiệm vụ|cần\b|đề nghị|yêu cầu|tiếp tục|tập trung|đến (?:hết )?năm",
    r"力争|计划|目标|打算|下一步|将要?|拟|预计|争取|确保|要[^求素]|到20\d\d年|规划",
    r"\bplan\w*|\btarget\w*|\bgoal\w*|\baim\w*|\bwill\b|\bshall\b|\bintend\w*|\bobjective\w*|"
    r"\bexpect\w*|\bby the end of\b|\bnext\b",
)
RESULT_CUES: Final = _table(
    r"\bđã\b|hoàn thành|đạt được|thực hiện được|kết quả",
    r"已|了|完成|实现|达到|取得",
    r"\bhas\b|\bhave\b|\bhad\b|\bwas\b|\bwere\b|\bdid\b|achieved|completed",
)

REASON_CUES: Final = _table(
    r"nguyên nhân|\bdo\b|\bvì\b|\bbởi\b|\bnhờ\b|xuất phát từ|lý do|lí do|dẫn đến|bắt nguồn",
    r"由于|因为|因(?=[^此而素])|原因|源于|导致|致使|所以|鉴于|使得",
    r"\bbecause\b|\bdue to\b|\bowing to\b|\bas a result of\b|\bcaused?\b|\breasons?\b|\bsince\b|"
    r"\bled to\b|\bthanks to\b|\bso that\b|\battribut",
)
"""Connectives with which a text states a cause."""
