create or replace view weekly_free_share as
with weeks as (
    select
        merged.week_convention,
        merged.week_start,
        merged.week_end,
        merged.status,
        merged.days_covered,
        merged.other_token_count,
        merged.token_count,
        merged.token_count - coalesce(paid.token_count, 0) as free_token_count
    from mart.weekly_openness as merged
    left join mart.weekly_openness as paid
        on
            merged.week_convention = paid.week_convention
            and merged.week_start = paid.week_start
            and paid.variant_policy = 'exclude_free'
    where merged.variant_policy = 'merged' and merged.week_convention in ('iso', 'sunday')
)

select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    free_token_count,
    other_token_count,
    token_count,
    free_token_count / nullif(token_count, 0) as share_low,
    free_token_count / nullif(token_count - other_token_count, 0) as share_point,
    (free_token_count + other_token_count) / nullif(token_count, 0) as share_high
from weeks;

comment on view weekly_free_share is
'One row a convention (iso, sunday) and week: tokens of the free variants (permaslugs that end in '':free'') and their share. ''other'' may hold free variants too; it makes the difference between the bounds.';
comment on column weekly_free_share.week_convention is
'iso (Monday to Sunday) or sunday (Sunday to Saturday).';
comment on column weekly_free_share.week_start is 'First day of the period (UTC).';
comment on column weekly_free_share.week_end is 'Last day of the period (UTC).';
comment on column weekly_free_share.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_free_share.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_free_share.free_token_count is
'Tokens of listed '':free'' permaslugs in the week. Unit: tokens.';
comment on column weekly_free_share.other_token_count is
'Tokens of everything below the days'' top 50 in the period. Unit: tokens.';
comment on column weekly_free_share.token_count is
'Tokens of all rows, ''other'' included, in the period. Unit: tokens.';
comment on column weekly_free_share.share_low is
'Free tokens over all tokens: none of ''other'' is free. Unit: 0 to 1.';
comment on column weekly_free_share.share_point is 'Free tokens over the tokens of listed rows only. Unit: 0 to 1.';
comment on column weekly_free_share.share_high is
'Free tokens and ''other'' over all tokens: all of ''other'' is free. Unit: 0 to 1.';
