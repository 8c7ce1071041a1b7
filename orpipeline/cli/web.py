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


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(ui)


def server_command(host: str, port: int) -> list[str]:
    """What starts Dagster's web server and its daemon, bound to `host`."""
    return [sys.executable, "-m", "dagster", "dev", "-m", "orpipeline.definitions", "-h", host, "-p", str(port)]


def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web server.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to bind; anything but loopback has no login (docs/operations.md).")
    ] = "127.0.0.1",
) -> None:
    """Open the Dagster web UI on loopback, with the schedule running; run history stays in the warehouse's home."""
    from orpipeline.jobs.dead_runs import end_dead_runs
    from orpipeline.jobs.history import history_in_words, open_instance

    settings = Settings.from_env()
    _check_port(host, port)
    with history_in_words(settings), open_instance(settings) as instance:
        end_dead_runs(instance, settings)
    home = settings.dagster_home.absolute()
    typer.echo(f"Web UI: http://{host}:{port} (stop with Ctrl-C); run history in {home}", err=True)
    status, was_asked = _serve(server_command(host, port), {**os.environ, "DAGSTER_HOME": str(home)})
    if not was_asked:
        # Also with status 0: Dagster stops all of it, schedule and all, when one of its servers dies.
        raise OrpipelineError(
            f"The web UI stopped by itself (status {status}); its last lines above say why. The nightly schedule is off until "
            "`orpipeline ui` runs again."
        )


def _serve(command: list[str], env: dict[str, str]) -> tuple[int, bool]:
    """Run Dagster to its end; its status, and whether it was asked to end.

    It has a session of its own and is told once, whatever told us: then it ends its servers in order. They would outlive
    a command that a signal simply ends, and go on with the schedule. Told again, all of them are killed: while it starts,
    it does not always heed the first.
    """
    asked = 0
    server: subprocess.Popen[bytes] | None = None

    def end(*_: object) -> None:
        nonlocal asked
        asked += 1
        if server:
            _end(server, at_once=asked > 1)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):  # as nohup wants it
            signal.signal(number, end)
    with subprocess.Popen(command, env=env, start_new_session=True) as started:  # noqa: S603
        server = started
        if asked:
            _end(server, at_once=True)
        return server.wait(), asked > 0


def _end(server: "subprocess.Popen[bytes]", *, at_once: bool) -> None:
    if not at_once:
        server.terminate()
    elif hasattr(os, "killpg"):
        os.killpg(server.pid, signal.SIGKILL)
    else:
        server.kill()


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
            "another with --host or --port."
        ) from error
