"""Who may import whom, read from the source itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("assistant", "ingest", "prompts", "vectorstore")
ALLOWED = {
    "app": {"assistant"},
    "assistant": {"assistant", "ingest", "prompts", "vectorstore"},
    "ingest": {"ingest", "vectorstore"},
    "vectorstore": {"vectorstore"},
    "prompts": {"prompts"},
}
HOMES = {
    "chromadb": ("vectorstore/chroma_store.py",),
    "tantivy": ("vectorstore/lexical.py",),
    "sentence_transformers": ("vectorstore/embedder.py",),
    "torch": ("vectorstore/embedder.py",),
    "gradio": ("assistant/ui/",),
    "langchain": (
        "assistant/answering/answer_chain.py",
        "assistant/retrieval/retriever.py",
        "assistant/language_model/langchain_chat.py",
    ),
    "langchain_core": (
        "assistant/answering/answer_chain.py",
        "assistant/retrieval/retriever.py",
        "assistant/language_model/langchain_chat.py",
    ),
    "sqlalchemy": (
        "ingest/database.py",
        "ingest/catalogue",
        "ingest/migrations/",
        "ingest/jobs/migrations/",
        "ingest/jobs/queue",
        "ingest/jobs/tables.py",
        "ingest/jobs/folders.py",
        "assistant/workspace",
        "assistant/migrations/",
        "assistant/people/",
    ),
    "alembic": (
        "ingest/database.py",
        "ingest/migrations/",
        "ingest/jobs/migrations/",
        "assistant/migrations/",
        "assistant/people/migrations/",
    ),
    "argon2": ("assistant/people/",),
    "docx": ("assistant/conversation_export.py", "assistant/export/"),
    "fastapi": ("assistant/api.py", "assistant/ui/", "assistant/people/"),
    "uvicorn": ("assistant/server.py",),
    "typer": ("assistant/cli",),
    "langchain_openai": ("assistant/language_model/langchain_chat.py",),
    "langsmith": ("assistant/language_model/langchain_chat.py",),
    "openai": ("assistant/language_model/langchain_chat.py",),
    "xllamacpp": ("assistant/language_model/model_host.py",),
    "olefile": ("ingest/loaders/compound.py",),
    "xlrd": ("ingest/loaders/xls.py",),
    "PIL": ("ingest/recognition/", "ingest/loaders/"),
    "rapidocr": ("ingest/recognition/rapid.py",),
}
"""Third parties with one home: the files, by path or its beginning, that may name them."""
HEAVY = {
    "chromadb",
    "torch",
    "sentence_transformers",
    "gradio",
    "langchain",
    "langchain_core",
    "tantivy",
    "transformers",
    "langchain_openai",
    "langsmith",
    "openai",
    "xllamacpp",
    "rapidocr",
    "cv2",
}


def source_files() -> list[Path]:
    files = [path for package in PACKAGES for path in sorted((REPOSITORY / package).rglob("*.py"))]
    return [REPOSITORY / "app.py", *files]


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def top_level_statements(tree: ast.Module) -> Iterator[ast.stmt]:
    for statement in tree.body:
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            continue
        yield statement


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_imports_run_one_way_and_third_parties_stay_in_their_homes(path: Path) -> None:
    relative = path.relative_to(REPOSITORY).as_posix()
    package = relative.split("/", maxsplit=1)[0].removesuffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for module in imports(tree):
        root = module.split(".", maxsplit=1)[0]
        if root in PACKAGES:
            assert root in ALLOWED[package], f"{relative} imports {module}"
        if root in HOMES:
            assert relative.startswith(HOMES[root]), f"{relative} imports {module}"


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_importing_a_module_loads_nothing_heavy_and_does_nothing(path: Path) -> None:
    relative = path.relative_to(REPOSITORY).as_posix()
    heavy = {name for name in HEAVY if not relative.startswith(HOMES.get(name, ()))}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for statement in top_level_statements(tree):
        roots = (
            {module.split(".", maxsplit=1)[0] for module in imports(statement)}
            if isinstance(statement, ast.Import | ast.ImportFrom)
            else set()
        )
        assert not roots & heavy, f"{relative} imports {roots & heavy} when it is imported"
        assert not isinstance(statement, ast.With | ast.While), f"{relative} does something when it is imported"


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_nothing_prints_or_catches_everything(path: Path) -> None:
    relative = path.relative_to(REPOSITORY).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{relative}:{node.lineno} prints"
        if isinstance(node, ast.ExceptHandler) and not relative.startswith("assistant/ui/"):
            caught = ast.dump(node.type) if node.type else "everything"
            assert node.type is not None, f"{relative}:{node.lineno} catches everything"
            assert "'Exception'" not in caught, f"{relative}:{node.lineno} catches {caught}"


def test_no_module_is_too_long_to_be_read() -> None:
    lengths = {
        path.relative_to(REPOSITORY).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files()
    }
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_the_command_line_loads_nothing_heavy_until_a_command_runs() -> None:
    probe = "import sys, assistant.cli; print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    finished = subprocess.run(
        [sys.executable, "-c", probe, *sorted(HEAVY), "numpy", "pydantic", "fastapi"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    assert finished.stdout.strip() == "[]"
