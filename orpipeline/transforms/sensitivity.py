"""How much "four of the top five" hangs on choices that a headline does not state."""

from datetime import datetime

import polars as pl

from orpipeline.contracts import judgement
from orpipeline.transforms.charts import CLOSED
from orpipeline.transforms.readings import TIERS, is_open, pieces, readings, with_piece

TOP_N = 5
MANY = 4
_WINDOW = ["week_convention", "window_start", "variant_policy"]
_READING = ["stealth_scenario", "time_basis"]
# Days from the iso week's Monday to the window's first day. Other rolling windows overlap it by three days or fewer;
# the one at 0 is the iso week itself.
_OFFSETS = {"iso": (0,), "sunday": (-1,), "rolling": (-3, -2, -1, 1, 2, 3)}


def open_top_five_sensitivity(
    weekly_rank: pl.LazyFrame, periods: pl.LazyFrame, models: pl.LazyFrame, now: datetime
) -> pl.LazyFrame:
    """Contract `mart.open_top_five_sensitivity`: open models with rank <= 5, one row a closed iso week and setting.

    From `mart.weekly_rank`, in the order of its key, `mart.periods` and `core.models`. Settings: eight windows near the
    week, three variant policies, three stealth scenarios, four strictnesses, two time bases: 576, fewer where a window is
    partial or out of reach. Verdicts are those of the window's last covered day, or of `now`.
    """
    windows = _windows(periods)
    top = weekly_rank.filter(pl.col("rank") <= TOP_N).rename({"week_start": "window_start"}).with_row_index("position")
    rows = top.drop("week_end", "status", "days_covered", "openness", "licence_tier", "lab_country").join(
        windows.drop("week_start", "week_end").unique(), on=["week_convention", "window_start"]
    )
    cut = pieces(models, now).collect().lazy()
    read = with_piece(rows, cut, "last_covered_day").join(readings(cut), on="piece")
    counts = _by_strictness(read)
    settings = windows.join(counts, on=["week_convention", "window_start"])
    return judgement.OPEN_TOP_FIVE_SENSITIVITY.conform(
        settings.with_columns(has_four_or_more=pl.col("open_count") >= MANY)
    )


def _windows(periods: pl.LazyFrame) -> pl.LazyFrame:
    """Closed iso weeks (week_start, week_end), each with the closed windows near it and what is known of them."""
    closed = periods.filter(pl.col("status").is_in(CLOSED))
    offsets = pl.LazyFrame(
        [(convention, offset) for convention, all_offsets in _OFFSETS.items() for offset in all_offsets],
        schema={"week_convention": pl.String, "offset": pl.Int64},
        orient="row",
    )
    weeks = closed.filter(pl.col("week_convention") == "iso").select("week_start", "week_end")
    near = weeks.join(offsets, how="cross").with_columns(
        window_start=pl.col("week_start") + pl.duration(days=pl.col("offset"))
    )
    facts = closed.select(
        "week_convention",
        "status",
        "days_covered",
        "last_covered_day",
        window_start="week_start",
        window_end="week_end",
    )
    return near.drop("offset").join(facts, on=["week_convention", "window_start"])


def _by_strictness(read: pl.LazyFrame) -> pl.LazyFrame:
    """Counts of the top five, one row a window, policy, reading and strictness."""
    strictnesses = range(1, len(TIERS) + 1)
    counts = read.group_by(*_WINDOW, *_READING).agg(
        *(is_open(s).sum().cast(pl.Int64).alias(str(s)) for s in strictnesses),
        unclassified_count=(pl.col("openness") == "unclassified").sum().cast(pl.Int64),
        margin_at_cut=pl.col("margin_to_next").get(pl.col("position").arg_max()),
    )
    index = [*_WINDOW, *_READING, "unclassified_count", "margin_at_cut"]
    long = counts.unpivot(
        [str(s) for s in strictnesses], index=index, variable_name="strictness", value_name="open_count"
    )
    return long.with_columns(pl.col("strictness").cast(pl.Int64))
