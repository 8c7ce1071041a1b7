"""What `orpipeline status` finds wrong, and what it tells a person to do."""

import sqlite3
from datetime import date

import pytest

from orpipeline.settings import Settings
from orpipeline.warehouse.connection import connect_read_only
from orpipeline.warehouse.health import Health, health
from orpipeline.warehouse.publish import publish
from orpipeline_tests.built import build, listed, week
from orpipeline_tests.house import House, catalogue

MONDAY, ROWS = "2026-01-05", {"lab/a": 10, "other": 5}


def found(house: House, today: str, key: str | None = "sk-or-v1-1234567890") -> Health:
    """The health of what `house` holds, published."""
    build(house)
    publish(house.open)
    settings = Settings(home=house.settings.home, api_key=key)
    with connect_read_only(settings.published) as con:
        return health(con, settings, date.fromisoformat(today))


@pytest.fixture
def fresh(warehouse: House) -> House:
    warehouse.put(catalogue([listed("lab/a", "hub/a")], "2026-01-01T02:00:00"))
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00")
    return warehouse


def test_a_fresh_and_whole_warehouse_has_no_findings(fresh: House) -> None:
    seen = found(fresh, "2026-01-12")
    assert (seen.findings, seen.newest_catalogue) == ([], date(2026, 1, 1))


def test_days_for_which_the_source_has_nothing_do_not_make_it_fresh(fresh: House) -> None:
    fresh.land(week(MONDAY, ROWS), "2026-01-26T02:00:00", window=(MONDAY, "2026-01-25"))
    seen = found(fresh, "2026-01-26")
    assert (seen.newest_day, seen.days_empty, seen.days_missing) == (date(2026, 1, 11), 0, 0)
    assert "The newest day with rows is 2026-01-11, 15 days ago. Run `orpipeline run`." in seen.findings


@pytest.mark.parametrize(("tokens", "said"), [(7, 1), (8, 0)])  # the usual total is 15
def test_a_newest_day_that_looks_partly_published_is_found(fresh: House, tokens: int, said: int) -> None:
    fresh.land({"2026-01-12": {"lab/a": tokens - 1, "other": 1}}, "2026-01-13T02:00:00")
    expected = f"2026-01-12 looks partly published: {tokens} tokens in 1 named rows"
    assert len([finding for finding in found(fresh, "2026-01-13").findings if finding.startswith(expected)]) == said


def test_an_older_day_that_looked_partly_published_is_the_runs_to_tell(fresh: House) -> None:
    many = {f"lab/m{n:02}": 10 for n in range(49)} | ROWS
    fresh.land(week(MONDAY, many) | {"2026-01-09": ROWS}, "2026-01-12T03:00:00")
    assert not [finding for finding in found(fresh, "2026-01-12").findings if "partly published" in finding]


@pytest.mark.parametrize(
    ("key", "today", "ending"),
    [
        ("sk-or-v1-1234567890", "2026-03-20", "`orpipeline run`."),
        (None, "2026-02-03", "`orpipeline run`."),
        (None, "2026-03-20", "with a key (OPENROUTER_API_KEY): without one the source gives the last 30 days."),
    ],
)
def test_days_never_read_are_counted_and_who_can_bring_them_is_said(
    fresh: House, key: str | None, today: str, ending: str
) -> None:
    fresh.land({"2026-01-20": ROWS}, "2026-01-21T02:00:00")
    finding = next(said for said in found(fresh, today, key).findings if "never read" in said)
    assert finding.startswith(
        "8 days between the first and the newest were never read, the first of them 2026-01-12. Run"
    )
    assert finding.endswith(ending)


@pytest.mark.parametrize(("status", "findings"), [("SUCCESS", 0), ("FAILURE", 1), ("STARTED", 0)])
def test_a_newest_run_that_failed_is_found(fresh: House, status: str, findings: int) -> None:
    history = fresh.settings.dagster_home / "history"
    history.mkdir(parents=True)
    with sqlite3.connect(history / "runs.db") as con:
        con.execute("create table runs (id integer, status text, create_timestamp text)")
        con.execute(
            "insert into runs values (1, 'FAILURE', '2026-01-11 02:30:00'), (2, ?, '2026-01-12 02:30:00')", [status]
        )
    assert (
        len([said for said in found(fresh, "2026-01-12").findings if said.startswith("The newest run failed")])
        == findings
    )
