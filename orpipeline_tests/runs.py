"""The real jobs, run in this process over a warehouse of the test's own."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from orpipeline.answer import Window
from orpipeline.assets.partitions import month_tags
from orpipeline.definitions import build_defs, make_intake
from orpipeline.jobs.jobs import REBUILD, UPDATE, rebuild_config, update_config
from orpipeline.jobs.plan import update_windows
from orpipeline.openrouter.intake import Intake
from orpipeline.settings import Settings

# The variable DAGSTER_DISABLE_TELEMETRY stops the upload only; the log itself is an instance's setting.
NO_TELEMETRY: Any = {"telemetry": {"enabled": False}}
SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Run:
    """A finished run and the settings of the warehouse it wrote."""

    settings: Settings
    result: dg.ExecuteInProcessResult

    @property
    def failed_checks(self) -> dict[str, tuple[dg.AssetCheckSeverity, str]]:
        failed = [check for check in self.result.get_asset_check_evaluations() if not check.passed]
        return {check.check_name: (check.severity, str(check.metadata["said"].value)) for check in failed}

    @property
    def made(self) -> set[str]:
        """Assets that the run materialized."""
        events = self.result.get_asset_materialization_events()
        return {".".join(event.asset_key.path) for event in events if event.asset_key}

    @property
    def failures(self) -> list[str]:
        """The sentences of the steps that failed."""
        data = [event.event_specific_data for event in self.result.all_events if event.is_step_failure]
        return [str(failure.user_failure_data.description) for failure in data if failure.user_failure_data]  # type: ignore[union-attr]


def intake_at(settings: Settings, now: datetime | None = None) -> Intake:
    """The intake of these settings, by the wall clock or one that stands still."""
    return make_intake(settings, lambda: now) if now else make_intake(settings)


def update(settings: Settings, now: datetime | None = None, windows: list[Window] | None = None) -> Run:
    """One run of the main job over what it would read itself, or over these days."""
    intake = intake_at(settings, now)
    asked = windows or update_windows(intake)
    return _run(settings, intake, UPDATE, update_config(asked), month_tags(asked))


def rebuild(settings: Settings) -> Run:
    """One run of the job that makes everything again from landing."""
    return _run(settings, intake_at(settings), REBUILD, rebuild_config(from_scratch=True), {})


def _run(settings: Settings, intake: Intake, job: str, config: dict[str, object], tags: dict[str, str]) -> Run:
    definitions = build_defs(settings, intake)
    history = settings.home / "history"
    history.mkdir(parents=True, exist_ok=True)
    with dg.DagsterInstance.local_temp(str(history), overrides=NO_TELEMETRY) as instance:
        result = definitions.resolve_job_def(job).execute_in_process(
            instance=instance, run_config={**config, **SILENT}, tags=tags, raise_on_error=False
        )
    return Run(settings, result)


def at(settings: Settings, home: Path) -> Settings:
    """The same settings for another home."""
    return replace(settings, home=home)


def window(start: str, end: str) -> Window:
    return Window(date.fromisoformat(start), date.fromisoformat(end))
