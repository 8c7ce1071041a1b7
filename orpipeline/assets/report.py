"""What assets tell the web UI: column schema, row count, a preview, and the groups in the order the data flow."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from orpipeline.contracts import Table
from orpipeline.warehouse.dictionary import Described
from orpipeline.warehouse.objects import Glance
from orpipeline.warehouse.private import Warehouse

# The UI lists groups by name, so the digit keeps the order of the flow.
INGEST, CORE, MARTS, VIEWS, PUBLISH = "1_ingest", "2_core", "3_marts", "4_views", "5_publish"
# The nightly run is the light in the UI; the truth about the newest day is `orpipeline status`.
FRESH = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))
OWNERS = ["team:warehouse"]


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


def citation(warehouse: Warehouse) -> str:
    """The line that must stand beside every figure of this run."""
    as_of = f"{warehouse.now():%Y-%m-%dT%H:%M:%SZ}"
    return f"Source: OpenRouter (openrouter.ai/rankings), as of {as_of}. Licensed under CC BY 4.0."


def facts(name: str, seen: Glance, cited: str) -> dict[str, Any]:
    """Run-time metadata of one table or view: row count, first rows, newest day, and the citation of its figures."""
    found: dict[str, Any] = {
        "dagster/row_count": seen.row_count,
        "dagster/table_name": name,
        "preview": dg.MetadataValue.md(markdown_table(seen.first_rows)),
        "citation": cited,
    }
    return found if seen.newest is None else {**found, "newest_day": str(seen.newest)}


def source_link(path: str | Path, line: int = 1) -> dict[str, Any]:
    """Definition metadata that lets the web UI open the file an asset is made by."""
    reference = dg.LocalFileCodeReference(file_path=str(path), line_number=line)
    return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=[reference])}


def view_schema(view: Described) -> dg.TableSchema:
    """Names, types and comments of a view's columns, as the database has them."""
    return dg.TableSchema([dg.TableColumn(c.name, c.type.lower(), description=c.comment) for c in view.columns])


def markdown_table(rows: pl.DataFrame) -> str:
    """A frame as a Markdown table."""
    return "\n".join(_lines(rows)) if rows.width else "no rows"


def _lines(rows: pl.DataFrame) -> Iterator[str]:
    yield "| " + " | ".join(rows.columns) + " |"
    yield "|" + " --- |" * rows.width
    for row in rows.rows():
        yield "| " + " | ".join("" if value is None else str(value).replace("|", "\\|") for value in row) + " |"
