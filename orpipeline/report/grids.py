"""Two charts on a grid: who stood where in the top ten, and which days are held."""

from datetime import date

import polars as pl

from orpipeline.report.charts import SHAPES, spans, time_axis
from orpipeline.report.drawer import Spec
from orpipeline.report.svg import NARROW, WIDE, rows
from orpipeline.report.words import OPENNESS

_WEEKS = {WIDE: 26, NARROW: 8}
_COLOURS = ["var(--open)", "var(--prop)", "var(--stealth)", "var(--other)", "var(--other)"]
_DAY_STATES = ["present", "empty", "missing"]


def leading_models(ranks: pl.DataFrame, weeks: int = _WEEKS[WIDE]) -> pl.DataFrame:
    """Top-ten rows of the newest `weeks` closed weeks, of models that reached the top five in one of them."""
    newest = ranks["week_start"].unique().sort().tail(weeks)
    recent = ranks.filter(pl.col("week_start").is_in(newest.implode()))
    leading = recent.filter(pl.col("rank") <= 5)["model"].unique()
    return recent.filter(pl.col("model").is_in(leading.implode())).sort("week_start", "rank", "model")


def bump(ranks: pl.DataFrame, width: int) -> Spec:
    """Rank by week of the leading models: colour and shape say openness, a ring says debut, the name stands at the end."""
    pad = 172  # a browser's letters may be wider than those it was laid out with, and the last digits tell models apart
    shown = spans(leading_models(ranks, _WEEKS[width]), by=["model"]).with_columns(
        tip=pl.struct("week", "model_name", "rank", "openness", "entry").map_elements(_tip, return_dtype=pl.String)
    )
    x = time_axis(shown, width, pad)
    y = {
        "field": "rank",
        "type": "quantitative",
        "scale": {"domain": [10.4, 0.6], "nice": False, "zero": False},
        "axis": {
            "values": list(range(1, 11)),
            "offset": 14,
            "grid": False,
            "domain": False,
            "ticks": False,
            "title": None,
            "format": "d",
        },
    }
    colour = {"field": "openness", "type": "nominal", "scale": {"domain": list(OPENNESS), "range": _COLOURS}}
    shape = {"field": "openness", "type": "nominal", "scale": {"domain": list(OPENNESS), "range": SHAPES[:5]}}
    point = {"x": x, "y": y, "color": colour, "shape": shape, "description": {"field": "tip"}}
    ends = shown.filter(pl.col("week_start") == shown["week_start"].max())
    layers = [
        {
            "mark": {"type": "line", "strokeWidth": 2.5, "opacity": 0.6, "interpolate": "monotone", "aria": False},
            "encoding": {"x": x, "y": y, "color": colour, "detail": [{"field": "model"}, {"field": "span"}]},
        },
        {"mark": {"type": "point", "filled": True, "size": 75, "opacity": 1}, "encoding": point},
        {
            "transform": [{"filter": "datum.entry === 'debut'"}],
            "mark": {
                "type": "point",
                "filled": False,
                "size": 230,
                "strokeWidth": 1.5,
                "aria": False,
                "color": "var(--ink)",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": rows(ends),
            "mark": {"type": "text", "align": "left", "dx": 14, "aria": False, "limit": pad - 14},
            "encoding": {"x": x, "y": y, "text": {"field": "model_name"}},
        },
    ]
    return {"data": rows(shown), "width": width, "height": 340 if width == WIDE else 300, "layer": layers}


def _tip(row: dict[str, object]) -> str:
    entry = f", {row['entry']} on the chart" if row["entry"] else ""
    return f"{row['week']}: {row['rank']}. {row['model_name']}, {OPENNESS[str(row['openness'])]}{entry}"


def calendar(days: pl.DataFrame, width: int) -> Spec:
    """One row a month, one square a day: a square where rows are held, a cross where the source has none, a dot never read."""
    shown = days.select(
        month=pl.col("day").dt.strftime("%Y-%m"),
        date=pl.col("day").dt.day(),
        status="status",
        tip=pl.col("day").dt.to_string() + ": " + pl.col("status"),
    )
    step = (width - 60) / 31
    x = {
        "field": "date",
        "type": "ordinal",
        "scale": {"domain": list(range(1, 32))},
        "axis": {"values": [1, 5, 10, 15, 20, 25, 30], "labelAngle": 0, "domain": False, "ticks": False, "title": None},
    }
    y = {"field": "month", "type": "ordinal", "axis": {"domain": False, "ticks": False, "title": None}}
    status = {"field": "status", "type": "nominal"}
    marks = {
        "color": {**status, "scale": {"domain": _DAY_STATES, "range": ["var(--open)", "var(--prop)", "var(--other)"]}},
        "shape": {**status, "scale": {"domain": _DAY_STATES, "range": ["square", "cross", "circle"]}},
        "size": {"condition": {"test": "datum.status !== 'missing'", "value": (0.6 * step) ** 2}, "value": 6},
    }
    return {
        "data": rows(shown),
        "width": {"step": step},
        "height": {"step": max(step * 0.75, 14)},
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {"x": x, "y": y, **marks, "description": {"field": "tip"}},
    }


def months(days: pl.DataFrame) -> pl.DataFrame:
    """One row a month: days present, empty and missing, and which are not present."""
    others = pl.col("day").filter(pl.col("status") != "present")
    return (
        days.group_by(month=pl.col("day").dt.strftime("%Y-%m"))
        .agg(
            *(pl.col("status").filter(pl.col("status") == state).len().alias(state) for state in _DAY_STATES),
            absent=others.sort(),
        )
        .with_columns(absent=pl.col("absent").map_elements(_day_runs, return_dtype=pl.String))
        .sort("month")
    )


def _day_runs(days: pl.Series) -> str:
    """Days of a month in runs: "3, 10 to 12"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(str(r[0].day) if len(r) == 1 else f"{r[0].day} to {r[-1].day}" for r in runs) or "none"
