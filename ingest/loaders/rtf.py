"""RTF files: the final text with headings, lists, tables and running heads; pictures and objects are passed over.

Rich Text Format 1.9.1. Characters come as bytes of the code page of their font (``\\'``) or as Unicode (``\\u``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.errors import CorruptFile
from ingest.loaders.assembly import TextAssembly, TextBlock, table_blocks
from ingest.loaders.encodings import repair_blocks
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit
from ingest.loaders.rtf_tokens import Token, code_page, page_of_charset, tokens
from ingest.loaders.text import LoadedText

_DEEPEST: Final = 10_000
_CLOCK_EVERY: Final = 20_000
_SYMBOLS: Final = {
    "tab": "\t", "line": "\n", "softline": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "~": "\u00a0",
    "_": "-", "-": "", ":": "", "zwj": "", "zwnj": "", "ltrmark": "", "rtlmark": "", "column": "\n",
}  # fmt: skip
_SILENT: Final = frozenset(
    {"colortbl", "pict", "object", "objdata", "themedata", "datastore", "latentstyles", "rsidtbl", "generator",
     "xmlnstbl", "listtable", "listoverridetable", "filetbl", "revtbl", "fldinst", "bkmkstart", "bkmkend", "nonshppict",
     "shpinst", "sp", "sn", "sv", "mmathPr", "background", "annotation", "atnid", "atnauthor", "pgptbl", "template",
     "private", "wgrffmtfilter", "colorschememapping", "userprops", "docvar", "pntxta", "pntxtb", "xe", "tc", "mmath"}
)  # fmt: skip
_KEPT_IGNORABLE: Final = frozenset({"shptxt", "listtext", "shppict"})
"""Destinations behind ``\\*`` that hold text of the document."""
_RUNNING: Final = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_INFORMATION: Final = {"title": "title", "author": "author", "subject": "subject", "keywords": "keywords"}
_SYMBOL_BULLET: Final = re.compile("^[ \\t]*[\uf020-\uf0ff](?=\\s)", re.MULTILINE)
_HEADING: Final = re.compile(r"(?:heading|标题|標題|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    destination: str = "body"
    page: str = "cp1252"
    skip: int = 1
    """How many characters stand in for a Unicode character, for readers that know none."""
    deleted: bool = False
    hidden: bool = False
    level: int | None = None
    style: int | None = None
    in_table: bool = False


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens once; blocks are collected in the order of the text."""

    limits: LoadLimits
    clock: ReadingClock
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    default_page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    headings: dict[int, int] = field(default_factory=dict)
    blocks: list[TextBlock] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    fresh: bool = False
    ignorable: bool = False
    length: int = 0
    high: str = ""
    marked: bool = False
    warnings: set[str] = field(default_factory=set)

    def read(self, data: bytes) -> None:
        for count, token in enumerate(tokens(data)):
            if count % _CLOCK_EVERY == 0:
                self.clock.check()
            if token.kind != "byte":
                self._flush_bytes()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
            elif token.kind == "word":
                self._word(token)
            elif token.kind == "byte":
                if self.to_skip:
                    self.to_skip -= 1
                else:
                    self.pending.append(token.number or 0)
                self.fresh = False
            else:
                self._plain(token.text)
                self.fresh = False
        self._flush_bytes()
        self._end_paragraph()
        self._end_table()

    def _open(self) -> None:
        check_limit(len(self.stack) + 1, _DEEPEST, "nested groups")
        self.stack.append(self.state)
        self.fresh, self.ignorable = True, False

    def _close(self) -> None:
        if not self.stack:
            return
        ended, self.state = self.state, self.stack.pop()
        self.fresh = False
        self.to_skip = 0
        if ended.destination != self.state.destination:
            self._end_destination(ended.destination)
        elif ended.destination == "fonttbl":
            pass

    def _end_destination(self, name: str) -> None:
        text = "".join(self.asides.pop(name, []))
        if name in _RUNNING and re.sub(r"[\W\d_]", "", text):
            self.blocks.append(TextBlock(text.strip(), "furniture"))
        elif name == "footnote" and text.strip():
            self.asides.setdefault("notes", []).append(" ".join(text.split()))
        elif name in _INFORMATION:
            self.asides.setdefault(f"info:{name}", []).append(" ".join(text.split())[:500])
        elif name in {"stylesheet", "style"}:
            self._name_style(text)

    def _name_style(self, text: str) -> None:
        match = _HEADING.search(text)
        if match is not None and self.state.destination == "stylesheet":
            self.headings[self.asides_style] = int(match.group(1))

    @property
    def asides_style(self) -> int:
        return int("".join(self.asides.get("style number", ["0"])[-1:]) or 0)

    def _word(self, token: Token) -> None:
        word, number = token.text, token.number
        if word == "*":
            self.ignorable = True
            return
        fresh, self.fresh = self.fresh, False
        if fresh or self.ignorable:
            self._maybe_destination(word, number)
        self.ignorable = False
        if word == "u" and number is not None:
            self._unicode(number)
            return
        if self.state.destination == "skipped":
            return
        if word in _SYMBOLS:
            self._add(_SYMBOLS[word])
        elif not self._format(word, number):
            self._structure(word)

    def _maybe_destination(self, word: str, number: int | None) -> None:
        """The first word of a group may say what the group holds."""
        if word in _SILENT or (self.ignorable and word not in _KEPT_IGNORABLE and word not in {"cs", "ds", "ts"}):
            self.state = replace(self.state, destination="skipped")
        elif self.state.destination == "skipped":
            return
        elif word in {"fonttbl", "stylesheet", "info", "footnote"} or word in _RUNNING:
            self.state = replace(self.state, destination=word, deleted=False, hidden=False)
        elif self.state.destination == "info":
            self.state = replace(self.state, destination=word if word in _INFORMATION else "skipped")
        elif self.state.destination == "stylesheet":
            self.state = replace(self.state, destination="style")
            self.asides["style number"] = [str(number or 0) if word == "s" else "0"]
        elif word == "listtext" or word == "pntext":
            self.marked = True

    def _format(self, word: str, number: int | None) -> bool:
        """Carry out words that change how what follows is read; tell whether it was one."""
        state = self.state
        if word == "ansicpg":
            self.default_page = code_page(number)
            self.state = replace(state, page=self.default_page)
        elif word == "f" and number is not None:
            self.font = number
            self.state = replace(state, page=self.fonts.get(number, self.default_page))
        elif word == "fcharset" and state.destination == "fonttbl":
            self.fonts[self.font] = page_of_charset(number, self.default_page)
        elif word == "uc":
            self.state = replace(state, skip=min(max(number or 0, 0), 8))
        elif word == "plain":
            self.state = replace(state, deleted=False, hidden=False)
        elif word == "deleted":
            self.state = replace(state, deleted=number != 0)
        elif word == "v":
            self.state = replace(state, hidden=number != 0)
        elif word == "pard":
            self.state = replace(state, level=None, style=None, in_table=False)
        elif word == "outlinelevel":
            self.state = replace(state, level=number if number is not None and number < 9 else None)
        elif word == "s":
            self.state = replace(state, style=number)
        elif word == "intbl":
            self.state = replace(state, in_table=True)
        else:
            return False
        return True

    def _structure(self, word: str) -> None:
        if self.state.destination != "body":
            if word in {"par", "cell", "row", "line"}:
                self._add("\n" if word == "par" else " ")
            return
        if word in {"par", "sect", "page"}:
            self._end_paragraph()
        elif word == "cell":
            self.cells.append(_lines("".join(self.text)))
            self.text.clear()
        elif word in {"nestcell", "nestrow"}:
            self.text.append(" ")
        elif word == "row":
            if any(self.cells):
                self.rows.append(list(self.cells))
            self.cells.clear()

    def _unicode(self, number: int) -> None:
        code = number + 65536 if number < 0 else number
        self.to_skip = self.state.skip
        if self.state.destination == "skipped":
            return
        if 0xD800 <= code < 0xDC00:
            self.high = chr(code)
            return
        if 0xDC00 <= code < 0xE000:
            pair, self.high = self.high + chr(code), ""
            self._add(pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
            return
        self._add(chr(code) if 0 < code < 0x110000 else "")

    def _plain(self, text: str) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        self._add(text)

    def _flush_bytes(self) -> None:
        if self.pending:
            text = bytes(self.pending).decode(self.state.page, errors="replace")
            self.pending.clear()
            if "\ufffd" in text and self.state.destination == "body":
                self.warnings.add("undecodable_bytes")
            self._add(text)

    def _add(self, text: str) -> None:
        if not text or self.state.destination == "skipped" or self.state.destination in {"fonttbl", "info"}:
            return
        if self.state.deleted:
            return
        if self.state.hidden:
            if text.strip():
                self.warnings.add("hidden_text_dropped")
            return
        self.length += len(text)
        check_limit(self.length, self.limits.max_characters, "characters")
        if self.state.destination == "body":
            self.text.append(text)
        else:
            self.asides.setdefault(self.state.destination, []).append(text)

    def _end_paragraph(self) -> None:
        if self.state.in_table or self.cells:
            self.text.append("\n")
            return
        self._end_table()
        text = _lines("".join(self.text))
        self.text.clear()
        marked, self.marked = self.marked, False
        if text:
            level = self.state.level
            heading = level + 1 if level is not None else self.headings.get(self.state.style or 0)
            kind = "heading" if heading else "list_item" if marked else None
            self.blocks.append(TextBlock(text, kind, heading or (1 if marked else 0)))  # type: ignore[arg-type]
        notes = self.asides.pop("notes", [])
        self.blocks.extend(TextBlock(note) for note in notes)

    def _end_table(self) -> None:
        if self.cells and any(self.cells):
            self.rows.append(list(self.cells))
        self.cells.clear()
        rows, self.rows = self.rows, []
        self.blocks.extend(table_blocks(rows))


def load_rtf(data: bytes, limits: LoadLimits, clock: ReadingClock) -> LoadedText:
    """Read an RTF; raises ``CorruptFile`` when no group ends, ``FileTooLarge`` when groups nest beyond sense."""
    reader = _Reader(limits, clock)
    reader.read(data)
    if len(reader.stack) > 1 and not reader.blocks:
        raise CorruptFile(format="rtf", detail="the end of the file is missing")
    if reader.stack:
        reader.warnings.add("file_cut_short")
    blocks, repaired = repair_blocks(
        [*(one for one in reader.blocks if one.kind != "furniture"), *_running(reader.blocks)]
    )
    assembly = TextAssembly(limits.max_characters)
    for block in blocks:
        assembly.add(block)
    properties = [
        (_INFORMATION[name.removeprefix("info:")], texts[0])
        for name, texts in reader.asides.items()
        if name.startswith("info:") and texts[0]
    ]
    return LoadedText(
        assembly.text(),
        tuple(assembly.regions),
        properties=tuple(properties),
        warnings=tuple(sorted(reader.warnings)),
        encoding=repaired or reader.default_page,
    )


def _lines(text: str) -> str:
    """Text with one space between words and its line breaks; bullets of symbol fonts as plain ones."""
    text = _SYMBOL_BULLET.sub("•", unicodedata.normalize("NFC", text))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _running(blocks: list[TextBlock]) -> list[TextBlock]:
    """Each different running head once."""
    return list({block.text: block for block in blocks if block.kind == "furniture"}.values())
