"""Months as partitions of the rankings asset: which are held, and how a range of days is one run.

Not days: reporting 690 daily materializations cost 17 s of a run on two cores, 23 monthly ones 0.4 s
(benchmarks/partitions.py). Days stand in the view `days`; a run may name exact days in its configuration.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import dagster as dg

from orpipeline.answer import FIRST_DAY, Window
from orpipeline.openrouter.intake import Intake

_FIRST, _LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


class Days(dg.Config):
    """Exact days to read, as intervals `2026-01-05/2026-01-11`; without any, all days of the run's months."""

    windows: list[str] = []  # noqa: RUF012 - a pydantic field, copied for each instance


def months(intake: Intake) -> dg.MonthlyPartitionsDefinition:
    """The months since 2025-01, the running one too; for the recorded source just those it holds."""
    if intake.settings.resolved_source == "recorded":
        held = intake.reach()
        after = (held.end.replace(day=1) + timedelta(days=31)).replace(day=1)
        return dg.MonthlyPartitionsDefinition(start_date=_month(held.start), end_date=after.isoformat(), timezone="UTC")
    return dg.MonthlyPartitionsDefinition(start_date=FIRST_DAY.isoformat(), end_offset=1, timezone="UTC")


def month_tags(windows: Iterable[Window]) -> dict[str, str]:
    """Run tags that select the months which the windows touch."""
    all_windows = list(windows)
    first = min(window.start for window in all_windows)
    last = max(window.end for window in all_windows)
    return {_FIRST: _month(first), _LAST: _month(last)}


def to_text(windows: Iterable[Window]) -> list[str]:
    """Windows as the configuration spells them."""
    return [f"{window.start}/{window.end}" for window in windows]


def asked_windows(config: Days, months: dg.TimeWindow) -> list[Window]:
    """The days a run is to read: those of its configuration, else all of its months."""
    if config.windows:
        bounds = (text.split("/") for text in config.windows)
        return [Window(date.fromisoformat(start), date.fromisoformat(end)) for start, end in bounds]
    last = date.fromordinal(months.end.date().toordinal() - 1)
    return [Window(months.start.date(), last)]


def _month(day: date) -> str:
    return day.replace(day=1).isoformat()
