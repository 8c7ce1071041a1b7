"""The event log over kept connections: the same files as Dagster's own, closed when the instance is."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orpipeline.jobs.event_log import KeptEventLog
from orpipeline.jobs.history import open_instance
from orpipeline.settings import Settings
from orpipeline_tests.runs import SILENT

EVENTS = [dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.RUN_SUCCESS]


@dg.asset
def numbers() -> dg.MaterializeResult[None]:
    """One asset whose materialization is told apart by its rows."""
    return dg.MaterializeResult(metadata={"dagster/row_count": 3})


def made(instance: dg.DagsterInstance) -> str:
    """The id of a run that has made it."""
    job = dg.Definitions(assets=[numbers], loggers={}).resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance, run_config=SILENT).run_id


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORPIPELINE_HOME", str(tmp_path))


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(Settings(tmp_path)) as opened:
        yield opened


def test_dagster_s_own_storage_reads_every_event_of_every_run(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert isinstance(instance.event_log_storage, KeptEventLog)
    runs = [made(instance) for _ in range(6)]  # more than it keeps open
    own = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    for run_id in runs:
        kept = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
        assert kept == [entry.dagster_event_type for entry in own.get_logs_for_run(run_id)]
        assert set(EVENTS) <= set(kept)
    assert own.fetch_materializations(numbers.key, limit=9).records[0].run_id == runs[-1]
    own.dispose()


def test_a_run_of_another_process_is_seen_by_connections_opened_before_it(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    made(instance)
    with open_instance(Settings(tmp_path)) as other:
        later = made(other)
    newest = instance.get_latest_materialization_event(numbers.key)
    assert newest is not None
    assert newest.run_id == later


def test_few_files_stay_open_and_none_after_the_instance(tmp_path: Path) -> None:
    def open_files() -> int:
        names = (link.resolve().name for link in Path("/proc/self/fd").iterdir())
        return sum(name.endswith(".db") for name in names)

    if not Path("/proc/self/fd").exists():
        pytest.skip("only Linux tells which files a process has open")
    before = open_files()
    with open_instance(Settings(tmp_path)) as opened:
        for _ in range(6):
            made(opened)
        assert open_files() - before <= 4 + 2  # the runs' own index and schedules are Dagster's
    assert open_files() == before
