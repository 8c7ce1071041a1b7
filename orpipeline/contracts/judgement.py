"""Contracts of schema `mart`: sensitivity and the claim ledger."""

from dataclasses import replace

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table

_STEALTH_SCENARIO = Column(
    "stealth_scenario",
    "varchar",
    "not_open, open (under any licence asked for) or as_revealed (as the model it turned out to be; not_open if never revealed).",
)
_TIME_BASIS = Column("time_basis", "varchar", "as_then (verdicts of the window's time) or as_now (newest verdicts).")

OPEN_TOP_FIVE_SENSITIVITY = Table(
    "mart",
    "open_top_five_sensitivity",
    "One row a closed iso week and setting: open models in the top five of a window near the week. Partial windows are left out. Source: mart.weekly_rank, core.models.",
    (
        replace(
            c.WEEK_CONVENTION,
            description="Convention of the setting's window: iso, sunday (begins the day before) or rolling (the six other windows that overlap the week by four days or more).",
        ),
        Column("week_start", "date", "Monday of the iso week that is judged (UTC)."),
        Column("week_end", "date", "Sunday of the iso week that is judged (UTC)."),
        replace(c.STATUS, description="Status of the setting's window: final or final_with_gaps."),
        replace(c.DAYS_COVERED, description="Days of the setting's window that have rows."),
        Column("window_start", "date", "First day of the setting's window (UTC)."),
        Column("window_end", "date", "Last day of the setting's window (UTC)."),
        c.VARIANT_POLICY,
        _STEALTH_SCENARIO,
        Column(
            "strictness",
            "bigint",
            "What counts as open: 1 any public weights, 2 tier community and freer, 3 clause and freer, 4 only osi.",
        ),
        _TIME_BASIS,
        Column("open_count", "bigint", "Open models with rank <= 5 under this setting.", "models"),
        Column(
            "unclassified_count", "bigint", "Models with rank <= 5 not yet classified, counted as not open.", "models"
        ),
        Column("has_four_or_more", "boolean", "True if open_count is 4 or more."),
        c.MARGIN_AT_CUT,
    ),
    (
        "week_start",
        "week_convention",
        "window_start",
        "variant_policy",
        "stealth_scenario",
        "strictness",
        "time_basis",
    ),
)

_CLAIM_ID = Column("claim_id", "varchar", "The claim's id in claims.yaml or the user's own file.")
_AS_OF = Column("as_of", "timestamp", "Newest as_of of the warehouse when the verdict was found (UTC).")

CLAIM_SETTINGS = Table(
    "mart",
    "claim_settings",
    "One row a claim and setting that its words leave open: does it hold, and by which figures. Source: claims.yaml and the user's file, mart.weekly_rank, core.daily_usage, core.models, raw.catalogue.",
    (
        _CLAIM_ID,
        Column("setting", "bigint", "Number of the setting within the claim, from 1, the plainest."),
        c.WEEK_CONVENTION.optional(),
        c.WEEK_START.optional(),
        c.WEEK_END.optional(),
        c.VARIANT_POLICY.optional(),
        _STEALTH_SCENARIO.optional(),
        _TIME_BASIS.optional(),
        Column("outcome", "varchar", "true, false or unknown."),
        Column(
            "figure_low",
            "double",
            "Lowest value of what the claim speaks of: models, share, ratio (of two prices, the lower of input and output) or difference of shares; null if not known.",
            nullable=True,
        ),
        Column(
            "figure_high",
            "double",
            "Highest value of the same; equal to figure_low where there is one value and nothing is hidden.",
            nullable=True,
        ),
        Column(
            "margin", "double", "Distance to the other outcome; margin_means in the claims says of what.", nullable=True
        ),
        Column("figures", "varchar", "The figures in words, or why there are none."),
        Column(
            "evidence",
            "varchar",
            "The rows behind the figures in words; null where the figures say it all.",
            nullable=True,
        ),
    ),
    ("claim_id", "setting"),
)

CLAIMS = Table(
    "mart",
    "claims",
    "One row a claim: the verdict over all its settings, how close it is and what flips it. Source: mart.claim_settings.",
    (
        _CLAIM_ID,
        Column("source", "varchar", "Who said it."),
        Column("url", "varchar", "Where it was said.", nullable=True),
        Column("published_on", "date", "Day it was published.", nullable=True),
        Column("statement", "varchar", "The claim in one sentence of ours."),
        Column("predicate", "varchar", "The claim as typed data (JSON), with its period."),
        Column(
            "verdict",
            "varchar",
            "supported (true in every setting), refuted (false in every one), fragile (true in some, false in others), undecidable (else) or out_of_scope.",
        ),
        Column("settings_true", "bigint", "Settings in which it holds.", "settings"),
        Column("settings_false", "bigint", "Settings in which it does not hold.", "settings"),
        Column("settings_unknown", "bigint", "Settings that the data do not decide.", "settings"),
        Column(
            "margin",
            "double",
            "Smallest distance to the other outcome among the settings that decide; null if undecidable or not measurable.",
            nullable=True,
        ),
        Column("margin_means", "varchar", "What the margin is a distance of.", nullable=True),
        Column("flipped_by", "varchar", "The smallest change of setting that flips a fragile claim.", nullable=True),
        Column("evidence", "varchar", "The setting that speaks for the verdict and the rows behind it, in words."),
        _AS_OF,
    ),
    ("claim_id",),
)

TABLES: tuple[Table, ...] = (OPEN_TOP_FIVE_SENSITIVITY, CLAIM_SETTINGS, CLAIMS)
