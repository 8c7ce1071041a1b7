"""Months as partitions, and exact days in a run's configuration."""

from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from orpipeline.answer import Window
from orpipeline.assets.partitions import Days, asked_windows, month_tags, months, to_text
from orpipeline.settings import Settings, SourceName
from orpipeline_tests.runs import intake_at, window

SPRING = [window("2026-01-31", "2026-02-01"), window("2026-04-02", "2026-04-30")]
FEBRUARY = dg.TimeWindow(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


def keys(home: Path, source: SourceName) -> list[str]:
    return list(months(intake_at(Settings(home, source=source))).get_partition_keys())


def test_a_run_is_tagged_with_every_month_its_windows_touch() -> None:
    assert month_tags(SPRING) == {
        "dagster/asset_partition_range_start": "2026-01-01",
        "dagster/asset_partition_range_end": "2026-04-01",
    }
    assert month_tags(SPRING[::-1]) == month_tags(SPRING)


def test_exact_windows_survive_the_configuration() -> None:
    assert to_text(SPRING) == ["2026-01-31/2026-02-01", "2026-04-02/2026-04-30"]
    assert asked_windows(Days(windows=to_text(SPRING)), FEBRUARY) == SPRING


def test_without_windows_a_run_asks_for_its_months_to_their_last_day() -> None:
    assert asked_windows(Days(), FEBRUARY) == [Window(date(2026, 2, 1), date(2026, 2, 28))]


@pytest.mark.parametrize("source", ["api", "export"])
def test_the_months_go_from_the_first_published_one_to_the_running_one(tmp_path: Path, source: SourceName) -> None:
    held = keys(tmp_path, source)
    assert held[0] == "2025-01-01"
    assert held[-1] == f"{datetime.now(UTC):%Y-%m}-01"


def test_the_recorded_source_has_just_its_own_months(tmp_path: Path) -> None:
    assert keys(tmp_path, "recorded") == [f"2026-0{month}-01" for month in range(1, 9)]
