"""The asset that asks for the source's own weekly buckets: a second series, to reconcile the sums of days with."""

import dagster as dg

from orpipeline.assets import report
from orpipeline.errors import AnswerRefused, ConfigurationError, SourceUnreachable
from orpipeline.openrouter.intake import Intake
from orpipeline.openrouter.rankings import Rankings
from orpipeline.warehouse.buckets import daily_windows, held_weeks
from orpipeline.warehouse.private import Warehouse

WEEKS_READ = "week_buckets_were_read"


@dg.asset(
    deps=["models_catalogue"],  # asked last, so that an unreachable source is waited for once, where it matters
    group_name=report.INGEST,
    owners=report.OWNERS,
    kinds={"python", "json"},
    description="OpenRouter's own weekly totals of its top 50, to hold against the sums of days. Only with a key.",
    check_specs=[
        dg.AssetCheckSpec(
            WEEKS_READ,
            asset="rankings_weekly",
            description="The source's own weekly buckets could be read, where there is a key.",
        )
    ],
)
def rankings_weekly(
    context: dg.AssetExecutionContext, intake: dg.ResourceParam[Intake], warehouse: dg.ResourceParam[Warehouse]
) -> dg.MaterializeResult:
    """Ask for the completed weeks not held and the two newest; without them everything else goes on."""
    try:
        judged = intake.weekly(held_weeks(warehouse.con), daily_windows(warehouse.con), context.log.info)
    except (AnswerRefused, SourceUnreachable, ConfigurationError) as error:
        # The main job never depends on this series. A refused answer is set aside all the same, and the check says so.
        context.log.warning(str(error))
        return dg.MaterializeResult(check_results=[_check(passed=False, said=str(error))])
    said = _said(judged)
    context.log.info(said)
    return dg.MaterializeResult(
        metadata={"answers": len(judged), "dagster/row_count": sum(answer.rows.height for answer in judged)},
        check_results=[_check(passed=True, said=said)],
    )


def _said(judged: list[Rankings]) -> str:
    weeks = {day for answer in judged for day in answer.rows["day"].unique()}
    if not judged:
        return (
            "OpenRouter's own weeks were not asked for: they need OPENROUTER_API_KEY, the source `api` and held days."
        )
    return f"{len(weeks)} of OpenRouter's own weeks were read."


def _check(*, passed: bool, said: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=passed, check_name=WEEKS_READ, severity=dg.AssetCheckSeverity.WARN, metadata={"said": said}
    )
