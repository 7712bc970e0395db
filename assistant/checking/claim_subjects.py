"""Bodies that a claim names: what the source tells of one must not be told of another of the same kind.

A name is read as a kind of body (hospital, centre, department) with what tells it from others of its kind. It must
stand in the source sentence itself, in the heading above or among what is known of the report; the sentence before
counts only where the source sentence names no body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.checking.claim_flaws import Flaw
from assistant.checking.claim_times import bearing
from assistant.checking.source_claims import Source
from assistant.checking.statements import Statement
from ingest.folding import LOWER, UPPER, fold, fold_case
from vectorstore.records import Language

Sources = Sequence[tuple[int, Source]]
_SHORT: Final = (
    (re.compile(r"\bBVĐK\b"), "Bệnh viện Đa khoa"),
    (re.compile(r"\bBV\b"), "Bệnh viện"),
    (re.compile(r"\bTTYT\b"), "Trung tâm Y tế"),
    (re.compile(r"\b(?:TTKSBT|CDC)\b"), "Trung tâm Kiểm soát bệnh tật"),
    (re.compile(r"\bSYT\b"), "Sở Y tế"),
    (re.compile(r"\bUBND\b|\bUỷ ban\b"), "Ủy ban nhân dân"),
    (re.compile(r"\bVP\b"), "Văn phòng"),
)
_VI: Final = re.compile(
    r"(?<![\w-])(?P<head>Bệnh viện|Trung tâm|Sở|Viện|Chi cục|Cục|Phòng|Văn phòng|Thanh tra|Bộ|Công ty|Tập đoàn"
    rf"|Tổng cục)(?: (?P<first>[{UPPER}][{LOWER}]*)(?: (?P<second>[{LOWER}]+))?)?(?![\w-])"
)
_ZH: Final = re.compile(
    r"(?P<rank>[国省市区县镇乡州])(?P<core>[\u4e00-\u9fff]{1,9}?)"
    r"(?P<kind>医院|保健院|中医院|中心|总工会|公司|大学|局|委|厅|部门)(?!任|员|长任)"
)
_ZH_GENERIC: Final = re.compile(
    r"社区|卫生院|服务站|各|的|和|在|由|与|工作|全|我|为|将|要|负责|有关|等|相关|医疗机构|、|，"
)
_ZH_SAME: Final = (
    ("卫健局", "卫生健康局"), ("卫健委", "卫生健康委"), ("疾病预防控制中心", "疾控中心"), ("医保局", "医疗保障局"),
    ("人社局", "人力资源社会保障局"), ("发改局", "发展改革局"), ("发改委", "发展改革委"), ("住建局", "住房城乡建设局"),
)  # fmt: skip
_EN: Final = re.compile(
    r"\b(?P<head>hospital|ministry|department|commission|bureau|university|laboratory|institute|council|agency|police)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body at ``text[start:end]``; ``name`` is what a source must hold of it, ``told`` whether it is told apart."""

    start: int
    end: int
    name: str
    told: bool


def find_bodies(text: str, language: Language) -> tuple[Body, ...]:
    """Find the bodies that a text names by kind, in order."""
    finders = {"vi": _vietnamese, "zh": _chinese, "en": _english}
    return tuple(finders[language](text))


def _vietnamese(text: str) -> Iterator[Body]:
    for match in _VI.finditer(_at_full_length(text)):
        first, second = match["first"], match["second"]
        words = [match["head"]]
        if first:
            words.append(first)
            if second and first == "Y":
                words.append(second)
        told = len(words) > 1
        yield Body(min(match.start(), len(text)), min(match.end(), len(text)), " ".join(words).casefold(), told)


def _at_full_length(text: str) -> str:
    for short, long in _SHORT:
        text = short.sub(long, text)
    return text


def _chinese(text: str) -> Iterator[Body]:
    folded = _one_name(fold_case(text))
    for match in _ZH.finditer(folded):
        if not _ZH_GENERIC.search(match[0]):
            yield Body(match.start(), min(match.end(), len(text)), match["core"] + match["kind"], told=True)


def _one_name(text: str) -> str:
    for short, long in _ZH_SAME:
        text = text.replace(short, long)
    return text


def _english(text: str) -> Iterator[Body]:
    for match in _EN.finditer(text):
        yield Body(match.start(), match.end(), match["head"].casefold(), told=False)


def judge_subjects(claim: Statement, sources: Sources) -> list[Flaw]:
    """Every body that the claim names must be named by a source that says the same."""
    flaws = []
    for body in find_bodies(claim.text, claim.language):
        nearby = [pair for pair in bearing(claim, body.start, body.end, sources) if pair[1].language == claim.language]
        if not nearby or any(_names(source, body) for _, source in nearby):
            continue
        flaws.append(Flaw("name_unsupported", body.start, body.end, *_named_instead(nearby)))
    return flaws


def _names(source: Source, body: Body) -> bool:
    sentence = source.sentence
    own = find_bodies(sentence.text, source.language)
    context = sentence.context.split("\n")
    if body.told and sentence.before and any(one.told for one in own):
        context = [line for line in context if line != sentence.before]
    known = "\n".join((sentence.text, *context))
    return _holds(known, body, source.language)


def _holds(text: str, body: Body, language: Language) -> bool:
    if language == "zh":
        return body.name in _one_name(fold_case(text))
    if language == "vi":
        text = _at_full_length(text)
    before = r"(?<!bệnh )(?<!học )" if body.name.startswith("viện") else ""
    return re.search(rf"(?<!\w){before}{re.escape(fold(body.name))}(?!\w)", fold(text)) is not None


def _named_instead(sources: Sources) -> tuple[str | None, int | None]:
    for index, source in sources:
        for body in find_bodies(source.sentence.text, source.language):
            if body.told:
                return source.sentence.text[body.start : body.end], index
    return None, None
