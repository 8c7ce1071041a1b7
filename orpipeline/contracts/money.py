"""Contracts of schema `mart`: what the tokens would cost at list prices."""

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table

WEEKLY_SPEND = Table(
    "mart",
    "weekly_spend",
    "One row an iso week and openness: what its tokens cost at list prices, as a range, and the share of tokens it speaks for. Caching and discounts make the true figure lower still. Each day by the verdict of that day; 'other' has no price and no row. Source: core.daily_usage, raw.catalogue, raw.answers.",
    (
        *c.ISO_PERIOD,
        c.OPENNESS,
        c.token_sum("token_count", "the class's named rows"),
        Column(
            "covered_token_count",
            "bigint",
            "Tokens with a list price: that of the newest catalogue copy of the 14 days up to their day that lists the model and variant; a :free row costs 0 on days with such a copy; null where no copy covers the week.",
            "tokens",
            nullable=True,
        ),
        Column(
            "covered_share",
            "double",
            "Tokens with a list price over all tokens of the class; null where no price snapshot covers the week.",
            "0 to 1",
            nullable=True,
        ),
        Column(
            "list_low",
            "double",
            "Cost if every covered token were paid at the lower of its model's prompt and completion prices; null where none is covered.",
            "USD",
            nullable=True,
        ),
        Column(
            "list_high",
            "double",
            "Cost if every covered token were paid at the higher of these prices; long-context tiers and charges by request or image are not in it; null where none is covered.",
            "USD",
            nullable=True,
        ),
    ),
    ("week_start", "openness"),
)

TABLES: tuple[Table, ...] = (WEEKLY_SPEND,)
