"""Named models in the top n."""

from typing import Any

import pytest

from orpipeline_tests.claim_world import (
    Model,
    World,
    claim,
    closed_model,
    iso,
    judged,
    open_model,
    outcomes,
    verdict,
    world,
)

WEEK = "2026-02-09"
MODELS = [open_model("o/1"), open_model("o/2"), closed_model("c/1"), closed_model("c/2")]
TOKENS = {"o/1": 40, "c/1": 30, "o/2": 20, "c/2": 10}
WHERE = world({WEEK: TOKENS}, MODELS)


def named(*slugs: str | tuple[str, ...] | None) -> list[dict[str, Any]]:
    """One named model each: a slug, several that may be meant, or None for a model that does not exist."""
    return [
        {"name": str(slug), "slugs": [] if slug is None else [slug] if isinstance(slug, str) else list(slug)}
        for slug in slugs
    ]


def top(*slugs: str | tuple[str, ...] | None, ordered: bool = True, where: World = WHERE) -> dict[str, Any]:
    return verdict(where, {"kind": "top_n_is", "models": named(*slugs), "ordered": ordered}, iso(WEEK))


def test_the_right_models_in_the_right_order_are_supported_by_their_smallest_lead() -> None:
    row = top("o/1", "c/1", "o/2")
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(40 / 30 - 1))
    assert top("o/1", "o/2", "c/1", ordered=False)["margin"] == pytest.approx(20 / 10 - 1)


def test_the_wrong_order_is_refuted_only_if_order_was_claimed() -> None:
    row = top("c/1", "o/1", "o/2")
    assert (row["verdict"], row["margin"]) == ("refuted", None)
    assert "3 of the 3 named models are in the top 3, 1 of them at the place named" in row["evidence"]
    assert top("c/1", "o/1", "o/2", ordered=False)["verdict"] == "supported"


def test_a_model_that_does_not_exist_fills_a_place_and_never_matches() -> None:
    row = top("o/1", None, "o/2")
    assert row["verdict"] == "refuted"
    assert "2 of the 3 named models are in the top 3, 2 of them at the place named" in row["evidence"]


def test_any_of_several_slugs_matches() -> None:
    assert top("o/1", ("c/0", "c/1"), "o/2")["verdict"] == "supported"


def test_models_that_are_not_there_count_as_none() -> None:
    row = top("x/1", "x/2")
    assert row["verdict"] == "refuted"
    assert "0 of the 2 named models are in the top 2, 0 of them at the place named" in row["evidence"]


def test_equal_tokens_stand_in_either_order_and_a_tie_at_the_cut_is_one_too_many() -> None:
    tied = world({WEEK: TOKENS | {"c/1": 40}}, MODELS)
    assert top("o/1", "c/1", "o/2", where=tied)["verdict"] == "supported"
    assert top("c/1", "o/1", "o/2", where=tied)["verdict"] == "supported"
    assert top("o/1", where=tied)["verdict"] == "refuted"


def test_a_variant_that_ranks_apart_is_the_same_model_and_takes_a_place() -> None:
    where = world({WEEK: {"o/1": 30, "o/1:free": 28, "c/1": 25, "o/2": 20}}, MODELS)
    predicate = {"kind": "top_n_is", "models": named("o/1", "c/1")}
    found = outcomes(where, predicate, iso(WEEK), "variant_policy")
    assert found == {"merged": {"true"}, "as_listed": {"false"}, "exclude_free": {"true"}}
    row = verdict(where, predicate, iso(WEEK))
    assert row["flipped_by"].startswith("ISO week of 2026-02-09, variants ranked apart: 1 of the 2 named models")


def closed_ones(*slugs: str | None, where: World = WHERE) -> dict[str, Any]:
    return verdict(where, {"kind": "proprietary_members_are", "n": 3, "models": named(*slugs)}, iso(WEEK))


def test_the_proprietary_members_are_exactly_the_named_ones() -> None:
    row = closed_ones("c/1")
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(20 / 10 - 1))
    assert "proprietary in the top 3: C/1" in row["evidence"]


@pytest.mark.parametrize("wrong", [(), ("c/2",), ("c/1", "c/2"), ("c/1", None), ("o/1",), ("c/1", "o/1")])
def test_one_too_many_or_too_few_is_refuted(wrong: tuple[str | None, ...]) -> None:
    assert closed_ones(*wrong)["verdict"] == "refuted"


def test_a_stealth_member_leaves_it_open_until_it_is_revealed() -> None:
    models = [open_model("o/1"), closed_model("c/1"), closed_model("c/2"), Model("o/2", "stealth", revealed_as="o/1")]
    where = world({WEEK: TOKENS}, models)
    found = outcomes(
        where, {"kind": "proprietary_members_are", "n": 3, "models": named("c/1")}, iso(WEEK), "stealth_scenario"
    )
    assert found == {"not_open": {"unknown"}, "open": {"true"}, "as_revealed": {"true"}}


def test_no_proprietary_member_at_all_is_said_so() -> None:
    where = world({WEEK: TOKENS}, [open_model(slug) for slug in TOKENS])
    row = closed_ones(where=where)
    assert row["verdict"] == "supported"
    assert "proprietary in the top 3: none" in row["evidence"]


def test_a_model_listed_twice_counts_where_it_stands_first() -> None:
    # Listed apart the ranks are 1 for o/1 and 2 for both of the others.
    where = world({WEEK: {"o/1": 30, "c/1": 25, "o/1:free": 25}}, MODELS)
    for slugs, outcome in ((("o/1", "c/1"), "true"), (("c/1", "o/1"), "false")):
        predicate = {"kind": "top_n_is", "models": named(*slugs)}
        assert outcomes(where, predicate, iso(WEEK), "variant_policy")["as_listed"] == {outcome}


@pytest.mark.parametrize("slugs", [("c/1",), ("c/1", "o/2")])
def test_an_unclassified_member_may_be_proprietary_whether_it_is_named_or_not(slugs: tuple[str, ...]) -> None:
    where = world({WEEK: TOKENS}, [open_model("o/1"), closed_model("c/1"), Model("o/2", "unclassified")])
    said = claim({"kind": "proprietary_members_are", "n": 3, "models": named(*slugs)}, iso(WEEK))
    (verdicts, settings) = judged(where, said)
    assert verdicts[0]["verdict"] == "undecidable"
    assert {(row["figure_low"], row["figure_high"]) for row in settings} == {(1, 2)}
