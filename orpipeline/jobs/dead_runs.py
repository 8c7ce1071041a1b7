"""Runs that a kill or a power cut ended: Dagster's history calls them started for ever, and its queue waits for them."""

from datetime import UTC, datetime

import dagster as dg

from orpipeline.settings import Settings
from orpipeline.warehouse.lock import IN_PROGRESS, dead_if_free, is_held

_IN_PROGRESS = [dg.DagsterRunStatus(status) for status in IN_PROGRESS]


def end_dead_runs(instance: dg.DagsterInstance, settings: Settings, now: datetime | None = None) -> int:
    """Call failed what is in progress by the history and dead in truth; returns how many runs that were.

    `now` is the clock's unless a test says otherwise.
    """
    before = dead_if_free(settings.lock_seconds, now or datetime.now(UTC))
    dead = instance.get_runs(filters=dg.RunsFilter(statuses=_IN_PROGRESS, updated_before=before))
    if not dead or is_held(settings.home):
        return 0
    for run in dead:
        instance.report_run_failed(run, "The process of this run ended before the run did: a kill or a power cut.")
    return len(dead)
