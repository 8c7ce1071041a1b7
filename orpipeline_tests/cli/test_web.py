"""`orpipeline ui`: what keeps it from serving is said, and its end is no success."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orpipeline.cli.web import server_command
from orpipeline_tests.cli.conftest import Orpipeline

_SECONDS = 60


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_is_taken_is_said_before_anything_starts(orpipeline: Orpipeline) -> None:
    with taken_port() as port:
        done = orpipeline("ui", "--port", str(port))
    assert done.returncode == 2
    assert f"The web UI cannot listen on 127.0.0.1, port {port} (Address already in use)." in done.stderr
    assert "choose another with --host or --port" in done.stderr


def test_a_port_that_does_not_exist_is_a_wrong_option(orpipeline: Orpipeline) -> None:
    assert orpipeline("ui", "--port", "70000").returncode == 2


def test_an_address_that_is_not_this_machine_s_is_said(orpipeline: Orpipeline) -> None:
    done = orpipeline("ui", "--host", "192.0.2.1")
    assert (done.returncode, "cannot listen on 192.0.2.1" in done.stderr) == (2, True)


@contextmanager
def running(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`orpipeline ui` in a process of its own, and its port."""
    with taken_port() as port:
        pass
    orpipeline = str(Path(sys.executable).with_name("orpipeline"))
    env = {**os.environ, "ORPIPELINE_HOME": str(tmp_path / "home"), "ORPIPELINE_SOURCE": "recorded"}
    with (tmp_path / "ui.log").open("w") as log:
        process = subprocess.Popen([orpipeline, "ui", "--port", str(port)], env=env, stdout=log, stderr=log)
        try:
            yield process, port
        finally:
            process.kill()
            process.wait()


def test_a_web_ui_that_ends_by_itself_is_no_success_because_the_schedule_ends_with_it(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        _until(lambda: _answers(port))
        os.kill(_child(process.pid, server_command("127.0.0.1", port)), signal.SIGTERM)
        assert process.wait(_SECONDS) == 1
    assert "The web UI stopped by itself" in (tmp_path / "ui.log").read_text()


def test_a_supervisor_s_signal_ends_its_servers_too(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        _until(lambda: _answers(port))
        process.terminate()
        assert process.wait(_SECONDS) == 0
    assert not _answers(port)
    assert "stopped by itself" not in (tmp_path / "ui.log").read_text()


def test_what_nohup_shelters_goes_on_when_the_terminal_closes(tmp_path: Path) -> None:
    code = (
        "from orpipeline.cli.web import _serve; import os; print(_serve(['sleep', '2'], dict(os.environ)), flush=True)"
    )
    command = ["nohup", sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        time.sleep(1)
        process.send_signal(signal.SIGHUP)
        assert process.stdout
        assert process.stdout.read() == "(0, False)\n"


def test_a_second_signal_ends_what_did_not_heed_the_first(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        server = _child(process.pid, server_command("127.0.0.1", port))
        os.kill(server, signal.SIGSTOP)  # it heeds nothing but being killed
        time.sleep(0.5)
        process.terminate()
        time.sleep(0.5)
        assert process.poll() is None
        process.terminate()
        assert process.wait(_SECONDS) == 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _child(pid: int, command: list[str]) -> int:
    """The process that this one started with this command."""

    def found() -> list[str]:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [c for c in children if Path(f"/proc/{c}/cmdline").read_text().split("\0")[1:-1] == command[1:]]

    _until(lambda: bool(found()))
    return int(found()[0])


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("Dagster did not start")
        time.sleep(0.1)
