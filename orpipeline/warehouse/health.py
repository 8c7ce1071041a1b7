"""Can the warehouse be trusted today? The facts that `orpipeline status` shows, read from the published file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orpipeline.landing import Store
from orpipeline.openrouter.windows import EXPORT_DAYS
from orpipeline.settings import Settings
from orpipeline.warehouse.lock import IN_PROGRESS, dead_if_free, is_held
from orpipeline.warehouse.sqlfiles import checks
from orpipeline.warehouse.upkeep import MAX_UNCLASSIFIED_SHARE

# The nightly run reads yesterday at 02:30 UTC; before it, the day before yesterday is the newest there can be.
FRESH_DAYS = 2


@dataclass(frozen=True)
class Health:
    """Facts and findings. Days are UTC; `findings` are the reasons for exit status 3, empty when all is well."""

    published_at: datetime
    as_of: datetime
    first_day: date
    newest_day: date
    days_present: int
    days_empty: int
    days_missing: int
    first_missing_day: date | None
    closed_weeks: int
    open_share_point: float | None
    unclassified_share: float
    unclassified_models: int
    restated_facts: int
    newest_restatement: datetime | None
    newest_catalogue: date | None
    rejected_answers: int
    last_run: str
    findings: list[str]


_FACTS = """
with held as (select min(day) as first_day, max(day) as newest_day from days where status <> 'missing'),
counted as (
    select
        count(*) filter (where status = 'present') as present,
        count(*) filter (where status = 'empty') as empty,
        count(*) filter (where status = 'missing') as missing,
        min(day) filter (where status = 'missing') as first_missing
    from days
    where day between (select first_day from held) and (select newest_day from held)
),
weeks as (
    select * from weekly_openness
    where week_convention = 'iso' and variant_policy = 'merged' and status in ('final', 'final_with_gaps')
),
newest_week as (select * from weeks order by week_start desc limit 1)
select
    (select max(as_of) from citation) as as_of,
    held.first_day,
    held.newest_day,
    counted.present as days_present,
    counted.empty as days_empty,
    counted.missing as days_missing,
    counted.first_missing as first_missing_day,
    (select count(*) from weeks) as closed_weeks,
    (select open_share_point from newest_week) as open_share_point,
    coalesce((select unclassified_token_count / token_count from newest_week), 0) as unclassified_share,
    (select count(*) from unclassified_models) as unclassified_models,
    (select count(*) from restatements) as restated_facts,
    (select max(as_of_after) from restatements) as newest_restatement,
    (select max(snapshot_day) from raw.catalogue) as newest_catalogue,
    (select coalesce(bool_or(source <> 'recorded'), false) from raw.answers where series = 'day') as has_catalogue
from held cross join counted
"""


@dataclass(frozen=True)
class LastRun:
    """Outcome of Dagster's newest run in its words, lower case, and when it began and was last heard of (UTC)."""

    status: str
    started: datetime
    heard: datetime

    def __str__(self) -> str:
        return f"{self.status}, started {self.started:%Y-%m-%d %H:%M:%S} UTC"


def health(con: duckdb.DuckDBPyConnection, settings: Settings, now: datetime) -> Health:
    """Read everything once; `now` (aware) is what freshness is measured against."""
    rows = con.sql(_FACTS)
    facts: dict[str, Any] = dict(zip(rows.columns, rows.fetchall()[0], strict=True))
    has_catalogue = facts.pop("has_catalogue")  # the source that the days came from: the recorded weeks have none
    run = last_run(settings.dagster_home)
    facts["last_run"] = str(run)
    return Health(
        **facts,
        published_at=datetime.fromtimestamp(settings.published.stat().st_mtime, UTC),
        rejected_answers=len(Store(settings.landing).rejected()),
        findings=[
            *_findings(facts, now.astimezone(UTC).date(), has_key=bool(settings.api_key)),
            *_partly_published(con, facts["newest_day"]),
            *(_without_catalogue(facts["newest_catalogue"], facts["newest_day"]) if has_catalogue else ()),
            *_newest_run(run, settings, now),
        ],
    )


def _findings(facts: dict[str, Any], today: date, *, has_key: bool) -> Iterator[str]:
    behind = (today - facts["newest_day"]).days
    if behind > FRESH_DAYS:
        yield f"The newest day with rows is {facts['newest_day']}, {behind} days ago. Run `orpipeline run`."
    if facts["days_missing"]:
        yield _missing(facts["days_missing"], facts["first_missing_day"], today, has_key=has_key)
    if facts["unclassified_share"] > MAX_UNCLASSIFIED_SHARE:
        yield (
            f"{facts['unclassified_share']:.1%} of the newest week's tokens are unclassified: `orpipeline registry check`."
        )


def _without_catalogue(catalogue: date | None, newest: date) -> Iterator[str]:
    """A run reads the catalogue of its own day, which comes after the newest day it can read."""
    if catalogue is None or catalogue <= newest:
        said = f"The newest catalogue is of {catalogue}" if catalogue else "No catalogue was read yet"
        yield (
            f"{said}: days were read without one, so newer prices and weights are not known. "
            "Run `orpipeline run` and read why."
        )


def _newest_run(run: LastRun | str, settings: Settings, now: datetime) -> Iterator[str]:
    if not isinstance(run, LastRun):
        return
    if run.status == "failure":
        yield "The newest run failed: run `orpipeline run` and read why. What was published before stands."
    is_silent = run.status.upper() in IN_PROGRESS and run.heard < dead_if_free(settings.lock_seconds, now)
    if is_silent and not is_held(settings.home):
        yield "The newest run was killed, or the power cut: run `orpipeline run` again. What was published before stands."


def _partly_published(con: duckdb.DuckDBPyConnection, newest: date) -> Iterator[str]:
    """The run's own check, asked about the newest day: an older one may have been short for good."""
    check = next(check for check in checks() if check.name == "partial_day")
    sql = f"select listed_models, token_count, usual_token_count from ({check.sql}) where day = ?"  # noqa: S608
    for listed, tokens, usual in con.sql(sql, params=[newest]).fetchall():
        yield (
            f"{newest} looks partly published: {tokens} tokens in {listed} named rows, where {usual} are usual. "
            "Run `orpipeline run` later."
        )


def _missing(count: int, first: date, today: date, *, has_key: bool) -> str:
    said = (
        f"{count} days between the first and the newest are missing (never read, or set aside since), the first of them {first}. "
        "Run `orpipeline run`"
    )
    if has_key or (today - first).days <= EXPORT_DAYS:
        return said + "."
    return f"{said} with a key (OPENROUTER_API_KEY): without one the source gives the last {EXPORT_DAYS} days."


def last_run(dagster_home: Path) -> LastRun | str:
    """Dagster's newest run, read from its history without importing Dagster (0.5 s); in words why there is none."""
    history = dagster_home / "history" / "runs.db"
    if not history.exists():
        return "none recorded"
    sql = "select status, create_timestamp, update_timestamp from runs order by id desc limit 1"
    # Where it may not write, SQLite opens this file only if it is told that nobody else does, as is so while it has no log.
    is_at_rest = not os.access(history.parent, os.W_OK) and not history.with_name(f"{history.name}-wal").exists()
    mode = "immutable=1" if is_at_rest else "mode=ro"
    try:
        with closing(sqlite3.connect(f"{history.absolute().as_uri()}?{mode}", uri=True)) as con:
            rows = con.execute(sql).fetchall()
    except sqlite3.Error as error:
        return f"unknown ({error})"
    if not rows:
        return "none recorded"
    status, *times = rows[0]
    return LastRun(status.lower(), *(datetime.fromisoformat(time).replace(tzinfo=UTC) for time in times))
