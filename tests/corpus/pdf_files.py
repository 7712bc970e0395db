"""PDF files written byte by byte for tests: text at given places, ruled lines, odd structures; no font file needed.

The font is a composite one that is not embedded; its codes are UTF-16 units and a character map says so, which is
all that a text extractor needs.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def
/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
%s
endcmap CMapName currentdict /CMap defineresource pop end end"""


@dataclass(frozen=True, slots=True)
class Words:
    """Text with its lower left corner and letter height, in points."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False


@dataclass(slots=True)
class PdfWriter:
    """Objects of a file under construction; number 1 is the catalogue, 2 the page tree."""

    objects: dict[int, bytes] = field(default_factory=dict)

    def add(self, content: bytes) -> int:
        number = max(self.objects, default=9) + 1
        self.objects[number] = content
        return number

    def stream(self, content: bytes, entries: bytes = b"") -> int:
        packed = zlib.compress(content)
        head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), entries)
        return self.add(head + b" stream\n" + packed + b"\nendstream")

    def finish(self, trailer: bytes = b"") -> bytes:
        body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        offsets: dict[int, int] = {}
        for number in sorted(self.objects):
            offsets[number] = len(body)
            body += b"%d 0 obj\n%s\nendobj\n" % (number, self.objects[number])
        start = len(body)
        size = max(offsets) + 1
        table = b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            entry = b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 00000 f \n"
            table += entry
        return (
            body + table + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
        )


def _ranges() -> bytes:
    """Every two-byte code stands for itself."""
    rows = [b"<%02X00> <%02XFF> <%02X00>" % (high, high, high) for high in range(256) if not 0xD8 <= high < 0xE0]
    groups = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return b"\n".join(b"%d beginbfrange\n%s\nendbfrange" % (len(group), b"\n".join(group)) for group in groups)


def _add_font(writer: PdfWriter, name: bytes) -> int:
    to_unicode = writer.stream(_TO_UNICODE % _ranges())
    descriptor = writer.add(
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800"
        b" /Descent -200 /CapHeight 700 /StemV 80 >>" % name
    )
    descendant = writer.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /FontDescriptor %d 0 R /DW 500 /W [12288 65510 1000] >>" % (name, descriptor)
    )
    return writer.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R]"
        b" /ToUnicode %d 0 R >>" % (name, descendant, to_unicode)
    )


def page_content(words: Sequence[Words], rules: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """The drawing commands of a page; rules are (x0, y0, x1, y1)."""
    lines = [b"%.2f %.2f m %.2f %.2f l S" % rule for rule in rules]
    for word in words:
        font = b"F2" if word.bold else b"F1"
        code = word.text.encode("utf-16-be").hex().encode()
        lines.append(b"BT /%s %.2f Tf %.2f %.2f Td <%s> Tj ET" % (font, word.size, word.x, word.y, code))
    return b"\n".join(lines)


def pdf_of_contents(contents: Sequence[bytes], *, information: bytes = b"", trailer: bytes = b"") -> bytes:
    """A whole file with one page for each content stream."""
    writer = PdfWriter()
    plain, bold = _add_font(writer, b"Report"), _add_font(writer, b"Report-Bold")
    pages = []
    for content in contents:
        drawn = writer.stream(content)
        pages.append(
            writer.add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >> >>" % (drawn, plain, bold)
            )
        )
    writer.objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    writer.objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)
    if information:
        trailer += b" /Info %d 0 R" % writer.add(b"<< %s >>" % information)
    return writer.finish(trailer)


def pdf_of_pages(pages: Sequence[Sequence[Words]], **options: bytes) -> bytes:
    """A whole file with the given words on each page."""
    return pdf_of_contents([page_content(words) for words in pages], **options)


def paragraph(
    text_lines: Sequence[str], *, x: float = 72, top: float = 760, step: float = 16, size: float = 11
) -> list[Words]:
    """Lines one under the other."""
    return [Words(x, top - step * index, text, size) for index, text in enumerate(text_lines)]


def cyclic_page_tree() -> bytes:
    """A page tree whose node is its own child."""
    writer = PdfWriter()
    writer.objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    writer.objects[2] = b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>"
    return writer.finish()


def page_of_image() -> bytes:
    """A page that holds a picture and no text, as a scanner writes it."""
    writer = PdfWriter()
    image = writer.stream(
        b"\x80" * 64, b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    drawn = writer.stream(b"q 500 0 0 700 40 60 cm /I Do Q")
    page = writer.add(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /XObject << /I %d 0 R >> >> >>" % (drawn, image)
    )
    writer.objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    writer.objects[2] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page
    return writer.finish()
