"""The sentences of a text that state something, with their citation keys; lead-ins and headings state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.answering.citation_keys import KeyMention, blank_keys, find_keys
from ingest.language import detect_language
from ingest.sentences import split_sentences
from vectorstore.records import Language

_MARKER: Final = re.compile(
    r"(?:\s*(?:[-*•+–—]\s+|>\s*|\d{1,2}[.)、．]\s*(?!\d)|[(（]\d{1,2}[)）]\s*|[(（]?[一二三四五六七八九十]{1,3}[)）、．]\s*"
    r"|[a-zđ]\)\s+|#{1,6}\s+|\*\*))+"
)
_EMPHASIS: Final = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_LEAD_IN: Final = re.compile(
    r"\s*(?:(?:theo|căn cứ(?: vào)?|dựa (?:trên|vào)) (?:các |những )?(?:báo cáo|tài liệu|nguồn|văn bản|thông tin"
    r"|trích dẫn|số liệu|đoạn trích|bài viết|nội dung)(?: (?:này|trên|đã cho|được cung cấp|của đơn vị))*\s*[,:]"
    r"|(?:báo cáo|tài liệu|văn bản|nguồn)(?: này| trên)? (?:cho biết|nêu|ghi nhận|nêu rõ|cho thấy|ghi)"
    r"(?: rõ| rằng| là)?\s*[,:]?"
    r"|(?:ngoài ra|bên cạnh đó|đồng thời|cụ thể|như vậy|tóm lại|do đó|trong đó|đáng chú ý|tuy nhiên)\s*[,:]"
    r"|(?:根据|据|按照|依据)(?:该|本|上述|以上|所给|提供的)*(?:报告|材料|资料|文件|来源|内容|信息|总结|文章)(?:显示|内容|介绍|所述|可知)?\s*[，,：:]"
    r"|(?:该|本)?(?:报告|材料|资料|文件|文章|局|委|中心|医院|会议|讲话|方案)(?:中)?(?:指出|显示|提到|提出|强调|要求|称|表明|写道|说明|介绍)"
    r"\s*[，,：:]?"
    r"|(?:此外|同时|另外|具体而言|综上|总之|因此|其中|其次|首先|最后)\s*[，,：:]"
    r"|according to (?:the |these |this )?(?:reports?|documents?|sources?|texts?|passages?|excerpts?)\s*[,:]"
    r"|(?:the |this )?(?:report|document|source|text) (?:says|states|notes|reports|mentions|shows)(?: that)?\s*[,:]?"
    r"|(?:in addition|moreover|furthermore|also|specifically|overall|however|in summary|therefore)\s*,)",
    re.IGNORECASE,
)
_ABSENCE: Final = re.compile(
    r"(?:báo cáo|tài liệu|nguồn|văn bản|đoạn trích|trích dẫn|thông tin được cung cấp)\b.{0,24}\b(?:không|chưa) "
    r"(?:có |hề )?(?:nêu|đề cập|thông tin|cho biết|ghi|nói|cung cấp|chứa)"
    r"|không (?:có|tìm thấy) (?:đủ )?(?:thông tin|căn cứ|số liệu).{0,30}(?:báo cáo|tài liệu|nguồn|trả lời|văn bản)"
    r"|(?:报告|材料|资料|文件|来源|原文|上文)(?:中|里)?.{0,10}(?:没有|未|并未|不)(?:提及|提到|说明|给出|涉及|包含|提供|载明|写明)"
    r"|(?:无法|不能).{0,6}(?:根据|从).{0,10}(?:报告|材料|资料).{0,8}(?:回答|得出|判断)"
    r"|\b(?:report|document|source|text|passage|excerpt|evidence)s?\b.{0,20}\b(?:do|does|did)(?: not|n't) "
    r"(?:mention|state|say|give|contain|provide|specify|include)",
    re.IGNORECASE,
)
_LONGEST_LEAD: Final = 90
_HEADING: Final = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]{1,80}\*\*\s*:?\s*\Z)")


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """A sentence at ``text[start:end]`` of the whole, its keys included.

    ``claim`` has the same length with keys, list numbers, emphasis and lead-ins as spaces, so that offsets stay;
    ``states`` is false for what claims nothing.
    """

    start: int
    end: int
    claim: str
    keys: tuple[KeyMention, ...]
    language: Language
    states: bool

    @property
    def words(self) -> str:
        """The sentence without its keys and marks."""
        return " ".join(self.claim.split())


def split_claims(text: str, language: Language) -> tuple[ClaimSentence, ...]:
    """Split a text into its sentences; a key that follows a full stop belongs to the sentence before it."""
    keys = find_keys(text)
    blanked = blank_keys(text, keys)
    han = sum("\u3400" <= letter <= "\u9fff" for letter in text)
    spans = split_sentences(blanked, "zh" if han * 3 > len(text) else language)
    return tuple(_sentences(text, blanked, keys, spans, language))


def _sentences(
    text: str, blanked: str, keys: tuple[KeyMention, ...], spans: tuple[tuple[int, int], ...], language: Language
) -> Iterator[ClaimSentence]:
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        line_end = text.find("\n", end)
        own_end = min(following, line_end if line_end >= 0 else len(text))
        trailing = [key for key in keys if end <= key.start < own_end]
        before = spans[number - 1][1] if number else 0
        line_start = text.rfind("\n", 0, start) + 1
        leading = [
            key for key in keys if max(before, line_start) <= key.start < start and (not number or line_start >= before)
        ]
        inside = [key for key in keys if start <= key.start < end]
        mine = (*leading, *inside, *trailing)
        low = min([start, *(key.start for key in leading)])
        high = max([end, *(key.end for key in trailing)])
        yield _sentence(text, blanked, low, high, mine, language)


def _sentence(
    text: str, blanked: str, start: int, end: int, keys: tuple[KeyMention, ...], language: Language
) -> ClaimSentence:
    claim = _blank(_EMPHASIS, blanked[start:end])
    marker = _MARKER.match(claim)
    if marker:
        claim = " " * marker.end() + claim[marker.end() :]
    heading = _HEADING.match(text[start:end]) is not None
    states = not heading and _states(claim)
    lead = _LEAD_IN.match(claim)
    if lead and any(letter.isalnum() for letter in claim[lead.end() :]):
        claim = " " * lead.end() + claim[lead.end() :]
    return ClaimSentence(start, end, claim, keys, language_of(claim, language), states)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _states(claim: str) -> bool:
    """Tell whether a sentence claims anything that a source could bear out."""
    bare = claim.strip()
    if not any(letter.isalnum() for letter in bare) or bare.endswith(("?", "？")):
        return False
    figured = any(letter.isdigit() for letter in bare)
    if bare.endswith((":", "：")) and not figured and len(bare) <= _LONGEST_LEAD:
        return False
    lead = _LEAD_IN.match(bare)
    if lead and not any(letter.isalnum() for letter in bare[lead.end() :]):
        return False
    return not (_ABSENCE.search(bare) and not figured)


def language_of(claim: str, language: Language) -> Language:
    """Give the language that a sentence is written in; ``language`` where it shows none of its own."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in claim)
    latin = sum(letter.isalpha() and letter < "\u3400" for letter in claim)
    if han * 2 > latin or (not latin and language == "zh"):
        return "zh" if han else language
    found = detect_language(claim)[0]
    if language == "zh":
        return found if found != "zh" else "en"
    words = len(claim.split())
    return found if words >= 6 and found != "zh" else language
