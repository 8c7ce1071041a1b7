"""Spells, growth and lifecycles of random weeks, computed a second time from the daily rows in plain Python."""

from collections import defaultdict
from datetime import date

import polars as pl
import pytest

from orpipeline.transforms.charts import number_one_runs
from orpipeline.transforms.growth import weekly_growth
from orpipeline.transforms.lifecycle import model_lifecycle
from orpipeline_tests.second_way import SEEDS, WEEK, closed_weeks, dicts, made, merged_tokens, near


def test_the_random_weeks_hold_the_awkward_cases() -> None:
    weeks = made(1)
    statuses = {row["status"] for row in dicts(weeks.periods) if row["week_convention"] == "iso"}
    assert statuses == {"final", "final_with_gaps", "partial"}
    ranks = [row for row in dicts(weeks.weekly_rank) if row["variant_policy"] == "merged"]
    assert any(row["margin_to_next"] == 0 for row in ranks)
    assert any(row["rank"] > 50 for row in ranks)
    assert any(row["token_count_high"] > row["token_count"] for row in ranks)


@pytest.mark.parametrize("seed", SEEDS)
def test_number_one_runs_agree(seed: int) -> None:
    weeks = made(seed)
    sums = merged_tokens(weeks)
    leads: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for start in sorted(closed_weeks(weeks)):
        first, second = sorted(sums[start].values(), reverse=True)[:2]
        for model in (model for model, tokens in sums[start].items() if tokens == first):
            leads[model].append((start, first / second - 1))
    expected = {}
    for model, led in leads.items():
        begins = [n for n, (start, _) in enumerate(led) if n == 0 or led[n - 1][0] != start - WEEK]
        for begin, end in zip(begins, [*begins[1:], len(led)], strict=True):
            spell = led[begin:end]
            expected[model, spell[0][0]] = (spell[-1][0], len(spell), near(min(lead for _, lead in spell)))
    result = dicts(number_one_runs(weeks.weekly_rank))
    columns = ("last_week", "week_count", "margin_min")
    assert {(row["model"], row["first_week"]): tuple(row[c] for c in columns) for row in result} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_of_growth_agree_and_add_up_to_the_change(seed: int) -> None:
    weeks = made(seed)
    sums, closed = merged_tokens(weeks), closed_weeks(weeks)
    result = dicts(weekly_growth(weeks.weekly_rank, weeks.periods))
    assert [row["week_start"] for row in result] == [start for start in sorted(closed) if start - WEEK in closed]
    for row in result:
        now, before = sums[row["week_start"]], sums[row["week_start"] - WEEK]
        both = now.keys() & before.keys()
        expected = {
            "new": [now[model] for model in now.keys() - before.keys()],
            "gone": [-before[model] for model in before.keys() - now.keys()],
            "growing": [now[model] - before[model] for model in both if now[model] > before[model]],
            "shrinking": [now[model] - before[model] for model in both if now[model] < before[model]],
        }
        parts = {part: row[f"{part}_token_change"] for part in (*expected, "other")}
        assert {part: (parts[part], row[f"{part}_models"]) for part in expected} == {
            part: (sum(changes), len(changes)) for part, changes in expected.items()
        }
        assert sum(parts.values()) == row["token_change"] == row["token_count"] - row["previous_token_count"]
        assert row["growth_rate"] == near(row["token_change"] / row["previous_token_count"])


@pytest.mark.parametrize("seed", SEEDS)
def test_lifecycles_agree(seed: int) -> None:
    weeks = made(seed)
    sums, closed = merged_tokens(weeks), closed_weeks(weeks)
    ranks = {
        start: {m: 1 + sum(o > t for o in sums[start].values()) for m, t in sums[start].items()} for start in closed
    }
    merged_iso = weeks.weekly_rank.filter(pl.col("week_convention") == "iso", pl.col("variant_policy") == "merged")
    highs = {(row["week_start"], row["model"]): row["token_count_high"] for row in dicts(merged_iso)}
    expected = {}
    for model in {model for start in closed for model, rank in ranks[start].items() if rank <= 50}:
        chart = [start for start in sorted(closed) if ranks[start].get(model, 99) <= 50]
        first = chart[0]
        debut = first if first - WEEK in closed else None
        peak_rank = min(ranks[start][model] for start in chart)
        peak_week = next(start for start in chart if ranks[start][model] == peak_rank)
        most = max(sums[start][model] for start in closed)
        top = min(start for start in closed if sums[start][model] == most)
        half: int | None = None
        later = top + WEEK
        while half is None and later in closed:
            key = (later, model)
            high = highs[key] if key in highs else closed[later]["floor_token_count"]
            if 2 * high <= most and closed[later]["days_covered"] == 7:
                half = (later - top).days // 7
            later += WEEK
        to_peak = None if debut is None else (peak_week - debut).days // 7
        is_active = chart[-1] == max(closed)
        expected[model] = (
            debut,
            first,
            chart[-1],
            len(chart),
            peak_rank,
            peak_week,
            to_peak,
            most,
            top,
            half,
            is_active,
        )
    columns = (
        *("debut_week", "first_week", "last_week", "weeks_on_chart", "peak_rank", "peak_week", "weeks_to_peak"),
        *("peak_token_count", "token_peak_week", "half_life_weeks", "is_active"),
    )
    result = dicts(model_lifecycle(weeks.rank_movement, weeks.weekly_rank, weeks.periods))
    assert {row["model"]: tuple(row[c] for c in columns) for row in result} == expected
    proven = [row for row in result if row["half_life_weeks"] is not None]
    assert proven
    assert all(row["half_life_weeks_low"] <= row["half_life_weeks"] for row in proven)
