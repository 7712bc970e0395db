"""Building HTML so that text can never become markup."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, overrides of the reading direction, and halves of surrogate pairs."""

_VOID = frozenset({"input", "br", "path", "circle"})

Attribute = str | int | bool | None


class Html(str):
    """Markup that ``tag`` made; every other string is text and is escaped."""

    __slots__ = ()


def text(value: str) -> Html:
    """Escape text for element content and quoted attributes; what cannot be shown becomes U+FFFD."""
    return Html(html.escape(_UNSHOWABLE.sub("\ufffd", value), quote=True))


def tag(name: str, /, *children: str | None, **attributes: Attribute) -> Html:
    """Make an element. Children that are not ``Html`` are escaped; ``None`` is left out.

    Attribute names lose a trailing ``_`` and write ``-`` for ``_``. ``None`` and ``False`` leave an attribute out,
    ``True`` writes it without a value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(parts: Iterable[str | None]) -> Html:
    """Put pieces of text and markup behind one another, escaping the text."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts if part is not None))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def action(
    event: str,
    label: str,
    /,
    *children: str | None,
    payload: Mapping[str, object] | None = None,
    **attributes: Attribute,
) -> Html:
    """Make a button that sends ``event`` with ``payload`` to the page's Python side.

    ``label`` is what a screen reader says; without children it is also what is shown.
    """
    return tag(
        "button",
        *(children or (label,)),
        type="button",
        aria_label=label if children else None,
        data_event=event,
        data_payload=json.dumps(payload, ensure_ascii=False) if payload is not None else None,
        **attributes,
    )


def local_action(name: str, label: str, /, *children: str | None, **attributes: Attribute) -> Html:
    """Make a button that the page's script answers in the browser (copying, closing, switching)."""
    return tag(
        "button",
        *(children or (label,)),
        type="button",
        aria_label=label if children else None,
        data_local=name,
        **attributes,
    )


_ICONS: Mapping[str, str] = {
    "close": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "copy": "M9 9h10v11H9zM5 15V4h10",
    "retry": "M19 12a7 7 0 1 1-2.1-5M19 4v4h-4",
    "down": "M6 9l6 6 6-6",
    "right": "M9 6l6 6-6 6",
    "left": "M15 6l-6 6 6 6",
    "trash": "M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13",
    "theme": "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M5 20c1-4 4-6 7-6s6 2 7 6",
    "page": "M7 3h7l4 4v14H7zM14 3v4h4",
    "more": "M5 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M17 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
    "good": "M8 11l4-7c1.5 0 2 1 2 2v4h5l-1.5 9H8M8 11H4v8h4z",
    "bad": "M8 13l4 7c1.5 0 2-1 2-2v-4h5l-1.5-9H8M8 13H4V5h4z",
    "search": "M16 16l4 4M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "unlock": "M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.6-1.6",
    "pin": "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
    "edit": "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "undo": "M9 7L5 11l4 4M5 11h9a5 5 0 0 1 0 10h-2",
    "draft": "M6 3h8l4 4v6M6 3v18h6M14 3v4h4M14 20l1-3 5-5 2 2-5 5z",
    "grip": "M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1",
    "note": "M12 8v5M12 16.5v.5M12 3l9.5 17h-19z",
}


def icon(name: str) -> Html:
    """Draw one of the page's line icons; it says nothing to a screen reader."""
    return tag(
        "svg",
        tag("path", d=_ICONS[name]),
        class_="icon",
        viewBox="0 0 24 24",
        width="18",
        height="18",
        aria_hidden="true",
        focusable="false",
    )
