"""Shares of tokens with their bounds, and one country against another."""

import random
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
MODELS = [
    open_model("o/1", "osi", "CN"),
    open_model("o/2", "community", "FR"),
    closed_model("c/1", "US"),
    Model("h/1", "stealth", revealed_as="o/1"),
    Model("r/1", "router", lab_country="US"),
    Model("u/1", "unclassified"),
]
# 100 tokens a day.
TOKENS = {"o/1": 40, "c/1": 20, "o/2": 10, "h/1": 9, "r/1": 6, "u/1": 5, "other": 10}
WHERE = world({WEEK: TOKENS}, MODELS)


def share(where: World = WHERE, **predicate: Any) -> dict[str, Any]:
    """The plainest setting of a share claim."""
    said = {"kind": "share_at_least", "denominator": "all", "at_least": 0.5, **predicate}
    return judged(where, claim(said, iso(WEEK)))[1][0]


def bounds(**predicate: Any) -> tuple[object, object]:
    row = share(**predicate)
    return pytest.approx(row["figure_low"]), pytest.approx(row["figure_high"])


def test_the_open_share_of_all_tokens_leaves_router_unclassified_and_other_in_between() -> None:
    assert bounds(of="open") == (0.50, 0.71)
    assert bounds(of="open", strictness=4) == (0.40, 0.61)


@pytest.mark.parametrize("whole", ["all", "listed"])
def test_the_share_of_a_held_week_without_tokens_is_unknown_and_says_so(whole: str) -> None:
    row = share(world({WEEK: {"o/1": 0, "other": 0}}, MODELS), of="open", denominator=whole)
    assert (row["outcome"], row["figure_low"], row["margin"]) == ("unknown", None, None)
    assert row["figures"] == f"no share of {'all' if whole == 'all' else 'the listed'} tokens: there are none"


def test_a_hint_of_no_known_licence_counts_at_strictness_1_and_is_in_between_above() -> None:
    hinted = world({WEEK: {"o/1": 40, "n/1": 30, "c/1": 20, "other": 10}}, [*MODELS, Model("n/1", "open_weights")])
    ends = {n: share(hinted, of="open", strictness=n) for n in (1, 2, 4)}
    assert {n: (row["figure_low"], row["figure_high"]) for n, row in ends.items()} == {
        1: (pytest.approx(0.70), pytest.approx(0.80)),
        2: (pytest.approx(0.40), pytest.approx(0.80)),
        4: (pytest.approx(0.40), pytest.approx(0.80)),
    }


def test_the_proprietary_share_leaves_stealth_models_in_between_too() -> None:
    assert bounds(of="proprietary") == (0.20, 0.50)


def test_shares_of_listed_tokens_know_no_other() -> None:
    assert bounds(of="open", denominator="listed") == (50 / 90, 61 / 90)


def test_a_country_may_stand_behind_every_model_without_one() -> None:
    # h/1 and u/1 have no country, r/1 picks among models of any, and nobody knows of other.
    assert bounds(of="country", country="CN") == (0.40, 0.70)
    assert bounds(of="country", country="US") == (0.20, 0.50)
    assert bounds(of="country", country="CN", n=2, denominator="top_n") == (40 / 60, 40 / 60)


def test_named_models_count_by_their_slugs() -> None:
    models = [{"name": "O", "slugs": ["o/1", "o/9"]}, {"name": "C", "slugs": ["c/1"]}]
    assert bounds(of="models", models=models, denominator="listed") == (60 / 90, 60 / 90)


def test_with_n_only_members_of_the_top_n_count_on_top() -> None:
    assert bounds(of="open", n=2) == (0.40, 0.40)
    assert bounds(of="open", n=3, denominator="top_n") == (50 / 70, 50 / 70)
    assert bounds(of="open", n=3, denominator="listed") == (50 / 90, 50 / 90)


@pytest.mark.parametrize(
    ("at_least", "outcome", "margin"),
    [(0.50, "true", 0.0), (0.45, "true", 0.05), (0.60, "unknown", None), (0.71, "unknown", None), (0.8, "false", 0.09)],
)
def test_a_bound_between_the_ends_is_not_known(at_least: float, outcome: str, margin: float | None) -> None:
    row = share(of="open", at_least=at_least)
    assert row["outcome"] == outcome
    assert row["margin"] == (None if margin is None else pytest.approx(margin))
    assert row["figures"] == "50.0 to 71.0 % of all tokens"


def test_scenarios_move_stealth_tokens() -> None:
    predicate = {"kind": "share_at_least", "of": "open", "denominator": "listed", "at_least": 0.6}
    found = outcomes(WHERE, predicate, iso(WEEK), "stealth_scenario")
    assert found == {"not_open": {"unknown"}, "open": {"true"}, "as_revealed": {"true"}}


def test_each_day_counts_by_the_verdict_of_that_day_and_as_now_by_the_newest() -> None:
    models = [Model("o/1", "proprietary", "closed", valid_to="2026-02-10")]
    models += [Model("o/1", "open_weights", "osi", valid_from="2026-02-11"), closed_model("c/1")]
    where = world({WEEK: {"o/1": 70, "c/1": 30}}, models)
    rows = judged(
        where, claim({"kind": "share_at_least", "of": "open", "denominator": "all", "at_least": 0.6}, iso(WEEK))
    )
    found = {row["time_basis"]: row["figure_low"] for row in rows[1]}
    assert found == {"as_then": pytest.approx(0.7 * 5 / 7), "as_now": pytest.approx(0.7)}


def test_without_free_variants_they_are_neither_above_nor_below() -> None:
    where = world({WEEK: {"o/1": 40, "o/1:free": 40, "c/1": 10, "other": 10}}, MODELS)
    predicate = {"kind": "share_at_least", "of": "open", "denominator": "all", "at_least": 0.75}
    rows = judged(where, claim(predicate, iso(WEEK)))[1]
    found = {row["variant_policy"]: row["figure_low"] for row in rows}
    assert found == {"merged": 0.8, "as_listed": 0.8, "exclude_free": pytest.approx(40 / 60)}


def test_a_week_without_tokens_held_is_unknown() -> None:
    said = {"kind": "share_at_least", "of": "open", "denominator": "all", "at_least": 0.01}
    assert verdict(WHERE, said, iso("2026-03-02"))["verdict"] == "undecidable"


def exceeds(one: str, other: str, n: int | None = None) -> dict[str, Any]:
    row = verdict(WHERE, {"kind": "country_exceeds", "country": one, "other_country": other, "n": n}, iso(WEEK))
    return {name: row[name] for name in ("verdict", "margin")}


def test_a_country_exceeds_another_even_if_all_unknown_models_are_the_others() -> None:
    # 40 against 20, and 20 of unknown country: a draw at worst. Revealed as o/1, the hidden model makes it 49 to 31.
    assert exceeds("CN", "US")["verdict"] == "undecidable"
    predicate = {"kind": "country_exceeds", "country": "CN", "other_country": "US"}
    found = outcomes(WHERE, predicate, iso(WEEK), "stealth_scenario")
    assert found == {"not_open": {"unknown"}, "open": {"unknown"}, "as_revealed": {"true"}}
    assert exceeds("CN", "FR")["verdict"] == "supported"
    assert exceeds("CN", "FR")["margin"] == pytest.approx(40 / 30 - 1)
    assert exceeds("FR", "CN")["verdict"] == "refuted"
    assert exceeds("FR", "CN")["margin"] == pytest.approx(40 / 30 - 1)


def test_within_the_top_n_only_its_members_count() -> None:
    assert exceeds("CN", "US", n=2) == {"verdict": "supported", "margin": pytest.approx(1.0)}
    assert exceeds("US", "CN", n=3)["verdict"] == "refuted"


def test_a_country_that_is_level_even_at_best_does_not_exceed_the_other() -> None:
    # 20 of 60 tokens are China's, 30 those of the United States, and 10 may be anybody's.
    where = world({WEEK: {"o/1": 20, "c/1": 30, "u/1": 10}}, MODELS)
    said = {"kind": "country_exceeds", "country": "CN", "other_country": "US"}
    row = judged(where, claim(said, iso(WEEK)))[1][0]
    assert (row["outcome"], row["margin"]) == ("false", 0)
    assert (row["figure_low"], row["figure_high"]) == (20 / 40, 30 / 30)


def test_a_country_without_any_token_is_exceeded_by_no_number() -> None:
    assert exceeds("CN", "DE", n=2) == {"verdict": "supported", "margin": None}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_agree_with_plain_python_over_the_daily_rows(seed: int) -> None:
    rng = random.Random(seed)
    tokens = {f"{m.model}{suffix}": rng.randint(1, 50) for m in MODELS for suffix in ("", ":free")} | {"other": 17}
    where = world({WEEK: tokens}, MODELS)
    openness = {m.model: m.openness for m in MODELS}
    predicate = {"kind": "share_at_least", "of": "open", "denominator": "all", "at_least": 0.5}
    for row in judged(where, claim(predicate, iso(WEEK)))[1]:
        kept = {s: t for s, t in tokens.items() if row["variant_policy"] != "exclude_free" or ":" not in s}
        told = {s: openness.get(s.partition(":")[0], "other") for s in kept}
        if row["stealth_scenario"] != "not_open":
            told = {s: "open_weights" if o == "stealth" else o for s, o in told.items()}
        low = sum(t for s, t in kept.items() if told[s] == "open_weights")
        unknown = sum(t for s, t in kept.items() if told[s] in {"router", "unclassified", "other"})
        whole = sum(kept.values())
        assert (row["figure_low"], row["figure_high"]) == (
            pytest.approx(low / whole, abs=1e-12),
            pytest.approx((low + unknown) / whole, abs=1e-12),
        )


def test_without_free_variants_a_week_of_free_ones_alone_is_not_held() -> None:
    models = [open_model("a/x", "osi", "CN"), closed_model("b/y", "US")]
    where = world({WEEK: {"a/x:free": 5, "b/y:free": 8}}, models)
    said = {"kind": "country_exceeds", "country": "CN", "other_country": "US"}
    found = {
        row["variant_policy"]: (row["outcome"], row["figures"]) for row in judged(where, claim(said, iso(WEEK)))[1]
    }
    assert found["merged"][0] == "false"
    assert found["exclude_free"] == ("unknown", "the week is not held")


def test_without_free_variants_every_other_variant_still_counts() -> None:
    # Of 100 tokens a day 30 are free and 20 those of a variant that is paid for.
    where = world({WEEK: {"o/1": 10, "o/1:nitro": 20, "o/1:free": 30, "c/1": 40}}, MODELS)
    said = {"kind": "share_at_least", "denominator": "all", "at_least": 0.5, "of": "open"}
    lows = {row["variant_policy"]: row["figure_low"] for row in judged(where, claim(said, iso(WEEK)))[1]}
    assert lows == {
        "merged": pytest.approx(60 / 100),
        "as_listed": pytest.approx(60 / 100),
        "exclude_free": pytest.approx(30 / 70),
    }


def test_tokens_of_countries_are_told_in_trillions() -> None:
    where = world({WEEK: {"o/1": 4 * 10**12, "c/1": 125 * 10**10, "u/1": 10**9}}, MODELS)
    said = {"kind": "country_exceeds", "country": "CN", "other_country": "US"}
    row = judged(where, claim(said, iso(WEEK)))[1][0]
    assert row["figures"] == "CN 28.0 T, US 8.75 T, of unknown country 0.007 T tokens"


def test_ends_that_differ_by_less_than_is_shown_are_one_figure() -> None:
    row = share(world({WEEK: {"o/1": 500_000, "c/1": 499_999, "u/1": 1}}, MODELS), of="open")
    assert (row["figure_low"], row["figure_high"]) == (0.5, 0.500001)
    assert row["figures"] == "50.0 % of all tokens"
