"""A sentence of a report in the language of a draft, accepted only where code can tell that it says the same.

Every figure with its operator, date, period and document number must stand in both; what is planned stays planned,
what is denied denied, what must be done must be done; names of agencies and people stand in the original in brackets;
and the meaning of both sentences must be near. Words beyond that nobody has checked, so the block says that the
translation is unofficial.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from assistant.answering.answer import Notice
from assistant.checking.figure_check import same_operator, same_value
from assistant.checking.polarity import find_denials, find_turns, intends_plainly, reports_plainly
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.verification import Cosines, check_text
from assistant.drafting.rewriting_cues import forces_in
from assistant.drafting.rewriting_findings import RewritingFinding
from assistant.drafting.rewriting_guard import counted_figures
from assistant.drafting.rewriting_units import Written
from ingest.agencies import find_agencies
from ingest.dates import find_dates
from ingest.document_numbers import find_document_numbers
from ingest.figure_units import units_agree
from ingest.figures import Figure
from ingest.folding import fold
from ingest.language import detect_language
from ingest.people import find_people
from ingest.periods import find_periods
from vectorstore.chinese_text import to_simplified
from vectorstore.records import Language

_MARKS: Final = re.compile(r"[*#`_<>|{}\\~^\n\r\t\[\]]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)|（[^（）]*）")
_LEAST_COSINE: Final = 0.86
_SIZE: Final = {"zh": 1.0, "vi": 3.2, "en": 3.4}
"""How long the same sentence is in each language, in characters, against Chinese."""
_SHORTEST, _LONGEST = 0.4, 2.2


def translate(
    source: SourceSentence, text: str, language: Language, cosines: Cosines | None
) -> tuple[Written | None, tuple[RewritingFinding, ...]]:
    """Give the translation with its figures, or ``None`` with what speaks against it."""
    text = _with_originals(source, text.strip())
    findings = tuple(dict.fromkeys(compare_translation(source, text, language)))
    if not findings and not _alike(source, text, cosines):
        findings = (RewritingFinding("unlike"),)
    if findings:
        return None, findings
    checked = check_text(text, [source], language, cosines=cosines)
    if checked.summary.unsupported or checked.summary.unsupported_figures:
        return None, (RewritingFinding("unlike"),)
    notice = Notice("unofficial_translation", (("original", source.text), ("language", source.language)))
    return Written(text, checked.figures, (notice,)), ()


def compare_translation(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    """Find what a translation gained, lost or changed, as far as typed values and words of force can tell."""
    if not any(letter.isalnum() for letter in text):
        yield RewritingFinding("empty")
        return
    bare = _BRACKETED.sub(" ", text) if source.language == "zh" or language == "zh" else text
    yield from _form(source, text, bare, language)
    yield from _figures(source, bare, language)
    yield from _times(source, bare, language)
    yield from _names(source, text)
    yield from _force(source, bare, language)


def _form(source: SourceSentence, text: str, bare: str, language: Language) -> Iterator[RewritingFinding]:
    share = len(bare) / max(1.0, len(source.text) * _SIZE[language] / _SIZE[source.language])
    if share < _SHORTEST:
        yield RewritingFinding("too_short")
    if share > _LONGEST:
        yield RewritingFinding("too_long")
    for mark in set(_MARKS.findall(text)) - set(_MARKS.findall(source.text)):
        yield RewritingFinding("markup", mark.strip())
    if language == "zh":
        if not _HAN.search(bare) or to_simplified(bare) != bare:
            yield RewritingFinding("wrong_language", bare[:24])
        return
    yield from (RewritingFinding("wrong_language", run) for run in _HAN.findall(bare))
    if detect_language(bare)[0] != language:
        yield RewritingFinding("wrong_language", bare[:24])


def _figures(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    left = counted_figures(text, language)
    for figure in counted_figures(source.text, source.language):
        found = next((one for one in left if _agree(figure, one)), None)
        if found is None:
            yield RewritingFinding("figure_lost", figure.surface)
        else:
            left.remove(found)
    yield from (RewritingFinding("figure_new", one.surface) for one in left)


def _agree(figure: Figure, other: Figure) -> bool:
    same = same_value(figure, other) and same_operator(figure, other)
    return same and (units_agree(figure.unit, other.unit) or "item" in {figure.unit, other.unit})


def _times(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    days = Counter(str(one.value) for one in find_dates(source.text, source.language))
    others = Counter(str(one.value) for one in find_dates(text, language))
    yield from (RewritingFinding("date_lost", one) for one in days - others)
    yield from (RewritingFinding("date_new", one) for one in others - days)
    periods = {str(one.period) for one in find_periods(source.text, source.language)}
    told = {str(one.period) for one in find_periods(text, language)}
    yield from (RewritingFinding("date_lost", one) for one in sorted(periods - told))
    yield from (RewritingFinding("date_new", one) for one in sorted(told - periods))
    numbers = {one.surface for one in find_document_numbers(source.text)}
    yield from (RewritingFinding("number_lost", one) for one in sorted(numbers) if one not in text)
    stated = {one.surface for one in find_document_numbers(text)}
    yield from (RewritingFinding("number_new", one) for one in sorted(stated) if one not in source.text)


def names_in(source: SourceSentence) -> list[str]:
    """Give the agencies and people that a sentence names, as written (Chinese in simplified letters)."""
    found = [one.surface for one in find_agencies(source.text, source.language)]
    found += [one.name for one in find_people(source.text, source.language)]
    return list(dict.fromkeys(to_simplified(one) if source.language == "zh" else one for one in found))


def _names(source: SourceSentence, text: str) -> Iterator[RewritingFinding]:
    shown = fold(to_simplified(text))
    yield from (RewritingFinding("name_not_kept", one) for one in names_in(source) if fold(one) not in shown)


def _with_originals(source: SourceSentence, text: str) -> str:
    """Put an original Chinese name that the translation keeps without brackets into brackets."""
    if source.language != "zh":
        return text
    for name in names_in(source):
        bracketed = any(name in one for one in _BRACKETED.findall(text))
        if not bracketed and name in text:
            text = text.replace(name, f"({name})", 1)
    return text


def _force(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    before = Counter(force for force, _ in forces_in(source.text, source.language))
    after = Counter(force for force, _ in forces_in(text, language))
    if before != after:
        yield RewritingFinding("obligation_changed", ", ".join([*(before - after), *(after - before)]))
    planned = intends_plainly(source.text, source.language) is not None
    done = reports_plainly(source.text, source.language) is not None
    if planned != (intends_plainly(text, language) is not None) or (
        not done and planned and reports_plainly(text, language) is not None
    ):
        yield RewritingFinding("role_changed")
    if len(find_denials(source.text, source.language)) != len(find_denials(text, language)):
        yield RewritingFinding("negation_changed")
    signs = Counter(one.sign for one in find_turns(source.text, source.language))
    turned = Counter(one.sign for one in find_turns(text, language))
    if signs != turned:
        yield RewritingFinding("direction_changed")


def _alike(source: SourceSentence, text: str, cosines: Cosines | None) -> bool:
    """Tell whether both mean nearly the same by their vectors; nothing can tell without any."""
    if cosines is None:
        return False
    return float(cosines([fold(text)], [fold(source.text)])[0][0]) >= _LEAST_COSINE
