"""The schedule: every night at 02:30 UTC, after the export of 01:46 UTC and long after the day closed."""

import dagster as dg

from orpipeline.assets.partitions import month_tags
from orpipeline.jobs.dead_runs import end_dead_runs
from orpipeline.jobs.jobs import UPDATE, update_config
from orpipeline.jobs.plan import scheduled_windows
from orpipeline.openrouter.intake import Intake


def nightly(intake: Intake) -> dg.ScheduleDefinition:
    """Runs by default, once a night; Mondays read the whole history."""

    @dg.schedule(
        job_name=UPDATE,
        name="nightly",
        cron_schedule="30 2 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Reads the days never read and the 14 newest; on Mondays the whole history.",
    )
    def _nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        end_dead_runs(context.instance, intake.settings)  # else the queue would let no other run begin
        tick = context.scheduled_execution_time
        windows = scheduled_windows(intake, tick)
        return dg.RunRequest(run_key=f"{tick:%Y-%m-%d}", run_config=update_config(windows), tags=month_tags(windows))

    return _nightly
