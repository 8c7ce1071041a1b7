"""Counts in the top n: bounds, what is not known, and how far the answer is from the other one."""

import random

import pytest

from orpipeline_tests.claim_world import (
    Model,
    Row,
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
OPEN = [open_model(f"o/{n}") for n in range(1, 7)]
CLOSED = [closed_model(f"c/{n}") for n in range(1, 7)]
# Four of five open; the fifth, o/4, is 1 % ahead of c/2.
FOUR = {"o/1": 900, "o/2": 800, "c/1": 700, "o/3": 600, "o/4": 505, "c/2": 500, "o/5": 300}


def at(tokens: dict[str, int], **predicate: object) -> Row:
    return verdict(world({WEEK: tokens}, [*OPEN, *CLOSED]), {"kind": "open_in_top_n", "n": 5, **predicate}, iso(WEEK))


def test_at_least_holds_and_its_margin_is_the_lead_of_the_row_that_decides() -> None:
    row = at(FOUR, at_least=4)
    assert (row["verdict"], row["settings_true"], row["margin"]) == ("supported", 18, pytest.approx(0.01))
    assert row["evidence"] == (
        "ISO week of 2026-02-09: 4 of 5 open: 1 O/1 open, 2 O/2 open, 3 C/1 proprietary, 4 O/3 open, 5 O/4 open"
    )


def test_a_swap_at_the_cut_that_leaves_the_count_is_not_the_margin() -> None:
    # c/2 is fifth and o/5 sixth, a hair behind: at least three open stays true until c/2 and c/1 both pass o/3.
    row = at({"o/1": 900, "o/2": 800, "c/1": 700, "o/3": 600, "c/2": 301, "c/3": 150, "o/5": 300}, at_least=3)
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(600 / 150 - 1))


def test_at_most_is_false_by_the_lead_that_would_have_to_be_lost() -> None:
    row = at(FOUR, at_most=3)
    assert (row["verdict"], row["margin"]) == ("refuted", pytest.approx(505 / 500 - 1))


def test_exactly_is_as_close_as_its_nearer_side() -> None:
    # To five open: o/5 (300) must reach c/1 (700). To three: c/2 (500) must reach o/4 (505).
    row = at(FOUR, exactly=4)
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(0.01))
    assert at(FOUR, exactly=5)["margin"] == pytest.approx(700 / 300 - 1)


def test_both_bounds_together_leave_what_lies_between() -> None:
    assert at(FOUR, at_least=3, at_most=4)["verdict"] == "supported"
    assert at(FOUR, at_least=1, at_most=3)["verdict"] == "refuted"


def test_a_tie_at_the_cut_is_inside_whole() -> None:
    row = at(FOUR | {"c/2": 505}, exactly=4)
    assert row["verdict"] == "supported"
    assert "4 of 6 open" in row["evidence"]
    assert row["margin"] == 0


def test_sixty_models_in_a_tie_are_at_least_one() -> None:
    tied = {f"o/t{n}": 7 for n in range(60)}
    where = world({WEEK: tied}, [open_model(slug) for slug in tied])
    row = verdict(where, {"kind": "open_in_top_n", "n": 1, "at_least": 1}, iso(WEEK))
    assert row["verdict"] == "supported"
    assert row["evidence"].startswith("ISO week of 2026-02-09: 60 of 60 open")


@pytest.mark.parametrize("bound", ["at_least", "at_most", "exactly"])
def test_a_week_that_is_not_held_is_unknown_whatever_the_bound(bound: str) -> None:
    where = world({WEEK: FOUR}, [*OPEN, *CLOSED])
    row = verdict(where, {"kind": "open_in_top_n", "n": 5, bound: 0}, iso("2025-08-11"))
    assert (row["verdict"], row["settings_unknown"], row["margin"]) == ("undecidable", 18, None)
    assert row["evidence"] == "ISO week of 2025-08-11: the week is not held"


def test_a_partial_week_is_unknown() -> None:
    where = world({"2026-02-08": FOUR}, [*OPEN, *CLOSED])
    assert verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 4}, iso(WEEK))["verdict"] == "undecidable"


def test_an_unclassified_model_may_be_either() -> None:
    models = [*OPEN[:3], *CLOSED, *OPEN[4:], Model("o/4", "unclassified")]
    where = world({WEEK: FOUR}, models)
    assert verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 4}, iso(WEEK))["verdict"] == "undecidable"
    assert verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 3}, iso(WEEK))["verdict"] == "supported"
    assert verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 5}, iso(WEEK))["verdict"] == "refuted"
    row = verdict(where, {"kind": "open_in_top_n", "n": 5, "at_most": 3}, iso(WEEK))
    assert row["evidence"].startswith("ISO week of 2026-02-09: 3 to 4 of 5 open: ")


def test_stealth_scenarios_decide_and_a_stealth_model_may_be_proprietary() -> None:
    models = [*OPEN[:3], *CLOSED, OPEN[4], Model("o/4", "stealth", revealed_as="c/6")]
    where = world({WEEK: FOUR}, models)
    period = iso(WEEK)
    found = outcomes(where, {"kind": "open_in_top_n", "n": 5, "at_least": 4}, period, "stealth_scenario")
    assert found == {"not_open": {"false"}, "open": {"true"}, "as_revealed": {"false"}}
    closed = {"kind": "open_in_top_n", "n": 5, "count": "proprietary", "exactly": 1}
    found = outcomes(where, closed, period, "stealth_scenario")
    assert found == {"not_open": {"unknown"}, "open": {"true"}, "as_revealed": {"false"}}


def test_a_router_is_neither_open_nor_proprietary() -> None:
    where = world({WEEK: FOUR}, [*OPEN[:3], *CLOSED, OPEN[4], Model("o/4", "router")])
    assert verdict(where, {"kind": "open_in_top_n", "n": 5, "exactly": 3}, iso(WEEK))["verdict"] == "supported"
    closed = {"kind": "open_in_top_n", "n": 5, "count": "proprietary", "exactly": 1}
    assert verdict(where, closed, iso(WEEK))["verdict"] == "supported"


def test_strictness_counts_only_the_licences_asked_for_and_the_evidence_names_them() -> None:
    models = [open_model("o/1", "community"), *OPEN[1:], *CLOSED]
    where = world({WEEK: FOUR}, models)
    row = verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 4, "strictness": 4}, iso(WEEK))
    assert row["verdict"] == "refuted"
    assert "3 of 5 open: 1 O/1 open (community), 2 O/2 open (osi), 3 C/1 proprietary" in row["evidence"]


def test_a_model_opened_later_is_fragile_by_time_basis() -> None:
    models = [*OPEN[:3], *CLOSED, OPEN[4]]
    models += [Model("o/4", "proprietary", "closed", valid_to="2026-03-01")]
    models += [Model("o/4", "open_weights", "osi", valid_from="2026-03-02")]
    where = world({WEEK: FOUR}, models)
    row = verdict(where, {"kind": "open_in_top_n", "n": 5, "at_least": 4}, iso(WEEK))
    assert (row["verdict"], row["settings_true"], row["settings_false"]) == ("fragile", 9, 9)
    assert row["flipped_by"] == "ISO week of 2026-02-09, by the newest verdicts: 4 of 5 open (9 of 18 settings)"


def test_this_week_asks_every_week_that_may_be_meant() -> None:
    # The iso week has four, the sunday week that begins a day earlier has three.
    before = {"o/1": 900, "o/2": 800, "c/1": 700, "o/3": 600, "o/4": 100, "c/2": 900}
    tokens = {"2026-02-02": before, "2026-02-09": FOUR}
    where = world(tokens, [*OPEN, *CLOSED])
    predicate = {"kind": "open_in_top_n", "n": 5, "at_least": 4}
    found = outcomes(where, predicate, {"around": "2026-02-17"}, "week_convention", "week_start")
    said = {f"{convention} {start}": words for (convention, start), words in found.items()}
    assert said["iso 2026-02-09"] == {"true"}
    assert said["sunday 2026-02-08"] == {"false"}
    assert said["iso 2026-02-16"] == said["sunday 2026-02-15"] == said["rolling 2026-02-10"] == {"unknown"}
    assert len(said) == 12


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_outcome_and_margin_agree_with_trying_it_out(seed: int) -> None:
    rng = random.Random(seed)
    tokens = dict(zip([m.model for m in OPEN + CLOSED], rng.sample(range(100, 1000), 12), strict=True))
    where = world({WEEK: tokens}, [*OPEN, *CLOSED])
    for n in (3, 5):
        for least in range(1, n + 1):
            predicate = {"kind": "open_in_top_n", "n": n, "at_least": least}
            row = judged(where, claim(predicate, iso(WEEK)))[1][0]
            holds = _open_in(tokens, n, 1.0) >= least
            assert row["outcome"] == str(holds).lower()
            # The rest grows (or, where it is ahead, the open models do) by the margin: just before, nothing has flipped.
            for grown, flips in ((row["margin"] - 1e-9, False), (row["margin"] + 1e-9, True)):
                factor = 1 + grown if holds else 1 / (1 + grown)
                assert ((_open_in(tokens, n, factor) >= least) != holds) is flips


def _open_in(tokens: dict[str, int], n: int, factor_of_rest: float) -> int:
    scaled = {slug: count * (factor_of_rest if slug.startswith("c/") else 1) for slug, count in tokens.items()}
    top = sorted(scaled, key=lambda slug: -scaled[slug])[:n]
    return sum(slug.startswith("o/") for slug in top)


def test_a_bound_that_is_not_given_never_fails() -> None:
    six = {f"o/{n}": 10 - n for n in range(1, 7)}
    row = verdict(world({WEEK: six}, OPEN), {"kind": "open_in_top_n", "n": 6, "at_least": 4}, iso(WEEK))
    assert (row["verdict"], row["margin"]) == ("supported", None)


def test_the_side_without_a_bound_has_no_lead() -> None:
    # At most one open of two: o/2 (100) would have to reach c/1 (800). "At least none" cannot be lost.
    row = at({"o/1": 900, "c/1": 800, "c/2": 700, "c/3": 690, "o/2": 100}, n=2, at_most=1)
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(800 / 100 - 1))


def test_a_claim_that_too_few_models_of_the_week_could_make_true_has_no_margin() -> None:
    row = at({"o/1": 900, "c/1": 800, "c/2": 700, "c/3": 600, "c/4": 500}, at_least=2)
    assert (row["verdict"], row["margin"]) == ("refuted", None)


def test_a_lead_over_a_row_of_no_tokens_is_no_margin() -> None:
    row = at({"o/1": 9, "c/1": 0}, n=1, at_least=1)
    assert (row["verdict"], row["margin"]) == ("supported", None)


def test_the_evidence_names_the_licences_as_soon_as_they_are_asked_for() -> None:
    row = at({"o/1": 9, "c/1": 5}, n=1, at_least=1, strictness=2)
    assert row["evidence"] == "ISO week of 2026-02-09: 1 of 1 open: 1 O/1 open (osi)"


def test_the_settings_of_a_week_are_numbered_from_1_and_tell_its_first_day_and_its_last() -> None:
    said = claim({"kind": "open_in_top_n", "n": 5, "at_least": 4}, iso(WEEK))
    settings = judged(world({WEEK: FOUR}, [*OPEN, *CLOSED]), said)[1]
    assert [row["setting"] for row in settings] == list(range(1, 19))
    assert {(str(row["week_start"]), str(row["week_end"])) for row in settings} == {(WEEK, "2026-02-15")}


def test_the_fiftieth_of_the_top_fifty_counts_and_the_next_does_not() -> None:
    tokens = {f"o/{n}": 1000 - n for n in range(1, 51)} | {"c/1": 100}
    where = world({WEEK: tokens}, [*(open_model(f"o/{n}") for n in range(1, 51)), *CLOSED])
    row = judged(where, claim({"kind": "open_in_top_n", "n": 50, "exactly": 50}, iso(WEEK)))[1][0]
    assert (row["outcome"], row["figures"]) == ("true", "50 of 50 open")


def test_a_variant_that_ranks_apart_is_told_by_its_name() -> None:
    where = world({WEEK: {"o/1": 30, "o/1:free": 28, "c/1": 9}}, [*OPEN, *CLOSED])
    settings = judged(where, claim({"kind": "open_in_top_n", "n": 2, "exactly": 2}, iso(WEEK)))[1]
    told = {row["variant_policy"]: row["evidence"] for row in settings}
    assert told["merged"] == "1 O/1 open, 2 C/1 proprietary"
    assert told["as_listed"] == "1 O/1 open, 2 O/1 (:free) open"
