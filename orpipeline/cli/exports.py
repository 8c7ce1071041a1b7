"""Commands that write files out of the published file: export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orpipeline.settings import Settings


class FileFormat(StrEnum):
    """How `export` writes a view."""

    PARQUET = "parquet"
    CSV = "csv"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(export)


def export(
    file_format: Annotated[FileFormat, typer.Option("--format", help="How to write each view.")] = FileFormat.PARQUET,
    out: Annotated[Path | None, typer.Option(help="Folder to write into; else export/ in ORPIPELINE_HOME.")] = None,
) -> None:
    """Write every view as a file of its own, with datapackage.json (columns, units, licence) and CITATION.txt."""
    from orpipeline.warehouse.export import export as write_views

    settings = Settings.from_env()
    done = write_views(settings.published, out or settings.exports, file_format.value)
    typer.echo(
        f"{len(done.files)} views as {file_format.value} in {done.folder} ({done.size / 1e6:.1f} MB), "
        "described in datapackage.json"
    )
    typer.echo(done.citation)
