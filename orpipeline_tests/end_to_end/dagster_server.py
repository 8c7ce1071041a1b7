"""A running web UI on a free port of loopback, and its GraphQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ORPIPELINE = str(Path(sys.executable).with_name("orpipeline"))
_START_SECONDS = 120


@contextmanager
def web_ui(home: Path, source: str = "recorded", command: list[str] | None = None, **env: str) -> Iterator[str]:
    """`orpipeline ui` (or another command, with the port behind it) on `home`; yields its address, stops it at the end."""
    port = str(_free_port())
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ORPIPELINE_", "OPENROUTER_", "DAGSTER_HOME"))}
    settings = {"ORPIPELINE_HOME": str(home), "ORPIPELINE_SOURCE": source, "DAGSTER_DISABLE_TELEMETRY": "1", **env}
    log = (home.parent / "ui.log").open("w")
    # What a shell puts in the background ignores Ctrl-C, and so would the server, which inherits it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A session of its own, so that the signal reaches the server's children as Ctrl-C in a terminal would.
    process = subprocess.Popen(
        [*(command or [ORPIPELINE, "ui", "--port"]), port],
        cwd=ROOT,
        env={**clean, **settings},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/server_info", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(90)  # on a busy machine Dagster takes long to end its servers
        finally:
            log.close()


def graphql(url: str, query: str, **variables: Any) -> Any:
    """The data of one query."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{url}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the web UI ended with status {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise TimeoutError(f"{address} did not answer within {_START_SECONDS} s")
