-- A day that had rows has none in the newest answer that covers it.
-- warning on core.days
select
    days.day,
    max(versions.as_of) as as_of,
    max(versions.as_of) filter (where versions.token_count is not null) as last_seen_as_of
from core.days
inner join core.versions on days.day = versions.day
where versions.series = 'day' and days.status <> 'present'
group by days.day
having count(versions.token_count) > 0
