-- A day's total moved by more than 20 % when it was read again in the last seven days.
-- warning on core.days
with totals as (
    select
        rankings.day,
        answers.as_of,
        answers.source,
        answers.answer_sha,
        sum(rankings.token_count) as token_count
    from raw.rankings
    inner join raw.answers on rankings.answer_sha = answers.answer_sha
    where answers.series = 'day'
    group by rankings.day, answers.as_of, answers.source, answers.answer_sha
)

select
    day,
    as_of,
    token_count,
    lag(token_count) over in_order as token_count_before
from totals
window in_order as (partition by day order by as_of, source, answer_sha)
qualify
    abs(token_count - token_count_before) > 0.2 * token_count_before
    and as_of > (
        select max(answers.as_of) from raw.answers
        where answers.series = 'day'
    ) - interval 7 day
