"""A SQL database that brings its own tables up to date: SQLite by default, any SQLAlchemy URL by choice.

Every transaction is written through to the disk before it counts (``synchronous=FULL``), and what the driver raises
arrives as this project's errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vectorstore.errors import StorageFailed
from vectorstore.storage_errors import storage_error

BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables that a database must have: where their migrations are and which revision is the newest.

    ``damaged`` makes the error for a file that is no database or is of another version, from its path and a detail.
    ``secure_delete`` has SQLite overwrite what is deleted.
    """

    migrations: Path
    head: str
    version_table: str
    damaged: Callable[[str, str], Exception]
    secure_delete: bool = False


class Database:
    """An open database; usable from several threads."""

    def __init__(self, engine: Engine, place: str, schema: Schema) -> None:
        self._engine = engine
        self._place = place
        self._schema = schema

    @classmethod
    def open(cls, url: str, schema: Schema) -> Database:
        """Open the database at a SQLAlchemy URL and bring its tables up to date.

        Raises ``DataFolderReadOnly``, ``DiskFull`` or ``StorageFailed`` when it cannot be written, and what
        ``schema.damaged`` makes when it is not a database that this version can read.
        """
        parsed = make_url(url)
        place = parsed.database or "" if parsed.drivername.startswith("sqlite") else parsed.render_as_string()
        engine = create_engine(parsed)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_preparation(schema))
        database = cls(engine, place, schema)
        with ExitStack() as opened:
            opened.callback(engine.dispose)
            database._migrate()
            opened.pop_all()
        return database

    @property
    def place(self) -> str:
        """The file, or the URL without its password."""
        return self._place

    def close(self) -> None:
        """Release every connection."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run one transaction: committed to the disk at the end, undone when anything is raised."""
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read without a transaction of one's own."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    def compact(self) -> None:
        """Give the pages of deleted rows back to the disk (SQLite only)."""
        if self._engine.dialect.name != "sqlite":
            return
        with self.reading() as connection:
            driver: Any = connection.connection.driver_connection
            # a script, because a statement without rows is stepped once only, and each step frees one page
            driver.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the database driver raises into this project's errors."""
        try:
            yield
        except DBAPIError as error:
            detail = str(error.orig)
            if "malformed" in detail or "not a database" in detail:
                raise self._schema.damaged(self._place, detail) from error
            raise storage_error(self._place, detail) from error
        except SQLAlchemyError as error:
            raise StorageFailed(path=self._place, detail=str(error)) from error

    def _migrate(self) -> None:
        table = self._schema.version_table
        with self.reading() as connection:
            version = (
                connection.scalar(text(f"SELECT version_num FROM {table}"))
                if table in inspect(connection).get_table_names()
                else None
            )
        if version != self._schema.head:
            self._run_migrations()

    def _run_migrations(self) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        configuration = Config()
        configuration.set_main_option("script_location", str(self._schema.migrations).replace("%", "%%"))
        with self.transaction() as connection:
            configuration.attributes["connection"] = connection
            try:
                command.upgrade(configuration, "head")
            except CommandError as error:
                raise self._schema.damaged(self._place, f"made by another version: {error}") from error


def _sqlite_preparation(schema: Schema) -> Callable[[Any, object], None]:
    """Set what SQLite forgets between connections (https://www.sqlite.org/pragma.html)."""
    pragmas = (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "auto_vacuum=INCREMENTAL",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
        *(("secure_delete=ON",) if schema.secure_delete else ()),
    )

    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.close()

    return prepare
