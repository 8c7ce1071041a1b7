"""Ctrl-C and a supervisor's signal: status 130 and a sentence, wherever they come."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orpipeline.cli.app import main
from orpipeline.errors import OrpipelineError
from orpipeline_tests.runs import Run

COMMAND = str(Path(sys.executable).with_name("orpipeline"))
SENTENCE = "Stopped. What was fetched is kept; run the command again to go on."
LONG = "select count(*) from range(100000000) a, range(100000) b where a.range % 7 = b.range % 11"


def interrupted(words: list[str], home: Path, after: str, number: signal.Signals) -> tuple[int, str]:
    """Status and words of a command that gets a signal when it has said this (or, with nothing to say, after a while)."""
    env = {**os.environ, "ORPIPELINE_HOME": str(home)}
    # A job that a shell put in the background ignores Ctrl-C, and what it starts does too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [COMMAND, *words], env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        said = ""
        while after and after not in said:
            said += process.stderr.readline()
        if not after:
            time.sleep(2)
        os.killpg(process.pid, number)  # to all that the command started, as a terminal does
        try:
            said += process.communicate(timeout=60)[1]
        finally:
            process.kill()  # else a command that does not heed the signal would be waited for
        return process.returncode, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_says_so_in_a_sentence(tmp_path: Path, number: signal.Signals) -> None:
    status, said = interrupted(["run", "--source", "recorded"], tmp_path / "home", "core.days", number)
    assert (status, said.splitlines()[-1]) == (130, SENTENCE)
    assert "Traceback" not in said


@pytest.mark.parametrize("after", ["answers loaded", "claim_settings", "views made", "exported"])
def test_ctrl_c_is_told_as_such_whoever_meets_it_and_whatever_they_make_of_it(tmp_path: Path, after: str) -> None:
    status, said = interrupted(["run", "--source", "recorded"], tmp_path / "home", after, signal.SIGINT)
    assert (status, said.splitlines()[-1]) == (130, SENTENCE)


@pytest.mark.parametrize(
    "error", [OrpipelineError("The run failed: RuntimeError: Query interrupted."), ValueError("closed database")]
)
def test_a_failure_after_ctrl_c_is_ctrl_c_and_any_other_is_itself(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise error

    def taken_and_fails() -> None:
        signal.signal(signal.SIGINT, lambda *_: None)  # as Dagster takes it for a step
        os.kill(os.getpid(), signal.SIGINT)
        raise error

    before = signal.getsignal(signal.SIGINT)
    try:
        for work, status, said in ((taken_and_fails, 130, SENTENCE), (fails, 1, str(error))):
            monkeypatch.setattr("orpipeline.cli.app.app", work)
            with pytest.raises(SystemExit) as left:
                main()
            assert left.value.code == status
            assert said in capsys.readouterr().err
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("output", ["csv", "table"])
def test_a_query_that_is_stopped_says_so_too(recorded: Run, output: str) -> None:
    status, said = interrupted(["query", LONG, "--format", output], recorded.settings.home, "", signal.SIGINT)
    assert (status, said.splitlines()[-1]) == (130, SENTENCE)
