"""The installed command as a process: its status, its end, and what it has not loaded when it begins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("orpipeline"))


@pytest.mark.parametrize(("words", "status"), [(["--version"], 0), (["query", "select 1"], 2), (["no-such-word"], 2)])
def test_it_ends_with_the_status_of_the_command_and_all_its_words(
    tmp_path: Path, words: list[str], status: int
) -> None:
    done = subprocess.run(
        [COMMAND, *words], env={"ORPIPELINE_HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert bool(done.stdout) == (status == 0)
    assert "Traceback" not in done.stderr
    assert bool(done.stderr) == (status != 0)


def test_a_reader_that_leaves_early_is_no_traceback() -> None:
    with subprocess.Popen([COMMAND, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in {0, 1}


def test_a_caller_that_closed_stdout_gets_the_status_all_the_same() -> None:
    done = subprocess.run(["sh", "-c", f"{COMMAND} --version >&-"], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("log", ["2>/dev/full", "2>&-"])
def test_a_run_does_not_depend_on_its_log(tmp_path: Path, log: str) -> None:
    env = {**os.environ, "ORPIPELINE_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        ["sh", "-c", f"{COMMAND} run --source recorded {log}"], capture_output=True, text=True, check=False, env=env
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 of 32 closed weeks" in done.stdout
    assert (tmp_path / "home" / "orpipeline.duckdb").exists()


def test_polars_is_loaded_after_its_allocator_was_told_how_to_behave() -> None:
    code = (
        "import os, sys, orpipeline.cli\n"
        "print([name for name in ('polars', 'dagster', 'pyarrow') if name in sys.modules])\n"
        "orpipeline.cli.start(lambda: print(os.environ['_RJEM_MALLOC_CONF']))"
    )
    env = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.splitlines() == ["[]", "narenas:1,muzzy_decay_ms:0"]
