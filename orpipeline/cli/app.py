"""The command's frame: which commands there are, how errors are said, which exit status they give."""

import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from orpipeline import __version__
from orpipeline.cli import claims, exports, reads, registry, runs, web
from orpipeline.cli.interrupts import noted_interrupts
from orpipeline.errors import OrpipelineError

_INTERRUPTED = 130
app = typer.Typer(
    name="orpipeline",
    help="Who wins on OpenRouter, open or proprietary models? Fetch the daily rankings, judge them, publish the answer.",
    epilog="Start with: orpipeline run --source recorded (no key, no network), then: orpipeline status",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for part in (runs, reads, claims, exports, web):
    part.add_to(app)
app.add_typer(registry.app, name="registry")


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"orpipeline {__version__}")
        raise typer.Exit


@app.callback()
def frame(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """The options that need no command."""


def main() -> None:
    """Run the command line; every error is a sentence on stderr and an exit status (warehouse.md, section 6)."""
    with noted_interrupts() as was_stopped:
        try:
            app()
        except SystemExit as left:
            if left.code == _INTERRUPTED:  # which typer makes of Ctrl-C without a word
                _stopped()
            raise
        except Exception as error:  # noqa: BLE001 - the last line of defence turns anything into a sentence
            if was_stopped():
                _stopped()
            _failed(error)


def _stopped() -> NoReturn:
    _end("Stopped. What was fetched is kept; run the command again to go on.", _INTERRUPTED)


def _failed(error: Exception) -> NoReturn:
    if os.environ.get("ORPIPELINE_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, OrpipelineError):
        _end(str(error), error.exit_status)
    _end(
        f"Something unforeseen happened: {type(error).__name__}: {error}. What was published is whole; run the command "
        "again with ORPIPELINE_DEBUG=1 to see where.",
        1,
    )


def _end(message: str, status: int) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(status)
