"""Run a job in this process, as the command line does, and say in one sentence why it failed if it did."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from io import StringIO
from typing import Any, NamedTuple

import dagster as dg

from orpipeline.answer import Window
from orpipeline.assets.ingest import CATALOGUE_READ, EXIT_STATUS
from orpipeline.assets.partitions import month_tags
from orpipeline.definitions import build_defs
from orpipeline.errors import CheckFailed, OrpipelineError
from orpipeline.jobs.dead_runs import end_dead_runs
from orpipeline.jobs.history import history_in_words, open_instance
from orpipeline.jobs.jobs import REBUILD, UPDATE, rebuild_config, update_config
from orpipeline.openrouter.intake import Intake
from orpipeline.settings import Settings

# Under which the web UI looks for the runs of a job that it shows from workspace.yaml.
_OF_THE_WEB_UI = {".dagster/repository": "__repository__@orpipeline.definitions"}


class Outcome(NamedTuple):
    """What a run that published has to say: the sentences of warning checks that failed, and what it could not read.

    `gap` is the reason why there is no new catalogue. It is not raised, so that the rest can be shown before it ends the
    command, and it must end it, so that the gap is not shown as success.
    """

    warnings: list[str]
    gap: OrpipelineError | None = None


def update(settings: Settings, intake: Intake, windows: Sequence[Window], say: Callable[[str], None]) -> Outcome:
    """Read these days, compute and publish; raises the `OrpipelineError` that stopped the run."""
    # Months outside the source's reach are no partitions, so Dagster would refuse them in its own words.
    windows = intake.within_reach(list(windows), say)
    failed = _run(settings, intake, UPDATE, update_config(windows), month_tags(windows), say)
    gap = next((_gap(check) for check in failed if check.check_name == CATALOGUE_READ), None)
    return Outcome([_said(check) for check in failed if check.check_name != CATALOGUE_READ], gap)


def rebuild(settings: Settings, intake: Intake, say: Callable[[str], None], *, from_scratch: bool) -> Outcome:
    """Bring the warehouse in line with landing and publish, with no network; `from_scratch` reads all of landing."""
    config = rebuild_config(from_scratch=from_scratch)
    return Outcome([_said(check) for check in _run(settings, intake, REBUILD, config, {}, say)])


def _run(
    settings: Settings,
    intake: Intake,
    job: str,
    config: Mapping[str, Any],
    tags: Mapping[str, str],
    say: Callable[[str], None],
) -> list[dg.AssetCheckEvaluation]:
    """The checks that failed and stopped nothing."""
    definitions = build_defs(settings, intake, say)
    # When its event log cannot be written, Dagster says so past its loggers, in SQL; the error below says it in words.
    with history_in_words(settings), redirect_stderr(StringIO()), open_instance(settings) as instance:
        end_dead_runs(instance, settings)
        result = definitions.resolve_job_def(job).execute_in_process(
            instance=instance,
            # Named here, or Dagster prints its own log instead.
            run_config={**config, "loggers": {"console": {}}},
            tags={**tags, **_OF_THE_WEB_UI},
            raise_on_error=False,
        )
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    if not result.success:
        raise _reason(result, [_said(check) for check in failed if _stops(check)])
    return failed


def _stops(check: dg.AssetCheckEvaluation) -> bool:
    """A blocking check of which a failure is an error: neither a warning nor the catalogue's keeps a run from publishing."""
    return bool(check.blocking) and check.severity == dg.AssetCheckSeverity.ERROR


def _said(check: dg.AssetCheckEvaluation) -> str:
    return str(check.metadata["said"].value)


def _gap(check: dg.AssetCheckEvaluation) -> OrpipelineError:
    error = OrpipelineError(f"The rankings are up to date and published, but not the catalogue: {_said(check)}")
    error.exit_status = int(str(check.metadata[EXIT_STATUS].value))
    return error


def _reason(result: dg.ExecuteInProcessResult, broken: list[str]) -> OrpipelineError:
    """The error of this package at the bottom of the failure, else an unforeseen one in a sentence."""
    if broken:
        return CheckFailed(f"{broken[0]} Nothing was published; the published file is the previous one.")
    infos = [info for event in result.all_events if event.is_failure for info in _chain(event.event_specific_data)]
    known = {kind.__name__: kind for kind in _kinds(OrpipelineError)}
    for info in infos:
        if info.cls_name in known:
            error = OrpipelineError(info.message.split(": ", 1)[1].strip())
            error.exit_status = known[info.cls_name].exit_status
            return error
    first = infos[-1].message.strip().splitlines()[0] if infos else "no reason given"
    error = OrpipelineError(f"The run failed: {first}. Its log is in the web UI (orpipeline ui), run {result.run_id}.")
    for info in infos:  # for ORPIPELINE_DEBUG
        error.add_note(info.to_string())
    return error


def _kinds(base: type[OrpipelineError]) -> Iterator[type[OrpipelineError]]:
    """Dagster keeps an error's class name only; its exit status is found again among all our classes."""
    yield base
    for kind in base.__subclasses__():
        yield from _kinds(kind)


def _chain(data: Any) -> Iterator[Any]:
    info = getattr(data, "error", None)
    while info is not None:
        yield info
        info = info.cause
