"""The asset that brings the warehouse in line with landing: answers, rows and their versions."""

from collections.abc import Iterator

import dagster as dg

from orpipeline.assets import report
from orpipeline.assets.checks import check_results, check_specs
from orpipeline.contracts import Table, core, raw
from orpipeline.errors import AnswerRefused
from orpipeline.landing import Store
from orpipeline.warehouse.load import load, refusal_of
from orpipeline.warehouse.private import Warehouse

LOADED: tuple[Table, ...] = (raw.ANSWERS, raw.RANKINGS, raw.CATALOGUE, core.VERSIONS)


class LoadConfig(dg.Config):
    """`from_scratch` deletes the private file first, so that all of landing is read again."""

    from_scratch: bool = False


_ANSWERED = [dg.AssetKey(name) for name in ("rankings_daily", "rankings_weekly", "models_catalogue")]
_STORED = [report.table_key(table.full_name) for table in (raw.ANSWERS, raw.RANKINGS)]


def _spec(table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        report.table_key(table.full_name),
        deps=_ANSWERED if table.schema == "raw" else _STORED,
        group_name=report.CORE,
        owners=report.OWNERS,
        kinds={"duckdb", "table"},
        description=table.description,
        metadata={"dagster/column_schema": report.column_schema(table)},
    )


@dg.multi_asset(
    name="load_landing",
    specs=[_spec(table) for table in LOADED],
    check_specs=check_specs(*(table.full_name for table in LOADED)),
)
def load_landing(
    config: LoadConfig, warehouse: dg.ResourceParam[Warehouse]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Load what landing has and the warehouse lacks; refused answers fail the run after the good ones are in."""
    if config.from_scratch:
        warehouse.start_over()
    done = load(warehouse.con, Store(warehouse.settings.landing), warehouse.say)
    warehouse.say(f"{done.loaded} answers loaded, {done.recomputed_days} days made anew")
    if done.refused:
        raise dg.Failure(refusal_of(done.refused), allow_retries=False) from AnswerRefused(refusal_of(done.refused))
    for table in LOADED:
        row_count = warehouse.con.sql(f"select count(*) from {table.full_name}").fetchall()[0][0]  # noqa: S608
        yield dg.MaterializeResult(
            asset_key=report.table_key(table.full_name),
            metadata={
                "dagster/row_count": row_count,
                "dagster/table_name": table.full_name,
                "answers_loaded": done.loaded,
                "answers_forgotten": done.forgotten,
                "days_made_anew": done.recomputed_days,
            },
        )
    yield from check_results(warehouse, *(table.full_name for table in LOADED))
