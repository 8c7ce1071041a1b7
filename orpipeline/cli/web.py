"""`orpipeline ui`: the Dagster web UI of this warehouse."""

import os
import signal
import socket
import subprocess
import sys
from typing import Annotated

import typer

from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.settings import Settings

_INTERRUPTED = {-signal.SIGINT, 128 + signal.SIGINT}


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
    _check_port(host, port)
    typer.echo(f"Web UI: http://{host}:{port} (stop with Ctrl-C); run history in {home}", err=True)
    command = server_command(host, port)
    try:
        # A child, not this process: Dagster's own handling of Ctrl-C then ends its servers in order.
        ended = subprocess.run(command, env={**os.environ, "DAGSTER_HOME": str(home)}, check=False)  # noqa: S603
    except KeyboardInterrupt:
        return
    if ended.returncode not in _INTERRUPTED:
        # Also with status 0: Dagster stops all of it, schedule and all, when one of its servers dies.
        raise OrpipelineError(
            f"The web UI stopped by itself (status {ended.returncode}); its last lines above say why. The nightly schedule "
            "is off until `orpipeline ui` runs again."
        )


def _check_port(host: str, port: int) -> None:
    """Dagster would go on without its web server when it cannot have the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ConfigurationError(
            f"The web UI cannot listen on {host}, port {port} ({error.strerror or error}). Stop what listens there, or choose "
            "another with --port."
        ) from error
