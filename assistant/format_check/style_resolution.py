"""How a paragraph or run looks once everything that it inherits is taken into account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from assistant.format_check.docx_reading import ReadParagraph, ReadRun, W

_WORD_DEFAULT_HALF_POINTS: Final = 20
_WORD_DEFAULT_FONT: Final = "Times New Roman"
_DEPTH: Final = 20


class Styles:
    """The styles, defaults and theme fonts of one document."""

    def __init__(self, styles: Any, theme: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self._default: str = ""
        self._run_defaults: Any = None
        self._paragraph_defaults: Any = None
        if styles is not None:
            for style in styles.findall(f"{W}style"):
                name = style.get(f"{W}styleId") or ""
                self._by_id[name] = style
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true", "on"}:
                    self._default = name
            self._run_defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
            self._paragraph_defaults = styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self._theme = _theme_fonts(theme)

    def paragraph_layers(self, element: Any) -> list[Any]:
        """Paragraph properties from the nearest to the farthest."""
        direct = element.find(f"{W}pPr")
        layers = [direct] if direct is not None else []
        layers += [one for style in self._chain(self._style_of(direct)) if (one := style.find(f"{W}pPr")) is not None]
        return [*layers, self._paragraph_defaults] if self._paragraph_defaults is not None else layers

    def run_layers(self, paragraph: Any, run: Any) -> list[Any]:
        """Run properties from the nearest to the farthest."""
        layers = []
        direct = run.find(f"{W}rPr") if run is not None else None
        if direct is not None:
            layers.append(direct)
            named = direct.find(f"{W}rStyle")
            if named is not None:
                layers += _run_parts(self._chain(named.get(f"{W}val") or ""))
        layers += _run_parts(self._chain(self._style_of(paragraph.find(f"{W}pPr"))))
        return [*layers, self._run_defaults] if self._run_defaults is not None else layers

    def font(self, layers: list[Any], script: str) -> str:
        """The typeface of a script (``ascii`` or ``eastAsia``); a theme font beats a name in the same element."""
        for layer in layers:
            fonts = layer.find(f"{W}rFonts")
            if fonts is None:
                continue
            theme = fonts.get(f"{W}{script}Theme")
            if theme and self._theme.get(theme):
                return self._theme[theme]
            named = fonts.get(f"{W}{script}")
            if named:
                return str(named)
        return _WORD_DEFAULT_FONT

    def _style_of(self, properties: Any) -> str:
        named = properties.find(f"{W}pStyle") if properties is not None else None
        name = named.get(f"{W}val") if named is not None else ""
        return name if name in self._by_id else self._default

    def _chain(self, name: str) -> Iterator[Any]:
        seen: set[str] = set()
        while name in self._by_id and name not in seen and len(seen) < _DEPTH:
            seen.add(name)
            style = self._by_id[name]
            yield style
            base = style.find(f"{W}basedOn")
            name = (base.get(f"{W}val") or "") if base is not None else ""


def _run_parts(styles: Iterator[Any]) -> list[Any]:
    return [one for style in styles if (one := style.find(f"{W}rPr")) is not None]


def _theme_fonts(theme: Any) -> dict[str, str]:
    """``minorHAnsi`` and the like; an empty East Asian face stands for the one of the document's language."""
    found: dict[str, str] = {}
    if theme is None:
        return found
    for size, key in (("major", "majorFont"), ("minor", "minorFont")):
        for part in theme.iter():
            if str(part.tag).rsplit("}", 1)[-1] != key:
                continue
            faces = {str(one.tag).rsplit("}", 1)[-1]: one.get("typeface") or "" for one in part}
            found[f"{size}HAnsi"] = found[f"{size}Ascii"] = faces.get("latin", "")
            found[f"{size}EastAsia"] = faces.get("ea", "") or _of_script(part, "Hans")
    return found


def _of_script(fonts: Any, script: str) -> str:
    return next((one.get("typeface") or "" for one in fonts if one.get("script") == script), "")


def read_paragraph(element: Any, styles: Styles, index: int, place: tuple[int, int, int]) -> ReadParagraph:
    """Resolve one paragraph with its runs."""
    layers = styles.paragraph_layers(element)

    def spacing(name: str) -> int:
        return _attribute(layers, "spacing", name)

    border = _first(layers, "pBdr")
    top = _border(border, "top")
    bottom = _border(border, "bottom")
    hanging = _attribute(layers, "ind", "hanging")
    return ReadParagraph(
        index=index,
        runs=tuple(_runs(element, styles)),
        align={"start": "left", "end": "right", "distribute": "both", "": "left"}.get(
            _value(layers, "jc"), _value(layers, "jc")
        ),
        left=_attribute(layers, "ind", "left") or _attribute(layers, "ind", "start"),
        right=_attribute(layers, "ind", "right") or _attribute(layers, "ind", "end"),
        first_line=_attribute(layers, "ind", "firstLine") - hanging,
        first_line_characters=_attribute(layers, "ind", "firstLineChars"),
        right_characters=_attribute(layers, "ind", "rightChars"),
        before=spacing("before"),
        after=spacing("after"),
        line=(spacing("line") or 240, _text_attribute(layers, "spacing", "lineRule") or "auto"),
        top_border=top is not None,
        bottom_border=bottom is not None,
        border_colour=next((one.get(f"{W}color") or "" for one in (bottom, top) if one is not None), ""),
        drawn=next(element.iter(f"{W}drawing", f"{W}pict", f"{W}object"), None) is not None,
        listed=_is_listed(layers),
        keep_next=_switch(layers, "keepNext"),
        page_break=_switch(layers, "pageBreakBefore")
        or any(one.get(f"{W}type") == "page" for one in element.iter(f"{W}br")),
        snap=_first(layers, "snapToGrid") is None or _switch(layers, "snapToGrid"),
        outline=int(level) if (level := _value(layers, "outlineLvl")).isdigit() else 9,
        table=place[0],
        row=place[1],
        column=place[2],
    )


def _is_listed(layers: list[Any]) -> bool:
    number = _first(layers, "numPr")
    if number is None:
        return False
    identity = number.find(f"{W}numId")
    return identity is not None and identity.get(f"{W}val") not in {None, "0"}


def _runs(element: Any, styles: Styles) -> Iterator[ReadRun]:
    for run in element.iter(f"{W}r"):
        if any(str(above.tag).rsplit("}", 1)[-1] in {"del", "txbxContent"} for above in run.iterancestors()):
            continue
        text = _run_text(run)
        if not text:
            continue
        layers = styles.run_layers(element, run)
        if _switch(layers, "vanish"):
            continue
        raised = _value(layers, "vertAlign") == "superscript"
        yield ReadRun(
            text="" if raised else text.upper() if _switch(layers, "caps") else text,
            latin=styles.font(layers, "ascii"),
            east_asian=styles.font(layers, "eastAsia"),
            size_pt=_half_points(layers) / 2,
            bold=_switch(layers, "b"),
            italic=_switch(layers, "i"),
            underline=_value(layers, "u") not in {"", "none"},
            colour=_value(layers, "color"),
            spacing_twips=_attribute(layers, "spacing", "val"),
        )


def _run_text(run: Any) -> str:
    pieces = []
    for one in run:
        tag = str(one.tag).rsplit("}", 1)[-1]
        if tag == "t":
            pieces.append(one.text or "")
        elif tag in {"br", "cr"}:
            pieces.append("\n")
        elif tag in {"tab", "ptab"}:
            pieces.append("\t")
        elif tag == "noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)


def _half_points(layers: list[Any]) -> float:
    text = _value(layers, "sz")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else _WORD_DEFAULT_HALF_POINTS


def _first(layers: list[Any], name: str) -> Any:
    return next((one for layer in layers if (one := layer.find(f"{W}{name}")) is not None), None)


def _value(layers: list[Any], name: str) -> str:
    found = _first(layers, name)
    return (found.get(f"{W}val") or "") if found is not None else ""


def _switch(layers: list[Any], name: str) -> bool:
    found = _first(layers, name)
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}


def _text_attribute(layers: list[Any], name: str, attribute: str) -> str:
    """The nearest value of one attribute: layers add up attribute by attribute."""
    for layer in layers:
        found = layer.find(f"{W}{name}")
        if found is not None and found.get(f"{W}{attribute}") is not None:
            return str(found.get(f"{W}{attribute}"))
    return ""


def _attribute(layers: list[Any], name: str, attribute: str) -> int:
    text = _text_attribute(layers, name, attribute)
    return round(float(text)) if re.fullmatch(r"-?\d+(\.\d+)?", text) else 0


def _border(border: Any, side: str) -> Any:
    found = border.find(f"{W}{side}") if border is not None else None
    return found if found is not None and found.get(f"{W}val") not in {"nil", "none"} else None
