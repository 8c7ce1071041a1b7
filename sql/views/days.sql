create or replace view days as
select  -- noqa: ST06
    day,
    status,
    case when status <> 'missing' then listed_models end as listed_models,
    case when status = 'present' then token_count end as token_count,
    other_token_count,
    as_of
from core.days;

comment on view days is
'One row a day from 2025-01-01 (or the first held, if earlier) to the last one asked for: present, empty or missing.';
comment on column days.day is 'Day (UTC).';
comment on column days.status is
'present, empty (read inside a window with rows, nothing there) or missing (never read, or nothing there since the newest day with rows).';
comment on column days.listed_models is 'Named rows of the day; null where missing. Unit: rows.';
comment on column days.token_count is 'All tokens of the day, ''other'' included; null where there are no rows, which is not zero tokens. Unit: tokens.';
comment on column days.other_token_count is 'Tokens of ''other''; null if the day has no such row. Unit: tokens.';
comment on column days.as_of is 'When OpenRouter made the newest answer that covers the day (UTC); null where missing.';
