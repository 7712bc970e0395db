"""The ZIP package of an Office or OpenDocument file, read part by part within limits.

Open Packaging Conventions (ECMA-376 part 2) for parts and relationships; no document type declaration is allowed in
a part (§8.1), so entity tricks never reach the parser's output. OpenDocument 1.3 part 2 for its packages.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lxml import etree

from ingest.errors import CorruptFile, EncryptedFile, UnsupportedFormat
from ingest.loaders.limits import LoadLimits, ReadingClock, check_limit

Element = etree._Element

_MAIN_RELATIONSHIP: Final = "/officeDocument"
PackageKind = Literal["docx", "xlsx", "pptx", "odt", "ods", "odp"]
_FOLDERS: Final[dict[str, PackageKind]] = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MAIN_PARTS: Final[dict[PackageKind, str]] = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_OPEN_DOCUMENT: Final = "content.xml"
_OPEN_DOCUMENT_KINDS: Final[dict[str, PackageKind]] = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_MEMBERS_OF: Final[tuple[tuple[str, str], ...]] = (
    ("xl/workbook.bin", "xlsb"),
    ("META-INF/container.xml", "epub"),
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
class OfficePackage:
    """An open package; ``expanded`` counts the bytes that were unpacked so far."""

    archive: zipfile.ZipFile
    limits: LoadLimits
    clock: ReadingClock
    kind: PackageKind = "docx"
    main_part: str = ""
    expanded: int = 0
    _trees: dict[str, Element | None] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, limits: LoadLimits, clock: ReadingClock) -> OfficePackage:
        """Open a package; raises ``UnsupportedFormat`` for other archives, ``CorruptFile`` for broken ones."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN_ARCHIVE as problem:
            kind = next((kind for folder, kind in _FOLDERS.items() if folder.encode() in data[:65536]), None)
            if kind is None:
                kind = "docx" if b"[Content_Types].xml" in data[:65536] else None
            raise CorruptFile(format=kind or "zip", detail=str(problem)) from problem
        package = cls(archive, limits, clock)
        package._recognise()
        return package

    def part(self, name: str) -> Element | None:
        """Parse a part; ``None`` when the package has none of that name."""
        if name not in self._trees:
            self._trees[name] = self._parse(name) if name in self.archive.NameToInfo else None
        return self._trees[name]

    def related(self, kind: str) -> dict[str, str]:
        """Relationship id → part name, for the main part's relationships whose type ends in ``kind``."""
        return self.relationships_of(self.main_part, kind)

    def relationships_of(self, part: str, kind: str) -> dict[str, str]:
        """Relationship id → part name, for the relationships of any part whose type ends in ``kind``."""
        folder, _, file = part.rpartition("/")
        return self._relationships(f"{folder}/_rels/{file}.rels".lstrip("/"), folder, kind)

    def _recognise(self) -> None:
        """Tell the kind by the part that holds the document itself."""
        names = self.archive.namelist()
        check_limit(len(names), _MAXIMUM_MEMBERS, "archive members")
        if self._recognise_open_document(names):
            return
        targets = list(self._relationships("_rels/.rels", "", _MAIN_RELATIONSHIP).values())
        main = next((name for name in targets if name in self.archive.NameToInfo), "")
        for folder, kind in _FOLDERS.items():
            if main.startswith(folder) or (not main and _MAIN_PARTS[kind] in self.archive.NameToInfo):
                self.kind, self.main_part = kind, main or _MAIN_PARTS[kind]
                if main.endswith(".bin"):
                    raise UnsupportedFormat(format="xlsb")
                return
        if main:
            self.main_part = main
            return
        for prefix, name in _MEMBERS_OF:
            if any(member.startswith(prefix) for member in names):
                raise UnsupportedFormat(format=name)
        for folder, kind in _FOLDERS.items():
            if any(member.startswith(folder) for member in names):
                raise CorruptFile(format=kind, detail="the main document part is missing")
        if "[Content_Types].xml" in names:
            raise CorruptFile(format="docx", detail="the main document part is missing")
        raise UnsupportedFormat(format="zip")

    def _recognise_open_document(self, names: list[str]) -> bool:
        """Recognise OpenDocument by its content part and its media type."""
        if _OPEN_DOCUMENT not in names or any(name.startswith(tuple(_FOLDERS)) for name in names):
            return False
        stated = self._unpack("mimetype").decode("ascii", errors="replace") if "mimetype" in names else ""
        kind = stated.strip().removeprefix("application/vnd.oasis.opendocument.").removesuffix("-template")
        if "META-INF/manifest.xml" in names and b"encryption-data" in self._unpack("META-INF/manifest.xml"):
            raise EncryptedFile(format=_OPEN_DOCUMENT_KINDS.get(kind, "odt"))
        if stated and kind not in _OPEN_DOCUMENT_KINDS:
            raise UnsupportedFormat(format=kind[:40] or "odf")
        self.kind, self.main_part = _OPEN_DOCUMENT_KINDS.get(kind, "odt"), _OPEN_DOCUMENT
        return True

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
            raise CorruptFile(format=self.kind, detail=f"{name}: {problem}") from problem
        docinfo: Any = root.getroottree().docinfo
        if docinfo is not None and docinfo.doctype:
            raise CorruptFile(format=self.kind, detail=f"{name}: document type declaration")
        return root

    def stream(self, name: str) -> io.BytesIO:
        """The bytes of a part, for parts that are too long to be kept as a tree."""
        return io.BytesIO(self._unpack(name))

    def _unpack(self, name: str) -> bytes:
        """Unpack a part in steps, so that a lying size in the directory cannot fill the memory."""
        info = self.archive.NameToInfo[name]
        if info.flag_bits & 1:
            raise EncryptedFile(format=self.kind)
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
            raise CorruptFile(format=self.kind, detail=f"{name}: {problem}") from problem
        return b"".join(pieces)


_CORE_PROPERTIES: Final = {
    "title": "title",
    "creator": "author",
    "initial-creator": "author",
    "created": "created",
    "creation-date": "created",
    "modified": "modified",
    "subject": "subject",
    "keywords": "keywords",
}
_LONGEST_PROPERTY: Final = 500


def core_properties(package: OfficePackage) -> tuple[tuple[str, str], ...]:
    """Title, author and dates as the package's own record gives them; the first statement of each counts."""
    if package.kind in {"odt", "ods", "odp"}:
        meta = package.part("meta.xml")
        entries = list(meta[0]) if meta is not None and len(meta) else []
    else:
        root = package.part("docProps/core.xml")
        entries = list(root) if root is not None else []
    found: dict[str, str] = {}
    for element in entries:
        tag = element.tag
        name = _CORE_PROPERTIES.get(tag.rpartition("}")[2]) if isinstance(tag, str) else None
        text = " ".join((element.text or "").split())[:_LONGEST_PROPERTY]
        if name is not None and text:
            found.setdefault(name, text)
    return tuple(found.items())
