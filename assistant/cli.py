"""The command ``baocao``: results to standard output, progress and errors to standard error.

Exit codes: 0 done · 1 an error that a user can mend (its code on standard error) · 2 wrong usage · 3 done, but some
files were refused. Nothing heavy is imported before a command needs it, so that ``--help`` is instant.
"""

from __future__ import annotations

import json
import sys
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_backup import backup, restore
from assistant.cli_check import check
from assistant.cli_draft import draft
from assistant.cli_jobs import add_job_commands
from assistant.cli_models import models_app
from assistant.cli_terminal import (
    AsJson,
    DataDir,
    emit,
    fields_text,
    interface_language,
    known_errors,
    read_settings,
    say,
)
from assistant.cli_users import audit, collections_app, users_app
from assistant.cli_verify import verify

if TYPE_CHECKING:
    from assistant.service import Service
    from vectorstore.records import Language

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ask an agency's own past reports, offline.",
)
settings_app = typer.Typer(no_args_is_help=True, help="What is set, and where it was set.")
app.command()(verify)
app.command()(draft)
app.command()(check)
app.command()(backup)
app.command()(restore)
add_job_commands(app)
app.add_typer(models_app, name="models")
app.add_typer(settings_app, name="settings")
app.add_typer(users_app, name="users")
app.add_typer(collections_app, name="collections")
app.command()(audit)


def main() -> None:
    """Run the command line; a known error becomes one message and exit code 1, a bug a traceback and an incident."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    sys.excepthook = report_bug
    app()


def report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show the traceback of a bug for those who mend it, then what it means for the one who met it."""
    from assistant.messages import UNKNOWN, message

    lines = traceback.format_exception(kind, error, trace)
    incident = f"{zlib.crc32(''.join(lines).encode('utf-8', 'replace')):08x}"
    say("".join(lines))
    say(str(message(UNKNOWN, interface_language(), incident=incident)))


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option(min=1, max=100, help="Passages to return.")] = 10,
    batch: Annotated[Path | None, typer.Option(help='Lines of {"id", "query"}.')] = None,
    out: Annotated[Path | None, typer.Option(help="File for the answers to --batch.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Find passages."""
    from assistant.contract import encode_search

    _one_of(query, batch)
    with known_errors(), open_service(data_dir) as service:
        if batch is not None:
            find = or_error(
                lambda row: encode_search(row["id"], row["query"], service.search(row["query"], k)), "query"
            )
            run_batch(batch, out, "query", find)
        else:
            emit(encode_search(None, str(query), service.search(str(query), k)), as_json, _search_text)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Language model: none to quote, or a name.", show_default="the setting")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the answer: vi, zh or en.")] = None,
    batch: Annotated[Path | None, typer.Option(help='Lines of {"id", "question", "history"?}.')] = None,
    out: Annotated[Path | None, typer.Option(help="File for the answers to --batch.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the reports, or say that they do not answer it."""
    from assistant.contract import encode_answer
    from assistant.follow_ups.asked_before import decode_history

    _one_of(question, batch)
    if language not in (None, "vi", "zh", "en"):
        raise typer.BadParameter("one of vi, zh, en", param_hint="--language")
    wanted = _language(language)
    with known_errors(), open_service(data_dir, options={"model.name": model}) as service:
        service.need_model()
        if batch is not None:
            _check_histories(batch)

            def reply(row: dict[str, Any]) -> dict[str, Any]:
                answer = service.ask(row["question"], language=wanted, history=decode_history(row.get("history")))
                return encode_answer(row["id"], answer)

            run_batch(batch, out, "question", or_error(reply, "question"))
        else:
            answer = service.ask(str(question), language=wanted)
            emit(encode_answer(None, answer), as_json, _answer_text)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one.", show_default="7860")
    ] = None,
    sample: Annotated[Path | None, typer.Option(help="Reports to add first if the library is empty.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Open the page."""
    from assistant.server import serve as run_server

    with known_errors():
        settings = read_settings(data_dir, {"server.host": host, "server.port": port})
        run_server(settings, sample=sample, announce=say)


@app.command()
def status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Say what the library holds and whether questions can be answered."""
    from assistant.composition import build_chat_model
    from assistant.contract import encode_summary

    with known_errors(), open_service(data_dir, with_model=False) as service:
        ready = service.ready()
        model = build_chat_model(read_settings(data_dir)).state()
        row = {"state": ready.state, "code": ready.code, "mode": "extractive" if model.code else "model"}
        row |= {"model": model.name, "model_state": model.state, "model_command": model.command}
        emit(row | encode_summary(service.library_summary()) | service.index_facts(), as_json, fields_text)


@app.command(name="list")
def list_reports(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List every report and every refused file with its reason."""
    from assistant.contract import encode_report

    with known_errors(), open_service(data_dir, with_model=False) as service:
        for summary in service.reports():
            emit(encode_report(summary), as_json, _report_line)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="Document id, the beginning of one, or the file's path.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show one report: its text, and where each value about it came from."""
    from assistant.contract import encode_report_view

    with known_errors(), open_service(data_dir, with_model=False) as service:
        emit(encode_report_view(service.report(service.resolve(document))), as_json, _view_text)


@app.command(name="eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSON file of questions.")],
    documents: Annotated[Path, typer.Argument(help="Folder of the documents that they are about.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well questions with known answers are answered over a folder of documents."""
    from assistant.evaluation import evaluate_folder

    with known_errors():
        emit(evaluate_folder(read_settings(data_dir), questions, documents), as_json, fields_text)


@settings_app.command("show")
def settings_show(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Print every setting, its value and where it was set."""
    from assistant.settings import settings_with_origins

    with known_errors():
        for name, value, origin in settings_with_origins({"data_dir": data_dir}):
            emit({"setting": name, "value": value, "origin": origin}, as_json, _setting_line)


@contextmanager
def open_service(
    data_dir: Path | None, *, with_model: bool = True, options: dict[str, object] | None = None
) -> Iterator[Service]:
    """Build the service for one command and close it afterwards; only a command that answers has a language model."""
    from assistant.composition import build_service, without_chat_model

    settings = read_settings(data_dir, options)
    service = build_service(settings if options else without_chat_model(settings), with_model=with_model)
    try:
        yield service
    finally:
        service.close()


def run_batch(batch: Path, out: Path | None, key: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer every line of ``batch`` into ``out`` (or standard output); nothing is answered if one line is wrong."""
    from tqdm import tqdm

    rows = list(read_rows(batch, key))
    bar = tqdm(rows, unit="line", file=sys.stderr, disable=not sys.stderr.isatty())
    if out is None:
        write_rows((answer(row) for row in bar), sys.stdout)
        return
    with out.open("w", encoding="utf-8") as stream:
        write_rows((answer(row) for row in bar), stream)


def _check_histories(batch: Path) -> None:
    """Raise ``InputFileInvalid`` for the first line whose history cannot be read."""
    from assistant.errors import InputFileInvalid
    from assistant.follow_ups.asked_before import decode_history

    for count, row in enumerate(read_rows(batch, "question"), 1):
        try:
            decode_history(row.get("history"))
        except TypeError as error:
            raise InputFileInvalid(file=str(batch), line=count, detail=str(error)) from error


def write_rows(rows: Iterable[dict[str, Any]], stream: Any) -> None:
    """Write each row as a line of JSON as soon as it is there."""
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        stream.flush()


def read_rows(path: Path, key: str) -> Iterator[dict[str, Any]]:
    """Read the lines of a batch file; raises ``InputFileInvalid`` naming the first wrong line."""
    from assistant.errors import InputFileInvalid

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileInvalid(file=str(path), line=0, detail=str(error)) from error
    for count, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputFileInvalid(file=str(path), line=count, detail=error.msg) from error
        if not isinstance(row, dict) or not isinstance(row.get(key), str) or "id" not in row:
            raise InputFileInvalid(file=str(path), line=count, detail=f'no "id" or "{key}"')
        yield row


def or_error(
    answer: Callable[[dict[str, Any]], dict[str, Any]], key: str
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Let one line of a batch that cannot be answered say so in its place instead of ending the batch."""
    from assistant.errors import AssistantError
    from assistant.messages import message_for

    def answer_or_error(row: dict[str, Any]) -> dict[str, Any]:
        try:
            return answer(row)
        except AssistantError as error:
            words = str(message_for(error, interface_language()))
            return {"id": row["id"], key: row[key], "error": {"code": error.code, "message": words}}

    return answer_or_error


def _one_of(given: str | None, batch: Path | None) -> None:
    if (given is None) == (batch is None):
        raise typer.BadParameter("give either one text or --batch")


def _language(text: str | None) -> Language | None:
    languages: dict[str, Language] = {"vi": "vi", "zh": "zh", "en": "en"}
    return languages.get(text or "")


def _search_text(row: dict[str, Any]) -> str:
    parts = [
        f"{found['rank']}. {found['score']:.3f}  {found['title'] or found['source']}\n   {found['text'][:300]}"
        for found in row["passages"]
    ]
    return "\n".join(parts)


def _answer_text(row: dict[str, Any]) -> str:
    sources = row["nearest"] if row["abstained"] else row["citations"]
    lines = [row["answer"], ""]
    lines += [f"[{source['key']}] {source['title'] or source['source']}: {source['quote']}" for source in sources]
    lines += [f"→ {suggestion}" for suggestion in row["suggestions"]]
    return "\n".join(lines)


def _report_line(row: dict[str, Any]) -> str:
    detail = row["code"] or row["title"] or ""
    return f"{row['document_id'][:12]}  {row['state']:8}  {row['language'] or '':2}  {row['source']}  {detail}"


def _view_text(row: dict[str, Any]) -> str:
    head = {name: row[name] for name in ("source", "title", "issuer", "doc_type", "period", "event_date", "complete")}
    return f"{fields_text(head)}\n\n{row['text']}"


def _setting_line(row: dict[str, Any]) -> str:
    return f"{row['setting']} = {row['value']}  ({row['origin']})"
