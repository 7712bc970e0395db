from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from assistant.checking.figure_check import near_damage
from ingest.cleaner import clean_document
from ingest.documents import LoadedDocument, Page, Region
from ingest.errors import NoReadableText, ReadingTimedOut
from ingest.loaders.images import load_pictures
from ingest.loaders.limits import LoadLimits, ReadingClock
from ingest.loaders.pdf_text_layer import is_garbled, is_scan
from ingest.loaders.scanned_pages import DOUBT, doubt_split_figures, take_out_doubts
from ingest.loaders.text import LoadedText
from ingest.metadata import read_metadata
from ingest.recognition.figure_agreement import confirm_line, figures_in
from ingest.recognition.page_reading import Engines, read_page
from ingest.recognition.pictures import is_speckled, prepare, skew, stretch_contrast, without_seals
from ingest.recognition.readings import Box, ReadLine, ReadWord
from ingest.recognition.rules import find_rules


def _line(text: str, top: float = 100, *, left: float = 100, confidence: float = 0.95, height: float = 40) -> ReadLine:
    words = []
    for word in text.split(" "):
        right = left + 20 * len(word)
        words.append(ReadWord(word, Box(left, top, right, top + height), confidence))
        left = right + 15
    return ReadLine(tuple(words))


def _stretch(text: str, top: float = 100, confidence: float = 0.95) -> ReadLine:
    """A line as RapidOCR gives it: one word."""
    return ReadLine((ReadWord(text, Box(100, top, 100 + 25 * len(text), top + 40), confidence),))


def _doubted(line: ReadLine) -> list[str]:
    return [word.text[start:end] for word in line.words for start, end in word.doubted]


@dataclass(slots=True)
class Scripted:
    """An engine that gives what it was told; strips are read as ``strips`` says, one line each in their order."""

    page: Sequence[ReadLine]
    strips: Sequence[str] = ()
    name: str = "scripted 1"
    asked: int = 0

    def read(
        self, picture: Image.Image, languages: Sequence[str], clock: ReadingClock, *, strip: bool = False
    ) -> tuple[ReadLine, ...]:
        self.asked += 1
        if not strip:
            return tuple(self.page)
        tops = np.flatnonzero(np.diff(np.concatenate(([0], (np.asarray(picture) < 255).any(axis=1).astype(int)))) == 1)
        return tuple(_stretch(text, float(top)) for text, top in zip(self.strips, tops, strict=True))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("giảm 3,8% so với", ["3,8%"]),
        ("1.107 ca, 39/39 ổ", ["1.107", "39", "39"]),
        ("５５．７％。", ["55.7%"]),
        ("quý III năm 2024", ["III", "2024"]),
        ("-3,8 và 2021-2025", ["-3,8", "2021", "2025"]),
        ("VIỆN không có số", []),
    ],
)
def test_figures_are_found_with_what_belongs_to_them(text: str, figures: list[str]) -> None:
    assert [figure for _, _, figure in figures_in(text)] == figures


@pytest.mark.parametrize(
    ("first", "second", "doubted"),
    [
        ("ghi nhận 451 ca, giảm 3,8%", "ghi nhn 451 ca, gim 3,8%", []),
        ("ghi nhận 451 ca, giảm 3,8%", "ghi nhn 457 ca, gim 3,8%", ["451"]),
        ("ghi nhận 451 ca, giảm 3,8%", "ghi nhn 451 ca, gim 38%", ["3,8%"]),
        ("ghi nhận 451 ca, giảm 3,8%", "", ["451", "3,8%"]),
        ("đạt 1.107 ca", "dt 1,107 ca", ["1.107"]),
        ("quý II năm 2024", "quý III năm 2024", ["II"]),
        ("tăng 12 lên 21", "tang 21 lên 12", ["21"]),
    ],
)
def test_a_figure_that_the_other_reading_lacks_in_its_place_is_doubted(
    first: str, second: str, doubted: list[str]
) -> None:
    assert _doubted(confirm_line(_line(first), [_stretch(second)] if second else [])) == doubted


def test_a_figure_that_its_own_engine_is_unsure_of_is_doubted_even_if_confirmed() -> None:
    assert _doubted(confirm_line(_line("đạt 451 ca", confidence=0.3), [_stretch("dt 451 ca")])) == ["451"]


@given(st.lists(st.integers(0, 99999), min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 99999))
def test_no_changed_figure_goes_unmarked(figures: list[int], at: int, other: int) -> None:
    at %= len(figures)
    changed = [*figures]
    changed[at] = other
    told = confirm_line(_line(" ca ".join(map(str, figures))), [_stretch(" ca ".join(map(str, changed)))])
    assert bool(_doubted(told)) == (figures != changed)


def test_vietnamese_comes_from_one_engine_and_chinese_from_the_other_each_confirmed() -> None:
    tesseract = Scripted(
        [_line("Ghi nhận 451 ca mắc", 100), _line("4 8 rác", 200)], strips=["建档率为90.4%"], name="tesseract"
    )
    rapid = Scripted([_stretch("Ghi nhn 457 ca mc", 100), _stretch("建档率为90.4%，共52万份", 200)], name="rapid")
    reading = read_page(_drawn(), Engines(tesseract, rapid), ReadingClock(60))
    assert [line.text for line in reading.lines] == ["Ghi nhận 451 ca mắc", "建档率为90.4%，共52万份"]
    assert [_doubted(line) for line in reading.lines] == [["451"], ["52"]]
    assert (reading.engines, reading.doubted_figures, reading.turned) == (("tesseract", "rapid"), 2, 0)


def test_figures_that_only_the_other_engine_saw_are_kept_in_doubt_and_words_alone_are_not() -> None:
    tesseract = Scripted([_line("Kết quả theo huyện", 100, left=275), _line("Tổng", 200)], name="tesseract")
    rapid = Scripted(
        [_stretch("Bng 1. Kt quå theo huyn", 100), _stretch("Tőng", 200), _stretch("4.821", 300), _stretch("Hi", 400)],
        name="rapid",
    )
    reading = read_page(_drawn(), Engines(tesseract, rapid), ReadingClock(60))
    assert [line.text for line in reading.lines] == ["Kết quả theo huyện", "Tổng", "Bng 1.", "4.821"]
    assert [_doubted(line) for line in reading.lines] == [[], [], ["Bng", "1."], ["4.821"]]


def test_one_engine_alone_reads_twice_and_leaves_vietnamese_to_the_one_that_knows_its_letters() -> None:
    page = Engines(Scripted([_line("Ghi nhận 451 ca mắc")]), None)
    reading = read_page(_drawn(), page, ReadingClock(60))
    assert [_doubted(line) for line in reading.lines] == [["451"]]  # the smaller picture was read at other places
    assert read_page(_drawn(), Engines(None, Scripted([_stretch("Ghi nhân 451 ca")])), ReadingClock(60)).lines == ()
    chinese = Engines(None, Scripted([_stretch("共建立居民健康档案52万份")], strips=["共建立居民健康档案52万份"]))
    assert [_doubted(line) for line in read_page(_drawn(), chinese, ReadingClock(60)).lines] == [[]]


def _drawn() -> Image.Image:
    picture = Image.new("L", (1900, 1900), 255)
    pen = ImageDraw.Draw(picture)
    for top in (100, 200):
        pen.rectangle((100, top, 700, top + 40), fill=0)
    return picture


def test_doubted_figures_of_a_picture_prove_nothing_in_the_clean_text() -> None:
    tesseract = Scripted([_line("I. Kết quả khám bệnh", 100), _line("Khám 451 lượt, cấp cứu rất nhiều 39 lượt", 200)])
    rapid = Scripted([_stretch("I. Kt qu khám bnh", 100), _stretch("Khám 457 lưt, cp cu rt nhiu 39 lưt", 200)])
    loaded = load_pictures([_drawn()], Engines(tesseract, rapid), LoadLimits(), ReadingClock(60))
    assert loaded.warnings == ("figures_uncertain",)
    assert dict(loaded.properties)["ocr_doubted_figures"] == "1"
    document = LoadedDocument("x", "0" * 64, "image", loaded.text, None, loaded.pages, loaded.regions)
    clean = clean_document(document)
    assert [clean.text[start:end] for start, end in clean.damaged] == ["451"]
    start = clean.text.index("39")
    assert not near_damage(start, start + 2, clean.damaged)


def test_a_scanned_report_states_no_period_that_the_engines_read_differently() -> None:
    lines = ["BÁO CÁO", "Tình hình dịch bệnh quý II năm 2024", "1. Ghi nhận 451 ca mắc trong toàn tỉnh."]
    heard = ["BÁO CÁO", "Tình hình dch bnh quý III năm 2024", "1. Ghi nhn 451 ca mc trong toàn tinh."]
    tops = [100 + 100 * number for number in range(3)]
    tesseract = Scripted([_line(line, top) for line, top in zip(lines, tops, strict=True)])
    for second, expected in ((heard, None), (lines, "2024-04-01/2024-06-30")):
        rapid = Scripted([_stretch(line, top) for line, top in zip(second, tops, strict=True)])
        loaded = load_pictures([_drawn()], Engines(tesseract, rapid), LoadLimits(), ReadingClock(60))
        document = LoadedDocument(
            "x", "0" * 64, "image", loaded.text, None, loaded.pages, loaded.regions, loaded.properties
        )
        metadata = read_metadata(clean_document(document), document)
        assert (str(metadata.period) if metadata.period else None) == expected
        period = next(value for value in metadata.values if value.field == "period")
        assert period.status == ("stated" if expected else "damaged")


def test_a_picture_in_which_nothing_is_found_is_refused() -> None:
    with pytest.raises(NoReadableText):
        load_pictures(
            [Image.new("L", (400, 400), 255)], Engines(Scripted([]), Scripted([])), LoadLimits(), ReadingClock(9)
        )


def test_a_page_has_its_own_time_and_the_file_does_not_pay_for_it() -> None:
    clock = ReadingClock(60)
    with pytest.raises(ReadingTimedOut) as caught, clock.apart(-1):
        clock.check()
    assert caught.value.facts == {"seconds": -1}
    clock.check()


@given(st.lists(st.sampled_from(["ca", "451", "3,8%", "1.107", "III", "\n", "中国"]), max_size=12), st.data())
def test_marks_are_taken_out_and_every_one_becomes_a_region(words: list[str], data: st.DataObject) -> None:
    marked, plain, expected = "", "", 0
    for word in words:
        is_figure = word[0].isdigit() or word == "III"
        doubt = is_figure and data.draw(st.booleans())
        expected += doubt
        plain += word + " "
        marked += word + (DOUBT if doubt else "") + " "
    loaded = take_out_doubts(LoadedText(marked, (Region("heading", 0, len(marked)),), (Page(1, 0, len(marked)),)))
    uncertain = [region for region in loaded.regions if region.kind == "uncertain"]
    assert (loaded.text, len(uncertain)) == (plain, expected)
    assert all(loaded.text[one.start : one.end] in words for one in uncertain)
    assert (loaded.regions[0].end, loaded.pages[0].end) == (len(plain), len(plain))


def test_figures_with_only_a_space_between_them_are_doubted() -> None:
    assert doubt_split_figures("đạt 17 1 ca, 100 %") == f"đạt 17{DOUBT} 1{DOUBT} ca, 100 %"
    assert doubt_split_figures("1 2 3") == f"1{DOUBT} 2{DOUBT} 3{DOUBT}"


# ---- pictures ----------------------------------------------------------------------------------------------------


def _page_of_bars(angle: float = 0.0) -> Image.Image:
    picture = Image.new("L", (900, 1200), 255)
    pen = ImageDraw.Draw(picture)
    for top in range(100, 1100, 40):
        pen.rectangle((80, top, 820 - top % 130, top + 16), fill=0)
    return picture.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)


@pytest.mark.parametrize("angle", [-2.0, -0.7, 0.0, 1.3, 3.0])
def test_skew_is_found_to_a_fifth_of_a_degree(angle: float) -> None:
    assert skew(np.asarray(_page_of_bars(angle))) == pytest.approx(-angle, abs=0.2)


def test_a_seal_goes_the_letters_under_it_stay_and_a_printed_red_head_stays() -> None:
    page = Image.new("RGB", (1000, 600), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 40, 900, 80), fill=(220, 20, 30))
    pen.ellipse((400, 300, 580, 480), outline=(225, 30, 40), width=14)
    pen.rectangle((300, 380, 700, 400), fill=(40, 5, 8))
    grey = without_seals(page)
    assert grey[60, 500] < 150
    assert grey[307, 490] == 255
    assert grey[390, 500] < 90


def test_faint_print_becomes_dark_and_shadow_even() -> None:
    shade = np.linspace(235, 190, 800, dtype=np.float32)[None, :].repeat(400, axis=0)
    shade[150:170, 50:750] -= 60
    grey = stretch_contrast(shade.astype(np.uint8))
    assert grey[160, 100] < 60
    assert grey[160, 700] < 60
    assert grey[300, 100] > 230
    assert grey[300, 700] > 230


def test_specks_are_told_from_letters() -> None:
    clean = np.asarray(_page_of_bars())
    specks = clean.copy()
    random = np.random.default_rng(1)
    specks[random.random(specks.shape) < 0.01] = 0
    assert (is_speckled(clean), is_speckled(specks)) == (False, True)
    assert prepare(Image.fromarray(specks)).width >= 1800


def test_drawn_lines_are_found_and_letters_are_not() -> None:
    picture = Image.new("L", (1000, 600), 255)
    pen = ImageDraw.Draw(picture)
    pen.line((100, 100, 900, 100), fill=0, width=1)
    pen.line((500, 100, 500, 500), fill=0, width=1)
    for left in range(120, 480, 20):
        pen.rectangle((left, 200, left + 10, 220), fill=0)
    across, upright = find_rules(picture)
    assert [row for row, _, _ in across] == [100]
    assert [column for column, _, _ in upright] == [500]


# ---- text layers -------------------------------------------------------------------------------------------------

_VIETNAMESE = "Sở Y tế báo cáo kết quả công tác khám bệnh chữa bệnh sáu tháng đầu năm tại các đơn vị trực thuộc "
_ENGLISH = (
    "The department reports the results of medical examination and treatment in the first six months of the year "
)


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (_VIETNAMESE * 3, False),
        (_ENGLISH * 3, False),
        ("全区建立居民电子健康档案，家庭医生签约服务不断深化，医疗服务能力持续提升。" * 2, False),
        ("UBND TP HCM BYT TTYT BHXH HĐND SYT KHTC " * 4, False),
        ("1.284 451 96,3% 12.450,5\n" * 20, False),
        ("\ue001\ue002\ue003 \ufffd\ufffd " * 20, True),
        ("Eqpi jqc zc jqk ejw pijkc Xkgv Pco Fqe ncr vw fq jcpj rjwe drk fxx " * 3, True),
        (_VIETNAMESE.replace(" ", "") * 3 + " " + (_VIETNAMESE.replace(" ", "") + " ") * 12, True),
        ("龘靐齉爩鱻麤灪龖厵滟爨癵籱饢驫鲡鹂鸾麣纞虋讟钃鸜龗" * 2, True),
    ],
)
def test_a_text_layer_that_is_no_words_is_told(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def test_a_page_that_a_picture_covers_is_a_scan_whatever_is_stamped_on_it() -> None:
    assert is_scan("", 0.0)
    assert is_scan("Ký bởi: Sở Y tế, ngày 05/7/2024", 0.95)
    assert not is_scan("Nội dung.", 0.0)
    assert not is_scan(_VIETNAMESE * 3, 0.95)
