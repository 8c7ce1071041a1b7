"""What assets tell the web UI: column schema, row count, a preview, and the groups in the order the data flow."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from orpipeline.contracts import Table

# The UI lists groups by name, so the digit keeps the order of the flow.
INGEST, CORE, MARTS, VIEWS, PUBLISH = "1_ingest", "2_core", "3_marts", "4_views", "5_publish"
OWNERS = ["team:warehouse"]
CITATION = "Source: OpenRouter (openrouter.ai/rankings), as of {as_of}. Licensed under CC BY 4.0."


def table_key(full_name: str) -> dg.AssetKey:
    """The asset of a stored table (`schema.table`) or of a view (bare name, schema `main`)."""
    return dg.AssetKey(full_name.split("."))


def column_schema(table: Table) -> dg.TableSchema:
    """The contract's columns as Dagster shows them."""
    columns = [
        dg.TableColumn(
            c.name, c.type, description=c.comment, constraints=dg.TableColumnConstraints(nullable=c.nullable)
        )
        for c in table.columns
    ]
    return dg.TableSchema(columns)


def facts(table_name: str, row_count: int, rows: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Run-time metadata of one table or view: row count and the first rows."""
    return {
        "dagster/row_count": dg.MetadataValue.int(row_count),
        "dagster/table_name": dg.MetadataValue.text(table_name),
        "preview": dg.MetadataValue.md(markdown_table(rows)),
    }


def markdown_table(rows: pl.DataFrame) -> str:
    """A frame as a Markdown table."""
    return "\n".join(_lines(rows)) if rows.width else "no rows"


def _lines(rows: pl.DataFrame) -> Iterator[str]:
    yield "| " + " | ".join(rows.columns) + " |"
    yield "|" + " --- |" * rows.width
    for row in rows.rows():
        yield "| " + " | ".join("" if value is None else str(value).replace("|", "\\|") for value in row) + " |"
