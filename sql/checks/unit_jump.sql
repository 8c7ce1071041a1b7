-- A day's total is 100 times that of the days around it, or a hundredth, as after an error of units: read the day again with `orpipeline backfill DAY DAY`, or set its answer aside with `orpipeline reject`.
-- blocking on core.days
with present as (
    select
        day,
        token_count
    from core.days
    where status = 'present'
)

select
    present.day,
    present.token_count,
    cast(median(around.token_count) as bigint) as usual_token_count
from present
inner join present as around
    on around.day between present.day - 7 and present.day + 7 and present.day <> around.day
group by present.day, present.token_count
having
    median(around.token_count) > 0
    and (
        present.token_count >= 100 * median(around.token_count)
        or cast(present.token_count as hugeint) * 100 <= median(around.token_count)
    )
