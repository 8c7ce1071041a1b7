-- An answer gives a day and permaslug twice.
-- blocking on raw.rankings
select
    answer_sha,
    day,
    permaslug,
    count(*) as row_count
from raw.rankings
group by answer_sha, day, permaslug
having count(*) > 1
