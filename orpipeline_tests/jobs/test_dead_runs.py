"""Runs that a kill ended are called failed, so that the queue lets others begin; living ones are left alone."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin

from orpipeline.definitions import build_defs
from orpipeline.jobs.dead_runs import end_dead_runs
from orpipeline.jobs.history import open_instance
from orpipeline.settings import Settings
from orpipeline.warehouse.lock import writer_lock
from orpipeline_tests.house import nothing

STARTED, DONE, FAILED = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, lock_seconds=60)


@pytest.fixture
def instance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("ORPIPELINE_HOME", str(settings.home))
    with open_instance(settings) as opened:
        opened.add_run(dg.DagsterRun("update", "00000000-0000-0000-0000-000000000001", status=STARTED))
        opened.add_run(dg.DagsterRun("update", "00000000-0000-0000-0000-000000000002", status=DONE))
        yield opened


def statuses(instance: dg.DagsterInstance) -> list[dg.DagsterRunStatus]:
    return [run.status for run in sorted(instance.get_runs(), key=lambda run: run.run_id)]


@pytest.mark.parametrize(("seconds", "expected"), [(119, STARTED), (125, FAILED)])
def test_a_run_that_can_no_longer_wait_for_the_lock_that_nobody_holds_is_dead(
    settings: Settings, instance: dg.DagsterInstance, seconds: float, expected: dg.DagsterRunStatus
) -> None:
    end_dead_runs(instance, settings, datetime.now(UTC) + timedelta(seconds=seconds))
    assert statuses(instance) == [expected, DONE]


def test_while_somebody_writes_no_run_is_called_dead(settings: Settings, instance: dg.DagsterInstance) -> None:
    with writer_lock(settings.home, 0, nothing):
        assert end_dead_runs(instance, settings, datetime.now(UTC) + timedelta(days=1)) == 0
    assert statuses(instance) == [STARTED, DONE]
    assert end_dead_runs(instance, settings, datetime.now(UTC) + timedelta(days=1)) == 1
    assert end_dead_runs(instance, settings, datetime.now(UTC) + timedelta(days=1)) == 0


def test_the_nightly_tick_clears_the_way_for_the_run_it_asks_for(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orpipeline.warehouse.lock._GRACE", timedelta(seconds=-61))
    schedule = build_defs(Settings(settings.home, source="export")).resolve_schedule_def("nightly")
    with dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 24, tzinfo=UTC)) as context:
        assert isinstance(schedule(context), dg.RunRequest)
    assert statuses(instance) == [FAILED, DONE]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (dg.DagsterRunStatus.STARTING, FAILED),
        (dg.DagsterRunStatus.CANCELING, FAILED),
        (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.QUEUED),  # it has no process that could have died
        (dg.DagsterRunStatus.CANCELED, dg.DagsterRunStatus.CANCELED),
    ],
)
def test_every_run_that_had_a_process_is_called_dead_and_one_that_waits_in_the_queue_is_not(
    settings: Settings, instance: dg.DagsterInstance, status: dg.DagsterRunStatus, expected: dg.DagsterRunStatus
) -> None:
    place = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("here"), "orpipeline").get_job_origin("update")
    run_id = "00000000-0000-0000-0000-000000000003"
    instance.add_run(dg.DagsterRun("update", run_id, status=status, remote_job_origin=place))
    dead = end_dead_runs(instance, settings, datetime.now(UTC) + timedelta(days=1))
    assert (dead, statuses(instance)) == (1 + (expected == FAILED), [FAILED, DONE, expected])


def test_a_run_that_began_long_ago_and_was_heard_of_just_now_is_alive_east_of_greenwich_too(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(settings.dagster_home / "history" / "runs.db")) as con, con:
        con.execute("update runs set create_timestamp = '2026-01-01 02:30:00'")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Kiritimati")
        time.tzset()
        assert end_dead_runs(instance, settings) == 0
    time.tzset()
    assert statuses(instance) == [STARTED, DONE]
