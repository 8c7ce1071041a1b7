"""`orpipeline ui`: the Dagster web UI of this warehouse."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(ui)


def server_command(host: str, port: int) -> list[str]:
    """What starts Dagster's web server and its daemon, bound to `host`."""
    return [sys.executable, "-m", "dagster", "dev", "-m", "orpipeline.definitions", "-h", host, "-p", str(port)]


def ui(
    port: Annotated[int, typer.Option(help="Port of the web server.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to bind; anything but loopback has no login (docs/operations.md).")
    ] = "127.0.0.1",
) -> None:
    """Open the Dagster web UI on loopback, with the schedule running; run history stays in the warehouse's home."""
    from orpipeline.jobs.history import prepare

    settings = Settings.from_env()
    home = prepare(settings)
    typer.echo(f"Web UI: http://{host}:{port} (stop with Ctrl-C); run history in {home}", err=True)
    command = server_command(host, port)
    try:
        # A child, not this process: Dagster's own handling of Ctrl-C then ends its servers in order.
        ended = subprocess.run(command, env={**os.environ, "DAGSTER_HOME": str(home)}, check=False)  # noqa: S603
    except KeyboardInterrupt:
        return
    if ended.returncode not in {0, -2, 130}:
        raise ConfigurationError(f"The web UI stopped with status {ended.returncode}; its last lines above say why.")
