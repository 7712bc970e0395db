"""Drafts in memory, as the page finds them in the real service; what they say is known by heart."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from typing import get_args

from assistant.answering.answer import Citation, Notice
from assistant.cancellation import Cancellation
from assistant.drafting.draft import Brief, Draft, DraftBlock, Genre
from assistant.drafting.draft_check import CheckedValue, CheckSheet, Overlap, render_check
from assistant.drafting.fact_values import FactPlace
from assistant.drafting.kept_draft import (
    BlockChange,
    DraftComposed,
    DraftEvent,
    DraftFinished,
    DraftFormat,
    DraftSummary,
    DraftVersion,
    KeptDraft,
    Outline,
    OutlineChoices,
    OutlineFact,
    OutlinePart,
    PartStarted,
    PartWritten,
    VersionKind,
)
from assistant.errors import DraftChanged, EmptyRequest, InstructionUnclear, PdfUnavailable, UnknownDraft
from tests.e2e.scripted_draft_texts import (
    FEET,
    HEADS,
    PARTS,
    PROFILES,
    TEXTS,
    TITLES,
    place_of,
    read_block,
    words_at,
)
from vectorstore.records import Language, Period

_SHORTER = re.compile("rút gọn|压缩|short", re.IGNORECASE)
_TITLES = {
    1: "Công tác chăm sóc sức khỏe cán bộ 6 tháng đầu năm 2024",
    2: "林溪县2024年上半年疾病预防控制工作总结",
    3: "Monthly report of the Harbour Office <script>window.hacked = 1</script>",
}
_CONFLICT = Notice(
    "sources_conflict",
    (
        ("used_in", _TITLES[1]),
        ("used", "1.284 lượt cán bộ"),
        ("other_in", "Tin hội nghị sơ kết ngành y tế Vĩnh Lâm"),
        ("other", "gần 1.300 lượt cán bộ"),
    ),
)


@dataclass(slots=True)
class _Kept:
    user: str
    kept: KeptDraft
    states: dict[int, Draft] = field(default_factory=dict)


def scripted_brief(request: str, genre: Genre, language: Language, sources: Sequence[str]) -> Brief:
    """What is understood from any request."""
    named: dict[Language, tuple[str, str, str]] = {
        "vi": ("Phòng Bảo vệ sức khỏe tỉnh Vĩnh Lâm", "Ủy ban nhân dân tỉnh Vĩnh Lâm", "công tác chăm sóc sức khỏe"),
        "zh": ("林溪县疾病预防控制中心", "县卫生健康局", "2024年上半年工作情况"),
        "en": ("Harbour Office of Port Ellery", "Ministry of Ports", "work of the Harbour Office"),
    }
    issuer, addressee, subject = named[language]
    return Brief(
        request=request,
        genre=genre,
        language=language,
        variant="interim" if genre == "report" else "",
        issuer=issuer,
        addressee=addressee,
        subject=subject,
        period=Period(date(2024, 1, 1), date(2024, 6, 30)),
        words=800,
        sources=tuple(sources),
        inferred=("language", "issuer", "words"),
    )


class ScriptedDrafts:
    """``DraftService`` over the scripted library. ``slow`` in a request writes slowly, ``explode`` is a bug."""

    def __init__(
        self, *, pause_seconds: float = 0.0, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._lock = threading.RLock()
        self._pause = pause_seconds
        self._clock = clock
        self._drafts: dict[str, _Kept] = {}

    # ---- brief and outline ----

    def read_brief(
        self, request: str, *, genre: str | None = None, language: Language | None = None, sources: Sequence[str] = ()
    ) -> Brief:
        if not any(one.isalnum() for one in request):
            raise EmptyRequest
        spoken: Language = "zh" if re.search("[一-鿿]", request) else "en" if request.isascii() else "vi"
        kinds: dict[str, Genre] = {one: one for one in get_args(Genre)}
        return scripted_brief(request, kinds[genre or "report"], language or spoken, sources)

    def outline(self, brief: Brief, choices: OutlineChoices) -> Outline:
        language, number = brief.language, {"vi": 1, "zh": 2, "en": 3}[brief.language]
        document = f"{number:064x}"
        moved = {place: code for code, place in choices.added}
        parts = []
        for part in PARTS[language]:
            places = [place_of(language, line) for line in part.lines]
            places = [one for one in places if moved.get(one, part.code) == part.code]
            places += [one for one, code in moved.items() if code == part.code and one not in places]
            facts = [self._fact(one, choices) for one in places if one.document_id not in choices.dropped_documents]
            parts.append(OutlinePart(part.code, part.heading, tuple(facts), part.required))
        documents = () if document in choices.dropped_documents else ((document, _TITLES[number]),)
        return Outline(brief, choices, tuple(parts), documents)

    def _fact(self, place: FactPlace, choices: OutlineChoices) -> OutlineFact:
        conflicts = (place_of("zh", 1),) if "1.284" in words_at(place) else ()
        return OutlineFact(
            place,
            words_at(place),
            _TITLES[int(place.document_id, 16)],
            place not in choices.dropped,
            place in choices.pinned,
            conflicts,
        )

    def find_facts(self, brief: Brief, words: str) -> tuple[tuple[FactPlace, str, str], ...]:
        found = []
        for number, language in ((1, "vi"), (2, "zh"), (3, "en")):
            lines = TEXTS[language].split("\n")  # type: ignore[index]
            for at, line in enumerate(lines):
                if words.strip().lower() in line.lower():
                    found.append((place_of(language, at), line, _TITLES[number]))  # type: ignore[arg-type]
        return tuple(found)

    def templates(self, language: Language) -> tuple[tuple[str, str], ...]:
        from assistant.drafting.draft_templates import templates

        return templates(language)

    def brief_again(
        self, user: str, period: Period, *, draft_id: str | None = None, document_id: str | None = None
    ) -> Brief:
        from assistant.drafting.draft_templates import brief_for_period

        return brief_for_period(self.draft(user, draft_id or "").brief, period)

    # ---- keeping ----

    def begin(self, user: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        with self._lock:
            now, draft_id = self._clock(), f"{len(self._drafts) + 1:032x}"
            summary = DraftSummary(draft_id, TITLES[brief.language], brief.genre, brief.language, now, now, 0)
            self._drafts[draft_id] = _Kept(user, KeptDraft(summary, brief, choices))
            return self._drafts[draft_id].kept

    def change_outline(self, user: str, draft_id: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        with self._lock:
            one = self._find(user, draft_id)
            summary = replace(one.kept.summary, changed_at=self._clock(), genre=brief.genre, language=brief.language)
            one.kept = replace(one.kept, brief=brief, choices=choices, summary=summary)
            return one.kept

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        words = search.lower().split()
        with self._lock:
            found = [one.kept.summary for one in self._drafts.values() if one.user == user]
        fitting = [one for one in found if all(word in one.title.lower() for word in words)]
        return tuple(sorted(fitting, key=lambda one: one.changed_at, reverse=True))

    def draft(self, user: str, draft_id: str, version: int | None = None) -> KeptDraft:
        with self._lock:
            one = self._find(user, draft_id)
            return one.kept if version is None else replace(one.kept, draft=one.states[version])

    def rename(self, user: str, draft_id: str, title: str) -> None:
        with self._lock:
            one = self._find(user, draft_id)
            one.kept = replace(one.kept, summary=replace(one.kept.summary, title=title))

    def delete(self, user: str, draft_id: str) -> None:
        with self._lock:
            self._find(user, draft_id)
            del self._drafts[draft_id]

    def _find(self, user: str, draft_id: str) -> _Kept:
        one = self._drafts.get(draft_id)
        if one is None or one.user != user:
            raise UnknownDraft(draft_id=draft_id)
        return one

    # ---- writing ----

    def write(
        self, user: str, draft_id: str, *, with_model: bool, cancellation: Cancellation | None = None
    ) -> Iterator[DraftEvent]:
        kept = self.draft(user, draft_id)
        if "explode" in kept.brief.request:
            raise RuntimeError("a bug, on purpose")
        text = _with_locked(_compose(kept.brief, self.outline(kept.brief, kept.choices)), kept.draft)
        yield DraftComposed(text)
        yield from self._parts(kept.brief, text, cancellation)
        yield DraftFinished(self._stand(user, draft_id, None, "written", "", text))

    def revise(
        self,
        user: str,
        draft_id: str,
        version: int,
        instruction: str,
        *,
        part: str | None = None,
        with_model: bool = True,
        cancellation: Cancellation | None = None,
    ) -> Iterator[DraftEvent]:
        kept = self.draft(user, draft_id)
        if not _SHORTER.search(instruction):
            raise InstructionUnclear(instruction=instruction)
        self._same(kept, version)
        assert kept.draft is not None
        seen: set[str] = set()
        blocks = []
        for block in kept.draft.blocks:
            mine = block.kind == "paragraph" and block.part and part in {None, block.part}
            if not (mine and not block.locked and block.part in seen):
                blocks.append(block)
            if mine:
                seen.add(block.part)
        text = replace(kept.draft, blocks=tuple(blocks))
        yield from self._parts(kept.brief, text, cancellation, part)
        yield DraftFinished(self._stand(user, draft_id, version, "revised", instruction, text))

    def _parts(
        self, brief: Brief, text: Draft, cancellation: Cancellation | None, only: str | None = None
    ) -> Iterator[DraftEvent]:
        parts = [one for one in PARTS[brief.language] if only in {None, one.code}]
        for number, part in enumerate(parts, 1):
            left = (len(parts) - number + 1) * 45.0
            yield PartStarted(part.code, part.heading, number, len(parts), left)
            _pause(self._pause * (100 if "slow" in brief.request else 3), cancellation)
            blocks = tuple(one for one in text.blocks if one.part == part.code)
            yield PartWritten(part.code, blocks, "model")

    # ---- by hand ----

    def edit_block(self, user: str, draft_id: str, version: int, block: int, text: str) -> KeptDraft:
        return self._changed(user, draft_id, version, "edited", block, lambda one: replace(one, text=text))

    def add_block(self, user: str, draft_id: str, version: int, after: int, text: str) -> KeptDraft:
        with self._lock:
            draft = self._seen(user, draft_id, version)
            new = read_block(DraftBlock("paragraph", text, part=draft.blocks[after].part), draft.citations)
            blocks = (*draft.blocks[: after + 1], new, *draft.blocks[after + 1 :])
            return self._stand(user, draft_id, version, "edited", "", replace(draft, blocks=blocks))

    def fill_blank(self, user: str, draft_id: str, version: int, block: int, blank: int, text: str) -> KeptDraft:
        def fill(one: DraftBlock) -> DraftBlock:
            place = one.blanks[blank]
            return replace(one, text=one.text[: place.start] + text + one.text[place.end :])

        return self._changed(user, draft_id, version, "edited", block, fill)

    def lock(self, user: str, draft_id: str, version: int, blocks: Sequence[int], locked: bool) -> KeptDraft:
        with self._lock:
            draft = self._seen(user, draft_id, version)
            changed = tuple(replace(one, locked=locked) if at in blocks else one for at, one in enumerate(draft.blocks))
            return self._stand(user, draft_id, version, "locked", "", replace(draft, blocks=changed))

    def restore(self, user: str, draft_id: str, version: int) -> KeptDraft:
        with self._lock:
            return self._stand(user, draft_id, None, "restored", "", self._find(user, draft_id).states[version])

    def differences(self, user: str, draft_id: str, before: int, after: int) -> tuple[BlockChange, ...]:
        with self._lock:
            one = self._find(user, draft_id)
            old, new = one.states[before].blocks, one.states[after].blocks
        first_keys, later_keys = ([(block.text, block.locked) for block in blocks] for blocks in (old, new))
        changes: list[BlockChange] = []
        for kind, first, last, start, end in SequenceMatcher(
            None, first_keys, later_keys, autojunk=False
        ).get_opcodes():
            if kind == "equal":
                continue
            gone, put = old[first:last], new[start:end]
            for at in range(max(len(gone), len(put))):
                changes.append(BlockChange(gone[at] if at < len(gone) else None, put[at] if at < len(put) else None))
        return tuple(changes)

    def export(
        self, user: str, draft_id: str, version: int, form: DraftFormat, *, clean: bool, house: str | None = None
    ) -> tuple[str, bytes]:
        from assistant.export.docx_document import export_docx
        from assistant.export.markdown_document import export_markdown

        kept = self.draft(user, draft_id)
        assert kept.draft is not None
        assert kept.sheet is not None
        name = kept.summary.title
        if form == "docx":
            return f"{name}.docx", export_docx(kept.draft, copy="clean" if clean else "review")
        if form == "markdown":
            return f"{name}.md", export_markdown(kept.draft).encode()
        if form == "check":
            return f"{name}.check.md", render_check(kept.sheet, kept.draft).encode()
        raise PdfUnavailable

    def _changed(
        self,
        user: str,
        draft_id: str,
        version: int,
        kind: VersionKind,
        block: int,
        change: Callable[[DraftBlock], DraftBlock],
    ) -> KeptDraft:
        with self._lock:
            draft = self._seen(user, draft_id, version)
            new = read_block(change(draft.blocks[block]), draft.citations)
            kept = (new,) if new.text.strip() else ()
            blocks = (*draft.blocks[:block], *kept, *draft.blocks[block + 1 :])
            return self._stand(user, draft_id, version, kind, "", replace(draft, blocks=blocks))

    def _seen(self, user: str, draft_id: str, version: int) -> Draft:
        one = self._find(user, draft_id)
        self._same(one.kept, version)
        assert one.kept.draft is not None
        return one.kept.draft

    def _same(self, kept: KeptDraft, version: int) -> None:
        summary = kept.summary
        if summary.version != version:
            raise DraftChanged(
                draft_id=summary.draft_id,
                seen=version,
                found=summary.version,
                kept="–",
                kind=kept.versions[-1].kind,
                note="",
                changed_at=f"{summary.changed_at:%H:%M}",
            )

    def _stand(
        self, user: str, draft_id: str, version: int | None, kind: VersionKind, note: str, text: Draft
    ) -> KeptDraft:
        with self._lock:
            one = self._find(user, draft_id)
            if version is not None:
                self._same(one.kept, version)
            now, number = self._clock(), len(one.kept.versions) + 1
            one.states[number] = text
            versions = (*one.kept.versions, DraftVersion(number, kind, note, now))
            summary = replace(one.kept.summary, version=number, changed_at=now)
            one.kept = replace(one.kept, summary=summary, draft=text, sheet=_sheet(text), versions=versions)
            return one.kept


def _compose(brief: Brief, outline: Outline) -> Draft:
    language = brief.language
    citations: list[Citation] = []
    body: list[DraftBlock] = []
    for part, scripted in zip(outline.parts, PARTS[language], strict=True):
        told = [one for one in part.facts if one.chosen]
        if told or part.required:
            body.append(DraftBlock("heading", part.heading, 1, part.code))
        for fact in told:
            citations.append(_citation(len(citations) + 1, fact))
            body.append(DraftBlock("paragraph", fact.text, 0, part.code, (len(citations),)))
        if not told and part.required:
            body.append(DraftBlock("paragraph", f"[{scripted.wanted}]", 0, part.code))
    head = [DraftBlock(kind, words) for kind, words in HEADS[language]]
    foot = [DraftBlock(kind, words) for kind, words in FEET[language]]
    blocks = tuple(read_block(one, citations) for one in (*head, *body, *foot))
    notices = (_CONFLICT,) if language == "vi" else ()
    return Draft(brief, TITLES[language], PROFILES[language], blocks, tuple(citations), notices=notices)


def _citation(key: int, fact: OutlineFact) -> Citation:
    place = fact.place
    return Citation(
        key,
        place.document_id,
        "bao-cao.docx",
        fact.title,
        1,
        fact.text,
        place.start,
        place.end,
        place.start,
        place.end,
        (),
    )


def _with_locked(text: Draft, before: Draft | None) -> Draft:
    """Put the locked blocks of the version before in the place of what was written there."""
    if before is None:
        return text
    blocks = list(text.blocks)
    for part in {one.part for one in before.blocks if one.locked and one.part}:
        old = [one for one in before.blocks if one.part == part]
        places = [at for at, one in enumerate(blocks) if one.part == part]
        for at, one in enumerate(old):
            if one.locked and at < len(places):
                blocks[places[at]] = one
    return replace(text, blocks=tuple(blocks))


def _sheet(text: Draft) -> CheckSheet:
    values = tuple(
        CheckedValue("figure", one.surface, one.status, one.citation, at)
        for at, block in enumerate(text.blocks)
        for one in block.figures
    )
    blanks = tuple(blank.wanted for block in text.blocks for blank in block.blanks)
    titles = tuple(dict.fromkeys(one.title or "" for one in text.citations))
    overlaps = tuple(Overlap(one.document_id, one.title or "", 0.31) for one in text.citations[:1])
    return CheckSheet(values, blanks, text.notices, titles[:1], overlaps, ())


def _pause(seconds: float, cancellation: Cancellation | None) -> None:
    given_up = threading.Event()
    if cancellation is None:
        given_up.wait(seconds)
        return
    with cancellation.telling(given_up.set):
        given_up.wait(seconds)
    cancellation.check()
