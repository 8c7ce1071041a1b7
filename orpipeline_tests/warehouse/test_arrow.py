"""Columns go between DuckDB and polars unchanged, without pyarrow and without complaints at the end."""

import subprocess
import sys
from datetime import date, datetime

import duckdb
import polars as pl
import pytest

from orpipeline.warehouse.arrow import lent, to_polars
from orpipeline.warehouse.connection import transaction

ROWS = pl.DataFrame(
    {
        "count": [2**63 - 1, None],
        "share": [0.25, None],
        "name": ["Ärger", None],
        "day": [date(2026, 2, 9), None],
        "as_of": [datetime(2026, 2, 9, 8, 19, 54, 1), None],  # noqa: DTZ001 - as the warehouse keeps them
        "open": [True, None],
    }
)


def test_every_type_of_our_tables_and_null_come_back_as_they_went() -> None:
    with duckdb.connect() as con, lent(con, "incoming", ROWS):
        assert to_polars(con.sql("select * from incoming")).equals(ROWS)
        assert to_polars(con.sql("select * from incoming where false")).schema == ROWS.schema


def test_the_name_is_gone_after_the_block_even_if_it_fails() -> None:
    with duckdb.connect() as con:
        with pytest.raises(duckdb.ConversionException), lent(con, "incoming", ROWS):
            con.execute("select name::int from incoming")
        with pytest.raises(duckdb.CatalogException):
            con.sql("select * from incoming")


def test_an_error_in_the_midst_of_the_rows_keeps_duckdb_s_words() -> None:
    with (
        duckdb.connect() as con,
        pytest.raises((pl.exceptions.ComputeError, duckdb.ConversionException), match="Could not convert string 'x'"),
    ):
        to_polars(con.sql("select if(range < 9000, '1', 'x')::int from range(9999)"))


def test_it_loads_no_pyarrow_and_leaves_the_end_of_the_process_silent() -> None:
    code = (
        "import duckdb, sys, polars as pl\n"
        "from orpipeline.warehouse.arrow import lent, to_polars\n"
        "con = duckdb.connect()\n"
        "with lent(con, 'incoming', pl.DataFrame({'n': [1]})): print(to_polars(con.sql('from incoming')).rows())\n"
        "print('pyarrow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    needs_it = duckdb.__version__.startswith("1.")  # looks for pyarrow, and goes without where there is none
    assert (done.returncode, done.stdout, done.stderr) == (0, f"[(1,)]\n{needs_it}\n", "")


def test_a_failed_transaction_is_told_by_its_first_error() -> None:
    with (
        duckdb.connect() as con,
        pytest.raises(duckdb.ConversionException),
        transaction(con),
        lent(con, "incoming", ROWS),
    ):
        con.execute("select name::int from incoming")
