"""A real service with accounts over a small library: open reports, and closed ones full of marks that must not leak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.engines import Parts
from assistant.language_model.chosen_model import SWITCHED_OFF, ChosenModel
from assistant.people.people import People
from assistant.people.values import Role
from assistant.service import Service
from assistant.settings import Settings
from assistant.workspace import Workspace
from ingest.chunker import ChunkerConfig
from ingest.library import Library
from ingest.loaders import LoadLimits
from ingest.pipeline import index_identity
from tests.fakes import WordCountEmbedder
from tests.people_samples import CHEAP, PASSWORD, HandClock, people_settings

CLOSED = "mật"
MARKS = ("Zuvaro", "9731", "kín-")
"""What stands in the closed reports only: their agency, their figure, the beginning of their files' names."""
ROLES: dict[str, Role] = {"doc": "reader", "viet": "writer", "chef": "administrator"}

OPEN_TEXTS = {
    "mở-1.txt": """SỞ THỦY LỢI TỈNH LAM HẢI
BÁO CÁO
Công tác thủy lợi 6 tháng đầu năm 2024
Trong 6 tháng đầu năm 2024, Sở Thủy lợi tỉnh Lam Hải đã kiểm tra 57 cống ngăn mặn trên địa bàn tỉnh.
""",
    "mở-2.txt": """澜溪县卫生健康局2023年上半年工作总结

2023年上半年，全县免费体检4200余人。
""",
}
CLOSED_TEXTS = {
    "kín-1.txt": """SỞ THỦY LỢI TỈNH ZUVARO
BÁO CÁO
Công tác thủy lợi 6 tháng đầu năm 2024
Trong 6 tháng đầu năm 2024, Sở Thủy lợi tỉnh Zuvaro đã kiểm tra 9731 cống ngăn mặn trên địa bàn tỉnh.
""",
    "kín-2.txt": """UBND TỈNH ZUVARO
KẾ HOẠCH
Phát triển du lịch năm 2029
Năm 2029, tỉnh Zuvaro phấn đấu đón 9731 lượt khách du lịch.
""",
}
QUESTION = "6 tháng đầu năm 2024 tỉnh Zuvaro đã kiểm tra bao nhiêu cống ngăn mặn?"


@dataclass(frozen=True)
class Served:
    """The service, its settings and clock, and the ids of the open and the closed documents."""

    service: Service
    settings: Settings
    clock: HandClock
    open_ids: tuple[str, ...]
    closed_ids: tuple[str, ...]


@contextmanager
def service_with_people(folder: Path, **options: object) -> Iterator[Served]:
    """Open such a service in an empty folder; ``doc`` reads, ``viet`` writes, ``chef`` looks after everything."""
    data = folder / "data"
    data.mkdir(parents=True)
    model = folder / "model"
    model.mkdir()
    (model / "modules.json").write_text("[]", encoding="utf-8")  # queued work wants to know where its model lies
    settings = people_settings(data, embedding_model=str(model), **options)
    embedder, clock = WordCountEmbedder(), HandClock()
    service = Service(
        Parts(
            library=Library.open(data, identity=index_identity(embedder, ChunkerConfig())),
            embedder=embedder,
            settings=settings,
            limits=LoadLimits(),
            workspace=Workspace.in_folder(data),
            chat=ChosenModel(None, SWITCHED_OFF),
            people=People.open(f"sqlite:///{data / 'people.sqlite3'}", settings, hasher=CHEAP, clock=clock),
        )
    )
    try:
        ids = [_add(service, folder, texts, name) for texts, name in ((OPEN_TEXTS, "default"), (CLOSED_TEXTS, CLOSED))]
        (folder / "kín-hỏng.pdf").write_bytes(b"%PDF-1.7 and no more")
        list(service.ingest([folder / "kín-hỏng.pdf"], collection=CLOSED))
        for name, role in ROLES.items():
            service.people.add_user(name, role, PASSWORD)
        service.people.set_confidential(CLOSED, True)
        yield Served(service, settings, clock, *ids)
    finally:
        service.close()


def _add(service: Service, folder: Path, texts: dict[str, str], collection: str) -> tuple[str, ...]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    outcomes = list(service.ingest([folder / name for name in texts], collection=collection))
    return tuple(str(outcome.document_id) for outcome in outcomes)


def leaks(shown: object) -> list[str]:
    """The marks of closed reports that stand anywhere in a value; digits inside a longer number are none."""
    text = repr(shown)
    return [mark for mark in MARKS if re.search(rf"(?<![\d.]){mark}(?!\d)", text, re.IGNORECASE)]
