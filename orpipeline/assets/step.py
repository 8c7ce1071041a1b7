"""One stored table as an asset: read the tables its transform names, call it, write the result, run its checks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import unwrap

import dagster as dg
import polars as pl

from orpipeline.assets import report
from orpipeline.assets.checks import check_results, check_specs
from orpipeline.contracts import Table, core, mart
from orpipeline.transforms.charts import CHART_SIZE
from orpipeline.warehouse.private import Warehouse

# The rows of `mart.weekly_rank` that steps look at.
MERGED = "week_convention = 'iso' and variant_policy = 'merged'"
CHART = f"{MERGED} and rank <= {CHART_SIZE}"


@dataclass(frozen=True)
class Step:
    """One table: the tables it reads, and how it, or one part of it after another, is computed from the open warehouse."""

    table: Table
    reads: tuple[Table, ...]
    compute: Callable[[Warehouse], pl.LazyFrame | Iterator[pl.LazyFrame]]
    also_reads: tuple[str, ...] = ()


def from_usage(table: Table, compute: Callable[..., pl.LazyFrame], columns: Sequence[str]) -> Step:
    """A step from these columns of `core.daily_usage`, from `core.days` and `mart.periods`."""

    @wraps(compute)  # so that the web UI's link leads to the transform
    def computed(w: Warehouse) -> pl.LazyFrame:
        return compute(w.read(core.DAILY_USAGE, columns=columns), w.read(core.DAYS), w.read(mart.PERIODS))

    return Step(table, (core.DAILY_USAGE, core.DAYS, mart.PERIODS), computed)


def catalogue(warehouse: Warehouse) -> pl.LazyFrame:
    """All entries of `raw.catalogue` with the as_of of their answer: two may be of one day."""
    return warehouse.query(
        "select answers.as_of, catalogue.* from raw.catalogue inner join raw.answers using (answer_sha)"
    )


def table_asset(step: Step) -> dg.AssetsDefinition:
    """The asset of one step, with its columns, row count, preview and checks."""
    table, made_by = step.table, unwrap(step.compute).__code__
    deps = [report.table_key(read.full_name) for read in step.reads] + [dg.AssetKey(name) for name in step.also_reads]

    @dg.asset(
        key=report.table_key(table.full_name),
        deps=deps,
        group_name=report.CORE if table.schema == "core" else report.MARTS,
        owners=report.OWNERS,
        kinds={"polars", "duckdb", "table"},
        description=table.description,
        metadata={
            "dagster/column_schema": report.column_schema(table),
            **report.source_link(made_by.co_filename, made_by.co_firstlineno),
        },
        check_specs=check_specs(table.full_name),
    )
    def _asset(
        warehouse: dg.ResourceParam[Warehouse],
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        seen = warehouse.write(table, step.compute(warehouse))
        warehouse.say(f"{table.full_name}: {seen.row_count} rows")
        yield dg.MaterializeResult(metadata=report.facts(table.full_name, seen, report.citation(warehouse)))
        yield from check_results(warehouse, table.full_name)

    return _asset
