"""Which addresses of the server are open to whom. What stands in no list is not there, whatever Gradio offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Door = Literal["open", "log_in", "signed_in", "uploading", "closed"]
"""Open to anybody · the log-in itself · to whoever is logged in · to whoever may add files somewhere · to nobody."""
PageName = Literal["query", "path", "body"]
"""Where a request says to which open page it belongs."""

READ: Final = frozenset({"GET", "HEAD"})
SEND: Final = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Address:
    """One address, or all that begin with it, and who may use it with which methods."""

    path: str
    methods: frozenset[str]
    door: Door
    page: PageName | None = None
    whole: bool = True
    """Whether the path is the whole address; else it is the beginning of others."""

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a request is for this address."""
        same = path == self.path if self.whole else path.startswith(self.path) and len(path) > len(self.path)
        return same and method in self.methods


ADDRESSES: Final = (
    Address("/login", READ | SEND, "log_in"),
    Address("/healthz", READ, "open"),
    Address("/readyz", READ, "open"),
    Address("/favicon.ico", READ, "open"),
    Address("/robots.txt", READ, "open"),
    Address("/logout", SEND, "signed_in"),
    Address("/password", READ | SEND, "signed_in"),
    Address("/", READ, "signed_in"),
    Address("/config", READ, "signed_in"),
    Address("/theme.css", READ, "signed_in"),
    Address("/manifest.json", READ, "signed_in"),
    Address("/assets/", READ, "signed_in", whole=False),
    Address("/static/", READ, "signed_in", whole=False),
    Address("/svelte/", READ, "signed_in", whole=False),
    Address("/gradio_api/theme.css", READ, "signed_in"),
    Address("/gradio_api/app_id", READ, "signed_in"),
    Address("/gradio_api/startup-events", READ, "signed_in"),
    Address("/gradio_api/heartbeat/", READ, "signed_in", page="path", whole=False),
    Address("/gradio_api/queue/data", READ, "signed_in", page="query"),
    Address("/gradio_api/queue/join", SEND, "signed_in", page="body"),
    Address("/gradio_api/run/predict", SEND, "signed_in", page="body"),
    Address("/gradio_api/cancel", SEND, "signed_in", page="body"),
    Address("/gradio_api/reset", SEND, "signed_in", page="body"),
    Address("/library/upload", SEND, "uploading"),
    Address("/library/queue", SEND, "uploading"),
    Address("/gradio_api/upload", SEND, "uploading"),
    Address("/gradio_api/upload_progress", READ, "uploading"),
)
"""``/gradio_api/file=`` is not among them: what a person gets as a file travels inside the page's answers, and nothing
that lies in a folder of Gradio can be fetched by its path."""

NOWHERE: Final = Address("", frozenset(), "closed")


def address_of(method: str, path: str) -> Address:
    """Find the address that a request is for; ``NOWHERE`` for everything that is not offered."""
    if any(part in (".", "..") for part in path.split("/")) or "\\" in path or "\0" in path or "//" in path:
        return NOWHERE
    return next((one for one in ADDRESSES if one.fits(method, path)), NOWHERE)
