"""The page's charts as Vega-Lite specifications: pure functions of a frame and a width."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import polars as pl

from orpipeline.report.drawer import Spec
from orpipeline.report.svg import NARROW, WIDE, Drawing, rows
from orpipeline.report.words import percent

_WEEK, _MONTH = timedelta(days=7), timedelta(days=365 / 12)
_SERIES = [f"var(--s{n})" for n in range(1, 7)]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_DASHES = [[1, 0], [6, 2], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3]]
_LINE_HEIGHT = 16  # pixels between the names at the lines' ends
_LABEL_WIDTH = {WIDE: 50, NARROW: 38}  # pixels that Vega needs for "Jan 2025" and "Jan 25"
_MONTH_STEPS = (1, 2, 3, 4, 6, 12)  # that begin anew each year
_SHARE_AXIS = {"format": ".0%", "tickCount": 5, "domain": False, "ticks": False}


def both(build: Callable[[pl.DataFrame, int], Spec], frame: pl.DataFrame, label: str) -> list[Drawing]:
    """The chart for a desk and for a phone; the style sheet shows one of them."""
    return [Drawing(build(frame, width), label, kind) for width, kind in ((WIDE, "wide"), (NARROW, "narrow"))]


def time_axis(frame: pl.DataFrame, width: int, pad_right: int = 0) -> Spec:
    """The horizontal axis: weeks in UTC, few enough labels for the width."""
    first, last = frame["week_start"].min(), frame["week_start"].max()
    step = _months_a_label(frame["week_start"], (width - pad_right) / _LABEL_WIDTH[width])
    months = {"tickCount": {"interval": "month", "step": step}, "labelOverlap": True}
    axis = {"format": "%b %y" if width == NARROW else "%b %Y", "grid": False, **months}
    scale = {"type": "utc", "domain": [str(first), str(last)], "range": [0, width - pad_right]}
    return {"field": "week_start", "type": "temporal", "axis": {**axis, "title": None}, "scale": scale}


def _months_a_label(weeks: pl.Series, room: float) -> int:
    """Months from one label to the next, where there is room for `room` labels.

    Vega can hide labels that overlap, but measures each of them first, which was half the time of a chart.
    """
    months = (weeks.max() - weeks.min()) / _MONTH  # type: ignore[operator]
    return next((step for step in _MONTH_STEPS if months <= room * step), _MONTH_STEPS[-1])


def spans(frame: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Number the runs of consecutive weeks, so that a line breaks where a week is not held."""
    step = pl.col("week_start").diff()
    broken = (step != _WEEK).fill_null(value=False).cum_sum()
    return frame.sort(*by, "week_start").with_columns(span=broken.over(*by) if by else broken)


def open_share(frame: pl.DataFrame, width: int) -> Spec:
    """Open share by week: the band from low to high, the point estimate as a line, half as a rule."""
    named = spans(frame).with_columns(
        tip=pl.struct("week", "open_share_low", "open_share_point", "open_share_high").map_elements(
            lambda r: (
                f"{r['week']}: {percent(r['open_share_point'])} open "
                f"(between {percent(r['open_share_low'])} and {percent(r['open_share_high'])})"
            ),
            return_dtype=pl.String,
        )
    )
    x = time_axis(frame, width)
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {**_SHARE_AXIS, "title": None}}
    detail = {"field": "span", "type": "nominal"}
    band = {
        "mark": {"type": "area", "color": "var(--open)", "opacity": 0.22, "aria": False},
        "encoding": {
            "x": x,
            "y": {**y, "field": "open_share_low"},
            "y2": {"field": "open_share_high"},
            "detail": detail,
        },
    }
    half = {"mark": {"type": "rule", "color": "var(--quiet)", "strokeDash": [4, 4], "aria": False}}
    line = {
        "mark": {"type": "line", "color": "var(--open)", "strokeWidth": 2.5, "aria": False},
        "encoding": {"x": x, "y": {**y, "field": "open_share_point"}, "detail": detail},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 45, "color": "var(--open)", "opacity": 1},
        "encoding": {"x": x, "y": {**y, "field": "open_share_point"}, "description": {"field": "tip"}},
    }
    layers = [band, {**half, "encoding": {"y": {"datum": 0.5, "type": "quantitative"}}}, line, points]
    return {"data": rows(named), "width": width, "height": 280 if width == WIDE else 220, "layer": layers}


def group_share(frame: pl.DataFrame, width: int) -> Spec:
    """Share of the leading labs or countries by week, each named at its end and bounded in the newest week."""
    newest = frame["week_start"].max()
    names = leaders(frame)
    pad = 130 if width == WIDE else 95
    shown = spans(frame.filter(pl.col("name").is_in(names)).drop_nulls("share_point"), by=["name"]).with_columns(
        tip=pl.struct("week", "name", "share_low", "share_point", "share_high").map_elements(
            lambda r: (
                f"{r['name']}, {r['week']}: {percent(r['share_point'])} "
                f"(between {percent(r['share_low'])} and {percent(r['share_high'])})"
            ),
            return_dtype=pl.String,
        )
    )
    x = time_axis(frame, width, pad)
    y = {"field": "share_point", "type": "quantitative", "axis": {**_SHARE_AXIS, "title": None}}
    colour = {"field": "name", "type": "nominal", "scale": {"domain": names, "range": _SERIES[: len(names)]}}
    dash = {"field": "name", "type": "nominal", "scale": {"domain": names, "range": _DASHES[: len(names)]}}
    shape = {"field": "name", "type": "nominal", "scale": {"domain": names, "range": SHAPES[: len(names)]}}
    height = 300 if width == WIDE else 260
    last = shown.filter(pl.col("week_start") == newest)
    top = max([*shown["share_point"], *last["share_high"]], default=1.0)
    ends = _apart(last, _LINE_HEIGHT / height * top)
    layers = [
        {
            "mark": {"type": "line", "strokeWidth": 2, "aria": False},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash, "detail": {"field": "span"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 28 if width == WIDE else 12, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape, "description": {"field": "tip"}},
        },
        {
            "data": rows(ends),
            "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.35, "aria": False},
            "encoding": {"x": x, "y": {**y, "field": "share_low"}, "y2": {"field": "share_high"}, "color": colour},
        },
        {
            "data": rows(ends),
            "mark": {"type": "text", "align": "left", "dx": 9, "aria": False, "limit": pad - 9},
            "encoding": {"x": x, "y": {**y, "field": "label_at"}, "text": {"field": "name"}, "color": colour},
        },
    ]
    return {"data": rows(shown), "width": width, "height": height, "layer": layers}


def leaders(frame: pl.DataFrame) -> list[str]:
    """The six leading names of the newest week, in order of rank."""
    newest = frame.filter(pl.col("week_start") == frame["week_start"].max()).sort("rank", "name")
    return newest["name"].head(len(_SERIES)).to_list()


def _apart(ends: pl.DataFrame, gap: float) -> pl.DataFrame:
    """Where to write each name so that neighbours do not overlap: at its share, or a gap above the one below."""
    at: list[float] = []
    ordered = ends.sort("share_point", "name")
    for share in ordered["share_point"]:
        at.append(max(share, at[-1] + gap) if at else share)
    return ordered.with_columns(label_at=pl.Series(at, dtype=pl.Float64))
