"""Answers as a language model would write them, with what checking found: known by heart, one for each language."""

from __future__ import annotations

from assistant.answering.answer import AnsweredSentence, CheckSummary, Finding, Notice
from vectorstore.records import Language

STRUCK = {
    "vi": "Ngoài ra, đơn vị đã khám cho 2.150 lượt trẻ em tại các xã miền núi. [2]",
    "zh": "此外，该中心还为2150名儿童开展了体检。[2]",
    "en": "It also fined 12 owners in the outer harbour. [2]",
}
"""Sentences that nothing in the scripted library says."""

WRITTEN = {
    "vi": "Trong 6 tháng đầu năm 2024, Phòng Bảo vệ sức khỏe đã khám định kỳ cho 1.284 lượt cán bộ. [1] "
    + STRUCK["vi"]
    + " Khoảng 200 cán bộ nghỉ hưu được tư vấn dinh dưỡng tại nhà. [2]",
    "zh": "2024年上半年，县疾病预防控制中心共接种疫苗3.2万剂次。[1]" + STRUCK["zh"] + "下半年计划投入500万元。[2]",
    "en": "The Harbour Office inspected 48 vessels in May 2024. [1] "
    + STRUCK["en"]
    + " Everything else is shown as it was written. [2]",
}

HOSTILE_ANSWER = (
    "Số liệu ở ![ảnh](http://tracker.invalid/pixel.png?q=1) và <img src=http://tracker.invalid/a.png> "
    "<script>window.hacked = 5</script> [bấm vào đây](http://tracker.invalid/x) "
    '<a href="http://tracker.invalid/y">nguồn</a> <style>@import url(http://tracker.invalid/z.css)</style> [1]\n'
    '- <svg onload="window.hacked = 6"> &lt;b&gt; http://tracker.invalid/trần'
)
"""What a poisoned report could make a model write."""

FAILED = Notice("model_failed", (("code", "chat_model_timeout"), ("name", "qwen"), ("seconds", "60")))
DROPPED = Notice("sentences_dropped", (("count", "2"),))
PROVENANCE = (
    ("embedding_model", "multilingual-e5-small"),
    ("index", "e5-small:5"),
    ("model", "qwen2.5-coder-1.5b-instruct"),
    ("prompt", "answer/vi@77ab01"),
    ("prompt_tokens", "412"),
)


def written_sentences(language: Language) -> tuple[AnsweredSentence, ...]:
    """The sentences of ``WRITTEN`` with their offsets and findings."""
    text, struck = WRITTEN[language], STRUCK[language]
    start = text.index(struck)
    after = start + len(struck)
    surface = {"vi": "2.150 lượt", "zh": "2150名", "en": "12 owners"}[language]
    at = text.index(surface)
    finding = Finding("figure_unsupported", surface, at, at + len(surface), citation=2)
    first = text[:start].rstrip()
    sentences = [
        AnsweredSentence(first, (1,), "supported", 0, len(first)),
        AnsweredSentence(struck, (2,), "unsupported", start, after, (finding,)),
    ]
    rest = text[after:].strip()
    if rest:
        sentences.append(AnsweredSentence(rest, (2,), "supported", len(text) - len(rest), len(text)))
    return tuple(sentences)


def written_summary(language: Language) -> CheckSummary:
    """What checking ``WRITTEN`` counted."""
    count = len(written_sentences(language))
    return CheckSummary(count, 1, count, 1)
