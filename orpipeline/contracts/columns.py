"""Columns that several tables share, described once: the same quantity has the same name and words everywhere."""

from dataclasses import replace

from orpipeline.contracts.table import Column

ANSWER_SHA = Column("answer_sha", "varchar", "sha256 of request identity and body; the name of the file in landing/.")
SERIES = Column(
    "series", "varchar", "Request parameters that make a fact another fact; 'day' is the unfiltered daily ranking."
)
DAY = Column("day", "date", "Day (UTC).")
PERMASLUG = Column(
    "permaslug", "varchar", "Name as published: namespace/slug[:variant], or 'other' for all below the day's top 50."
)
MODEL = Column("model", "varchar", "Permaslug without its variant; 'other' is not a model.")
RANKED_MODEL = Column(
    "model", "varchar", "Permaslug without its variant; with variant_policy 'as_listed' the permaslug itself."
)
BASE_MODEL = Column(
    "base_model",
    "varchar",
    "Permaslug without its variant, whatever the variant policy; in the view models it has one row a validity period, so join on the day too.",
)
VARIANT = Column(
    "variant", "varchar", "What follows the colon of the permaslug, e.g. free; null for the base model.", nullable=True
)
TOKEN_COUNT = Column("token_count", "bigint", "Prompt and completion tokens, as counted by the providers.", "tokens")
AS_OF = Column("as_of", "timestamp", "When OpenRouter made the newest answer that covers this fact (UTC).")

MODEL_NAME = Column("model_name", "varchar", "Display name, from the registry, else the catalogue, else the permaslug.")
LAB = Column(
    "lab",
    "varchar",
    "Who made the model, from the registry; 'undisclosed' for stealth models, null if not known.",
    nullable=True,
)
LAB_COUNTRY = Column(
    "lab_country", "varchar", "ISO 3166-1 alpha-2 code of the lab's home; null if not known.", nullable=True
)
OPENNESS = Column(
    "openness",
    "varchar",
    "open_weights, proprietary, stealth, router or unclassified, by the verdict valid on that day.",
)
LICENCE_TIER = Column(
    "licence_tier",
    "varchar",
    "osi, clause, community, non_commercial or closed, on that day; null where none applies.",
    nullable=True,
)

WEEK_CONVENTION = Column(
    "week_convention", "varchar", "iso (Monday to Sunday), sunday (Sunday to Saturday) or rolling (7 days to each day)."
)
VARIANT_POLICY = Column(
    "variant_policy", "varchar", "merged, as_listed or exclude_free: how variants such as :free are counted."
)
MERGED_OR_EXCLUDE_FREE = replace(
    VARIANT_POLICY, description="merged or exclude_free: how variants such as :free are counted."
)
WEEK_START = Column("week_start", "date", "First day of the period (UTC).")
WEEK_END = Column("week_end", "date", "Last day of the period (UTC).")
STATUS = Column(
    "status",
    "varchar",
    "final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).",
)
DAYS_COVERED = Column("days_covered", "bigint", "Days of the period that have rows.", "days")
PERIOD = (WEEK_CONVENTION, WEEK_START, WEEK_END, STATUS, DAYS_COVERED)
ISO_PERIOD = (replace(WEEK_CONVENTION, description="Always iso (Monday to Sunday)."), *PERIOD[1:])
CLOSED_ISO_PERIOD = (
    *ISO_PERIOD[:3],
    replace(STATUS, description="final or final_with_gaps (the source has nothing for a day): closed weeks only."),
    DAYS_COVERED,
)
ISO_OR_SUNDAY_PERIOD = (
    replace(WEEK_CONVENTION, description="iso (Monday to Sunday) or sunday (Sunday to Saturday)."),
    *PERIOD[1:],
)

SHARE_OF_ALL = Column(
    "share_of_all",
    "double",
    "Tokens over all tokens of the period that the policy counts, 'other' included.",
    "0 to 1",
    nullable=True,
)
SHARE_OF_LISTED = Column(
    "share_of_listed", "double", "Tokens over those of the named rows that the policy counts.", "0 to 1", nullable=True
)
RANK = Column("rank", "bigint", "SQL rank() over tokens descending; equal tokens share a rank.")
MARGIN_TO_NEXT = Column(
    "margin_to_next",
    "double",
    "Tokens over the tokens of the next row, minus 1; 0 if the next row has as many, null on the last row; equal tokens are in the order of their names.",
    "ratio",
    nullable=True,
)
MARGIN_AT_CUT = Column(
    "margin_at_cut",
    "double",
    "How far the last model inside is ahead of the first one outside: tokens over tokens, minus 1.",
    "ratio",
    nullable=True,
)


def token_sum(name: str, what: str) -> Column:
    """A column of token sums, named and described by the class it sums."""
    return Column(name, "bigint", f"Tokens of {what} in the period.", "tokens")
