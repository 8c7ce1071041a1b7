"""A model's life on the chart: debut, peak by rank and by tokens, half-life, last week."""

import polars as pl

from orpipeline.transforms.charts import rank_movement
from orpipeline.transforms.lifecycle import model_lifecycle
from orpipeline_tests.analysis_frames import Spot, iso_periods, rows_of, weekly_rank

W1, W2, W3, W4, W5 = "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"
ALL = (W1, W2, W3, W4, W5)
PERMANENT = tuple(Spot(week, "giant", 10_000) for week in ALL)


def lives(spots: tuple[Spot, ...], *columns: str, weeks: tuple[str, ...] = ALL, floor: int = 0) -> dict[object, object]:
    """model -> the chosen columns; `floor` is what an unlisted model can have had in a week."""
    ranks = weekly_rank(*spots)
    periods = iso_periods(*((week, 0, 0) for week in weeks), floor=floor)
    rows = rows_of(model_lifecycle(rank_movement(ranks), ranks, periods), "model", *columns)
    return {row[0]: row[1:] for row in rows if row[0] != "giant"}


def test_a_life_has_a_debut_a_peak_and_a_last_week() -> None:
    spots = (*PERMANENT, Spot(W2, "a", 10), Spot(W2, "b", 50), Spot(W3, "a", 60), Spot(W3, "b", 50), Spot(W4, "a", 70))
    columns = ("debut_week", "first_week", "last_week", "weeks_on_chart", "peak_rank", "peak_week", "weeks_to_peak")
    assert lives(spots, *columns) == {
        "a": (W2, W2, W4, 3, 2, W3, 1),
        "b": (W2, W2, W3, 2, 2, W2, 0),
    }


def test_the_peak_by_tokens_may_be_another_week_than_the_peak_by_rank() -> None:
    # In week 3 `a` falls to rank 3 with more tokens than it had at rank 2; equal tokens in week 4 are not a new peak.
    spots = (*PERMANENT, Spot(W2, "a", 10), Spot(W3, "a", 30), Spot(W3, "b", 50), Spot(W4, "a", 30))
    assert lives(spots, "peak_rank", "peak_week", "peak_token_count", "token_peak_week")["a"] == (2, W2, 30, W3)


def test_a_model_of_the_first_week_held_or_of_a_week_after_a_gap_has_no_known_debut() -> None:
    held = (W1, W2, W4)
    spots = (*(Spot(week, "giant", 10_000) for week in held), Spot(W1, "old", 5), Spot(W4, "hidden", 5))
    assert lives(spots, "debut_week", "first_week", "weeks_to_peak", weeks=held) == {
        "old": (None, W1, None),
        "hidden": (None, W4, None),
    }


def test_only_a_model_of_the_newest_closed_week_is_active() -> None:
    spots = (*PERMANENT, Spot(W4, "gone", 5), Spot(W5, "here", 5))
    assert lives(spots, "is_active") == {"gone": (False,), "here": (True,)}


def test_the_newest_week_is_the_newest_closed_one() -> None:
    running = "2026-02-09"
    ranks = weekly_rank(*PERMANENT, Spot(running, "new", 5, status="partial"))
    periods = pl.concat([iso_periods(*((week, 0, 0) for week in ALL)), iso_periods((running, 0, 0), status="partial")])
    result = model_lifecycle(rank_movement(ranks), ranks, periods)
    assert rows_of(result, "model", "last_week", "is_active") == [("giant", W5, True)]


def test_the_half_life_ends_in_the_first_week_with_at_most_half_of_the_peak() -> None:
    spots = (*PERMANENT, Spot(W1, "a", 101), Spot(W2, "a", 51), Spot(W3, "a", 50), Spot(W4, "a", 90), Spot(W5, "a", 20))
    assert lives(spots, "half_life_weeks", "half_life_weeks_low")["a"] == (2, 2)


def test_exactly_half_counts_as_half() -> None:
    assert lives((*PERMANENT, Spot(W1, "a", 100), Spot(W2, "a", 50)), "half_life_weeks")["a"] == (1,)


def test_a_model_that_never_halved_has_no_half_life() -> None:
    spots = (*PERMANENT, Spot(W3, "a", 100), Spot(W4, "a", 60), Spot(W5, "a", 51))
    assert lives(spots, "half_life_weeks", "half_life_weeks_low")["a"] == (None, None)


def test_a_model_that_left_the_lists_has_halved_only_if_the_floor_proves_it() -> None:
    spots = (*PERMANENT, Spot(W1, "big", 100), Spot(W1, "small", 30))
    assert lives(spots, "half_life_weeks", "half_life_weeks_low", floor=20) == {"big": (1, 1), "small": (None, 1)}


def test_unlisted_days_count_at_the_most_they_can_have_had() -> None:
    spots = (*PERMANENT, Spot(W1, "a", 100), Spot(W2, "a", 40, high=60), Spot(W3, "a", 40, high=48))
    assert lives(spots, "half_life_weeks", "half_life_weeks_low")["a"] == (2, 1)


def test_a_week_that_lacks_a_day_does_not_prove_a_half() -> None:
    spots = (*PERMANENT[:1], Spot(W1, "a", 100), Spot(W2, "a", 40, status="final_with_gaps"), Spot(W3, "a", 40))
    ranks = weekly_rank(*spots)
    periods = pl.concat([iso_periods((W1, 0, 0), (W3, 0, 0)), iso_periods((W2, 0, 0), status="final_with_gaps")])
    result = model_lifecycle(rank_movement(ranks), ranks, periods).filter(pl.col("model") == "a")
    assert rows_of(result, "half_life_weeks", "half_life_weeks_low") == [(2, 1)]


def test_a_half_reached_behind_a_week_not_held_has_no_known_length() -> None:
    held = (W1, W2, W4, W5)
    spots = (
        *(Spot(week, "giant", 10_000) for week in held),
        *(Spot(W1, "across", 100), Spot(W2, "across", 90), Spot(W4, "across", 10), Spot(W5, "across", 10)),
        *(Spot(W4, "after", 100), Spot(W5, "after", 10)),
    )
    assert lives(spots, "half_life_weeks", weeks=held) == {"across": (None,), "after": (1,)}


def test_weeks_below_the_chart_count_for_tokens_and_not_for_the_chart() -> None:
    crowd = tuple(Spot(W2, f"crowd {n:02}", 1000 + n) for n in range(50))
    spots = (*PERMANENT, Spot(W1, "a", 100), *crowd, Spot(W2, "a", 300), Spot(W3, "a", 150))
    columns = ("last_week", "weeks_on_chart", "peak_rank", "peak_token_count", "token_peak_week", "half_life_weeks")
    # In week 2 `a` is 52nd of the week, with the most tokens it ever had.
    assert lives(spots, *columns)["a"] == (W3, 2, 2, 300, W2, 1)


def test_a_newest_closed_week_without_any_model_leaves_none_active() -> None:
    assert lives((Spot(W1, "a", 5),), "last_week", "is_active", weeks=(W1, W2)) == {"a": (W1, False)}


def test_a_life_bears_the_name_and_the_lab_its_model_had_last() -> None:
    ranks = weekly_rank(Spot(W1, "a", 20), Spot(W2, "a", 10))
    is_later = pl.col("week_start") == pl.date(2026, 1, 12)
    ranks = ranks.with_columns(
        model_name=pl.when(is_later).then(pl.lit("New name")).otherwise(pl.lit("Old name")),
        lab=pl.when(is_later).then(pl.lit("New lab")).otherwise(pl.lit("Old lab")),
    )
    result = model_lifecycle(rank_movement(ranks), ranks, iso_periods((W1, 0, 0), (W2, 0, 0)))
    assert rows_of(result, "model_name", "lab") == [("New name", "New lab")]
