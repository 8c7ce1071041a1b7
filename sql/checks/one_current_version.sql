-- A fact has more than one newest version, or a version that ends before it begins.
-- blocking on core.versions
select
    series,
    day,
    permaslug,
    count(*) filter (where superseded_as_of is null) as current_versions
from core.versions
group by series, day, permaslug
having count(*) filter (where superseded_as_of is null) <> 1 or bool_or(superseded_as_of < as_of)
