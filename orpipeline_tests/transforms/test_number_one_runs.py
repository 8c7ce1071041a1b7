"""Spells at number one: ties, weeks not held, weeks not closed."""

import polars as pl

from orpipeline.transforms.charts import number_one_runs
from orpipeline_tests.analysis_frames import Spot, rows_of, weekly_rank

W1, W2, W3, W4 = "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"


def runs(*spots: Spot) -> list[tuple[object, ...]]:
    columns = ("model", "model_name", "first_week", "last_week", "week_count", "margin_min")
    return rows_of(number_one_runs(weekly_rank(*spots)), *columns)


def test_a_model_that_leads_again_later_has_two_spells_with_the_smallest_lead_of_each() -> None:
    assert runs(
        Spot(W1, "a", 30),
        Spot(W1, "b", 20),
        Spot(W2, "a", 25),
        Spot(W2, "b", 20),
        Spot(W3, "b", 40),
        Spot(W3, "a", 20),
        Spot(W4, "a", 60),
        Spot(W4, "b", 20),
    ) == [
        ("a", "A", W1, W2, 2, 0.25),
        ("b", "B", W3, W3, 1, 1.0),
        ("a", "A", W4, W4, 1, 2.0),
    ]


def test_a_tie_at_rank_one_gives_both_models_a_spell_and_neither_a_lead() -> None:
    # The second row of the tie has a margin of 3 over the third model; as a lead at number one it counts as 0.
    assert runs(Spot(W1, "a", 40), Spot(W1, "b", 40), Spot(W1, "c", 10), Spot(W2, "b", 30), Spot(W2, "a", 20)) == [
        ("a", "A", W1, W1, 1, 0.0),
        ("b", "B", W1, W2, 2, 0.0),
    ]


def test_a_week_not_held_ends_a_spell() -> None:
    assert runs(Spot(W1, "a", 30), Spot(W1, "b", 20), Spot(W3, "a", 30), Spot(W3, "b", 15)) == [
        ("a", "A", W1, W1, 1, 0.5),
        ("a", "A", W3, W3, 1, 1.0),
    ]


def test_a_week_that_is_not_closed_neither_leads_nor_bridges_two_spells() -> None:
    assert runs(
        Spot(W1, "a", 30),
        Spot(W1, "b", 20),
        Spot(W2, "a", 30, status="partial"),
        Spot(W3, "a", 30, status="final_with_gaps"),
        Spot(W3, "b", 15),
        Spot(W4, "z", 99, status="partial"),
    ) == [("a", "A", W1, W1, 1, 0.5), ("a", "A", W3, W3, 1, 1.0)]


def test_a_model_alone_in_its_week_leads_without_a_margin() -> None:
    assert runs(Spot(W1, "a", 30)) == [("a", "A", W1, W1, 1, None)]


def test_other_conventions_and_policies_are_not_counted() -> None:
    mine, sunday, free = (
        weekly_rank(Spot(W1, "a", 2), Spot(W1, "b", 1)),
        weekly_rank(Spot("2026-01-04", "b", 2), convention="sunday"),
        weekly_rank(Spot(W1, "c", 2), policy="exclude_free"),
    )
    assert rows_of(number_one_runs(pl.concat([mine, sunday, free])), "model", "first_week") == [("a", W1)]


def test_a_spell_bears_the_name_its_model_had_last() -> None:
    ranks = weekly_rank(Spot(W1, "a", 2), Spot(W2, "a", 2))
    renamed = (
        pl.when(pl.col("week_start") == pl.date(2026, 1, 12)).then(pl.lit("New name")).otherwise(pl.lit("Old name"))
    )
    assert rows_of(number_one_runs(ranks.with_columns(model_name=renamed)), "model_name", "week_count") == [
        ("New name", 2)
    ]
