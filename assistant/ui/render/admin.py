"""The Admin tab: the state of the library and the machine, work, use, people, the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Final

from assistant.machine_state import MachineState
from assistant.report_table import TablePage
from assistant.ui.render.charts import Bar, render_bars
from assistant.ui.render.markup import Html, action, join, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import coded_text, collection_text, date_text, file_name, joined, moment_text
from assistant.usage import AskedQuestion, UnansweredTopic, UsageReport
from assistant.views import FacetValue
from ingest.jobs.records import DuplicateGroup, GenerationSummary, Job, WatchedFolder, WorkState

SECTIONS: Final = ("state", "work", "use", "people", "audit")
_MOST_BARS: Final = 12
_GIGABYTE: Final = 1_000_000_000
_MEGABYTE: Final = 1_000_000


def render_admin(section: str, notice: Html | None, content: Html, texts: Texts) -> Html:
    """The frame of the tab: which sections there are, what was done last, the open section."""
    buttons = [
        action(
            "show_section",
            texts(f"admin.section_{one}"),
            payload={"section": one},
            aria_pressed="true" if one == section else "false",
        )
        for one in SECTIONS
    ]
    return tag(
        "section",
        tag("h1", texts("admin.heading")),
        tag("nav", *buttons, class_="sections", aria_label=texts("admin.sections")),
        notice,
        content,
        class_="admin",
    )


# ---- the state -----------------------------------------------------------------------------------------------------


def render_state(page: TablePage, passages: int, machine: MachineState, work: WorkState, texts: Texts) -> Html:
    """What the library holds and what it takes."""
    states = {one.value: one.count for one in page.facets.get("state", ())}
    parts = dict(machine.parts)
    tiles = [
        _tile(texts("admin.indexed"), texts.number(states.get("indexed", 0))),
        _tile(texts("admin.refused"), texts.number(states.get("refused", 0)), bad=bool(states.get("refused"))),
        _tile(texts("admin.queue"), texts.number(work.waiting + work.working)),
        _tile(texts("library.passages"), texts.number(passages)),
        _tile(texts("admin.index_size"), size_text(parts.get("generations", 0), texts)),
        _tile(texts("admin.originals_size"), size_text(parts.get("originals", 0), texts)),
        _tile(texts("admin.used"), size_text(machine.used, texts)),
        _tile(
            texts("admin.free"),
            texts("admin.free_of", free=size_text(machine.free, texts), total=size_text(machine.total, texts)),
            bad=machine.disk != "good",
        ),
    ]
    warning = None
    if machine.disk != "good":
        warning = tag("p", texts(f"admin.disk_{machine.disk}"), class_="card trouble", role="alert")
    return join(
        [
            warning,
            tag("div", *tiles, class_="tiles"),
            tag(
                "div",
                _facet_chart("admin.by_year", page.facets.get("year", ()), texts),
                _facet_chart("admin.by_issuer", page.facets.get("issuer", ()), texts),
                _facet_chart("admin.by_type", page.facets.get("doc_type", ()), texts, section="doc_type"),
                _collection_chart(page.facets.get("collection", ()), texts),
                class_="charts",
            ),
        ]
    )


def _tile(name: str, value: str, *, bad: bool = False) -> Html:
    return tag("div", tag("b", value), tag("span", name, class_="small"), class_="tile bad" if bad else "tile")


def _facet_chart(heading: str, values: Sequence[FacetValue], texts: Texts, *, section: str | None = None) -> Html:
    shown = values[:_MOST_BARS]
    bars = [Bar(coded_text(section, one.value, texts) if section else one.value, one.count) for one in shown]
    rest = sum(one.count for one in values[_MOST_BARS:])
    if rest:
        bars.append(Bar(texts("chart.others"), rest))
    return render_bars(texts(heading), bars, texts)


def _collection_chart(values: Sequence[FacetValue], texts: Texts) -> Html:
    named = [FacetValue(collection_text(one.value, texts), one.count) for one in values]
    return _facet_chart("admin.by_collection", named, texts)


def size_text(size: int, texts: Texts) -> str:
    """A size in the unit in which people know it."""
    if size >= _GIGABYTE:
        return f"{decimal_text(size / _GIGABYTE, texts)} GB"
    return f"{texts.number(round(size / _MEGABYTE))} MB"


def decimal_text(value: float, texts: Texts) -> str:
    """A number with one decimal, in the way of the language."""
    written = f"{value:,.1f}"
    return written.replace(",", " ").replace(".", ",").replace(" ", ".") if texts.language == "vi" else written


# ---- work ----------------------------------------------------------------------------------------------------------


def render_jobs(jobs: Sequence[Job], texts: Texts) -> Html:
    """The latest jobs of everybody."""
    rows = [
        (
            texts(f"job.kind_{job.kind}"),
            PurePath(job.label).name or job.label,
            tag("span", texts(f"job.state_{job.state}"), class_="badge good" if job.state == "done" else "badge weak"),
            texts("job.counts", done=texts.number(job.progress.finished), total=texts.number(job.progress.total)),
            job.by or texts("event.program"),
            moment_text(job.created_at.astimezone(), texts),
            _job_actions(job, texts),
        )
        for job in jobs
    ]
    return _section(
        texts("job.heading"), _table(("what", "name", "state", "count", "who", "when", ""), rows, texts, "job.none")
    )


def _job_actions(job: Job, texts: Texts) -> Html | None:
    if not job.is_finished:
        return action("cancel_job", texts("job.cancel"), payload={"job": job.job_id}, class_="chip")
    if job.can_retry:
        return action("retry_job", texts("job.retry"), payload={"job": job.job_id}, class_="chip")
    return None


def render_generations(generations: Sequence[GenerationSummary], texts: Texts) -> Html:
    """The sets of indexes, with the way back to one that was replaced."""
    rows = [
        (
            texts("admin.generation", number=one.generation_id),
            tag(
                "span",
                texts(f"admin.generation_{one.state}"),
                class_="badge good" if one.state == "current" else "badge weak",
            ),
            one.model,
            texts.count("library.count", one.documents),
            moment_text(one.created_at.astimezone(), texts),
            date_text(one.expires_at.date(), texts) if one.expires_at else "",
            action(
                "roll_back",
                texts("admin.roll_back_named", number=one.generation_id),
                texts("admin.roll_back"),
                payload={"generation": one.generation_id},
                class_="chip",
            )
            if one.state == "retired"
            else None,
        )
        for one in generations
    ]
    return _section(
        texts("admin.generations"),
        _table(("name", "state", "model", "count", "when", "until", ""), rows, texts, "admin.nothing"),
        tag("p", texts("admin.rebuild_note"), class_="small"),
        tag("p", action("rebuild", texts("admin.rebuild"), class_="chip")),
    )


def render_folders(folders: Sequence[WatchedFolder], texts: Texts) -> Html:
    """The folders that are swept on a schedule; they are set up by command."""
    rows = [
        (
            one.path,
            collection_text(one.collection, texts),
            texts.count("admin.minutes", one.every_minutes),
            moment_text(one.swept_at.astimezone(), texts) if one.swept_at else texts("admin.never"),
            tag("span", texts("admin.folder_trouble"), class_="badge bad") if one.trouble else "",
            action(
                "sweep",
                texts("admin.sweep_named", name=one.path),
                texts("admin.sweep"),
                payload={"folder": one.folder_id},
                class_="chip",
            ),
        )
        for one in folders
    ]
    return _section(
        texts("admin.folders"),
        _table(("folder", "collection", "every", "when", "state", ""), rows, texts, "admin.no_folders"),
    )


def render_duplicates(groups: Sequence[DuplicateGroup], texts: Texts) -> Html:
    """Documents that are the same report."""
    rows = [
        (
            action(
                "open_report",
                one.preferred.title or file_name(one.preferred.source),
                payload={"document": one.preferred.document_id},
                class_="plain",
            ),
            joined((other.title or file_name(other.source) for other in one.others), texts),
            texts(f"admin.duplicate_{one.reason}"),
        )
        for one in groups
    ]
    return _section(texts("admin.duplicates"), _table(("report", "also", "why"), rows, texts, "admin.no_duplicates"))


# ---- use -----------------------------------------------------------------------------------------------------------


def render_usage(report: UsageReport, texts: Texts) -> Html:
    """Questions, refusals, judgements and times, by week and by what was not answered."""
    share = round(100 * report.refused / report.questions) if report.questions else 0
    tiles = [
        _tile(texts("use.questions"), texts.number(report.questions)),
        _tile(texts("use.refused"), f"{texts.number(report.refused)} ({share} %)"),
        _tile(texts("use.not_useful"), texts.number(report.not_useful), bad=bool(report.not_useful)),
        _tile(texts("use.useful"), texts.number(report.useful)),
        _tile(texts("use.users"), texts.number(report.users)),
        _tile(texts("use.median"), seconds_text(report.median_seconds, texts)),
        _tile(texts("use.slow"), seconds_text(report.slow_seconds, texts)),
    ]
    weeks = [Bar(week_text(week.start, texts), week.questions, week.refused) for week in report.weeks]
    return join(
        [
            tag("p", texts("use.since", date=date_text(report.since.date(), texts)), class_="small"),
            tag("div", *tiles, class_="tiles"),
            tag(
                "div",
                render_bars(
                    texts("use.by_week"),
                    weeks,
                    texts,
                    part_name=texts("use.refused"),
                    whole_name=texts("use.answered"),
                ),
                class_="charts",
            ),
            _section(texts("use.topics"), tag("p", texts("use.topics_note"), class_="small"), _topics(report, texts)),
            _section(texts("use.judged"), _questions(report.not_useful_answers, texts)),
            _section(texts("use.slowest"), _questions(report.slowest[:10], texts)),
        ]
    )


def week_text(monday: date, texts: Texts) -> str:
    """A week by its first day."""
    return texts("use.week", date=date_text(monday, texts))


def seconds_text(seconds: float | None, texts: Texts) -> str:
    """A time to an answer."""
    return "–" if seconds is None else texts("use.seconds", count=decimal_text(seconds, texts))


def _topics(report: UsageReport, texts: Texts) -> Html:
    rows = [
        (
            tag("span", *(tag("span", word) for word in topic.words), class_="words"),
            texts.number(topic.count),
            date_text(topic.last_asked.date(), texts),
            _examples(topic),
        )
        for topic in report.topics
    ]
    return _table(("topic", "count", "last", "questions"), rows, texts, "use.no_topics")


def _examples(topic: UnansweredTopic) -> Html:
    return join([tag("small", question) for question in topic.questions[:3]])


def _questions(asked: Sequence[AskedQuestion], texts: Texts) -> Html:
    rows = [
        (
            one.question or tag("span", texts("use.hidden"), class_="unsaid"),
            joined(
                [
                    *([texts(f"feedback.{one.feedback}")] if one.feedback else []),
                    *([one.comment] if one.comment else []),
                ],
                texts,
            ),
            seconds_text(one.seconds, texts),
            moment_text(one.asked_at.astimezone(), texts),
        )
        for one in asked
    ]
    return _table(("question", "judgement", "time", "when"), rows, texts, "use.none")


# ---- tables --------------------------------------------------------------------------------------------------------


def _section(heading: str, *content: Html | None) -> Html:
    return tag("section", tag("h2", heading), *content)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str | Html | None]], texts: Texts, empty: str) -> Html:
    if not rows:
        return tag("p", texts(empty), class_="hint")
    head = tag("tr", *(tag("th", texts(f"column.{name}") if name else "", scope="col") for name in columns))
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body), class_="plain-table"), class_="wide-table")


def render_table(
    heading: str, columns: Sequence[str], rows: Sequence[Sequence[str | Html | None]], texts: Texts, empty: str
) -> Html:
    """A section with a table whose columns are named by ``column.*``."""
    return _section(heading, _table(columns, rows, texts, empty))


def moment_or_none(moment: datetime | None, texts: Texts) -> str:
    """A moment in the reader's time zone; a dash where there is none."""
    return "–" if moment is None else moment_text(moment.astimezone(), texts)
