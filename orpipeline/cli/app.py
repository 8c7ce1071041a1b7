"""The command's frame: which commands there are, how errors are said, which exit status they give."""

import os
import sys
import traceback
from typing import Annotated

import typer

from orpipeline import __version__
from orpipeline.cli import claims, exports, reads, registry, runs, web
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
    try:
        app()
    except OrpipelineError as error:
        _fail(str(error), error.exit_status)
    except SystemExit as left:
        if left.code == _INTERRUPTED:  # which typer makes of Ctrl-C without a word
            typer.echo("Stopped. What was fetched is kept; run the command again to go on.", err=True)
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence turns anything into a sentence
        if os.environ.get("ORPIPELINE_DEBUG"):
            traceback.print_exc()
        _fail(
            f"Something unforeseen happened: {type(error).__name__}: {error}. What was published is whole; run the command "
            "again with ORPIPELINE_DEBUG=1 to see where.",
            1,
        )


def _fail(message: str, status: int) -> None:
    typer.echo(message, err=True)
    sys.exit(status)
