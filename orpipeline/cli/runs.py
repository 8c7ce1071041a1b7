"""Commands that write: run, backfill, rebuild, reject."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orpipeline.answer import Window
from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings, parse_source

if TYPE_CHECKING:
    from orpipeline.cli.runner import Outcome  # imports Dagster

Say = Callable[[str], None]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (run, backfill, rebuild, reject):
        app.command()(command)


def run(
    source: Annotated[str | None, typer.Option(help="auto, api, export or recorded; else ORPIPELINE_SOURCE.")] = None,
) -> None:
    """Bring the warehouse up to date and publish: missing days, the 14 newest again, today's catalogue.

    With OPENROUTER_API_KEY the whole history since 2025-01-01, without a key the last 30 days of the daily export,
    with --source recorded the 224 days shipped in the package.
    """
    settings = _settings(source)
    say = _progress()
    say("starting")
    from orpipeline.cli.runner import update
    from orpipeline.definitions import make_intake
    from orpipeline.jobs.plan import update_windows

    intake = make_intake(settings)
    _require_key(settings)
    _finish(settings, update(settings, intake, update_windows(intake), say))


def backfill(
    start: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="First day, YYYY-MM-DD (UTC).")],
    end: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="Last day, included.")],
    source: Annotated[str | None, typer.Option(help="auto, api, export or recorded; else ORPIPELINE_SOURCE.")] = None,
) -> None:
    """Read a range of days (again), in the fewest requests, then compute and publish."""
    settings = _settings(source)
    _require_key(settings)
    from orpipeline.openrouter.windows import split

    windows = split(Window(start.date(), end.date()))
    say = _progress()
    from orpipeline.cli.runner import update
    from orpipeline.definitions import make_intake

    _finish(settings, update(settings, make_intake(settings), windows, say))


def rebuild() -> None:
    """Make the warehouse and the published file again from landing, with no network."""
    settings = Settings.from_env()
    from orpipeline.landing import Store

    if not Store(settings.landing).shas():
        raise ConfigurationError(f"There is nothing in {settings.landing} to rebuild from. Run `orpipeline run` first.")
    from orpipeline.cli import runner
    from orpipeline.definitions import make_intake

    _finish(settings, runner.rebuild(settings, make_intake(settings), _progress(), from_scratch=True))


def reject(
    sha: Annotated[str, typer.Argument(help="Name of the answer in landing/, or its first 6 or more digits.")],
    why: Annotated[str, typer.Option(help="The reason, kept beside the answer.")],
) -> None:
    """Set an accepted answer aside by hand and make its days again without it."""
    settings = Settings.from_env()
    from orpipeline.landing import Store
    from orpipeline.warehouse.lock import writer_lock

    store = Store(settings.landing)
    if not why.strip():
        raise ConfigurationError("Say why: --why takes the reason in words, which is kept beside the answer.")
    whole = store.resolve(sha.removesuffix(".json.gz"))
    say = _progress()
    # Else a run that is loading would miss it and call it damaged.
    with writer_lock(settings.home, settings.lock_seconds, say):
        store.reject(whole, why, by="hand")
    typer.echo(f"Answer {whole[:12]} is set aside in {settings.landing / 'rejected'}.")
    from orpipeline.cli import runner
    from orpipeline.definitions import make_intake

    _finish(settings, runner.rebuild(settings, make_intake(settings), say, from_scratch=False))


def _settings(source: str | None) -> Settings:
    settings = Settings.from_env()
    return replace(settings, source=parse_source(source)) if source else settings


def _require_key(settings: Settings) -> None:
    """Say so before anything is set up, not after."""
    if settings.resolved_source == "api" and not settings.api_key:
        raise ConfigurationError(
            "The source 'api' needs a key: set OPENROUTER_API_KEY (get one at openrouter.ai/settings/keys). "
            "Without a key, --source export gives the last 30 days."
        )


def _progress() -> Say:
    from orpipeline.cli.progress import progress

    return progress()


def _finish(settings: Settings, outcome: "Outcome") -> None:
    from orpipeline.cli.answer import print_answer

    for warning in outcome.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    print_answer(Path(settings.published))
    if outcome.gap:
        raise outcome.gap
