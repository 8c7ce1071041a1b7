"""`weekly_concentration` and `weekly_free_share`: figures that SQL computes from the marts."""

from pathlib import Path

import polars as pl
import pytest

from orpipeline.contracts import mart
from orpipeline.transforms.shares import weekly_openness
from orpipeline_tests.analysis_database import database, rows
from orpipeline_tests.analysis_frames import Spot, Use, days_of, periods_of, usage, weekly_rank

MON, TUE = "2026-01-05", "2026-01-06"
NEXT = "2026-01-12"


def concentration(folder: Path, ranks: pl.LazyFrame, columns: str) -> list[tuple[object, ...]]:
    sql = f"select {columns} from weekly_concentration order by week_convention, week_start"
    with database(folder / "w.duckdb", {mart.WEEKLY_RANK: ranks}) as con:
        return rows(con, sql)


def free_share(folder: Path, use: pl.LazyFrame, columns: str) -> list[tuple[object, ...]]:
    days = days_of(use)
    openness = weekly_openness(use, days, periods_of(days))
    sql = f"select {columns} from weekly_free_share where week_convention = 'iso' order by week_start"
    with database(folder / "w.duckdb", {mart.WEEKLY_OPENNESS: openness}) as con:
        return rows(con, sql)


def test_shares_of_one_half_and_two_quarters_make_an_hhi_of_three_eighths(tmp_path: Path) -> None:
    ranks = weekly_rank(Spot(MON, "a", 50), Spot(MON, "b", 25), Spot(MON, "c", 25))
    columns = "listed_models, listed_token_count, hhi, effective_models, top1_share"
    assert concentration(tmp_path, ranks, columns) == [(3, 100, 0.375, pytest.approx(8 / 3), 0.5)]


def test_one_model_alone_is_full_concentration(tmp_path: Path) -> None:
    columns = "hhi, effective_models, top1_share, top5_share, top10_share"
    assert concentration(tmp_path, weekly_rank(Spot(MON, "a", 7)), columns) == [(1, 1, 1, 1, 1)]


def test_the_top_n_is_every_model_of_rank_n_or_better_ties_included(tmp_path: Path) -> None:
    # Ranks 1, 1, 3, 4, 5, 5, 7 and then five models of rank 8: the top five holds six models, the top ten all twelve.
    tokens = (30, 30, 20, 10, 8, 8, 4, 2, 2, 2, 2, 2)
    ranks = weekly_rank(*(Spot(MON, f"m{n:02}", count) for n, count in enumerate(tokens)))
    expected = [(60 / 120, 106 / 120, 120 / 120)]
    assert concentration(tmp_path, ranks, "top1_share, top5_share, top10_share") == expected


def test_tokens_near_the_limit_of_a_bigint_do_not_overflow(tmp_path: Path) -> None:
    half = 2**62 - 1
    ranks = weekly_rank(Spot(MON, "a", half), Spot(MON, "b", half))
    assert concentration(tmp_path, ranks, "hhi, effective_models") == [(pytest.approx(0.5), pytest.approx(2))]


def test_a_week_of_nothing_has_null_shares(tmp_path: Path) -> None:
    ranks = weekly_rank(Spot(MON, "a", 0))
    assert concentration(tmp_path, ranks, "hhi, top1_share, effective_models") == [(None, None, None)]


def test_iso_and_sunday_weeks_with_variants_merged_and_their_status(tmp_path: Path) -> None:
    ranks = pl.concat(
        [
            weekly_rank(Spot(MON, "a", 1), Spot(NEXT, "a", 1, status="partial")),
            weekly_rank(Spot("2026-01-04", "a", 1), convention="sunday"),
            weekly_rank(Spot(TUE, "a", 1), convention="rolling"),
            weekly_rank(Spot(MON, "b", 3), policy="exclude_free"),
        ]
    )
    columns = "week_convention, week_start::varchar, week_end::varchar, status, days_covered, listed_token_count"
    assert concentration(tmp_path, ranks, columns) == [
        ("iso", MON, "2026-01-11", "final", 7, 1),
        ("iso", NEXT, "2026-01-18", "partial", 7, 1),
        ("sunday", "2026-01-04", "2026-01-10", "final", 7, 1),
    ]


def test_free_tokens_are_those_of_the_free_variants_and_other_makes_the_bounds(tmp_path: Path) -> None:
    use = usage(
        Use(MON, "a", 40),
        Use(MON, "a:free", 15),
        Use(TUE, "b:free", 5),
        Use(TUE, "b:thinking", 20),
        Use(TUE, "other", 20),
    )
    columns = "free_token_count, other_token_count, token_count, share_low, share_point, share_high"
    assert free_share(tmp_path, use, columns) == [(20, 20, 100, 20 / 100, 20 / 80, 40 / 100)]


def test_a_week_of_nothing_but_free_variants_is_not_lost(tmp_path: Path) -> None:
    use = usage(Use(MON, "a:free", 8), Use(NEXT, "a", 2))
    days = days_of(use, missing=tuple(f"2026-01-{day:02}" for day in range(6, 12)))
    openness = weekly_openness(use, days, periods_of(days))
    with database(tmp_path / "w.duckdb", {mart.WEEKLY_OPENNESS: openness}) as con:
        sql = "select week_start::varchar, free_token_count, share_point from weekly_free_share"
        found = rows(con, f"{sql} where week_convention = 'iso' order by week_start")
    assert found == [(MON, 8, 1.0), (NEXT, 0, 0.0)]


def test_a_week_of_nothing_but_other_has_no_point(tmp_path: Path) -> None:
    columns = "share_low, share_point, share_high"
    assert free_share(tmp_path, usage(Use(MON, "other", 8)), columns) == [(0.0, None, 1.0)]


def test_the_model_of_rank_ten_is_in_the_top_ten_and_the_eleventh_is_not(tmp_path: Path) -> None:
    # 20, 19, ... 10 tokens: 165 in all.
    ranks = weekly_rank(*(Spot(MON, f"m{n:02}", 20 - n) for n in range(11)))
    assert concentration(tmp_path, ranks, "top1_share, top5_share, top10_share") == [(20 / 165, 90 / 165, 155 / 165)]


def test_free_shares_are_of_iso_and_sunday_weeks(tmp_path: Path) -> None:
    use = usage(Use(MON, "a", 40), Use(MON, "a:free", 10))
    days = days_of(use)
    openness = weekly_openness(use, days, periods_of(days))
    with database(tmp_path / "w.duckdb", {mart.WEEKLY_OPENNESS: openness}) as con:
        found = rows(con, "select week_convention, week_start::varchar, share_point from weekly_free_share order by 1")
    assert found == [("iso", MON, 10 / 50), ("sunday", "2026-01-04", 10 / 50)]
