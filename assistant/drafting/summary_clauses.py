"""A sentence as one clause of a summary, and the items of a report of which a summary takes one clause each.

What is cut follows a semicolon, or the last figure; the operator of a figure stands in its own clause and stays.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.figures import find_figures
from vectorstore.records import Language

_ITEM: Final = re.compile(
    r"^\W*(?:\d{1,2}(?:\.\d{1,2})*[.)、．]\s*)?(?:([^\W\d][^:：，,.。;；]{1,30})(?::(?=\s+\S)|：(?=\S))"
    r"|[一二三四五六七八九十]是([^，,。；;：:]{2,10})[，,])"
)
_PARTED: Final = re.compile(r"[;；]\s*")
_COMMA: Final = re.compile(r"，|,\s+")
_QUALIFYING: Final = re.compile(
    r"^(?:nhưng|song|tuy|chưa|không|trừ|nếu|khi|theo|so với|bằng|đạt|tăng|giảm|trong đó|dự kiến|ước|và|hoặc"
    r"|但|未|不|除|如|按|同比|环比|其中|预计|和|及|或"
    r"|but|not|except|unless|if|when|compared|of which|expected|and|or)(?![^\W\d_]*[a-zđ])",
    re.IGNORECASE,
)
"""What a clause begins with that says how the one before it is meant."""


def item_of(text: str) -> str:
    """The label of an item that says itself what it is about (``Bệnh sởi:``, ``二是差异服务，``), else nothing."""
    match = _ITEM.match(text)
    return (match[1] or match[2]).strip() if match else ""


def clause_of(text: str, language: Language) -> str:
    """Cut a sentence to what it says in figures; one without figures, or with them in its last clause, stays whole."""
    first = _PARTED.split(text, maxsplit=1)[0]
    told = first if find_figures(first, language) and first != text else text
    figures = find_figures(told, language)
    if not figures:
        return text
    last = max(one.end for one in figures)
    cut = _COMMA.search(told, last)
    if cut is None or _QUALIFYING.match(told[cut.end() :]) or told.count("“") != told[: cut.start()].count("“"):
        return told
    open_marks = sum(told[: cut.start()].count(one) for one in "(（《") - sum(
        told[: cut.start()].count(one) for one in ")）》"
    )
    return told if open_marks else told[: cut.start()]
