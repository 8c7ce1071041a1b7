"""The dictionary says what the file says."""

import duckdb
import pytest

from orpipeline.warehouse.dictionary import Column, described_macros, described_views, markdown


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create view zebra as select 1::bigint as n, 'a|b' as word")
    con.execute("comment on view zebra is 'One row | with a bar.'")
    con.execute("comment on column zebra.n is 'How many. Unit: stripes.'")
    con.execute("create view ape as select true as is_tall")
    con.execute("create macro first_zebras(n, word) as table select * from zebra limit n")
    con.execute("comment on macro table first_zebras is 'The first n: select * from first_zebras(2, ''x'').'")
    return con


def test_views_come_by_name_and_columns_in_the_order_of_the_view(con: duckdb.DuckDBPyConnection) -> None:
    ape, zebra = described_views(con)
    assert (ape.name, ape.comment, ape.columns) == ("ape", "", (Column("is_tall", "BOOLEAN", ""),))
    assert zebra.comment == "One row | with a bar."
    assert zebra.columns == (Column("n", "BIGINT", "How many. Unit: stripes."), Column("word", "VARCHAR", ""))


def test_a_unit_is_what_ends_the_comment() -> None:
    assert Column("n", "BIGINT", "How many. Unit: stripes.").unit == "stripes"
    assert Column("n", "DOUBLE", "A share. Unit: 0 to 1.").unit == "0 to 1"
    assert Column("n", "BIGINT", "Unit: not here, but before the end. More.").unit is None
    assert Column("n", "VARCHAR", "No unit.").unit is None


def test_a_macro_has_its_parameters_and_the_columns_of_its_example(con: duckdb.DuckDBPyConnection) -> None:
    (macro,) = described_macros(con)
    assert macro.parameters == ("n", "word")
    assert [(column.name, column.type) for column in macro.columns] == [("n", "BIGINT"), ("word", "VARCHAR")]


def test_the_page_keeps_a_bar_from_breaking_its_tables(con: duckdb.DuckDBPyConnection) -> None:
    page = markdown(con)
    assert "| [`zebra`](#zebra) | One row \\| with a bar. |" in page
    assert "## zebra\n\nOne row | with a bar.\n\n| column | type | meaning |" in page
    assert "### first_zebras(n, word)\n\nThe first n.\n\n```sql\nselect * from first_zebras(2, 'x')\n```\n" in page
    assert "Columns: `n`, `word`." in page
