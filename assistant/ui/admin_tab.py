"""The Admin tab: the state of the library, work and indexes, use and quality, people and rights, the audit log."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

import gradio as gr

from assistant.errors import KNOWN_ERRORS
from assistant.people.values import EVERYONE, LEVELS, ROLES, AuditAction, AuditFilter
from assistant.report_table import TableQuery
from assistant.ui.care_service import CareService
from assistant.ui.events import html_part, number_value, payload, text_value
from assistant.ui.library_tab import LibraryTab
from assistant.ui.problems import problem_of, problem_words
from assistant.ui.render.admin import (
    SECTIONS,
    render_admin,
    render_duplicates,
    render_folders,
    render_generations,
    render_jobs,
    render_state,
    render_usage,
)
from assistant.ui.render.document import render_trouble
from assistant.ui.render.markup import Html, join, tag
from assistant.ui.render.people import render_accounts, render_audit, render_collections
from assistant.ui.service import PageService
from assistant.ui.texts import Texts, load_texts
from assistant.ui.visit import Visit
from assistant.ui.wording import read_day

Updates = dict[Any, Any]
_JOBS_SHOWN = 25
_AUDIT_SHOWN = 200
_WEEKS = 12


@dataclass(frozen=True, slots=True)
class AdminParts:
    """The components of the tab."""

    body: gr.HTML
    download: gr.HTML

    @property
    def all(self) -> list[Any]:
        return [self.body, self.download]


class AdminTab:
    """Joins the tab to the service. Holds nothing of any user: that is in each page's ``Visit``."""

    name = "admin"

    def __init__(self, service: PageService) -> None:
        self._service = service
        self._parts: AdminParts | None = None

    @property
    def parts(self) -> AdminParts:
        if self._parts is None:
            raise RuntimeError("the tab has not been built")
        return self._parts

    @property
    def components(self) -> list[Any]:
        """Everything that ``show`` fills."""
        return self.parts.all

    @property
    def _care(self) -> CareService:
        return self._service.care

    def build(self) -> None:
        """Lay the components out; call it inside the page's Blocks."""
        body = html_part(
            "admin",
            *("show_section", "rebuild", "roll_back", "sweep", "cancel_job", "retry_job", "open_report"),
            *("add_account", "set_role", "enable_account", "disable_account"),
            *("grant_right", "revoke_right", "set_confidential", "filter_audit", "export_audit"),
        )
        self._parts = AdminParts(body, html_part("admin-download"))

    def connect(self, visit: gr.State) -> None:
        """Join the events to their handlers."""
        body = self.parts.body
        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
            "inputs": [visit],
        }
        body.show_section(self.show_section, outputs=[body], **quick)
        for name in (
            *("rebuild", "roll_back", "sweep", "cancel_job", "retry_job", "add_account", "set_role"),
            *("enable_account", "disable_account", "grant_right", "revoke_right", "set_confidential"),
        ):
            getattr(body, name)(getattr(self, name), outputs=[body], **quick)
        body.filter_audit(self.filter_audit, outputs=[body], trigger_mode="always_last", **quick)
        body.export_audit(self.export_audit, outputs=[body, self.parts.download], **quick)

    def connect_opening(self, library: LibraryTab, visit: gr.State) -> None:
        """Let a document that is named here be opened in the library."""
        library.connect_opening(self.parts.body, visit)

    def show(self, visit: Visit) -> Updates:
        """Show nothing yet: what the tab tells is looked up when it is opened."""
        del visit
        return {self.parts.body: Html(""), self.parts.download: Html("")}

    def show_now(self, visit: Visit) -> Updates:
        """Show the open section as things are now."""
        visit.admin.notice = None
        return {self.parts.body: self._body(visit), self.parts.download: Html("")}

    def show_section(self, visit: Visit, event: gr.EventData) -> Updates:
        """Show another section."""
        section = text_value(event, "section")
        visit.admin.section = section if section in SECTIONS else SECTIONS[0]
        visit.admin.notice = None
        return {self.parts.body: self._body(visit)}

    # ---- work --------------------------------------------------------------------------------------------------

    def rebuild(self, visit: Visit) -> Updates:
        """Make the indexes again."""
        return self._done(visit, "admin.rebuilding", self._care.rebuild)

    def roll_back(self, visit: Visit, event: gr.EventData) -> Updates:
        """Answer from earlier indexes again."""
        number = number_value(event, "generation")
        return self._done(visit, "admin.rolling_back", lambda: self._care.roll_back(number))

    def sweep(self, visit: Visit, event: gr.EventData) -> Updates:
        """Look through a watched folder now."""
        return self._done(visit, "admin.sweeping", lambda: self._care.sweep(number_value(event, "folder")))

    def cancel_job(self, visit: Visit, event: gr.EventData) -> Updates:
        """Stop a job."""
        return self._done(visit, "job.cancelled", lambda: self._care.cancel(number_value(event, "job")))

    def retry_job(self, visit: Visit, event: gr.EventData) -> Updates:
        """Try again what failed in a job."""
        return self._done(visit, "job.retried", lambda: self._care.retry(number_value(event, "job")))

    # ---- people ------------------------------------------------------------------------------------------------

    def add_account(self, visit: Visit, event: gr.EventData) -> Updates:
        """Add an account with its first password."""
        name, password = text_value(event, "name"), text_value(event, "password")
        role = next((one for one in ROLES if one == text_value(event, "role")), ROLES[0])
        care = self._care
        return self._done(
            visit, "people.added", lambda: care.people.add_user(name, role, password or None, by=care.actor)
        )

    def set_role(self, visit: Visit, event: gr.EventData) -> Updates:
        """Give an account another role."""
        name, care = text_value(event, "name"), self._care
        role = next((one for one in ROLES if one == text_value(event, "role")), ROLES[0])
        return self._done(visit, "people.changed", lambda: care.people.set_role(name, role, by=care.actor))

    def enable_account(self, visit: Visit, event: gr.EventData) -> Updates:
        """Let a disabled account in again."""
        name, care = text_value(event, "name"), self._care
        return self._done(visit, "people.changed", lambda: care.people.enable(name, by=care.actor))

    def disable_account(self, visit: Visit, event: gr.EventData) -> Updates:
        """Keep an account out."""
        name, care = text_value(event, "name"), self._care
        return self._done(visit, "people.changed", lambda: care.people.disable(name, by=care.actor))

    def grant_right(self, visit: Visit, event: gr.EventData) -> Updates:
        """Let an account do something with a collection."""
        collection, name, care = text_value(event, "collection"), text_value(event, "name"), self._care
        level = next((one for one in LEVELS if one == text_value(event, "level")), LEVELS[0])
        return self._done(
            visit, "people.changed", lambda: care.people.grant(collection, name or EVERYONE, level, by=care.actor)
        )

    def revoke_right(self, visit: Visit, event: gr.EventData) -> Updates:
        """Take a right away."""
        collection, name, care = text_value(event, "collection"), text_value(event, "name"), self._care
        return self._done(visit, "people.changed", lambda: care.people.revoke(collection, name, by=care.actor))

    def set_confidential(self, visit: Visit, event: gr.EventData) -> Updates:
        """Mark a collection as confidential, or take the mark away."""
        collection, care = text_value(event, "collection"), self._care
        wanted = payload(event).get("confidential") is True
        return self._done(
            visit, "people.changed", lambda: care.people.set_confidential(collection, wanted, by=care.actor)
        )

    # ---- the audit log -----------------------------------------------------------------------------------------

    def filter_audit(self, visit: Visit, event: gr.EventData) -> Updates:
        """List the entries that the form admits."""
        actions: tuple[AuditAction, ...] = get_args(AuditAction)
        chosen = text_value(event, "action")
        since, until = read_day(text_value(event, "since")), read_day(text_value(event, "until"))
        visit.admin.audit = AuditFilter(
            who=text_value(event, "who"),
            actions=frozenset(one for one in actions if one == chosen),
            since=_moment(since) if since else None,
            until=_moment(until + timedelta(days=1)) - timedelta(microseconds=1) if until else None,
            words=text_value(event, "words"),
        )
        visit.admin.notice = None
        return {self.parts.body: self._body(visit)}

    def export_audit(self, visit: Visit) -> Updates:
        """Give the entries that the form admits as a file."""
        care = self._care
        try:
            lines = "".join(care.people.export_audit(visit.admin.audit, by=care.actor))
        except KNOWN_ERRORS as error:
            visit.admin.notice = problem_of(error)
            return {self.parts.body: self._body(visit), self.parts.download: Html("")}
        content = base64.b64encode(("\ufeff" + lines).encode()).decode()
        file = tag(
            "span",
            hidden=True,
            data_download="audit.csv",
            data_type="text/csv",
            data_content=content,
            id=f"audit-{secrets.token_hex(4)}",
        )
        return {self.parts.body: gr.skip(), self.parts.download: file}

    # ---- inside ------------------------------------------------------------------------------------------------

    def _done(self, visit: Visit, key: str, change: Callable[[], object]) -> Updates:
        try:
            change()
            visit.admin.notice = key
        except KNOWN_ERRORS as error:
            visit.admin.notice = problem_of(error)
        return {self.parts.body: self._body(visit)}

    def _body(self, visit: Visit) -> Html:
        texts, here = load_texts(visit.language), visit.admin
        notice: Html | None = None
        if isinstance(here.notice, str):
            notice = tag("p", texts(here.notice), class_="card done", role="status")
        elif here.notice is not None:
            notice = render_trouble(here.notice, texts, problem_words)
        try:
            content = self._section(visit, texts)
        except KNOWN_ERRORS as error:
            content = render_trouble(problem_of(error), texts, problem_words)
        return render_admin(here.section, notice, content, texts)

    def _section(self, visit: Visit, texts: Texts) -> Html:
        care, here = self._care, visit.admin
        if here.section == "work":
            return join(
                [
                    render_jobs(care.jobs(_JOBS_SHOWN), texts),
                    render_generations(care.generations(), texts),
                    render_folders(care.watched_folders(), texts),
                    render_duplicates(care.duplicate_groups(), texts),
                ]
            )
        if here.section == "use":
            return render_usage(care.usage(_WEEKS), texts)
        if here.section == "people":
            accounts = care.people.users()
            collections = care.people.collections(care.collections())
            return join([render_accounts(accounts, texts), render_collections(collections, accounts, texts)])
        if here.section == "audit":
            entries, count = care.audit(here.audit, _AUDIT_SHOWN), care.people.count_audit(here.audit)
            return render_audit(entries, here.audit, texts, count)
        summary = self._service.library_summary()
        return render_state(
            care.table(TableQuery(), limit=0), summary.passages, care.machine(), care.work_state(), texts
        )


def _moment(day: date) -> datetime:
    """Midnight of a day in this machine's time zone."""
    return datetime.combine(day, time.min).astimezone()
