create or replace view open_in_top_n as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    variant_policy,
    n,
    model_count,
    open_count,
    proprietary_count,
    stealth_count,
    router_count,
    unclassified_count,
    margin_at_cut
from mart.open_in_top_n;

comment on view open_in_top_n is
'One row a convention, variant policy, week and n from 1 to 10: how many of the models with rank <= n are open, proprietary, stealth.';
comment on column open_in_top_n.week_convention is
'iso (Monday to Sunday), sunday (Sunday to Saturday) or rolling (7 days to each day).';
comment on column open_in_top_n.week_start is 'First day of the period (UTC).';
comment on column open_in_top_n.week_end is 'Last day of the period (UTC).';
comment on column open_in_top_n.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column open_in_top_n.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column open_in_top_n.variant_policy is
'merged, as_listed or exclude_free: how variants such as :free are counted.';
comment on column open_in_top_n.n is 'Models with rank <= n are counted; a tie may make them more than n.';
comment on column open_in_top_n.model_count is 'Models with rank <= n. Unit: models.';
comment on column open_in_top_n.open_count is
'Of these, models with open weights on the period''s last covered day. Unit: models.';
comment on column open_in_top_n.proprietary_count is 'Of these, proprietary models. Unit: models.';
comment on column open_in_top_n.stealth_count is 'Of these, models whose maker was undisclosed. Unit: models.';
comment on column open_in_top_n.router_count is 'Of these, routers. Unit: models.';
comment on column open_in_top_n.unclassified_count is 'Of these, models not yet classified. Unit: models.';
comment on column open_in_top_n.margin_at_cut is
'How far the last model inside is ahead of the first one outside: tokens over tokens, minus 1. Unit: ratio.';
