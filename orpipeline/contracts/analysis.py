"""Contracts of schema `mart`: charts, spells, labs, countries, concentration, lifecycles, growth."""

from dataclasses import replace

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table


def _share(name: str, description: str) -> Column:
    return Column(name, "double", description, "0 to 1", nullable=True)


WEEKLY_OPENNESS_BY_TIER = Table(
    "mart",
    "weekly_openness_by_tier",
    "One row a convention (iso, sunday), week and strictness 1 to 4: the open share when only licences at least so free count. Variants merged, each day by the verdict of that day. Source: core.daily_usage.",
    (
        *c.ISO_OR_SUNDAY_PERIOD,
        Column(
            "strictness",
            "bigint",
            "4 counts osi only, 3 also clause, 2 also community, 1 any weights (also non_commercial and catalogue hints, whose licence is not known).",
        ),
        c.token_sum("open_token_count", "models with open weights whose licence counts at this strictness"),
        c.token_sum(
            "not_open_token_count", "models known not to count: proprietary, or open weights of a less free licence,"
        ),
        c.token_sum("token_count", "all rows, 'other' included,"),
        _share("open_share_low", "Open tokens over all tokens: nothing unknown is open."),
        _share(
            "open_share_point",
            "Open tokens over the tokens of all open-weights and proprietary models, the same denominator at every strictness.",
        ),
        _share("open_share_high", "All but the tokens known not to count over all tokens: everything unknown is open."),
    ),
    ("week_convention", "week_start", "strictness"),
)

NUMBER_ONE_RUNS = Table(
    "mart",
    "number_one_runs",
    "One row a spell at rank 1: a model and the consecutive closed iso weeks it led, variants merged. A tie at rank 1 gives each model a spell; a week not held ends a spell. Source: mart.weekly_rank.",
    (
        c.MODEL,
        c.MODEL_NAME,
        Column("first_week", "date", "First week of the spell (its Monday)."),
        Column("last_week", "date", "Last week of the spell so far (its Monday)."),
        Column("week_count", "bigint", "Weeks in the spell.", "weeks"),
        Column(
            "margin_min",
            "double",
            "Smallest lead over the runner-up in any week of the spell: tokens over tokens, minus 1; 0 in a tie.",
            "ratio",
            nullable=True,
        ),
    ),
    ("first_week", "model"),
)


def _group_share(name: str, group: Column, known: str) -> Table:
    """The contract of a weekly token share by lab or by country."""
    what = group.name.removeprefix("lab_")
    return Table(
        "mart",
        name,
        f"One row a convention (iso, sunday), week and {what}: its tokens, share with bounds, and rank. Variants merged, each day by the verdict of that day. Stealth models, routers, unclassified models{known} and 'other' belong to no {what}; they make the difference between the bounds. Source: core.daily_usage.",
        (
            *c.ISO_OR_SUNDAY_PERIOD,
            replace(
                c.RANK, description=f"SQL rank() over the tokens of each {what}, descending; equal tokens share a rank."
            ),
            group,
            c.token_sum("token_count", f"models known to be of this {what}"),
            _share("share_low", f"The {what}'s tokens over all tokens: nothing unknown is of it."),
            _share("share_point", f"The {what}'s tokens over the tokens whose {what} is known."),
            _share(
                "share_high",
                f"All tokens but those of other known {'labs' if what == 'lab' else 'countries'}, over all tokens: everything unknown is of it.",
            ),
        ),
        ("week_convention", "week_start", "rank", group.name),
    )


WEEKLY_LAB_SHARE = _group_share(
    "weekly_lab_share", Column("lab", "varchar", "Who made the models, from the registry."), ""
)
WEEKLY_COUNTRY_SHARE = _group_share(
    "weekly_country_share",
    Column("lab_country", "varchar", "ISO 3166-1 alpha-2 code of the home of the labs."),
    ", labs of unknown home",
)

MODEL_LIFECYCLE = Table(
    "mart",
    "model_lifecycle",
    "One row a model that was on the chart (weekly top 50 of closed iso weeks, variants merged): when it came, peaked, faded and left. Source: mart.rank_movement, mart.weekly_rank, mart.periods.",
    (
        c.MODEL,
        c.MODEL_NAME,
        c.LAB,
        Column("openness_now", "varchar", "Verdict valid at the newest as_of of the daily figures."),
        Column(
            "debut_week",
            "date",
            "Week of its debut on the chart in the weeks held (its Monday); null if that was the first week held or followed a missing week.",
            nullable=True,
        ),
        Column("first_week", "date", "First week held in which it is on the chart (its Monday)."),
        Column("last_week", "date", "Last week on the chart (its Monday)."),
        Column("weeks_on_chart", "bigint", "Weeks on the chart.", "weeks"),
        Column("peak_rank", "bigint", "Best rank."),
        Column("peak_week", "date", "First week at the best rank (its Monday)."),
        Column(
            "weeks_to_peak",
            "bigint",
            "Weeks from debut_week to peak_week; null with debut_week.",
            "weeks",
            nullable=True,
        ),
        Column("peak_token_count", "bigint", "Most tokens in a week; a week of rank > 50 counts too.", "tokens"),
        Column("token_peak_week", "date", "First week with peak_token_count (its Monday)."),
        Column(
            "half_life_weeks",
            "bigint",
            "Weeks from token_peak_week until weekly tokens are at most half of the peak even by token_count_high; weeks that lack a day are left aside; null if not yet so, or if a week in between is not held.",
            "weeks",
            nullable=True,
        ),
        Column(
            "half_life_weeks_low",
            "bigint",
            "The same by listed tokens alone, any other day taken as zero: the least that half_life_weeks can be; null if not yet even so.",
            "weeks",
            nullable=True,
        ),
        Column("is_active", "boolean", "True if it is on the chart in the newest closed week held."),
    ),
    ("model",),
)

WEEKLY_GROWTH = Table(
    "mart",
    "weekly_growth",
    "One row a closed iso week whose week before is held and closed too: the change of all tokens, split into parts that add up to it exactly. A model below rank 50 every day of a week is in 'other' there, so new and gone include tokens that only crossed that line. Source: mart.weekly_rank, mart.periods.",
    (
        *c.CLOSED_ISO_PERIOD,
        Column("previous_days_covered", "bigint", "Days of the week before that have rows.", "days"),
        Column("token_count", "bigint", "All tokens of the week, 'other' included.", "tokens"),
        Column("previous_token_count", "bigint", "All tokens of the week before.", "tokens"),
        Column("token_change", "bigint", "token_count minus previous_token_count.", "tokens"),
        Column(
            "new_token_change", "bigint", "Tokens of models listed in this week and not in the one before.", "tokens"
        ),
        Column(
            "gone_token_change",
            "bigint",
            "Minus the tokens, in the week before, of models not listed in this one.",
            "tokens",
        ),
        Column("growing_token_change", "bigint", "Tokens won by models listed in both weeks.", "tokens"),
        Column(
            "shrinking_token_change", "bigint", "Tokens lost by models listed in both weeks; zero or below.", "tokens"
        ),
        Column("other_token_change", "bigint", "Change of 'other', everything below the days' top 50.", "tokens"),
        Column("new_models", "bigint", "Models listed in this week and not in the one before.", "models"),
        Column("gone_models", "bigint", "Models listed in the week before and not in this one.", "models"),
        Column("growing_models", "bigint", "Models listed in both weeks with more tokens.", "models"),
        Column("shrinking_models", "bigint", "Models listed in both weeks with fewer tokens.", "models"),
        Column(
            "growth_rate",
            "double",
            "token_change over previous_token_count, as they are: compare days_covered with previous_days_covered.",
            "ratio",
            nullable=True,
        ),
    ),
    ("week_start",),
)

TABLES: tuple[Table, ...] = (
    WEEKLY_OPENNESS_BY_TIER,
    NUMBER_ONE_RUNS,
    WEEKLY_LAB_SHARE,
    WEEKLY_COUNTRY_SHARE,
    MODEL_LIFECYCLE,
    WEEKLY_GROWTH,
)
