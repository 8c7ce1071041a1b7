"""The chart's history of a model: entries, movement, peaks and counts so far."""

import polars as pl

from orpipeline.transforms.charts import rank_movement
from orpipeline_tests.analysis_frames import Spot, weekly_rank
from orpipeline_tests.frames import shown

W1, W2, W3, W4, W5, W6 = (f"2026-{day}" for day in ("01-05", "01-12", "01-19", "01-26", "02-02", "02-09"))
MOVES = ("week_start", "model", "rank", "previous_rank", "movement", "entry")


def test_entries_and_movement_over_a_debut_a_drop_out_a_missing_week_and_a_return() -> None:
    chart = weekly_rank(
        *(Spot(W1, model, tokens) for model, tokens in (("a", 10), ("b", 9))),
        *(Spot(W2, model, tokens) for model, tokens in (("b", 12), ("a", 8), ("c", 5))),
        *(Spot(W3, model, tokens) for model, tokens in (("b", 12), ("c", 5))),
        # W4 is not held: nobody knows who was on its chart.
        *(Spot(W5, model, tokens) for model, tokens in (("a", 12), ("b", 5), ("e", 1))),
        *(Spot(W6, model, tokens) for model, tokens in (("b", 12), ("c", 5), ("d", 4))),
    )
    assert shown(rank_movement(chart), *MOVES) == [
        (W1, "a", 1, None, None, None),
        (W1, "b", 2, None, None, None),
        (W2, "b", 1, 2, 1, None),
        (W2, "a", 2, 1, -1, None),
        (W2, "c", 3, None, None, "debut"),
        (W3, "b", 1, 1, 0, None),
        (W3, "c", 2, 3, 1, None),
        (W5, "a", 1, None, None, None),
        (W5, "b", 2, None, None, None),
        (W5, "e", 3, None, None, None),
        (W6, "b", 1, 2, 1, None),
        (W6, "c", 2, None, None, "re-entry"),
        (W6, "d", 3, None, None, "debut"),
    ]


def test_the_peak_is_that_so_far_and_starts_over_when_beaten() -> None:
    ranks = {W1: 3, W2: 2, W3: 2, W4: 4, W5: 1, W6: 2}
    spots = [
        spot
        for week, rank in ranks.items()
        for spot in (
            Spot(week, "a", 100),
            *(Spot(week, f"above{n}", 200 + n) for n in range(rank - 1)),
        )
    ]
    columns = ("week_start", "rank", "peak_rank", "peak_week", "weeks_at_peak", "weeks_on_chart", "weeks_at_number_one")
    assert shown(rank_movement(weekly_rank(*spots)), *columns, model="a") == [
        (W1, 3, 3, W1, 1, 1, 0),
        (W2, 2, 2, W2, 1, 2, 0),
        (W3, 2, 2, W2, 2, 3, 0),
        (W4, 4, 2, W2, 2, 4, 0),
        (W5, 1, 1, W5, 1, 5, 1),
        (W6, 2, 1, W5, 1, 6, 1),
    ]


def test_weeks_in_the_top_five_count_rank_five_and_a_tie_there_but_not_rank_six() -> None:
    def week(start: str, **tokens: int) -> list[Spot]:
        return [Spot(start, model, count) for model, count in tokens.items()]

    chart = weekly_rank(
        *week(W1, t1=90, t2=80, t3=70, t4=60, a=50, b=50),
        *week(W2, t1=90, t2=80, t3=70, t4=60, a=50, b=40),
    )
    columns = ("week_start", "rank", "weeks_in_top5")
    assert shown(rank_movement(chart), *columns, model="a") == [(W1, 5, 1), (W2, 5, 2)]
    assert shown(rank_movement(chart), *columns, model="b") == [(W1, 5, 1), (W2, 6, 1)]


def test_a_week_spent_below_rank_fifty_is_not_on_the_chart() -> None:
    crowd = [Spot(week, f"m{n:02}", 1000 - n) for week in (W1, W2, W3) for n in range(50)]
    low = (Spot(W1, "a", 990), Spot(W2, "a", 1), Spot(W3, "a", 990))
    columns = ("week_start", "entry", "weeks_on_chart")
    assert shown(rank_movement(weekly_rank(*crowd, *low)), *columns, model="a") == [(W1, None, 1), (W3, "re-entry", 2)]


def test_a_partial_week_is_on_no_chart_and_hides_who_was_on_it() -> None:
    chart = weekly_rank(Spot(W1, "a", 5), Spot(W2, "a", 5, status="partial"), Spot(W3, "a", 5), Spot(W3, "b", 4))
    assert shown(rank_movement(chart), *MOVES) == [
        (W1, "a", 1, None, None, None),
        (W3, "a", 1, None, None, None),
        (W3, "b", 2, None, None, None),
    ]


def test_only_iso_weeks_with_variants_merged_are_on_the_chart() -> None:
    other_lists = [
        weekly_rank(Spot(W1, "b", 9), convention="sunday"),
        weekly_rank(Spot(W1, "c:free", 9), policy="as_listed"),
    ]
    chart = pl.concat([weekly_rank(Spot(W1, "a", 5)), *other_lists])
    assert shown(rank_movement(chart), "model") == [("a",)]
