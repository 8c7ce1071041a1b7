"""Commands that write files out of the published file: export, report."""

from datetime import datetime
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
    for command in (export, report):
        app.command()(command)


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


def report(
    week: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Any day of the week whose sensitivity is opened first."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; else report.html in ORPIPELINE_HOME.")] = None,
) -> None:
    """Draw the report: one HTML page for a browser, a phone or a screen reader, that works offline."""
    from orpipeline.report.write import write_report

    settings = Settings.from_env()
    target = out or settings.report
    size = write_report(settings.published, target, week.date() if week else None)
    typer.echo(f"The report is in {target} ({size / 1e6:.1f} MB); open it in a browser.")
