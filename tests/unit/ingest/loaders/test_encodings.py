from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnsupportedFormat
from ingest.loaders.encodings import DecodedText, decode_bytes
from ingest.loaders.mojibake import repair_mojibake
from ingest.loaders.vietnamese_legacy import convert_legacy, convert_upper_font, detect_legacy_encoding
from tests.corpus.legacy_vietnamese import to_cp1258, to_tcvn3, to_viqr, to_vni

VIETNAMESE = (
    "Sở Y tế tỉnh Bình An báo cáo kết quả công tác sáu tháng đầu năm 2024.\n"
    "Toàn ngành khám bệnh cho 1.021.450 lượt người, đạt 51,6% kế hoạch; công suất giường bệnh là 87,2%.\n"
    "Người bệnh được điều trị ngoại trú tăng mạnh; không để dịch lớn xảy ra. Đề nghị các đơn vị tiếp tục thực hiện.\n"
)
SIMPLIFIED = (
    "柳川区卫生健康局二〇二四年上半年工作总结。\n上半年，我局在区委、区政府的领导下，完成了各项工作任务：全区签约19.6万人，"
    "较去年同期提高1.7个百分点。\n存在的主要问题是基层医务人员不足。\n"
)
TRADITIONAL = (
    "柳川區衛生局工作報告。\n上半年，我局在區政府的領導下，完成了各項工作任務，並於六月底召開會議，總結經驗。\n"
)
ENGLISH = (
    "The district’s nine centres handled 1.21 million visits — 8.3% more than in 2022; the café’s budget was £5m.\n"
)


@pytest.mark.parametrize(
    ("text", "data", "encoding"),
    [
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-8"), "utf-8", id="utf-8"),
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-8-sig"), "utf-8", id="utf-8 with mark"),
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-16"), "utf-16-le", id="utf-16 with mark"),
        pytest.param(VIETNAMESE, b"\xfe\xff" + VIETNAMESE.encode("utf-16-be"), "utf-16-be", id="utf-16-be with mark"),
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-32"), "utf-32-le", id="utf-32 with mark"),
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-16-le"), "utf-16-le", id="vietnamese utf-16-le, no mark"),
        pytest.param(VIETNAMESE, VIETNAMESE.encode("utf-16-be"), "utf-16-be", id="vietnamese utf-16-be, no mark"),
        pytest.param(SIMPLIFIED, SIMPLIFIED.encode("utf-16-le"), "utf-16-le", id="chinese utf-16-le, no mark"),
        pytest.param(SIMPLIFIED, SIMPLIFIED.encode("utf-16-be"), "utf-16-be", id="chinese utf-16-be, no mark"),
        pytest.param(SIMPLIFIED, SIMPLIFIED.encode("gb18030"), "gb18030", id="gb18030"),
        pytest.param(TRADITIONAL, TRADITIONAL.encode("big5"), "big5", id="big5"),
        pytest.param(TRADITIONAL, TRADITIONAL.encode("gb18030"), "gb18030", id="traditional in gb18030"),
        pytest.param(VIETNAMESE, to_tcvn3(VIETNAMESE), "tcvn3", id="tcvn3"),
        pytest.param(VIETNAMESE, to_tcvn3(VIETNAMESE).decode("latin-1").encode(), "tcvn3", id="tcvn3 saved as utf-8"),
        pytest.param(VIETNAMESE, to_vni(VIETNAMESE), "vni", id="vni"),
        pytest.param(VIETNAMESE, to_vni(VIETNAMESE).decode("cp1252").encode(), "vni", id="vni saved as utf-8"),
        pytest.param(VIETNAMESE, to_viqr(VIETNAMESE).encode(), "viqr", id="viqr"),
        pytest.param(VIETNAMESE, to_cp1258(VIETNAMESE), "cp1258", id="cp1258"),
        pytest.param(ENGLISH, ENGLISH.encode("cp1252"), "cp1252", id="english cp1252"),
        pytest.param(ENGLISH, ENGLISH.encode("utf-8"), "utf-8", id="english utf-8"),
    ],
)
def test_every_encoding_gives_back_the_text_that_was_written(text: str, data: bytes, encoding: str) -> None:
    assert decode_bytes(data) == DecodedText(text, encoding)


@pytest.mark.parametrize("text", ["工作报告。", "请各单位认真落实。", "关于卫生工作的通知"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-8"])
def test_a_single_short_chinese_line_is_enough(text: str, encoding: str) -> None:
    assert decode_bytes(text.encode(encoding)) == DecodedText(text, encoding)


def test_line_ends_stay_as_they_were() -> None:
    assert decode_bytes("Báo cáo\r\nquý một\rnăm\n".encode()).text == "Báo cáo\r\nquý một\rnăm\n"


def test_utf_8_read_as_windows_1252_is_undone() -> None:
    spoiled = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in VIETNAMESE.encode())
    assert spoiled.startswith("Sá»Ÿ Y táº¿")
    assert decode_bytes(spoiled.encode()) == DecodedText(VIETNAMESE, "utf-8-as-cp1252")


@pytest.mark.parametrize(
    "text",
    [
        "Nồng độ bụi là 25 µg/m³ (§ 3), © 2024, sản phẩm ® · đạt chuẩn ¹ ² ½.",
        "The limit is 25 µg/m³; § 3 applies · © 2024 ® ¹ ² ½ «quoted».",
        "Le rapport présenté à l’assemblée générale était très détaillé; les élèves étaient présents à l’été.",
        "El año pasado la administración añadió más señales de tránsito según el artículo § 12.",
        "Hòa bình, có cá, và cà phê; các xã đã làm; cô và bà ở nhà.",
        "Do not move (a+b)^2 = c; see file d.o.c? 'e' ~ o^o u+v a^b.",
        "浓度为25 µg/m³，见§3。",
        "Giá ¥500, ¥600 và £7, £8, ¤9; ¦ là gạch đứt, ¥ 1, £ 2, ¤ 3.",
        "Im\u00admu\u00adni\u00adsa\u00adtion, re\u00adport, dis\u00adtrict \u00ad \u00ad \u00ad.",
        "Thuật ngữ “Ã” và “Â” là chữ hoa; Á, À, Ả, Ã, Ạ.",
    ],
)
def test_sound_text_is_never_taken_for_a_legacy_encoding(text: str) -> None:
    assert detect_legacy_encoding(text) is None
    assert repair_mojibake(text * 3) is None
    assert decode_bytes(text.encode()) == DecodedText(text, "utf-8")


@pytest.mark.parametrize(
    ("spoiled", "restored"),
    [
        ("The districtâ€™s report â€œ2024â€\u009d", "The district’s report “2024”"),
        ("å·¥ä½œæŠ¥å‘Š", "工作报告"),
        ("Sở Y tế của tỉnh trích dẫn â€œnguyên vănâ€\u009d cả chỗ hỏng", None),
        ("Sở Y tế voilà\u00a0« và «É… Ó”»", None),
    ],
)
def test_short_texts_are_repaired_only_when_no_doubt_is_left(spoiled: str, restored: str | None) -> None:
    assert repair_mojibake(spoiled) == restored


def test_isolated_accents_are_not_taken_for_chinese() -> None:
    text = (
        "Some Normans joined forces in Tîrgu; the Frankopoulos brothers, Hervé and Roussel de Bailleul, née in Évreux."
    )
    assert decode_bytes(text.encode("cp1252")) == DecodedText(text, "cp1252")


def test_a_sound_line_inside_a_legacy_text_stays() -> None:
    typed = to_tcvn3(VIETNAMESE).decode("latin-1")
    assert convert_legacy(typed + "Giới hạn 25 µg/m³ © 2024\n", "tcvn3") == VIETNAMESE + "Giới hạn 25 µg/m³ © 2024\n"


def test_published_specimens_of_tcvn3_and_vni() -> None:
    assert convert_legacy("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3") == "Cộng hoà xã hội chủ nghĩa Việt Nam"
    assert convert_legacy("Xin chaøo caùc baïn", "vni") == "Xin chào các bạn"
    assert convert_legacy("Vie^.t Nam ddo^.c la^.p", "viqr") == "Việt Nam độc lập"


def test_capitals_that_tcvn3_keeps_in_the_font_come_back() -> None:
    assert convert_legacy("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "tcvn3") == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert convert_legacy("§· häp. ý kiÕn cña Mü", "tcvn3") == "Đã họp. Ý kiến của Mỹ"
    assert convert_legacy("Sè: 87/BC-TTYT", "tcvn3") == "Số: 87/BC-TTYT"
    assert convert_upper_font("b¸o c¸o") == "BÁO CÁO"


def test_a_full_stop_after_a_vowel_is_a_tone_only_inside_a_viqr_sentence() -> None:
    assert convert_legacy("Tu+. ho.c. Anh o+? nha`. Em ve^`", "viqr") == "Tự học. Anh ở nhà. Em về"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_cut_in_half_is_flagged_and_nothing_else_is_lost(cut: int) -> None:
    data = ("全区工作报告" * 20).encode()[:-cut]
    decoded = decode_bytes(data)
    assert decoded.text.startswith("全区工作报告" * 19)
    assert decoded.text.endswith("\ufffd")
    assert decoded.encoding == "utf-8"
    assert "undecodable_bytes" in decoded.warnings


def test_half_a_gb18030_character_at_the_end_is_flagged() -> None:
    decoded = decode_bytes((SIMPLIFIED * 3).strip().encode("gb18030")[:-1])
    assert decoded.encoding == "gb18030"
    assert decoded.text.endswith("\ufffd")
    assert decoded.warnings == ("undecodable_bytes", "irreversible_mojibake")


@pytest.mark.parametrize("damage", ["锟斤拷", "烫烫烫", "\ufffd\ufffd", "ï¿½"])
def test_damage_that_nobody_can_undo_is_kept_and_flagged(damage: str) -> None:
    text = f"全区工作报告{damage}已经完成。"
    assert decode_bytes(text.encode()) == DecodedText(text, "utf-8", ("irreversible_mojibake",))


def test_a_declared_encoding_is_believed_only_if_it_decodes() -> None:
    rare = "<p>龘靐齉爩</p>".encode("gb18030")
    assert decode_bytes(rare, declared="GB2312") == DecodedText("<p>龘靐齉爩</p>", "gb18030")
    assert decode_bytes(VIETNAMESE.encode(), declared="gb2312") == DecodedText(VIETNAMESE, "utf-8")
    assert decode_bytes(to_cp1258(VIETNAMESE), declared="utf-8") == DecodedText(VIETNAMESE, "cp1258")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnsupportedFormat):
        decode_bytes(bytes(range(256)) * 40)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded = decode_bytes(data)
    except UnsupportedFormat:
        return
    assert decoded.encoding


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_utf_8_text_of_any_script_is_kept_or_repaired_but_never_cut(text: str) -> None:
    decoded = decode_bytes(text.encode())
    if decoded.encoding == "utf-8":
        assert decoded.text == text.removeprefix("\ufeff")


_SYLLABLES = (
    "báo",
    "cáo",
    "người",
    "bệnh",
    "được",
    "khám",
    "tỷ",
    "lệ",
    "huyện",
    "nghiệp",
    "quyết",
    "định",
    "ổ",
    "dịch",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_SYLLABLES), min_size=12, max_size=40))
def test_any_vietnamese_sentence_survives_each_legacy_encoding(words: list[str]) -> None:
    text = unicodedata.normalize("NFC", "Kính gửi " + " ".join(words))
    assert decode_bytes(to_tcvn3(text)).text == text
    assert decode_bytes(to_vni(text)).text == text
    assert decode_bytes(to_cp1258(text)).text == text
