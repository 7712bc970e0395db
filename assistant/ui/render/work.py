"""Where files are dropped, and what has become of them: a row for each file with its stage, bar, time left, reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from assistant.people.values import DEFAULT_COLLECTION
from assistant.ui.render.markup import Html, action, join, local_action, tag
from assistant.ui.texts import Texts
from assistant.ui.wording import coded_text, joined, moment_text
from ingest.jobs.records import ItemStage, Job, JobItem, WorkState

ItemWords = Callable[[JobItem, Texts], str]
"""Why a file was refused or failed, and what to do about it."""
TroubleWords = Callable[[WorkState, Texts], str]
_STAGES: Final[Mapping[ItemStage, int]] = {
    "waiting": 0,
    "reading": 20,
    "embedding": 55,
    "storing": 85,
    "fetching": 30,
    "verifying": 90,
    "done": 100,
}
_GOOD: Final = frozenset({"done"})
_BAD: Final = frozenset({"refused", "failed"})


def render_drop_zone(texts: Texts, collections: Sequence[str], formats: Sequence[str], limits: tuple[int, int]) -> Html:
    """Where files and folders are dropped or chosen; the page's script sends them one after the other."""
    file_megabytes, upload_megabytes = limits
    return tag(
        "section",
        tag(
            "div",
            tag("h2", texts("upload.heading")),
            tag("p", texts("upload.hint")),
            tag(
                "p",
                texts(
                    "upload.formats",
                    formats=joined((coded_text("format", one, texts) for one in formats), texts),
                    file=texts.number(file_megabytes),
                    upload=texts.number(upload_megabytes),
                ),
                class_="small",
            ),
            tag(
                "div",
                local_action("choose_files", texts("upload.files"), class_="chip chosen"),
                local_action("choose_folder", texts("upload.folder"), class_="chip"),
                tag(
                    "label",
                    tag("span", texts("upload.collection")),
                    tag(
                        "input",
                        name="upload-collection",
                        list="upload-collections",
                        placeholder=texts("library.default_collection"),
                        value=None if DEFAULT_COLLECTION in collections or not collections else collections[0],
                        maxlength="80",
                        data_typed="upload-collection",
                        autocomplete="off",
                    ),
                    tag(
                        "datalist",
                        *(tag("option", value=name) for name in collections if name != DEFAULT_COLLECTION),
                        id="upload-collections",
                    ),
                    class_="into",
                ),
                class_="choosing",
            ),
            tag("input", type="file", multiple=True, hidden=True, data_files=True, tabindex="-1"),
            tag("input", type="file", webkitdirectory=True, hidden=True, data_folder=True, tabindex="-1"),
            class_="drop",
            data_drop=True,
            data_sending=texts("upload.sending"),
            data_sent=texts("upload.sent"),
            data_failed=texts("upload.failed"),
            data_none=texts("upload.none"),
        ),
        tag("ul", class_="sending", aria_live="polite"),
        aria_label=texts("upload.heading"),
        class_="upload",
    )


def render_work(
    jobs: Sequence[tuple[Job, Sequence[JobItem]]],
    state: WorkState,
    texts: Texts,
    words: ItemWords,
    trouble: TroubleWords,
) -> Html:
    """The latest jobs, newest first, each with its files."""
    stopped = tag("p", trouble(state, texts), class_="card trouble", role="alert") if state.trouble else None
    if not jobs:
        return join([stopped]) if stopped else Html("")
    return tag(
        "section",
        stopped,
        *(_job(job, items, texts, words, opened=at == 0) for at, (job, items) in enumerate(jobs)),
        aria_label=texts("job.heading"),
        class_="work",
    )


def _job(job: Job, items: Sequence[JobItem], texts: Texts, words: ItemWords, *, opened: bool) -> Html:
    progress = job.progress
    counted = texts("job.counts", done=texts.number(progress.finished), total=texts.number(progress.total))
    left = None
    if not job.is_finished and progress.seconds_left is not None:
        left = tag("span", time_left(progress.seconds_left, texts))
    failed = progress.refused + progress.failed
    label = texts(f"job.kind_{job.kind}")
    name = PurePath(job.label).name if job.kind in ("ingest", "sweep") else ""
    return tag(
        "details",
        tag(
            "summary",
            tag("b", label, f" · {name}" if name else None),
            tag("span", texts(f"job.state_{job.state}"), class_=f"badge {_job_class(job)}"),
            tag("span", counted),
            tag("span", texts.count("job.refused", failed), class_="badge bad") if failed else None,
            left,
            tag(
                "progress",
                value=round(100 * progress.fraction) if not job.is_finished else 100,
                max=100,
                aria_label=counted,
            )
            if not job.is_finished
            else tag("small", moment_text(job.created_at.astimezone(), texts)),
        ),
        tag("ul", *(_item(item, job, texts, words) for item in items), class_="items"),
        texts.count("job.more", job.progress.total - len(items)) if job.progress.total > len(items) else None,
        tag(
            "p",
            action("cancel_job", texts("job.cancel"), payload={"job": job.job_id}, class_="chip")
            if not job.is_finished
            else None,
            action("retry_job", texts("job.retry"), payload={"job": job.job_id}, class_="chip")
            if job.can_retry
            else None,
            class_="actions",
        ),
        open=opened,
        class_="job",
        data_job=job.job_id,
    )


def _item(item: JobItem, job: Job, texts: Texts, words: ItemWords) -> Html:
    name = PurePath(str(item.detail.get("title") or item.subject)).name if job.kind != "remove" else item.subject
    shown = str(item.facts.get("title") or name)
    reason = words(item, texts) if item.code else ""
    busy = item.state == "working"
    percent = round(100 * item.done / item.total) if item.total else _STAGES[item.stage]
    return tag(
        "li",
        tag("span", PurePath(shown).name or shown, class_="file"),
        tag("span", _item_words(item, texts), class_=f"badge {_item_class(item)}"),
        tag("progress", value=percent, max=100, aria_label=texts(f"stage.{item.stage}")) if busy else None,
        tag("small", reason, class_="reason") if reason else None,
        _remedy(item, job, texts),
        data_state=item.state,
    )


def _item_words(item: JobItem, texts: Texts) -> str:
    if item.state == "working":
        return texts(f"stage.{item.stage}")
    if item.state == "done" and item.outcome:
        return texts.entries.get(f"outcome.{item.outcome}", texts("job.state_done"))
    return texts(f"item.{item.state}")


def _remedy(item: JobItem, job: Job, texts: Texts) -> Html | None:
    """The button that does what the reason advises, where the page can do it."""
    if item.state == "failed" and job.is_finished:
        return action("retry_job", texts("job.retry"), payload={"job": job.job_id}, class_="chip")
    if item.state == "refused" and job.kind == "ingest":
        return local_action("choose_files", texts("upload.again"), class_="chip")
    if item.state == "done" and item.document_id and job.kind in ("ingest", "restore"):
        return action("open_report", texts("job.open"), payload={"document": item.document_id}, class_="chip")
    return None


def _item_class(item: JobItem) -> str:
    if item.state in _GOOD:
        return "good"
    return "bad" if item.state in _BAD else "weak"


def _job_class(job: Job) -> str:
    if job.state == "done":
        return "good"
    return "bad" if job.state == "failed" else "weak"


def time_left(seconds: float, texts: Texts) -> str:
    """How long something still takes, as people say it."""
    if seconds < 60:
        return texts("job.left_seconds")
    return texts.count("job.left_minutes", round(seconds / 60))
