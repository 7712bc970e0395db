"""The commands that change the library: files in and out, the queue, watched folders, the bin, the indexes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from assistant.cli_following import Work, job_bar, library_work
from assistant.cli_terminal import AsJson, DataDir, emit, fields_text, interface_language, known_errors, read_settings

if TYPE_CHECKING:
    from ingest.jobs.records import GonePolicy, Job, JobItem

EXIT_SOME_REFUSED = 3
EXIT_FAILED = 1

jobs_app = typer.Typer(invoke_without_command=True, help="What is queued, in work and done.")
sources_app = typer.Typer(no_args_is_help=True, help="Folders that are swept on a schedule.")
bin_app = typer.Typer(no_args_is_help=True, help="Removed reports that can still be put back.")
DocumentIds = Annotated[list[str], typer.Argument(help="Document ids, beginnings of them, or paths.")]
JobNumber = Annotated[int, typer.Argument(help="Number in `baocao jobs`.")]


def add_job_commands(app: typer.Typer) -> None:
    """Register the commands of this module."""
    for command in (ingest, remove, reindex, rollback, duplicates):
        app.command()(command)
    app.add_typer(jobs_app, name="jobs")
    app.add_typer(sources_app, name="sources")
    app.add_typer(bin_app, name="bin")


# ---- files in and out ----------------------------------------------------------------------------------------------


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    collection: Annotated[str, typer.Option(help="Collection that the reports are added to.")] = "default",
    check_content: Annotated[bool, typer.Option("--check-content", help="Read files that look unchanged.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add reports: read, clean, index. One line for each file."""
    with known_errors(), library_work(read_settings(data_dir)) as work:
        job = work.requests.enqueue_files(paths, collection=collection, check_content=check_content)
        _print_files(work, job, as_json)


def remove(
    documents: DocumentIds,
    for_good: Annotated[bool, typer.Option("--for-good", help="Do not keep it in the bin.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take reports out of the library; from then on nothing of them is found. They wait in the bin for a while."""
    from assistant.resolving import resolve_document

    with known_errors(), library_work(read_settings(data_dir)) as work:
        records = work.records()
        chosen = list(dict.fromkeys(resolve_document(records.values(), name) for name in documents))
        titled = [(document_id, records[document_id].metadata.title) for document_id in chosen]
        job = work.requests.enqueue_known_removal(titled, for_good=for_good)
        _print_documents(work, job, as_json)


def reindex(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Make the indexes again from the stored originals, beside the old ones, and switch when complete."""
    with known_errors(), library_work(read_settings(data_dir), for_rebuild=True) as work:
        _print_documents(work, work.requests.enqueue_rebuild(), as_json)


def rollback(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Answer from the indexes before the last rebuild again; what was added since is added to them first."""
    with known_errors(), library_work(read_settings(data_dir), for_rebuild=True) as work:
        _print_documents(work, work.requests.enqueue_roll_back(), as_json)


def duplicates(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List reports that are the same one: other page furniture, a draft and its final, the same file twice."""
    from dataclasses import asdict

    from assistant.cli import open_service

    with known_errors(), open_service(data_dir, with_model=False) as service:
        for group in service.jobs.duplicate_groups():
            emit(asdict(group), as_json, _group_text)


# ---- the queue -----------------------------------------------------------------------------------------------------


@jobs_app.callback()
def jobs(
    context: typer.Context,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until everything is done.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the latest jobs, or follow the one in work."""
    if context.invoked_subcommand is not None:
        return
    with known_errors(), _asking(data_dir) as work:
        if not follow:
            for job in reversed(work.requests.jobs()):
                emit(_job_row(job), as_json, _job_line)
            return
        with job_bar() as advance:
            for job in reversed(work.requests.jobs(unfinished=True)):
                for _ in work.follow(job, advance):
                    pass
                emit(_job_row(work.requests.job(job.job_id)), as_json, _job_line)


@jobs_app.command("items")
def jobs_items(job: JobNumber, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List what a job consists of, each with its stage and outcome."""
    with known_errors(), _asking(data_dir) as work:
        after = 0
        while items := work.requests.items(job, after=after):
            after = items[-1].position
            for item in items:
                emit(_item_row(item), as_json, fields_text)


@jobs_app.command("cancel")
def jobs_cancel(job: JobNumber, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Stop a job: what is done stays done, what waits is not begun."""
    with known_errors(), _asking(data_dir) as work:
        emit(_job_row(work.requests.cancel(job)), as_json, _job_line)


@jobs_app.command("retry")
def jobs_retry(job: JobNumber, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Do again what failed or was cancelled in a job, and nothing else."""
    with known_errors(), library_work(read_settings(data_dir)) as work:
        retried = work.requests.retry_failed(job)
        with job_bar() as advance:
            for _ in work.follow(retried, advance):
                pass
        emit(_job_row(work.requests.job(job)), as_json, _job_line)


# ---- watched folders -----------------------------------------------------------------------------------------------


@sources_app.command("add")
def sources_add(
    folder: Annotated[Path, typer.Argument(help="Folder to watch.")],
    collection: Annotated[str, typer.Option(help="Collection that its reports belong to.")] = "default",
    gone: Annotated[str, typer.Option(help="When a file is gone: recycle, keep or ask.")] = "recycle",
    every: Annotated[int, typer.Option(min=1, help="Minutes between two sweeps while the page is open.")] = 60,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Watch a folder: new, changed, moved and gone files are followed."""
    if gone not in ("recycle", "keep", "ask"):
        raise typer.BadParameter("one of recycle, keep, ask", param_hint="--gone")
    with known_errors(), _asking(data_dir) as work:
        policy = cast("GonePolicy", gone)
        watched = work.requests.watch_folder(folder, collection=collection, gone=policy, every_minutes=every)
        emit(_values(watched), as_json, fields_text)


@sources_app.command("list")
def sources_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the watched folders with what their last sweep found."""
    with known_errors(), _asking(data_dir) as work:
        for folder in work.requests.watched_folders():
            emit(_values(folder), as_json, fields_text)


@sources_app.command("remove")
def sources_remove(
    folder: Annotated[int, typer.Argument(help="Number in `baocao sources list`.")], data_dir: DataDir = None
) -> None:
    """Watch a folder no longer; its reports stay."""
    with known_errors(), _asking(data_dir) as work:
        work.requests.unwatch_folder(folder)


@sources_app.command("sweep")
def sources_sweep(
    folder: Annotated[int | None, typer.Argument(help="Number in the list.", show_default="all")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Sweep watched folders now: one line for each folder, then one for each file that was read."""
    with known_errors(), library_work(read_settings(data_dir)) as work:
        numbers = [one.folder_id for one in work.requests.watched_folders()] if folder is None else [folder]
        for number in numbers:
            known = {job.job_id for job in work.requests.jobs()}
            _print_documents(work, work.requests.enqueue_sweep(number), as_json)
            for job in reversed(work.requests.jobs(unfinished=True)):
                if job.job_id not in known and job.parameters.get("folder_id") == number and job.kind == "ingest":
                    _print_files(work, job, as_json)


# ---- the bin -------------------------------------------------------------------------------------------------------


@bin_app.command("list")
def bin_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List removed reports that can still be put back, and until when."""
    from assistant.cli import open_service

    with known_errors(), open_service(data_dir, with_model=False) as service:
        for document in service.jobs.recycled():
            emit(_values(document), as_json, fields_text)


@bin_app.command("restore")
def bin_restore(documents: DocumentIds, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Put removed reports back."""
    from ingest.jobs.records import NewItem
    from ingest.opening import stored_bin

    with known_errors():
        settings = read_settings(data_dir)
        with library_work(settings) as work:
            chosen = [_in_bin(stored_bin(settings.data_dir), name) for name in documents]
            queue = work.requests.queue
            job_id = queue.enqueue("restore", [NewItem(one) for one in chosen], label=chosen[0][:12])
            _print_files(work, work.requests.job(job_id), as_json)


@bin_app.command("empty")
def bin_empty(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Delete everything in the bin for good."""
    from ingest.jobs.records import NewItem
    from ingest.opening import stored_bin

    with known_errors():
        settings = read_settings(data_dir)
        with library_work(settings) as work:
            items = [NewItem(one.document_id) for one in stored_bin(settings.data_dir)]
            job_id = work.requests.queue.enqueue("purge", items, label="")
            _print_documents(work, work.requests.job(job_id), as_json)


# ---- inside --------------------------------------------------------------------------------------------------------


def _asking(data_dir: Path | None) -> Any:
    """The queue alone, without opening the library."""
    from contextlib import ExitStack, contextmanager

    @contextmanager
    def asking() -> Iterator[Work]:
        with ExitStack() as opened:
            yield Work(read_settings(data_dir), opened, for_rebuild=False)

    return asking()


def _in_bin(recycled: Any, name: str) -> str:
    from ingest.errors import UnknownDocument

    path = str(Path(name).absolute())
    found = {
        one.document_id
        for one in recycled
        if one.source in (name, path) or (len(name) >= 6 and one.document_id.startswith(name))
    }
    if len(found) != 1:
        raise UnknownDocument(document_id=name)
    return str(found.pop())


def _print_files(work: Work, job: Job, as_json: bool) -> None:
    """Print a line for each file of a job as it gets its outcome; exit as the contract says."""
    from assistant.contract import encode_item

    refused = failed = 0
    with job_bar() as advance:
        for item in work.follow(job, advance):
            refused += item.state == "refused"
            failed += item.state in ("failed", "cancelled")
            emit(encode_item(item, interface_language()), as_json, _outcome_line)
    if failed:
        raise typer.Exit(EXIT_FAILED)
    if refused:
        raise typer.Exit(EXIT_SOME_REFUSED)


def _print_documents(work: Work, job: Job, as_json: bool) -> None:
    """Print a line for each item of a job that is not about files."""
    from assistant.contract import encode_work

    failed = 0
    with job_bar() as advance:
        for item in work.follow(job, advance):
            failed += item.state in ("failed", "cancelled", "refused")
            emit(encode_work(item, interface_language()), as_json, fields_text)
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _job_row(job: Job) -> dict[str, Any]:
    progress = job.progress
    return {
        "job": job.job_id,
        "kind": job.kind,
        "state": job.state,
        "label": job.label,
        "by": job.by,
        "created_at": job.created_at.isoformat(timespec="seconds"),
        "total": progress.total,
        "done": progress.done,
        "refused": progress.refused,
        "failed": progress.failed,
        "cancelled": progress.cancelled,
        "fraction": round(progress.fraction, 3),
        "seconds": round(progress.seconds, 1),
        "seconds_left": None if progress.seconds_left is None else round(progress.seconds_left, 1),
    }


def _item_row(item: JobItem) -> dict[str, Any]:
    from assistant.contract import encode_work

    return {"stage": item.stage, "state": item.state} | encode_work(item, interface_language())


def _values(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        name: one.isoformat(timespec="seconds") if hasattr(one, "isoformat") else one
        for name, one in asdict(value).items()
    }


def _job_line(row: dict[str, Any]) -> str:
    counts = f"{row['done']}/{row['total']}"
    troubles = "".join(f" {name} {row[name]}" for name in ("refused", "failed", "cancelled") if row[name])
    return f"{row['job']:5}  {row['kind']:10}  {row['state']:10}  {counts:>11}{troubles}  {row['label']}"


def _outcome_line(row: dict[str, Any]) -> str:
    marks = {"added": "+", "replaced": "~", "unchanged": "=", "restored": "+"}
    detail = row.get("reason") or row.get("title") or ""
    return f"{marks.get(row['outcome'], '!')} {row['source']}  {detail}"


def _group_text(row: dict[str, Any]) -> str:
    members = [row["preferred"], *row["others"]]
    return "\n".join([row["reason"], *(f"  {one['similarity']:.2f}  {one['source']}" for one in members)])
