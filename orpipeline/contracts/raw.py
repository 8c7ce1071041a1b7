"""Contracts of schema `raw`: what the source said, answer by answer."""

from orpipeline.contracts import columns as c
from orpipeline.contracts.table import Column, Table

LAYOUT = Table(
    "raw",
    "layout",
    "One row: the version of this file's layout. An older one is rebuilt from landing.",
    (Column("version", "bigint", "Layout version of the code that made this file."),),
    ("version",),
)

ANSWERS = Table(
    "raw",
    "answers",
    "One row an accepted answer, with its request and the window it covers. Source: landing/.",
    (
        c.ANSWER_SHA,
        Column("source", "varchar", "api, export or recorded."),
        Column("endpoint", "varchar", "rankings-daily, export-manifest, export-csv or models."),
        c.SERIES,
        Column("request", "varchar", "Method, URL and parameters, without secrets."),
        Column("window_start", "date", "First day the answer covers, by its own word.", nullable=True),
        Column("window_end", "date", "Last day the answer covers, by its own word.", nullable=True),
        Column("as_of", "timestamp", "When OpenRouter made the answer (UTC)."),
        Column(
            "is_as_of_fetched",
            "boolean",
            "True if the answer did not say its as_of and the time of fetching stands in.",
        ),
        Column("fetched_at", "timestamp", "When the answer was fetched (UTC)."),
        Column("row_count", "bigint", "Rows in the answer.", "rows"),
    ),
    ("answer_sha",),
)

RANKINGS = Table(
    "raw",
    "rankings",
    "One row an answer, day and permaslug: each figure as each answer gave it. Source: rankings-daily and its export.",
    (c.ANSWER_SHA, c.DAY, c.PERMASLUG, c.TOKEN_COUNT),
    ("answer_sha", "day", "permaslug"),
)

CATALOGUE = Table(
    "raw",
    "catalogue",
    "One row an answer and catalogue entry: the list of models as it stood that day. Source: /api/v1/models.",
    (
        c.ANSWER_SHA,
        Column("snapshot_day", "date", "Day the catalogue was read (UTC)."),
        Column("id", "varchar", "Catalogue id; its variant is behind a colon."),
        Column("canonical_slug", "varchar", "Permaslug without variant, as rankings name the model."),
        Column("name", "varchar", "Name in the catalogue.", nullable=True),
        Column("hugging_face_id", "varchar", "Repository of the weights, a hint; null where empty.", nullable=True),
        Column(
            "prompt_usd_per_trillion",
            "bigint",
            "List price of prompt tokens; null where there is none.",
            "USD per 10^12 tokens",
            nullable=True,
        ),
        Column(
            "completion_usd_per_trillion",
            "bigint",
            "List price of completion tokens; null where there is none.",
            "USD per 10^12 tokens",
            nullable=True,
        ),
    ),
    ("answer_sha", "id"),
)

TABLES = (LAYOUT, ANSWERS, RANKINGS, CATALOGUE)
