"""A week and those before or after it."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from orpipeline_tests.claim_world import Model, World, claim, closed_model, iso, judged, open_model, verdict, world

FIRST = date(2025, 1, 6)
MODELS = [*(open_model(f"o/{n}") for n in range(1, 4)), *(closed_model(f"c/{n}") for n in range(1, 4))]


def weeks(opens: dict[int, int]) -> World:
    """Weeks by number from 2025-01-06, each with so many open models in its top three.

    Those have 110 tokens a day, the proprietary ones beside them 100; outside are 40, and open ones with 20 to 40.
    """
    tokens = {}
    for number, count in opens.items():
        start = str(FIRST + timedelta(days=7 * number))
        tokens[start] = {f"o/{n}": 110 if n <= count else 20 + 10 * count for n in range(1, 4)}
        tokens[start] |= {f"c/{n}": 100 for n in range(1, 4 - count)} | {f"c/{n}": 40 for n in range(4 - count, 4)}
    return world(tokens, MODELS)


def week(number: int) -> dict[str, str]:
    return iso(str(FIRST + timedelta(days=7 * number)))


TWO = {"n": 3, "at_least": 2}
HOLDS: dict[str, Any] = {"kind": "holds_since", "condition": TWO}


def first(ever: bool) -> dict[str, Any]:
    return {"kind": "first_week_with", "condition": TWO, "ever": ever}


def test_it_holds_since_then_if_every_later_week_has_it() -> None:
    row = verdict(weeks({0: 0, 1: 2, 2: 3, 3: 2}), HOLDS, week(1))
    assert (row["verdict"], row["settings_true"]) == ("supported", 18)
    assert "it holds in 3 of 3 weeks held from 2025-01-13 on" in row["evidence"]


def test_one_later_week_without_it_refutes_and_the_evidence_tells_when_it_fell_and_came_back() -> None:
    row = verdict(weeks({1: 2, 2: 2, 3: 1, 4: 0, 5: 0, 6: 3}), HOLDS, week(1))
    assert row["verdict"] == "refuted"
    assert (
        "it holds in 3 of 6 weeks held from 2025-01-13 on; fails first in the week of 2025-01-27 (1 of 3 open); "
        "is furthest off in the week of 2025-02-03 (0 of 3 open); holds again in the week of 2025-02-17 (3 of 3 open)"
    ) in row["evidence"]


def test_a_refuted_spell_is_as_far_off_as_its_worst_week() -> None:
    # The second open model against the second of the others: 30 to 100 in week 2, 20 to 100 in week 3.
    assert verdict(weeks({1: 2, 2: 1, 3: 0}), HOLDS, week(1))["margin"] == pytest.approx(100 / 20 - 1)
    assert verdict(weeks({1: 2, 2: 2}), HOLDS, week(1))["margin"] == pytest.approx(110 / 40 - 1)


def test_a_later_week_that_is_not_held_leaves_it_unknown_unless_another_refutes() -> None:
    row = verdict(weeks({1: 2, 3: 2}), HOLDS, week(1))
    assert row["verdict"] == "undecidable"
    assert "weeks not held: 1" in row["evidence"]
    assert verdict(weeks({1: 2, 3: 1}), HOLDS, week(1))["verdict"] == "refuted"


def test_the_newest_week_alone_says_nothing_about_later_ones() -> None:
    assert verdict(weeks({0: 2, 1: 2}), HOLDS, week(1))["verdict"] == "undecidable"
    assert verdict(weeks({0: 2, 1: 2}), HOLDS, week(9))["verdict"] == "undecidable"


def test_the_first_week_is_the_one_before_which_no_week_has_it() -> None:
    row = verdict(weeks({0: 0, 1: 1, 2: 2, 3: 3}), first(ever=False), week(2))
    assert row["verdict"] == "supported"
    assert "2 of 3 open in the week itself; 2 earlier weeks held, 0 of them with it" in row["evidence"]


def test_an_earlier_week_with_it_refutes() -> None:
    row = verdict(weeks({0: 0, 1: 2, 2: 2}), first(ever=False), week(2))
    assert row["verdict"] == "refuted"
    assert "the first of them the week of 2025-01-13 (2 of 3 open)" in row["evidence"]
    assert verdict(weeks({0: 0, 1: 2}), first(ever=False), week(0))["verdict"] == "refuted"


def test_an_earlier_week_that_is_not_held_leaves_the_first_unknown() -> None:
    assert verdict(weeks({1: 1, 2: 2}), first(ever=False), week(2))["verdict"] == "undecidable"
    assert verdict(weeks({1: 2, 2: 2}), first(ever=False), week(2))["verdict"] == "refuted"


def test_ever_reaches_behind_the_data_and_is_never_true_but_can_be_refuted() -> None:
    row = verdict(weeks({0: 0, 1: 1, 2: 2}), first(ever=True), week(2))
    assert row["verdict"] == "undecidable"
    assert "weeks before 2025 are in no data" in row["evidence"]
    assert verdict(weeks({0: 2, 1: 1, 2: 2}), first(ever=True), week(2))["verdict"] == "refuted"


def test_rolling_weeks_are_compared_by_steps_of_seven_days() -> None:
    # Eight windows are held from 2025-01-20 on, but only two of them do not overlap.
    row = verdict(weeks({0: 0, 1: 0, 2: 3, 3: 3}), HOLDS, {"convention": "rolling", "week": "2025-01-20"})
    assert row["verdict"] == "supported"
    assert "it holds in 2 of 2 weeks held from 2025-01-20 on" in row["evidence"]


def trend(**over: Any) -> dict[str, Any]:
    return {"kind": "trend", "share_of": "open", "weeks_before": 2, "weeks_after": 2, "direction": "rising"} | over


def shares(*open_tokens: int, other: int = 0) -> World:
    """Weeks from 2025-01-06: so many of 100 named tokens are open, and `other` on top."""
    models = [open_model("o/1"), closed_model("c/1")]
    start = {n: str(FIRST + timedelta(days=7 * n)) for n in range(len(open_tokens))}
    hidden = {"other": other} if other else {}
    return world({start[n]: {"o/1": t, "c/1": 100 - t} | hidden for n, t in enumerate(open_tokens)}, models)


def test_a_trend_compares_the_mean_of_the_weeks_after_with_that_of_the_weeks_before() -> None:
    # The week itself (95) is in neither span: (20 + 40) / 2 before, (35 + 45) / 2 after.
    row = verdict(shares(20, 40, 95, 35, 45), trend(), week(2))
    assert (row["verdict"], row["margin"]) == ("supported", pytest.approx(0.1))
    assert "mean weekly open share 30.0 % in the 2 weeks before, 40.0 % in the 2 weeks after" in row["evidence"]
    assert verdict(shares(20, 40, 95, 35, 45), trend(direction="falling"), week(2))["verdict"] == "refuted"
    falling = trend(share_of="proprietary", direction="falling")
    assert verdict(shares(20, 40, 95, 35, 45), falling, week(2))["verdict"] == "supported"


def test_no_movement_is_neither_rising_nor_falling() -> None:
    for direction in ("rising", "falling"):
        assert verdict(shares(20, 40, 95, 40, 20), trend(direction=direction), week(2))["verdict"] == "refuted"


def test_the_same_shares_in_another_order_have_the_same_mean() -> None:
    # 0.1 + 0.2 + 0.7 is 1, but 0.7 + 0.2 + 0.1 is 0.9999999999999999 in a computer's numbers.
    for direction in ("rising", "falling"):
        row = verdict(
            shares(10, 20, 70, 95, 70, 20, 10), trend(direction=direction, weeks_before=3, weeks_after=3), week(3)
        )
        assert (row["verdict"], row["margin"]) == ("refuted", 0)


def test_figures_are_the_same_each_time_they_are_computed() -> None:
    random = Random(1)
    weeks_long = shares(*(random.randint(1, 99) for _ in range(50)), other=37)
    ledger = claim(trend(weeks_before=20, weeks_after=20), week(25))
    figures = {str(judged(weeks_long, ledger)) for _ in range(20)}
    assert len(figures) == 1


def test_a_span_that_is_not_held_whole_leaves_the_trend_unknown() -> None:
    row = verdict(shares(20, 40, 95, 35), trend(), week(2))
    assert row["verdict"] == "undecidable"
    assert "2 of 2 weeks before and 1 of 2 weeks after are held" in row["evidence"]


def test_a_model_that_nobody_has_classified_may_leave_the_trend_unknown() -> None:
    models = [open_model("o/1"), closed_model("c/1"), Model("u/1", "unclassified")]
    start = [str(FIRST + timedelta(days=7 * n)) for n in range(5)]
    before, after = {"o/1": 30, "c/1": 70}, {"o/1": 20, "c/1": 50, "u/1": 30}
    tokens = dict(zip(start, [before, before, before, after, after], strict=True))
    row = verdict(world(tokens, models), trend(), week(2))
    assert (row["verdict"], row["margin"]) == ("undecidable", None)


def test_other_may_be_anything_so_a_trend_is_known_only_where_the_bounds_do_not_overlap() -> None:
    # Half of all tokens are other: (10 + 20) / 2 before and (17.5 + 22.5) / 2 after, and 50 more at best.
    row = judged(shares(20, 40, 95, 35, 45, other=100), claim(trend(), week(2)))[1][0]
    assert (row["outcome"], row["margin"]) == ("unknown", None)
    assert (row["figure_low"], row["figure_high"]) == (pytest.approx(0.2 - 0.65), pytest.approx(0.7 - 0.15))
    assert "open share 15.0 to 65.0 % in the 2 weeks before, 20.0 to 70.0 % in the 2 weeks after" in row["figures"]
    # A fifth is other: 24 to 44 % before, 64 to 84 % after.
    for direction, verdict_of in (("rising", "supported"), ("falling", "refuted")):
        row = verdict(shares(20, 40, 95, 70, 90, other=25), trend(direction=direction), week(2))
        assert (row["verdict"], row["margin"]) == (verdict_of, pytest.approx(0.64 - 0.44))


def test_a_trend_is_as_strong_as_the_bounds_are_apart() -> None:
    # From 20 to 40 % open before to 50 % after: 10 points at least, 30 at most.
    models = [open_model("o/1"), closed_model("c/1"), Model("u/1", "unclassified")]
    before, after = {"o/1": 20, "c/1": 60, "u/1": 20}, {"o/1": 50, "c/1": 50}
    tokens = {str(FIRST + timedelta(days=7 * n)): before if n < 2 else after for n in range(5)}
    row = judged(world(tokens, models), claim(trend(), week(2)))[1][0]
    assert (row["figure_low"], row["figure_high"]) == (pytest.approx(0.1), pytest.approx(0.3))
    assert (row["outcome"], row["margin"]) == ("true", pytest.approx(0.1))


def test_the_span_before_must_be_held_whole_too() -> None:
    row = verdict(shares(20, 95, 35, 45), trend(), week(1))
    assert row["verdict"] == "undecidable"
    assert "1 of 2 weeks before and 2 of 2 weeks after are held" in row["evidence"]


def test_a_spell_s_figures_reach_from_its_lowest_week_to_its_highest() -> None:
    row = judged(weeks({1: 2, 2: 3, 3: 1}), claim(HOLDS, week(1)))[1][0]
    assert (row["figure_low"], row["figure_high"]) == (1, 3)


def test_a_first_week_s_figures_are_its_own() -> None:
    row = judged(weeks({0: 0, 1: 3, 2: 2}), claim(first(ever=False), week(2)))[1][0]
    assert (row["figure_low"], row["figure_high"]) == (2, 2)


def test_the_first_week_ever_published_can_be_the_first_with_it() -> None:
    assert verdict(weeks({0: 2}), first(ever=False), week(0))["verdict"] == "supported"


def test_an_earlier_week_that_may_have_it_leaves_the_first_unknown() -> None:
    tokens = {str(FIRST): {"o/1": 3, "u/1": 2, "c/1": 1}, week(1)["week"]: {"o/1": 3, "o/2": 2, "c/1": 1}}
    where = world(tokens, [*MODELS, Model("u/1", "unclassified")])
    assert verdict(where, first(ever=False), week(1))["verdict"] == "undecidable"


@pytest.mark.parametrize(
    ("later", "verdict_and_margin"),
    [
        ({"o/1": 50, "c/1": 45, "o/2": 30, "c/2": 20}, ("supported", 30 / 20 - 1)),
        ({"o/1": 50, "c/1": 40, "c/2": 30, "o/2": 20}, ("refuted", 30 / 20 - 1)),
    ],
)
def test_a_spell_rests_on_its_weakest_week_and_falls_with_the_one_that_fails(
    later: dict[str, int], verdict_and_margin: tuple[str, float]
) -> None:
    # The second open model is twice as strong as the second of the others in the first week, and less so in the later.
    where = world({str(FIRST): {"o/1": 50, "o/2": 40, "c/1": 30, "c/2": 20}, week(1)["week"]: later}, MODELS)
    row = verdict(where, HOLDS, week(0))
    assert (row["verdict"], row["margin"]) == (verdict_and_margin[0], pytest.approx(verdict_and_margin[1]))
