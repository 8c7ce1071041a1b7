"""Contracts of schema `core`: cleaned, newest version, classified."""

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table

VERSIONS = Table(
    "core",
    "versions",
    "One row a fact and version of it: a new one where a value changed, appeared or vanished between answers. Source: raw.rankings.",
    (
        c.SERIES,
        c.DAY,
        c.PERMASLUG,
        Column("version", "bigint", "Place in the order of the answers that cover the day, from 1."),
        Column("token_count", "bigint", "Tokens by this version; null if the row vanished.", "tokens", nullable=True),
        Column("as_of", "timestamp", "as_of of the first answer that said so (UTC)."),
        Column(
            "previous_as_of",
            "timestamp",
            "as_of of the answer before it that covers the day; null in the first.",
            nullable=True,
        ),
        Column(
            "superseded_as_of",
            "timestamp",
            "as_of of the first answer that said otherwise; null while this stands.",
            nullable=True,
        ),
    ),
    ("series", "day", "permaslug", "version"),
)

DAYS = Table(
    "core",
    "days",
    "One row a day from 2025-01-01 (or the first held) to the last one asked for: what is known of it. Source: core.versions, raw.answers.",
    (
        c.DAY,
        Column(
            "status",
            "varchar",
            "present, empty (read inside a window with rows, nothing there) or missing (never read, or nothing there since the "
            "newest day with rows).",
        ),
        Column("is_complete", "boolean", "True if the newest answer was made after the day's end."),
        Column("listed_models", "bigint", "Named rows of the day; 0 without rows.", "rows"),
        Column("token_count", "bigint", "All tokens of the day, 'other' included; 0 without rows.", "tokens"),
        Column(
            "other_token_count",
            "bigint",
            "Tokens of 'other'; null if the day has no such row.",
            "tokens",
            nullable=True,
        ),
        Column(
            "floor_token_count",
            "bigint",
            "The most an unlisted model can have had: the smallest named row; 0 if nothing was left out.",
            "tokens",
        ),
        c.AS_OF.optional(),
    ),
    ("day",),
)

MODELS = Table(
    "core",
    "models",
    "One row a model and validity period of its verdict; the periods of a model fill all time. Source: registry, catalogue hint.",
    (
        c.MODEL,
        Column("valid_from", "date", "First day on which the verdict holds; null = always.", nullable=True),
        Column("valid_to", "date", "Last day on which the verdict holds; null = still.", nullable=True),
        c.MODEL_NAME,
        c.LAB,
        c.LAB_COUNTRY,
        c.OPENNESS,
        Column("openness_basis", "varchar", "registry, catalogue_hint or none."),
        Column("licence", "varchar", "SPDX id where one fits, else the licence's own name.", nullable=True),
        c.LICENCE_TIER,
        Column("weights_repo", "varchar", "Hugging Face repository of the weights.", nullable=True),
        Column("revealed_as", "varchar", "For a stealth model: the model it turned out to be.", nullable=True),
        Column("revealed_on", "date", "The day the reveal was public, where known.", nullable=True),
        Column("evidence_url", "varchar", "Public address that carries the verdict.", nullable=True),
        Column(
            "evidence_kind",
            "varchar",
            "huggingface, catalogue (also of every catalogue_hint), vendor, press, models.dev or absence.",
            nullable=True,
        ),
        Column("confidence", "varchar", "high, medium or low.", nullable=True),
        Column("checked_on", "date", "Date of the check.", nullable=True),
        Column("note", "varchar", "Reason, conflict or caveat.", nullable=True),
    ),
    ("model", "valid_from"),
)

DAILY_USAGE = Table(
    "core",
    "daily_usage",
    "One row a day and permaslug, newest version, classified; 'other' is kept, without rank and without verdict (openness is null). Source: core.versions, core.models.",
    (
        c.DAY,
        c.PERMASLUG,
        c.MODEL,
        c.VARIANT,
        c.MODEL_NAME,
        c.LAB,
        c.LAB_COUNTRY,
        c.OPENNESS.optional(),
        c.LICENCE_TIER,
        c.TOKEN_COUNT,
        Column("rank", "bigint", "SQL rank() of the day's named rows by tokens; null for 'other'.", nullable=True),
        Column(
            "share_of_all", "double", "Tokens over all tokens of the day, 'other' included.", "0 to 1", nullable=True
        ),
        c.AS_OF,
    ),
    ("day", "permaslug"),
)

TABLES = (VERSIONS, DAYS, MODELS, DAILY_USAGE)
