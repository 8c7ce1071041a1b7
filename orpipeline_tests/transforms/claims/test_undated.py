"""Prices, licences and agreement: claims about no week."""

from typing import Any

import pytest

from orpipeline_tests.claim_world import Model, World, claim, judged, open_model, verdict, world

WEEK = {"2026-02-09": {"o/1": 1}}
MODELS = [
    open_model("o/1", "community"),
    open_model("o/2", "osi"),
    Model("t/1", "open_weights", "community", valid_to="2026-02-28"),
    Model("t/1", "open_weights", "osi", valid_from="2026-03-01"),
    Model("h/1", "stealth"),
]
BARE = world(WEEK, MODELS)
MILLION = 1_000_000
DAY = "2026-02-17"


def model(*slugs: str) -> dict[str, Any]:
    return {"name": "The model", "slugs": list(slugs)}


def price(where: World, into: float, out: float, *slugs: str) -> dict[str, Any]:
    said = {"kind": "price_is", "model": model(*slugs), "input_price": into, "output_price": out, "day": DAY}
    return verdict(where, said)


def listed(day: str, slug: str, into: int | None, out: int | None, name: str | None = None) -> Any:
    """A catalogue entry; prices in USD per million tokens, times a million."""
    return day, name or slug, slug, into, out


def test_a_price_is_compared_to_the_cent_as_written() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 149_500, 604_999))
    assert price(where, 0.15, 0.60, "o/1")["verdict"] == "supported"
    row = price(where, 0.15, 0.61, "o/1")
    assert (row["verdict"], row["margin"]) == ("refuted", pytest.approx(0.005001))
    assert row["margin_means"] == "USD per million tokens: how far the stated prices miss"
    assert row["evidence"] == "o/1 0.1495 / 0.604999 USD per million tokens on 2026-02-17"


def test_the_newest_catalogue_up_to_fourteen_days_before_speaks() -> None:
    old, older = listed("2026-02-03", "o/1", MILLION, MILLION), listed("2026-02-02", "o/1", MILLION, MILLION)
    later = listed("2026-02-18", "o/1", MILLION, MILLION)
    assert price(BARE.with_catalogue(old), 1, 1, "o/1")["verdict"] == "supported"
    assert price(BARE.with_catalogue(older), 1, 1, "o/1")["verdict"] == "undecidable"
    assert price(BARE.with_catalogue(later), 1, 1, "o/1")["verdict"] == "undecidable"
    changed = BARE.with_catalogue(old, listed("2026-02-10", "o/1", 2 * MILLION, MILLION))
    assert price(changed, 1, 1, "o/1")["verdict"] == "refuted"


@pytest.mark.parametrize(("into", "out"), [(None, 2 * MILLION), (2 * MILLION, None), (MILLION, 10**9 + 1)])
def test_an_entry_without_a_price_for_tokens_ends_an_older_price(into: int | None, out: int | None) -> None:
    old, newer = listed("2026-02-03", "o/1", MILLION, MILLION), listed("2026-02-09", "o/1", into, out)
    assert price(BARE.with_catalogue(old, newer), 1, 1, "o/1")["verdict"] == "undecidable"
    dear = listed("2026-02-09", "o/1", MILLION, 10**9)
    assert price(BARE.with_catalogue(old, dear), 1, 1000, "o/1")["verdict"] == "supported"


@pytest.mark.parametrize("morning", ["2026-02-17T02:00:00", "2026-02-17T02:00:09"])  # of smaller and of larger sha256
def test_of_two_catalogues_of_one_day_the_later_one_speaks(morning: str) -> None:
    noon = listed("2026-02-17T12:00:05", "o/1", 2 * MILLION, MILLION)
    both = BARE.with_catalogue(noon, listed(morning, "o/1", MILLION, MILLION))
    assert price(both, 2, 1, "o/1")["verdict"] == "supported"


def test_the_entry_with_a_variant_and_the_one_without_a_price_do_not_speak() -> None:
    free = listed(DAY, "o/1", 0, 0, name="o/1:free")
    assert price(BARE.with_catalogue(free), 0, 0, "o/1")["verdict"] == "undecidable"
    assert price(BARE.with_catalogue(listed(DAY, "o/1", None, None)), 0, 0, "o/1")["verdict"] == "undecidable"
    assert price(BARE.with_catalogue(free, listed(DAY, "o/1", MILLION, MILLION)), 1, 1, "o/1")["verdict"] == "supported"


def test_any_of_several_slugs_may_have_the_price_and_all_must_be_known_to_refute() -> None:
    both = BARE.with_catalogue(listed(DAY, "o/1", MILLION, MILLION), listed(DAY, "o/2", 2 * MILLION, MILLION))
    assert price(both, 2, 1, "o/1", "o/2")["verdict"] == "supported"
    row = price(both, 3, 1, "o/1", "o/2")
    assert (row["verdict"], row["margin"]) == ("refuted", 1.0)
    assert price(both, 3, 1, "o/1", "o/9")["verdict"] == "undecidable"


def test_a_model_that_does_not_exist_has_no_price() -> None:
    row = price(BARE, 0.3, 1.2)
    assert row["verdict"] == "undecidable"
    assert row["evidence"] == "The model was never listed, so there is no price to compare"


def ratio(where: World, low: float, high: float, one: str = "o/1", two: str = "o/2") -> dict[str, Any]:
    said = {"kind": "price_ratio", "model": model(one), "of_model": model(two), "at_least": low, "at_most": high}
    return verdict(where, said | {"day": DAY})


def test_both_price_ratios_must_lie_within_the_bounds() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 200_000, 600_000), listed(DAY, "o/2", 2_000_000, 8_000_000))
    row = ratio(where, 0.05, 0.15)
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(0.025))
    assert row["evidence"].startswith("input 0.100, output 0.075: o/1 0.2 / 0.6 USD")
    row = ratio(where, 0.09, 0.15)
    assert (row["verdict"], row["margin"]) == ("refuted", pytest.approx(0.015))


def test_a_price_of_nothing_has_no_ratio() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 1, 1), listed(DAY, "o/2", 0, 8))
    assert ratio(where, 0, 9)["verdict"] == "undecidable"
    assert ratio(where, 0, 9, "o/1", "o/9")["verdict"] == "undecidable"


def tier(day: str, tiers: list[str], *slugs: str) -> str:
    said = {"kind": "licence_tier_is", "model": model(*slugs), "tiers": tiers, "day": day}
    return str(verdict(BARE, said)["verdict"])


def test_the_licence_is_that_of_the_day() -> None:
    assert tier("2026-02-28", ["osi"], "t/1") == "refuted"
    assert tier("2026-03-01", ["osi"], "t/1") == "supported"


def test_of_several_slugs_each_must_have_the_licence_and_one_of_unknown_licence_leaves_it_open() -> None:
    assert tier(DAY, ["osi"], "o/2", "x/unknown") == "undecidable"
    assert tier(DAY, ["osi"], "o/1", "x/unknown") == "refuted"
    assert tier(DAY, ["osi"], "o/1", "o/2") == "refuted"
    assert tier(DAY, ["osi", "community"], "o/1", "o/2") == "supported"
    assert tier(DAY, ["osi"], "x/unknown") == tier(DAY, ["osi"], "h/1") == tier(DAY, ["osi"]) == "undecidable"


def agree(one: list[dict[str, Any]], two: list[dict[str, Any]], ordered: bool = True) -> dict[str, Any]:
    period = {"convention": "iso", "week": "2026-02-09"}
    lists = [
        claim({"kind": "top_n_is", "models": models, "ordered": ordered}, period, name)
        for name, models in (("one", one), ("two", two))
    ]
    both = claim({"kind": "claims_agree", "claims": ["one", "two"]})
    return next(row for row in judged(BARE, *lists, both)[0] if row["claim_id"] == "mine")


def test_two_lists_agree_if_they_name_the_same_models_in_the_same_order() -> None:
    one, two, ghost = model("a/1"), model("b/1", "b/2"), {"name": "Ghost", "slugs": []}
    assert agree([one, two, ghost], [one, model("b/2"), ghost])["verdict"] == "supported"
    assert agree([one, two], [two, one])["verdict"] == "refuted"
    assert agree([one, two], [two, one], ordered=False)["verdict"] == "supported"
    row = agree([one, two], [one, ghost])
    assert (row["verdict"], row["evidence"]) == (
        "refuted",
        "1 of 2 and 2 named models are in both lists: The model",
    )
    assert agree([one], [one, two])["verdict"] == "refuted"


def test_what_is_out_of_scope_has_no_setting_and_says_why() -> None:
    rows, settings = judged(BARE, claim({"kind": "out_of_scope", "reason": "A survey would be needed."}))
    assert settings == []
    assert rows[0]["verdict"] == "out_of_scope"
    assert rows[0]["evidence"] == "A survey would be needed."
    assert [rows[0][f"settings_{word}"] for word in ("true", "false", "unknown")] == [0, 0, 0]


def test_the_figures_of_a_ratio_are_the_lower_and_the_higher_of_its_two() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 200_000, 600_000), listed(DAY, "o/2", 2_000_000, 8_000_000))
    said = {"kind": "price_ratio", "model": model("o/1"), "of_model": model("o/2"), "at_least": 0.05, "at_most": 0.15}
    row = judged(where, claim(said | {"day": DAY}))[1][0]
    assert (row["figure_low"], row["figure_high"]) == (0.075, 0.1)


def test_a_ratio_is_unknown_as_long_as_a_slug_that_may_be_meant_has_no_price() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 200_000, 600_000), listed(DAY, "o/2", 2_000_000, 8_000_000))
    said = {"kind": "price_ratio", "model": model("o/1", "o/9"), "of_model": model("o/2"), "at_least": 0, "at_most": 1}
    assert verdict(where, said | {"day": DAY})["verdict"] == "undecidable"


def test_of_several_slugs_the_ratio_that_fits_best_speaks() -> None:
    entries = [listed(DAY, "o/1", 200_000, 600_000), listed(DAY, "o/2", 2_000_000, 8_000_000)]
    where = BARE.with_catalogue(*entries, listed(DAY, "o/9", 5_000_000, 5_000_000))
    said = {"kind": "price_ratio", "model": model("o/9", "o/1"), "of_model": model("o/2")}
    row = verdict(where, said | {"at_least": 0.05, "at_most": 0.15, "day": DAY})
    assert row["verdict"] == "supported"
    assert row["evidence"].startswith("input 0.100, output 0.075: o/1 ")


def test_ratios_on_the_bounds_lie_within_them() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 200_000, 600_000), listed(DAY, "o/2", 2_000_000, 8_000_000))
    row = ratio(where, 0.075, 0.1)
    assert (row["verdict"], row["margin"]) == ("supported", 0)


def test_half_a_cent_is_rounded_up() -> None:
    where = BARE.with_catalogue(listed(DAY, "o/1", 145_000, 605_000))
    assert price(where, 0.15, 0.61, "o/1")["verdict"] == "supported"


def test_the_order_of_two_lists_matters_only_if_both_claim_one() -> None:
    period = {"convention": "iso", "week": "2026-02-09"}
    one, two = model("a/1"), model("b/1")
    ordered = claim({"kind": "top_n_is", "models": [one, two], "ordered": True}, period, "one")
    loose = claim({"kind": "top_n_is", "models": [two, one], "ordered": False}, period, "two")
    both = claim({"kind": "claims_agree", "claims": ["one", "two"]})
    rows = judged(BARE, ordered, loose, both)[0]
    assert next(row["verdict"] for row in rows if row["claim_id"] == "mine") == "supported"


def test_a_name_without_a_slug_is_not_the_listed_model_of_that_name() -> None:
    assert agree([model("a/1")], [model()])["verdict"] == "refuted"
