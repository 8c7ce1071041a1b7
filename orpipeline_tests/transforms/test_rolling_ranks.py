"""Seven days to each day: what the rolling lists keep of many models, over gaps, ties and odd dates."""

from datetime import date, datetime, timedelta
from random import Random

import polars as pl
import pytest

from orpipeline.contracts import core, mart
from orpipeline.transforms.ranks import POLICIES, weekly_rank
from orpipeline.transforms.usage import daily_usage, days, model_of
from orpipeline.transforms.weeks import periods

FIRST, DAYS, MODELS = date(2026, 1, 5), 16, 260
Totals = dict[date, dict[str, int]]


def _many_models(random: Random) -> Totals:
    """Most rows are small on most days; each has a few days on which it is large, and some days it is not listed.

    Of three models one has a free variant beside it, one in nine nothing else, and one in seven has two further variants.
    """
    bases = [f"lab/m{n:03}" for n in range(MODELS)]
    names = [
        *(slug for n, slug in enumerate(bases) if n % 9),
        *(f"{slug}:free" for slug in bases[::3]),
        *(f"{slug}:{variant}" for slug in bases[::7] for variant in ("extended", "thinking")),
    ]
    spikes = {slug: set(random.sample(range(DAYS), 2)) for slug in names}
    return {
        FIRST + timedelta(days=n): {
            slug: random.randint(1, 40) * (50 if n in held else 1)
            for slug, held in spikes.items()
            if random.random() < 0.8
        }
        for n in range(DAYS)
    }


def _ranked(totals: Totals, first: date = FIRST) -> pl.DataFrame:
    newest = max(totals)
    facts = pl.LazyFrame(
        [(day, slug, tokens) for day, rows in totals.items() for slug, tokens in rows.items()],
        schema={"day": pl.Date, "permaslug": pl.String, "token_count": pl.Int64},
        orient="row",
    )
    now = datetime.combine(newest + timedelta(days=1), datetime.min.time())
    answers = pl.LazyFrame(
        {"window_start": [first], "window_end": [newest], "as_of": [now]},
        schema={"window_start": pl.Date, "window_end": pl.Date, "as_of": pl.Datetime("us")},
    )
    known = facts.select(model=model_of("permaslug")).unique()
    missing = [pl.lit(None, c.polars).alias(c.name) for c in core.MODELS.columns if c.name not in {"model", "openness"}]
    models = known.with_columns(*missing, openness=pl.lit("unclassified")).select(core.MODELS.polars_schema.names())
    calendar = days(facts, answers).filter(pl.col("day") >= first)
    usage = daily_usage(facts, calendar, models)
    return pl.concat(weekly_rank(usage, calendar, periods(calendar, now), models, now)).collect()


def _by_hand(totals: Totals, end: date, policy: str = "merged") -> list[tuple[int, str, int, int, float]]:
    """Rank, model, tokens, days listed and margin of the window's rows with rank <= 50, in plain Python."""
    window = [_units(totals[day], policy) for n in range(7) if (day := end - timedelta(days=n)) in totals]
    sums = {slug: sum(rows.get(slug, 0) for rows in window) for rows in window for slug in rows}
    ordered = sorted(sums.items(), key=lambda row: (-row[1], row[0]))
    found = []
    for place, (slug, tokens) in enumerate(ordered[:-1]):
        rank = 1 + sum(other > tokens for other in sums.values())
        following = ordered[place + 1][1]
        found.append((rank, slug, tokens, sum(slug in rows for rows in window), (tokens - following) / following))
    return [row for row in found if row[0] <= 50]


def _units(rows: dict[str, int], policy: str) -> dict[str, int]:
    """Tokens of a day's ranked units: of each name, or of a model's variants together, with or without `:free`."""
    if policy == "as_listed":
        return rows
    kept = {slug: tokens for slug, tokens in rows.items() if policy == "merged" or not slug.endswith(":free")}
    models = {slug.partition(":")[0] for slug in kept}
    return {model: sum(tokens for slug, tokens in kept.items() if slug.partition(":")[0] == model) for model in models}


@pytest.mark.parametrize("policy", POLICIES)
def test_rolling_lists_of_many_models_are_those_of_all_sums_with_ranks_days_and_margins(policy: str) -> None:
    for seed in range(3):
        totals = _many_models(Random(seed))
        del totals[FIRST + timedelta(days=9)]  # a gap: two windows have it as their first or last day
        rolling = _ranked(totals).filter(
            (pl.col("week_convention") == "rolling") & (pl.col("variant_policy") == policy)
        )
        for end in (FIRST + timedelta(days=n) for n in range(DAYS)):
            rows = rolling.filter(pl.col("week_end") == end).sort("rank", "model")
            listed = rows.select("rank", "model", "token_count", "days_listed", "margin_to_next").rows()
            assert listed == _by_hand(totals, end, policy)
            days_held = [day for day in totals if end - timedelta(days=6) <= day <= end]
            whole = sum(sum(_units(totals[day], policy).values()) for day in days_held)
            first = rows.row(0, named=True)
            assert first["share_of_listed"] == first["token_count"] / whole


def test_a_tie_across_the_cut_is_kept_whole_and_its_last_row_leads_the_best_that_was_cut() -> None:
    leading = {f"lab/lead{m:02}": 1000 + m for m in range(49)}
    tied = {f"lab/tied{m:03}": 500 for m in range(120)}
    below = {"lab/below0": 400, "lab/below1": 400, "lab/last": 1}
    rolling = _ranked({FIRST: {**leading, **tied, **below}}).filter(
        (pl.col("week_convention") == "rolling") & (pl.col("variant_policy") == "merged")
    )
    at_cut = rolling.filter(pl.col("rank") == 50)
    assert rolling["rank"].max() == 50
    assert at_cut["model"].to_list() == sorted(tied)
    assert at_cut["margin_to_next"].to_list() == [0.0] * 119 + [(500 - 400) / 400]


def test_a_tie_across_the_cut_is_the_same_between_models_with_and_without_variants() -> None:
    leading = {f"lab/lead{m:02}{':free' if m % 2 else ''}": 1000 + m for m in range(49)}
    tied = {f"lab/tied{m:03}{':thinking' if m % 2 else ''}": 500 for m in range(120)}
    totals: Totals = {FIRST: {**leading, **tied, "lab/below0": 399, "lab/below1:nitro": 400, "lab/last": 1}}
    ranked = _ranked(totals).filter(pl.col("week_convention") == "rolling")
    for policy in POLICIES:
        rows = ranked.filter((pl.col("variant_policy") == policy) & (pl.col("week_end") == FIRST))
        listed = rows.select("rank", "model", "token_count", "days_listed", "margin_to_next").rows()
        assert listed == _by_hand(totals, FIRST, policy)
        assert len(listed) >= 49 + 71


def test_models_that_are_small_every_day_lead_a_window_by_being_there_every_day() -> None:
    totals: Totals = {}
    for n in range(7):
        large_today = {f"lab/once{n * 120 + m:03}": 700 + m for m in range(120)}
        small_always = {f"lab/steady{m:02}": 120 + m for m in range(30)}
        totals[FIRST + timedelta(days=n)] = {**large_today, **small_always}
    rolling = _ranked(totals).filter((pl.col("week_convention") == "rolling") & (pl.col("variant_policy") == "merged"))
    last = rolling.filter(pl.col("week_end") == max(totals)).sort("rank", "model")
    assert last["model"][:30].to_list() == [f"lab/steady{m:02}" for m in reversed(range(30))]
    listed = last.select("rank", "model", "token_count", "days_listed", "margin_to_next").rows()
    assert listed == _by_hand(totals, max(totals))


def test_rows_come_in_the_order_of_the_key_with_ties_by_name() -> None:
    ranked = _ranked(_many_models(Random(7)))
    assert ranked.height > 7000
    assert ranked.select(mart.WEEKLY_RANK.key).equals(ranked.select(mart.WEEKLY_RANK.key).sort(mart.WEEKLY_RANK.key))
    ties = pl.struct("week_convention", "variant_policy", "week_start", "rank").is_duplicated().sum()
    assert ranked.select(ties).item() > 1000


@pytest.mark.parametrize("first", [date(1969, 12, 29), date(4899, 12, 29)])
def test_days_before_1970_and_in_a_far_future_are_summed_up_like_any_other(first: date) -> None:
    figures = {first: {"lab/a": 3, "lab/b": 2}, first + timedelta(days=2): {"lab/a": 5}}
    rolling = _ranked(figures, first)
    merged = rolling.filter((pl.col("week_convention") == "rolling") & (pl.col("variant_policy") == "merged"))
    assert merged.select("week_end", "rank", "model", "token_count").rows() == [
        (first, 1, "lab/a", 3),
        (first, 2, "lab/b", 2),
        (first + timedelta(days=1), 1, "lab/a", 3),
        (first + timedelta(days=1), 2, "lab/b", 2),
        (first + timedelta(days=2), 1, "lab/a", 8),
        (first + timedelta(days=2), 2, "lab/b", 2),
    ]
