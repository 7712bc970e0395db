"""What a fact is for in a draft: one slot each, so that a plan never stands among results.

Roles come from ``assistant.drafting.sentence_roles``; the precedence is that of the genre guide: heading first, then
who speaks, then time and aspect. What has no recognised role is taken as work done only from a report or news item.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from assistant.drafting.fact_values import Fact
from ingest.agencies import find_agencies
from ingest.folding import VietnamesePattern, fold
from vectorstore.records import DocumentType

Slot = Literal[
    "event",
    "participants",
    "directions",
    "results",
    "limits",
    "causes",
    "plans",
    "requests",
    "commendations",
    "budget",
    "organisation",
    "ending",
    "none",
]

_TASK_ZH: Final = re.compile(r"^(?:不断|进一步|继续|要|力争|深化|加强|完善|推动|推进|一是要)")
_SHORT_HEAD: Final = re.compile(
    r"^(?:\d{1,2}[、.．)]|[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十]+[）)]|三四)[^；;%\d]{2,26}[。.]?$"
)
_REQUEST_HEAD: Final = VietnamesePattern(r"đề xuất|kiến nghị")
_REQUEST_HEAD_OTHER: Final = re.compile(r"建议|请求事项|requests?\b")
_SELF_FRAME: Final = VietnamesePattern(
    r"(?:xin |kính )?báo cáo .{0,160}như sau\s*:?$|^trên đây là|^thực hiện .{0,200}như sau\s*:?$|^kính (?:thưa|gửi)"
    r"|^thưa |xin trân trọng cảm ơn|^chúc |kính chúc|^một số (?:nhiệm vụ|kết quả|hình ảnh).{0,80}:$"
)
_SELF_FRAME_OTHER: Final = re.compile(
    r"(?:总结|报告|汇报|通报)如下|^(?:同志们|各位)|谢谢大家|我再?讲.{0,4}(?:点|个)|都同意|讲得都?很|特此报告"
    r"|^this report reviews|^submitted for|^prepared (?:for|by)|^date:|^reporting period"
)
_ENDING: Final = re.compile(r"^hội nghị (?:đã )?(?:kết thúc|thành công).{0,30}$|^hoi nghi (?:da )?ket thuc.{0,30}$")
_WHOLE_NAME: Final = 0.9
_SHORTEST: Final = 6
_SHORTEST_ZH: Final = 8
_ORGANISED: Final = re.compile(
    r"tổ chức thực hiện|phân công|职责分工|组织实施|保障措施|组织保障|implementation|responsib"
)
_FUNDED: Final = re.compile(r"kinh phí|经费|资金|投资|预算|budget|funding")
_HELD: Final = VietnamesePattern(r"tổ chức (?:hội nghị|lễ|hội thảo|đại hội)|ký giao ước")


def slot_of(fact: Fact, doc_type: DocumentType) -> Slot:
    """Give the slot of a fact; ``none`` for frames, closers and headings that run into the text."""
    folded, roles = _readable(fact), fact.roles
    if "closing" in roles and _ENDING.search(folded):
        return "ending"
    head = _SHORT_HEAD.match(folded) and "limitation" not in roles
    if _too_short(fact) or roles & {"opening", "closing"} or head or _is_frame(folded):
        return "none"
    if _asks_upward(fact):
        return "requests"
    if "commendation" in roles and not roles & {"plan", "limitation", "instruction"}:
        return "commendations"
    if "event" in roles and ("instruction" not in roles or _HELD.on(folded).search(folded)):
        return "event"
    if "participant" in roles and "instruction" not in roles:
        return "participants"
    return _work_slot(fact, folded, doc_type)


def _too_short(fact: Fact) -> bool:
    """A name, a recipient or a mere label, left over from a signature block or a list; the line above a list too."""
    if fact.text.rstrip().endswith((":", "：")) and not fact.figures:
        return True
    if fact.figures or fact.kind == "table":
        return False
    bare = fact.text.strip(" -–+*.;,。；")
    named = find_agencies(bare, fact.language)
    if named and named[0].end - named[0].start >= len(bare) * _WHOLE_NAME:
        return True
    return len(bare) < _SHORTEST_ZH if fact.language == "zh" else len(bare.split()) < _SHORTEST


def _work_slot(fact: Fact, folded: str, doc_type: DocumentType) -> Slot:
    slot = _plain_slot(fact, folded, doc_type)
    if slot == "plans" and _ORGANISED.search(fold(fact.heading)):
        return "organisation"
    return "budget" if slot == "plans" and fact.figures and _FUNDED.search(folded) else slot


def _plain_slot(fact: Fact, folded: str, doc_type: DocumentType) -> Slot:
    roles = fact.roles
    if "limitation" in roles:
        return "plans" if fact.language == "zh" and _TASK_ZH.match(folded) and "plan" not in roles else "limits"
    if "instruction" in roles and ("event" in roles or "participant" in roles):
        return "directions"
    if "cause" in roles and "result" not in roles:
        ahead = bool(roles & {"plan", "instruction"}) and (_looks_ahead(folded) or _under_plan(fact))
        return "plans" if ahead else "causes"
    if "plan" in roles or "instruction" in roles:
        done = "result" in roles and doc_type in {"report", "summary", "news"} and not _looks_ahead(folded)
        told = doc_type in {"report", "summary"} and bool(fact.heading) and not _under_plan(fact)
        return "results" if done or (told and fact.language == "zh" and not _ordering(folded)) else "plans"
    if "result" in roles:
        return "results"
    if roles <= {"other", "background"} and doc_type in {"report", "summary", "news"}:
        return "results" if not _looks_ahead(folded) else "plans"
    return "none"


_AHEAD: Final = re.compile(
    r"力争|(?<!有)计划(?=投入|实施|开展|新建|于|在|到|今年|明年|总投资)|拟(?=投|建|于|在|定|开)|(?:^|[，。；]|[局区市县委院我])将(?=于|在|继续|进一步|重点|全面|开展|组织|实施|推进|建|加大|投入|完成|启动|按|围绕)|下一步|争取|确保到|到20\d\d年底"
    r"|(?<!\w)(?:sẽ|phấn đấu|dự kiến|dự báo|cần|phải)(?!\w)"
    r"|\b(?:will|plans? to|aims? to|intends?|should)\b"
)
_ORDERING: Final = re.compile(
    r"(?:^|[，。；：])(?:[^，。；]{0,12})?(?<![主重需必])要(?!求|素|点|性|害|闻)|必须|务必|不得|严禁"
)


def _readable(fact: Fact) -> str:
    """Folded text, Chinese in simplified letters."""
    if fact.language != "zh":
        return fold(fact.text)
    from vectorstore.chinese_text import to_simplified

    return fold(to_simplified(fact.text))


def _looks_ahead(folded: str) -> bool:
    return _AHEAD.search(folded) is not None


def _ordering(folded: str) -> bool:
    return _ORDERING.search(folded) is not None or _looks_ahead(folded)


def _under_plan(fact: Fact) -> bool:
    nearest = fold(fact.heading.split("\n")[-1])
    return re.search(r"下一步|打算|计划|任务|措施|phương hướng|nhiệm vụ|kế hoạch|priorit|next", nearest) is not None


def _asks_upward(fact: Fact) -> bool:
    heading = fold(fact.heading.split("\n")[-1])
    return bool(_REQUEST_HEAD.on(heading).search(heading) or _REQUEST_HEAD_OTHER.search(heading))


def _is_frame(folded: str) -> bool:
    return bool(_SELF_FRAME.on(folded).search(folded) or _SELF_FRAME_OTHER.search(folded))
