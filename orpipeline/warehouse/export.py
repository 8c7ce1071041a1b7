"""Every view of the published file as Parquet or CSV, with a Frictionless data package and the citation beside them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import polars as pl

from orpipeline.errors import ConfigurationError
from orpipeline.landing.files import plain_words, sync_folder
from orpipeline.warehouse.arrow import passing
from orpipeline.warehouse.dictionary import Column, Described, described_views
from orpipeline.warehouse.objects import hands_on
from orpipeline.warehouse.readers import ISO_UTC, open_published
from orpipeline.warehouse.staging import settled, staged, system_errors, write_bytes

ExportFormat = Literal["parquet", "csv"]
PACKAGE, CITATION = "datapackage.json", "CITATION.txt"
_NAME = "orpipeline"  # of the package
_MEDIA = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}
_FIELD_TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}


@dataclass(frozen=True)
class Exported:
    """What one export wrote: the folder, the names of the views' files, their size in bytes, the citation's lines."""

    folder: Path
    files: tuple[str, ...]
    size: int
    citation: str


def export(published: Path, folder: Path, file_format: ExportFormat) -> Exported:
    """Write every view of `published` into `folder`, which is made if missing.

    Everything is written aside first and then renamed, `datapackage.json` last: a full disk or a kill leaves the
    export before it whole. The same published file gives the same bytes. Files of an earlier export stay only if they
    were made from the same published file, because `CITATION.txt` speaks for all of them. `ConfigurationError` without a
    readable published file and in a folder that holds somebody else's package, `OrpipelineError` when it cannot be written.
    """
    with open_published(published) as con, plain_words("export to", folder):
        _refuse_foreign(folder)
        made = datetime.fromtimestamp(int(published.stat().st_mtime), UTC)
        sources = con.sql("select text, as_of, code_version from citation order by source").fetchall()
        citation = "\n".join(row[0] for row in sources)
        views = described_views(con)
        head = _head(made, sources)
        with staged(folder) as staging:
            resources = [_write(con, view, staging, file_format, citation) for view in views]
            kept = _kept(folder, head["created"], {resource["path"] for resource in resources})
            package = {**head, "resources": sorted([*kept, *resources], key=lambda resource: str(resource["path"]))}
            write_bytes(staging / CITATION, f"{citation}\n".encode())
            write_bytes(staging / PACKAGE, (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode())
            names = [resource["path"] for resource in resources]
            _put_in_place(staging, folder, [*names, CITATION, PACKAGE], {r["path"] for r in package["resources"]})
    return Exported(folder, tuple(names), sum(resource["bytes"] for resource in resources), citation)


def _head(made: datetime, sources: list[Any]) -> dict[str, Any]:
    """The package's own properties; `created` names the published file it was made from."""
    return {
        "name": _NAME,
        "title": "OpenRouter usage by model, open weights against proprietary",
        "description": "Every public view of the warehouse; days and times are UTC, null means not known.",
        "created": f"{made:%Y-%m-%dT%H:%M:%SZ}",
        "version": max(row[2] for row in sources) if sources else "",
        "as_of": [f"{row[1]:%Y-%m-%dT%H:%M:%SZ}" for row in sources],
        "citation": "\n".join(row[0] for row in sources),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0",
            }
        ],
        "sources": [{"title": "OpenRouter rankings", "path": "https://openrouter.ai/rankings"}],
    }


def _write(
    con: duckdb.DuckDBPyConnection, view: Described, staging: Path, file_format: ExportFormat, citation: str
) -> dict[str, Any]:
    """One view's file, and its resource in the package."""
    rows = _ordered(con, view.name)
    path = f"{view.name}.{file_format}"
    with (staging / path).open("wb+") as file, system_errors(file) as target:
        if file_format == "parquet":
            rows.sink_parquet(target, compression_level=1, metadata={"citation": citation, "comment": view.comment})
        else:
            rows.sink_csv(target, datetime_format=ISO_UTC)
        size, digest = settled(file)
    return {
        # One folder may hold both formats of a view, and names must differ.
        "name": path,
        "path": path,
        "title": view.name,
        "description": view.comment,
        "format": file_format,
        "mediatype": _MEDIA[file_format],
        **({"encoding": "utf-8", "profile": "tabular-data-resource"} if file_format == "csv" else {}),
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": {"fields": [_field(column) for column in view.columns]},
    }


def _ordered(con: duckdb.DuckDBPyConnection, name: str) -> pl.LazyFrame:
    """A view's rows, to be written as they come, in an order that equal data always have, so that the bytes are equal too.

    A view that hands on what a table holds has the table's own order, which is that of its key: sorting 1.3 million
    rows again took twice as long as reading them. Any other is sorted by all its columns.
    """
    order = "" if hands_on(con, name) else " order by all"
    return passing(con.sql(f'select * from main."{name}"{order}'))  # noqa: S608


def _field(column: Column) -> dict[str, str]:
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "type": _FIELD_TYPES[column.type], "description": column.comment, **unit}


def _kept(folder: Path, created: str, replaced: set[str]) -> list[dict[str, Any]]:
    """Resources of an earlier export in `folder` that were made from the same published file and stay."""
    earlier = _package_in(folder)
    if earlier.get("created") != created:
        return []
    resources = earlier.get("resources", [])
    return [r for r in resources if r["path"] not in replaced and (folder / r["path"]).exists()]


def _refuse_foreign(folder: Path) -> None:
    name = _read_package(folder).get("name", _NAME)
    if name != _NAME:
        raise ConfigurationError(
            f"{folder} holds the {PACKAGE} of {name}, which an export would replace. Name another folder with --out."
        )


def _read_package(folder: Path) -> dict[str, Any]:
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
    except (OSError, ValueError):
        return {}
    return package if isinstance(package, dict) else {}


def _package_in(folder: Path) -> dict[str, Any]:
    package = _read_package(folder)
    resources = package.get("resources")
    is_ours = isinstance(resources, list) and all(
        isinstance(r, dict) and isinstance(r.get("path"), str) for r in resources
    )
    return package if is_ours else {}


def _put_in_place(staging: Path, folder: Path, names: list[str], described: set[str]) -> None:
    """Rename the staged files into `folder` and delete the earlier export's files that are no longer described."""
    outdated = {resource["path"] for resource in _package_in(folder).get("resources", [])} - described
    for name in names:
        (staging / name).replace(folder / name)
    for name in outdated:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)
    sync_folder(folder)
