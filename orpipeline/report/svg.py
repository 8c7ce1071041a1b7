"""Vega-Lite specifications to inline SVG that follows the page's colours and is silent to screen readers.

The colours are CSS variables, so that one drawing serves light and dark. What a mark says on hover stands in its
`data-tip`; a screen reader gets the figure's label, and the table beside it, instead of hundreds of marks.
"""

import re
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup, escape
from polars import selectors as cs

from orpipeline.report.drawer import Spec

# The page says which of the two is shown: letters must stay readable on a phone and on a desk.
WIDE, NARROW = 900, 340
_FONT = "system-ui, sans-serif"
_CONFIG: Spec = {
    "background": "transparent",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--quiet)",
        "titleColor": "var(--quiet)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
    },
    "text": {"fontSize": 12, "color": "var(--ink)"},
    "legend": {"disable": True},
}
_ROLES = re.compile(r' (?:role|aria-roledescription|aria-hidden|pointer-events)="[^"]*"')
_AXIS_LABEL = re.compile(r' aria-label="[XY]-axis[^"]*"')
# Geometry only: a model may have a long number in its name.
_GEOMETRY = re.compile(r' (?:d|transform|x2?|y2?|width|height)="[^"]*"')
_DIGITS_TO_SPARE = re.compile(r"(?<=\d\.\d\d)\d+")
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)">')


@dataclass(frozen=True)
class Drawing:
    """One `<svg>` of class `kind` with an accessible name."""

    spec: Spec
    label: str
    kind: str

    @property
    def styled(self) -> Spec:
        """The specification in the page's colours."""
        return {**self.spec, "config": _CONFIG}


def placed(drawing: Drawing, text: str) -> Markup:
    """What Vega drew for it, made part of the page."""
    text = _ROLES.sub("", _AXIS_LABEL.sub("", text)).replace(" aria-label=", " data-tip=")
    text = _GEOMETRY.sub(lambda found: _DIGITS_TO_SPARE.sub("", found[0]), text)
    found = _SIZE.match(text)
    if found is None:
        raise AssertionError(f"vl-convert drew something else than an SVG: {text[:200]}")
    width, height, box = found.groups()
    head = (
        f'<svg class="chart {escape(drawing.kind)}" role="img" aria-label="{escape(drawing.label)}" '
        f'viewBox="{box}" width="{width}" height="{height}">'
    )
    return Markup(head + text[found.end() :])  # noqa: S704 - vl-convert escapes text; label and kind are escaped here


def rows(frame: pl.DataFrame) -> Spec:
    """A polars frame as inline Vega-Lite data; dates as ISO text, which Vega reads as UTC."""
    return {"values": frame.with_columns(cs.date().dt.to_string("%Y-%m-%d")).to_dicts()}
