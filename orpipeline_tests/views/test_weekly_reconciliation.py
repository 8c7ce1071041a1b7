"""Our sums of days beside the API's own weeks: what explains a difference, and what nothing explains."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orpipeline.contracts import Table, core, mart, raw
from orpipeline.warehouse.objects import run_check
from orpipeline.warehouse.sqlfiles import checks, views
from orpipeline_tests.analysis_database import database
from orpipeline_tests.analysis_frames import frame

MON, SUN = date(2026, 3, 9), date(2026, 3, 15)
WEEK = {"week_convention": "iso", "week_start": MON, "week_end": SUN}
READ = datetime(2026, 3, 20)  # noqa: DTZ001
LATER = READ + timedelta(hours=1)
HUNTER = "openrouter/hunter-alpha"


def listed(model: str, token_count: int, high: int, days: int, **other: Any) -> dict[str, Any]:
    mine = {"variant_policy": "as_listed", "model": model, "days_listed": days, "token_count_high": high}
    return {**WEEK, **mine, "token_count": token_count, **other}


def fact(series: str, day: date, permaslug: str, token_count: int | None, **other: Any) -> dict[str, Any]:
    return {"series": series, "day": day, "permaslug": permaslug, "token_count": token_count, "version": 1, **other}


def weekly(permaslug: str, token_count: int | None, **other: Any) -> dict[str, Any]:
    return fact("week", MON, permaslug, token_count, **other)


@contextmanager
def held(
    path: Path,
    ours: list[dict[str, Any]],
    facts: list[dict[str, Any]],
    *,
    status: str = "final",
    days_read: datetime = READ,
    week_read: datetime = READ,
) -> Iterator[duckdb.DuckDBPyConnection]:
    week = {**WEEK, "status": status, "days_covered": 7, "floor_token_count": 700}
    days = [{"day": MON + timedelta(days=n), "status": "present", "as_of": days_read} for n in range(7)]
    window = {"series": "week", "window_start": MON, "window_end": SUN}
    answers = [
        {"answer_sha": "old", **window, "as_of": datetime(2026, 3, 16, 1)},  # noqa: DTZ001
        {"answer_sha": "new", **window, "as_of": week_read},
    ]
    others = [{**week, "week_convention": convention} for convention in ("rolling", "sunday")]
    tables: Mapping[Table, list[dict[str, Any]]] = {
        raw.ANSWERS: answers,
        core.VERSIONS: facts,
        core.DAYS: days,
        mart.PERIODS: [week, *others],
        mart.WEEKLY_RANK: [{**row, "status": status, "days_covered": 7, "rank": 1} for row in ours],
    }
    with database(path / "w.duckdb", {table: frame(table, rows) for table, rows in tables.items()}) as con:
        yield con


def found(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.sql(
        """
        select model, token_count, api_token_count, difference, days_listed, finding, is_explained
        from weekly_reconciliation order by model
        """
    ).fetchall()


def test_hunter_alphas_first_week_is_explained_by_the_three_days_below_the_daily_lists(tmp_path: Path) -> None:
    ours = [listed(HUNTER, 662468879096, 679833531671, 4)]
    with held(tmp_path, ours, [weekly(HUNTER, 665677892611)]) as con:
        assert found(con) == [(HUNTER, 662468879096, 665677892611, 3209013515, 4, "unlisted_days", True)]
        row = con.sql(
            "select week_convention, week_start, week_end, status, days_covered, api_as_of from weekly_reconciliation"
        )
        assert row.fetchall() == [("iso", MON, SUN, "final", 7, READ)]


@pytest.mark.parametrize(
    ("token_count", "high", "days", "api", "finding"),
    [
        (100, 100, 7, 100, "equal"),
        (100, 100, 7, 101, "unexplained"),
        (100, 100, 7, 99, "unexplained"),
        (100, 130, 6, 130, "unlisted_days"),
        (100, 130, 6, 131, "unexplained"),
        (100, 130, 6, 99, "unexplained"),
    ],
)
def test_only_days_below_the_lists_may_make_a_settled_week_differ_and_only_as_far_as_the_bounds_reach(
    tmp_path: Path, token_count: int, high: int, days: int, api: int, finding: str
) -> None:
    with held(tmp_path, [listed("lab/a", token_count, high, days)], [weekly("lab/a", api)]) as con:
        assert [(row[5], row[6]) for row in found(con)] == [(finding, finding != "unexplained")]


def test_a_model_of_the_week_that_no_day_lists_may_have_up_to_the_last_rows_of_the_days(tmp_path: Path) -> None:
    with held(tmp_path, [], [weekly("lab/a", 700), weekly("lab/b", 701)]) as con:
        assert found(con) == [
            ("lab/a", 0, 700, 700, 0, "unlisted_days", True),
            ("lab/b", 0, 701, 701, 0, "unexplained", False),
        ]


def test_a_model_below_the_weeks_top_may_have_no_more_than_its_last_row_and_other_is_left_out(tmp_path: Path) -> None:
    ours = [listed("lab/a", 500, 500, 7), listed("lab/b", 90, 95, 6), listed("lab/c", 91, 91, 7)]
    with held(tmp_path, ours, [weekly("lab/a", 500), weekly("lab/z", 90), weekly("other", 7)]) as con:
        assert [(row[0], row[2], row[5]) for row in found(con)] == [
            ("lab/a", 500, "equal"),
            ("lab/b", None, "below_bucket"),
            ("lab/c", None, "unexplained"),
            ("lab/z", 90, "unlisted_days"),
        ]


def test_a_bucket_without_other_and_of_fewer_than_fifty_rows_left_nothing_out(tmp_path: Path) -> None:
    with held(tmp_path, [listed("lab/b", 9, 9, 7)], [weekly("lab/z", 90)]) as con:
        assert [row[5] for row in found(con) if row[0] == "lab/b"] == ["unexplained"]
    (tmp_path / "w.duckdb").unlink()
    fifty = [weekly(f"lab/z{n}", 90) for n in range(50)]
    with held(tmp_path, [listed("lab/b", 9, 9, 7)], fifty) as con:
        assert [row[5] for row in found(con) if row[0] == "lab/b"] == ["below_bucket"]


@pytest.mark.parametrize("status", ["final_with_gaps", "partial"])
def test_in_a_week_that_is_not_final_every_difference_is_explained_by_that(tmp_path: Path, status: str) -> None:
    ours = [listed("lab/a", 10, 10, 7), listed("lab/b", 5, 5, 7)]
    with held(tmp_path, ours, [weekly("lab/a", 11), weekly("lab/b", 5)], status=status) as con:
        assert [row[5] for row in found(con)] == ["week_not_final", "equal"]


@pytest.mark.parametrize(
    ("days_read", "week_read", "finding"),
    [
        (datetime(2026, 3, 17, 1), datetime(2026, 3, 17, 1), "unexplained"),  # noqa: DTZ001
        (datetime(2026, 3, 17, 0, 59), READ, "not_settled"),  # noqa: DTZ001
        (READ, datetime(2026, 3, 17, 0, 59), "not_settled"),  # noqa: DTZ001
    ],
)
def test_a_difference_counts_once_days_and_week_were_read_25_hours_after_the_week(
    tmp_path: Path, days_read: datetime, week_read: datetime, finding: str
) -> None:
    ours, facts = [listed("lab/a", 10, 10, 7)], [weekly("lab/a", 11)]
    with held(tmp_path, ours, facts, days_read=days_read, week_read=week_read) as con:
        assert [row[5] for row in found(con)] == [finding]


def test_a_day_restated_after_the_week_was_read_explains_the_difference_of_its_model_alone(tmp_path: Path) -> None:
    ours = [listed(model, 10, 10, 7) for model in ("lab/a", "lab/b", "lab/c")]
    days = [
        fact("day", SUN, "lab/a", 3, version=2, previous_as_of=READ, as_of=LATER),
        fact("day", SUN, "lab/b", 3, as_of=LATER),  # read later, but never otherwise
        fact("day", SUN, "lab/c", 3, version=2, previous_as_of=READ, as_of=READ),
    ]
    weeks = [weekly(model, 11) for model in ("lab/a", "lab/b", "lab/c")]
    with held(tmp_path, ours, days + weeks) as con:
        assert [row[5] for row in found(con)] == ["restated_since", "unexplained", "unexplained"]


def test_only_the_newest_version_of_the_unfiltered_week_counts(tmp_path: Path) -> None:
    facts = [
        weekly("lab/a", 11, superseded_as_of=READ),
        weekly("lab/a", 10, version=2, previous_as_of=READ),
        weekly("lab/gone", 5, superseded_as_of=READ),
        weekly("lab/gone", None, version=2, previous_as_of=READ),
        fact("week&modality=text", MON, "lab/a", 7),
    ]
    with held(tmp_path, [listed("lab/a", 10, 10, 7)], facts) as con:
        assert found(con) == [("lab/a", 10, 10, 0, 7, "equal", True)]


def test_weeks_that_were_never_asked_for_and_other_conventions_and_policies_have_no_row(tmp_path: Path) -> None:
    earlier = {"week_start": MON - timedelta(days=7), "week_end": SUN - timedelta(days=7)}
    ours = [
        listed("lab/a", 10, 10, 7),
        listed("lab/old", 10, 10, 7, **earlier),
        listed("lab/merged", 10, 10, 7, variant_policy="merged"),
        listed("lab/rolling", 10, 10, 7, week_convention="rolling"),
    ]
    with held(tmp_path, ours, [weekly("lab/a", 10)]) as con:
        assert [row[0] for row in found(con)] == ["lab/a"]
    (tmp_path / "w.duckdb").unlink()
    with held(tmp_path, ours, []) as con:
        assert found(con) == []


def test_the_check_warns_of_every_difference_that_nothing_explains_and_of_no_other(tmp_path: Path) -> None:
    check = next(check for check in checks() if check.name == "week_buckets")
    assert (check.table, check.is_blocking) == ("weekly_reconciliation", False)
    ours = [listed("lab/a", 10, 10, 7), listed("lab/b", 10, 30, 6)]
    with held(tmp_path, ours, [weekly("lab/a", 11), weekly("lab/b", 30)]) as con:
        outcome = run_check(con, check)
    assert outcome.row_count == 1
    assert "model lab/a, token_count 10, token_count_high 10, api_token_count 11" in outcome.sentence


def test_the_view_names_its_sources_comments_every_column_and_counts_in_bigint(tmp_path: Path) -> None:
    view = next(view for view in views() if view.name == "weekly_reconciliation")
    assert view.reads == ("core.days", "core.versions", "mart.periods", "mart.weekly_rank", "raw.answers")
    with held(tmp_path, [], []) as con:
        schema = con.sql("select * from weekly_reconciliation").pl().schema
    assert [name for name, _ in view.columns] == schema.names()
    assert set(schema.dtypes()) == {pl.String, pl.Date, pl.Int64, pl.Boolean, pl.Datetime("us")}


def test_a_week_within_a_longer_window_is_as_old_as_its_newest_weekly_answer_and_not_as_a_daily_one(
    tmp_path: Path,
) -> None:
    with held(tmp_path, [listed("lab/a", 10, 10, 7)], [weekly("lab/a", 11)]) as con:
        con.execute("update raw.answers set window_start = window_start - 7")
        con.execute(
            "insert into raw.answers select * replace ('daily' as answer_sha, 'day' as series, ? as as_of)"
            " from raw.answers where answer_sha = 'new'",
            [LATER],
        )
        rows = con.sql("select week_start, finding, api_as_of from weekly_reconciliation").fetchall()
    assert rows == [(MON, "unexplained", READ)]
