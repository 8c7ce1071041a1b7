"""The table behind each chart, and the tables that need no chart: cells as a person reads them."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from orpipeline.report.charts import leaders
from orpipeline.report.grids import leading_models, months
from orpipeline.report.words import MARKS, OPENNESS, integer, moment, percent


@dataclass(frozen=True)
class Table:
    """A caption, a head and rows whose first cell names the row; `numeric` are the columns set to the right."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    numeric: frozenset[int] = frozenset()


def open_share(frame: pl.DataFrame) -> Table:
    """Open share by week with its bounds, newest first."""
    head = ["Week", "Low", "Point", "High", "Open tokens per proprietary token"]
    body = [
        [
            row["week"],
            *(percent(row[f"open_share_{kind}"]) for kind in ("low", "point", "high")),
            "unknown" if row["open_to_proprietary_ratio"] is None else f"{row['open_to_proprietary_ratio']:.2f}",
        ]
        for row in _newest_first(frame)
    ]
    return Table("Open share of tokens by week", head, body, frozenset({1, 2, 3, 4}))


def group_share(frame: pl.DataFrame, what: str) -> Table:
    """The leading labs or countries by week: point share, and low to high."""
    names = leaders(frame) if frame.height else []
    cells = {
        (row["week"], row["name"]): f"{percent(row['share_point'])} ({percent(row['share_low'])} to "
        f"{percent(row['share_high'])})"
        for row in frame.iter_rows(named=True)
    }
    weeks = [row["week"] for row in _newest_first(frame.unique("week_start"))]
    body = [[week, *(cells.get((week, name), "not in the top 50") for name in names)] for week in weeks]
    head = ["Week", *names]
    caption = f"Share of tokens by week, {what}: point (low to high)"
    return Table(caption, head, body, frozenset(range(1, len(head))))


def ranks(frame: pl.DataFrame) -> Table:
    """The rows of the rank chart, one a model: its ranks by week in the chart's span, its debut and its peak."""
    shown = leading_models(frame)
    body = []
    for part in shown.sort("week_start").partition_by("model", maintain_order=True):
        last = part.row(-1, named=True)
        debut = part.filter(pl.col("entry") == "debut")["week"].to_list()
        by_week = ", ".join(f"{row['week']}: {row['rank']}" for row in part.iter_rows(named=True))
        body.append(
            [last["model_name"], OPENNESS[last["openness"]], debut[0] if debut else "", str(last["peak_rank"]), by_week]
        )
    head = ["Model", "Openness", "Debut straight into the top ten", "Peak so far", "Rank by week"]
    return Table("Leading models: rank in the top ten by week", head, body, frozenset({3}))


def number_one(frame: pl.DataFrame) -> Table:
    """Spells at rank 1, newest first."""
    body = [
        [
            r["model_name"],
            f"{r['first_week']:%G-W%V}",
            f"{r['last_week']:%G-W%V}",
            str(r["week_count"]),
            percent(r["margin_min"]),
        ]
        for r in frame.sort("first_week", "model", descending=[True, False]).iter_rows(named=True)
    ]
    head = ["Model", "First week", "Last week", "Weeks", "Smallest lead over the runner-up"]
    return Table("Spells at number one", head, body, frozenset({3, 4}))


def top_five(frame: pl.DataFrame) -> Table:
    """The five of each week by name, newest first; a tie puts two models into one cell."""
    cells: dict[tuple[str, int], str] = {}
    for row in frame.iter_rows(named=True):
        key = (row["week"], row["rank"])
        name = f"{MARKS[row['openness']]} {row['model_name']} ({OPENNESS[row['openness']]})"
        cells[key] = f"{cells[key]}; {name}" if key in cells else name
    weeks = [row["week"] for row in _newest_first(frame.unique("week_start"))]
    body = [[week, *(cells.get((week, rank), "tie above") for rank in range(1, 6))] for week in weeks]
    return Table("The five leading models of each week", ["Week", "1", "2", "3", "4", "5"], body)


def restatements(frame: pl.DataFrame) -> Table:
    """The largest changes of a fact between two answers."""
    body = [
        [
            str(r["day"]),
            r["permaslug"],
            integer(r["token_count_before"]),
            integer(r["token_count_after"]),
            moment(r["as_of_after"]),
        ]
        for r in frame.iter_rows(named=True)
    ]
    head = ["Day", "Model as published", "Tokens before", "Tokens after", "Known since"]
    return Table("Largest restatements", head, body, frozenset({2, 3}))


def coverage(days: pl.DataFrame) -> Table:
    """Days held by month."""
    body = [
        [r["month"], str(r["present"]), str(r["empty"]), str(r["missing"]), r["absent"]]
        for r in months(days).iter_rows(named=True)
    ]
    head = ["Month", "Days with rows", "Source has none", "Never read", "Which days have no rows"]
    return Table("Days held by month", head, body, frozenset({1, 2, 3}))


def _newest_first(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.sort("week_start", descending=True).to_dicts()
