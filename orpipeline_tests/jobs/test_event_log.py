"""The event log over kept connections: the same files as Dagster's own, closed when the instance is."""

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

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


def message(run_id: str, text: str) -> dg.EventLogEntry:
    """An event that is nothing but words."""
    return dg.EventLogEntry(
        error_info=None, level=20, user_message=text, run_id=run_id, timestamp=time.time(), step_key=None, job_name="j"
    )


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


def test_the_web_ui_s_watcher_sees_the_events_of_another_process_as_they_come(tmp_path: Path) -> None:
    run_id, folder = str(uuid4()), tmp_path / "runs"
    here = KeptEventLog(str(folder))
    here.store_event(message(run_id, "0"))
    seen: list[str] = []
    here.watch(run_id, None, lambda entry, _: seen.append(entry.user_message))
    code = (
        "import sys\n"
        "from orpipeline.jobs.event_log import KeptEventLog\n"
        "from orpipeline_tests.jobs.test_event_log import message\n"
        "log = KeptEventLog(sys.argv[1])\n"
        "for n in range(1, 4): log.store_event(message(sys.argv[2], str(n)))\n"
        "sys.stdin.read()"  # still open, as the file of a run is that is going on
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder), run_id], stdin=subprocess.PIPE) as other:
        deadline = time.monotonic() + 30
        while "3" not in seen and time.monotonic() < deadline:
            time.sleep(0.05)
        other.communicate()
    assert seen == ["0", "1", "2", "3"]
    here.dispose()


def test_watching_ends_with_the_log_that_watches(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    here.watch("one", None, lambda _entry, _cursor: None)
    watcher = here._obs
    assert watcher
    assert watcher.is_alive()
    here.dispose()
    assert not watcher.is_alive()


def test_a_history_deleted_under_an_open_process_is_begun_anew(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    here.store_event(message("one", "before"))
    here.wipe()
    assert here.get_logs_for_run("one") == []
    for path in tmp_path.glob("one.db*"):
        path.unlink()
    here.store_event(message("one", "after"))
    own = SqliteEventLogStorage(str(tmp_path))
    assert [entry.user_message for entry in own.get_logs_for_run("one")] == ["after"]
    own.dispose()
    here.dispose()


def test_few_files_stay_open_and_none_after_the_instance(tmp_path: Path) -> None:
    def open_files() -> int:
        names = (link.resolve().name for link in Path("/proc/self/fd").iterdir())
        return sum(name.endswith(".db") for name in names)

    if not Path("/proc/self/fd").exists():
        pytest.skip("only Linux tells which files a process has open")
    gc.collect()  # what earlier tests left to it
    before = open_files()
    with open_instance(Settings(tmp_path)) as opened:
        for _ in range(6):
            made(opened)
        assert open_files() - before <= 4 + 2  # the runs' own index and schedules are Dagster's
    assert open_files() == before


def test_of_many_files_those_used_last_stay_open(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    index = here._engine("index")
    held = index.raw_connection().driver_connection
    for n in range(6):
        here._engine(f"run-{n}")
        assert here._engine("index") is index
    assert index.raw_connection().driver_connection is held
    assert list(here._kept) == ["run-3", "run-4", "run-5", "index"]
    here.dispose()


def test_threads_write_one_after_the_other(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    with ThreadPoolExecutor(1) as pool:
        with here._connect("one"):
            other = pool.submit(here.store_event, message("one", "waits"))
            with pytest.raises(TimeoutError):
                other.result(0.3)
        other.result(30)
    assert [entry.user_message for entry in here.get_logs_for_run("one")] == ["waits"]
    here.dispose()


def test_what_a_file_of_an_older_dagster_lacks_is_not_taken_to_be_there(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    with here.index_connection() as connection:
        found = [here._has_asset_key_col_on_connection(connection, name) for name in ("asset_details", "not_yet") * 2]
    assert found == [True, False] * 2
    assert [here.has_table(name) for name in ("asset_keys", "not_yet") * 2] == [True, False] * 2
    here.dispose()


def test_a_connection_waits_half_a_minute_for_other_writers_and_risks_the_last_events_only(tmp_path: Path) -> None:
    here = KeptEventLog(str(tmp_path))
    with here._connect("one") as connection:
        names = ("busy_timeout", "journal_mode", "synchronous")
        settings = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in names]
    assert settings == [30_000, "wal", 1]  # 1 is normal
    here.dispose()
