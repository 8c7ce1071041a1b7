create or replace view restatements as
select
    day,
    permaslug,
    token_count_before,
    token_count as token_count_after,
    previous_as_of as as_of_before,
    as_of as as_of_after
from (
    select
        *,
        lag(token_count) over (partition by day, permaslug order by version) as token_count_before
    from core.versions
    where
        series = 'day'
        -- Most days never change: those that did are found faster than all others are sorted.
        and day in (
            select changed.day from core.versions as changed
            where changed.series = 'day' and changed.version > 1
        )
) as changes
where version > 1;

comment on view restatements is
'One row a changed fact: a value that changed, appeared (before is null) or vanished (after is null) between two answers.';
comment on column restatements.day is 'Day (UTC).';
comment on column restatements.permaslug is
'Name as published: namespace/slug[:variant], or ''other'' for all below the day''s top 50.';
comment on column restatements.token_count_before is
'Tokens by the answers before; null if the row was not there. Unit: tokens.';
comment on column restatements.token_count_after is 'Tokens since; null if the row vanished. Unit: tokens.';
comment on column restatements.as_of_before is
'as_of of the last answer before the change that covers the day (UTC).';
comment on column restatements.as_of_after is 'as_of of the first answer with the change (UTC).';
