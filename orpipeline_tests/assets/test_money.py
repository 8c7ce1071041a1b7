"""Weekly spend from landed catalogues to the view."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orpipeline.answer import Answer, Request
from orpipeline.assets.money import STEPS
from orpipeline.contracts import core, mart, money
from orpipeline.landing import Store
from orpipeline.settings import Settings
from orpipeline.transforms.money import list_prices
from orpipeline.warehouse.load import load
from orpipeline.warehouse.objects import create_view
from orpipeline.warehouse.private import Warehouse, open_warehouse
from orpipeline.warehouse.sqlfiles import views
from orpipeline_tests.analysis_frames import Use, days_of, periods_of, usage

HISTORY = os.environ.get("ORPIPELINE_HISTORY")
VIEW = next(view for view in views() if view.name == "weekly_spend")
(STEP,) = STEPS


def test_the_view_shows_every_column_of_its_table_in_the_words_of_the_contract() -> None:
    assert list(VIEW.columns) == [(column.name, column.comment) for column in money.WEEKLY_SPEND.columns]
    assert VIEW.reads == ("mart.weekly_spend",)
    assert money.WEEKLY_SPEND.description.startswith(VIEW.comment)


def catalogue(body: bytes, when: str) -> Answer:
    request = Request("export", "models", "GET", "https://openrouter.ai/api/v1/models", {"output_modalities": "all"})
    return Answer(request, datetime.fromisoformat(when).replace(tzinfo=UTC), body)


def write_usage(warehouse: Warehouse, *uses: Use) -> None:
    rows = usage(*uses)
    warehouse.write(core.DAILY_USAGE, rows)
    warehouse.write(mart.PERIODS, periods_of(days_of(rows)))


def test_prices_travel_from_a_landed_catalogue_to_dollars_in_the_view(tmp_path: Path) -> None:
    prices = b'"pricing": {"prompt": "0.000003", "completion": "0.000015"}'
    body = b'[{"id": "lab/a", "canonical_slug": "lab/a-20260101", "name": "A", %s}]' % prices
    store = Store(tmp_path / "landing")
    store.put(catalogue(body, "2026-01-05T02:30"))
    with open_warehouse(Settings(tmp_path), print) as warehouse:
        load(warehouse.con, store, print)
        write_usage(warehouse, Use("2026-01-05", "lab/a-20260101", 2_000_000), Use("2026-01-05", "lab/b", 6_000_000))
        warehouse.write(STEP.table, STEP.compute(warehouse))
        assert create_view(warehouse.con, VIEW).row_count == 1
        shown = warehouse.con.sql("select covered_share, list_low, list_high from weekly_spend").fetchall()
    assert shown == [(0.25, 6.0, 30.0)]


@pytest.mark.skipif(not HISTORY, reason="ORPIPELINE_HISTORY does not name the folder of real catalogues")
def test_five_real_catalogues_one_a_bare_list_give_the_prices_they_were_published_with(tmp_path: Path) -> None:
    store = Store(tmp_path / "landing")
    bodies = sorted(Path(HISTORY or "").glob("models-catalogue/raw/*.json.gz"))
    for path in bodies:
        store.put(catalogue(gzip.decompress(path.read_bytes()), path.name.split("_")[1] + "T03:00"))
    with open_warehouse(Settings(tmp_path), print) as warehouse:
        assert load(warehouse.con, store, print).refused == []
        entries = warehouse.query(
            "select answers.as_of, catalogue.* from raw.catalogue join raw.answers using (answer_sha)"
        )
        prices = list_prices(entries).collect()
        write_usage(
            warehouse, *(Use("2026-08-08", str(slug), 10**9) for slug in {*prices["permaslug"]} if slug != "other")
        )
        warehouse.write(STEP.table, STEP.compute(warehouse))
        row = warehouse.con.sql("select covered_share, list_low, list_high from mart.weekly_spend").fetchall()[0]
    assert len(bodies) == 5
    assert prices["snapshot_day"].n_unique() == 5
    # Two snapshots of the week and of three days before it speak for most names; those gone since are not covered.
    assert 0.5 < row[0] < 1
    assert 0 < row[1] < row[2]
