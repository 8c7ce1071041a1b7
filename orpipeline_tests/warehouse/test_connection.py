"""How DuckDB files are opened."""

from pathlib import Path

import duckdb
import pytest

from orpipeline.warehouse.connection import connect, connect_read_only, transaction
from orpipeline_tests.runs import Run


@pytest.mark.parametrize("name", ["warehouse", "published"])
def test_the_files_are_in_a_storage_version_that_duckdb_1_4_opens(recorded: Run, name: str) -> None:
    path: Path = getattr(recorded.settings, name)
    head = path.read_bytes()[:20]
    # After a checksum of 8 bytes: the word DUCK and the version; 67 is that of DuckDB 1.4.
    assert head[8:12] == b"DUCK"
    assert 64 <= int.from_bytes(head[12:20], "little") <= 67


@pytest.fixture
def small(tmp_path: Path) -> Path:
    with connect(tmp_path / "small.duckdb") as con:
        con.execute("create table t as select 1 as n")
    return tmp_path / "small.duckdb"


def test_writers_and_readers_are_in_utc_and_offline(small: Path) -> None:
    for opened in (connect, connect_read_only):
        with opened(small) as con:
            settings = ("TimeZone", "autoinstall_known_extensions", "autoload_known_extensions")
            values = [con.sql(f"select current_setting('{name}')").fetchall()[0][0] for name in settings]
            assert values == ["UTC", False, False]


def test_one_process_may_read_a_file_twice_at_a_time_in_utc_and_under_lock(small: Path) -> None:
    with connect_read_only(small) as first, connect_read_only(small) as second:
        for con in (first, second, first):
            assert con.sql("select n, current_setting('TimeZone') from t").fetchall() == [(1, "UTC")]
            with pytest.raises(duckdb.Error):
                con.execute("set enable_external_access = true")


@pytest.mark.parametrize(
    "sql",
    [
        "create table u as select 1 as n",
        "insert into t values (2)",
        "select * from read_text('/etc/hostname')",
        "copy t to '{folder}/t.csv'",
        "attach '{folder}/other.duckdb'",
        "set enable_external_access = true",
        "set timezone = 'Asia/Tokyo'",
        "set global timezone = 'Asia/Tokyo'",
        "set memory_limit = '1GB'",
    ],
)
def test_a_reader_cannot_write_nor_reach_files_nor_change_its_settings(small: Path, sql: str) -> None:
    with connect_read_only(small) as con, pytest.raises(duckdb.Error):
        con.execute(sql.format(folder=small.parent))
    assert {path.name for path in small.parent.iterdir()} == {"small.duckdb"}


def test_a_file_may_have_a_quote_in_its_name_and_rows_are_grouped_for_two_cores(tmp_path: Path) -> None:
    path = tmp_path / "it's; here" / "odd ? name.duckdb"
    path.parent.mkdir()
    with connect(path) as con:
        con.execute("create table t as select range as n from range(134_417)")  # weekly_rank at today's size
        con.execute("checkpoint")
        groups = "select distinct row_group_id, count from pragma_storage_info('t') where segment_type <> 'VALIDITY'"
        assert [count for _, count in sorted(con.sql(groups).fetchall())] == [61_440, 61_440, 11_537]
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    with connect_read_only(path) as con:
        assert con.sql("select count(*) from t").fetchall() == [(134_417,)]


def test_what_does_not_fit_into_memory_is_put_beside_the_file_not_where_the_command_was_called(small: Path) -> None:
    with connect(small) as con:
        assert con.sql("select current_setting('temp_directory')").fetchall() == [(f"{small}.tmp",)]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, duckdb.Error])
def test_a_block_that_is_broken_off_leaves_nothing_and_the_next_one_can_begin(
    small: Path, error: type[BaseException]
) -> None:
    with connect(small) as con:
        with pytest.raises(error), transaction(con):
            con.execute("insert into t values (2)")
            raise error
        assert con.sql("select n from t").fetchall() == [(1,)]
        with transaction(con):
            con.execute("insert into t values (3)")
        assert con.sql("select n from t order by n").fetchall() == [(1,), (3,)]


def test_a_failure_that_closed_the_database_is_told_and_not_that_there_is_nothing_to_undo(small: Path) -> None:
    con = connect(small)
    with pytest.raises(ValueError, match="the cause"), transaction(con):
        con.close()
        raise ValueError("the cause")
