-- A day looks partly published: fewer than 50 named rows beside full days, or the newest at under half the usual total.
-- warning on core.days
with present as (
    select
        day,
        listed_models,
        token_count,
        max(day) over () as newest_day
    from core.days
    where status = 'present'
)

select
    present.day,
    present.listed_models,
    present.token_count,
    cast(median(around.token_count) as bigint) as usual_token_count
from present
inner join present as around
    on around.day between present.day - 7 and present.day + 7 and present.day <> around.day
group by present.day, present.listed_models, present.token_count, present.newest_day
having
    (present.listed_models < 50 and min(around.listed_models) >= 50)
    or (present.day = present.newest_day and 2 * cast(present.token_count as hugeint) < median(around.token_count))
