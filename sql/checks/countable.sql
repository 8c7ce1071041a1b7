-- All tokens of a series together are over 2^63-1, the most a sum can hold: set the answer aside with `orpipeline reject`.
-- blocking on core.versions
with largest as (
    select
        series,
        max_by(day, token_count) as day,
        max_by(permaslug, token_count) as permaslug,
        max(token_count) as token_count
    from core.versions
    where superseded_as_of is null
    group by series
    having sum(token_count) > 9223372036854775807
)

select
    largest.series,
    largest.day,
    largest.permaslug,
    largest.token_count,
    answers.answer_sha
from largest
inner join raw.rankings as rankings on largest.day = rankings.day and largest.permaslug = rankings.permaslug
inner join raw.answers as answers on rankings.answer_sha = answers.answer_sha and largest.series = answers.series
