-- In the newest 14 days a top-20 model vanished the day a new name of its namespace came with nearly its tokens: renamed?
-- warning on core.daily_usage
with lives as (
    select
        model,
        min(day) as first_day,
        max(day) as last_day
    from core.daily_usage
    where permaslug <> 'other'
    group by model
),

newest as (
    select max(last_day) as day from lives
),

recent as (
    select
        usage.day,
        usage.model,
        cast(sum(usage.token_count) as bigint) as token_count,
        split_part(usage.model, '/', 1) as namespace
    from core.daily_usage as usage
    cross join newest
    where usage.permaslug <> 'other' and usage.day >= newest.day - 14
    group by usage.day, usage.model
),

ranked as (
    select
        recent.*,
        lives.first_day,
        lives.last_day,
        rank() over (partition by recent.day order by recent.token_count desc) as place
    from recent
    inner join lives on recent.model = lives.model
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
    and abs(come.token_count - gone.token_count) <= 0.2 * gone.token_count
