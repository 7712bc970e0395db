"""Pages of the sample reports drawn as pictures, and what scanners, copiers and seals do to them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.cleaner import clean_document
from ingest.loaders import load_file

REPORTS: Final = Path(__file__).resolve().parent.parent / "examples" / "reports"
FONTS: Final = Path("/usr/share/fonts")
LATIN: Final = (
    FONTS / "truetype/noto/NotoSerif-Regular.ttf",
    FONTS / "truetype/noto/NotoSans-Regular.ttf",
    FONTS / "truetype/dejavu/DejaVuSerif.ttf",
)
HAN: Final = (FONTS / "opentype/noto/NotoSerifCJK-Regular.ttc", FONTS / "opentype/noto/NotoSansCJK-Regular.ttc")
PAPER: Final = (8.27, 6.2)
"""Inches: the upper half of an A4 page, so that more samples can be read in the same time."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page: its language (``vi``, ``zh``, ``en``, ``mixed``), its paragraphs or the rows of its table."""

    name: str
    language: str
    font: Path
    points: float
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def samples() -> list[Sample]:
    """Pages of every language of the reports, one in two languages, and two ruled tables."""
    return [
        _from_report("hai-kien-bao-cao-quy-3-2024.txt", "vi", LATIN[0], 13),
        _from_report("wangxi-2024-h1.txt", "zh", HAN[0], 15),
        _mixed(),
        Sample("table-vi", "vi", LATIN[0], 12, ("Bảng 1. Kết quả theo huyện",), _VI_ROWS),
        Sample("table-zh", "zh", HAN[0], 13, ("表1 各街道工作完成情况",), _ZH_ROWS),
        _from_report("van-khe-cdc-half-year-review-2024-en.md", "en", LATIN[0], 12),
        _from_report("van-khe-bao-cao-6-thang-2023.txt", "vi", LATIN[2], 12),
        _from_report("澄湾区卫生健康局2023年上半年工作总结.txt", "zh", HAN[1], 14),
        _from_report("suoi-ngan-bao-cao-6-thang-2024.txt", "vi", LATIN[1], 12),
    ]


_VI_ROWS: Final = (
    ("STT", "Huyện", "Số ca mắc", "Tỷ lệ tiêm chủng (%)", "Kinh phí (triệu đồng)"),
    ("1", "Vân Khê", "1.284", "96,3", "12.450,5"),
    ("2", "Hải Kiên", "451", "93,8", "8.307"),
    ("3", "Nậm Sương", "207", "88,1", "5.062,75"),
    ("4", "Suối Ngần", "96", "90,4", "3.118"),
    ("", "Tổng", "2.038", "92,2", "28.938,25"),
)
_ZH_ROWS: Final = (
    ("序号", "街道", "建档人数（万人）", "签约率（%）", "经费（万元）"),
    ("1", "澄湾街道", "12.84", "74.9", "1245.05"),
    ("2", "望溪街道", "9.31", "68.2", "830.7"),
    ("3", "青岚街道", "7.06", "81.5", "506.28"),
    ("", "合计", "29.21", "74.6", "2582.03"),
)


def _from_report(name: str, language: str, font: Path, points: float) -> Sample:
    clean = clean_document(load_file(REPORTS / name))
    return Sample(name.partition(".")[0], language, font, points, tuple(clean.text.split("\n")))


def _mixed() -> Sample:
    vi = clean_document(load_file(REPORTS / "hai-kien-bao-cao-quy-3-2023.txt")).text.split("\n")
    zh = clean_document(load_file(REPORTS / "wangxi-jiating-yisheng-jianbao.txt")).text.split("\n")
    return Sample("mixed", "mixed", HAN[0], 13, (*vi[5:9], *zh[1:6]))


def draw(sample: Sample, dpi: int) -> tuple[Image.Image, str]:
    """Draw the page; the text is what stands on it, a line of the source a line."""
    width, height = (round(side * dpi) for side in PAPER)
    page = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(sample.font), round(sample.points * dpi / 72))
    left, top = round(1.0 * dpi), round(0.6 * dpi)
    told: list[str] = []
    for paragraph in sample.paragraphs:
        lines = list(_wrapped(paragraph, lambda text: pen.textlength(text, font=font) <= width - 2 * left))
        if top + len(lines) * font.size * 1.5 > height - 0.5 * dpi:
            break
        for line in lines:
            pen.text((left, top), line, font=font, fill="black")
            top += round(font.size * 1.5)
        top += round(font.size * 0.3)
        told.append(paragraph)
    if sample.rows:
        told += _draw_table(pen, sample, font, left, top + round(0.2 * dpi), width - 2 * left)
    return page, "\n".join(told)


def _wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Break as word processors do: Chinese anywhere but inside a figure or Latin word."""
    is_han = sum(one >= "\u3400" for one in text) >= 5
    pieces = re.findall(r"[\x21-\x7f]+|." if is_han else r"\S+\s*", text)
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and not fits((line + piece).rstrip()):
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _draw_table(
    pen: ImageDraw.ImageDraw, sample: Sample, font: ImageFont.FreeTypeFont, left: int, top: int, width: int
) -> list[str]:
    shares = (0.09, 0.23, 0.2, 0.22, 0.26)
    edges = [left + round(width * sum(shares[:at])) for at in range(len(shares) + 1)]
    step = round(font.size * 2.1)
    for at in range(len(sample.rows) + 1):
        pen.line((left, top + at * step, edges[-1], top + at * step), fill="black", width=2)
    for edge in edges:
        pen.line((edge, top, edge, top + len(sample.rows) * step), fill="black", width=2)
    small = font.font_variant(size=round(font.size * 0.72))
    for at, row in enumerate(sample.rows):
        for edge, cell in zip(edges, row, strict=False):
            place = (edge + 8, top + at * step + round(font.size * 0.4))
            pen.text(place, cell, font=font if at else small, fill="black")
    return ["\n".join(" ".join(row) for row in sample.rows)]


def _skewed(page: Image.Image, seed: int) -> Image.Image:
    angle = (1.4, -1.9, 0.8)[seed % 3]
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="white")


def _noisy(page: Image.Image, seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    values = np.asarray(page).astype(np.float32) + random.normal(0, 24, (page.height, page.width, 1))
    spots = random.random((page.height, page.width))
    values[spots < 0.003] = 0
    values[spots > 0.997] = 255
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _stamped(page: Image.Image, seed: int) -> Image.Image:
    layer = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(layer)
    radius = page.width // 10
    for share in (0.3, 0.62):
        x, y = round(page.width * (0.35 + 0.1 * (seed % 3))), round(page.height * share)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(225, 30, 40), width=radius // 12)
        inner = radius * 2 // 3
        pen.ellipse((x - inner, y - inner, x + inner, y + inner), outline=(225, 30, 40), width=radius // 24)
        pen.regular_polygon((x, y, radius // 3), 5, fill=(225, 30, 40))
    return Image.fromarray(np.minimum(np.asarray(page), np.asarray(layer)))


def _jpeg(page: Image.Image, seed: int) -> Image.Image:
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=40 - seed % 2 * 5)
    return Image.open(io.BytesIO(packed.getvalue()))


def _faint(page: Image.Image, seed: int) -> Image.Image:
    values = np.asarray(page).astype(np.float32)
    shade = np.linspace(238, 205, page.width, dtype=np.float32)[None, :, None]
    return Image.fromarray((shade - (255 - values) * 0.33 + seed % 2).clip(0, 255).astype(np.uint8))


DEGRADATIONS: Final[dict[str, tuple[int, Callable[[Image.Image, int], Image.Image]]]] = {
    "clean_200": (200, lambda page, _: page),
    "clean_150": (150, lambda page, _: page),
    "skewed": (200, _skewed),
    "noisy": (200, _noisy),
    "stamped": (200, _stamped),
    "jpeg_40": (150, _jpeg),
    "faint": (200, _faint),
}
"""What is done to a page: its resolution in dots for an inch, and the picture that results."""


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """The edit distance of two texts."""
    codes = np.array([ord(character) for character in other], dtype=np.int64)
    steps = np.arange(len(codes) + 1, dtype=np.int64)
    row = steps.copy()
    for count, character in enumerate(one, 1):
        changed = row[:-1] + (codes != ord(character))
        best = np.concatenate(([count], np.minimum(changed, row[1:] + 1)))
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])
