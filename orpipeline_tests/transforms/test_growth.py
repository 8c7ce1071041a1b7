"""The parts of a week's growth."""

import polars as pl

from orpipeline.transforms.growth import weekly_growth
from orpipeline_tests.analysis_frames import Spot, iso_periods, rows_of, weekly_rank

W1, W2, W3, W4 = "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"
PARTS = tuple(f"{part}_token_change" for part in ("new", "gone", "growing", "shrinking", "other"))
MODELS = tuple(f"{part}_models" for part in ("new", "gone", "growing", "shrinking"))


def test_the_change_is_split_into_new_gone_growing_shrinking_and_other() -> None:
    ranks = weekly_rank(
        Spot(W1, "goes", 10),
        Spot(W1, "grows", 20),
        Spot(W1, "shrinks", 30),
        Spot(W1, "stays", 5),
        Spot(W2, "grows", 50),
        Spot(W2, "shrinks", 18),
        Spot(W2, "stays", 5),
        Spot(W2, "comes", 7),
        Spot(W2, "comes too", 8),
    )
    growth = weekly_growth(ranks, iso_periods((W1, 75, 10), (W2, 92, 4)))
    assert rows_of(growth, "week_start", "token_count", "previous_token_count", "token_change") == [(W2, 92, 75, 17)]
    assert rows_of(growth, *PARTS) == [(15, -10, 30, -12, -6)]
    assert rows_of(growth, *MODELS) == [(2, 1, 1, 1)]
    assert rows_of(growth, "growth_rate") == [(17 / 75,)]


def test_the_first_week_held_has_no_row_and_nothing_counts_as_new_in_it() -> None:
    growth = weekly_growth(weekly_rank(Spot(W1, "a", 10)), iso_periods((W1, 10, 0)))
    assert rows_of(growth, "week_start") == []


def test_a_week_after_one_not_held_or_not_closed_has_no_row() -> None:
    ranks = weekly_rank(Spot(W1, "a", 10), Spot(W2, "a", 3, status="partial"), Spot(W3, "a", 10), Spot(W4, "a", 15))
    weeks = pl.concat([iso_periods((W1, 10, 0), (W3, 10, 0), (W4, 15, 0)), iso_periods((W2, 3, 0), status="partial")])
    growth = weekly_growth(ranks, weeks)
    assert rows_of(growth, "week_start", "growing_token_change", "new_models") == [(W4, 5, 0)]


def test_a_week_with_gaps_shows_how_many_days_each_side_has() -> None:
    weeks = pl.concat(
        [
            iso_periods((W1, 70, 0)),
            iso_periods((W2, 60, 0), status="final_with_gaps").with_columns(days_covered=pl.lit(6, dtype=pl.Int64)),
        ]
    )
    growth = weekly_growth(weekly_rank(Spot(W1, "a", 70), Spot(W2, "a", 60, status="final_with_gaps")), weeks)
    assert rows_of(growth, "status", "days_covered", "previous_days_covered", "shrinking_token_change") == [
        ("final_with_gaps", 6, 7, -10)
    ]


def test_the_rate_of_growth_from_nothing_is_null() -> None:
    ranks = weekly_rank(Spot(W1, "a", 0), Spot(W2, "a", 4))
    growth = weekly_growth(ranks, iso_periods((W1, 0, 0), (W2, 4, 0)))
    assert rows_of(growth, "growing_token_change", "growth_rate") == [(4, None)]


def test_two_weeks_of_nothing_but_other_have_no_row() -> None:
    growth = weekly_growth(weekly_rank(), iso_periods((W1, 5, 5), (W2, 6, 6)))
    assert rows_of(growth, "week_start") == []
