from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import ingest.migrations
from ingest import catalogue_writes as writes
from ingest.catalogue import Catalogue
from ingest.catalogue_records import FileStamp, SourceRecord
from ingest.catalogue_rows import metadata_columns, metadata_of
from ingest.catalogue_tables import Base
from tests.conftest import REPOSITORY
from tests.library_samples import IDENTITY, sample_reading
from vectorstore.errors import DiskFull, IndexDamaged, StorageFailed
from vectorstore.records import DocumentState, MetadataValue, Period, ReportMetadata

FULL_METADATA = ReportMetadata(
    title="Báo cáo 6 tháng",
    language="vi",
    script="latin",
    doc_type="report",
    issuer="Sở Thủy lợi",
    doc_number="12/BC-STL",
    period=Period(date(2031, 1, 1), date(2031, 6, 30)),
    event_date=date(2031, 7, 2),
    issue_date=date(2031, 7, 5),
    published_at=datetime(2031, 7, 6, 8, 30, tzinfo=UTC),
    place="An Bình",
    author="Lê Văn Mẫu",
    source_name="Cổng thông tin",
    complete=False,
    reliability="low",
    defects=("truncated", "mojibake"),
    missing_characters=17,
    values=(MetadataValue("issuer", "Sở Thủy lợi", "SỞ THỦY LỢI", 0, 11, "letterhead", 0.9, "damaged"),),
)


def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"


def pragma(tmp_path: Path, name: str) -> Any:
    catalogue = Catalogue.open(url(tmp_path))
    try:
        with catalogue.transaction() as connection:
            return connection.scalar(text(f"PRAGMA {name}"))
    finally:
        catalogue.close()


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    Catalogue.open(url(tmp_path)).close()
    engine = create_engine(url(tmp_path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(REPOSITORY / "ingest" / "migrations"))
    assert ScriptDirectory.from_config(configuration).get_heads() == [ingest.migrations.HEAD]


def test_a_current_catalogue_opens_without_loading_alembic(tmp_path: Path) -> None:
    Catalogue.open(url(tmp_path)).close()
    program = (
        "import sys; from ingest.catalogue import Catalogue; Catalogue.open(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, url(tmp_path)], cwd=REPOSITORY, check=False)
    assert done.returncode == 0


def test_a_catalogue_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    Catalogue.open(url(tmp_path)).close()
    engine = create_engine(url(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(IndexDamaged) as raised:
        Catalogue.open(url(tmp_path))
    assert "another version" in str(raised.value.facts["detail"])


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").write_bytes(b"a letter, not a database\n" * 100)
    with pytest.raises(IndexDamaged):
        Catalogue.open(url(tmp_path))


def test_a_folder_that_is_not_there_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        Catalogue.open(f"sqlite:///{tmp_path / 'nowhere' / 'catalogue.sqlite3'}")


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
def test_acknowledged_means_written_through(tmp_path: Path, name: str, value: object) -> None:
    assert pragma(tmp_path, name) == value


def put_many_settings(catalogue: Catalogue) -> None:
    with catalogue.transaction() as connection:
        for number in range(1000):
            writes.put_setting(connection, f"name {number}", "x" * 1000)


def test_a_full_disk_undoes_the_transaction_and_is_named(tmp_path: Path) -> None:
    catalogue = Catalogue.open(url(tmp_path))
    with catalogue.transaction() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(DiskFull):
        put_many_settings(catalogue)
    assert catalogue.setting("name 0") is None
    catalogue.close()


def store_sample(catalogue: Catalogue, body: str, path: str) -> tuple[int, str]:
    reading = sample_reading(body)
    with catalogue.transaction() as connection:
        generation = writes.add_generation(connection, IDENTITY, "current")
        writes.queue_documents(connection, [reading])
        writes.store_readings(connection, generation.generation_id, [reading])
        writes.mark_indexed(connection, [reading.document_id])
        writes.put_source(connection, SourceRecord(path, reading.document_id, "default", FileStamp(1, 2, "3")))
    return generation.generation_id, reading.document_id


def test_chunks_and_text_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    catalogue = Catalogue.open(url(tmp_path))
    body = "first line\nsecond line 報告\nthird"
    generation_id, document_id = store_sample(catalogue, body, "/reports/a.txt")
    reading = sample_reading(body)
    assert catalogue.document_chunks(generation_id, document_id) == reading.chunks
    stored = catalogue.text(generation_id, document_id)
    assert stored is not None
    assert (stored.loaded, stored.clean, stored.raw) == (reading.loaded, reading.clean, body)
    wanted = [reading.chunks[2].chunk_id, "unknown"]
    assert catalogue.chunks(generation_id, wanted) == {wanted[0]: reading.chunks[2]}
    assert catalogue.chunk_count(generation_id) == 3
    assert catalogue.chunks(generation_id + 1, wanted) == {}
    catalogue.close()


def test_more_ids_than_a_statement_takes_are_looked_up(tmp_path: Path) -> None:
    catalogue = Catalogue.open(url(tmp_path))
    generation_id, document_id = store_sample(catalogue, "only line", "/reports/a.txt")
    chunk_id = sample_reading("only line").chunks[0].chunk_id
    assert list(catalogue.chunks(generation_id, [*(str(number) for number in range(40_000)), chunk_id])) == [chunk_id]
    assert list(catalogue.sources([*(str(number) for number in range(40_000)), "/reports/a.txt"])) == ["/reports/a.txt"]
    assert catalogue.sources()["/reports/a.txt"].document_id == document_id
    catalogue.close()


def test_a_removed_document_keeps_no_text(tmp_path: Path) -> None:
    catalogue = Catalogue.open(url(tmp_path))
    generation_id, document_id = store_sample(catalogue, "a secret line", "/reports/a.txt")
    with catalogue.transaction() as connection:
        writes.remove_document(connection, document_id)
    assert catalogue.text(generation_id, document_id) is None
    assert catalogue.document_chunks(generation_id, document_id) == ()
    assert catalogue.records(generation_id) == {}
    assert (catalogue.purge_pending(), catalogue.sources()) == ((document_id,), {})
    assert catalogue.documents_in(DocumentState.REMOVED) == (document_id,)
    with catalogue.transaction() as connection:
        writes.note_purged(connection, [document_id])
    assert catalogue.purge_pending() == ()
    catalogue.close()


def test_metadata_survives_its_columns() -> None:
    columns: Any = metadata_columns(FULL_METADATA)
    assert metadata_of(columns, with_values=True) == FULL_METADATA
    assert metadata_of(columns, with_values=False).values == ()


def test_metadata_of_a_report_that_says_nothing_survives_too() -> None:
    bare = ReportMetadata(None, "zh", "hans", "other")
    columns: Any = metadata_columns(bare)
    assert metadata_of(columns, with_values=True) == bare


def test_deleted_rows_give_their_pages_back(tmp_path: Path) -> None:
    catalogue = Catalogue.open(url(tmp_path))
    with catalogue.transaction() as connection:
        writes.put_setting(connection, "large", "x" * 3_000_000)
    with catalogue.transaction() as connection:
        writes.put_setting(connection, "large", "")
    before = (tmp_path / "catalogue.sqlite3").stat().st_size
    catalogue.compact()
    assert (tmp_path / "catalogue.sqlite3").stat().st_size < before - 2_000_000
    catalogue.close()
