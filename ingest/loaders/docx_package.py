"""The ZIP package of a DOCX file, read part by part within limits.

Open Packaging Conventions (ECMA-376 part 2) for parts and relationships; no document type declaration is allowed in
a part (§8.1), so entity tricks never reach the parser's output.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from ingest.errors import CorruptFile, EncryptedFile, UnsupportedFormat
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit

Element = etree._Element

_MAIN_RELATIONSHIP: Final = "/officeDocument"
_MEMBERS_OF: Final[tuple[tuple[str, str], ...]] = (
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odt"),
    ("META-INF/MANIFEST.MF", "jar"),
    ("AndroidManifest.xml", "apk"),
)
_BROKEN_ARCHIVE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the archive module lets through when offsets, lengths, methods or data are wrong."""
_READ_STEP: Final = 1 << 20
_MAXIMUM_MEMBERS: Final = 20_000


@dataclass(slots=True)
class DocxPackage:
    """An open package; ``expanded`` counts the bytes that were unpacked so far."""

    archive: zipfile.ZipFile
    limits: LoadLimits
    clock: ReadingClock
    main_part: str = ""
    expanded: int = 0
    _trees: dict[str, Element | None] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, limits: LoadLimits, clock: ReadingClock) -> DocxPackage:
        """Open a DOCX; raises ``UnsupportedFormat`` for other archives, ``CorruptFile`` for broken ones."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN_ARCHIVE as problem:
            if b"word/" in data[:65536] or b"[Content_Types].xml" in data[:65536]:
                raise CorruptFile(format="docx", detail=str(problem)) from problem
            raise CorruptFile(format="zip", detail=str(problem)) from problem
        package = cls(archive, limits, clock)
        package._require_docx()
        return package

    def part(self, name: str) -> Element | None:
        """Parse a part; ``None`` when the package has none of that name."""
        if name not in self._trees:
            self._trees[name] = self._parse(name) if name in self.archive.NameToInfo else None
        return self._trees[name]

    def related(self, kind: str) -> dict[str, str]:
        """Relationship id → part name, for the main part's relationships whose type ends in ``kind``."""
        folder, _, file = self.main_part.rpartition("/")
        return self._relationships(f"{folder}/_rels/{file}.rels".lstrip("/"), folder, kind)

    def _require_docx(self) -> None:
        names = self.archive.namelist()
        check_limit(len(names), _MAXIMUM_MEMBERS, "archive members")
        targets = list(self._relationships("_rels/.rels", "", _MAIN_RELATIONSHIP).values())
        self.main_part = next((name for name in targets if name in self.archive.NameToInfo), "word/document.xml")
        if self.main_part in self.archive.NameToInfo and not self.main_part.startswith(("xl/", "ppt/")):
            return
        if any(name.startswith("word/") for name in names):
            raise CorruptFile(format="docx", detail="the main document part is missing")
        for prefix, kind in _MEMBERS_OF:
            if any(name.startswith(prefix) for name in names):
                raise UnsupportedFormat(format=kind)
        if "[Content_Types].xml" in names:
            raise CorruptFile(format="docx", detail="the main document part is missing")
        raise UnsupportedFormat(format="zip")

    def _relationships(self, part: str, folder: str, kind: str) -> dict[str, str]:
        tree = self.part(part)
        found: dict[str, str] = {}
        for relation in tree if tree is not None else ():
            target = relation.get("Target") or ""
            if (relation.get("Type") or "").endswith(kind) and relation.get("TargetMode") != "External":
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[relation.get("Id") or ""] = posixpath.normpath(path)
        return found

    def _parse(self, name: str) -> Element:
        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
        try:
            root = etree.fromstring(self._unpack(name), parser)
        except etree.XMLSyntaxError as problem:
            raise CorruptFile(format="docx", detail=f"{name}: {problem}") from problem
        docinfo: Any = root.getroottree().docinfo
        if docinfo is not None and docinfo.doctype:
            raise CorruptFile(format="docx", detail=f"{name}: document type declaration")
        return root

    def _unpack(self, name: str) -> bytes:
        """Unpack a part in steps, so that a lying size in the directory cannot fill the memory."""
        info = self.archive.NameToInfo[name]
        if info.flag_bits & 1:
            raise EncryptedFile(format="docx")
        check_limit(self.expanded + info.file_size, self.limits.max_expanded_bytes, "expanded bytes")
        pieces: list[bytes] = []
        try:
            with self.archive.open(info) as stream:
                while piece := stream.read(_READ_STEP):
                    self.expanded += len(piece)
                    check_limit(self.expanded, self.limits.max_expanded_bytes, "expanded bytes")
                    self.clock.check()
                    pieces.append(piece)
        except _BROKEN_ARCHIVE as problem:
            raise CorruptFile(format="docx", detail=f"{name}: {problem}") from problem
        return b"".join(pieces)
