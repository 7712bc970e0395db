"""Characters, readings in brackets, shifted bytes, deleted fields, masked names, each with its counter-example."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.cleaner import clean_text
from ingest.cleaning.mojibake import find_unrepairable

READINGS = "衛(wèi)生局創(chuàng)建健康機關(guān),總結(jié)經(jīng)驗"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Sở\u00a0Y\u00a0tế tổ chức.", "Sở Y tế tổ chức."),
        (unicodedata.normalize("NFD", "Hội nghị sơ kết đã kết thúc."), "Hội nghị sơ kết đã kết thúc."),
        ("Hê\u0323n gặp bê\u0301n xe.", "Hện gặp bến xe."),
        ("Bá\u00ado cá\u200bo\ufeff năm 2023.", "Báo cáo năm 2023."),
        ("abc\u202edef\u2066ghi của năm.", "abcdefghi của năm."),
        ("Ðảng ủy và QÐ-BYT, Ɖoàn thể được giao.", "Đảng ủy và QĐ-BYT, Đoàn thể được giao."),
        ("\u3000\u3000今年，我局\u3000完成任务。", "今年，我局 完成任务。"),
        (
            "Dòng một của năm.\r\nDòng hai của năm.\rDòng ba của năm.",
            "Dòng một của năm.\nDòng hai của năm.\nDòng ba của năm.",
        ),
        ("Một\x00 hai\x08 ba của năm.", "Một hai ba của năm."),
        ("½ và ² và ™ và ＡＢＣ１２ của năm.", "½ và ² và ™ và ＡＢＣ１２ của năm."),
        ("Það er góður dagur í Ðan.", "Það er góður dagur í Ðan."),
        ("hoà và hòa đều được.", "hoà và hòa đều được."),
        ("今年,我局完成3.5万元;10:44开会!", "今年,我局完成3.5万元;10:44开会!"),
        ("Đạt 25 µg/m³ theo § 3 của quy chuẩn.", "Đạt 25 µg/m³ theo § 3 của quy chuẩn."),
    ],
)
def test_invisible_characters_go_and_visible_ones_stay(raw: str, clean: str) -> None:
    assert clean_text(raw).text == clean


def test_no_pile_of_combining_marks_survives() -> None:
    assert clean_text("e" + "\u0301\u0323" * 400 + " của năm").text.count("\u0301") < 40


def test_readings_go_when_the_text_is_full_of_them() -> None:
    assert clean_text(READINGS).text == "衛生局創建健康機關,總結經驗"


def test_only_the_readings_inside_the_brackets_of_a_document_number_go() -> None:
    assert (
        clean_text(READINGS + "(創(chuàng)國衛(wèi)辦〔〕9號)").text == "衛生局創建健康機關,總結經驗(創國衛辦〔〕9號)"
    )


@pytest.mark.parametrize(
    "kept",
    ["維生素C(VC)", "血壓(mmHg)", "酸鹼(pH)", "中心(CDC)", "职业病(尘肺)", "(一)", "(2638字)", "甲(a)", "文(và)"],
)
def test_brackets_that_hold_no_reading_stay_among_readings(kept: str) -> None:
    assert clean_text(READINGS + "," + kept).text.endswith(kept)


def test_few_readings_and_a_primer_stay() -> None:
    few = "该地名读作亳(bó)州，另有蚌(bèng)埠。"
    assert clean_text(few).text == few
    primer = "天(tiān)地(dì)人(rén)你(nǐ)我(wǒ)他(tā)"
    assert clean_text(primer).text == primer
    lesson = "生字读音\n" + READINGS
    assert clean_text(lesson).text == lesson


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("質量明顯優化?,F(xiàn)將情況總結如下。", "質量明顯優化。現將情況總結如下。"),
        ("質量明顯優化?，F將情況總結如下。", "質量明顯優化。現將情況總結如下。"),
    ],
)
def test_a_shift_of_one_byte_is_repaired_exactly(raw: str, clean: str) -> None:
    assert clean_text(raw).text == clean
    assert clean_text(raw).defects == ("mojibake",)


def _shifted(head: str, word: str) -> str | None:
    """What a reader that starts one byte late makes of two characters; ``None`` if a byte is lost for good."""
    try:
        return "?" + (head + word).encode("gbk")[1:].decode("gbk")
    except UnicodeDecodeError:
        return None


def test_every_shift_that_lost_no_byte_is_repaired() -> None:
    words = [bytes((lead, trail)).decode("gbk") for lead in range(0xAA, 0xFE, 7) for trail in (0x41, 0x46, 0x5A, 0x61)]
    cases = [(head, word, _shifted(head, word)) for head in "。，；：" for word in words]
    readable = [(head, word, shown) for head, word, shown in cases if shown is not None]
    assert len(readable) > 100
    for head, word, shown in readable:
        assert clean_text(f"本市工作{shown}場情況良好").text == f"本市工作{head}{word}場情況良好"


@pytest.mark.parametrize(
    "text", ["他问我去不去?我说去。", "有多少人参加?2024年共有45人。", "这样好吗?A组先来。", "去哪里?Go!"]
)
def test_genuine_questions_stay_and_are_not_damaged(text: str) -> None:
    clean = clean_text(text)
    assert clean.text == text
    assert clean.damaged == ()


def test_a_number_that_lost_a_digit_to_a_shift_is_marked_damaged() -> None:
    clean = clean_text("(浙江?。?025年全市接待群众?023人次。")
    assert clean.text == "(浙江?。?025年全市接待群众?023人次。"
    assert [clean.text[start:end] for start, end in clean.damaged] == ["?。?025年", "?023"]
    assert clean.defects == ("mojibake",)


def test_undecodable_characters_are_marked_and_stay() -> None:
    clean = clean_text("全区完成锟斤拷万元，实到\ufffd人。")
    assert clean.text == "全区完成锟斤拷万元，实到\ufffd人。"
    assert [clean.text[start:end] for start, end in clean.damaged] == ["锟斤拷", "\ufffd"]
    assert find_unrepairable("全区完成12万元，实到45人。") == []


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("会后。月9日召开会议", "月9日"),
        ("我局在年開展活动", "在年"),
        ("成立了由任組長的小组", "由任組長"),
        ("张某任组长,任副組長", ",任副組長"),
        ("(創國衛辦〔〕9號)", "〔〕9號"),
        ("于年月日召开会议", "年月日"),
        ("Số: /BC-SYT của Sở", "Số: /B"),
        ("Hòa Lạc, ngày … tháng … năm 2024", "ngày … tháng … năm"),
    ],
)
def test_deleted_fields_stay_and_are_marked(text: str, damaged: str) -> None:
    clean = clean_text(text)
    assert clean.text == text
    assert [clean.text[start:end] for start, end in clean.damaged] == [damaged]
    assert "missing_fields" in clean.defects


@pytest.mark.parametrize(
    "text",
    [
        "每月9日检查。",
        "在年底完成任务。",
        "在年内开展活动。",
        "由李某任组长。",
        "由王院长任组长。",
        "〔2024〕9号文件",
        "二〇二四年七月五日",
        "ngày 12 tháng 7 năm 2024",
    ],
)
def test_complete_fields_are_not_marked(text: str) -> None:
    clean = clean_text(text)
    assert clean.text == text
    assert clean.damaged == ()


@pytest.mark.parametrize(
    "text",
    ["各*镇、*街道负责。", "××县卫生局负责。", "某县医院负责。", "XX市卫健委负责。", "ông X ở xã X đã khai báo."],
)
def test_masked_names_stay_and_are_reported(text: str) -> None:
    clean = clean_text(text)
    assert clean.text == text
    assert clean.defects == ("redacted",)


@pytest.mark.parametrize(
    "text", ["某些地方存在问题。", "5×3米的展板。", "CTXX là tên đề tài của năm.", "乘以3的结果。"]
)
def test_what_only_looks_masked_is_not_reported(text: str) -> None:
    clean = clean_text(text)
    assert clean.text == text
    assert clean.defects == ()


def test_equal_captions_that_differ_in_one_word_and_repeated_sentences_stay() -> None:
    raw = (
        "Sơ kết công tác năm\nTiếp tục giữ vững an ninh.\nTiếp tục giữ vững an ninh.\nQuang cảnh trao giải "
        "cho tập thể\nQuang cảnh trao giải cho cá nhân"
    )
    assert clean_text(raw).text == raw


def test_typing_errors_of_the_source_stay() -> None:
    raw = "三四全面启动，20分钟医疗券，工作任务紧工作中。"
    assert clean_text(raw).text == raw
