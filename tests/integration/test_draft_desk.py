"""The desk over sample reports and a real workspace: outline, choices, editing, versions, removed documents, files."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from assistant.cancellation import Cancellation
from assistant.drafting.draft import Blank, Brief, Draft, Mark
from assistant.drafting.draft_revising import Reviser
from assistant.drafting.draft_writer import draft_length
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import DraftComposed, DraftEvent, DraftFinished, DraftRewritten, OutlineChoices
from assistant.errors import (
    BlockLocked,
    DraftChanged,
    EmptyRequest,
    HouseUnknown,
    InstructionUnclear,
    RequestTooLong,
    TextTooLong,
    UnknownDraft,
)
from assistant.workspace_drafts import NewVersion
from tests.desk_samples import REPORT_EN, REPORT_VI, REPORT_ZH, SPEECH, Desk, finished
from tests.unit.assistant.drafting.test_draft_facts import REPORT
from vectorstore.records import Language, Period

OLD = "van-khe-bao-cao-6-thang-2023.txt"
VISITS_2024 = "1.021.450"
VISITS_2023 = "968.300"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path)
    yield opened
    opened.workspace.close()


def words(desk: Desk, draft_id: str) -> str:
    draft = desk.desk.draft("an", draft_id).draft
    assert draft is not None
    return "\n".join(block.text for block in draft.blocks)


def block_with(desk: Desk, draft_id: str, text: str) -> int:
    draft = desk.desk.draft("an", draft_id).draft
    assert draft is not None
    return next(at for at, block in enumerate(draft.blocks) if text in block.text)


# ---- outline and choices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_text", [REPORT_VI, SPEECH, REPORT_ZH, REPORT_EN])
def test_the_outline_says_what_the_draft_then_tells(desk: Desk, request_text: str) -> None:
    brief = desk.desk.read_brief(request_text)
    outline = desk.desk.outline(brief, OutlineChoices())
    draft = desk.written(request_text).draft
    assert draft is not None
    told = {(one.document_id, one.char_start) for one in draft.citations}
    chosen = {(fact.place, part.code) for part in outline.parts for fact in part.facts if fact.chosen}
    assert len(chosen) == len(told)
    for place, _ in chosen:
        assert any(one == place.document_id and place.start <= start < place.end for one, start in told)
    assert {place.document_id for place, _ in chosen} <= {one for one, _ in outline.documents}
    assert all(part.heading for part in outline.parts)


def test_headings_of_the_outline_are_in_the_language_of_the_draft(desk: Desk) -> None:
    def headings(request: str) -> list[str]:
        return [part.heading for part in desk.desk.outline(desk.desk.read_brief(request), OutlineChoices()).parts]

    assert headings(REPORT_VI)[1] == "Kết quả đạt được"
    assert headings(REPORT_ZH) == ["工作成效", "存在的问题", "下一步打算"]
    assert headings(REPORT_EN)[1] == "Results"


def test_a_pinned_fact_is_told_whatever_the_length_and_a_dropped_one_never(desk: Desk) -> None:
    brief = desk.desk.read_brief(SPEECH)
    part = next(one for one in desk.desk.outline(brief, OutlineChoices()).parts if one.code == "results")
    left_out = next(fact for fact in reversed(part.facts) if not fact.chosen and not fact.conflicts)
    told = next(fact for fact in part.facts if fact.chosen)
    choices = OutlineChoices(pinned=frozenset({left_out.place}), dropped=frozenset({told.place}))
    outline = desk.desk.outline(brief, choices)
    facts = {fact.place: fact for one in outline.parts for fact in one.facts}
    assert (facts[left_out.place].chosen, facts[left_out.place].pinned) == (True, True)
    assert facts[told.place].chosen is False
    draft = desk.written(brief, choices).draft
    assert draft is not None
    cited = {(one.document_id, one.char_start) for one in draft.citations}
    assert (left_out.place.document_id, left_out.place.start) in cited
    assert (told.place.document_id, told.place.start) not in cited


def test_a_fact_of_another_year_that_was_added_is_told_with_its_period(desk: Desk) -> None:
    brief = desk.desk.read_brief(REPORT_VI)
    found = desk.desk.find_facts(brief, "kiểm tra cơ sở sản xuất, kinh doanh thực phẩm 1.905 cơ sở")
    place, text, title = next(one for one in found if one[0].document_id == OLD)
    assert "1.905 cơ sở" in text
    assert "2023" in title
    kept = desk.written(brief, OutlineChoices(added=(("limits", place),)))
    assert kept.draft is not None
    block = next(one for one in kept.draft.blocks if "1.905" in one.text)
    assert block.part == "limits"
    assert "Số liệu 6 tháng đầu năm 2023: Đã kiểm tra 1.905 cơ sở" in block.text
    assert [block.text[one.start : one.end] for one in block.figures][:1] == ["1.905 cơ sở sản xuất"]


def test_a_dropped_document_is_told_of_no_more_and_can_be_taken_back(desk: Desk) -> None:
    brief = desk.desk.read_brief(REPORT_VI)
    choices = OutlineChoices(dropped_documents=frozenset({REPORT}))
    outline = desk.desk.outline(brief, choices)
    assert not any(fact.place.document_id == REPORT for part in outline.parts for fact in part.facts)
    assert REPORT in [one for one, _ in outline.documents]


def test_what_was_removed_meanwhile_is_a_notice_and_never_an_error(desk: Desk) -> None:
    brief = replace(desk.desk.read_brief(REPORT_VI), sources=(REPORT, "gone-before"))
    pinned = desk.desk.outline(brief, OutlineChoices()).parts[1].facts[0].place
    choices = OutlineChoices(pinned=frozenset({pinned, FactPlace(OLD, 1, 2)}))
    desk.library.removed.add(REPORT)
    outline = desk.desk.outline(brief, choices)
    gone = {dict(one.facts).get("document") for one in outline.notices if one.code == "document_gone"}
    assert gone == {"gone-before", REPORT}
    kept = desk.written(brief, choices)
    assert kept.draft is not None
    codes = [one.code for one in kept.draft.notices]
    assert "nothing_found" in codes
    assert "fact_gone" in codes
    assert kept.draft.citations == ()


# ---- keeping ---------------------------------------------------------------------------------------------------


def test_a_draft_comes_back_whole_after_a_restart_with_all_its_versions(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    draft_id = kept.summary.draft_id
    filled = desk.desk.fill_blank("an", draft_id, 1, 3, 0, "Trần Thị Mẫu")
    desk.reopen()
    assert desk.desk.draft("an", draft_id) == filled
    assert desk.desk.draft("an", draft_id, 1).draft == kept.draft
    assert [(one.number, one.kind) for one in filled.versions] == [(1, "written"), (2, "edited")]
    assert desk.desk.drafts("an") == (filled.summary,)


def test_drafts_are_found_by_words_of_title_and_text_renamed_and_deleted(desk: Desk) -> None:
    speech, report = desk.written(SPEECH).summary, desk.written(REPORT_ZH).summary
    assert [one.draft_id for one in desk.desk.drafts("an")] == [report.draft_id, speech.draft_id]
    assert [one.draft_id for one in desk.desk.drafts("an", "tuyen bo be mac")] == [speech.draft_id]
    assert [one.draft_id for one in desk.desk.drafts("an", "家庭醫生")] == [report.draft_id]
    desk.desk.rename("an", speech.draft_id, "  Bế mạc\n2024 ")
    assert [one.title for one in desk.desk.drafts("an", "bế mạc 2024")] == ["Bế mạc 2024"]
    finished(list(desk.desk.write("an", speech.draft_id, with_model=False)))
    assert desk.desk.draft("an", speech.draft_id).summary.title == "Bế mạc 2024"
    desk.desk.rename("an", speech.draft_id, " ")
    assert desk.desk.draft("an", speech.draft_id).summary.title == "BÀI PHÁT BIỂU BẾ MẠC"
    desk.desk.delete("an", speech.draft_id)
    with pytest.raises(UnknownDraft):
        desk.desk.draft("an", speech.draft_id)
    assert [one.draft_id for one in desk.desk.drafts("an")] == [report.draft_id]


def test_another_user_meets_a_draft_as_if_there_were_none(desk: Desk) -> None:
    draft_id = desk.written(SPEECH).summary.draft_id
    brief, none = desk.desk.read_brief(SPEECH), OutlineChoices()
    acts = (
        lambda: desk.desk.draft("binh", draft_id),
        lambda: desk.desk.rename("binh", draft_id, "của tôi"),
        lambda: desk.desk.delete("binh", draft_id),
        lambda: desk.desk.change_outline("binh", draft_id, brief, none),
        lambda: desk.desk.lock("binh", draft_id, 1, [0], True),
        lambda: desk.desk.restore("binh", draft_id, 1),
        lambda: list(desk.desk.write("binh", draft_id, with_model=False)),
        lambda: list(desk.desk.revise("binh", draft_id, 1, "rút ngắn")),
        lambda: desk.desk.export("binh", draft_id, 1, "markdown", clean=True),
    )
    for act in acts:
        with pytest.raises(UnknownDraft):
            act()
    assert desk.desk.drafts("binh") == ()
    assert desk.desk.draft("an", draft_id).summary.version == 1


def test_forgetting_a_user_forgets_the_drafts_too(desk: Desk) -> None:
    desk.written(SPEECH)
    assert desk.workspace.forget_user("an") == 1
    assert desk.desk.drafts("an") == ()


def test_of_two_writers_the_later_one_is_told_and_nothing_is_lost(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    draft_id = kept.summary.draft_id
    first = desk.desk.fill_blank("an", draft_id, 1, 3, 0, "Trần Thị Mẫu")
    for late in (
        lambda: desk.desk.fill_blank("an", draft_id, 1, 3, 0, "Lê Văn Thử"),
        lambda: desk.desk.edit_block("an", draft_id, 1, 6, ""),
        lambda: list(desk.desk.revise("an", draft_id, 1, "rút ngắn một nửa")),
    ):
        with pytest.raises(DraftChanged) as error:
            late()
        assert (error.value.facts["seen"], error.value.facts["found"]) == (1, 2)
        assert (error.value.facts["kind"], error.value.facts["changed_at"]) != ("", "")
    assert desk.desk.draft("an", draft_id) == first


def test_a_revision_that_comes_late_is_kept_as_a_version_that_does_not_stand(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    draft_id = kept.summary.draft_id
    assert kept.draft is not None
    assert kept.sheet is not None
    store = desk.desk._store
    desk.desk.lock("an", draft_id, 1, [0], True)
    late = NewVersion("revised", "muộn", kept.draft, kept.sheet)
    with pytest.raises(DraftChanged) as error:
        store.add_version("an", draft_id, late, seen=1, keep_late=True)
    assert error.value.facts["kept"] == 3
    now = desk.desk.draft("an", draft_id)
    assert now.summary.version == 2
    assert [(one.number, one.note) for one in now.versions][-1] == (3, "muộn")
    assert desk.desk.restore("an", draft_id, 3).draft == kept.draft


def test_the_outline_of_a_draft_can_change_while_its_text_stands(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    brief = replace(kept.brief, words=400)
    changed = desk.desk.change_outline("an", kept.summary.draft_id, brief, OutlineChoices())
    assert (changed.brief.words, changed.draft, changed.summary.version) == (400, kept.draft, 1)


# ---- editing ---------------------------------------------------------------------------------------------------


def test_an_edited_paragraph_is_checked_and_what_nothing_bears_out_is_kept_and_marked(desk: Desk) -> None:
    draft_id = desk.written(REPORT_VI).summary.draft_id
    at = block_with(desk, draft_id, VISITS_2024)
    invented = "Xây mới 45 cây cầu ở 12 xã."
    text = (
        "Trong 6 tháng đầu năm 2024, các cơ sở y tế trong tỉnh đã khám bệnh cho 1.021.450 lượt người. "
        f"Toàn tỉnh ghi nhận 287 ca mắc sốt xuất huyết. {invented}"
    )
    kept = desk.desk.edit_block("an", draft_id, 1, at, text)
    assert kept.draft is not None
    assert kept.sheet is not None
    block = kept.draft.blocks[at]
    assert (block.text, block.written_by) == (text, "hand")
    quotes = {one.key: one.quote for one in kept.draft.citations}
    shown = {one.surface: (one.status, one.citation) for one in block.figures}
    assert shown["1.021.450 lượt người"][0] == "supported"
    assert "287 ca mắc sốt xuất huyết" in quotes[shown["287 ca mắc"][1] or 0]
    assert shown["45"] == ("unsupported", None)
    start = text.index(invented)
    assert block.marks == (Mark(start, start + len(invented), "unsupported"),)
    rows = {(one.surface, one.status) for one in kept.sheet.values if one.block == at}
    assert {(invented, "written"), ("45", "written"), ("1.021.450 lượt người", "supported")} <= rows


def test_a_changed_figure_is_not_supported_by_the_sentence_that_it_was_taken_from(desk: Desk) -> None:
    draft_id = desk.written(REPORT_VI).summary.draft_id
    at = block_with(desk, draft_id, "254,7 triệu đồng")
    draft = desk.desk.draft("an", draft_id).draft
    assert draft is not None
    kept = desk.desk.edit_block("an", draft_id, 1, at, draft.blocks[at].text.replace("254,7", "257,4"))
    assert kept.draft is not None
    block = kept.draft.blocks[at]
    wrong = [one.surface for one in block.figures if one.status not in {"supported", "derived"}]
    assert [one for one in wrong if "257,4" in one]
    assert [one.kind for one in block.marks] == ["unsupported"]


def test_a_courtesy_needs_no_source_and_an_unchanged_sentence_is_not_judged_again(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    assert kept.draft is not None
    at = next(n for n, one in enumerate(kept.draft.blocks) if one.kind == "closing")
    text = kept.draft.blocks[at].text + " Xin chúc các đồng chí mạnh khỏe."
    block = (desk.desk.edit_block("an", kept.summary.draft_id, 1, at, text).draft or kept.draft).blocks[at]
    assert block.text == text
    assert block.marks == ()


def test_a_filled_blank_is_said_by_the_writer_and_stays_filled_when_written_again(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    draft_id = kept.summary.draft_id
    assert kept.draft is not None
    at = block_with(desk, draft_id, "Số:")
    filled = desk.desk.fill_blank("an", draft_id, 1, at, 0, "SYT")
    assert filled.draft is not None
    assert filled.sheet is not None
    assert filled.draft.blocks[at].text == "Số:       /BC-SYT"
    assert filled.draft.blocks[at].marks == (Mark(14, 17, "said", "ký hiệu cơ quan"),)
    assert [one.status for one in filled.sheet.values if one.surface == "SYT"] == ["said"]
    assert "ký hiệu cơ quan" not in [one.wanted for one in filled.draft.gaps]
    again = finished(list(desk.desk.write("an", draft_id, with_model=False)))
    assert again.draft == filled.draft


def test_a_blank_that_an_edit_leaves_alone_stays_a_blank(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    at = block_with(desk, kept.summary.draft_id, "Kính thưa đồng chí [")
    text = "Kính thưa đồng chí [họ tên, chức vụ đại biểu cấp cao nhất] cùng các đồng chí!"
    edited = desk.desk.edit_block("an", kept.summary.draft_id, 1, at, text)
    assert edited.draft is not None
    wanted = "họ tên, chức vụ đại biểu cấp cao nhất"
    assert edited.draft.blocks[at].blanks == (Blank(19, 19 + len(wanted) + 2, wanted),)


def test_a_paragraph_can_be_added_and_removed_and_a_locked_one_neither(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    draft_id = kept.summary.draft_id
    at = block_with(desk, draft_id, VISITS_2024)
    added = desk.desk.add_block("an", draft_id, 1, at, "Công suất sử dụng giường bệnh chung đạt 87,2%.\x00")
    assert added.draft is not None
    new = added.draft.blocks[at + 1]
    assert (new.text, new.part, new.written_by) == ("Công suất sử dụng giường bệnh chung đạt 87,2%.", "results", "hand")
    assert [one.status for one in new.figures] == ["supported"]
    removed = desk.desk.edit_block("an", draft_id, 2, at + 1, " \n")
    assert removed.draft == kept.draft
    desk.desk.lock("an", draft_id, 3, [at], True)
    with pytest.raises(BlockLocked):
        desk.desk.edit_block("an", draft_id, 4, at, "")
    with pytest.raises(TextTooLong):
        desk.desk.add_block("an", draft_id, 4, at, "a" * 20_001)


def test_nothing_changed_is_no_version(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    assert kept.draft is not None
    again = desk.desk.edit_block("an", kept.summary.draft_id, 1, 6, kept.draft.blocks[6].text)
    assert again == kept


def test_a_locked_paragraph_stands_when_the_draft_is_written_again_and_is_not_told_twice(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    draft_id = kept.summary.draft_id
    at = block_with(desk, draft_id, VISITS_2024)
    assert kept.draft is not None
    desk.desk.lock("an", draft_id, 1, [at], True)
    shorter = replace(kept.brief, words=400)
    desk.desk.change_outline("an", draft_id, shorter, OutlineChoices())
    again = finished(list(desk.desk.write("an", draft_id, with_model=False)))
    assert again.draft is not None
    stood = [one for one in again.draft.blocks if one.locked]
    assert [(one.text, one.part) for one in stood] == [(kept.draft.blocks[at].text, "results")]
    text = words(desk, draft_id)
    assert text.count(VISITS_2024) == 1
    assert "1.012.450" not in text
    conflicts = [dict(one.facts) for one in again.sheet.conflicts] if again.sheet else []
    assert any(VISITS_2024 in one["used"] and "1.012.450" in one["other"] for one in conflicts)
    assert {one["used_document"] for one in conflicts} == {REPORT}
    assert abs(draft_length(again.draft) - 400) <= 60
    assert again.draft.brief.words == 400


# ---- versions --------------------------------------------------------------------------------------------------


def test_undoing_is_restoring_and_differences_show_what_changed(desk: Desk) -> None:
    kept = desk.written(SPEECH)
    draft_id = kept.summary.draft_id
    shorter = desk.revised(kept, "rút ngắn một nửa")
    changes = desk.desk.differences("an", draft_id, 1, 2)
    assert changes
    gone = [one.before.text for one in changes if one.before and one.after is None]
    assert any("254,7 triệu đồng" in one for one in gone)
    restored = desk.desk.restore("an", draft_id, 1)
    assert restored.draft == kept.draft
    assert restored.summary.version == 3
    assert [(one.kind, one.note) for one in restored.versions] == [
        ("written", ""),
        ("revised", "rút ngắn một nửa"),
        ("restored", "1"),
    ]
    assert desk.desk.differences("an", draft_id, 1, 3) == ()
    assert desk.desk.draft("an", draft_id, 2).draft == shorter.draft
    with pytest.raises(UnknownDraft):
        desk.desk.restore("an", draft_id, 9)


# ---- a library that changes ------------------------------------------------------------------------------------


def test_a_draft_whose_report_was_removed_can_be_read_edited_and_exported_with_a_notice(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    draft_id = kept.summary.draft_id
    at = block_with(desk, draft_id, "93,7%")
    desk.library.removed.add(REPORT)
    seen = desk.desk.draft("an", draft_id)
    assert seen.draft is not None
    assert seen.sheet is not None
    assert seen.draft.notices[0].code == "document_gone"
    assert seen.sheet.notices[0].code == "document_gone"
    edited = desk.desk.edit_block("an", draft_id, 1, at, "Có 93,7% dân số tham gia bảo hiểm y tế.")
    assert edited.draft is not None
    assert [one.status for one in edited.draft.blocks[at].figures] == ["supported"]
    name, content = desk.desk.export("an", draft_id, 2, "check", clean=False)
    assert name.endswith(".check.md")
    assert "không còn trong kho (“BÁO CÁO Kết quả công tác y tế" in content.decode()


# ---- bad requests ----------------------------------------------------------------------------------------------


def test_bad_requests_are_told_and_one_that_no_report_serves_is_a_frame_of_blanks(desk: Desk) -> None:
    with pytest.raises(EmptyRequest):
        desk.desk.read_brief(" … ")
    with pytest.raises(RequestTooLong):
        desk.desk.read_brief("báo cáo " * 2_500)
    with pytest.raises(TextTooLong):
        list(desk.desk.revise("an", "0" * 32, 1, "a" * 20_000))
    brief = desk.desk.read_brief("Soạn báo cáo 300 chữ về nuôi trồng thủy sản năm 2031, khoảng 900 chữ")
    kept = desk.written(brief)
    assert kept.draft is not None
    codes = [one.code for one in kept.draft.notices]
    assert {"nothing_found", "lengths_differ"} <= set(codes)
    assert kept.draft.citations == ()


# ---- files -----------------------------------------------------------------------------------------------------


def test_a_draft_is_exported_in_the_house_layout_that_is_chosen_or_set(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "sở.toml").write_text("[body]\nsize_pt = 13\n", encoding="utf-8")
    desk = Desk(tmp_path, house="sở")
    draft_id = desk.written(REPORT_VI).summary.draft_id
    assert desk.desk.houses() == ("sở",)

    def sizes(house: str | None) -> set[float]:
        name, content = desk.desk.export("an", draft_id, 1, "docx", clean=True, house=house)
        assert name == "báo-cáo-kết-quả-công-tác-y-tế-6-tháng-đầu-năm-2024.docx"
        found = docx.Document(io.BytesIO(content))
        body = next(one for one in found.paragraphs if VISITS_2024 in one.text)
        return {run.font.size.pt for run in body.runs if run.font.size}

    assert sizes(None) == {13.0}
    assert sizes("") == {14.0}
    for name in ("không-có", "../secret"):
        with pytest.raises(HouseUnknown):
            desk.desk.export("an", draft_id, 1, "docx", clean=True, house=name)
    name, content = desk.desk.export("an", draft_id, 1, "markdown", clean=False)
    assert name.endswith(".md")
    assert VISITS_2024 in content.decode()
    desk.workspace.close()


# ---- starting points -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "zh", "en"])
def test_every_template_is_read_as_a_brief_in_its_language(desk: Desk, language: Language) -> None:
    templates = desk.desk.templates(language)
    briefs = [desk.desk.read_brief(request) for _, request in templates]
    assert {one.genre for one in briefs} == {"report", "speech", "news", "plan", "summary"}
    assert {one.language for one in briefs} == {language}


def test_a_past_draft_or_report_is_a_start_for_another_period(desk: Desk) -> None:
    kept = desk.written(REPORT_VI)
    period = Period.parse("2025-01-01/2025-06-30")
    again = desk.desk.brief_again("an", period, draft_id=kept.summary.draft_id)
    assert again.request == REPORT_VI.replace("2024", "2025")
    assert (again.period, again.issuer, again.addressee) == (period, "Sở Y tế Vân Khê", "UBND tỉnh")
    alike = desk.desk.brief_again("an", period, document_id="wangxi-2024-h1.txt")
    assert alike.request == "写一份望溪区卫生健康局2025年上半年工作总结"
    assert (alike.genre, alike.language, alike.period) == ("report", "zh", period)


# ---- a model ---------------------------------------------------------------------------------------------------


class Shouting:
    """Stands in for a model: writes every paragraph that it may in capitals."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[int, ...], str]] = []

    def rewrite(
        self, draft: Draft, *, locked: Collection[int] = (), cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        yield DraftComposed(draft)
        yield from self.revise(draft, [at for at in range(len(draft.blocks)) if at not in locked], "")

    def revise(
        self, draft: Draft, numbers: Collection[int], instruction: str, *, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        chosen = tuple(numbers)
        self.asked.append((chosen, instruction))
        blocks = [
            replace(one, text=one.text.upper(), written_by="model") if at in chosen and not one.locked else one
            for at, one in enumerate(draft.blocks)
        ]
        yield DraftRewritten(replace(draft, blocks=tuple(blocks)))


def test_what_no_rule_understands_goes_to_the_model_and_locked_paragraphs_do_not(tmp_path: Path) -> None:
    model = Shouting()
    desk = Desk(tmp_path, rewriting=model)
    kept = desk.written(SPEECH)
    draft_id = kept.summary.draft_id
    at = block_with(desk, draft_id, "254,7 triệu đồng")
    desk.desk.lock("an", draft_id, 1, [at], True)
    with pytest.raises(InstructionUnclear):
        list(desk.desk.revise("an", draft_id, 2, "viết phần kết quả cho hay", with_model=False))
    revised = finished(list(desk.desk.revise("an", draft_id, 2, "viết phần kết quả cho hay")))
    assert revised.draft is not None
    assert kept.draft is not None
    numbers, instruction = model.asked[0]
    assert at not in numbers
    assert instruction == "viết phần kết quả cho hay"
    assert {revised.draft.blocks[one].part for one in numbers} == {"results"}
    assert revised.draft.blocks[at].text == kept.draft.blocks[at].text
    assert revised.draft.blocks[at + 1].text == kept.draft.blocks[at + 1].text.upper()
    desk.workspace.close()


def test_writing_with_a_model_gives_the_composed_draft_first_and_keeps_the_rewritten_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, rewriting=Shouting())
    begun = desk.desk.begin("an", desk.desk.read_brief(SPEECH), OutlineChoices())
    events = list(desk.desk.write("an", begun.summary.draft_id, with_model=True))
    assert isinstance(events[0], DraftComposed)
    assert isinstance(events[-1], DraftFinished)
    draft = finished(events).draft
    assert draft is not None
    assert "254,7 TRIỆU ĐỒNG" in "\n".join(one.text for one in draft.blocks)
    desk.workspace.close()


def test_a_reviser_knows_no_state(desk: Desk) -> None:
    def none(brief: Brief, wanted: str) -> list[FactPlace]:
        return []

    kept = desk.written(REPORT_VI)
    assert kept.draft is not None
    reviser = Reviser(desk.desk._parts.writer, none)
    once, twice = (reviser.revise(kept.draft, kept.choices, "rút ngắn phần I còn 150 chữ") for _ in range(2))
    assert once == twice
