"""The forms in which commands print data: tables for people; CSV, JSON and Parquet for other programs."""

import io
import json
import math
import shutil
import sys
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import duckdb
import typer

from orpipeline.errors import ConfigurationError
from orpipeline.warehouse.readers import ISO_UTC

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_WIDTH = 200  # of a table that goes to a file or a pipe


class Format(StrEnum):
    """How `query` prints rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


_NO_FORM = frozenset({"interval", "union", "time with time zone", "uhugeint", "bignum"})  # in polars
_NO_FORM_IN = {
    Format.CSV: frozenset({"list", "array", "struct", "map", "blob", "bit"}),
    Format.JSON: frozenset({"blob", "bit"}),
}


def print_rows(relation: duckdb.DuckDBPyRelation, output: Format) -> None:
    """Run a query and print its rows; `ConfigurationError` for Parquet on a terminal."""
    if output is Format.TABLE:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
        relation.show(max_width=width, max_rows=1000)
        return
    frame = _plain(relation, output).pl()
    if output is Format.CSV:
        sys.stdout.buffer.write(frame.write_csv(datetime_format=ISO_UTC).encode())  # whatever the terminal can show
    elif output is Format.JSON:
        print_json(frame.to_dicts())
    elif sys.stdout.isatty():
        raise ConfigurationError(
            "Parquet is binary: send it to a file, e.g. orpipeline query ... --format parquet > x.parquet."
        )
    else:
        packed = io.BytesIO()  # else polars, not Python, would meet a reader who leaves early
        frame.write_parquet(packed)
        sys.stdout.buffer.write(packed.getbuffer())


def print_json(data: Any) -> None:
    """Print rows or facts; days and times as ISO 8601, times in UTC."""
    typer.echo(json.dumps(_as_json(data), default=str, indent=1))


def _plain(relation: duckdb.DuckDBPyRelation, output: Format) -> duckdb.DuckDBPyRelation:
    """Columns that polars or the format has no form for as text: intervals, and for CSV lists and structs."""
    odd = _NO_FORM | _NO_FORM_IN.get(output, frozenset())
    kinds = ["interval" if "INTERVAL" in str(kind) else kind.id for kind in relation.types]
    if not odd.intersection(kinds):
        return relation
    # By position, for two columns may have one name.
    columns = [duckdb.SQLExpression(f"#{n}") for n in range(1, len(kinds) + 1)]
    plain = [c.cast("varchar") if kind in odd else c for c, kind in zip(columns, kinds, strict=True)]
    return relation.select(*(c.alias(name) for c, name in zip(plain, relation.columns, strict=True)))


def _as_json(value: Any) -> Any:
    """JSON knows neither infinity nor not-a-number; decimals, such as every sum of integers, are numbers in it."""
    match value:
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case float():
            return value if math.isfinite(value) else None
        case datetime():
            return f"{_in_utc(value).isoformat()}Z"
        case dict():
            return {name: _as_json(part) for name, part in value.items()}
        case list():
            return [_as_json(part) for part in value]
    return value


def _in_utc(moment: datetime) -> datetime:
    """Without its zone; one that has none is in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
