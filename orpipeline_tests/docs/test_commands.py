"""Every command, query and snippet of the docs runs on the recorded weeks and shows what the docs say it shows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orpipeline.registry.claims import load_claims
from orpipeline_tests.docs.pages import ROOT, Block, blocks
from orpipeline_tests.runs import Run

# The last line of `make demo` is make's own.
HINT = next(line for line in (ROOT / "Makefile").read_text().splitlines() if "Before the commands above" in line)
# What the docs show of these commands is made without them, or not at all; each has its own tests.
STAND_INS = {
    # Setting up is .ci/run's part; what the command prints at its end is this.
    "make demo": f"""{sys.executable} -c "
from pathlib import Path
from orpipeline.cli.answer import print_answer
print_answer(Path('demo/orpipeline.duckdb'))"
{HINT.strip().removeprefix("@")}""",
}
SKIPPED = {
    "make demo\n": "sets up the environment that the tests run in; .ci/run runs it",
    "export OPENROUTER_API_KEY=...": "needs a key and the internet; orpipeline_tests/openrouter asks a server on loopback",
}
STATUS = {"orpipeline status": 3}  # the recorded weeks are old


@pytest.fixture
def folder(recorded: Run, tmp_path: Path) -> Path:
    """A folder as a reader has it after `make demo`, with the claim file that docs/claims.md has them write."""
    shutil.copytree(recorded.settings.home, tmp_path / "demo", ignore=shutil.ignore_patterns("history"))
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (example,) = (block for block in blocks("yaml") if block.page == "claims.md")
    (tmp_path / "my-claims.yaml").write_text(example.text)
    return tmp_path


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "ORPIPELINE_HOME": "demo", "PATH": path}
    return subprocess.run(["bash", "-euc", command], cwd=folder, env=env, capture_output=True, text=True, check=False)


def dialogue(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the output shown."""
    parts: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            parts.append((line.removeprefix("$ "), []))
        else:
            parts[-1][1].append(line)
    return parts


def assert_shown(shown: list[str], printed: list[str]) -> None:
    """The shown lines are the printed ones, in order; `...` stands for any number of lines."""
    rest, may_skip = list(printed), False
    for line in shown:
        if line == "...":
            may_skip = True
            continue
        assert line in rest, f"not printed (any more): {line}"
        skipped = rest.index(line)
        assert may_skip or skipped == 0, f"left out without a word before: {line}"
        rest, may_skip = rest[skipped + 1 :], False
    assert may_skip or not rest, f"left out at the end: {rest}"


@pytest.mark.parametrize("block", blocks("console"), ids=str)
def test_a_console_block_shows_what_its_commands_print(block: Block, folder: Path) -> None:
    for command, shown in dialogue(block.text):
        ended = shell(STAND_INS.get(command, command), folder)
        assert ended.returncode == STATUS.get(command, 0), ended.stderr
        assert_shown(shown, [line.rstrip() for line in ended.stdout.splitlines()])


@pytest.mark.parametrize("block", blocks("bash"), ids=str)
def test_a_bash_block_runs(block: Block, folder: Path) -> None:
    for beginning, reason in SKIPPED.items():
        if beginning in block.text:
            pytest.skip(reason)
    ended = shell(block.text, folder)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("block", blocks("sql"), ids=str)
def test_a_query_runs_as_it_stands(block: Block, recorded: Run) -> None:
    command = [str(Path(sys.executable).with_name("orpipeline")), "query", block.text]
    env = {**os.environ, "ORPIPELINE_HOME": str(recorded.settings.home)}
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_a_snippet_of_python_runs(block: Block, folder: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", block.text], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_an_example_of_a_claim_is_a_claim(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(block.text)
    assert "mine-1" in {claim.id for claim in load_claims(extra=path)}


def test_every_block_is_of_a_language_that_is_tested_or_is_plain_text() -> None:
    known = {"console", "bash", "sql", "python", "yaml", "text"}
    untold = {
        str(block) for block in blocks("") if "valid_from" not in block.text and not block.text.startswith("lab/")
    }
    others = {block.language for block in blocks("json", "ini", "sh", "shell", "toml", "py")}
    assert (untold, others - known) == (set(), set())
    assert (ROOT / "docs").is_dir()
