"""The door for Dagster: one function that builds the whole graph, for the web UI, the command line and tests alike."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import dagster as dg

from orpipeline.assets import analysis, judgement, money, tables
from orpipeline.assets.files import files
from orpipeline.assets.ingest import models_catalogue, rankings_asset
from orpipeline.assets.load import load_landing
from orpipeline.assets.partitions import months as month_partitions
from orpipeline.assets.publish import published_file
from orpipeline.assets.step import table_asset
from orpipeline.assets.views import make_views
from orpipeline.assets.weekly import rankings_weekly
from orpipeline.jobs.jobs import jobs
from orpipeline.jobs.schedules import nightly
from orpipeline.landing import Store
from orpipeline.openrouter.client import Client
from orpipeline.openrouter.intake import Intake
from orpipeline.report.drawer import Drawer
from orpipeline.settings import Settings
from orpipeline.warehouse.private import Warehouse, open_warehouse


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def make_intake(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Intake:
    """The source and landing of these settings."""
    return Intake(settings, Store(settings.landing), lambda say: Client(settings, clock=clock, on_wait=say), clock)


def build_defs(
    settings: Settings, intake: Intake | None = None, say: Callable[[str], None] | None = None
) -> dg.Definitions:
    """All assets, checks, jobs and the schedule over these settings; nothing global, so tests build their own.

    `say` gets the sentences that a person should see while a run waits or starts over (the run's log by default).
    """
    intake = intake or make_intake(settings)
    months = month_partitions(intake)
    return dg.Definitions(
        assets=[
            tables.REGISTRY,
            judgement.LEDGER,
            *(table_asset(step) for part in (tables, analysis, money, judgement) for step in part.STEPS),
            make_views,
            *dg.with_source_code_references(
                [
                    rankings_asset(months),
                    rankings_weekly,
                    models_catalogue,
                    load_landing,
                    published_file,
                    files,
                ]
            ),
        ],
        jobs=jobs(),
        asset_checks=[judgement.verdict_changes],
        schedules=[nightly(intake)],
        resources={
            "intake": intake,
            "warehouse": _warehouse(settings, say),
            "drawer": dg.ResourceDefinition(_drawer),
        },
        loggers={"console": _progress(say)} if say else None,
        # One process, one writer: the only executor that fits a single-writer file, and the fastest one.
        executor=dg.in_process_executor,
    )


def _progress(say: Callable[[str], None]) -> dg.LoggerDefinition:
    """Hand what assets log for a person to `say`, and leave Dagster's own events to the event log."""

    class Progress(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # Above warnings only Dagster itself speaks; its errors are said once, as a sentence, at the end.
            if not hasattr(record, "dagster_event") and record.levelno <= logging.WARNING:
                say(str(getattr(record, "dagster_meta", {}).get("orig_message", record.getMessage())))

    @dg.logger
    def console(context: dg.InitLoggerContext) -> logging.Logger:
        logger = logging.Logger("orpipeline", logging.INFO)
        logger.addHandler(Progress())
        return logger

    return console


def _warehouse(settings: Settings, say: Callable[[str], None] | None) -> dg.ResourceDefinition:
    def held_for_one_run(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """The writer's lock and the open private file."""
        with open_warehouse(settings, say or (context.log.info if context.log else print)) as warehouse:
            yield warehouse

    return dg.ResourceDefinition(held_for_one_run)


def _drawer(_: dg.InitResourceContext) -> Iterator[Drawer]:
    """The process that draws the report's charts: it gets ready beside the run's first steps, and draws beside the last."""
    with Drawer() as drawer:
        yield drawer


@dg.definitions
def defs() -> dg.Definitions:
    """What `workspace.yaml` names: the definitions of the environment's settings."""
    return build_defs(Settings.from_env())
