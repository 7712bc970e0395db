"""Numbered sources as footnotes of a review copy.

python-docx writes no footnotes, so their part is made here. A source's first mention opens the footnote, which the word
processor numbers; later mentions repeat the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from assistant.answering.answer import Citation
from assistant.conversation_export import clean_for_file
from assistant.export.ooxml_markup import TAGS, W, parsed
from assistant.export.words import export_word
from vectorstore.records import Language

if TYPE_CHECKING:
    from docx.document import Document

LONGEST_QUOTE: Final = 300
"""Characters of a quotation that a footnote repeats."""
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SIZE_HALF_POINTS: Final = 20


class Footnotes:
    """Collects the footnotes of one document while it is written."""

    def __init__(self, citations: Sequence[Citation], language: Language, latin: str, east_asian: str) -> None:
        self._by_key = {one.key: one for one in citations}
        self._language = language
        self._fonts = f'w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east_asian}" w:cs="{latin}"'
        self._opened: list[int] = []

    def reference(self, key: int) -> tuple[str, ...]:
        """Contents of the runs that name a source; its first mention carries the footnote."""
        if key not in self._by_key:
            return (f"<w:t>[#{key}]</w:t>",)
        if key in self._opened:
            return (f"<w:t>[{self._opened.index(key) + 1}]</w:t>",)
        self._opened.append(key)
        return ("<w:t>[</w:t>", f'<w:footnoteReference w:id="{len(self._opened)}"/>', "<w:t>]</w:t>")

    def attach(self, document: Document) -> None:
        """Add the footnotes' part to the document, if any was opened."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        if not self._opened:
            return
        blob = self._part().encode("utf-8")
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings: Any = document.settings.element
        properties = parsed('<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
        anchor = next(
            (one for name in ("endnotePr", "compat") if (one := settings.find(f"{{*}}{name}")) is not None), None
        )
        if anchor is None:
            settings.append(properties)
        else:
            anchor.addprevious(properties)

    def _part(self) -> str:
        notes = [
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote>",
        ]
        notes += [self._note(number, key) for number, key in enumerate(self._opened, 1)]
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return f'{head}<w:footnotes xmlns:w="{W}">{"".join(notes)}</w:footnotes>'

    def _note(self, number: int, key: int) -> str:
        look = (
            f'<w:rPr><w:rFonts {self._fonts}/><w:sz w:val="{_SIZE_HALF_POINTS}"/>'
            f'<w:szCs w:val="{_SIZE_HALF_POINTS}"/><w:lang w:val="{TAGS[self._language]}" w:eastAsia="zh-CN"/></w:rPr>'
        )
        text = source_text(self._by_key[key], self._language)
        mark = f'<w:r>{look}<w:footnoteRef/></w:r><w:r>{look}<w:t xml:space="preserve">. {escape(text)}</w:t></w:r>'
        spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/>'
        return f'<w:footnote w:id="{number}"><w:p><w:pPr>{spacing}</w:pPr>{mark}</w:p></w:footnote>'


def source_text(citation: Citation, language: Language) -> str:
    """``Title, page 3: “quote”``; the file's name alone where there is no title."""
    title = citation.title or citation.source.replace("\\", "/").rsplit("/", 1)[-1]
    page = export_word("page", language, page=citation.page) if citation.page else ""
    quote = " ".join(citation.quote.split())
    if len(quote) > LONGEST_QUOTE:
        quote = quote[: LONGEST_QUOTE - 1].rstrip() + "…"
    return clean_for_file(export_word("source", language, title=title, page=page, quote=quote))
