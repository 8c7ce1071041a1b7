"""Steps that compute a table in parts, on a real warehouse."""

import polars as pl
import pytest

from orpipeline.assets.tables import STEPS
from orpipeline.contracts import core
from orpipeline_tests.house import House

DAYS = {
    "2026-01-05": {"lab/a": 10, "lab/b": 10, "other": 3},
    "2026-01-06": {"lab/b": 7, "lab/a:free": 2},
    "2026-01-09": {"lab/c": 1, "other": 4},
}
BEFORE = (core.MODELS, core.DAYS)


def _write(house: House, *tables: object) -> None:
    for step in STEPS:
        if step.table in tables:
            house.open.write(step.table, step.compute(house.open))


@pytest.mark.parametrize("at_once", [1, 4, 1000])
def test_daily_usage_is_the_same_however_many_days_are_computed_at_once(
    warehouse: House, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("orpipeline.assets.tables._ROWS_A_PART", at_once)
    warehouse.land(DAYS, "2026-01-10T02:00:00")
    warehouse.load()
    _write(warehouse, *BEFORE)
    _write(warehouse, core.DAILY_USAGE)
    columns = ("day", "permaslug", "rank", "token_count", "share_of_all", "openness")
    found = warehouse.open.read(core.DAILY_USAGE, columns=columns).with_columns(pl.col("day").dt.day())
    assert found.collect().rows() == [
        (5, "lab/a", 1, 10, 10 / 23, "unclassified"),
        (5, "lab/b", 1, 10, 10 / 23, "unclassified"),
        (5, "other", None, 3, 3 / 23, None),
        (6, "lab/a:free", 2, 2, 2 / 9, "unclassified"),
        (6, "lab/b", 1, 7, 7 / 9, "unclassified"),
        (9, "lab/c", 1, 1, 1 / 5, "unclassified"),
        (9, "other", None, 4, 4 / 5, None),
    ]


def test_daily_usage_of_no_days_has_no_rows(warehouse: House) -> None:
    _write(warehouse, *BEFORE, core.DAILY_USAGE)
    assert warehouse.open.read(core.DAILY_USAGE).collect().height == 0
