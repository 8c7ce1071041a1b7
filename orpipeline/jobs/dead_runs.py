"""Runs that a kill or a power cut ended: Dagster's history calls them started for ever, and its queue waits for them."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from orpipeline.settings import Settings
from orpipeline.warehouse.lock import is_held

# A run takes the writer's lock some seconds after its start and lets it go some before its end.
_GRACE = timedelta(minutes=1)
_IN_PROGRESS = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_dead_runs(instance: dg.DagsterInstance, settings: Settings, now: datetime | None = None) -> int:
    """Call failed what is in progress by the history and dead in truth; returns how many runs that were.

    A run in progress holds the writer's lock, which ends with its process, or waits for it, at most `lock_seconds`. So
    while nobody holds it, a run that started longer ago than that is dead. `now` is the clock's unless a test says otherwise.
    """
    if is_held(settings.home):
        return 0
    before = (now or datetime.now(UTC)) - timedelta(seconds=settings.lock_seconds) - _GRACE
    dead = instance.get_runs(filters=dg.RunsFilter(statuses=_IN_PROGRESS, updated_before=before))
    for run in dead:
        instance.report_run_failed(run, "The process of this run ended before the run did: a kill or a power cut.")
    return len(dead)
