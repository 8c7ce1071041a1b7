"""What waits for a person: models without a verdict, and verdicts that look doubtful or old."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orpipeline.contracts import Table, core, mart, raw
from orpipeline.warehouse.connection import connect_read_only
from orpipeline.warehouse.upkeep import (
    Contradiction,
    Findings,
    IncompleteWeek,
    OldVerdict,
    StillHidden,
    Unclassified,
    upkeep,
)
from orpipeline_tests.analysis_database import database
from orpipeline_tests.analysis_frames import frame

NOW = datetime(2026, 8, 31, 2)  # noqa: DTZ001
RECENT = date(2026, 8, 1)
Rows = Sequence[dict[str, object]]


@contextmanager
def warehouse(
    path: Path,
    models: Rows = (),
    usage: Rows = (),
    catalogue: Rows = (),
    weeks: Rows = (),
) -> Iterator[duckdb.DuckDBPyConnection]:
    tables: dict[Table, pl.LazyFrame] = {
        mart.BUILD: frame(mart.BUILD, [{"as_of": NOW}]),
        core.MODELS: frame(core.MODELS, [{"openness_basis": "registry", "checked_on": RECENT} | row for row in models]),
        core.DAILY_USAGE: frame(core.DAILY_USAGE, [*usage]),
        raw.CATALOGUE: frame(raw.CATALOGUE, [*catalogue]),
        mart.WEEKLY_OPENNESS: frame(mart.WEEKLY_OPENNESS, [*weeks]),
    }
    with database(path, tables):
        pass
    with connect_read_only(path) as con:
        yield con


def found(tmp_path: Path, **tables: Any) -> Findings:
    with warehouse(tmp_path / "warehouse.duckdb", **tables) as con:
        return upkeep(con)


def used(model: str, day: str, token_count: int, variant: str = "") -> dict[str, object]:
    return {"day": date.fromisoformat(day), "permaslug": model + variant, "model": model, "token_count": token_count}


def test_a_warehouse_in_order_has_no_findings(tmp_path: Path) -> None:
    found_here = found(
        tmp_path,
        models=[{"model": "a/known", "openness": "open_weights"}],
        usage=[used("a/known", "2026-08-01", 5), used("other", "2026-08-01", 5)],
    )
    assert found_here == Findings([], [], [], [], [])
    assert not found_here.is_incomplete


def test_unclassified_models_come_heaviest_first_with_the_hint_of_the_catalogue(tmp_path: Path) -> None:
    none = {"openness_basis": "none", "openness": "unclassified", "checked_on": None}
    hint = {"openness_basis": "catalogue_hint", "openness": "open_weights", "checked_on": None}
    found_here = found(
        tmp_path,
        models=[
            {"model": "a/light", **none},
            {"model": "b/heavy", "valid_to": date(2026, 8, 2), **none},
            {"model": "b/heavy", "valid_from": date(2026, 8, 3), "weights_repo": "b/repo", **hint},
            {"model": "c/known", "openness": "proprietary"},
        ],
        usage=[
            used("a/light", "2026-08-01", 1),
            used("b/heavy", "2026-08-01", 5),
            used("b/heavy", "2026-08-04", 5, ":free"),
            used("c/known", "2026-08-01", 99),
        ],
    )
    assert found_here.unclassified == [
        Unclassified("b/heavy", date(2026, 8, 1), date(2026, 8, 4), 10, "b/repo"),
        Unclassified("a/light", date(2026, 8, 1), date(2026, 8, 1), 1, None),
    ]


def entry(sha: str, day: str, slug: str, repo: str | None) -> dict[str, object]:
    return {
        "answer_sha": sha,
        "snapshot_day": date.fromisoformat(day),
        "id": slug,
        "canonical_slug": slug,
        "hugging_face_id": repo,
    }


def test_a_proprietary_model_with_weights_in_the_newest_catalogue_contradicts_the_registry(tmp_path: Path) -> None:
    found_here = found(
        tmp_path,
        models=[
            {"model": "a/closed", "openness": "proprietary"},
            {"model": "b/open", "openness": "open_weights", "weights_repo": "b/other"},
            {"model": "c/opened", "openness": "proprietary", "valid_to": date(2026, 8, 10)},
            {"model": "c/opened", "openness": "open_weights", "valid_from": date(2026, 8, 11)},
            {"model": "d/once", "openness": "proprietary"},
        ],
        catalogue=[
            entry("old", "2026-08-29", "d/once", "d/repo"),
            entry("new", "2026-08-30", "a/closed", "a/repo"),
            entry("new", "2026-08-30", "b/open", "b/repo"),
            entry("new", "2026-08-30", "c/opened", "c/repo"),
            entry("new", "2026-08-30", "d/once", None),
        ],
    )
    assert found_here.contradictions == [Contradiction("a/closed", "a/repo", date(2026, 8, 30))]


def test_a_stealth_model_is_named_after_thirty_days_unless_it_was_revealed(tmp_path: Path) -> None:
    found_here = found(
        tmp_path,
        models=[
            {"model": "a/long", "openness": "stealth"},
            {"model": "b/thirty", "openness": "stealth"},
            {"model": "c/known", "openness": "stealth", "revealed_as": "a/x"},
        ],
        usage=[
            used("a/long", "2026-07-31", 3),
            used("a/long", "2026-08-30", 4),
            used("b/thirty", "2026-08-01", 9),
            used("c/known", "2026-01-01", 9),
        ],
    )
    assert found_here.still_hidden == [StillHidden("a/long", date(2026, 7, 31), date(2026, 8, 30), 7)]


def test_a_standing_verdict_is_old_after_180_days_and_a_closed_row_is_history(tmp_path: Path) -> None:
    day, before = date(2026, 3, 4), date(2026, 3, 3)  # 180 and 181 days before now
    found_here = found(
        tmp_path,
        models=[
            {"model": "a/fresh", "openness": "open_weights", "checked_on": day},
            {"model": "b/unused", "openness": "open_weights", "checked_on": before},
            {"model": "c/used", "openness": "open_weights", "checked_on": before},
            {"model": "d/past", "openness": "proprietary", "checked_on": before, "valid_to": date(2026, 6, 1)},
            {"model": "d/past", "openness": "open_weights", "valid_from": date(2026, 6, 2)},
        ],
        usage=[used("c/used", "2026-08-01", 2)],
    )
    assert found_here.old_verdicts == [OldVerdict("c/used", before, 2), OldVerdict("b/unused", before, None)]


def week(start: str, unclassified: int, **over: object) -> dict[str, object]:
    plain = {"week_convention": "iso", "variant_policy": "merged", "status": "final", "token_count": 1000}
    return plain | {"week_start": date.fromisoformat(start), "unclassified_token_count": unclassified} | over


def test_more_than_one_per_cent_unclassified_in_a_closed_iso_week_is_incomplete(tmp_path: Path) -> None:
    found_here = found(
        tmp_path,
        weeks=[
            week("2026-08-03", 10),
            week("2026-08-10", 11, status="final_with_gaps"),
            week("2026-08-17", 500, status="partial"),
            week("2026-08-17", 500, variant_policy="exclude_free"),
            week("2026-08-16", 500, week_convention="sunday"),
        ],
    )
    assert found_here.incomplete_weeks == [IncompleteWeek(date(2026, 8, 10), 11, 1000)]
    assert found_here.is_incomplete
