"""Six readings of one verdict."""

from datetime import date

import polars as pl
import pytest

from orpipeline.transforms.readings import is_open, pieces, readings, with_piece
from orpipeline_tests.claim_world import NOW, Model, closed_model, open_model, world

STEALTH = Model("x/hidden", "stealth", revealed_as="a/turned")
NEVER = Model("x/never", "stealth")
# Weights came out on 2026-02-12.
TURNED = [
    Model("a/turned", "proprietary", "closed", "CN", valid_to="2026-02-11"),
    Model("a/turned", "open_weights", "osi", "CN", valid_from="2026-02-12"),
]


def read(day: str, slug: str) -> dict[tuple[str, str], tuple[object, ...]]:
    models = world({day: {slug: 1}}, [STEALTH, NEVER, *TURNED]).models
    cut = pieces(models, NOW)
    rows = pl.LazyFrame({"base_model": [slug], "day": [date.fromisoformat(day)]})
    found = with_piece(rows, cut, "day").join(readings(cut), on="piece").collect().to_dicts()
    return {
        (row["stealth_scenario"], row["time_basis"]): (row["openness"], row["licence_tier"], row["lab_country"])
        for row in found
    }


def test_a_revealed_stealth_model_follows_the_verdict_of_its_reveal_on_that_day_or_now() -> None:
    before, after = read("2026-02-09", "x/hidden"), read("2026-02-14", "x/hidden")
    assert before["as_revealed", "as_then"] == ("proprietary", "closed", "CN")
    assert before["as_revealed", "as_now"] == ("open_weights", "osi", "CN")
    assert after["as_revealed", "as_then"] == ("open_weights", "osi", "CN")
    assert before["not_open", "as_then"] == before["not_open", "as_now"] == ("stealth", None, None)
    assert before["open", "as_then"] == ("open_weights", "osi", None)


def test_a_stealth_model_never_revealed_stays_what_it_was() -> None:
    found = read("2026-02-09", "x/never")
    assert found["as_revealed", "as_then"] == found["not_open", "as_now"] == ("stealth", None, None)


def test_any_other_model_reads_the_same_in_all_scenarios_and_differs_only_by_time() -> None:
    found = read("2026-02-09", "a/turned")
    assert {value for (_, basis), value in found.items() if basis == "as_then"} == {("proprietary", "closed", "CN")}
    assert {value for (_, basis), value in found.items() if basis == "as_now"} == {("open_weights", "osi", "CN")}


@pytest.mark.parametrize(
    ("strictness", "admitted"),
    [
        (1, {"osi", "clause", "community", "non_commercial", None}),
        (2, {"osi", "clause", "community"}),
        (3, {"osi", "clause"}),
        (4, {"osi"}),
    ],
)
def test_strictness_admits_tiers_and_a_hint_without_tier_only_at_one(strictness: int, admitted: set[str]) -> None:
    tiers = ["osi", "clause", "community", "non_commercial", None]
    models = [Model(f"a/{tier}", "open_weights", tier) for tier in tiers] + [closed_model("b/closed")]
    frame = world({"2026-02-09": {"b/closed": 1}}, models).models
    assert set(frame.filter(is_open(strictness)).collect()["licence_tier"]) == admitted


def test_every_day_of_a_model_meets_each_reading_once() -> None:
    models = [STEALTH, *TURNED, open_model("b/open")]
    tokens = {"2026-02-09": {"x/hidden": 5, "a/turned": 4, "b/open": 3}}
    where = world(tokens, models)
    cut = pieces(where.models, NOW)
    rows = where.usage.select("day", base_model="model")
    found = with_piece(rows, cut, "day").join(readings(cut), on="piece").collect()
    assert found.height == 7 * 3 * 6
    assert found.select("day", "base_model", "stealth_scenario", "time_basis").is_unique().all()


def test_each_day_of_a_hidden_model_is_read_once_however_the_periods_of_its_reveal_cut_its_own() -> None:
    models = [
        Model("x/hidden", "proprietary", "closed", "US", valid_to="2026-02-09"),
        Model("x/hidden", "stealth", valid_from="2026-02-10", valid_to="2026-02-12", revealed_as="a/turned"),
        Model("x/hidden", "open_weights", "community", "CN", valid_from="2026-02-13"),
        Model("a/turned", "proprietary", "closed", "CN", valid_to="2026-02-07"),
        Model("a/turned", "open_weights", "clause", "CN", valid_from="2026-02-08", valid_to="2026-02-11"),
        Model("a/turned", "open_weights", "osi", "CN", valid_from="2026-02-12"),
    ]
    where = world({"2026-02-09": {"x/hidden": 5}}, models)
    cut = pieces(where.models, NOW)
    found = with_piece(where.usage.select("day", base_model="model"), cut, "day").join(readings(cut), on="piece")
    then = found.filter(pl.col("stealth_scenario") == "as_revealed", pl.col("time_basis") == "as_then").sort("day")
    assert then.select(pl.col("day").dt.day(), "licence_tier").collect().rows() == [
        (9, "closed"),
        (10, "clause"),
        (11, "clause"),
        (12, "osi"),
        (13, "community"),
        (14, "community"),
        (15, "community"),
    ]
