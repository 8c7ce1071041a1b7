create or replace view weekly_growth as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    previous_days_covered,
    token_count,
    previous_token_count,
    token_change,
    new_token_change,
    gone_token_change,
    growing_token_change,
    shrinking_token_change,
    other_token_change,
    new_models,
    gone_models,
    growing_models,
    shrinking_models,
    growth_rate
from mart.weekly_growth;

comment on view weekly_growth is
'One row a closed iso week whose week before is held and closed too: the change of all tokens, split into parts that add up to it exactly. A model below rank 50 every day of a week is in ''other'' there, so new and gone include tokens that only crossed that line.';
comment on column weekly_growth.week_convention is
'Always iso (Monday to Sunday).';
comment on column weekly_growth.week_start is 'First day of the period (UTC).';
comment on column weekly_growth.week_end is 'Last day of the period (UTC).';
comment on column weekly_growth.status is
'final or final_with_gaps (the source has nothing for a day): closed weeks only.';
comment on column weekly_growth.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_growth.previous_days_covered is 'Days of the week before that have rows. Unit: days.';
comment on column weekly_growth.token_count is 'All tokens of the week, ''other'' included. Unit: tokens.';
comment on column weekly_growth.previous_token_count is 'All tokens of the week before. Unit: tokens.';
comment on column weekly_growth.token_change is 'token_count minus previous_token_count. Unit: tokens.';
comment on column weekly_growth.new_token_change is
'Tokens of models listed in this week and not in the one before. Unit: tokens.';
comment on column weekly_growth.gone_token_change is
'Minus the tokens, in the week before, of models not listed in this one. Unit: tokens.';
comment on column weekly_growth.growing_token_change is 'Tokens won by models listed in both weeks. Unit: tokens.';
comment on column weekly_growth.shrinking_token_change is
'Tokens lost by models listed in both weeks; zero or below. Unit: tokens.';
comment on column weekly_growth.other_token_change is
'Change of ''other'', everything below the days'' top 50. Unit: tokens.';
comment on column weekly_growth.new_models is 'Models listed in this week and not in the one before. Unit: models.';
comment on column weekly_growth.gone_models is 'Models listed in the week before and not in this one. Unit: models.';
comment on column weekly_growth.growing_models is 'Models listed in both weeks with more tokens. Unit: models.';
comment on column weekly_growth.shrinking_models is 'Models listed in both weeks with fewer tokens. Unit: models.';
comment on column weekly_growth.growth_rate is 'token_change over previous_token_count, as they are: compare days_covered with previous_days_covered. Unit: ratio.';
