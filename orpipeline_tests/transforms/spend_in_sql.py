"""Weekly spend a second way: DuckDB, wide integers and correlated subqueries instead of sorted joins."""

import duckdb
import polars as pl

_SQL = """
with listed as (
    select distinct canonical_slug || case when contains(id, ':') then ':' || split_part(id, ':', 2) else '' end as slug,
        snapshot_day, as_of,
        case when prompt_usd_per_trillion + completion_usd_per_trillion is null then null
            else least(prompt_usd_per_trillion, completion_usd_per_trillion) end as low,
        case when prompt_usd_per_trillion + completion_usd_per_trillion is null then null
            else greatest(prompt_usd_per_trillion, completion_usd_per_trillion) end as high
    from catalogue
),
in_force as (
    select usage.*,
        (select max(snapshot_day) from catalogue where snapshot_day between day - 14 and day) is not null as is_near,
        (select max(as_of) from listed where slug = permaslug and snapshot_day between day - 14 and day) as said
    from usage where permaslug <> 'other'
),
priced as (
    select in_force.*,
        case when permaslug like '%:free' and is_near then 0
            else (select min(low) from listed where slug = permaslug and as_of = said) end as low,
        case when permaslug like '%:free' and is_near then 0
            else (select max(high) from listed where slug = permaslug and as_of = said) end as high,
        bool_or(is_near) over (partition by date_trunc('week', day)) as has_snapshot
    from in_force
)
select date_trunc('week', day)::date as week_start, openness, sum(token_count)::bigint,
    case when any_value(has_snapshot) then coalesce(sum(token_count) filter (where low is not null), 0)::bigint end,
    case when any_value(has_snapshot)
        then coalesce(sum(token_count) filter (where low is not null), 0) / sum(token_count) end,
    sum(token_count::hugeint * low) / 1e12,
    sum(token_count::hugeint * high) / 1e12
from priced group by all order by all
"""


def spend_by_duckdb(usage: pl.DataFrame, catalogue: pl.DataFrame) -> list[tuple[object, ...]]:
    """week_start, openness, token_count, covered_token_count, covered_share, list_low, list_high, sorted."""
    with duckdb.connect() as con:
        con.register("usage", usage.to_arrow())
        con.register("catalogue", catalogue.to_arrow())
        return con.sql(_SQL).fetchall()
