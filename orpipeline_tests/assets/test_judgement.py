"""The ledger in the warehouse of the recorded weeks: every shipped claim's verdict, a claim of one's own, a change seen."""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orpipeline.assets.judgement import STEPS, verdict_changes
from orpipeline.contracts import judgement
from orpipeline.settings import Settings
from orpipeline.warehouse.connection import connect
from orpipeline.warehouse.private import open_warehouse
from orpipeline_tests.runs import Run

# Verdict, settings true, false, unknown, margin rounded to four digits.
EXPECTED = {
    "A1": ("fragile", 198, 18, 0, 0.0033),
    "A1a": ("supported", 18, 0, 0, 0.0033),
    "A1b": ("supported", 18, 0, 0, 0.1137),
    "A2": ("refuted", 0, 216, 0, None),
    "A3": ("refuted", 0, 216, 0, None),
    "A4": ("undecidable", 0, 0, 1, None),
    "A5": ("undecidable", 0, 0, 1, None),
    "A6": ("undecidable", 0, 0, 1, None),
    "A7": ("refuted", 0, 18, 0, 1.1875),
    "A8": ("undecidable", 0, 0, 216, None),
    "A9": ("refuted", 0, 216, 0, 1.4572),
    "B1": ("undecidable", 0, 72, 144, None),
    "B2": ("refuted", 0, 216, 0, None),
    "B3": ("refuted", 0, 216, 0, 0.3266),
    "B3a": ("fragile", 198, 18, 0, 0.0615),
    "B4": ("undecidable", 0, 0, 18, None),
    "B5": ("out_of_scope", 0, 0, 0, None),
    "B6": ("refuted", 0, 1, 0, None),
    "B7": ("out_of_scope", 0, 0, 0, None),
    "B8": ("fragile", 198, 18, 0, 0.0033),
    "X1": ("refuted", 0, 18, 0, 0.1506),
    "X1a": ("supported", 18, 0, 0, 0.2212),
    "X2": ("refuted", 0, 18, 0, 0.0855),
    "X3": ("supported", 18, 0, 0, 0.0002),
    "X4": ("refuted", 0, 18, 0, 0.1028),
    "X4a": ("supported", 18, 0, 0, 0.0098),
    "X5": ("refuted", 0, 1, 0, None),
}


def test_every_shipped_claim_has_its_verdict_on_the_recorded_weeks(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.sql(
        "select claim_id, verdict, settings_true, settings_false, settings_unknown, round(margin, 4) from claims"
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == EXPECTED


@pytest.mark.parametrize(
    ("claim_id", "words"),
    [
        ("A2", "1 of the 5 named models are in the top 5, 0 of them at the place named"),
        ("A3", "proprietary in the top 5: Gemini 3 Flash Preview"),
        ("A7", "furthest off in the week of 2026-03-30 (1 of 5 open); holds again in the week of 2026-06-08"),
        ("B1", "5 earlier weeks held, 0 of them with it; weeks not held: 52; weeks before 2025 are in no data"),
        ("B2", "0 of the 5 named models are in the top 5"),
        ("B4", "ISO week of 2025-08-11: the week is not held"),
        ("X1a", "CN 4.119 T, US 3.373 T"),
        ("X4", "44.72 to 50.65 % of all tokens"),
    ],
)
def test_the_evidence_says_why(published: duckdb.DuckDBPyConnection, claim_id: str, words: str) -> None:
    rows = published.sql("select claim_id, evidence from claims").fetchall()
    assert words in dict(rows)[claim_id]


@pytest.mark.parametrize(
    ("claim_id", "words"),
    [
        ("A1", "Sunday-start week of 2026-02-08: 3 of 5 open (18 of 216 settings)"),
        ("B3a", "Sunday-start week of 2026-02-08: 68.74 % of the top 5's tokens (18 of 216 settings)"),
    ],
)
def test_the_flip_is_named(published: duckdb.DuckDBPyConnection, claim_id: str, words: str) -> None:
    rows = published.sql("select claim_id, flipped_by from claims").fetchall()
    assert dict(rows)[claim_id] == words


def test_the_settings_of_a_claim_add_up_to_its_counts(published: duckdb.DuckDBPyConnection) -> None:
    assert (
        published.sql(
            """
            select claim_id from claims left join claim_settings using (claim_id)
            group by all
            having any_value(settings_true) <> count(*) filter (where outcome = 'true')
                or any_value(settings_false) <> count(*) filter (where outcome = 'false')
                or any_value(settings_unknown) <> count(*) filter (where outcome = 'unknown')
            """
        ).fetchall()
        == []
    )


def test_plain_sensitivity_is_the_count_that_the_other_views_show(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.sql(
        """
        select robust.week_start
        from open_top_five_robustness as robust
        full join (select * from open_in_top_n where week_convention = 'iso' and variant_policy = 'merged' and n = 5)
            as counts using (week_start)
        where robust.open_count is distinct from counts.open_count
        """
    ).fetchall()
    assert rows == []
    flips = published.sql(
        "select week_start::varchar, flipped_by, setting_count from open_top_five_robustness"
    ).fetchall()
    assert ("2026-02-16", "seven days from 2026-02-19", 576) in flips


@pytest.fixture
def copied(recorded: Run, tmp_path: Path) -> Settings:
    """Both files of the recorded warehouse, to be changed at will."""
    settings = replace(recorded.settings, home=tmp_path)
    for name in ("warehouse", "published"):
        shutil.copyfile(getattr(recorded.settings, name), getattr(settings, name))
    return settings


def test_the_first_run_reports_no_change(recorded: Run) -> None:
    checks = {check.check_name: check for check in recorded.result.get_asset_check_evaluations()}
    assert checks["verdict_changes"].passed


def result_of(returned: object) -> dg.AssetCheckResult:
    assert isinstance(returned, dg.AssetCheckResult)
    return returned


def test_a_verdict_that_readers_have_not_seen_is_a_warning(copied: Settings) -> None:
    with connect(copied.published) as con:
        con.execute("update mart.claims set verdict = 'supported' where claim_id = 'A7'")
    with open_warehouse(copied, print) as warehouse:
        changed = result_of(verdict_changes(warehouse=warehouse))
        shutil.copyfile(copied.warehouse, copied.published)
        again = result_of(verdict_changes(warehouse=warehouse))
    assert (changed.passed, changed.severity.value) == (False, "WARN")
    assert changed.metadata["said"].value == "claim A7 was supported and is refuted"
    assert (again.passed, again.metadata["said"].value) == (True, "no verdict changed")


def test_a_claim_of_ones_own_is_judged_beside_the_shipped_ones(copied: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "- id: mine\n"
        "  source: A newsletter\n"
        "  statement: Five of the top five were open in the ISO week of 2026-06-29.\n"
        "  period: {convention: iso, week: 2026-06-29}\n"
        "  predicate: {kind: open_in_top_n, n: 5, exactly: 5}\n"
    )
    steps = {step.table: step for step in STEPS}
    with open_warehouse(replace(copied, claims_path=own), print) as warehouse:
        for table in (judgement.CLAIM_SETTINGS, judgement.CLAIMS):
            warehouse.write(table, steps[table].compute(warehouse))
        rows = warehouse.con.sql("select claim_id, verdict, settings_true from mart.claims").fetchall()
    assert ("mine", "supported", 18) in rows
    assert len(rows) == len(EXPECTED) + 1
