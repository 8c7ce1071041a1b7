"""What tokens cost at list prices: which price is in force on a day, and what the range speaks for."""

from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

import polars as pl
import pytest

from orpipeline.contracts import raw
from orpipeline.transforms.money import list_prices, weekly_spend
from orpipeline_tests.analysis_frames import Use, days_of, periods_of, rows_of, usage
from orpipeline_tests.transforms.spend_in_sql import spend_by_duckdb

MON, TUE, SUN, NEXT = "2026-01-05", "2026-01-06", "2026-01-11", "2026-01-12"
T = 10**12
FIGURES = ("week_start", "openness", "token_count", "covered_token_count", "covered_share", "list_low", "list_high")


class Price(NamedTuple):
    """One catalogue entry; prices in USD per 10^12 tokens. `slug` is the id without its variant where not given."""

    day: str
    id: str
    prompt: int | None
    completion: int | None
    slug: str | None = None
    hour: int = 2


def catalogue(*prices: Price) -> pl.LazyFrame:
    entries = [
        {
            "as_of": datetime.combine(date.fromisoformat(price.day), datetime.min.time()).replace(hour=price.hour),
            "answer_sha": f"{price.day}T{price.hour:02}",
            "snapshot_day": date.fromisoformat(price.day),
            "id": price.id,
            "canonical_slug": price.slug or price.id.partition(":")[0],
            "prompt_usd_per_trillion": price.prompt,
            "completion_usd_per_trillion": price.completion,
        }
        for price in prices
    ]
    return pl.LazyFrame(entries, schema={"as_of": pl.Datetime("us"), **raw.CATALOGUE.polars_schema})


def spend(uses: list[Use], *prices: Price) -> list[tuple[object, ...]]:
    rows = usage(*uses)
    gaps = {str(date(2026, 1, 1) + timedelta(days=n)) for n in range(60)} - {use.day for use in uses}
    return rows_of(weekly_spend(rows, periods_of(days_of(rows, missing=tuple(gaps))), catalogue(*prices)), *FIGURES)


def test_every_token_is_paid_once_at_the_lower_and_once_at_the_higher_list_price() -> None:
    uses = [
        Use(MON, "lab/a", 2 * T),
        Use(SUN, "lab/a", T),
        Use(SUN, "lab/b", T, "open_weights"),
        Use(SUN, "other", 9 * T),
    ]
    assert spend(uses, Price(MON, "lab/a", 3_000_000, 15_000_000), Price(MON, "lab/b", 90_000, 20_000)) == [
        (MON, "open_weights", T, T, 1.0, 20_000.0, 90_000.0),
        (MON, "proprietary", 3 * T, 3 * T, 1.0, 9_000_000.0, 45_000_000.0),
    ]


def test_tokens_times_price_beyond_64_bits_stay_exact() -> None:
    uses = [Use(MON, "lab/a", 9_007_199_254_740_993), Use(TUE, "lab/a", 9_007_199_254_740_993)]
    (row,) = spend(uses, Price(MON, "lab/a", 150_000_000, 600_000_000))
    tokens = 2 * 9_007_199_254_740_993
    assert tokens * 150_000_000 > 2**63
    assert row[5:] == pytest.approx((tokens * 150_000_000 / T, tokens * 600_000_000 / T), rel=1e-15)


def test_a_price_is_in_force_from_the_day_it_was_seen_for_fourteen_days() -> None:
    uses = [Use(day, "lab/a", T) for day in ("2026-01-07", "2026-01-08", "2026-01-22", "2026-01-23")]
    assert spend(uses, Price("2026-01-08", "lab/a", 1, 2)) == [
        (MON, "proprietary", 2 * T, T, 0.5, 1.0, 2.0),
        ("2026-01-19", "proprietary", 2 * T, T, 0.5, 1.0, 2.0),
    ]


def test_the_newest_snapshot_at_or_before_the_day_sets_the_price() -> None:
    uses = [Use(MON, "lab/a", T), Use(TUE, "lab/a", T), Use(SUN, "lab/a", T)]
    prices = [Price("2026-01-04", "lab/a", 1, 1), Price(TUE, "lab/a", 10, 10), Price(NEXT, "lab/a", 1000, 1000)]
    assert spend(uses, *prices) == [(MON, "proprietary", 3 * T, 3 * T, 1.0, 21.0, 21.0)]


def test_of_two_snapshots_on_one_day_the_newer_wins_for_the_models_it_lists() -> None:
    entries = catalogue(Price(MON, "lab/a", 7, 7, hour=9), Price(MON, "lab/a", 1, 1), Price(MON, "lab/b", 5, 5))
    expected = [("lab/a", MON, 7, 7), ("lab/b", MON, 5, 5)]
    assert rows_of(list_prices(entries).sort("permaslug"), "permaslug", "snapshot_day", "low", "high") == expected


def test_a_price_belongs_to_a_canonical_slug_and_variant_and_several_ids_of_one_name_widen_the_range() -> None:
    entries = catalogue(
        Price(MON, "lab/4.5-a", 4, 5, slug="lab/a-4.5-20260101"),
        Price(MON, "lab/a-also", 2, 3, slug="lab/a-4.5-20260101"),
        Price(MON, "lab/4.5-a:batch", 1, 1, slug="lab/a-4.5-20260101"),
        Price(MON, "lab/4.5-a:free", 0, 0, slug="lab/a-4.5-20260101"),
    )
    assert rows_of(list_prices(entries).sort("permaslug"), "permaslug", "low", "high") == [
        ("lab/a-4.5-20260101", 2, 5),
        ("lab/a-4.5-20260101:batch", 1, 1),
        ("lab/a-4.5-20260101:free", 0, 0),
    ]


def test_a_variant_without_a_price_of_its_own_does_not_take_its_models() -> None:
    uses = [Use(MON, "lab/a:batch", T), Use(MON, "lab/a", T)]
    assert spend(uses, Price(MON, "lab/a", 4, 8)) == [(MON, "proprietary", 2 * T, T, 0.5, 4.0, 8.0)]


def test_a_free_row_costs_nothing_listed_or_not_and_is_covered() -> None:
    uses = [Use(MON, "lab/a:free", T, "open_weights"), Use(MON, "lab/b", T)]
    assert spend(uses, Price(MON, "lab/c", 4, 8)) == [
        (MON, "open_weights", T, T, 1.0, 0.0, 0.0),
        (MON, "proprietary", T, 0, 0.0, None, None),
    ]


def test_a_model_whose_price_varies_has_none_even_where_it_had_one_before() -> None:
    uses = [Use(SUN, "openrouter/auto", T, "router"), Use(SUN, "lab/a", T)]
    prices = [Price(MON, "openrouter/auto", None, None), Price(MON, "lab/a", 1, 1), Price(TUE, "lab/a", 1, None)]
    assert spend(uses, *prices) == [
        (MON, "proprietary", T, 0, 0.0, None, None),
        (MON, "router", T, 0, 0.0, None, None),
    ]


def test_a_price_by_the_hour_of_sound_is_not_taken_for_one_of_tokens() -> None:
    uses = [Use(MON, "lab/speech", T), Use(MON, "lab/dear", T)]
    prices = [Price(MON, "lab/speech", 10**9 + 1, 0), Price(MON, "lab/dear", 5, 10**9)]
    assert spend(uses, *prices) == [(MON, "proprietary", 2 * T, T, 0.5, 5.0, 1e9)]


def test_a_model_that_left_the_catalogue_keeps_its_last_price_for_fourteen_days() -> None:
    uses = [Use("2026-01-19", "lab/gone", T), Use("2026-01-20", "lab/gone", T)]
    prices = [Price(MON, "lab/gone", 5, 6), Price("2026-01-19", "lab/other", 1, 1)]
    assert spend(uses, *prices) == [("2026-01-19", "proprietary", 2 * T, T, 0.5, 5.0, 6.0)]


@pytest.mark.parametrize("prices", [[], [Price("2025-12-21", "lab/a", 1, 2)], [Price(NEXT, "lab/a", 1, 2)]])
def test_a_week_without_a_snapshot_in_it_or_fourteen_days_before_has_no_figures_not_even_for_free_rows(
    prices: list[Price],
) -> None:
    uses = [Use(MON, "lab/a", T), Use(MON, "lab/b:free", T, "open_weights")]
    assert spend(uses, *prices) == [
        (MON, "open_weights", T, None, None, None, None),
        (MON, "proprietary", T, None, None, None, None),
    ]


def test_a_week_is_covered_as_a_whole_so_a_class_before_its_first_snapshot_has_a_share_of_zero() -> None:
    uses = [Use(MON, "lab/a", T, "stealth"), Use(SUN, "lab/b", T)]
    assert spend(uses, Price(SUN, "lab/b", 1, 1)) == [
        (MON, "proprietary", T, T, 1.0, 1.0, 1.0),
        (MON, "stealth", T, 0, 0.0, None, None),
    ]


def test_a_model_that_changes_openness_in_the_week_is_split_by_day() -> None:
    uses = [Use(MON, "lab/a", 2 * T), Use(SUN, "lab/a", T, "open_weights")]
    assert spend(uses, Price(MON, "lab/a", 1, 3)) == [
        (MON, "open_weights", T, T, 1.0, 1.0, 3.0),
        (MON, "proprietary", 2 * T, 2 * T, 1.0, 2.0, 6.0),
    ]


def test_a_running_week_is_shown_as_partial_with_the_days_it_has() -> None:
    rows = usage(Use(MON, "lab/a", T))
    result = weekly_spend(rows, periods_of(days_of(rows)), catalogue(Price(MON, "lab/a", 1, 1)))
    shown = rows_of(result, "week_convention", "week_start", "week_end", "status", "days_covered", "list_low")
    assert shown == [("iso", MON, SUN, "partial", 1, 1.0)]


@pytest.mark.parametrize("seed", range(4))
def test_random_prices_and_days_give_what_plain_sql_gives(seed: int) -> None:
    random = Random(seed)
    first = date(2026, 1, 1)
    slugs = ["lab/a", "lab/a:free", "lab/b", "lab/b:batch", "lab/c:free", "other"]
    classes = dict(zip(slugs, ["open_weights", "open_weights", "stealth", "proprietary", "router", "x"], strict=True))
    days = [str(first + timedelta(days=n)) for n in range(70)]
    uses = [
        Use(day, slug, random.randrange(10**14), classes[slug])
        for day in days
        for slug in random.sample(slugs, random.randint(1, 6))
    ]
    taken = random.sample([(day, hour) for day in days for hour in (2, 9)], 8)
    prices = [
        Price(day, entry, random.choice([None, random.randrange(10**9)]), random.randrange(10**9), slug, hour)
        for day, hour in taken
        for entry, slug in (("lab/a", None), ("lab/a-also", "lab/a"), ("lab/b", None), ("lab/b:batch", None))
        if random.random() < 0.7
    ]
    rows = usage(*uses)
    result = weekly_spend(rows, periods_of(days_of(rows)), catalogue(*prices)).collect()
    expected = spend_by_duckdb(rows.collect(), catalogue(*prices).collect())
    assert result.height == len(expected) > 20
    for row, (week_start, openness, *figures) in zip(result.iter_rows(named=True), expected, strict=True):
        assert (row["week_start"], row["openness"]) == (week_start, openness)
        for name, figure in zip(FIGURES[2:], figures, strict=True):
            assert row[name] == (None if figure is None else pytest.approx(figure, rel=1e-12))
