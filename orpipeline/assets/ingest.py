"""Assets that ask the source: each answer lands as it came before anything looks into it."""

import dagster as dg

from orpipeline.assets import report
from orpipeline.assets.partitions import Days, asked_windows
from orpipeline.errors import AnswerRefused, ConfigurationError, OrpipelineError, SourceUnreachable
from orpipeline.openrouter.intake import Intake

CATALOGUE_READ = "catalogue_was_read"
EXIT_STATUS = "exit_status"  # of the command, where a check failed that stops nothing


def rankings_asset(months: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """`rankings_daily`, partitioned by the months that the source can give.

    It asks for the run's days in the fewest requests, lands each answer, sets a bad one aside and fails loudly.
    """

    @dg.asset(
        partitions_def=months,
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name=report.INGEST,
        owners=report.OWNERS,
        kinds={"python", "json"},
        freshness_policy=report.FRESH,
        description="Daily token totals of OpenRouter's top 50 models, one immutable answer a request, in landing/.",
    )
    def rankings_daily(
        context: dg.AssetExecutionContext, config: Days, intake: dg.ResourceParam[Intake]
    ) -> dg.MaterializeResult:
        windows = asked_windows(config, context.partition_time_window)
        try:
            judged = intake.rankings(windows, context.log.info)
        except (ConfigurationError, AnswerRefused, SourceUnreachable) as error:
            raise _failure(error) from error
        days = {day for answer in judged for day in answer.rows["day"].unique()}
        return dg.MaterializeResult(
            metadata={
                "source": intake.settings.resolved_source,
                "answers": len(judged),
                "days": len(days),
                "newest_day": str(max(days)),
                "as_of": f"{max(answer.as_of for answer in judged):%Y-%m-%dT%H:%M:%SZ}",
                "dagster/row_count": sum(answer.rows.height for answer in judged),
            }
        )

    return rankings_daily


@dg.asset(
    deps=["rankings_daily"],  # asked after them: an unreachable source is waited for once, and the rankings matter most
    group_name=report.INGEST,
    owners=report.OWNERS,
    kinds={"python", "json"},
    description="Today's catalogue of models: names, list prices and the hint to public weights, kept in landing/.",
    check_specs=[
        dg.AssetCheckSpec(
            CATALOGUE_READ, asset="models_catalogue", description="Today's catalogue could be read from the source."
        )
    ],
)
def models_catalogue(context: dg.AssetExecutionContext, intake: dg.ResourceParam[Intake]) -> dg.MaterializeResult:
    """Snapshot the catalogue; rankings go on without it, and the failed check says so."""
    try:
        snapshot = intake.catalogue(context.log.info)
    except (AnswerRefused, ConfigurationError, SourceUnreachable) as error:
        context.log.warning(str(error))
        return dg.MaterializeResult(check_results=[_catalogue_check(str(error), error)])
    models = len(snapshot.models) if snapshot else 0
    said = "The catalogue was read." if snapshot else "The recorded source has no catalogue."
    return dg.MaterializeResult(metadata={"dagster/row_count": models}, check_results=[_catalogue_check(said)])


def _catalogue_check(said: str, error: OrpipelineError | None = None) -> dg.AssetCheckResult:
    status = {EXIT_STATUS: error.exit_status} if error else {}
    is_refused = isinstance(error, AnswerRefused)
    severity = dg.AssetCheckSeverity.ERROR if is_refused else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        passed=error is None, check_name=CATALOGUE_READ, severity=severity, metadata={"said": said, **status}
    )


def _failure(error: OrpipelineError) -> dg.Failure:
    # The client has spent its own retry budget; asking Dagster to retry would spend the source's patience.
    return dg.Failure(description=str(error), allow_retries=False)
