from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answer import Notice
from assistant.drafting.draft import Blank, Draft, DraftBlock, Mark
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import (
    BlockChange,
    DraftFinished,
    DraftSummary,
    KeptDraft,
    OutlineChoices,
)
from assistant.ui.draft_visit import Comparison, DraftRun, FactFinding
from assistant.ui.render.draft_bar import render_bar, render_draft_file, render_notice, render_progress, time_left
from assistant.ui.render.draft_brief import render_brief
from assistant.ui.render.draft_changes import between, render_comparison
from assistant.ui.render.draft_outline import render_outline
from assistant.ui.render.draft_paper import PaperState, render_paper
from assistant.ui.render.draft_side import render_side
from assistant.ui.render.draft_start import render_draft_list
from assistant.ui.render.draft_text import render_block_text
from assistant.ui.texts import LANGUAGES, load_texts
from tests.e2e.scripted_drafts import ScriptedDrafts
from vectorstore.records import Language

VI, ZH, EN = (load_texts(one) for one in LANGUAGES)
HOSTILE = "<img src=x onerror=alert(1)> & \"'"
NOW = datetime(2024, 7, 15, 8, 30, tzinfo=UTC)
REQUESTS: dict[Language, str] = {"vi": "Viết báo cáo", "zh": "写一份总结", "en": "Write a report"}


def _kept(language: Language = "vi") -> KeptDraft:
    """A draft written from its outline by the scripted service."""
    service = ScriptedDrafts(clock=lambda: NOW)
    brief = service.read_brief(REQUESTS[language])
    kept = service.begin("local", brief, OutlineChoices())
    *_, last = service.write("local", kept.summary.draft_id, with_model=False)
    assert isinstance(last, DraftFinished)
    return last.kept


def _draft(kept: KeptDraft) -> Draft:
    assert kept.draft is not None
    return kept.draft


def _with(draft: Draft, at: int, **changes: object) -> Draft:
    block = replace(draft.blocks[at], **changes)  # type: ignore[arg-type]
    return replace(draft, blocks=(*draft.blocks[:at], block, *draft.blocks[at + 1 :]))


def _elements(shown: str) -> set[str]:
    return set(re.findall(r"<(\w+)", shown))


# ---- the paper ----


def test_an_official_head_stands_in_two_columns_and_other_layouts_in_one() -> None:
    shown = render_paper(_draft(_kept()), PaperState(), VI)
    head = shown[shown.index('class="letterhead"') : shown.index('class="leaf-body"')]
    left, right = head.split("</div></div><div>", 1)
    assert "PHÒNG BẢO VỆ SỨC KHỎE" in left
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc" in right
    assert '<article class="leaf nd30" lang="vi"' in shown
    chinese = render_paper(_draft(_kept("zh")), PaperState(), ZH)
    assert "letterhead" not in chinese
    assert '<article class="leaf gbt9704" lang="zh-Hans"' in chinese
    assert '<article class="leaf plain_en" lang="en"' in render_paper(_draft(_kept("en")), PaperState(), EN)


def test_blanks_figures_and_sources_are_marked_where_they_stand() -> None:
    shown = render_paper(_draft(_kept()), PaperState(), VI)
    assert '<mark class="blank" data-tip="Cần điền: họ và tên người ký">[họ và tên người ký]</mark>' in shown
    assert '<span class="figure confirmed" tabindex="0" data-tip="Đã đối chiếu: khớp với nguồn.">96,3%</span>' in shown
    assert shown.count('class="cite"') == 3


def test_words_of_the_writer_and_words_without_a_source_are_told_apart() -> None:
    block = DraftBlock("paragraph", "Ông An nói 5 lần", marks=(Mark(0, 6, "said"), Mark(7, 16, "unsupported")))
    shown = render_block_text(block, {}, VI)
    assert '<span class="mark-said" data-tip="Người soạn điền; báo cáo không nêu.">Ông An</span>' in shown
    assert '<span class="mark-unsupported" data-tip="Báo cáo không nêu nội dung này.">nói 5 lần</span>' in shown


def test_a_table_keeps_its_cells_and_a_blank_in_a_cell_its_mark() -> None:
    block = DraftBlock("table", "Chỉ tiêu\tSố\nKhám\t[số]", blanks=(Blank(17, 21, "số"),))
    shown = render_block_text(block, {}, VI)
    assert "<tr><th>Chỉ tiêu</th><th>Số</th></tr><tr><td>Khám</td><td><mark" in shown
    assert ">[số]</mark></td>" in shown


def test_editing_adding_locking_and_writing_are_seen_on_the_paper() -> None:
    draft = _with(_draft(_kept()), 10, locked=True)
    edited = render_paper(draft, PaperState(focus=10, editing=12, adding=10), VI)
    assert edited.count("<textarea") == 2
    assert 'data-held="save_block-12"' in edited
    assert 'data-held="add_block-10"' in edited
    assert 'aria-label="Đã khóa"' in edited
    assert edited.count('aria-current="true"') == 1
    writing = render_paper(draft, PaperState(editing=12, writing=True, current="results"), VI)
    assert "<textarea" not in writing
    assert 'class="handle"' not in writing
    assert "current" in writing


@given(st.text(max_size=80))
def test_no_text_of_a_draft_becomes_markup(written: str) -> None:
    draft = _with(_draft(_kept()), 12, text=f"{HOSTILE}{written}", figures=(), blanks=())
    shown = render_paper(draft, PaperState(editing=10), VI)
    known = {"article", "div", "button", "h2", "h3", "mark", "span", "br", "form", "textarea", "input"}
    assert _elements(shown) <= known
    assert "<img" not in shown


# ---- the outline ----


def test_a_part_without_facts_says_that_it_becomes_a_blank_or_is_left_out() -> None:
    service = ScriptedDrafts()
    outline = service.outline(service.read_brief("Viết báo cáo"), OutlineChoices())
    shown = render_outline(outline, OutlineChoices(), {}, None, False, VI)
    assert shown.count("phần này sẽ là chỗ trống để điền") == 2
    assert shown.count("phần này sẽ được lược bỏ") == 1
    assert "3 câu được dùng · 2 phần sẽ để trống" in shown
    assert "báo cáo khác nêu số khác" in shown


def test_pinned_dropped_and_left_out_are_shown_with_the_way_back() -> None:
    service = ScriptedDrafts()
    brief = service.read_brief("Viết báo cáo")
    first, second = (one.place for one in service.outline(brief, OutlineChoices()).parts[0].facts)
    choices = OutlineChoices(frozenset({first}), frozenset({second}))
    shown = render_outline(service.outline(brief, choices), choices, {}, None, True, VI)
    assert 'class="fact told pinned"' in shown
    assert 'class="fact dropped"' in shown
    assert "1 câu đã bỏ" in shown
    assert "Viết lại theo dàn ý" in shown
    left = OutlineChoices(dropped_documents=frozenset({first.document_id}))
    shown = render_outline(service.outline(brief, left), left, {first.document_id: "Báo cáo A"}, None, False, VI)
    assert "Dùng lại “Báo cáo A”" in shown
    assert 'class="fact told' not in shown


def test_what_a_search_found_is_escaped_and_can_be_added_to_its_part() -> None:
    service = ScriptedDrafts()
    outline = service.outline(service.read_brief("Viết báo cáo"), OutlineChoices())
    finding = FactFinding("plans", HOSTILE, ((FactPlace("d", 1, 5), HOSTILE, HOSTILE),))
    shown = render_outline(outline, OutlineChoices(), {}, finding, False, VI)
    assert "<img" not in shown
    assert shown.count('data-event="add_fact"') == 1
    nothing = render_outline(outline, OutlineChoices(), {}, FactFinding("plans", "x", ()), False, VI)
    assert "Không tìm thấy câu nào" in nothing


# ---- brief, start, bar ----


@pytest.mark.parametrize("texts", [VI, ZH, EN], ids=LANGUAGES)
def test_inferred_fields_are_marked_and_everything_is_escaped(texts: object) -> None:
    from assistant.ui.texts import Texts

    assert isinstance(texts, Texts)
    brief = replace(
        ScriptedDrafts().read_brief("Viết"),
        issuer=HOSTILE,
        points=(HOSTILE,),
        notices=(Notice("length_ignored", (("found", HOSTILE),)),),
    )
    shown = render_brief(brief, "s", False, texts)
    assert shown.count(f'class="inferred">{texts("draft.inferred")}<') == 3
    assert "<img" not in shown
    assert 'name="speaker"' not in shown
    assert 'name="speaker"' in render_brief(replace(brief, genre="speech"), "s", False, texts)


def test_kept_drafts_and_patterns_are_listed_as_text() -> None:
    one = DraftSummary("a" * 32, HOSTILE, "report", "vi", NOW, NOW, 0)
    shown = render_draft_list([one, replace(one, version=3)], [(HOSTILE, HOSTILE)], "", (), 2, EN)
    assert "<img" not in shown
    assert "outline only" in shown
    assert "Version 3" in shown
    assert "2 older drafts" in shown
    assert "No drafts yet" in render_draft_list([], [], "", (), 0, EN)
    assert "No draft holds these words" in render_draft_list([], [], "x", (), 0, EN)
    assert 'role="alert"' in render_draft_list([], [], "", ("It broke.",), 0, EN)


def test_there_is_one_primary_button_at_a_time() -> None:
    written = _kept()
    outlined = replace(written, draft=None, sheet=None, summary=replace(written.summary, version=0), versions=())
    assert re.findall(r'class="solid"[^>]*>([^<]+)<', render_bar(outlined, "outline", False, VI)) == ["Viết"]
    assert re.findall(r'class="solid">(?:<svg.*?</svg>)?([^<]+)<', render_bar(written, "outline", False, VI)) == [
        "Viết lại theo dàn ý"
    ]
    assert "Tải bản Word" in render_bar(written, "text", False, VI)
    assert "solid" not in render_bar(written, "text", True, VI)
    assert 'data-draft=""' in render_bar(None, "outline", False, VI)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3.0, "· nearly done"),
        (14.0, "· about 10 seconds left"),
        (89.0, "· about 90 seconds left"),
        (95.0, "· about 2 minutes left"),
        (1234.0, "· about 21 minutes left"),
    ],
)
def test_the_time_left_is_told_in_round_words(seconds: float | None, words: str) -> None:
    assert time_left(seconds, EN) == words


def test_progress_names_the_part_and_ends_with_the_run() -> None:
    run = DraftRun("d", heading=HOSTILE, number=2, total=4, seconds_left=60.0)
    shown = render_progress(run, EN)
    assert "Writing part 2 of 4: &lt;img" in shown
    assert "width:25%" in shown
    assert 'data-event="stop_draft"' in shown
    assert "Getting ready" in render_progress(DraftRun("d"), EN)
    assert render_progress(replace(run, ended=True), EN) == ""
    assert render_progress(None, EN) == ""


def test_trouble_keeps_what_was_typed_and_offers_the_standing_version_only_where_there_is_one() -> None:
    shown = render_notice(("Changed.", "Nothing is lost."), True, HOSTILE, EN)
    assert 'data-event="reload_draft"' in shown
    assert "<blockquote>&lt;img src=x onerror=alert(1)&gt;" in shown
    assert 'data-event="reload_draft"' not in render_notice(("Broken.",), False, "", EN)
    assert "blockquote" not in render_notice(("Broken.",), False, " ", EN)
    assert render_notice((), False, "", EN) == ""


def test_a_file_travels_inside_the_page() -> None:
    shown = render_draft_file('a"b.docx', b"PK\x03\x04", "docx", "n")
    assert 'data-download="a&quot;b.docx"' in shown
    assert 'data-content="UEsDBA=="' in shown


# ---- beside the text ----


def test_the_paragraph_in_focus_shows_its_quoted_source_and_what_can_be_done() -> None:
    kept = _kept()
    at = next(at for at, one in enumerate(_draft(kept).blocks) if one.citations)
    shown = render_side(kept, at, False, VI)
    assert 'data-event="edit_block"' in shown
    assert "<q>Trong 6 tháng đầu năm 2024, Phòng Bảo vệ sức khỏe đã khám định kỳ" in shown
    assert "Viết lại phần này theo ý kiến" in shown
    locked = replace(kept, draft=_with(_draft(kept), at, locked=True))
    assert 'data-event="edit_block"' not in render_side(locked, at, False, VI)
    assert "Sửa cả văn bản theo ý kiến" in render_side(kept, None, False, VI)
    assert "<form" not in render_side(kept, at, True, VI)


def test_blanks_findings_and_versions_are_counted_and_listed() -> None:
    shown = render_side(_kept(), None, False, VI)
    assert '<span>Chỗ trống</span><b class="count">6</b>' in shown
    assert '<span>Kiểm tra</span><b class="count">2</b>' in shown
    assert "gần 1.300 lượt cán bộ" in shown
    assert "đang dùng" in shown
    assert 'data-event="restore_version"' not in shown


# ---- two versions ----


def test_a_change_is_shown_word_by_word_and_spaces_between_changes_belong_to_them() -> None:
    assert between("[họ tên] ký", "Lê An ký") == "<del>[họ tên]</del><ins>Lê An</ins> ký"
    assert between("增长5%。", "增长7%。") == "增长<del>5%。</del><ins>7%。</ins>"
    assert between("giữ", "giữ") == "giữ"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    from assistant.ui.render.markup import text

    shown = between(before, after)
    assert re.sub(r"<ins>.*?</ins>|</?del>", "", shown, flags=re.DOTALL) == text(before)
    assert re.sub(r"<del>.*?</del>|</?ins>", "", shown, flags=re.DOTALL) == text(after)


def test_new_gone_and_merely_locked_blocks_are_told_apart() -> None:
    block = DraftBlock("paragraph", HOSTILE)
    changes = (
        BlockChange(None, block),
        BlockChange(block, None),
        BlockChange(block, replace(block, locked=True)),
    )
    shown = render_comparison(Comparison(1, 2, changes), "vi", VI)
    assert "<img" not in shown
    assert shown.count("<ins>") == shown.count("<del>") == 1
    assert "Đã khóa: " in shown
    assert "Hai phiên bản không khác nhau." in render_comparison(Comparison(1, 2, ()), "vi", VI)
