"""Whole small runs of the real jobs: what stops them, and what does not."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from orpipeline.cli import runner
from orpipeline.errors import CheckFailed, OrpipelineError
from orpipeline.jobs.history import open_instance
from orpipeline.jobs.plan import update_windows
from orpipeline.settings import Settings
from orpipeline.warehouse.connection import connect_read_only
from orpipeline_tests.built import listed
from orpipeline_tests.house import House
from orpipeline_tests.runs import intake_at, rebuild, update, window
from orpipeline_tests.server import OpenRouterServer

STARTED, FAILED = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.FAILURE
NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)
# Nine days without `other`, of models that nobody has classified.
DAYS = {date(2026, 2, 1) + timedelta(days=n): [("lab/a", 900 + n), ("lab/b:free", 80)] for n in range(9)}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dagster's storage looks for the home of a run, whatever its settings say."""
    monkeypatch.setenv("ORPIPELINE_HOME", str(tmp_path))


def test_warnings_and_a_catalogue_that_cannot_be_had_stop_nothing(tmp_path: Path) -> None:
    with OpenRouterServer(DAYS, []) as server:
        server.fail_next("status", status=503, on="/models", times=9)
        settings = Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0)
        run = update(settings, NOW)
    assert run.result.success
    assert {"catalogue_was_read", "missing_other", "unclassified_share"} <= run.failed_checks.keys()
    assert {severity for severity, _ in run.failed_checks.values()} == {dg.AssetCheckSeverity.WARN}
    assert "503" in run.failed_checks["catalogue_was_read"][1]
    assert "published_file" in run.made
    with connect_read_only(settings.published) as con:
        assert con.sql("select count(*) from days where status = 'present'").fetchall() == [(9,)]


@pytest.mark.parametrize(("status", "exit_status"), [(404, 2), (401, 2), (503, 4)])
def test_a_catalogue_that_cannot_be_had_ends_the_command_with_its_own_status_after_all_is_published(
    tmp_path: Path, status: int, exit_status: int
) -> None:
    with OpenRouterServer(DAYS, []) as server:
        server.fail_next("status", status=status, on="/models", times=9)
        assert_published_but(
            Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0), exit_status, str(status)
        )


def test_a_catalogue_that_is_refused_stops_nothing_either(tmp_path: Path) -> None:
    with OpenRouterServer(DAYS, [{"id": 7}]) as server:
        settings = Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0)
        assert_published_but(settings, 5, "was refused")
    assert len(list((tmp_path / "landing" / "rejected").glob("*.why.json"))) == 1


def assert_published_but(settings: Settings, exit_status: int, reason: str) -> None:
    intake = intake_at(settings, NOW)
    outcome = runner.update(settings, intake, update_windows(intake), lambda _: None)
    assert "published, but not the catalogue" in str(outcome.gap)
    assert (outcome.gap and outcome.gap.exit_status, reason in str(outcome.gap)) == (exit_status, True)
    # What else there is to say is said too, and the catalogue once.
    assert [said for said in outcome.warnings if said.startswith("A day has no 'other' row")]
    assert not [said for said in outcome.warnings if reason in said]
    with connect_read_only(settings.published) as con:
        assert con.sql("select count(*) from days where status = 'present'").fetchall() == [(9,)]


def test_an_answer_that_was_set_aside_by_hand_and_comes_again_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    with OpenRouterServer(DAYS, [listed("lab/a")]) as server:
        intake = intake_at(Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0), NOW)
        runner.update(intake.settings, intake, update_windows(intake), said.append)
        assert not [line for line in said if "set aside" in line]
        for sha in intake.store.shas():
            intake.store.reject(sha, "wrong", by="hand")
        with pytest.raises(OrpipelineError):
            runner.update(intake.settings, intake, update_windows(intake), said.append)
    assert [line for line in said if "again, which was set aside by hand: it is not loaded" in line]


def test_days_that_the_source_cannot_give_are_said_and_days_made_are_counted_once(tmp_path: Path) -> None:
    said: list[str] = []
    with OpenRouterServer(DAYS, [listed("lab/a")]) as server:
        intake = intake_at(Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0), NOW)
        runner.update(intake.settings, intake, [window("2025-12-01", "2026-12-31")], said.append)
    assert "the source 'export' reaches back to 2026-01-11; earlier days are not asked for" in said
    assert "the source 'export' reaches to 2026-02-09; later days are not asked for" in said
    assert "3 answers loaded, 9 days made anew" in said


def test_a_refused_catalogue_is_not_blamed_for_what_else_goes_wrong(tmp_path: Path) -> None:
    (tmp_path / "export").write_text("in the way of a folder")
    with OpenRouterServer(DAYS, [{"id": 7}]) as server:
        intake = intake_at(Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0), NOW)
        with pytest.raises(OrpipelineError, match="Could not export to") as error:
            runner.update(intake.settings, intake, update_windows(intake), lambda _: None)
    assert error.value.exit_status == 1


def test_an_empty_landing_publishes_nothing_and_says_why(tmp_path: Path) -> None:
    run = rebuild(Settings(tmp_path))
    assert not run.result.success
    severity, said = run.failed_checks["empty_warehouse"]
    assert severity == dg.AssetCheckSeverity.ERROR
    assert said.startswith("The warehouse holds no daily figure at all.")
    assert "published_file" not in run.made
    with pytest.raises(CheckFailed, match=r"holds no daily figure at all\..* Nothing was published"):
        runner.rebuild(Settings(tmp_path), intake_at(Settings(tmp_path)), lambda _: None, from_scratch=False)
    assert not (tmp_path / "orpipeline.duckdb").exists()


def test_a_run_is_kept_as_the_web_ui_shows_it_with_its_job_and_its_months(tmp_path: Path) -> None:
    with OpenRouterServer(DAYS, [listed("lab/a")]) as server:
        intake = intake_at(Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0), NOW)
        runner.update(intake.settings, intake, [window("2026-01-31", "2026-02-09")], lambda _: None)
    with open_instance(intake.settings) as instance:
        (run,) = instance.get_runs()
    assert (run.job_name, run.tags[".dagster/repository"]) == ("update", "__repository__@orpipeline.definitions")
    months = [run.tags[f"dagster/asset_partition_range_{end}"] for end in ("start", "end")]
    assert months == ["2026-01-01", "2026-02-01"]


def test_a_run_that_was_killed_is_called_failed_by_the_next(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with open_instance(settings) as instance:
        killed = instance.add_run(dg.DagsterRun("update", str(uuid4()), status=STARTED))
    with closing(sqlite3.connect(settings.dagster_home / "history" / "runs.db")) as con, con:
        con.execute("update runs set update_timestamp = '2026-01-01 02:30:00'")
    with pytest.raises(CheckFailed):
        runner.rebuild(settings, intake_at(settings), lambda _: None, from_scratch=False)
    with open_instance(settings) as instance:
        found = instance.get_run_by_id(killed.run_id)
    assert found
    assert found.status == FAILED


def test_a_rebuild_from_scratch_reads_again_what_is_held(tmp_path: Path) -> None:
    said: list[str] = []
    with House(tmp_path) as house:
        house.land({"2026-02-02": {"lab/a": 10, "other": 5}}, "2026-02-03T02:00:00")
        assert house.load().loaded == 1
    runner.rebuild(Settings(tmp_path), intake_at(Settings(tmp_path)), said.append, from_scratch=True)
    assert "1 answers loaded, 1 days made anew" in said
