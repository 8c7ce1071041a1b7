"""Contracts of schema `mart`: what the polars transforms compute."""

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table

BUILD = Table(
    "mart",
    "build",
    "One row: what made this file, and the moment that counts as now in every verdict.",
    (
        Column("as_of", "timestamp", "Newest as_of of the daily series (UTC)."),
        Column("code_version", "varchar", "Version of orpipeline."),
    ),
    ("as_of",),
)

PERIODS = Table(
    "mart",
    "periods",
    "One row a convention (iso, sunday, rolling, month) and period that has rows, with its status and totals. Source: core.days.",
    (
        Column("week_convention", "varchar", "iso, sunday, rolling, or month for calendar months."),
        c.WEEK_START,
        c.WEEK_END,
        c.STATUS,
        c.DAYS_COVERED,
        Column(
            "last_covered_day", "date", "Last day of the period that has rows; verdicts of ranks are those of this day."
        ),
        Column("token_count", "bigint", "All tokens of the period, 'other' included.", "tokens"),
        Column("other_token_count", "bigint", "Tokens of 'other' in the period.", "tokens"),
        Column(
            "floor_token_count",
            "bigint",
            "Sum of the days' floors: the most a model never listed can have had.",
            "tokens",
        ),
    ),
    ("week_convention", "week_start"),
)

WEEKLY_RANK = Table(
    "mart",
    "weekly_rank",
    "One row a convention, variant policy, week and model. Rolling weeks are kept for ranks up to 50. Source: core.daily_usage.",
    (
        *c.PERIOD,
        c.VARIANT_POLICY,
        c.RANK,
        c.RANKED_MODEL,
        c.BASE_MODEL,
        c.MODEL_NAME,
        c.LAB,
        c.LAB_COUNTRY,
        Column(
            "openness",
            "varchar",
            "Verdict valid on the period's last covered day: whom a rank counts as open; for tokens of a class, which follow each day's verdict, see weekly_openness.",
        ),
        Column("openness_now", "varchar", "Verdict valid at the newest as_of of the daily figures."),
        Column("licence_tier", "varchar", "Licence tier on the period's last covered day.", nullable=True),
        Column(
            "token_count",
            "bigint",
            "Sum of the listed days: a lower bound where days_listed is below days_covered.",
            "tokens",
        ),
        Column(
            "token_count_high",
            "bigint",
            "The sum plus, for each day with rows on which it is not listed, the tokens of that day's smallest row (0 where nothing was left out): an upper bound, but for days without rows and for variants that were not listed beside a listed one.",
            "tokens",
        ),
        c.SHARE_OF_ALL,
        c.SHARE_OF_LISTED,
        c.MARGIN_TO_NEXT,
        Column("days_listed", "bigint", "Days of the period on which the model was listed.", "days"),
    ),
    ("week_convention", "variant_policy", "week_start", "rank", "model"),
)

_SUMS = (
    c.token_sum("open_token_count", "models with open weights, each day by the verdict of that day,"),
    c.token_sum("proprietary_token_count", "proprietary models"),
    c.token_sum("stealth_token_count", "models whose maker was undisclosed"),
    c.token_sum("router_token_count", "routers, which are mixtures,"),
    c.token_sum("unclassified_token_count", "models not yet classified"),
    c.token_sum("other_token_count", "everything below the days' top 50"),
    c.token_sum("token_count", "all rows that the policy counts, 'other' included,"),
)
_SHARES = (
    Column(
        "open_share_low", "double", "Open tokens over all tokens: nothing unknown is open.", "0 to 1", nullable=True
    ),
    Column("open_share_point", "double", "Open tokens over open plus proprietary tokens.", "0 to 1", nullable=True),
    Column(
        "open_share_high",
        "double",
        "All but proprietary tokens over all tokens: everything unknown is open.",
        "0 to 1",
        nullable=True,
    ),
    Column("open_to_proprietary_ratio", "double", "Open tokens over proprietary tokens.", "ratio", nullable=True),
)

WEEKLY_OPENNESS = Table(
    "mart",
    "weekly_openness",
    "One row a convention, variant policy (merged, exclude_free) and week: tokens by openness and the open share with bounds. Source: core.daily_usage.",
    (*c.PERIOD, c.MERGED_OR_EXCLUDE_FREE, *_SUMS, *_SHARES),
    ("week_convention", "variant_policy", "week_start"),
)

MONTHLY_OPENNESS = Table(
    "mart",
    "monthly_openness",
    "One row a calendar month and variant policy (merged, exclude_free), as weekly_openness. Source: core.daily_usage.",
    (
        Column("month_start", "date", "First day of the month (UTC)."),
        Column("month_end", "date", "Last day of the month (UTC)."),
        c.STATUS,
        c.DAYS_COVERED,
        c.MERGED_OR_EXCLUDE_FREE,
        *_SUMS,
        *_SHARES,
    ),
    ("variant_policy", "month_start"),
)

OPEN_IN_TOP_N = Table(
    "mart",
    "open_in_top_n",
    "One row a convention, variant policy, week and n from 1 to 10: classes of the models with rank <= n. Source: mart.weekly_rank.",
    (
        *c.PERIOD,
        c.VARIANT_POLICY,
        Column("n", "bigint", "Models with rank <= n are counted; a tie may make them more than n."),
        Column("model_count", "bigint", "Models with rank <= n.", "models"),
        Column(
            "open_count", "bigint", "Of these, models with open weights on the period's last covered day.", "models"
        ),
        Column("proprietary_count", "bigint", "Of these, proprietary models.", "models"),
        Column("stealth_count", "bigint", "Of these, models whose maker was undisclosed.", "models"),
        Column("router_count", "bigint", "Of these, routers.", "models"),
        Column("unclassified_count", "bigint", "Of these, models not yet classified.", "models"),
        c.MARGIN_AT_CUT,
    ),
    ("week_convention", "variant_policy", "week_start", "n"),
)

RANK_MOVEMENT = Table(
    "mart",
    "rank_movement",
    "One row a closed iso week and model on the chart (weekly top 50, variants merged), with its history up to that week. Source: mart.weekly_rank.",
    (
        *c.CLOSED_ISO_PERIOD,
        c.RANK,
        c.RANKED_MODEL,
        c.MODEL_NAME,
        c.LAB,
        Column("openness", "varchar", "Verdict valid on the week's last covered day."),
        c.TOKEN_COUNT,
        Column("previous_rank", "bigint", "Rank in the week before; null if not on that chart.", nullable=True),
        Column("movement", "bigint", "Places won since the week before; negative = lost.", "places", nullable=True),
        Column(
            "entry",
            "varchar",
            "debut (first time in the weeks held; history before them is not known) or re-entry; null for a model that stayed, in the first week held and after a missing week.",
            nullable=True,
        ),
        Column("weeks_on_chart", "bigint", "Weeks on the chart so far, this one included.", "weeks"),
        Column("peak_rank", "bigint", "Best rank so far."),
        Column("peak_week", "date", "First week at the peak so far (its Monday)."),
        Column("weeks_at_peak", "bigint", "Weeks at the peak so far.", "weeks"),
        Column("weeks_in_top5", "bigint", "Weeks with rank <= 5 so far.", "weeks"),
        Column("weeks_at_number_one", "bigint", "Weeks at rank 1 so far.", "weeks"),
    ),
    ("week_start", "rank", "model"),
)

TABLES = (BUILD, PERIODS, WEEKLY_RANK, WEEKLY_OPENNESS, MONTHLY_OPENNESS, OPEN_IN_TOP_N, RANK_MOVEMENT)
