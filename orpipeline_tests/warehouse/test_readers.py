"""What a reader of the published file is told when it cannot be read, and what is no fault of the file."""

from pathlib import Path

import duckdb
import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.warehouse.readers import citations, open_published

REBUILD = "`orpipeline rebuild` makes it again from landing."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orpipeline.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table t as select 1 as n")
    return path


def fail(path: Path, error: BaseException) -> None:
    with open_published(path) as con:
        assert con.sql("select n from t").fetchall() == [(1,)]
        raise error


@pytest.mark.parametrize(
    "kind",
    [
        duckdb.IOException,
        duckdb.SerializationException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.CatalogException,
        duckdb.BinderException,
        duckdb.Error,  # a block whose checksum is wrong
    ],
)
def test_a_damaged_file_is_told_in_one_line_with_how_to_mend_it(file: Path, kind: type[duckdb.Error]) -> None:
    with pytest.raises(ConfigurationError) as said:
        fail(file, kind("Corrupt block 7\nat 0x0815\nat 0x4711"))
    assert str(said.value) == f"The published file {file} cannot be read (Corrupt block 7). {REBUILD}"


@pytest.mark.parametrize(
    "error",
    [
        duckdb.OutOfMemoryException("failed to allocate"),
        duckdb.ConversionException("could not convert"),
        duckdb.IOException("Could not write: No space left on device"),
        RuntimeError("something else"),
    ],
)
def test_what_is_no_fault_of_the_file_is_not_blamed_on_it(file: Path, error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        fail(file, error)
    assert raised.value is error


def test_a_file_that_another_program_writes_is_to_be_closed_there_and_not_made_anew(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Another program has it open for writing: close it there\.") as said:
        fail(file, duckdb.IOException("IO Error: Could not set lock on file: Conflicting lock is held"))
    assert "rebuild" not in str(said.value)


def test_a_file_that_is_not_there_yet_is_told_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "orpipeline.duckdb"
    with pytest.raises(ConfigurationError, match=r"There is no published file .* yet\. Run `orpipeline run`"):
        fail(path, AssertionError("opened"))
    assert not path.exists()


def test_the_file_is_let_go_after_reading(file: Path) -> None:
    with open_published(file) as con:
        pass
    with pytest.raises(duckdb.ConnectionException):
        con.execute("select 1")


def test_the_lines_to_cite_stand_in_the_order_of_their_sources() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table citation as from (values ('b', 'Another'), ('c', 'Third'), ('a', 'Zeroth')) t(source, text)"
        )
        assert citations(con) == ["Zeroth", "Another", "Third"]
