"""The finished warehouse, put where people open it."""

import dagster as dg

from orpipeline.assets import report
from orpipeline.errors import OrpipelineError
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.publish import publish
from orpipeline.warehouse.sqlfiles import views


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
    """Downstream of every view: it runs only when all before it, blocking checks too, went well."""
    citation = report.citation(warehouse)
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
            "citation": citation,
        }
    )
