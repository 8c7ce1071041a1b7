create or replace view weekly_openness_by_tier as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    strictness,
    open_token_count,
    not_open_token_count,
    token_count,
    open_share_low,
    open_share_point,
    open_share_high
from mart.weekly_openness_by_tier;

comment on view weekly_openness_by_tier is
'One row a convention (iso, sunday), week and strictness 1 to 4: the open share when only licences at least so free count. Variants merged, each day by the verdict of that day.';
comment on column weekly_openness_by_tier.week_convention is
'iso (Monday to Sunday) or sunday (Sunday to Saturday).';
comment on column weekly_openness_by_tier.week_start is 'First day of the period (UTC).';
comment on column weekly_openness_by_tier.week_end is 'Last day of the period (UTC).';
comment on column weekly_openness_by_tier.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_openness_by_tier.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_openness_by_tier.strictness is
'4 counts osi only, 3 also clause, 2 also community, 1 any weights (also non_commercial and catalogue hints, whose licence is not known).';
comment on column weekly_openness_by_tier.open_token_count is
'Tokens of models with open weights whose licence counts at this strictness in the period. Unit: tokens.';
comment on column weekly_openness_by_tier.not_open_token_count is
'Tokens of models known not to count: proprietary, or open weights of a less free licence, in the period. Unit: tokens.';
comment on column weekly_openness_by_tier.token_count is
'Tokens of all rows, ''other'' included, in the period. Unit: tokens.';
comment on column weekly_openness_by_tier.open_share_low is
'Open tokens over all tokens: nothing unknown is open. Unit: 0 to 1.';
comment on column weekly_openness_by_tier.open_share_point is
'Open tokens over the tokens of all open-weights and proprietary models, the same denominator at every strictness. Unit: 0 to 1.';
comment on column weekly_openness_by_tier.open_share_high is
'All but the tokens known not to count over all tokens: everything unknown is open. Unit: 0 to 1.';
