"""Editing by hand: whatever a writer does, offsets stay true, keys have citations, and what is locked stands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answering.answer import Verification
from assistant.checking.verification import check_text
from assistant.drafting.block_check import BlockChecker
from assistant.drafting.block_editing import carried, clean_words, cut, sentences_in, splice
from assistant.drafting.draft import Blank, Draft, DraftBlock, Mark
from assistant.drafting.draft_brief import read_brief
from assistant.drafting.draft_differences import differences
from assistant.drafting.draft_settling import renumbered, settle
from assistant.drafting.draft_writer import DraftWriter
from assistant.drafting.hand_editing import add_block, edit_block, fill_blank, lock_blocks
from assistant.drafting.kept_draft import BlockChange
from assistant.drafting.sentence_cutting import shorten
from assistant.errors import BlockLocked
from tests.desk_samples import REPORT_EN, REPORT_ZH, SPEECH, SampleLibrary
from vectorstore.records import Language

LIBRARY = SampleLibrary()
PIECES = (
    "Tỷ lệ đạt 48,9%.",
    "Toàn ngành có 12 đơn vị.",
    "全区签约率达74.9%。",
    "Reached 46 courses.",
    "1",
    "\n",
    "\t-",
    "",
)


def unsupported(text: str, *, language: Language | None = None) -> Verification:
    """A library that bears nothing out."""
    checked = check_text(text, [], language or "vi")
    return Verification(text, language or "vi", checked.sentences, checked.figures, (), checked.summary)


CHECKER = BlockChecker(LIBRARY, unsupported)


@cache
def drafted(request: str) -> Draft:
    return DraftWriter(LIBRARY, LIBRARY).compose(read_brief(request)).draft


def check(draft: Draft) -> None:
    keys = [one.key for one in draft.citations]
    used = dict.fromkeys(key for block in draft.blocks for key in block.citations)
    assert keys == list(range(1, len(keys) + 1)) == list(used)
    for block in draft.blocks:
        for figure in block.figures:
            assert block.text[figure.start : figure.end] == figure.surface
            assert figure.citation is None or figure.citation in block.citations
        for blank in block.blanks:
            assert block.text[blank.start : blank.end] == f"[{blank.wanted}]"
        for mark in block.marks:
            assert 0 <= mark.start < mark.end <= len(block.text)
    wanted = {one.wanted for block in draft.blocks for one in block.blanks}
    assert {gap.wanted for gap in draft.gaps} == wanted


OPERATIONS = st.tuples(
    st.sampled_from(["edit", "add", "fill", "lock", "unlock", "cut", "shorten", "undo"]),
    st.integers(0, 60),
    st.lists(st.sampled_from(PIECES), max_size=3).map(" ".join),
    st.integers(0, 200),
)


@pytest.mark.parametrize("request_text", [SPEECH, REPORT_ZH, REPORT_EN])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(operations=st.lists(OPERATIONS, max_size=8))
def test_any_changes_keep_offsets_true_and_locked_paragraphs_as_they_are(
    request_text: str, operations: list[tuple[str, int, str, int]]
) -> None:
    draft = drafted(request_text)
    history = [draft]
    for name, number, words, place in operations:
        at = number % max(len(draft.blocks), 1)
        before = draft
        try:
            draft = change(draft, name, at, words, place, history)
        except BlockLocked:
            assert before.blocks[at].locked
        if name not in {"unlock", "undo"}:
            locked = [one.text for one in before.blocks if one.locked]
            assert [one.text for one in draft.blocks if one.locked and one.text in locked] == locked
        history.append(draft)
        check(draft)


def change(draft: Draft, name: str, at: int, words: str, place: int, history: list[Draft]) -> Draft:
    if not draft.blocks:
        return draft
    block = draft.blocks[at]
    if name == "edit":
        split = place % (len(block.text) + 1)
        return edit_block(draft, at, block.text[:split] + words + block.text[split:], CHECKER)
    if name == "cut":
        return edit_block(draft, at, block.text[place % (len(block.text) + 1) :], CHECKER)
    if name == "add":
        return add_block(draft, at, words, CHECKER)
    if name == "fill":
        return fill_blank(draft, at, place % len(block.blanks), words) if block.blanks else draft
    if name == "shorten":
        return shorten(draft, range(len(draft.blocks)), place)
    if name == "undo":
        return history[place % len(history)]
    return lock_blocks(draft, [at], locked=name == "lock")


def test_what_is_typed_is_kept_without_control_characters() -> None:
    assert clean_words("  a\x00b\u202ec \r\nde\u0301 \n") == "abc\ndé"


def test_a_splice_moves_what_stands_behind_and_drops_what_it_touches() -> None:
    block = DraftBlock(
        "paragraph", "[a] và [b] và [c]", blanks=(Blank(0, 3, "a"), Blank(7, 10, "b"), Blank(14, 17, "c"))
    )
    done = splice(block, 7, 10, "năm người")
    assert done.text == "[a] và năm người và [c]"
    assert done.blanks == (Blank(0, 3, "a"), Blank(20, 23, "c"))


def test_marks_stay_with_their_words_through_an_edit() -> None:
    old = "Đồng chí Lan, Giám đốc, phát biểu."
    mark = Mark(9, 12, "said", "tên")
    new = "Tại hội nghị, đồng chí Lan phát biểu."
    moved = carried([mark], old, new)
    assert [(new[one.start : one.end], one.wanted) for one in moved] == [("Lan", "tên")]
    assert carried([mark], old, "Đồng chí Giám đốc phát biểu.") == ()


def test_cutting_the_last_clause_of_a_list_leaves_a_full_stop() -> None:
    block = DraftBlock("paragraph", "一是做好体检；二是抓好培训。")
    spans = sentences_in(block, "zh")
    left = cut(block, [spans[-1]], {}, "zh")
    assert left is not None
    assert left.text == "一是做好体检。"
    assert cut(block, spans, {}, "zh") is None


def test_numbers_are_counted_on_but_never_in_a_locked_block() -> None:
    blocks = [
        DraftBlock("heading", "I. KẾT QUẢ", 1, "results"),
        DraftBlock("heading", "2. Y tế", 2, "results"),
        DraftBlock("heading", "III. HẠN CHẾ", 1, "limits", locked=True),
        DraftBlock("heading", "IV. NHIỆM VỤ", 1, "plans"),
        DraftBlock("paragraph", "Hai là, làm.", part="plans"),
        DraftBlock("paragraph", "Bốn là, xong.", part="plans"),
    ]
    assert [one.text for one in renumbered(blocks, "vi")] == [
        "I. KẾT QUẢ",
        "1. Y tế",
        "III. HẠN CHẾ",
        "III. NHIỆM VỤ",
        "Một là, làm.",
        "Hai là, xong.",
    ]


def test_the_title_follows_its_block() -> None:
    draft = drafted(REPORT_ZH)
    at = next(at for at, one in enumerate(draft.blocks) if one.kind == "title")
    assert edit_block(draft, at, "2024年上半年工作回顾", CHECKER).title == "2024年上半年工作回顾"


def test_a_conflict_goes_with_the_sentence_that_it_is_about() -> None:
    draft = drafted(SPEECH)
    told = draft.citations[0]
    facts = {
        "used": "a", "used_in": "b", "used_document": told.document_id, "used_start": str(told.char_start),
        "used_end": str(told.char_end), "other": "c", "other_in": "d",
    }  # fmt: skip
    from assistant.answering.answer import Notice

    draft = settle(replace(draft, notices=(Notice("sources_conflict", tuple(facts.items())),)))
    assert len(draft.notices) == 1
    at = next(at for at, one in enumerate(draft.blocks) if 1 in one.citations)
    assert edit_block(draft, at, "", CHECKER).notices == ()


def test_differences_pair_a_paragraph_with_what_became_of_it() -> None:
    before = drafted(SPEECH)
    at = next(at for at, one in enumerate(before.blocks) if "254,7" in one.text)
    changed = edit_block(before, at, before.blocks[at].text.replace("173 cơ sở vi phạm", "nhiều vi phạm"), CHECKER)
    after = edit_block(changed, at + 1, "", CHECKER)
    assert differences(before, after) == (
        BlockChange(before.blocks[at], after.blocks[at]),
        BlockChange(before.blocks[at + 1], None),
    )
    assert differences(before, lock_blocks(before, [at], locked=True)) == ()
