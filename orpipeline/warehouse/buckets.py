"""Which of the source's own weekly buckets the warehouse holds, read late enough to be compared with its days."""

from datetime import date

import duckdb

from orpipeline.answer import Window

# A day that just closed still grows by some parts in a million; one closed for 25 hours has not been seen to move. Days
# that were restated after their bucket was read make it stale.
_SETTLED = """
with buckets as (
    select
        unnest(generate_series(window_start, window_end, interval 7 day))::date as week_start,
        as_of
    from raw.answers
    where series = 'week'
),

newest as (
    select week_start, max(as_of) as as_of from buckets group by week_start
),

restated as (
    select date_trunc('week', day)::date as week_start, max(as_of) as as_of
    from core.versions
    where series = 'day' and previous_as_of is not null
    group by date_trunc('week', day)
)

select newest.week_start
from newest
left join restated on newest.week_start = restated.week_start
where
    newest.as_of >= newest.week_start + interval 7 day + interval 25 hour
    and newest.as_of >= coalesce(restated.as_of, newest.as_of)
"""


def daily_windows(con: duckdb.DuckDBPyConnection) -> list[Window]:
    """Windows of the daily answers the warehouse holds."""
    rows = con.sql("select distinct window_start, window_end from raw.answers where series = 'day'")
    return [Window(*row) for row in rows.fetchall()]


def held_weeks(con: duckdb.DuckDBPyConnection) -> set[date]:
    """Mondays of the weeks that need not be asked for again: read once settled, and no day restated since."""
    return {row[0] for row in con.sql(_SETTLED).fetchall()}
