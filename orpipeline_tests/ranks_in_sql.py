"""Weekly ranks and shares in plain SQL over `usage`, `days`, `models` and `now`: the second way to what polars computes."""

from typing import Any

import duckdb
import polars as pl
from polars.testing import assert_frame_equal

_CALENDAR = """
create temp macro last_day(start) as (
    select max(day) from days where status = 'present' and day between start and start + 6
);
create temp view calendar as
select day, 'iso' as week_convention, date_trunc('week', day)::date as week_start from days
union all
select day, 'sunday', date_trunc('week', day + 1)::date - 1 from days
union all
select day, 'rolling', (day - offsets.n::integer)::date from days, range(7) as offsets(n)
where day - offsets.n::integer + 6 <= (select max(day) from days);
"""

_SUMS = """
create temp table units as
select policies.policy as variant_policy, usage.day, usage.model as base_model, sum(token_count)::bigint as tokens,
    case when policies.policy = 'as_listed' then usage.permaslug else usage.model end as model
from usage cross join (values ('merged'), ('as_listed'), ('exclude_free')) as policies(policy)
where usage.permaslug <> 'other' and not (policies.policy = 'exclude_free' and coalesce(usage.variant, '') = 'free')
group by all;

create temp table weeks as
select calendar.week_convention, calendar.week_start,
    coalesce(sum(usage.token_count) filter (where usage.permaslug = 'other'), 0) as other
from calendar left join usage using (day) group by all;

create temp table floors as
select day, case when count(*) filter (where permaslug <> 'other') >= 50 or bool_or(permaslug = 'other')
    then min(token_count) filter (where permaslug <> 'other') else 0 end as floor
from usage group by day;

create temp table sums as
with listed as (
    select week_convention, week_start, variant_policy, model, base_model, sum(tokens)::bigint as tokens,
        count(*) as days_listed, list(day) as on_days
    from units inner join calendar using (day) group by all
)
select *, tokens + coalesce((
    select sum(floors.floor) from floors inner join calendar using (day)
    where calendar.week_convention = listed.week_convention and calendar.week_start = listed.week_start
        and not list_contains(listed.on_days, floors.day)
), 0)::bigint as high
from listed;
"""

RANKS = """
with ranked as (
    select sums.*, sum(tokens) over list as listed, last_day(week_start) as last_covered_day,
        rank() over (list order by tokens desc) as place,
        lead(tokens) over (list order by tokens desc, model) as following
    from sums window list as (partition by week_convention, variant_policy, week_start)
)
select ranked.week_convention, ranked.variant_policy, ranked.week_start, ranked.place as rank, ranked.model,
    old.openness, new.openness as openness_now, old.licence_tier,
    ranked.tokens as token_count, ranked.high as token_count_high,
    ranked.tokens / (ranked.listed + weeks.other) as share_of_all, ranked.tokens / ranked.listed as share_of_listed,
    ranked.tokens / ranked.following - 1 as margin_to_next, ranked.days_listed
from ranked
inner join weeks using (week_convention, week_start)
inner join models as old on ranked.base_model = old.model and ranked.last_covered_day
    between coalesce(old.valid_from, date '0001-01-01') and coalesce(old.valid_to, date '9999-12-31')
inner join models as new on ranked.base_model = new.model and (select moment from now)
    between coalesce(new.valid_from, date '0001-01-01') and coalesce(new.valid_to, date '9999-12-31')
where ranked.week_convention <> 'rolling' or ranked.place <= 50
"""

OPENNESS = """
with tokens as (
    select week_convention, variant_policy, week_start,
        coalesce(sum(token_count) filter (where openness = 'open_weights'), 0)::bigint as open_token_count,
        coalesce(sum(token_count) filter (where openness = 'proprietary'), 0)::bigint as proprietary_token_count,
        sum(token_count)::bigint as token_count
    from usage inner join calendar using (day)
    cross join (values ('merged'), ('exclude_free')) as policies(variant_policy)
    where not (variant_policy = 'exclude_free' and coalesce(variant, '') = 'free')
    group by all
)
select *,
    open_token_count / token_count as open_share_low,
    open_token_count / nullif(open_token_count + proprietary_token_count, 0) as open_share_point,
    1 - proprietary_token_count / token_count as open_share_high,
    open_token_count / nullif(proprietary_token_count, 0) as open_to_proprietary_ratio
from tokens
"""

TOP_N = """
select week_convention, variant_policy, week_start, n,
    count(*) as model_count,
    count(*) filter (where openness = 'open_weights') as open_count,
    count(*) filter (where openness = 'proprietary') as proprietary_count,
    count(*) filter (where openness = 'stealth') as stealth_count,
    last(margin_to_next order by rank, model) as margin_at_cut
from ranks inner join range(1, 11) as cuts(n) on ranks.rank <= cuts.n
group by all
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make what the three queries read, over `usage`, `days`, `models` and `now` (one row, column `moment`, a date)."""
    con.execute(_CALENDAR)
    con.execute(_SUMS)
    con.execute(f"create temp table ranks as {RANKS}")


def assert_agree(con: duckdb.DuckDBPyConnection, sql: str, result: pl.DataFrame, *key: str) -> None:
    """The query gives the rows of `result` in the columns they share: integers equal, doubles within 1e-12."""
    expected: Any = con.sql(sql).pl()
    assert expected.height > 100
    assert set(expected.columns) <= set(result.columns)
    chosen = result.select(expected.columns)
    assert_frame_equal(chosen.sort(key), expected.sort(key), check_dtypes=False, abs_tol=1e-12, rel_tol=1e-12)
