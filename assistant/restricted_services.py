"""The service over what stands in some collections, for each set of them that was asked for last."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from assistant.service import Service

MOST_KEPT: Final = 32
"""How many sets of collections are kept ready: each keeps what its searches have learnt of its documents."""


class RestrictedServices:
    """Makes and keeps the restricted services of one whole service."""

    def __init__(self, whole: Service) -> None:
        self._whole = whole
        self._kept: dict[frozenset[str], Service] = {}
        self._lock = threading.Lock()

    def within(self, collections: frozenset[str]) -> Service:
        """Give the service for these collections; the one used longest ago makes room."""
        from assistant.service import Service
        from ingest.restricted_library import RestrictedLibrary

        with self._lock:
            found = self._kept.pop(collections, None)
            if found is None:
                found = Service(self._whole.parts, self._whole, RestrictedLibrary(self._whole.library, collections))
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[collections] = found
            return found
