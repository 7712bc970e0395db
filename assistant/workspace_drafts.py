"""Drafts with all their versions, kept for each user beside the conversations of the workspace.

What changes a draft names the version that the writer saw. Two pages that change one draft at once cannot overwrite
one another: the later one is told, and what took long to make is kept as a version that does not stand.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from assistant.drafting.draft import Brief, Draft
from assistant.drafting.draft_check import CheckSheet
from assistant.drafting.kept_draft import DraftSummary, DraftVersion, KeptDraft, OutlineChoices, VersionKind
from assistant.errors import DraftChanged, UnknownDraft, WorkspaceDamaged
from assistant.stored_drafts import BRIEFS, CHOICES, DRAFTS, SHEETS
from assistant.workspace import MOST_SEARCH_WORDS, clean_title, moment_text, searched_form, storable
from assistant.workspace_tables import DraftRow, DraftVersionRow
from ingest.database import Database

LONGEST_NOTE: Final = 500
"""Characters of a version's note beyond which it is cut."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text to be kept, what was done to it, and the sheet that belongs to it."""

    kind: VersionKind
    note: str
    draft: Draft
    sheet: CheckSheet


class DraftStore:
    """The drafts of all users; usable from several threads and by several pages at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- reading -----------------------------------------------------------------------------------------------

    def drafts(self, user: str, search: str = "") -> tuple[DraftSummary, ...]:
        """List a user's drafts, the one changed last first; ``search`` keeps those that hold all of its words."""
        query = select(DraftRow.__table__).where(DraftRow.owner == user)
        for word in searched_form(search).split()[:MOST_SEARCH_WORDS]:
            query = query.where(
                or_(
                    DraftRow.searched_title.contains(word, autoescape=True),
                    DraftRow.searched.contains(word, autoescape=True),
                )
            )
        query = query.order_by(DraftRow.changed_at.desc(), DraftRow.draft_id)
        with self._database.reading() as connection:
            return tuple(_summary(row) for row in connection.execute(query).mappings())

    def draft(self, user: str, draft_id: str, version: int | None = None) -> KeptDraft:
        """Give a draft as it stands, or one version of it; raises ``UnknownDraft``, for another user's too."""
        with self._database.reading() as connection:
            return self._read(connection, user, draft_id, version)

    def seen(self, user: str, draft_id: str, version: int) -> KeptDraft:
        """Give a draft as a writer saw it; raises ``UnknownDraft``, ``DraftChanged`` where another version stands."""
        with self._database.reading() as connection:
            kept = self._read(connection, user, draft_id, None)
            if kept.summary.version != version:
                raise self._changed(connection, draft_id, version, kept.summary.version, None)
        return kept

    # ---- changing ----------------------------------------------------------------------------------------------

    def begin(self, user: str, title: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep an outline without a text."""
        draft_id, moment, name = secrets.token_hex(16), moment_text(datetime.now(UTC)), clean_title(title)
        with self._database.transaction() as connection:
            connection.execute(
                insert(DraftRow).values(
                    draft_id=draft_id,
                    owner=user,
                    title=name,
                    named=False,
                    searched_title=searched_form(name),
                    created_at=moment,
                    changed_at=moment,
                    version=0,
                    latest=0,
                    searched="",
                    **_asked(brief, choices),
                )
            )
            return self._read(connection, user, draft_id, None)

    def change_outline(self, user: str, draft_id: str, brief: Brief, choices: OutlineChoices) -> KeptDraft:
        """Keep another brief and other choices; raises ``UnknownDraft``."""
        with self._database.transaction() as connection:
            self._change(connection, user, draft_id, _asked(brief, choices))
            return self._read(connection, user, draft_id, None)

    def add_version(
        self,
        user: str,
        draft_id: str,
        new: NewVersion,
        *,
        seen: int | None,
        asked: tuple[Brief, OutlineChoices] | None = None,
        keep_late: bool = False,
    ) -> KeptDraft:
        """Keep a text as the version that stands; ``seen`` is the version that it was made from, ``None`` any.

        Raises ``UnknownDraft``, and ``DraftChanged`` where another version stands by now; with ``keep_late`` the text
        is then kept as a version that does not stand (``kept`` names it).
        """
        late: DraftChanged | None = None
        with self._database.transaction() as connection:
            moment = moment_text(datetime.now(UTC))
            # the first statement takes the right to write, so that no number is given twice
            row = self._change(connection, user, draft_id, {"latest": DraftRow.latest + 1})
            number = int(row["latest"])
            if seen is not None and row["version"] != seen:
                late = self._changed(connection, draft_id, seen, row["version"], number if keep_late else None)
                if not keep_late:
                    raise late
            connection.execute(insert(DraftVersionRow).values(_version_columns(draft_id, number, moment, new)))
            if late is None:
                values = {"version": number, "changed_at": moment, "searched": _searched(new.draft)}
                values |= _asked(*asked) if asked else {}
                if not row["named"]:
                    title = clean_title(new.draft.title) or row["title"]
                    values |= {"title": title, "searched_title": searched_form(title)}
                connection.execute(update(DraftRow).where(DraftRow.draft_id == draft_id).values(values))
            kept = self._read(connection, user, draft_id, None)
        if late is not None:
            raise late
        return kept

    def rename(self, user: str, draft_id: str, title: str) -> None:
        """Give a draft another name, or that of its text back where the name holds nothing; raises ``UnknownDraft``."""
        with self._database.transaction() as connection:
            name = clean_title(title)
            kept = self._read(connection, user, draft_id, None)
            shown = name or clean_title(kept.draft.title if kept.draft else "") or kept.summary.title
            values = {"title": shown, "searched_title": searched_form(shown), "named": bool(name)}
            connection.execute(update(DraftRow).where(DraftRow.draft_id == draft_id).values(values))

    def delete(self, user: str, draft_id: str) -> None:
        """Forget a draft with all its versions for good; raises ``UnknownDraft``."""
        with self._database.transaction() as connection:
            gone = connection.execute(delete(DraftRow).where(DraftRow.draft_id == draft_id, DraftRow.owner == user))
            if gone.rowcount != 1:
                raise UnknownDraft(draft_id=draft_id)
        self._database.compact()

    # ---- rows --------------------------------------------------------------------------------------------------

    def _change(self, connection: Connection, user: str, draft_id: str, values: dict[str, Any]) -> Any:
        values = {"changed_at": moment_text(datetime.now(UTC)), **values}
        row = (
            connection.execute(
                update(DraftRow)
                .where(DraftRow.draft_id == draft_id, DraftRow.owner == user)
                .values(values)
                .returning(DraftRow.version, DraftRow.latest, DraftRow.named, DraftRow.title)
            )
            .mappings()
            .first()
        )
        if row is None:
            raise UnknownDraft(draft_id=draft_id)
        return row

    def _changed(self, connection: Connection, draft_id: str, seen: int, found: int, kept: int | None) -> DraftChanged:
        query = select(DraftVersionRow.kind, DraftVersionRow.note, DraftVersionRow.made_at).where(
            DraftVersionRow.draft_id == draft_id, DraftVersionRow.number == found
        )
        row = connection.execute(query).mappings().first()
        return DraftChanged(
            draft_id=draft_id,
            seen=seen,
            found=found,
            kept="–" if kept is None else kept,
            kind=row["kind"] if row else "",
            note=row["note"] if row else "",
            changed_at=datetime.fromisoformat(row["made_at"]).isoformat(" ", "seconds") if row else "",
        )

    def _read(self, connection: Connection, user: str, draft_id: str, version: int | None) -> KeptDraft:
        query = select(DraftRow.__table__).where(DraftRow.draft_id == draft_id, DraftRow.owner == user)
        row = connection.execute(query).mappings().first()
        if row is None:
            raise UnknownDraft(draft_id=draft_id)
        number = row["version"] if version is None else version
        rows = select(
            DraftVersionRow.number, DraftVersionRow.kind, DraftVersionRow.note, DraftVersionRow.made_at
        ).where(DraftVersionRow.draft_id == draft_id)
        versions = connection.execute(rows.order_by(DraftVersionRow.number)).mappings().all()
        texts = select(DraftVersionRow.draft, DraftVersionRow.sheet).where(
            DraftVersionRow.draft_id == draft_id, DraftVersionRow.number == number
        )
        text = connection.execute(texts).mappings().first()
        if text is None and number:
            raise UnknownDraft(draft_id=draft_id)
        try:
            return KeptDraft(
                summary=_summary(row),
                brief=BRIEFS.from_json(row["brief"]),
                choices=CHOICES.from_json(row["choices"]),
                draft=DRAFTS.from_json(text["draft"]) if text else None,
                sheet=SHEETS.from_json(text["sheet"]) if text else None,
                versions=tuple(
                    DraftVersion(one["number"], one["kind"], one["note"], datetime.fromisoformat(one["made_at"]))
                    for one in versions
                ),
            )
        except ValueError as error:
            raise WorkspaceDamaged(path=self._database.place, detail=str(error)) from error


def _asked(brief: Brief, choices: OutlineChoices) -> dict[str, Any]:
    return {
        "brief": BRIEFS.to_json(brief),
        "choices": CHOICES.to_json(choices),
        "genre": brief.genre,
        "language": brief.language,
    }


def _version_columns(draft_id: str, number: int, moment: str, new: NewVersion) -> dict[str, Any]:
    return {
        "draft_id": draft_id,
        "number": number,
        "kind": new.kind,
        "note": storable(" ".join(new.note.split()))[:LONGEST_NOTE],
        "made_at": moment,
        "draft": DRAFTS.to_json(new.draft),
        "sheet": SHEETS.to_json(new.sheet),
    }


def _searched(draft: Draft) -> str:
    return searched_form(" ".join([draft.title, *(block.text for block in draft.blocks)]))


def _summary(row: Any) -> DraftSummary:
    return DraftSummary(
        draft_id=row["draft_id"],
        title=row["title"],
        genre=row["genre"],
        language=row["language"],
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        version=row["version"],
    )
