-- An answer gives a day and permaslug twice.
-- blocking on raw.rankings
with suspects as (
    -- By one number, which takes half the time, and only what shares it is compared.
    select hash(answer_sha, day, permaslug) as fact_hash
    from raw.rankings
    group by fact_hash
    having count(*) > 1
)

select
    answer_sha,
    day,
    permaslug,
    count(*) as row_count
from raw.rankings
where hash(answer_sha, day, permaslug) in (select suspects.fact_hash from suspects)
group by answer_sha, day, permaslug
having count(*) > 1
