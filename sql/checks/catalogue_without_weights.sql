-- The newest catalogue names no repository of weights at all, so it gives no hint for new models.
-- warning on raw.catalogue
with dated as (
    select
        snapshot_day,
        hugging_face_id,
        max(snapshot_day) over () as newest_day
    from raw.catalogue
)

select
    snapshot_day,
    count(*) as entries
from dated
where snapshot_day = newest_day
group by snapshot_day
having count(hugging_face_id) = 0
