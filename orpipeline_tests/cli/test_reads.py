"""Commands that read: status, query, claims, registry check. Each in its own process, on the recorded weeks."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orpipeline.cli.app import app
from orpipeline.errors import ConfigurationError
from orpipeline.registry import models
from orpipeline_tests.cli.conftest import Orpipeline
from orpipeline_tests.runs import Run


def test_status_names_the_newest_day_and_says_with_status_3_that_the_recorded_weeks_are_old(
    orpipeline: Orpipeline, recorded: Run
) -> None:
    done = orpipeline("status", home=recorded.settings.home)
    assert done.returncode == 3
    assert "2026-08-16 (first 2026-01-05)" in done.stdout
    assert "224 with rows, 0 the source has nothing for, 0 missing since the first" in done.stdout
    assert "as of 2026-09-28" in done.stdout
    assert "Run `orpipeline run`" in done.stdout


def test_status_as_json_has_the_same_facts(orpipeline: Orpipeline, recorded: Run) -> None:
    facts = json.loads(orpipeline("status", "--json", home=recorded.settings.home).stdout)
    assert (facts["newest_day"], facts["days_present"], facts["closed_weeks"]) == ("2026-08-16", 224, 32)
    assert facts["unclassified_models"] == 0
    assert facts["as_of"] == "2026-09-28T08:19:54.276000Z"
    assert datetime.fromisoformat(facts["published_at"]).utcoffset() == timedelta(0)


def test_query_and_export_write_a_time_alike(orpipeline: Orpipeline, recorded: Run, tmp_path: Path) -> None:
    home = recorded.settings.home
    orpipeline("export", "--format", "csv", "--out", str(tmp_path), home=home)
    printed = orpipeline("query", "from citation order by all", "--format", "csv", home=home)
    assert printed.stdout == (tmp_path / "citation.csv").read_text()


def test_without_a_warehouse_status_exits_with_3_and_the_others_with_2(orpipeline: Orpipeline) -> None:
    assert orpipeline("status").returncode == 3
    for words in (["query", "select 1"], ["claims"], ["registry", "check"]):
        done = orpipeline(*words)
        assert done.returncode == 2
        assert "Run `orpipeline run`" in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--format", "csv"], "first_week,week_count\n2026-02-09,2\n2026-06-08,10\n"),
        (["--json"], '"week_count": 10'),
        ([], "2026-06-08"),
    ],
)
def test_query_prints_rows_as_asked(orpipeline: Orpipeline, recorded: Run, words: list[str], expected: str) -> None:
    sql = "select first_week, week_count from open_top_five_runs order by 1"
    done = orpipeline("query", sql, *words, home=recorded.settings.home)
    assert done.returncode == 0
    assert expected in done.stdout


@pytest.mark.parametrize(
    ("sql", "words", "expected"),
    [
        ("select [1, 2] as l, {'a': 1} as s, 5 as n", ["--format", "csv"], "l,s,n\n\"[1, 2]\",{'a': 1},5\n"),
        ('select interval 1 day as a, 2 as a, [3] as "*"', ["--format", "csv"], "a,a_1,*\n1 day,2,[3]\n"),
        ("select 'Qwen \u2603 \u00e9' as name", ["--format", "csv"], "name\nQwen \u2603 \u00e9\n"),
        ('select interval 1 day as i, [1, 2] as "a b"', ["--json"], '[{"i": "1 day", "a b": [1, 2]}]'),
        (
            "select '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid as u",
            ["--format", "csv"],
            "u\n6ba7b810-9dad-11d1-80b4-00c04fd430c8\n",
        ),
        ("select [interval 1 day] as i", ["--json"], '[{"i": "[1 day]"}]'),
        (
            "select sum(n) as s, 1.5 as d, '\\x00'::blob as b from (values (9223372036854775807), (1)) as t(n)",
            ["--json"],
            '[{"s": 9223372036854775808, "d": 1.5, "b": "\\\\x00"}]',
        ),
        (
            "select '12:00:00+02'::timetz as t, 340282366920938463463374607431768211455::uhugeint as n",
            ["--format", "csv"],
            "t,n\n12:00:00+02,340282366920938463463374607431768211455\n",
        ),
        ("select 1::bignum as n", ["--format", "csv"], "n\n1\n"),
        ("create temp table t as select 1 as n; from t", ["--format", "csv"], "n\n1\n"),
        (
            "select 1/0 as x, [-1/0] as y, 'nan'::double as z, 0.5::double as ok",
            ["--json"],
            '[{"x": null, "y": [null], "z": null, "ok": 0.5}]',
        ),
        (
            "select timestamp '2026-01-01 00:00:00.5' as t, timestamptz '2026-01-01 01:00:00+02' as z, date '2026-01-02' as d",
            ["--format", "csv"],
            "t,z,d\n2026-01-01T00:00:00.500Z,2025-12-31T23:00:00Z,2026-01-02\n",
        ),
        (
            "select [timestamp '2026-01-01 00:00:00.5'] as t, timestamptz '2026-01-01 01:00:00+02' as z, date '2026-01-02' as d",
            ["--json"],
            '[{"t": ["2026-01-01T00:00:00.500000Z"], "z": "2025-12-31T23:00:00Z", "d": "2026-01-02"}]',
        ),
    ],
)
def test_query_prints_what_a_format_has_no_form_for(
    orpipeline: Orpipeline, recorded: Run, sql: str, words: list[str], expected: str
) -> None:
    done = orpipeline("query", sql, *words, home=recorded.settings.home)
    assert done.returncode == 0, done.stderr
    assert (json.loads(done.stdout) if "--json" in words else done.stdout) == (
        json.loads(expected) if "--json" in words else expected
    )


def test_query_does_not_run_two_queries_to_print_one(orpipeline: Orpipeline, recorded: Run) -> None:
    done = orpipeline("query", "select 1 as a; select 2 as b;", home=recorded.settings.home)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "These are 2 queries, and only one's rows can be printed: run `orpipeline query` once for each.\n"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "create table x as select 1",
        "delete from core.days",
        "copy (select 1) to 'x.csv'",
        "attach 'x.duckdb'",
        "install httpfs",
        "load httpfs",
        "select * from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "set enable_external_access = true",
        "set lock_configuration = false",
    ],
)
def test_query_cannot_write_attach_load_or_look_elsewhere(orpipeline: Orpipeline, recorded: Run, sql: str) -> None:
    done = orpipeline("query", sql, home=recorded.settings.home)
    assert done.returncode == 2
    assert done.stderr.startswith("The query failed:")
    assert "Traceback" not in done.stderr


def test_claims_prints_a_verdict_a_line_and_what_flips_it(orpipeline: Orpipeline, recorded: Run) -> None:
    done = orpipeline("claims", home=recorded.settings.home)
    assert done.returncode == 0
    assert "A1   fragile       198 true / 18 false / 0 unknown, margin 0.33%" in done.stdout
    assert "flips with: Sunday-start week of 2026-02-08: 3 of 5 open" in done.stdout
    assert "A1b  supported     18 true / 0 false / 0 unknown, margin 11.37%" in done.stdout


def test_one_claim_shows_its_evidence_and_every_setting(orpipeline: Orpipeline, recorded: Run) -> None:
    done = orpipeline("claims", "--id", "A1a", home=recorded.settings.home)
    assert done.returncode == 0
    assert "MiniMax M2.5" in done.stdout
    assert len([line for line in done.stdout.splitlines() if line.strip().startswith("true ")]) == 18


def test_an_unknown_claim_is_said_so(orpipeline: Orpipeline, recorded: Run) -> None:
    done = orpipeline("claims", "--id", "Z9", home=recorded.settings.home)
    assert done.returncode == 2
    assert "There is no claim 'Z9'" in done.stderr


@pytest.mark.parametrize("words", [["status"], ["claims"], ["export"], ["report"], ["registry", "check"]])
def test_a_published_file_that_is_damaged_within_or_of_somebody_else_says_how_to_mend_it(
    orpipeline: Orpipeline, tmp_path: Path, words: list[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with duckdb.connect(str(home / "orpipeline.duckdb")) as con:
        con.execute("create table somebody_else as select 1 as x")
    done = orpipeline(*words, home=home)
    assert done.returncode == 2, done.stderr
    assert "orpipeline rebuild" in done.stderr
    assert "unforeseen" not in done.stderr


def test_a_published_file_with_a_damaged_block_says_how_to_mend_it(
    orpipeline: Orpipeline, recorded: Run, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = bytearray((recorded.settings.home / "orpipeline.duckdb").read_bytes())
    file[4100] ^= 0xFF  # in the header that says where everything is
    (home / "orpipeline.duckdb").write_bytes(file)
    done = orpipeline("status", home=home)
    assert done.returncode == 2, done.stderr
    assert "cannot be read" in done.stderr
    assert "`orpipeline rebuild` makes it again from landing." in done.stderr


def test_registry_check_refuses_a_table_with_a_broken_rule_and_names_line_and_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = models.MODELS_PATH.read_text().splitlines(keepends=True)
    broken = tmp_path / "models.csv"
    broken.write_text("".join([*lines[:5], lines[5].replace(",proprietary,", ",closed,", 1), *lines[6:]]))
    monkeypatch.setattr(models, "MODELS_PATH", broken)
    done = CliRunner().invoke(app, ["registry", "check"])
    assert isinstance(done.exception, ConfigurationError)
    assert "line 6" in str(done.exception) and "openness" in str(done.exception)


def test_registry_check_lists_what_a_person_must_decide(orpipeline: Orpipeline, recorded: Run) -> None:
    done = orpipeline("registry", "check", home=recorded.settings.home)
    assert done.returncode == 0
    assert "Ranked, but not in the registry (heaviest first): none" in done.stdout
    assert "openrouter/aurora-alpha" in done.stdout


def test_reading_commands_never_import_dagster() -> None:
    import subprocess
    import sys

    code = "import sys, orpipeline.cli.app; print([m for m in sys.modules if m.startswith('dagster')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
