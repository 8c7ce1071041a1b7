"""Reading and replacing tables of the open warehouse."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orpipeline.contracts import mart
from orpipeline.warehouse.objects import Glance
from orpipeline.warehouse.private import Warehouse
from orpipeline_tests.house import House, ranking

NOW = datetime(2026, 1, 7, 1)  # noqa: DTZ001


def builds(*versions: str | None) -> pl.LazyFrame:
    rows = [(NOW.replace(hour=n), version) for n, version in enumerate(versions)]
    return pl.LazyFrame(rows, schema=mart.BUILD.polars_schema, orient="row")


def test_a_table_is_replaced_whole_and_read_as_it_was_written_by_this_run_and_the_next(tmp_path: Path) -> None:
    for expected in (builds("a", "b", "c"), builds("d", "e")):
        with House(tmp_path) as house:
            house.open.write(mart.BUILD, builds("old"))
            assert house.open.write(mart.BUILD, expected).row_count == expected.collect().height
            assert house.open.read(mart.BUILD).collect().equals(expected.collect())
        with House(tmp_path) as house:
            assert house.open.read(mart.BUILD).collect().equals(expected.collect())


def test_a_table_of_a_new_file_is_like_one_that_was_made_again(tmp_path: Path) -> None:
    table = "select sql, comment from duckdb_tables() where table_name = 'build'"
    columns = "select column_name, comment from duckdb_columns() where table_name = 'build'"
    with House(tmp_path) as house:
        found = []
        for version in "abc":
            house.open.write(mart.BUILD, builds(version))
            assert house.open.query("select code_version from mart.build").collect().rows() == [(version,)]
            found.append([house.open.con.sql(query).fetchall() for query in (table, columns)])
    assert found[0] == found[1] == found[2]
    assert found[0][0][0][1] == mart.BUILD.description


def test_a_table_of_a_new_file_that_sql_has_filled_is_replaced_too(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        house.open.con.execute("insert into mart.build values ('2026-01-07', 'by SQL')")
        house.open.write(mart.BUILD, builds("a"))
        assert house.open.query("select code_version from mart.build").collect().rows() == [("a",)]


def test_a_file_that_another_one_made_after_a_failed_opening_is_not_taken_for_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Path) -> None:
        raise duckdb.IOException("no luck")

    with House(tmp_path) as house:
        with monkeypatch.context() as patch, pytest.raises(duckdb.IOException):
            patch.setattr("orpipeline.warehouse.schema.open_private", failing)
            _ = house.open.con
        other = Warehouse(house.settings, print)
        other.write(mart.BUILD, builds("other"))
        other.close()
        house.open.write(mart.BUILD, builds("a"))
        assert house.open.query("select code_version from mart.build").collect().rows() == [("a",)]


def test_a_condition_keeps_the_same_rows_of_what_this_run_wrote_and_of_what_is_stored(tmp_path: Path) -> None:
    kept = builds("a", "b", "c").collect()[1:]
    with House(tmp_path) as house:
        house.open.write(mart.BUILD, builds("a", "b", "c"))
        assert house.open.read(mart.BUILD, "code_version >= 'b'").collect().equals(kept)
        house.open.close()
        assert house.open.read(mart.BUILD, "code_version >= 'b'").collect().equals(kept)


def test_columns_are_the_same_of_what_this_run_wrote_and_of_what_is_stored(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        house.open.write(mart.BUILD, builds("a", "b"))
        for _ in range(2):
            found = house.open.read(mart.BUILD, "as_of is not null", columns=("code_version",)).collect()
            assert found.to_dict(as_series=False) == {"code_version": ["a", "b"]}
            house.open.close()


def test_a_query_takes_values_as_values(warehouse: House) -> None:
    warehouse.open.write(mart.BUILD, builds("a", "b'; drop table mart.build"))
    found = warehouse.open.query("select code_version from mart.build where code_version > ?", "b' or true --")
    assert found.collect().rows() == [("b'; drop table mart.build",)]


def test_parts_are_stored_in_pieces_of_whole_row_groups_and_a_last_one_of_what_remains(
    warehouse: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orpipeline.warehouse.private._ROWS_AT_ONCE", 4)
    pieces: list[int] = []

    def counted(rows: pl.DataFrame) -> Glance:
        pieces.append(rows.height)
        return glance(rows)

    glance = Glance.of
    monkeypatch.setattr("orpipeline.warehouse.private.Glance.of", counted)
    for heights, expected in (((3, 3, 3), [4, 4, 1]), ((4, 4), [4, 4]), ((9,), [8, 1]), ((1, 1), [2]), ((0, 0), [])):
        pieces.clear()
        parts = (builds(*"abcdefghi"[:height]) for height in heights)
        assert warehouse.open.write(mart.BUILD, parts).row_count == sum(heights)
        assert pieces[1:] == expected  # the first glance is at no rows


@pytest.mark.parametrize("at_once", [1, 4, 100])
@pytest.mark.parametrize("kept", [0, 30, 10**9])  # four rows are 36 bytes, and three are 27
def test_a_table_that_comes_in_parts_is_one_table_in_their_order(
    warehouse: House, monkeypatch: pytest.MonkeyPatch, at_once: int, kept: int
) -> None:
    monkeypatch.setattr("orpipeline.warehouse.private._ROWS_AT_ONCE", at_once)
    monkeypatch.setattr("orpipeline.warehouse.private._KEPT_BYTES", kept)
    whole = builds("a", "b", "c", "d", "e", "f", "g").collect()
    parts = (whole[0:3], whole[3:3], whole[3:4], whole[4:7])
    seen = warehouse.open.write(mart.BUILD, (part.lazy() for part in parts))
    assert (seen.row_count, seen.newest) == (7, None)
    assert seen.first_rows.equals(whole.head(5))
    assert warehouse.open.read(mart.BUILD).collect().equals(whole)


def test_a_table_without_a_part_is_empty(warehouse: House) -> None:
    warehouse.open.write(mart.BUILD, builds("old"))
    assert warehouse.open.write(mart.BUILD, iter(())).row_count == 0
    assert warehouse.open.read(mart.BUILD).collect().height == 0


def test_a_part_that_fails_leaves_the_old_table(warehouse: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orpipeline.warehouse.private._ROWS_AT_ONCE", 1)

    def parts() -> Iterator[pl.LazyFrame]:
        yield builds("new")
        raise RuntimeError

    warehouse.open.write(mart.BUILD, builds("old"))
    with pytest.raises(RuntimeError):
        warehouse.open.write(mart.BUILD, parts())
    assert warehouse.open.read(mart.BUILD).collect()["code_version"].to_list() == ["old"]


def test_starting_over_forgets_what_was_written(warehouse: House) -> None:
    warehouse.open.write(mart.BUILD, builds("old"))
    warehouse.open.start_over()
    assert warehouse.open.read(mart.BUILD).collect().height == 0


def test_a_table_that_breaks_its_contract_leaves_the_old_one(warehouse: House) -> None:
    warehouse.open.write(mart.BUILD, builds("old"))
    with pytest.raises(duckdb.ConstraintException):
        warehouse.open.write(mart.BUILD, builds("new", None))
    assert warehouse.rows("select code_version from mart.build") == [("old",)]


def test_now_is_the_newest_as_of_of_the_daily_series_never_the_clock(warehouse: House) -> None:
    assert warehouse.open.now() == datetime(1970, 1, 1)  # noqa: DTZ001
    warehouse.land({"2026-01-05": {"lab/a": 10}}, "2026-01-07T01:00:00")
    warehouse.land({"2026-01-05": {"lab/a": 10}}, "2026-01-06T01:00:00")
    warehouse.put(ranking({"2026-01-05": {"lab/a": 10}}, "2026-01-09T01:00:00", modality="text"))
    warehouse.load()
    assert warehouse.open.now() == NOW
