"""The command's frame: help everywhere, errors as sentences, exit statuses."""

from pathlib import Path

import pytest

from orpipeline.cli.app import app, main
from orpipeline.landing import Store
from orpipeline.warehouse.lock import writer_lock
from orpipeline_tests.cli.conftest import Orpipeline
from orpipeline_tests.house import nothing, ranking

COMMANDS = [
    "run",
    "backfill",
    "rebuild",
    "reject",
    "status",
    "claims",
    "registry check",
    "query",
    "export",
    "report",
    "ui",
]


def test_the_commands_are_those_of_the_contract() -> None:
    import typer

    group = typer.main.get_command(app)
    assert set(group.commands) == {name.split()[0] for name in COMMANDS}  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert len(done.output) > 100


def test_without_arguments_it_says_what_to_do_next(orpipeline: Orpipeline) -> None:
    done = orpipeline()
    assert "orpipeline run --source recorded" in (done.stdout + done.stderr).replace("\n", " ").replace("  ", " ")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "--source", "api"], "OPENROUTER_API_KEY"),
        (["run", "--source", "somewhere"], "There is no source 'somewhere'"),
        (["backfill", "2026-02-30", "2026-03-01"], "2026-02-30"),
        (["backfill", "2026-03-02", "2026-03-01", "--source", "recorded"], "swap the two dates"),
        (["rebuild"], "nothing in"),
        (["reject", "abcdef123456", "--why", "wrong"], "No accepted answer begins with"),
        (["reject", "xyz", "--why", "wrong"], "does not name an answer"),
        (["frobnicate"], "No such command"),
    ],
)
def test_a_wrong_word_is_status_2_and_a_sentence(orpipeline: Orpipeline, words: list[str], expected: str) -> None:
    done = orpipeline(*words)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_the_recorded_source_has_no_other_days(orpipeline: Orpipeline) -> None:
    done = orpipeline("backfill", "2025-03-01", "2025-03-02", "--source", "recorded")
    assert done.returncode == 2
    assert "gives 2026-01-05 to 2026-08-16" in done.stderr
    assert "Traceback" not in done.stderr


def test_reject_leaves_an_answer_alone_while_a_run_may_be_loading_it(orpipeline: Orpipeline, tmp_path: Path) -> None:
    home = tmp_path / "home"
    sha = Store(home / "landing").put(ranking({"2026-01-05": {"lab/a": 100}}, "2026-01-06T02:00:00"))
    with writer_lock(home, 0, nothing):
        done = orpipeline("reject", sha, "--why", "wrong", home=home, env={"ORPIPELINE_LOCK_SECONDS": "0"})
    assert done.returncode == 7, done.stderr
    assert "still writing" in done.stderr
    assert Store(home / "landing").shas() == [sha]


@pytest.mark.parametrize("debug", ["", "1"])
def test_an_error_within_a_run_shows_where_it_happened_when_asked_to(
    debug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def unforeseen(_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("orpipeline.assets.publish.publish", unforeseen)
    monkeypatch.setattr("sys.argv", ["orpipeline", "run", "--source", "recorded"])
    monkeypatch.setenv("ORPIPELINE_HOME", str(tmp_path))
    monkeypatch.setenv("ORPIPELINE_DEBUG", debug)
    with pytest.raises(SystemExit) as left:
        main()
    said = capfd.readouterr().err
    assert left.value.code == 1
    assert "The run failed: ZeroDivisionError: boom. Its log is in the web UI" in said.splitlines()[-1]
    assert ("in unforeseen" in said) == bool(debug)
