"""Predicates about a week and those before or after it, by steps of seven days."""

import polars as pl

from orpipeline.answer import FIRST_DAY
from orpipeline.registry.predicates import FirstWeekWith, HoldsSince, TopNCount, Trend
from orpipeline.transforms.claims.counts import bounds, counted
from orpipeline.transforms.claims.facts import KEY, Facts
from orpipeline.transforms.claims.shares import class_shares
from orpipeline.transforms.claims.words import outcome, span

_WEEK = pl.col("week_start")
_BEGIN = pl.col("begin")


def holds_since(predicate: HoldsSince, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The condition holds in the week and in every later one, up to the newest closed week of the convention.

    One week that fails refutes it; a week not held, or no later week at all, leaves it unknown. `margin`: the smallest
    lead of all weeks if it holds; else the largest of the failing weeks, because each of them would have to turn.
    """
    newest = facts.periods.lazy().group_by("week_convention").agg(newest=_WEEK.max())
    reach = settings.with_columns(begin=_WEEK).join(newest, on="week_convention", how="left")
    weeks = reach.with_columns(
        week_start=pl.date_ranges("begin", pl.max_horizontal("begin", "newest"), interval="7d")
    ).explode("week_start")
    holds, fails = (pl.col("outcome") == word for word in ("true", "false"))
    held = pl.col("figures").is_not_null()
    worst = _WEEK.filter(fails).get(_off(predicate.condition).filter(fails).arg_max(), null_on_oob=True)
    terms = _answered(predicate.condition, weeks, facts)
    answers = terms.group_by(_of_begin(), maintain_order=True).agg(
        figure_low=pl.col("figure_low").min(),
        figure_high=pl.col("figure_high").max(),
        **_all_of(holds, fails, else_unknown=~(held & (_WEEK > _BEGIN)).any()),
        figures=pl.concat_str(
            pl.format("it holds in {} of {} weeks held from {} on", holds.sum(), held.sum(), _BEGIN.first()),
            pl.format("fails first in the week of {}", _told(fails)),
            pl.format("is furthest off in the week of {}", _told(fails & (worst == _WEEK))),
            pl.format("holds again in the week of {}", _told(holds & (worst < _WEEK))),
            _not_held(~held),
            separator="; ",
            ignore_nulls=True,
        ),
        evidence=pl.col("evidence").first(),
    )
    return answers.rename({"begin": "week_start"})


def first_week_with(predicate: FirstWeekWith, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The condition holds in the week and in none of the weeks before it, back to the first day ever published.

    A week that is not held leaves it unknown, and so does `ever`, which reaches behind 2025-01-01. `margin` as in
    `holds_since`: the smallest lead if true, the largest among the weeks that speak against it if false.
    """
    steps_back = (_WEEK - pl.lit(FIRST_DAY)).dt.total_days() // 7
    first = _WEEK - pl.duration(days=7 * steps_back.clip(lower_bound=0))
    weeks = settings.with_columns(begin=_WEEK, week_start=pl.date_ranges(first, _WEEK, interval="7d")).explode(
        "week_start"
    )
    terms = _answered(predicate.condition, weeks, facts)
    is_week, with_it = _WEEK == _BEGIN, pl.col("outcome") == "true"
    held = pl.col("figures").is_not_null()
    fits = (is_week & with_it) | (~is_week & (pl.col("outcome") == "false"))
    against = (is_week & (pl.col("outcome") == "false")) | (~is_week & with_it)
    before = "; weeks before 2025 are in no data" if predicate.ever else ""
    answers = terms.group_by(_of_begin(), maintain_order=True).agg(
        figure_low=pl.col("figure_low").last(),
        figure_high=pl.col("figure_high").last(),
        **_all_of(fits, against, else_unknown=pl.lit(predicate.ever)),
        figures=pl.concat_str(
            pl.format("{} in the week itself", pl.col("figures").last()),
            pl.format("{} earlier weeks held, {} of them with it", (held & ~is_week).sum(), (with_it & ~is_week).sum()),
            pl.format("the first of them the week of {}", _told(with_it & ~is_week)),
            _not_held(~held),
            separator="; ",
            ignore_nulls=True,
        )
        + before,
        evidence=pl.col("evidence").last(),
    )
    return answers.rename({"begin": "week_start"})


def trend(predicate: Trend, settings: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The mean weekly share of the weeks after lies above (rising) or below (falling) the mean of those before.

    All weeks of both spans must be held, and the bounds of the two means must not overlap, else it is unknown. Figures are
    the least and the greatest difference of means that the bounds allow; `margin` is the one nearer to none.
    """
    sides = ((-predicate.weeks_before, -1, "before"), (1, predicate.weeks_after, "after"))
    offsets = [(step, side) for first, last, side in sides for step in range(first, last + 1)]
    steps = pl.LazyFrame(offsets, schema={"step": pl.Int64, "side": pl.String}, orient="row")
    weeks = settings.join(steps, how="cross").with_columns(
        begin=_WEEK, week_start=_WEEK + pl.duration(days=7 * pl.col("step"))
    )
    shares = class_shares(predicate.share_of, weeks, facts)
    rows = weeks.join(shares, on=KEY, how="left")
    # Sorted lists: the sum of fractions depends on their order, and polars promises none for `mean` in a group.
    lists = {
        f"{side}_{end}": pl.col(end).filter(pl.col("side") == side).drop_nulls().sort()
        for side in ("before", "after")
        for end in ("low", "high")
    }
    spans = rows.group_by(_of_begin(), maintain_order=True).agg(**lists).rename({"begin": "week_start"})
    held = {f"held_{side}": pl.col(f"{side}_low").list.len() for side in ("before", "after")}
    return _judged_trend(predicate, spans.with_columns(pl.col(*lists).list.mean(), **held))


def _judged_trend(predicate: Trend, sums: pl.LazyFrame) -> pl.LazyFrame:
    before, after = predicate.weeks_before, predicate.weeks_after
    is_whole = (pl.col("held_before") == before) & (pl.col("held_after") == after)
    sign = 1 if predicate.direction == "rising" else -1
    ends = (("low", "high"), ("high", "low"))
    moves = [pl.when(is_whole).then(pl.col(f"after_{one}") - pl.col(f"before_{other}")) for one, other in ends]
    is_true, is_false = (pl.all_horizontal(t) for t in ([m * sign > 0 for m in moves], [m * sign <= 0 for m in moves]))
    reach = pl.format(
        f"{{}} of {before} weeks before and {{}} of {after} weeks after are held", "held_before", "held_after"
    )
    shares = pl.format(
        f"mean weekly {predicate.share_of} share {{}} % in the {before} weeks before, {{}} % in the {after} weeks after",
        span("before_low", "before_high", scale=100, digits=2),
        span("after_low", "after_high", scale=100, digits=2),
    )
    decided = outcome(is_true, is_false)
    return sums.select(
        *KEY,
        figure_low=moves[0],
        figure_high=moves[1],
        outcome=decided,
        margin=pl.when(decided != "unknown").then(pl.min_horizontal(*(move.abs() for move in moves))),
        figures=pl.when(is_whole).then(shares).otherwise(reach),
        evidence=pl.lit(None, dtype=pl.String),
    )


def _answered(condition: TopNCount, weeks: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Each week with the answer for it, nulls where it is not held, in the order of time."""
    answers = counted(condition, weeks, facts)
    return weeks.join(answers, on=KEY, how="left").sort(*_of_begin(), "week_start")


def _of_begin() -> list[str]:
    """What tells settings apart while week_start runs through the weeks."""
    return ["begin" if name == "week_start" else name for name in KEY]


def _all_of(holds: pl.Expr, fails: pl.Expr, else_unknown: pl.Expr) -> dict[str, pl.Expr]:
    """Outcome and margin of a statement about every row of a group."""
    is_false = fails.fill_null(value=False).any()
    is_true = holds.fill_null(value=False).all() & ~else_unknown.any()
    margin = pl.col("margin")
    return {
        "outcome": outcome(is_true & ~is_false, is_false),
        "margin": pl.when(is_false).then(margin.filter(fails).max()).when(is_true).then(margin.min()),
    }


def _off(condition: TopNCount) -> pl.Expr:
    """How many models a week is away from the condition."""
    low, high = bounds(condition)
    return pl.max_horizontal(low - pl.col("figure_high"), pl.col("figure_low") - high)


def _told(which: pl.Expr) -> pl.Expr:
    """The first such week with its figures; null if there is none."""
    return pl.format("{} ({})", "week_start", "figures").filter(which).first()


def _not_held(missing: pl.Expr) -> pl.Expr:
    return pl.when(missing.any()).then(pl.format("weeks not held: {}", missing.sum()))
