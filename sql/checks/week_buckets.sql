-- The API's own figure for a week differs from our sum of its days, and no unlisted day, restatement or open week explains it.
-- warning on weekly_reconciliation
select
    week_start,
    model,
    token_count,
    token_count_high,
    api_token_count,
    days_listed
from weekly_reconciliation
where not is_explained
