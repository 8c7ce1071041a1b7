create or replace view model_lifecycle as
select
    model,
    model_name,
    lab,
    openness_now,
    debut_week,
    first_week,
    last_week,
    weeks_on_chart,
    peak_rank,
    peak_week,
    weeks_to_peak,
    peak_token_count,
    token_peak_week,
    half_life_weeks,
    half_life_weeks_low,
    is_active
from mart.model_lifecycle;

comment on view model_lifecycle is
'One row a model that was on the chart (weekly top 50 of closed iso weeks, variants merged): when it came, peaked, faded and left.';
comment on column model_lifecycle.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column model_lifecycle.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column model_lifecycle.lab is 'Who made the model, from the registry; ''undisclosed'' for stealth models, null if not known.';
comment on column model_lifecycle.openness_now is 'Verdict valid at the newest as_of of the daily figures.';
comment on column model_lifecycle.debut_week is
'Week of its debut on the chart in the weeks held (its Monday); null if that was the first week held or followed a missing week.';
comment on column model_lifecycle.first_week is 'First week held in which it is on the chart (its Monday).';
comment on column model_lifecycle.last_week is 'Last week on the chart (its Monday).';
comment on column model_lifecycle.weeks_on_chart is 'Weeks on the chart. Unit: weeks.';
comment on column model_lifecycle.peak_rank is 'Best rank.';
comment on column model_lifecycle.peak_week is 'First week at the best rank (its Monday).';
comment on column model_lifecycle.weeks_to_peak is
'Weeks from debut_week to peak_week; null with debut_week. Unit: weeks.';
comment on column model_lifecycle.peak_token_count is
'Most tokens in a week; a week of rank > 50 counts too. Unit: tokens.';
comment on column model_lifecycle.token_peak_week is 'First week with peak_token_count (its Monday).';
comment on column model_lifecycle.half_life_weeks is
'Weeks from token_peak_week until weekly tokens are at most half of the peak even by token_count_high; weeks that lack a day are left aside; null if not yet so, or if a week in between is not held. Unit: weeks.';
comment on column model_lifecycle.half_life_weeks_low is
'The same by listed tokens alone, any other day taken as zero: the least that half_life_weeks can be; null if not yet even so. Unit: weeks.';
comment on column model_lifecycle.is_active is 'True if it is on the chart in the newest closed week held.';
