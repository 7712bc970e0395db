"""A file of people with cheap hashes and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from assistant.people.people import People
from assistant.settings import Settings, load_settings

PASSWORD = "con suối chảy qua làng"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2031, 3, 4, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> None:
        self.at += timedelta(**duration)


def open_people(folder: Path, clock: HandClock | None = None, **options: object) -> People:
    """Open the people in ``folder`` with some settings, such as ``access__failures=3``."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = people_settings(folder, **options)
    return People.open(f"sqlite:///{folder / 'people.sqlite3'}", settings, hasher=CHEAP, clock=clock or HandClock())


def people_settings(folder: Path, **options: object) -> Settings:
    """Settings whose names are written with ``__`` for the dot."""
    named = {name.replace("__", "."): value for name, value in options.items()}
    return load_settings({"data_dir": folder, **named}, environment={})
