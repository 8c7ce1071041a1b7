"""Every file of `sql/views` as an asset whose dependencies are read from its SQL, and the table macros with them."""

from collections.abc import Iterator

import dagster as dg

from orpipeline.assets import report
from orpipeline.assets.checks import check_results, check_specs
from orpipeline.warehouse.connection import transaction
from orpipeline.warehouse.dictionary import described_views
from orpipeline.warehouse.objects import create_macros, create_view, drop_strangers
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.sqlfiles import View, sql_folder, views


def _spec(view: View) -> dg.AssetSpec:
    return dg.AssetSpec(
        report.table_key(view.name),
        deps=[report.table_key(read) for read in view.reads],
        group_name=report.VIEWS,
        owners=report.OWNERS,
        kinds={"sql", "duckdb", "view"},
        description=f"{view.comment}\n\n```sql\n{view.query}\n```",
        metadata={
            "dagster/column_schema": dg.TableSchema([dg.TableColumn(n, description=d) for n, d in view.columns]),
            **report.source_link(sql_folder() / "views" / f"{view.name}.sql"),
        },
    )


_NAMES = [view.name for view in views()]


@dg.multi_asset(
    name="make_views", specs=[_spec(view) for view in views()], check_specs=check_specs(*_NAMES), can_subset=True
)
def make_views(
    context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """All views in one step: making a view is milliseconds, a step of its own would cost more than the view."""
    chosen = [view for view in views() if report.table_key(view.name) in context.selected_asset_keys]
    with transaction(warehouse.con):
        drop_strangers(warehouse.con)
        create_macros(warehouse.con)
        seen = {view.name: create_view(warehouse.con, view) for view in chosen}
    citation = report.citation(warehouse)
    stored = {view.name: view for view in described_views(warehouse.con)}
    for view in chosen:
        found = report.facts(view.name, seen[view.name], citation)
        found["dagster/column_schema"] = report.view_schema(stored[view.name])
        yield dg.MaterializeResult(asset_key=report.table_key(view.name), metadata=found)
    warehouse.say(f"{len(chosen)} views made")
    wanted = {key.name for key in context.selected_asset_check_keys}
    yield from (result for result in check_results(warehouse, *_NAMES) if result.check_name in wanted)
