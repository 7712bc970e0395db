"""A sentence of a report in the language of a draft, accepted only where code can tell that it says the same.

Every figure with its operator, date, period and document number must stand in both; what is planned stays planned,
what is denied denied, what must be done must be done; names of agencies and people stand in the original in brackets;
terms of the glossary must meet, and the vectors of both sentences must be near. Words beyond that nobody has checked,
so the block says that the translation is unofficial.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from assistant.answering.answer import Notice
from assistant.answering.answer_terms import coverage, text_keys
from assistant.checking.figure_check import same_operator, same_value
from assistant.checking.polarity import find_denials, find_turns, intends_plainly, reports_plainly
from assistant.checking.source_sentences import SourceSentence
from assistant.checking.statements import keys_in
from assistant.checking.verification import Cosines, check_text
from assistant.drafting.rewriting_cues import forces_in, moves_in
from assistant.drafting.rewriting_findings import RewritingFinding
from assistant.drafting.rewriting_guard import counted_figures
from assistant.drafting.rewriting_units import Written
from ingest.agencies import find_agencies
from ingest.dates import find_dates
from ingest.document_numbers import find_document_numbers
from ingest.figure_units import is_measure, units_agree
from ingest.figures import Figure
from ingest.folding import fold, unmark
from ingest.language import detect_language
from ingest.people import find_people
from ingest.periods import find_periods
from vectorstore.chinese_text import to_simplified
from vectorstore.records import Language
from vectorstore.vietnamese_text import looks_like_syllable

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d.,]\d|\d)")
_MARKS: Final = re.compile(r"[*#`_<>|{}\\~^\n\r\t\[\]]")
_COLONS: Final = re.compile(r"[:：](?!\d)")
_FOREIGN: Final = re.compile(r"[\u0370-\u1dff\u3040-\u30ff\uac00-\ud7af]")
_LATIN: Final = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)|（[^（）]*）")
_LEAST_COSINE: Final = 0.85
_FEWEST_TERMS: Final = 2
_TERMS_KEPT: Final = 0.4
_TERMS_KNOWN: Final = 0.5
"""Shares of the glossary's terms of the sentence that must stand in the translation, and the reverse."""
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
    yield from _terms(source, bare, language)


def _form(source: SourceSentence, text: str, bare: str, language: Language) -> Iterator[RewritingFinding]:
    share = len(bare) / max(1.0, len(source.text) * _SIZE[language] / _SIZE[source.language])
    if share < _SHORTEST:
        yield RewritingFinding("too_short")
    if share > _LONGEST:
        yield RewritingFinding("too_long")
    for mark in set(_MARKS.findall(text)) - set(_MARKS.findall(source.text)):
        yield RewritingFinding("markup", mark.strip())
    if len(_COLONS.findall(text)) > len(_COLONS.findall(source.text)):
        yield RewritingFinding("markup", ":")
    yield from (RewritingFinding("wrong_language", letter) for letter in _FOREIGN.findall(text))
    if language == "zh":
        if not _HAN.search(bare) or to_simplified(bare) != bare:
            yield RewritingFinding("wrong_language", bare[:24])
        return
    yield from (RewritingFinding("wrong_language", run) for run in _HAN.findall(bare))
    if language == "vi":
        known = fold(source.text)
        words = (
            word for word in _LATIN.findall(fold(bare)) if word not in known and not looks_like_syllable(unmark(word))
        )
        yield from (RewritingFinding("wrong_language", word) for word in words)
    if detect_language(bare)[0] != language:
        yield RewritingFinding("wrong_language", bare[:24])


def _figures(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    left = _counted(text, language)
    for figure in _counted(source.text, source.language):
        found = next((one for one in left if _agree(figure, one)), None)
        if found is None:
            yield RewritingFinding("figure_lost", figure.surface)
        else:
            left.remove(found)
    yield from (RewritingFinding("figure_new", one.surface) for one in left)


def _counted(text: str, language: Language) -> list[Figure]:
    """Figures without bare years (``against 2023``), which are compared as times."""
    return [one for one in counted_figures(text, language) if not _YEAR.fullmatch(one.surface.strip())]


def _agree(figure: Figure, other: Figure) -> bool:
    same = same_value(figure, other) and same_operator(figure, other)
    counted = not (is_measure(figure.unit) or is_measure(other.unit))
    return same and (counted or units_agree(figure.unit, other.unit))


def _times(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    days = Counter(str(one.value) for one in find_dates(source.text, source.language))
    others = Counter(str(one.value) for one in find_dates(text, language))
    yield from (RewritingFinding("date_lost", one) for one in days - others)
    yield from (RewritingFinding("date_new", one) for one in others - days)
    years, told = Counter(_YEAR.findall(source.text)), Counter(_YEAR.findall(text))
    yield from (RewritingFinding("date_lost", one) for one in years - told)
    yield from (RewritingFinding("date_new", one) for one in told - years)
    periods, stated = _parts_of_years(source.text, source.language), _parts_of_years(text, language)
    yield from (RewritingFinding("date_lost", one) for one in sorted(periods - stated))
    yield from (RewritingFinding("date_new", one) for one in sorted(stated - periods))
    numbers = {one.surface for one in find_document_numbers(source.text)}
    yield from (RewritingFinding("number_lost", one) for one in sorted(numbers) if one not in text)
    written = {one.surface for one in find_document_numbers(text)}
    yield from (RewritingFinding("number_new", one) for one in sorted(written) if one not in source.text)


def _parts_of_years(text: str, language: Language) -> set[str]:
    """Halves, quarters and months; whole years are compared as numbers, as not every language says ``năm``."""
    found = (one.period for one in find_periods(text, language))
    return {
        str(one)
        for one in found
        if one is not None and (one.start.month, one.start.day, one.end.month, one.end.day) != (1, 1, 12, 31)
    }


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
    if _signs(source.text, source.language) != _signs(text, language):
        yield RewritingFinding("direction_changed")


def _terms(source: SourceSentence, text: str, language: Language) -> Iterator[RewritingFinding]:
    """The glossary's terms of each side must meet in the other; too few of them prove nothing, so nothing is taken."""
    there, back = keys_in(source.text, source.language, language), keys_in(text, language, source.language)
    if (
        min(len(there), len(back)) < _FEWEST_TERMS
        or coverage(there, text_keys(text)) < _TERMS_KEPT
        or coverage(back, text_keys(source.text)) < _TERMS_KNOWN
    ):
        yield RewritingFinding("unlike")


def _signs(text: str, language: Language) -> Counter[int]:
    found = Counter(one.sign for one in find_turns(text, language))
    found.update(1 if word == "up" else -1 for word in moves_in(text, language))
    return found


def _alike(source: SourceSentence, text: str, cosines: Cosines | None) -> bool:
    """Tell whether both mean nearly the same by their vectors; nothing can tell without any."""
    if cosines is None:
        return False
    return float(cosines([fold(text)], [fold(source.text)])[0][0]) >= _LEAST_COSINE
