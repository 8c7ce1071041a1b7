"""`orpipeline ui`: what keeps it from serving is said, and its end is no success."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from orpipeline.cli.web import _check_port, server_command
from orpipeline.jobs.history import open_instance
from orpipeline.settings import Settings
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


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
def test_a_port_of_the_other_family_of_addresses_is_looked_at_too(orpipeline: Orpipeline) -> None:
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = orpipeline("ui", "--host", "::1", "--port", str(port))
    assert f"The web UI cannot listen on ::1, port {port} (Address already in use)." in done.stderr


def test_a_port_is_free_as_soon_as_its_server_has_ended() -> None:
    with taken_port() as port:
        pass
    with socket.create_server(("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)) as client:
        server.accept()[0].close()  # the side that ends first keeps the port for a while
        client.recv(1)
    _check_port("127.0.0.1", port)


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


def test_a_run_that_was_killed_is_called_failed_before_anything_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "home")
    monkeypatch.setenv("ORPIPELINE_HOME", str(settings.home))
    with open_instance(settings) as instance:
        killed = instance.add_run(dg.DagsterRun("update", str(uuid4()), status=dg.DagsterRunStatus.STARTED))
    with closing(sqlite3.connect(settings.dagster_home / "history" / "runs.db")) as con, con:
        con.execute("update runs set update_timestamp = '2026-01-01 02:30:00'")
    with running(tmp_path) as (process, port):
        _child(process.pid, server_command("127.0.0.1", port))
        for _ in range(2):
            process.terminate()
            time.sleep(0.5)
        process.wait(_SECONDS)
    with open_instance(settings) as instance:
        found = instance.get_run_by_id(killed.run_id)
    assert found
    assert found.status == dg.DagsterRunStatus.FAILURE


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


@contextmanager
def serving(script: str) -> Iterator["subprocess.Popen[str]"]:
    """A shell script in the place of Dagster, that has said it is ready."""
    # Where `nohup` runs the tests, what they start ignores a hang-up too.
    code = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); from orpipeline.cli.web import _serve; "
        "print(_serve(['sh', '-c', sys.argv[1]], dict(os.environ)))"
    )
    with subprocess.Popen([sys.executable, "-c", code, script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        yield process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_asks_it_to_end_the_server_alone_is_told_and_ends_the_others_itself(number: signal.Signals) -> None:
    other = "(trap 'echo told too' TERM; sleep 1 & wait) &"
    with serving(f"{other} trap 'echo told' TERM; echo ready; wait; wait") as process:
        process.send_signal(number)
        assert process.communicate(timeout=_SECONDS)[0] == "told\n(0, True)\n"


def test_asked_again_it_leaves_nothing_of_the_server_behind() -> None:
    with serving("trap '' TERM; sleep 20 & echo ready; wait") as process:
        for _ in range(2):
            process.terminate()
            time.sleep(0.2)
        assert process.communicate(timeout=10)[0] == "(-9, True)\n"  # what is written to ends with the last of them


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
