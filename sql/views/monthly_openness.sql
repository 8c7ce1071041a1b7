create or replace view monthly_openness as
select
    month_start,
    month_end,
    status,
    days_covered,
    variant_policy,
    open_token_count,
    proprietary_token_count,
    stealth_token_count,
    router_token_count,
    unclassified_token_count,
    other_token_count,
    token_count,
    open_share_low,
    open_share_point,
    open_share_high,
    open_to_proprietary_ratio
from mart.monthly_openness;

comment on view monthly_openness is
'One row a calendar month and variant policy (merged, exclude_free): tokens by openness, the open share with its bounds.';
comment on column monthly_openness.month_start is 'First day of the month (UTC).';
comment on column monthly_openness.month_end is 'Last day of the month (UTC).';
comment on column monthly_openness.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column monthly_openness.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column monthly_openness.variant_policy is
'merged or exclude_free: how variants such as :free are counted.';
comment on column monthly_openness.open_token_count is
'Tokens of models with open weights, each day by the verdict of that day, in the period. Unit: tokens.';
comment on column monthly_openness.proprietary_token_count is
'Tokens of proprietary models in the period. Unit: tokens.';
comment on column monthly_openness.stealth_token_count is
'Tokens of models whose maker was undisclosed in the period. Unit: tokens.';
comment on column monthly_openness.router_token_count is
'Tokens of routers, which are mixtures, in the period. Unit: tokens.';
comment on column monthly_openness.unclassified_token_count is
'Tokens of models not yet classified in the period. Unit: tokens.';
comment on column monthly_openness.other_token_count is
'Tokens of everything below the days'' top 50 in the period. Unit: tokens.';
comment on column monthly_openness.token_count is
'Tokens of all rows that the policy counts, ''other'' included, in the period. Unit: tokens.';
comment on column monthly_openness.open_share_low is
'Open tokens over all tokens: nothing unknown is open. Unit: 0 to 1.';
comment on column monthly_openness.open_share_point is 'Open tokens over open plus proprietary tokens. Unit: 0 to 1.';
comment on column monthly_openness.open_share_high is
'All but proprietary tokens over all tokens: everything unknown is open. Unit: 0 to 1.';
comment on column monthly_openness.open_to_proprietary_ratio is 'Open tokens over proprietary tokens. Unit: ratio.';
