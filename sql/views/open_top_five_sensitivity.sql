create or replace view open_top_five_sensitivity as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    window_start,
    window_end,
    variant_policy,
    stealth_scenario,
    strictness,
    time_basis,
    open_count,
    unclassified_count,
    has_four_or_more,
    margin_at_cut
from mart.open_top_five_sensitivity;

comment on view open_top_five_sensitivity is
'One row a closed iso week and setting: open models in the top five of a window near the week. Partial windows are left out.';
comment on column open_top_five_sensitivity.week_convention is
'Convention of the setting''s window: iso, sunday (begins the day before) or rolling (the six other windows that overlap the week by four days or more).';
comment on column open_top_five_sensitivity.week_start is 'Monday of the iso week that is judged (UTC).';
comment on column open_top_five_sensitivity.week_end is 'Sunday of the iso week that is judged (UTC).';
comment on column open_top_five_sensitivity.status is 'Status of the setting''s window: final or final_with_gaps.';
comment on column open_top_five_sensitivity.days_covered is
'Days of the setting''s window that have rows. Unit: days.';
comment on column open_top_five_sensitivity.window_start is 'First day of the setting''s window (UTC).';
comment on column open_top_five_sensitivity.window_end is 'Last day of the setting''s window (UTC).';
comment on column open_top_five_sensitivity.variant_policy is
'merged, as_listed or exclude_free: how variants such as :free are counted.';
comment on column open_top_five_sensitivity.stealth_scenario is
'not_open, open (under any licence asked for) or as_revealed (as the model it turned out to be; not_open if never revealed).';
comment on column open_top_five_sensitivity.strictness is
'What counts as open: 1 any public weights, 2 tier community and freer, 3 clause and freer, 4 only osi.';
comment on column open_top_five_sensitivity.time_basis is
'as_then (verdicts of the window''s time) or as_now (newest verdicts).';
comment on column open_top_five_sensitivity.open_count is
'Open models with rank <= 5 under this setting. Unit: models.';
comment on column open_top_five_sensitivity.unclassified_count is
'Models with rank <= 5 not yet classified, counted as not open. Unit: models.';
comment on column open_top_five_sensitivity.has_four_or_more is 'True if open_count is 4 or more.';
comment on column open_top_five_sensitivity.margin_at_cut is
'How far the last model inside is ahead of the first one outside: tokens over tokens, minus 1. Unit: ratio.';
