"""Fusion: scores add up, order is settled, documents are limited."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import WordCountEmbedder
from vectorstore.fusion import Candidate, limited, scored
from vectorstore.glossary import glossary, shared_keys, translated_keys
from vectorstore.language_means import LANGUAGES, LanguageMeans, parallel_texts


def candidate(chunk: str, dense: float = 0.0, **more: float) -> Candidate:
    return Candidate(chunk, chunk.split(":")[0], dense, more.pop("lexical", 0.0), **more)


def test_cosine_lexical_evidence_and_boost_add_up() -> None:
    (one,) = scored([candidate("a:0", 0.4, lexical=0.2, boost=0.1)], 0.5)
    assert one.score == pytest.approx(0.7)


def test_the_best_sentence_takes_its_share_of_the_cosine() -> None:
    (one,) = scored([candidate("a:0", 0.4, sentence=0.8)], 0.25)
    assert one.score == pytest.approx(0.5)


def test_equal_scores_stand_in_the_order_of_their_ids() -> None:
    ordered = scored([candidate("b:0", 0.5), candidate("a:1", 0.5), candidate("a:0", 0.5)], 0.5)
    assert [one.chunk_id for one in ordered] == ["a:0", "a:1", "b:0"]


def test_passages_whose_sentences_were_read_stay_ahead_and_scores_never_rise() -> None:
    ordered = scored([candidate("a:0", 0.9), candidate("b:0", 0.5, sentence=0.5)], 0.5)
    assert [(one.chunk_id, one.score) for one in ordered] == [("b:0", 0.5), ("a:0", 0.5)]


def test_no_document_gives_more_than_its_share() -> None:
    many = [candidate(f"a:{number}") for number in range(5)] + [candidate("b:0")]
    assert [one.chunk_id for one in limited(many, 3, 2)] == ["a:0", "a:1", "b:0"]
    assert [one.chunk_id for one in limited(many, 3, None)] == ["a:0", "a:1", "a:2"]
    assert limited(many, 9, 1) == [many[0], many[5]]


def test_centring_takes_the_share_of_the_mean_and_keeps_unit_length() -> None:
    means = LanguageMeans({"vi": np.array([1.0, 0.0], np.float32)}, {"vi": np.array([0.0, 1.0], np.float32)})
    question = means.centred_question(np.array([0.6, 0.8], np.float32), "vi", 0.6)
    assert question.tolist() == pytest.approx([0.0, 1.0])
    passages = means.centred_passages(np.array([[0.6, 0.8]], np.float32), ["vi"], 0.8)
    assert passages.tolist()[0] == pytest.approx([1.0, 0.0])


def test_means_are_measured_for_every_language() -> None:
    means = LanguageMeans.measure(WordCountEmbedder(32))
    assert set(means.questions) == set(means.passages) == set(LANGUAGES)
    assert all(vector.shape == (32,) for vector in means.questions.values())


def test_parallel_texts_have_every_language() -> None:
    questions, statements = parallel_texts()
    assert all(set(row) == set(LANGUAGES) for row in questions + statements)


@pytest.mark.parametrize(
    ("text", "source", "target", "key"),
    [
        ("Có bao nhiêu bác sĩ gia đình?", "vi", "zh", "家庭"),
        ("家庭医生有多少？", "zh", "vi", "bác_sĩ"),
        ("How many family doctors are there?", "en", "zh", "家庭"),
        ("食物中毒有几起？", "zh", "en", "food_poisoning"),
    ],
)
def test_terms_are_translated(text: str, source: str, target: str, key: str) -> None:
    assert key in translated_keys(text, source, target)  # type: ignore[arg-type]


def test_the_longest_term_is_translated_and_not_its_parts() -> None:
    assert translated_keys("bác sĩ gia đình", "vi", "zh") == ["家庭", "庭医", "医生"]


def test_every_direction_of_the_glossary_can_be_read() -> None:
    assert all(glossary(one, other).terms for one in LANGUAGES for other in LANGUAGES if one != other)


def test_names_and_numbers_are_shared_between_languages_and_plain_words_are_not() -> None:
    assert shared_keys("Quận 望溪 năm 2024 phạt?", "vi", "zh") == ["望", "溪", "望溪", "2024"]
    assert shared_keys("How many cases in Sông Lam in 2024?", "en", "vi") == ["sông", "lam", "sông_lam", "2024"]
    assert shared_keys("Sông Lam省2022年病例", "zh", "vi") == ["sông", "lam", "sông_lam", "2022"]
