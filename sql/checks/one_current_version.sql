-- A fact has more than one newest version, or a version that ends before it begins.
-- blocking on core.versions
with ended as (
    select distinct
        series,
        day,
        permaslug
    from core.versions
    where superseded_as_of is not null
),

suspects as (
    -- Facts by one number, which takes half the time; only what shares it is compared.
    select hash(series, day, permaslug) as fact_hash
    from core.versions
    where superseded_as_of is null
    group by fact_hash
    having count(*) > 1
    union all
    select hash(ended.series, ended.day, ended.permaslug) as fact_hash
    from ended
    left join core.versions as newest
        on
            ended.series = newest.series
            and ended.day = newest.day
            and ended.permaslug = newest.permaslug
            and newest.superseded_as_of is null
    where newest.series is null
    union all
    select hash(series, day, permaslug) as fact_hash
    from core.versions
    where superseded_as_of < as_of
)

select
    series,
    day,
    permaslug,
    count(*) filter (where superseded_as_of is null) as current_versions
from core.versions
where hash(series, day, permaslug) in (select suspects.fact_hash from suspects)
group by series, day, permaslug
having count(*) filter (where superseded_as_of is null) <> 1 or bool_or(superseded_as_of < as_of)
