"""Data checks of `sql/checks` as Dagster asset checks, run right after the table they judge is written."""

from collections.abc import Iterator

import dagster as dg

from orpipeline.assets import report
from orpipeline.warehouse.objects import run_check
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.sqlfiles import Check, checks


def check_specs(*names: str) -> list[dg.AssetCheckSpec]:
    """The checks of these tables and views; a blocking one that fails keeps everything downstream from running."""
    return [
        dg.AssetCheckSpec(
            check.name,
            asset=report.table_key(check.table),
            description=check.sentence,
            blocking=check.is_blocking,
            metadata={"sql": dg.MetadataValue.md(f"```sql\n{check.sql}\n```")},
        )
        for check in _of(names)
    ]


def check_results(warehouse: Warehouse, *names: str) -> Iterator[dg.AssetCheckResult]:
    """Run the checks of these tables and views; every offending row is counted and the first ones shown."""
    for check in _of(names):
        outcome = run_check(warehouse.con, check)
        yield dg.AssetCheckResult(
            passed=outcome.row_count == 0,
            check_name=check.name,
            asset_key=report.table_key(check.table),
            severity=dg.AssetCheckSeverity.ERROR if check.is_blocking else dg.AssetCheckSeverity.WARN,
            metadata={
                "offending_rows": outcome.row_count,
                "said": outcome.sentence if outcome.row_count else "no rows",
            },
        )


def _of(names: tuple[str, ...]) -> list[Check]:
    return [check for check in checks() if check.table in names]
