"""What `orpipeline status` finds wrong, and what it tells a person to do."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from orpipeline.answer import Source
from orpipeline.settings import Settings
from orpipeline.warehouse.connection import connect_read_only
from orpipeline.warehouse.health import Health, health, last_run
from orpipeline.warehouse.lock import writer_lock
from orpipeline.warehouse.publish import publish
from orpipeline_tests.built import build, listed, week
from orpipeline_tests.house import House, catalogue, moment, nothing

MONDAY, ROWS = "2026-01-05", {"lab/a": 10, "other": 5}


def found(house: House, today: str, key: str | None = "sk-or-v1-1234567890") -> Health:
    """The health of what `house` holds, published."""
    build(house)
    publish(house.open)
    settings = Settings(home=house.settings.home, api_key=key)
    with connect_read_only(settings.published) as con:
        return health(con, settings, moment(f"{today}T02:40:00"))


@pytest.fixture
def fresh(warehouse: House) -> House:
    for day in ("2026-01-01", "2026-01-12"):
        warehouse.put(catalogue([listed("lab/a", "hub/a")], f"{day}T02:00:00"))
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00")
    return warehouse


def test_a_fresh_and_whole_warehouse_has_no_findings(fresh: House) -> None:
    seen = found(fresh, "2026-01-12")
    assert (seen.findings, seen.newest_catalogue) == ([], date(2026, 1, 12))


def test_days_for_which_the_source_has_nothing_do_not_make_it_fresh(fresh: House) -> None:
    fresh.land(week(MONDAY, ROWS), "2026-01-26T02:00:00", window=(MONDAY, "2026-01-25"))
    seen = found(fresh, "2026-01-26")
    assert (seen.newest_day, seen.days_empty, seen.days_missing) == (date(2026, 1, 11), 0, 0)
    assert "The newest day with rows is 2026-01-11, 15 days ago. Run `orpipeline run`." in seen.findings


@pytest.mark.parametrize(("today", "said"), [("2026-01-13", []), ("2026-01-14", ["2026-01-11, 3 days ago."])])
def test_the_day_before_yesterday_is_fresh_and_an_older_one_is_not(fresh: House, today: str, said: list[str]) -> None:
    findings = [finding for finding in found(fresh, today).findings if finding.startswith("The newest day with rows")]
    assert [finding.partition(" is ")[2].partition(" Run")[0] for finding in findings] == said


@pytest.mark.parametrize(("older", "newer", "said"), [(0, 2, ["2.0%"]), (2, 0, [])])
def test_the_newest_closed_week_tells_how_much_is_unclassified(
    fresh: House, older: int, newer: int, said: list[str]
) -> None:
    # Of 100 tokens a day; the week from 2026-01-19 is not over.
    weeks = {MONDAY: older, "2026-01-12": newer, "2026-01-19": 50}
    rows = {
        day: row
        for monday, unknown in weeks.items()
        for day, row in week(monday, {"lab/a": 90 - unknown, "lab/b": unknown, "other": 10}, days=6).items()
    }
    rows |= {"2026-01-11": rows["2026-01-05"], "2026-01-18": rows["2026-01-12"]}
    fresh.land(rows, "2026-01-25T02:00:00")
    seen = found(fresh, "2026-01-25")
    assert seen.closed_weeks == 2
    unclassified = [finding for finding in seen.findings if "of the newest week's tokens are unclassified" in finding]
    assert [finding.partition(" ")[0] for finding in unclassified] == said


def test_what_was_restated_and_what_was_set_aside_is_counted(fresh: House) -> None:
    fresh.land({"2026-01-09": ROWS | {"lab/a": 11}}, "2026-01-13T02:00:00")
    fresh.store.reject(fresh.land({"2026-01-12": ROWS}, "2026-01-13T03:00:00"), "wrong", by="hand")
    seen = found(fresh, "2026-01-13")
    assert (seen.restated_facts, str(seen.newest_restatement)) == (1, "2026-01-13 02:00:00")
    assert (seen.rejected_answers, str(seen.as_of)) == (1, "2026-01-13 02:00:00")


def test_of_several_restatements_the_newest_is_told(fresh: House) -> None:
    for hour, day in ((2, "2026-01-09"), (3, "2026-01-08")):
        fresh.land({day: ROWS | {"lab/a": 10 + hour}}, f"2026-01-13T0{hour}:00:00")
    seen = found(fresh, "2026-01-13")
    assert (seen.restated_facts, str(seen.newest_restatement)) == (2, "2026-01-13 03:00:00")


def test_of_two_sources_the_newer_answer_tells_how_far_it_is_read(warehouse: House) -> None:
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00", source="recorded")
    warehouse.land({"2026-01-12": ROWS}, "2026-01-13T02:00:00")
    assert str(found(warehouse, "2026-01-13").as_of) == "2026-01-13 02:00:00"


def test_the_newest_closed_week_tells_how_much_is_open_of_what_is_listed(fresh: House) -> None:
    seen = found(fresh, "2026-01-12")
    assert (seen.closed_weeks, seen.open_share_point) == (1, 1.0)  # `other`, a third of all, is of nobody


def test_the_time_of_publishing_is_that_of_the_published_file_in_utc(fresh: House) -> None:
    found(fresh, "2026-01-12")
    os.utime(fresh.settings.published, (0, moment("2026-01-12T02:31:00").timestamp()))
    with connect_read_only(fresh.settings.published) as con:
        seen = health(con, fresh.settings, moment("2026-01-12T02:40:00"))
    assert seen.published_at == moment("2026-01-12T02:31:00")


def test_an_empty_day_at_the_beginning_is_held_too(warehouse: House) -> None:
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00", window=("2026-01-03", "2026-01-11"))
    seen = found(warehouse, "2026-01-12")
    assert (seen.first_day, seen.days_empty, seen.days_present) == (date(2026, 1, 3), 2, 7)


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
        (None, "2026-02-11", "`orpipeline run`."),  # 2026-01-12 is the first of the thirty days up to 2026-02-10
        (None, "2026-02-12", "with a key (OPENROUTER_API_KEY): without one the source gives the last 30 days."),
    ],
)
def test_days_never_read_are_counted_and_who_can_bring_them_is_said(
    fresh: House, key: str | None, today: str, ending: str
) -> None:
    fresh.land({"2026-01-20": ROWS}, "2026-01-21T02:00:00")
    finding = next(said for said in found(fresh, today, key).findings if "never read" in said)
    assert finding.startswith(
        "8 days between the first and the newest are missing (never read, or set aside since), the first of them 2026-01-12. Run"
    )
    assert finding.endswith(ending)


def test_a_catalogue_that_did_not_come_with_the_newest_day_is_found(fresh: House) -> None:
    fresh.land({"2026-01-12": ROWS}, "2026-01-13T02:00:00")
    (finding,) = found(fresh, "2026-01-13").findings
    assert finding.startswith("The newest catalogue is of 2026-01-12: days were read without one")


@pytest.mark.parametrize(("source", "findings"), [("recorded", 0), ("api", 1)])
def test_only_recorded_weeks_may_come_without_a_catalogue(warehouse: House, source: Source, findings: int) -> None:
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00", source=source)
    seen = found(warehouse, "2026-01-12").findings
    assert len([said for said in seen if said.startswith("No catalogue was read yet: days were read")]) == findings


def test_recorded_weeks_need_no_newer_catalogue_though_one_was_read(warehouse: House) -> None:
    warehouse.put(catalogue([listed("lab/a", "hub/a")], "2026-01-01T02:00:00"))
    warehouse.land(week(MONDAY, ROWS), "2026-01-12T02:00:00", source="recorded")
    assert not [
        said for said in found(warehouse, "2026-01-12").findings if said.startswith("The newest catalogue is of")
    ]


@pytest.mark.parametrize(
    ("status", "heard", "finding"),
    [
        ("SUCCESS", "02:30:00", ""),
        ("FAILURE", "02:30:00", "The newest run failed"),
        ("STARTED", "02:37:59", "The newest run was killed"),  # 02:40, less a minute of waiting and one of grace
        ("STARTED", "02:38:01", ""),
        ("CANCELING", "02:30:00", "The newest run was killed"),
        ("STARTING", "02:30:00", "The newest run was killed"),
        ("CANCELED", "02:30:00", ""),
    ],
)
def test_a_newest_run_that_failed_or_was_killed_is_found(
    fresh: House, tmp_path: Path, status: str, heard: str, finding: str
) -> None:
    history = fresh.settings.dagster_home / "history"
    history.mkdir(parents=True)
    with sqlite3.connect(history / "runs.db") as con:
        con.execute("create table runs (id integer, status text, create_timestamp text, update_timestamp text)")
        con.execute("insert into runs values (1, 'FAILURE', '2026-01-11 02:30:00', '2026-01-11 02:31:00.5')")
        con.execute("insert into runs values (2, ?, '2026-01-12 02:30:00.25', ?)", [status, f"2026-01-12 {heard}"])
    build(fresh)
    publish(fresh.open)
    settings = Settings(home=tmp_path / "copy")
    shutil.copytree(fresh.settings.home, settings.home)  # where nobody writes: `fresh` holds the lock of its own
    with connect_read_only(settings.published) as con:
        seen = health(con, settings, moment("2026-01-12T02:40:00"))
        with writer_lock(settings.home, 0, nothing):
            while_it_writes = health(con, settings, moment("2026-01-12T02:40:00")).findings
    assert not [said for said in while_it_writes if "was killed" in said]
    assert seen.last_run == f"{status.lower()}, started 2026-01-12 02:30:00 UTC"
    assert [said.partition(":")[0].partition(",")[0] for said in seen.findings] == ([finding] if finding else [])


def test_a_history_without_a_run_and_one_that_cannot_be_read_are_told_apart_and_left_as_they_are(
    tmp_path: Path,
) -> None:
    assert last_run(tmp_path) == "none recorded"
    assert list(tmp_path.iterdir()) == []
    history = tmp_path / "history" / "runs.db"
    history.parent.mkdir()
    with closing(sqlite3.connect(history)) as con:
        con.execute("create table runs (id integer, status text, create_timestamp text, update_timestamp text)")
    assert last_run(tmp_path) == "none recorded"
    for damaged in (b"not a database, and long enough to be taken for one" * 20, b""):
        history.write_bytes(damaged)
        assert str(last_run(tmp_path)).startswith("unknown (")
        assert history.read_bytes() == damaged


@pytest.mark.parametrize(("hour", "findings"), [(23, 0), (24, 1)])
def test_days_are_counted_in_utc_wherever_the_reader_is(fresh: House, hour: int, findings: int) -> None:
    build(fresh)
    publish(fresh.open)
    now = (moment("2026-01-13T00:00:00") + timedelta(hours=hour)).astimezone(timezone(timedelta(hours=14)))
    with connect_read_only(fresh.settings.published) as con:
        seen = health(con, fresh.settings, now).findings
    assert len([said for said in seen if said.startswith("The newest day with rows is 2026-01-11, 3 days")]) == findings
