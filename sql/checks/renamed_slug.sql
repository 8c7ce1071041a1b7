-- In the newest 14 days a top-20 model vanished the day a new name of its namespace came with nearly its tokens: renamed?
-- warning on core.daily_usage
with merged as (
    select
        day,
        model,
        cast(sum(token_count) as bigint) as token_count,
        split_part(model, '/', 1) as namespace
    from core.daily_usage
    where permaslug <> 'other'
    group by day, model
),

ranked as (
    select
        *,
        rank() over (partition by day order by token_count desc) as place,
        min(day) over (partition by model) as first_day,
        max(day) over (partition by model) as last_day,
        max(day) over () as newest_day
    from merged
)

select
    gone.model as vanished,
    come.model as appeared,
    come.day,
    gone.token_count as token_count_before,
    come.token_count as token_count_after
from ranked as gone
inner join ranked as come
    on gone.namespace = come.namespace and come.day = gone.day + 1
where
    gone.place <= 20
    and gone.day = gone.last_day
    and come.day = come.first_day
    and come.day > come.newest_day - 14
    and abs(come.token_count - gone.token_count) <= 0.2 * gone.token_count
