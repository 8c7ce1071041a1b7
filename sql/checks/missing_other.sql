-- A day has no 'other' row, so its total is not the whole platform.
-- warning on core.days
select
    day,
    listed_models
from core.days
where status = 'present' and other_token_count is null
