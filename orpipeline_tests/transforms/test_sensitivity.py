"""How the count of open models in the top five moves with the choices behind it."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from orpipeline.transforms.sensitivity import open_top_five_sensitivity
from orpipeline_tests import frames
from orpipeline_tests.claim_world import NOW, Model, World, closed_model, open_model, world
from orpipeline_tests.frames import Covered, Verdict, each_day

MONDAY = "2026-02-09"
MODELS = [
    open_model("a/osi"),
    open_model("b/clause", "clause"),
    open_model("c/community", "community"),
    Model("d/hidden", "stealth", revealed_as="e/later"),
    # Closed until it was opened long after the week.
    Model("e/later", "proprietary", "closed", valid_to="2026-05-31"),
    Model("e/later", "open_weights", "non_commercial", valid_from="2026-06-01"),
    closed_model("f/closed"),
    closed_model("g/sixth"),
]
WEEK = {"a/osi": 60, "b/clause": 50, "c/community": 40, "d/hidden": 30, "e/later": 20, "f/closed": 10, "g/sixth": 5}


def sensitivity(where: World) -> pl.DataFrame:
    return open_top_five_sensitivity(where.weekly_rank, where.periods, where.models, NOW).collect()


def counts(frame: pl.DataFrame, scenario: str, basis: str) -> list[int]:
    rows = frame.filter(
        (pl.col("week_convention") == "iso")
        & (pl.col("variant_policy") == "merged")
        & (pl.col("stealth_scenario") == scenario)
        & (pl.col("time_basis") == basis)
    )
    return rows.sort("strictness")["open_count"].to_list()


def test_the_count_follows_scenario_strictness_and_time_basis() -> None:
    found = sensitivity(world({MONDAY: WEEK}, MODELS))
    assert counts(found, "not_open", "as_then") == [3, 3, 2, 1]
    assert counts(found, "open", "as_then") == [4, 4, 3, 2]
    assert counts(found, "as_revealed", "as_then") == [3, 3, 2, 1]
    assert counts(found, "as_revealed", "as_now") == [5, 3, 2, 1]
    assert counts(found, "not_open", "as_now") == [4, 3, 2, 1]


def test_four_or_more_and_the_margin_at_the_cut_stand_beside_the_count() -> None:
    found = sensitivity(world({MONDAY: WEEK}, MODELS)).filter(pl.col("strictness") == 1)
    assert found.filter(pl.col("has_four_or_more"))["open_count"].min() == 4
    assert found.filter(~pl.col("has_four_or_more"))["open_count"].max() == 3
    assert set(found["margin_at_cut"]) == {20 / 10 - 1}


def test_a_tie_at_the_cut_is_inside_whole() -> None:
    tied = WEEK | {"f/closed": 20, "g/sixth": 20}
    found = sensitivity(world({MONDAY: tied}, [*MODELS[:-2], open_model("f/closed"), open_model("g/sixth")]))
    assert counts(found, "not_open", "as_then")[0] == 5


def test_a_free_variant_counts_apart_or_not_at_all_by_policy() -> None:
    tokens = {"a/one:free": 50, "a/one": 6, "b/two": 40, "c/three": 30, "d/four": 20, "e/five": 10, "f/six": 7}
    models = [open_model("a/one"), *(closed_model(slug) for slug in tokens if slug[2:] in {"two", "three", "four"})]
    models += [open_model("e/five"), closed_model("f/six")]
    found = sensitivity(world({MONDAY: tokens}, models)).filter(
        (pl.col("week_convention") == "iso") & (pl.col("strictness") == 1)
    )
    by_policy = {row["variant_policy"]: row["open_count"] for row in found.to_dicts()}
    assert by_policy == {"merged": 2, "as_listed": 2, "exclude_free": 1}


def test_partial_windows_are_left_out_and_the_number_of_settings_shows_it() -> None:
    two = {"2026-02-09": WEEK, "2026-02-16": WEEK}
    found = sensitivity(world(two, MODELS))
    per_week = {str(k): v for k, v in Counter(found["week_start"]).items()}
    # The sunday week and three windows before 02-09 reach into days never read, as do three after 02-16.
    assert per_week == {"2026-02-09": 4 * 72, "2026-02-16": 5 * 72}
    windows = found.filter(pl.col("week_start") == date(2026, 2, 16)).select("week_convention", "window_start").unique()
    assert sorted((row[0], str(row[1])) for row in windows.rows()) == [
        ("iso", "2026-02-16"),
        ("rolling", "2026-02-13"),
        ("rolling", "2026-02-14"),
        ("rolling", "2026-02-15"),
        ("sunday", "2026-02-15"),
    ]


def test_a_week_in_the_middle_has_all_576_settings_once() -> None:
    found = sensitivity(world(dict.fromkeys(("2026-02-02", "2026-02-09", "2026-02-16"), WEEK), MODELS))
    middle = found.filter(pl.col("week_start") == date(2026, 2, 9))
    assert middle.height == 8 * 3 * 3 * 4 * 2
    key = ["week_convention", "window_start", "variant_policy", "stealth_scenario", "strictness", "time_basis"]
    assert middle.select(key).is_unique().all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_agree_with_plain_python_over_the_daily_rows(seed: int) -> None:
    where = _random_world(seed)
    usage = where.usage.collect().to_dicts()
    verdicts = {row["model"]: row for row in where.models.collect().to_dicts()}
    rows = sensitivity(where).to_dicts()
    assert len(rows) > 1000
    for row in rows:
        assert row["open_count"] == _count_by_hand(row, usage, verdicts), row


TIERS = ("osi", "clause", "community", "non_commercial")


def _random_world(seed: int) -> World:
    rng = random.Random(seed)
    models = [Model(f"m/{n}", "open_weights", rng.choice(TIERS)) for n in range(6)]
    models += [closed_model(f"m/{n}") for n in range(6, 10)] + [
        Model("m/10", "stealth", revealed_as="m/1"),
        Model("m/11", "stealth"),
    ]
    tokens = {
        day: {f"m/{n}{suffix}": rng.randint(1, 6) for n in range(12) for suffix in ("", ":free") if rng.random() < 0.8}
        for day in ("2026-02-02", "2026-02-09", "2026-02-16")
    }
    return world(tokens, models)


def _count_by_hand(row: dict[str, Any], usage: list[dict[str, Any]], verdicts: dict[str, dict[str, Any]]) -> int:
    sums = Counter[str]()
    for use in usage:
        if not row["window_start"] <= use["day"] < row["window_start"] + timedelta(days=7):
            continue
        if row["variant_policy"] == "exclude_free" and use["variant"] == "free":
            continue
        sums[use["permaslug"] if row["variant_policy"] == "as_listed" else use["model"]] += use["token_count"]
    fifth = sorted(sums.values(), reverse=True)[4]
    count = 0
    for slug, tokens in sums.items():
        verdict = verdicts[slug.partition(":")[0]]
        if verdict["openness"] == "stealth" and row["stealth_scenario"] == "open":
            verdict = {"openness": "open_weights", "licence_tier": "osi"}
        elif verdict["openness"] == "stealth" and row["stealth_scenario"] == "as_revealed":
            verdict = verdicts.get(verdict["revealed_as"], verdict)
        admitted = {1: TIERS, 2: TIERS[:3], 3: TIERS[:2], 4: TIERS[:1]}[row["strictness"]]
        count += tokens >= fifth and verdict["openness"] == "open_weights" and verdict["licence_tier"] in admitted
    return count


def test_the_margin_at_a_cut_through_a_tie_is_the_lead_of_the_whole_tie_over_the_next() -> None:
    # e/later and f/closed share rank five with 20 tokens a day; g/sixth has 5.
    found = sensitivity(world({MONDAY: WEEK | {"f/closed": 20}}, MODELS))
    assert set(found["margin_at_cut"]) == {20 / 5 - 1}


def test_a_week_that_lacks_its_last_day_counts_by_the_verdicts_of_the_last_day_it_has() -> None:
    verdicts = (
        Verdict("lab/a", "open_weights", "osi", valid_to="2026-02-14"),
        Verdict("lab/a", "proprietary", "closed", valid_from="2026-02-15"),
    )
    figures = each_day(MONDAY, 8, {"lab/a": 5}, d7=None)
    where = frames.World(figures, verdicts, (Covered(MONDAY, "2026-02-16", "2026-02-17T02:00"),))
    found = open_top_five_sensitivity(where.weekly_rank, where.periods, where.models, where.now).collect()
    assert set(found["status"]) == {"final_with_gaps"}
    assert counts(found, "not_open", "as_then") == [1, 1, 1, 1]
    assert counts(found, "not_open", "as_now") == [0, 0, 0, 0]
