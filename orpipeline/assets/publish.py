"""The last assets: the finished warehouse, put where people open it, and its views as files."""

import dagster as dg

from orpipeline.assets import report
from orpipeline.errors import OrpipelineError
from orpipeline.report.write import write_report
from orpipeline.warehouse.export import export
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.publish import publish
from orpipeline.warehouse.sqlfiles import views


def publish_asset() -> dg.AssetsDefinition:
    """`published_file`, downstream of every view: it runs only when all before it, blocking checks too, went well."""

    @dg.asset(
        deps=[report.table_key(view.name) for view in views()],
        group_name=report.PUBLISH,
        owners=report.OWNERS,
        kinds={"duckdb", "file"},
        freshness_policy=report.FRESH,
        description="orpipeline.duckdb, the file that people, notebooks and BI tools open read-only; replaced in one step.",
    )
    def published_file(
        warehouse: dg.ResourceParam[Warehouse],
    ) -> dg.MaterializeResult:
        as_of = warehouse.now()
        days = warehouse.con.sql("select max(day) from core.days where status = 'present'").fetchall()
        try:
            size = publish(warehouse)
        except OrpipelineError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        warehouse.say(f"published, {size / 1e6:.1f} MB")
        return dg.MaterializeResult(
            metadata={
                "bytes": size,
                "newest_day": str(days[0][0]),
                "citation": report.CITATION.format(as_of=f"{as_of:%Y-%m-%dT%H:%M:%SZ}"),
            }
        )

    return published_file


def export_asset() -> dg.AssetsDefinition:
    """`export_files`, after the published file and read from it: what cannot be written leaves that file published."""

    @dg.asset(
        deps=["published_file"],
        group_name=report.PUBLISH,
        owners=report.OWNERS,
        kinds={"parquet", "file"},
        description="export/: every view as Parquet, with datapackage.json (columns, units, licence) and the citation.",
    )
    def export_files(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult:
        settings = warehouse.settings
        try:
            done = export(settings.published, settings.exports, "parquet")
        except OrpipelineError as error:
            said = OrpipelineError(f"{error} The published file itself is new and whole.")
            raise dg.Failure(str(said), allow_retries=False) from said
        warehouse.say(f"{len(done.files)} views exported, {done.size / 1e6:.1f} MB")
        return dg.MaterializeResult(metadata={"bytes": done.size, "files": len(done.files), "citation": done.citation})

    return export_files


def report_asset() -> dg.AssetsDefinition:
    """`report_page`, after the published file and drawn from it."""

    @dg.asset(
        deps=["published_file"],
        group_name=report.PUBLISH,
        owners=report.OWNERS,
        kinds={"html", "file"},
        description="report.html: one page that answers the question, for a browser, a phone or a screen reader, offline.",
    )
    def report_page(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult:
        settings = warehouse.settings
        try:
            size = write_report(settings.published, settings.report)
        except OrpipelineError as error:
            said = OrpipelineError(f"{error} The published file itself is new and whole.")
            raise dg.Failure(str(said), allow_retries=False) from said
        warehouse.say(f"report drawn, {size / 1e6:.1f} MB")
        return dg.MaterializeResult(metadata={"bytes": size})

    return report_page
