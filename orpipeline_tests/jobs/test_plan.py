"""Which days a run reads, the schedule, and that everything after landing is a function of landing."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orpipeline.answer import Window
from orpipeline.assets.partitions import month_tags
from orpipeline.definitions import build_defs, make_intake
from orpipeline.jobs.jobs import update_config
from orpipeline.jobs.plan import held_days, scheduled_windows, update_windows
from orpipeline.landing import Store
from orpipeline.settings import Settings
from orpipeline.warehouse import sqlfiles
from orpipeline.warehouse.connection import connect_read_only
from orpipeline_tests.runs import NO_TELEMETRY, Run, at, rebuild

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # a Tuesday
YESTERDAY = date(2026, 11, 23)


def copy_of(recorded: Run, home: Path) -> Settings:
    shutil.copytree(recorded.settings.home, home)
    return at(recorded.settings, home)


def windows(home: Path, source: str, key: str | None = "k") -> list[Window]:
    return update_windows(make_intake(Settings(home, source=source, api_key=key), clock=lambda: NOW))  # type: ignore[arg-type]


def test_a_first_run_reads_the_whole_history_in_two_windows(tmp_path: Path) -> None:
    assert windows(tmp_path, "api") == [
        Window(date(2025, 1, 1), date(2026, 1, 1)),
        Window(date(2026, 1, 2), YESTERDAY),
    ]


def test_without_a_key_a_run_reads_the_thirty_days_of_the_export(tmp_path: Path) -> None:
    assert windows(tmp_path, "auto", key=None) == [Window(YESTERDAY - timedelta(days=29), YESTERDAY)]


def test_a_later_run_reads_what_is_missing_and_the_fourteen_newest_days(recorded: Run) -> None:
    read = windows(recorded.settings.home, "api")
    assert read[0].start == date(2025, 1, 1)
    held = {date(2026, 1, 5) + timedelta(days=n) for n in range(224)}
    asked = {w.start + timedelta(days=n) for w in read for n in range((w.end - w.start).days + 1)}
    assert {YESTERDAY - timedelta(days=n) for n in range(14)} <= asked
    assert {date(2025, 1, 1) + timedelta(days=n) for n in range((YESTERDAY - date(2025, 1, 1)).days)} <= asked | held


def test_a_day_that_was_asked_for_before_the_source_had_it_is_asked_for_again(recorded: Run, tmp_path: Path) -> None:
    settings = copy_of(recorded, tmp_path / "home")
    day = date(2026, 5, 10)
    settings.published.chmod(0o600)
    with duckdb.connect(str(settings.published)) as con:
        con.execute("update core.days set status = 'missing' where day = ?", [day])
    held = held_days(settings.published, Store(settings.landing).shas())
    assert (day in held, day + timedelta(days=1) in held, len(held)) == (False, True, 223)


def test_mondays_read_the_whole_history_and_other_days_do_not(recorded: Run) -> None:
    settings = Settings(recorded.settings.home, source="api", api_key="k")
    intake = make_intake(settings, clock=lambda: NOW)
    monday = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert scheduled_windows(intake, monday)[0].start == date(2025, 1, 1)
    assert scheduled_windows(intake, NOW) == update_windows(intake)


@pytest.mark.parametrize(
    ("tick", "first"),
    [(16, date(2026, 8, 3)), (17, date(2026, 7, 18)), (18, date(2026, 8, 3))],  # the 17th is a Monday
)
def test_of_days_that_are_held_the_fourteen_newest_are_read_again_and_on_mondays_all(
    recorded: Run, tmp_path: Path, tick: int, first: date
) -> None:
    settings = Settings(recorded.settings.home, source="export")
    intake = make_intake(settings, clock=lambda: datetime(2026, 8, 17, 2, 30, tzinfo=UTC))
    moment = datetime(2026, 8, tick, 2, 30, tzinfo=UTC)
    assert scheduled_windows(intake, moment) == [Window(first, date(2026, 8, 16))]
    schedule = build_defs(settings, intake).resolve_schedule_def("nightly")
    with (
        dg.DagsterInstance.local_temp(str(tmp_path), overrides=NO_TELEMETRY) as instance,
        dg.build_schedule_context(instance, moment) as context,
    ):
        request = schedule(context)
    assert isinstance(request, dg.RunRequest)
    assert request.run_config == update_config([Window(first, date(2026, 8, 16))])


def test_days_are_held_by_answers_about_all_tokens_that_landing_still_accepts_with_rows_or_without(
    recorded: Run, tmp_path: Path
) -> None:
    settings = copy_of(recorded, tmp_path / "home")
    empty, filtered = date(2026, 5, 10), date(2026, 9, 1)
    settings.published.chmod(0o600)
    with duckdb.connect(str(settings.published)) as con:
        con.execute("update core.days set status = 'empty' where day = ?", [empty])
        other = "'day&modality=image' as series, $1::date as window_start, $1::date as window_end"
        con.execute(f"insert into raw.answers select * replace ({other}) from raw.answers limit 1", [filtered])
    held = held_days(settings.published, Store(settings.landing).shas())
    assert (empty in held, filtered in held, len(held)) == (True, False, 224)
    assert held_days(settings.published, []) == set()


def test_the_schedule_runs_by_default_once_a_night_at_half_past_two(tmp_path: Path) -> None:
    definitions = build_defs(Settings(tmp_path, source="export"))
    schedule = definitions.resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 2 * * *", "UTC")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    with (
        dg.DagsterInstance.local_temp(str(tmp_path), overrides=NO_TELEMETRY) as instance,
        dg.build_schedule_context(instance, NOW) as context,
    ):
        request = schedule(context)
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == "2026-11-24"


def test_the_schedule_asks_for_every_window_of_its_own_tick_and_tags_the_run_with_their_months(
    recorded: Run, tmp_path: Path
) -> None:
    settings = at(recorded.settings, tmp_path / "home")
    intake = make_intake(replace(settings, source="api", api_key="k"), clock=lambda: NOW)
    schedule = build_defs(intake.settings, intake).resolve_schedule_def("nightly")
    with (
        dg.DagsterInstance.local_temp(str(tmp_path), overrides=NO_TELEMETRY) as instance,
        dg.build_schedule_context(instance, NOW) as context,
    ):
        request = schedule(context)
    assert isinstance(request, dg.RunRequest)
    asked = [Window(date(2025, 1, 1), date(2026, 1, 1)), Window(date(2026, 1, 2), YESTERDAY)]
    assert request.run_config == update_config(asked)
    assert request.tags.items() >= month_tags(asked).items()


def test_rule_4_a_rebuild_from_landing_gives_equal_views(recorded: Run, tmp_path: Path) -> None:
    settings = copy_of(recorded, tmp_path / "home")
    settings.warehouse.unlink()
    done = rebuild(settings)
    assert done.result.success
    with connect_read_only(recorded.settings.published) as before, connect_read_only(settings.published) as after:
        for view in sqlfiles.views():
            assert _rows(before, view.name) == _rows(after, view.name), view.name


def test_a_blocking_check_that_finds_rows_keeps_the_published_file(
    recorded: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = copy_of(recorded, tmp_path / "home")
    published = settings.published.read_bytes()
    sql = "-- Nothing may be published.\n-- blocking on core.days\nselect day from core.days limit 2\n"
    check = sqlfiles.Check("never", sql, "Nothing may be published.", "core.days", is_blocking=True)
    shipped = sqlfiles.checks()
    monkeypatch.setattr("orpipeline.assets.checks.checks", lambda: (*shipped, check))
    done = rebuild(settings)
    assert not done.result.success
    assert done.failed_checks["never"][0] == dg.AssetCheckSeverity.ERROR
    assert settings.published.read_bytes() == published


def _rows(con: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    rows = con.sql(f'select * from main."{view}"').fetchall()
    return sorted(str([round(v, 12) if isinstance(v, float) else v for v in row]) for row in rows)
