-- Versions of the facts of temp.affected(series, day): a new one only where a value changed, appeared or vanished.
-- For each day the answers that cover it, ordered by (as_of, source, answer_sha), are numbered from 1.
insert into core.versions by name
with covering as (
    select
        affected.series,
        affected.day,
        answers.answer_sha,
        answers.as_of,
        row_number() over in_order as version,
        lag(answers.as_of) over in_order as previous_as_of,
        count(*) over (partition by affected.series, affected.day) as version_count
    from affected
    inner join raw.answers
        on affected.series = answers.series and affected.day between answers.window_start and answers.window_end
    window
        in_order as (
            partition by affected.series, affected.day order by answers.as_of, answers.source, answers.answer_sha
        )
),

single as (
    select
        covering.series,
        covering.day,
        rankings.permaslug,
        covering.version,
        rankings.token_count,
        covering.as_of,
        covering.previous_as_of,
        null::timestamp as superseded_as_of
    from covering
    inner join raw.rankings using (answer_sha, day)
    where covering.version_count = 1
),

facts as (
    select
        covering.series,
        covering.day,
        rankings.permaslug,
        covering.version,
        covering.version_count,
        rankings.token_count,
        lag(covering.version) over per_fact as version_before,
        lag(rankings.token_count) over per_fact as token_count_before,
        lead(covering.version) over per_fact as version_after
    from covering
    inner join raw.rankings using (answer_sha, day)
    where covering.version_count > 1
    window per_fact as (partition by covering.series, covering.day, rankings.permaslug order by covering.version)
),

changes as (
    -- changed or appeared
    select
        series,
        day,
        permaslug,
        version,
        token_count
    from facts
    where version_before is null or version_before < version - 1 or token_count_before <> token_count
    union all
    -- vanished: not in the next answer that covers the day
    select
        series,
        day,
        permaslug,
        version + 1 as version,
        null as token_count
    from facts
    where version < version_count and (version_after is null or version_after > version + 1)
)

select * from single
union all
select
    changes.series,
    changes.day,
    changes.permaslug,
    changes.version,
    changes.token_count,
    covering.as_of,
    covering.previous_as_of,
    lead(covering.as_of) over (
        partition by changes.series, changes.day, changes.permaslug order by changes.version
    ) as superseded_as_of
from changes
inner join covering using (series, day, version);
