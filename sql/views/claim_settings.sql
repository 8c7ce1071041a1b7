create or replace view claim_settings as
select
    claim_id,
    setting,
    week_convention,
    week_start,
    week_end,
    variant_policy,
    stealth_scenario,
    time_basis,
    outcome,
    figure_low,
    figure_high,
    margin,
    figures,
    evidence
from mart.claim_settings;

comment on view claim_settings is
'One row a claim and setting that its words leave open: does it hold there, and by which figures.';
comment on column claim_settings.claim_id is 'The claim''s id in claims.yaml or the user''s own file.';
comment on column claim_settings.setting is 'Number of the setting within the claim, from 1, the plainest.';
comment on column claim_settings.week_convention is
'iso (Monday to Sunday), sunday (Sunday to Saturday) or rolling (7 days to each day).';
comment on column claim_settings.week_start is 'First day of the period (UTC).';
comment on column claim_settings.week_end is 'Last day of the period (UTC).';
comment on column claim_settings.variant_policy is
'merged, as_listed or exclude_free: how variants such as :free are counted.';
comment on column claim_settings.stealth_scenario is
'not_open, open (under any licence asked for) or as_revealed (as the model it turned out to be; not_open if never revealed).';
comment on column claim_settings.time_basis is
'as_then (verdicts of the window''s time) or as_now (newest verdicts).';
comment on column claim_settings.outcome is 'true, false or unknown.';
comment on column claim_settings.figure_low is
'Lowest value of what the claim speaks of: models, share, ratio (of two prices, the lower of input and output) or difference of shares; null if not known.';
comment on column claim_settings.figure_high is
'Highest value of the same; equal to figure_low where there is one value and nothing is hidden.';
comment on column claim_settings.margin is
'Distance to the other outcome; margin_means in the claims says of what.';
comment on column claim_settings.figures is 'The figures in words, or why there are none.';
comment on column claim_settings.evidence is
'The rows behind the figures in words; null where the figures say it all.';
