-- The rows of a day do not add up to the day's total, or a model of the day has no single verdict.
-- blocking on core.daily_usage
select
    days.day,
    days.token_count,
    coalesce(sum(usage.token_count), 0)::bigint as sum_of_rows
from core.days
left join core.daily_usage as usage on days.day = usage.day
group by days.day, days.token_count, days.listed_models
having
    days.token_count <> coalesce(sum(usage.token_count), 0)
    or days.listed_models <> count(usage.rank)
    or count(*) filter (where usage.openness is null and usage.permaslug <> 'other') > 0
