"""The least that could do: plain DuckDB SQL from the same landed answers to four tables, with no Dagster and no checks.

python -m benchmarks.peer HOME FILE

Classified days, weekly ranks and openness by ISO week, and the weeks with four open models in the top five: about a
quarter of what a run makes. It believes its input, keeps no versions and publishes nothing.
"""

import sys
from pathlib import Path

import duckdb
import polars as pl

from orpipeline.registry import load_models
from orpipeline.settings import Settings
from orpipeline.warehouse.arrow import lent

_DAILY = """
create table daily_usage as
with answers as (
    select from_json(body, '{"meta": {"as_of": "TIMESTAMP"}, "data":
        [{"date": "DATE", "model_permaslug": "VARCHAR", "total_tokens": "BIGINT"}]}') as answer
    from read_json(
        ?, columns = {endpoint: 'varchar', body: 'varchar'}, records = true, format = 'newline_delimited',
        maximum_object_size = 1000000000
    )
    where endpoint = 'rankings-daily'
),

facts as (
    select answer.meta.as_of as as_of, unnest(answer.data, recursive := true) from answers
),

newest as (
    select
        date as day, model_permaslug as permaslug, split_part(model_permaslug, ':', 1) as model,
        total_tokens as token_count
    from facts qualify as_of = max(as_of) over (partition by date)
)

select
    newest.*, registry.openness,
    case when newest.permaslug <> 'other' then rank() over (
        partition by newest.day, newest.permaslug = 'other' order by newest.token_count desc
    ) end as rank,
    newest.token_count / sum(newest.token_count) over (partition by newest.day) as share_of_all
from newest left join registry
    on newest.model = registry.base_slug and newest.day >= coalesce(registry.valid_from, newest.day)
    and newest.day <= coalesce(registry.valid_to, newest.day)
"""
_WEEKLY = (
    """
    create table weekly_rank as
    with sums as (
        select date_trunc('week', day)::date as week_start, model, max_by(openness, day) as openness,
            sum(token_count)::bigint as token_count, count(distinct day) as days_listed
        from daily_usage where permaslug <> 'other' group by all
    )
    select *, rank() over (partition by week_start order by token_count desc) as rank,
        token_count / sum(token_count) over (partition by week_start) as share_of_listed
    from sums
    """,
    """
    create table weekly_openness as
    select date_trunc('week', day)::date as week_start,
        coalesce(sum(token_count) filter (openness = 'open_weights'), 0)::bigint as open_token_count,
        coalesce(sum(token_count) filter (openness = 'proprietary'), 0)::bigint as proprietary_token_count,
        sum(token_count)::bigint as token_count
    from daily_usage group by all
    """,
    """
    create table four_open_weeks as
    select week_start, count(*) as open_count from weekly_rank
    where rank <= 5 and openness = 'open_weights' group by all having count(*) >= 4
    """,
)


def main(home: Path, file: Path) -> None:
    """Make the four tables in `file` from the landed answers of `home`."""
    rows = [(row.base_slug, row.openness, row.valid_from, row.valid_to) for row in load_models()]
    names = {"base_slug": pl.String, "openness": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    registry = pl.DataFrame(rows, schema=names, orient="row")
    with duckdb.connect(str(file)) as con:
        with lent(con, "registry", registry):
            con.execute(_DAILY, [str(Settings(home=home).landing / "*.json.gz")])
        for statement in _WEEKLY:
            con.execute(statement)
        found = con.sql("select count(*) from daily_usage").fetchall()
    print(f"{found[0][0]} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
