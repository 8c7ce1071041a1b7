"""The weeks of the first screen: five models, how many are open, and how many ways of counting say four or more."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from orpipeline.report.words import MARKS, OPENNESS, percent, week_name


@dataclass(frozen=True)
class Place:
    """One rank of one week: its openness (the first one's in a tie), its mark and its sentence."""

    openness: str
    mark: str
    tip: str


@dataclass(frozen=True)
class Week:
    """One closed week. `ways` are the settings at any public weights, `ways_four` those with four or more open; `opened`
    names its open models that were not open on its first day.
    """

    monday: date
    places: list[Place | None]
    open_count: int
    margin: float | None
    ways: int
    ways_four: int
    osi_four: bool
    flipped_by: str | None
    flipped_count: int | None
    opened: str | None

    @property
    def name(self) -> str:
        """2026-W07."""
        return week_name(self.monday)

    @property
    def is_sure(self) -> bool:
        """Every way of counting that could be computed gives the plain answer."""
        return self.ways > 0 and self.ways_four == (self.ways if self.open_count >= 4 else 0)

    @property
    def ways_share(self) -> str:
        """Share of the ways that find four or more, in whole percent; never rounded to all or none."""
        if not self.ways:
            return "none held"
        whole = round(100 * self.ways_four / self.ways)
        if 0 < self.ways_four < self.ways:
            whole = min(max(whole, 1), 99)
        return percent(whole / 100, 0)


def weeks(counts: pl.DataFrame, top: pl.DataFrame, ways: pl.DataFrame, robustness: pl.DataFrame) -> list[Week]:
    """The closed weeks in order, joined from their counts, members, ways of counting and smallest flip."""
    members: dict[date, dict[int, list[dict[str, str]]]] = {}
    for row in top.iter_rows(named=True):
        members.setdefault(row["week_start"], {}).setdefault(row["rank"], []).append(row)
    joined = counts.join(ways, on="week_start", how="left").join(robustness, on="week_start", how="left")
    return [
        Week(
            monday=row["week_start"],
            places=[_place(rank, members.get(row["week_start"], {}).get(rank, [])) for rank in range(1, 6)],
            open_count=row["open_count"],
            margin=row["margin_at_cut"],
            ways=row["ways"] or 0,
            ways_four=row["ways_four"] or 0,
            osi_four=bool(row["osi_four"]),
            flipped_by=row["flipped_by"],
            flipped_count=row["flipped_open_count"],
            opened=row["opened_in_week"],
        )
        for row in joined.sort("week_start").iter_rows(named=True)
    ]


def _place(rank: int, tied: list[dict[str, str]]) -> Place | None:
    """None where a tie above leaves the rank empty."""
    if not tied:
        return None
    said = "; ".join(f"{row['model_name']}, {OPENNESS[row['openness']]}" for row in tied)
    mark = "".join(MARKS[row["openness"]] for row in tied)
    return Place(tied[0]["openness"], mark, f"{rank}. {said}")
