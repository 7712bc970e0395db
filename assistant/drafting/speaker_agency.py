"""For which agency a speaker speaks, where the request names only a post and every source says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.answer import Notice
from assistant.drafting.draft import Brief
from assistant.drafting.draft_sources import FactSource
from assistant.drafting.fact_attribution import same_agency
from ingest.catalogue_records import DocumentRecord
from ingest.folding import fold
from ingest.people import find_people


def with_speaker_agency(brief: Brief, records: Sequence[DocumentRecord], library: FactSource) -> Brief:
    """Fill the agency of a speech: the host of the meeting in all sources, where one of them names the speaker's post
    there and none names that post elsewhere. What is filled is ``inferred`` and a notice says so."""
    if brief.genre != "speech" or brief.issuer or not brief.speaker_post or not records:
        return brief
    hosts = [record.metadata.issuer for record in records]
    host = hosts[0]
    if host is None or any(one is None or not same_agency(host, one) for one in hosts):
        return brief
    post = fold(brief.speaker_post)
    held = [
        person.organisation
        for record in records
        for person in find_people(library.text(record.document_id).clean.text, record.metadata.language)
        if fold(person.post) == post and (not brief.speaker or fold(brief.speaker) in fold(person.name))
    ]
    named = [one for one in held if one]
    if not named or any(not same_agency(host, one) for one in named):
        return brief
    notice = Notice("agency_inferred", (("agency", host),))
    return replace(
        brief, issuer=host, inferred=tuple(dict.fromkeys((*brief.inferred, "issuer"))), notices=(*brief.notices, notice)
    )
