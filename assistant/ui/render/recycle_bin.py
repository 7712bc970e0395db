"""The recycle bin in the place of the table: what was removed and can still be put back."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ui.render.markup import Html, action, icon, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import collection_text, date_text, file_name
from ingest.jobs.records import RecycledDocument


def render_recycle_bin(binned: Sequence[RecycledDocument], texts: Texts) -> Html:
    """Every removed document with when it went and until when it can come back."""
    return tag(
        "section",
        action("show_table", texts("library.back"), icon("left"), texts("library.back"), class_="quiet"),
        tag("h2", texts("care.bin")),
        tag("p", texts("care.bin_note"), class_="small"),
        tag("ul", *(_entry(one, texts) for one in binned), class_="bin") if binned else None,
        None if binned else tag("p", texts("care.bin_empty"), class_="hint"),
    )


def _entry(one: RecycledDocument, texts: Texts) -> Html:
    name = one.title or file_name(one.source)
    facts = texts(
        "care.bin_facts",
        collection=collection_text(one.collection, texts),
        removed=date_text(one.removed_at.date(), texts),
        until=date_text(one.expires_at.date(), texts),
    )
    return tag(
        "li",
        tag("span", tag("b", name), tag("small", facts)),
        action(
            "restore_documents",
            texts("care.restore_named", name=name),
            texts("care.restore"),
            payload={"documents": one.document_id},
            class_="chip",
        ),
    )
