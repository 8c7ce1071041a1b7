"""Shares of random weeks by lab, country, tier, size and price, computed a second time from the daily rows."""

from collections import Counter
from pathlib import Path

import pytest

from orpipeline.contracts import mart
from orpipeline.transforms.groups import weekly_country_share, weekly_lab_share, weekly_openness_by_tier
from orpipeline_tests.analysis_database import database
from orpipeline_tests.second_way import SEEDS, by_week, dicts, made, merged_tokens_of, near, total, week_of


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("group", ["lab", "lab_country"])
def test_lab_and_country_shares_agree(seed: int, group: str) -> None:
    weeks = made(seed)
    expected = {}
    for week, rows in by_week(weeks).items():
        known: Counter[str] = Counter()
        for row in rows:
            judged = row["openness"] in ("open_weights", "proprietary") and row["lab"] not in (None, "undisclosed")
            if judged and row[group] is not None:
                known[row[group]] += row["token_count"]
        everything, all_known = total(rows), known.total()
        for name, tokens in known.items():
            expected[*week, name] = (
                tokens,
                1 + sum(other > tokens for other in known.values()),
                near(tokens / everything),
                near(tokens / all_known),
                near(1 - (all_known - tokens) / everything),
            )
    compute = weekly_lab_share if group == "lab" else weekly_country_share
    columns = ("token_count", "rank", "share_low", "share_point", "share_high")
    result = dicts(compute(weeks.usage, weeks.days, weeks.periods))
    assert {(*week_of(row), row[group]): tuple(row[c] for c in columns) for row in result} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_openness_by_tier_agrees_and_at_strictness_one_is_weekly_openness(seed: int) -> None:
    weeks = made(seed)
    strictest = {"osi": 4, "clause": 3, "community": 2, "non_commercial": 1}
    grouped = by_week(weeks)
    result = dicts(weekly_openness_by_tier(weeks.usage, weeks.days, weeks.periods))
    assert len(result) == 4 * len(grouped)
    loosest = {week_of(row): row for row in dicts(weeks.weekly_openness) if row["variant_policy"] == "merged"}
    for row in result:
        rows = grouped[week_of(row)]
        judged = [use for use in rows if use["openness"] in ("open_weights", "proprietary")]
        reach = [0 if use["openness"] == "proprietary" else strictest.get(use["licence_tier"], 9) for use in judged]
        # 9: open by a hint, of no known licence; in the class at 1, of unknown class above.
        counts = [level >= row["strictness"] and (level != 9 or row["strictness"] == 1) for level in reach]
        inside = total([use for use, is_in in zip(judged, counts, strict=True) if is_in])
        outside = total([use for use, level in zip(judged, reach, strict=True) if level < row["strictness"]])
        assert (row["open_token_count"], row["not_open_token_count"]) == (inside, outside)
        assert row["open_share_low"] == near(inside / total(rows))
        assert row["open_share_point"] == near(inside / total(judged))
        assert row["open_share_high"] == near(1 - outside / total(rows))
        assert row["open_share_low"] <= row["open_share_point"] <= row["open_share_high"]
        if row["strictness"] == 1:
            same = ("open_token_count", "token_count", "open_share_low", "open_share_point", "open_share_high")
            assert [row[c] for c in same] == [loosest[week_of(row)][c] for c in same]


@pytest.mark.parametrize("seed", SEEDS)
def test_concentration_and_free_share_agree(seed: int, tmp_path: Path) -> None:
    weeks = made(seed)
    tables = {mart.WEEKLY_RANK: weeks.weekly_rank, mart.WEEKLY_OPENNESS: weeks.weekly_openness}
    with database(tmp_path / "w.duckdb", tables) as con:
        concentration = {week_of(row): row for row in con.sql("from weekly_concentration").pl().to_dicts()}
        free_share = {week_of(row): row for row in con.sql("from weekly_free_share").pl().to_dicts()}
    grouped = by_week(weeks)
    assert concentration.keys() == free_share.keys() == grouped.keys()
    for (convention, start), rows in grouped.items():
        tokens = merged_tokens_of(rows)
        listed = tokens.total()
        row = concentration[convention, start]
        hhi = sum((count / listed) ** 2 for count in tokens.values())
        assert (row["hhi"], row["effective_models"]) == (near(hhi), pytest.approx(1 / hhi))
        for n in (1, 5, 10):
            cut = sorted(tokens.values(), reverse=True)[n - 1]
            assert row[f"top{n}_share"] == near(sum(count for count in tokens.values() if count >= cut) / listed)
        free = total([use for use in rows if use["permaslug"].endswith(":free")])
        figures = [
            free_share[convention, start][c] for c in ("free_token_count", "share_low", "share_point", "share_high")
        ]
        everything = total(rows)
        assert figures == [
            free,
            near(free / everything),
            near(free / listed),
            near((free + everything - listed) / everything),
        ]
