create or replace view days as
select
    day,
    status,
    listed_models,
    token_count,
    other_token_count,
    as_of
from core.days;

comment on view days is
'One row a day from 2025-01-01 (or the first held, if earlier) to the newest held: present, empty or missing.';
comment on column days.day is 'Day (UTC).';
comment on column days.status is
'present, empty (read inside a window with rows, nothing there) or missing (never read).';
comment on column days.listed_models is 'Named rows of the day. Unit: rows.';
comment on column days.token_count is 'All tokens of the day, ''other'' included. Unit: tokens.';
comment on column days.other_token_count is 'Tokens of ''other''; null if the day has no such row. Unit: tokens.';
comment on column days.as_of is 'When OpenRouter made the newest answer that covers this fact (UTC).';
